/* SPDX-License-Identifier: MIT */
/*
 * The entries after a scan, judged by those before it and by the truth.
 *
 *   read well       what is there, exactly
 *   excluded, or    exactly as before, under the number that it had; a
 *   unreadable      directory that was met elsewhere has left, with proof
 *   elsewhere       exactly as before
 *
 * A directory's number is what its rows hang on, so "as before" is a matter
 * of numbers, wherever the directory may be called now.
 */
#include "model/model.h"

#include <stdio.h>
#include <string.h>

struct judge {
	struct world *w;
	const struct region *region;
	const struct target *target;
};

static const struct tree *
tree_of(const struct judge *j)
{
	return &j->w->volumes[j->target->volume].tree;
}

static void
complain(const struct judge *j, const char *what, int64_t dir, const char *name)
{
	const struct directory *d = known_directory(&j->w->after, dir);

	if (!d)
		d = known_directory(&j->w->before, dir);
	fail(j->w, "%s: '%s' in '%s' of volume %d (directory %lld)", what, name,
		d ? d->path : "?", d ? d->volume : -1, (long long)dir);
}

static void
complain_facts(const struct judge *j, const char *what, const struct row *row,
	const struct facts *want)
{
	const struct directory *d = known_directory(&j->w->after, row->dir);
	const struct facts *f = &row->facts;

	fail(j->w,
		"%s: '%s/%s': size %lld not %lld, mtime %lld not %lld, "
		"ctime %lld not %lld, inode %llu not %llu, mode %o not %o, "
		"nlink %u not %u, blocks %lld not %lld",
		what, d ? d->path : "?", row->name, (long long)f->size,
		(long long)want->size, (long long)f->mtime,
		(long long)want->mtime, (long long)f->ctime,
		(long long)want->ctime, (unsigned long long)f->inode,
		(unsigned long long)want->inode, f->mode, want->mode, f->nlink,
		want->nlink, (long long)f->blocks, (long long)want->blocks);
}

/* --- what stays as it was ------------------------------------------------- */

/* Was this directory found under another name? */
static bool
has_moved(const struct judge *j, const struct row *was)
{
	const struct row *now =
		was->child ? known_row_of(&j->w->after, was->child) : NULL;

	return now &&
		(now->dir != was->dir || strcmp(now->name, was->name) != 0);
}

/* The row `was` is still there, if it has not moved. */
static void
judge_same_row(struct judge *j, const struct row *was)
{
	struct row *now = known_row(&j->w->after, was->dir, was->name);

	if (has_moved(j, was))
		return;
	if (!now || (was->child && now->child != was->child)) {
		complain(j, "a row was lost", was->dir, was->name);
		return;
	}
	now->is_judged = true;
	j->w->counts->kept++;
	if (!facts_equal(&now->facts, &was->facts))
		complain_facts(j, "a row changed", now, &was->facts);
	if (was->is_full && !now->is_full &&
		!known_other_facts(&j->w->after, was))
		complain(j, "a digest was lost", was->dir, was->name);
}

static void judge_kept(struct judge *j, int64_t dir);

/* ... and all below it. */
static void
judge_kept_row(struct judge *j, const struct row *was)
{
	judge_same_row(j, was);
	if (was->child && !has_moved(j, was))
		judge_kept(j, was->child);
}

/* All rows of a directory are as they were; of a new one there are none. */
static void
judge_kept(struct judge *j, int64_t dir)
{
	const struct known *before = &j->w->before;
	const struct known *after = &j->w->after;

	for (size_t i = 0; i < before->n_rows; i++)
		if (before->rows[i].dir == dir)
			judge_kept_row(j, &before->rows[i]);
	for (size_t i = 0; i < after->n_rows; i++)
		if (after->rows[i].dir == dir &&
			!known_row(before, dir, after->rows[i].name))
			complain(j, "a row out of nothing", dir,
				after->rows[i].name);
}

/* --- what was read -------------------------------------------------------- */

/*
 * A directory that could not be read keeps the number that it had, if the
 * catalogue knew it: under this name, or where it certainly came from.
 */
static void
judge_number(struct judge *j, const struct node *node, const struct row *now)
{
	const struct known *before = &j->w->before;
	const struct row *was = known_row(before, now->dir, now->name);
	const struct row *from = NULL;
	const struct directory *old;

	if (was && was->child && was->facts.mode != 0) {
		if (was->facts.inode == now->facts.inode &&
			was->child != now->child)
			complain(j, "a directory got another number", now->dir,
				now->name);
		return;
	}
	for (size_t i = 0; i < before->n_rows && !was; i++)
		if (before->rows[i].child && before->rows[i].facts.mode != 0 &&
			before->rows[i].volume == j->target->volume &&
			before->rows[i].facts.inode == now->facts.inode)
			from = from ? NULL : &before->rows[i];
	old = from ? known_directory(before, from->child) : NULL;
	/* Its mtime says that it is not a reused inode. */
	if (!old || from->facts.mtime != now->facts.mtime ||
		!path_is_below(old->path, j->target->path) ||
		strcmp(old->path, j->target->path) == 0 ||
		truth_is_on(tree_of(j), old->path) ||
		strcmp(node->path, old->path) == 0)
		return;
	j->w->counts->moved++;
	if (from->child != now->child)
		complain(j, "a directory that moved got another number",
			now->dir, now->name);
}

static void judge_read(struct judge *j, int top, int64_t dir);

static void
judge_name(struct judge *j, int index, int64_t dir)
{
	const struct node *node = &tree_of(j)->nodes[index];
	struct row *now = known_row(&j->w->after, dir, node->name);
	struct facts facts;

	facts_of(&facts, &node->st);
	if (!now) {
		complain(j, "a name is missing", dir, node->name);
		return;
	}
	now->is_judged = true;
	if (!facts_equal(&now->facts, &facts))
		complain_facts(j, "wrong facts", now, &facts);
	if ((now->child != 0) != S_ISDIR(node->st.st_mode)) {
		complain(j, "wrong type", dir, node->name);
	} else if (now->child) {
		judge_number(j, node, now);
		judge_read(j, index, now->child);
	}
}

/* Rows of what is not there. */
static void
judge_others(struct judge *j, int top, int64_t dir)
{
	const struct tree *t = tree_of(j);
	const struct known *after = &j->w->after;

	for (size_t i = 0; i < after->n_rows; i++) {
		struct row *now = &after->rows[i];
		const struct row *was;
		bool is_there = false;

		/* Of mode 0 is what only leads to a root, even to one that
		 * is not there any more. */
		if (now->dir != dir || now->is_judged || now->facts.mode == 0)
			continue;
		for (int k = 0; k < t->n_nodes; k++)
			is_there |= t->nodes[k].parent == top &&
				strcmp(t->nodes[k].name, now->name) == 0;
		was = known_row(&j->w->before, dir, now->name);
		if (!is_there || !is_excluded(j->target, now->name))
			complain(j, "a row of what is gone", dir, now->name);
		else if (!was)
			complain(j, "a row of what is excluded", dir,
				now->name);
		else if (was)
			judge_kept_row(j, was);
		now->is_judged = true;
	}
}

static void
judge_read(struct judge *j, int top, int64_t dir)
{
	const struct tree *t = tree_of(j);
	const struct directory *d = known_directory(&j->w->after, dir);

	if (!t->nodes[top].is_readable) {
		judge_kept(j, dir);
		return;
	}
	for (int i = 0; i < t->n_nodes; i++)
		if (t->nodes[i].parent == top &&
			!is_excluded(j->target, t->nodes[i].name))
			judge_name(j, i, dir);
	judge_others(j, top, dir);
	if (d && d->state != 2)
		complain(j, "a directory that was read is not complete", dir,
			"");
}

static void
judge_target(struct judge *j)
{
	const struct directory *d =
		known_at(&j->w->after, j->target->volume, j->target->path);
	int top = truth_find(tree_of(j), j->target->path);
	struct row *row = d ? known_row_of(&j->w->after, d->id) : NULL;
	struct facts facts;

	if (!row) {
		fail(j->w, "no such root: '%s' of volume %d", j->target->path,
			j->target->volume);
		return;
	}
	facts_of(&facts, &tree_of(j)->nodes[top].st);
	row->is_judged = true;
	if (!facts_equal(&row->facts, &facts))
		complain_facts(j, "wrong facts of a root", row, &facts);
	judge_read(j, top, d->id);
}

/* --- elsewhere ------------------------------------------------------------ */

static void
row_path(const struct known *k, const struct row *row, char *ret, size_t size)
{
	const struct directory *d = known_directory(k, row->dir);

	(void)snprintf(ret, size, "%s%s%s", d ? d->path : "",
		d && *d->path ? "/" : "", d ? row->name : "");
}

static bool
is_in_region(const struct region *region, const struct known *k,
	const struct row *row)
{
	char path[PATH_SIZE * 2];

	row_path(k, row, path, sizeof(path));
	for (size_t i = 0; i < region->n_targets; i++)
		if (region->targets[i].volume == row->volume &&
			path_is_below(path, region->targets[i].path))
			return true;
	return false;
}

static void
judge_elsewhere(struct judge *j)
{
	const struct known *before = &j->w->before;
	const struct known *after = &j->w->after;

	for (size_t i = 0; i < before->n_rows; i++) {
		const struct row *was = &before->rows[i];

		if (was->volume >= 0 && was->facts.mode != 0 &&
			!is_in_region(j->region, before, was))
			judge_same_row(j, was);
	}
	for (size_t i = 0; i < after->n_rows; i++) {
		const struct row *now = &after->rows[i];

		if (now->volume >= 0 && !now->is_judged &&
			now->facts.mode != 0 &&
			!is_in_region(j->region, after, now) &&
			!known_row(before, now->dir, now->name))
			complain(j, "a row that nobody scanned", now->dir,
				now->name);
	}
}

/* --- after a kill --------------------------------------------------------- */

/*
 * Whatever was known and is still true is there, as it was or as it is; what
 * is there was known or is true.
 */
static void
judge_cut_row(struct judge *j, const struct row *was)
{
	const struct tree *t = &j->w->volumes[was->volume].tree;
	const struct row *now = known_row(&j->w->after, was->dir, was->name);
	char path[PATH_SIZE * 2];
	struct facts facts;
	int at;

	if (was->facts.mode == 0 || has_moved(j, was))
		return;
	row_path(&j->w->before, was, path, sizeof(path));
	at = truth_find(t, path);
	if (at < 0 || t->nodes[at].st.st_ino != was->facts.inode)
		return;
	facts_of(&facts, &t->nodes[at].st);
	if (!now)
		complain(j, "a row was lost by a scan that was cut off",
			was->dir, was->name);
	else if (!facts_equal(&now->facts, &was->facts) &&
		!facts_equal(&now->facts, &facts))
		complain_facts(j, "neither old nor new facts", now, &facts);
}

void
judge_scan(struct world *w, const struct region *region)
{
	struct judge j = { w, region, NULL };

	if (region->is_cut) {
		for (size_t i = 0; i < w->before.n_rows; i++)
			if (w->before.rows[i].volume >= 0)
				judge_cut_row(&j, &w->before.rows[i]);
		return;
	}
	for (size_t i = 0; i < region->n_targets && !w->failure[0]; i++) {
		j.target = &region->targets[i];
		judge_target(&j);
	}
	judge_elsewhere(&j);
}

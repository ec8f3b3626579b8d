/* SPDX-License-Identifier: MIT */
/*
 * Digests: never of bytes that the file did not hold with these very facts,
 * kept where they can be, complete after `dupes`.
 */
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows whose digest was handed over from where the file was before.  The
 * catalogue cannot know that a file was changed and its mtime put back, if it
 * moved as well: a move changes its ctime anyway. */
struct trusted {
	int volume;
	struct facts facts;
};

static struct trusted *trusted;
static size_t n_trusted;
static size_t size_trusted;

static bool
is_trusted(const struct row *row)
{
	for (size_t i = 0; i < n_trusted; i++)
		if (trusted[i].volume == row->volume &&
			facts_same_content(&trusted[i].facts, &row->facts))
			return true;
	return false;
}

static void
trust(const struct row *row)
{
	if (is_trusted(row))
		return;
	if (n_trusted == size_trusted) {
		size_trusted = size_trusted ? 2 * size_trusted : 64;
		trusted =
			must(realloc(trusted, size_trusted * sizeof(*trusted)));
	}
	trusted[n_trusted++] = (struct trusted){ row->volume, row->facts };
}

static void
complain(struct world *w, const char *what, const struct row *row)
{
	const struct directory *d = known_directory(&w->after, row->dir);

	fail(w, "%s: '%s/%s' of volume %d, size %lld inode %llu", what,
		d ? d->path : "?", row->name, row->volume,
		(long long)row->facts.size,
		(unsigned long long)row->facts.inode);
}

/* The file known elsewhere before that this one was. */
static const struct row *
find_origin(const struct world *w, const struct row *now)
{
	const struct known *before = &w->before;

	for (size_t i = 0; i < before->n_rows; i++) {
		const struct row *was = &before->rows[i];

		if (was->volume == now->volume && was->content &&
			was->facts.inode == now->facts.inode &&
			was->facts.size == now->facts.size &&
			was->facts.mtime == now->facts.mtime &&
			!known_row(&w->after, was->dir, was->name))
			return was;
	}
	return NULL;
}

static void
judge_digest(struct world *w, const struct row *now)
{
	const struct row *was = known_row(&w->before, now->dir, now->name);
	const struct row *origin;

	if (now->is_full) {
		w->counts->full++;
		if (history_has(now->volume, &now->facts, now->digest, true) ||
			is_trusted(now))
			return;
		origin = was ? NULL : find_origin(w, now);
		if (origin &&
			history_has(now->volume, &now->facts, now->digest,
				false))
			trust(now);
		else
			complain(w, "wrong digest", now);
	} else if (was && was->is_full && !was->child &&
		facts_same_content(&was->facts, &now->facts) &&
		!known_other_facts(&w->after, now)) {
		complain(w, "an unchanged file lost its digest", now);
	}
}

/* In a root's first scan nothing has moved: all of it is new. */
static bool
is_first_scan(const struct world *w, const struct row *row)
{
	const struct directory *now = known_directory(&w->after, row->dir);
	const struct directory *was = NULL;

	while (now && !was) {
		was = known_directory(&w->before, now->id);
		now = known_directory(&w->after, now->parent);
	}
	return !was || was->state == 0;
}

/* A regular file that moved, and nothing else, keeps what was read of it. */
static void
judge_move(struct world *w, const struct row *now)
{
	const struct row *origin;
	size_t n = 0;

	if (now->facts.nlink != 1 || now->facts.size == 0 ||
		(now->facts.mode & S_IFMT) != S_IFREG ||
		known_row(&w->before, now->dir, now->name) || is_trusted(now) ||
		is_first_scan(w, now))
		return;
	origin = find_origin(w, now);
	if (!origin || !origin->is_full || origin->facts.nlink != 1)
		return;
	/* Stale rows of the same inode make it a riddle. */
	for (size_t i = 0; i < w->before.n_rows; i++)
		n += w->before.rows[i].volume == now->volume &&
			w->before.rows[i].facts.inode == now->facts.inode;
	if (n != 1)
		return;
	w->counts->moved++;
	if (!now->is_full)
		complain(w, "a file that moved lost its digest", now);
}

void
judge_digests(struct world *w)
{
	for (size_t i = 0; i < w->after.n_rows && !w->failure[0]; i++) {
		const struct row *now = &w->after.rows[i];

		if (now->volume < 0 || now->child)
			continue;
		judge_digest(w, now);
		judge_move(w, now);
	}
}

/* --- groups --------------------------------------------------------------- */

/* The file as it is, if it still is what the row says and can be read. */
static const struct node *
file_of(const struct world *w, const struct row *row)
{
	const struct directory *d = known_directory(&w->after, row->dir);
	const struct volume *v = &w->volumes[row->volume];
	char path[PATH_SIZE * 2];
	struct facts facts;
	int at;

	(void)snprintf(path, sizeof(path), "%s%s%s", d->path,
		*d->path ? "/" : "", row->name);
	at = v->place < 0 ? -1 : truth_find(&v->tree, path);
	if (at < 0 || !v->tree.nodes[at].is_readable)
		return NULL;
	facts_of(&facts, &v->tree.nodes[at].st);
	return facts_same_content(&facts, &row->facts) ? &v->tree.nodes[at] :
							 NULL;
}

/*
 * What `dupes` can know of a row's content: NULL if nothing.  It opens a file
 * by one of its names, no matter which.
 */
static const unsigned char *
content_of(const struct world *w, const struct row *row)
{
	const struct row *was = known_row(&w->before, row->dir, row->name);
	const struct node *node = NULL;

	if ((row->facts.mode & S_IFMT) != S_IFREG || row->facts.size == 0)
		return NULL;
	if (was && was->is_full)
		return was->digest;
	for (size_t i = 0; i < w->after.n_rows; i++) {
		const struct row *r = &w->after.rows[i];

		if (r->volume != row->volume ||
			!facts_same_content(&r->facts, &row->facts))
			continue;
		node = file_of(w, r);
		if (!node)
			return NULL;
	}
	return node ? node->digest : NULL;
}

static bool
is_same_file(const struct row *a, const struct row *b)
{
	return a->volume == b->volume && a->facts.inode == b->facts.inode;
}

/* The same content as another file: then it must be in a group with it. */
static void
judge_member(struct world *w, const struct row *row)
{
	const unsigned char *mine = content_of(w, row);
	const unsigned char *other;
	bool is_member = false;

	if (!mine)
		return;
	for (size_t i = 0; i < w->after.n_rows; i++) {
		const struct row *r = &w->after.rows[i];

		if (r->volume < 0 || r->facts.size != row->facts.size ||
			is_same_file(r, row))
			continue;
		other = content_of(w, r);
		if (other && memcmp(other, mine, DIGEST_SIZE) == 0) {
			is_member = true;
			if (!r->is_full || !row->is_full ||
				r->content != row->content)
				complain(w, "not grouped", row);
		}
	}
	w->counts->groups += is_member;
}

/* That files of one content are one group, the rows of `content` and the
 * counts that sound_check() made of them say; here, that none is left out. */
void
judge_dupes(struct world *w)
{
	for (size_t i = 0; i < w->after.n_rows && !w->failure[0]; i++)
		if (w->after.rows[i].volume >= 0)
			judge_member(w, &w->after.rows[i]);
}

/* --- reads ---------------------------------------------------------------- */

/* Does the catalogue know all of this file, by every name?  (A name that is
 * new to it is read, even if another one tells.) */
static bool
is_known_in_full(const struct known *k, int volume, const struct facts *facts)
{
	bool is_full = false;

	for (size_t i = 0; i < k->n_rows; i++) {
		const struct row *row = &k->rows[i];

		if (row->volume != volume ||
			!facts_same_content(&row->facts, facts))
			continue;
		if (!row->is_full)
			return false;
		is_full = true;
	}
	return is_full;
}

void
judge_reads(struct world *w, bool is_dupes)
{
	char path[500];
	struct facts facts;
	struct stat st;

	for (int v = 0; v < N_VOLUMES; v++) {
		const struct tree *t = &w->volumes[v].tree;

		for (int i = 0; w->volumes[v].place >= 0 && i < t->n_nodes;
			i++) {
			const struct stat *was = &t->nodes[i].st;

			world_path(w, v, t->nodes[i].path, path, sizeof(path));
			if (!S_ISREG(was->st_mode) || lstat(path, &st) < 0 ||
				memcmp(&st.st_atim, &was->st_atim,
					sizeof(st.st_atim)) == 0)
				continue;
			facts_of(&facts, was);
			if (!is_dupes ||
				is_known_in_full(&w->before, v, &facts))
				fail(w, "read without need: '%s' of volume %d",
					t->nodes[i].path, v);
			w->counts->reads++;
		}
	}
}

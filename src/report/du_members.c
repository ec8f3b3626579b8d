/* SPDX-License-Identifier: MIT */
/*
 * du: what is in archives.
 *
 * Of an archive there are rows for itself, ARCHIVE//, and for the directories
 * in it, in one look at its members: what a member is in comes before it.
 *
 * Directories get the sum of all archives below: each archive is counted for
 * every directory above it that has a row, and one with several names below
 * such a directory once.  For that the parents of all directories are held, 12
 * bytes each.
 */
#include "report/du_list.h"
#include "report/listing.h"

#include "store/survey/leaves.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_ALL_INSIDE. */
enum { R_PARENT, R_NUMBER, R_NAME, R_MODE, R_SIZE };

/* --- rows of an archive -------------------------------------------------- */

static void
add_row(struct du *du, const struct du_archive *archive,
	const struct inside_tree *tree, int64_t number, const struct rows *file)
{
	struct sums sums = { .now = inside_tree_totals(tree, number) };
	struct place_of_size *row;

	if (file) {
		sums.now = (struct totals){ .files = 1,
			.bytes = rows_i64(file, R_SIZE) };
	} else {
		sums.now.files = inside_tree_members(tree, number);
	}
	row = du_add(du, archive->dir_id, archive->volume_id, &sums);
	row->name = xmemdupz(archive->name, archive->name_len);
	row->name_len = archive->name_len;
	row->is_inside = true;
	row->inside = (struct inside){ archive->inside.archive_id, number };
	row->totals.directories = sums.now.directories;
	row->members = sums.now.files;
	row->unpacked = sums.now.bytes;
}

/* depth[number] of what has a row, else -1: how far below the first. */
static void
look_at(struct du *du, const struct du_archive *archive,
	const struct inside_tree *tree, int64_t levels, int64_t *depth,
	const struct rows *rows)
{
	int64_t above = depth[rows_i64(rows, R_PARENT)];
	int64_t number = rows_i64(rows, R_NUMBER);
	uint32_t mode = (uint32_t)rows_i64(rows, R_MODE);

	if (above < 0 || above >= levels)
		return;
	depth[number] = above + 1;
	if (!S_ISDIR(mode) && du->options->all)
		add_row(du, archive, tree, number, rows);
	else if (S_ISDIR(mode) || inside_tree_members(tree, number) > 0)
		add_row(du, archive, tree, number, NULL);
}

/* Of a single member that is no directory: its own size. */
static int
add_member(struct du *du, const struct du_archive *archive,
	const struct inside_tree *tree, bool *ret_is_file, struct error *err)
{
	struct inside_entry entry;
	struct place_of_size *row;
	int r;

	*ret_is_file = false;
	if (archive->inside.number == 0)
		return 0;
	r = store_inside_get(du->store, &entry, &archive->inside, err);
	if (r <= 0 || S_ISDIR(entry.member.mode))
		return r < 0 ? r : 0;
	*ret_is_file = !entry.has_members;
	if (entry.has_members)
		return 0;
	add_row(du, archive, tree, archive->inside.number, NULL);
	row = &du->list[du->n - 1];
	row->members = 1;
	row->unpacked =
		entry.member.size_bytes > 0 ? entry.member.size_bytes : 0;
	row->key = du->options->order == REPORT_ENTRY_BY_FILES ? row->members :
		du->options->order == REPORT_ENTRY_BY_SIZE     ? row->unpacked :
								 0;
	return 0;
}

int
du_fill_archive(struct du *du, struct place_of_size *p, int64_t archive_id,
	struct error *err)
{
	_cleanup_(inside_tree_freep) struct inside_tree *tree = NULL;
	int r = inside_tree_load(&tree, du->store, archive_id, err);

	if (r < 0)
		return r;
	p->members = inside_tree_members(tree, 0);
	p->unpacked = inside_tree_totals(tree, 0).bytes;
	return 0;
}

int
du_add_inside(struct du *du, const struct du_archive *archive, int64_t levels,
	struct error *err)
{
	_cleanup_(inside_tree_freep) struct inside_tree *tree = NULL;
	_cleanup_(rows_closep) struct rows *rows = NULL;
	_cleanup_(freep) int64_t *depth = NULL;
	bool is_file = false;
	int64_t end;
	int r = inside_tree_load(&tree, du->store, archive->inside.archive_id,
		err);

	if (r >= 0)
		r = add_member(du, archive, tree, &is_file, err);
	if (r < 0 || is_file)
		return r;
	add_row(du, archive, tree, archive->inside.number, NULL);
	if (levels <= 0)
		return 0;
	end = inside_tree_end(tree);
	depth = xcalloc((size_t)end + 1, sizeof(*depth));
	for (int64_t i = 0; i < end; i++)
		depth[i] = -1;
	depth[archive->inside.number] = 0;
	r = rows_open(&rows, du->store, ROWS_ALL_INSIDE, err);
	if (r < 0)
		return r;
	rows_bind_i64(rows, archive->inside.archive_id);
	while ((r = rows_next(rows, err)) > 0)
		look_at(du, archive, tree, levels, depth, rows);
	return r;
}

int
du_add_archives(struct du *du, int64_t dir_id, int64_t volume_id,
	int64_t levels, struct error *err)
{
	const struct listing_how how = { .hidden = true };
	struct listing list = LISTING_INIT;
	int r = listing_read(&list, du->store, dir_id, &how, err);

	for (size_t i = 0; i < list.n && r == 0; i++) {
		const struct item *item = &list.items[i];
		const struct du_archive archive = { .dir_id = dir_id,
			.volume_id = volume_id,
			.name = item->name,
			.name_len = item->name_len,
			.inside = item->inside };

		if (item->inside.archive_id != 0)
			r = du_add_inside(du, &archive, levels, err);
	}
	listing_clear(&list);
	return r;
}

/* --- sums of directories -------------------------------------------------- */

/* Columns of ROWS_ARCHIVES_SUMS. */
enum { S_VOLUME_ID, S_INODE, S_DIR_ID, S_NAME, S_FILES, S_BYTES, S_LINKED };

struct summing {
	struct du *du;
	int64_t *parents; /* of directories, by their numbers */
	int64_t n;
	int64_t *row_of; /* 1 + the row that a directory has, 0: none */
	int64_t *seen;	 /* by row: the inode counted last */
	int64_t volume_id;
	int64_t inode;
	int64_t nth; /* of the inode that is counted */
};

static void
summing_clear(struct summing *s)
{
	free(s->parents);
	free(s->row_of);
	free(s->seen);
}

static int
load_parents(struct summing *s, struct error *err)
{
	int r = store_last_directory_id(s->du->store, &s->n, err);

	if (r < 0)
		return r;
	s->n++;
	s->parents = xcalloc((size_t)s->n, sizeof(*s->parents));
	s->row_of = xcalloc((size_t)s->n, sizeof(*s->row_of));
	s->seen = xcalloc(s->du->n + 1, sizeof(*s->seen));
	r = store_parents(s->du->store, s->parents, s->n, err);
	/* A directory that was named twice has its sums in the first row. */
	for (size_t i = s->du->n; i-- > 0;) {
		const struct place_of_size *p = &s->du->list[i];

		if (!p->name && p->dir_id > 0 && p->dir_id < s->n)
			s->row_of[p->dir_id] = (int64_t)i + 1;
	}
	return r;
}

/* A name of an archive: for all directories above. */
static void
count(struct summing *s, const struct rows *rows)
{
	int64_t at = rows_i64(rows, S_DIR_ID);
	int64_t steps = 0;

	if (!rows_i64(rows, S_LINKED) ||
		rows_i64(rows, S_VOLUME_ID) != s->volume_id ||
		rows_i64(rows, S_INODE) != s->inode)
		s->nth++;
	s->volume_id = rows_i64(rows, S_VOLUME_ID);
	s->inode = rows_i64(rows, S_INODE);
	/* A loop is no part of the tree: `check` tells of it. */
	for (; at > 0 && at < s->n && steps < s->n; at = s->parents[at]) {
		struct place_of_size *row;
		int64_t i = s->row_of[at] - 1;

		steps++;
		if (i < 0 || s->seen[i] == s->nth)
			continue;
		s->seen[i] = s->nth;
		row = &s->du->list[i];
		row->members += rows_i64(rows, S_FILES);
		if (__builtin_add_overflow(row->unpacked,
			    rows_i64(rows, S_BYTES), &row->unpacked))
			row->unpacked = INT64_MAX;
	}
}

/* For the other rows of a directory that was named twice. */
static void
copy_sums(struct summing *s)
{
	for (size_t i = 0; i < s->du->n; i++) {
		struct place_of_size *p = &s->du->list[i];
		const struct place_of_size *first;

		if (p->name || p->dir_id <= 0 || p->dir_id >= s->n)
			continue;
		first = &s->du->list[s->row_of[p->dir_id] - 1];
		p->members = first->members;
		p->unpacked = first->unpacked;
	}
}

int
du_sum_archives(struct du *du, struct error *err)
{
	_cleanup_(summing_clear) struct summing s = { .du = du };
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = load_parents(&s, err);

	if (r >= 0)
		r = rows_open(&rows, du->store, ROWS_ARCHIVES_SUMS, err);
	while (r >= 0 && (r = rows_next(rows, err)) > 0)
		count(&s, rows);
	if (r < 0)
		return r;
	copy_sums(&s);
	return 0;
}

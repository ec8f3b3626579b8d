/* SPDX-License-Identifier: MIT */
/*
 * du: what directories hold, and how that grew.
 *
 * The totals stand in the catalogue, so only the order costs anything: of each
 * directory its number and what it is sorted by are held (a path, if that is
 * asked for), and the rest is read again when its turn comes.  A file's own few
 * facts are held.
 */
#include "report/listing.h"
#include "report/names.h"
#include "report/du_list.h"

#include "output/bar.h"
#include "store/history.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 512

/* Columns of ROWS_BELOW. */
enum { R_DIR_ID, R_VOLUME_ID, R_DEPTH };

enum {
	C_APPARENT,
	C_ALLOCATED,
	C_SHARE,
	C_FILES,
	C_DIRECTORIES,
	C_MEMBERS,
	C_UNPACKED,
	C_VOLUME,
	C_PATH,
	C_TABLE_PATH,
	N_COLUMNS,
};

enum {
	G_GROWTH,
	G_APPARENT,
	G_APPARENT_THEN,
	G_ALLOCATED,
	G_FILES,
	G_FILES_THEN,
	G_DIRECTORIES,
	G_VOLUME,
	G_PATH,
	G_TABLE_PATH,
	N_GROWTH_COLUMNS,
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "share", "SHARE", OUTPUT_SHARE, OUTPUT_IN_TABLE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "members", "MEMBERS", OUTPUT_NUMBER, 0, false },
	{ "unpacked", "UNPACKED", OUTPUT_SIZE, 0, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, true },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};

static const struct output_column growth_columns[N_GROWTH_COLUMNS] = {
	{ "growth", "GROWTH", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "apparent_then", "WAS", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "files_then", "WERE", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, true },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

static void
du_clear(struct du *du)
{
	names_clear(&du->names);
	for (size_t i = 0; i < du->n; i++) {
		free(du->list[i].name);
		free(du->list[i].path);
	}
	free(du->list);
	free(du->parts);
}

/* Sizes are what a file system claims; nonsense must wrap, not trap. */
static int64_t
growth(const struct sums *s)
{
	return (int64_t)((uint64_t)s->now.bytes - (uint64_t)s->then.bytes);
}

static int64_t
allocated(const struct sums *s)
{
	return (int64_t)((uint64_t)s->now.blocks * BLOCK_BYTES);
}

static int
read_sums(const struct du *du, struct sums *ret, int64_t dir_id,
	struct error *err)
{
	int r = store_directory_totals(du->store, &ret->now, dir_id, err);

	ret->is_then_known = false;
	if (r < 0 || !du->options->has_since)
		return r;
	r = store_directory_totals_at(du->store, &ret->then, dir_id,
		du->options->since_ns, err);
	ret->is_then_known = r > 0;
	return r < 0 ? r : 0;
}

/* What is not known comes last, and so is what shrank most but one. */
static int64_t
key_of(const struct du *du, const struct sums *s)
{
	switch (du->options->order) {
	case REPORT_ENTRY_BY_ALLOCATED:
		return s->now.blocks;
	case REPORT_ENTRY_BY_FILES:
		return s->now.files;
	case REPORT_ENTRY_BY_NAME:  /* by path */
	case REPORT_ENTRY_BY_MTIME: /* directories have none of their own */
		return 0;
	case REPORT_ENTRY_BY_SIZE:
		break;
	}
	if (!du->options->has_since)
		return s->now.bytes;
	return s->is_then_known ? growth(s) : INT64_MIN;
}

static int
largest_first(const void *a, const void *b, void *arg)
{
	const struct du *du = arg;
	const struct place_of_size *x = a;
	const struct place_of_size *y = b;
	int r = x->number < y->number ? -1 : x->number > y->number;

	if (x->key != y->key)
		r = x->key > y->key ? -1 : 1;
	if (x->path && strcmp(x->path, y->path) != 0)
		r = path_compare(x->path, y->path);
	return du->options->reverse ? -r : r;
}

struct place_of_size *
du_add(struct du *du, int64_t dir_id, int64_t volume_id,
	const struct sums *sums)
{
	if (du->n == du->size) {
		du->size = du->size ? du->size * 2 : 64;
		du->list = xreallocarray(du->list, du->size, sizeof(*du->list));
	}
	du->list[du->n] = (struct place_of_size){ .dir_id = dir_id,
		.volume_id = volume_id,
		.key = key_of(du, sums),
		.number = du->n };
	return &du->list[du->n++];
}

static int
add_file(struct du *du, int64_t dir_id, int64_t volume_id,
	const struct item *item, struct error *err)
{
	/* What it was then is not kept. */
	const struct sums sums = { .now = item->totals };
	struct place_of_size *p = du_add(du, dir_id, volume_id, &sums);

	p->name = xmemdupz(item->name, item->name_len);
	p->name_len = item->name_len;
	p->totals = item->totals;
	return du->options->members && item->inside.archive_id != 0 ?
		du_fill_archive(du, p, item->inside.archive_id, err) :
		0;
}

static int
add_files(struct du *du, int64_t dir_id, int64_t volume_id, struct error *err)
{
	const struct listing_how how = { .hidden = true };
	struct listing list = LISTING_INIT;
	int r = listing_read(&list, du->store, dir_id, &how, err);

	for (size_t i = 0; i < list.n && r == 0; i++)
		if (list.items[i].child_id == 0)
			r = add_file(du, dir_id, volume_id, &list.items[i],
				err);
	listing_clear(&list);
	return r;
}

static int
add_directory(struct du *du, const struct rows *rows, struct error *err)
{
	struct sums sums;
	const int64_t dir_id = rows_i64(rows, R_DIR_ID);
	const int64_t volume_id = rows_i64(rows, R_VOLUME_ID);
	const int64_t depth = rows_i64(rows, R_DEPTH);
	int r = read_sums(du, &sums, dir_id, err);

	if (r < 0)
		return r;
	(void)du_add(du, dir_id, volume_id, &sums);
	if (depth == 0)
		du->parts[du->n_parts++] =
			(struct du_part){ volume_id, sums.now };
	if (du->options->all && depth < du->options->depth)
		r = add_files(du, dir_id, volume_id, err);
	if (r == 0 && du->options->members && depth < du->options->depth)
		r = du_add_archives(du, dir_id, volume_id,
			du->options->depth - depth - 1, err);
	return r;
}

static int
add_below(struct du *du, int64_t dir_id, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, du->store, ROWS_BELOW, err);

	if (r < 0)
		return r;
	rows_bind_i64(rows, dir_id);
	rows_bind_i64(rows, du->options->depth);
	while ((r = rows_next(rows, err)) > 0) {
		r = add_directory(du, rows, err);
		if (r < 0)
			return r;
	}
	return r;
}

/* What is in the archive that the target is, or is in. */
static int
add_inside(struct du *du, const struct report_target *target, int64_t volume_id,
	struct error *err)
{
	const struct du_archive archive = { .dir_id = target->dir_id,
		.volume_id = volume_id,
		.name = target->name,
		.name_len = target->name_len,
		.inside = target->inside };
	int64_t levels = du->options->depth - !target->is_inside;

	return du_add_inside(du, &archive, levels, err);
}

static int
add_target(struct du *du, const struct report_target *target, struct error *err)
{
	struct listing own = LISTING_INIT;
	struct directory dir;
	int r;

	if (target->name_len == 0)
		return add_below(du, target->dir_id, err);
	r = store_directory(du->store, &dir, target->dir_id, err);
	if (r >= 0 && target->is_inside) {
		du->parts[du->n_parts++] =
			(struct du_part){ .volume_id = dir.volume_id };
		return add_inside(du, target, dir.volume_id, err);
	}
	if (r >= 0)
		r = listing_read_one(&own, du->store, target, err);
	if (r >= 0) {
		r = add_file(du, target->dir_id, dir.volume_id, &own.items[0],
			err);
		du->parts[du->n_parts++] =
			(struct du_part){ dir.volume_id, own.items[0].totals };
	}
	listing_clear(&own);
	if (r >= 0 && du->options->members && du->options->depth > 0 &&
		target->inside.archive_id != 0)
		r = add_inside(du, target, dir.volume_id, err);
	return r;
}

static void
fill(struct output_value *v, const struct sums *s, int64_t whole)
{
	v[C_APPARENT] = output_number(s->now.bytes);
	v[C_ALLOCATED] = output_number(allocated(s));
	v[C_SHARE] = output_number(share_of(s->now.bytes, whole));
	v[C_FILES] = output_number(s->now.files);
	v[C_DIRECTORIES] = output_number(s->now.directories);
}

/* What is in an archive takes nothing on the disk, and is no part of a sum. */
static void
fill_members(struct output_value *v, const struct place_of_size *p)
{
	v[C_MEMBERS] = output_number(p->members);
	v[C_UNPACKED] = output_number(p->unpacked);
	for (int i = C_APPARENT; p->is_inside && i <= C_FILES; i++)
		v[i] = output_null();
}

static void
fill_growth(struct output_value *v, const struct sums *s)
{
	v[G_GROWTH] = v[G_APPARENT_THEN] = v[G_FILES_THEN] = output_null();
	if (s->is_then_known) {
		v[G_GROWTH] = output_number(growth(s));
		v[G_APPARENT_THEN] = output_number(s->then.bytes);
		v[G_FILES_THEN] = output_number(s->then.files);
	}
	v[G_APPARENT] = output_number(s->now.bytes);
	v[G_ALLOCATED] = output_number(allocated(s));
	v[G_FILES] = output_number(s->now.files);
	v[G_DIRECTORIES] = output_number(s->now.directories);
}

static int
add_path(const struct du *du, struct strbuf *ret, const struct place_of_size *p,
	struct error *err)
{
	const struct names_entry entry = { .dir_id = p->dir_id,
		.name = p->name,
		.name_len = p->name_len };
	int r = names_path(&du->names, ret, &entry, NULL, err);

	if (r == 0 && p->is_inside)
		r = store_inside_path(du->store, ret, &p->inside, err);
	return r;
}

/* As du(1) has them, but what is above comes first. */
static int
add_paths(struct du *du, struct error *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < du->n; i++) {
		_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

		r = add_path(du, &path, &du->list[i], err);
		du->list[i].path = xmemdupz(path.buf, path.len);
	}
	return r;
}

static int
print(const struct du *du, const struct place_of_size *p, struct output *output,
	struct report_du_result *ret, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const bool grows = du->options->has_since;
	struct output_value v[N_GROWTH_COLUMNS];
	struct sums sums = { .now = p->totals };
	int r = p->name ? 0 : read_sums(du, &sums, p->dir_id, err);

	if (r == 0)
		r = add_path(du, &path, p, err);
	if (r < 0)
		return r;
	if (grows)
		fill_growth(v, &sums);
	else
		fill(v, &sums, du->total.bytes);
	if (!grows)
		fill_members(v, p);
	v[grows ? G_VOLUME : C_VOLUME] =
		value_string(names_volume(&du->names, p->volume_id));
	v[grows ? G_PATH : C_PATH] = value_strbuf(&path);
	v[grows ? G_TABLE_PATH : C_TABLE_PATH] = value_strbuf(&path);
	ret->rows++;
	if (grows && !sums.is_then_known)
		ret->unknown++;
	return output_row(output, v, err);
}

/* Programs get it without a path; a table calls it what du(1) does. */
static int
print_total(const struct du *du, struct output *output, struct error *err)
{
	const bool grows = du->options->has_since;
	struct output_value v[N_GROWTH_COLUMNS];
	struct sums sums = { .now = du->total, .then = du->total };
	int r = 0;

	if (grows)
		r = du_total_then(du->store, du->options, du->parts, &sums.then,
			&sums.is_then_known, err);
	if (r < 0)
		return r;
	if (grows)
		fill_growth(v, &sums);
	else
		fill(v, &sums, du->total.bytes);
	v[grows ? G_VOLUME : C_VOLUME] = output_null();
	v[grows ? G_PATH : C_PATH] = output_null();
	v[grows ? G_TABLE_PATH : C_TABLE_PATH] = value_string("total");
	return output_row(output, v, err);
}

static int
print_all(struct du *du, struct output *output, struct report_du_result *ret,
	struct error *err)
{
	const int64_t limit = du->options->limit;
	struct output_column shown[N_COLUMNS];
	int r = 0;

	memcpy(shown, columns, sizeof(columns));
	for (int i = C_MEMBERS; du->has_members && i <= C_UNPACKED; i++)
		shown[i].where = OUTPUT_EVERYWHERE;
	if (du->has_members) {
		shown[C_SHARE].where |= OUTPUT_IF_ROOM;
		shown[C_DIRECTORIES].where |= OUTPUT_IF_ROOM;
	}
	if (du->options->order == REPORT_ENTRY_BY_NAME)
		r = add_paths(du, err);
	if (r == 0 && du->n > 1)
		qsort_r(du->list, du->n, sizeof(*du->list), largest_first, du);
	output_begin(output, du->options->has_since ? growth_columns : shown,
		du->options->has_since ? (size_t)N_GROWTH_COLUMNS :
					 (size_t)N_COLUMNS);
	for (size_t i = 0; r == 0 && i < du->n; i++) {
		if (limit >= 0 && ret->rows == limit)
			break;
		r = print(du, &du->list[i], output, ret, err);
	}
	if (r == 0 && du->options->total)
		r = print_total(du, output, err);
	return r < 0 ? r : output_end(output, err);
}

int
report_du(struct store *store, const struct report_du *options,
	struct output *output, struct report_du_result *ret, struct error *err)
{
	_cleanup_(du_clear) struct du du = {
		.store = store,
		.options = options,
		.names = NAMES_INIT,
	};
	int r = names_load(&du.names, store, err);

	*ret = (struct report_du_result){ 0 };
	du.parts = xcalloc(options->n_targets + 1, sizeof(du.parts[0]));
	du.has_members = options->members;
	for (size_t i = 0; i < options->n_targets; i++)
		du.has_members |= options->targets[i].is_inside;
	for (size_t i = 0; r == 0 && i < options->n_targets; i++)
		r = add_target(&du, &options->targets[i], err);
	if (r == 0 && options->members)
		r = du_sum_archives(&du, err);
	if (r == 0)
		r = du_total(store, options, du.parts, &du.total, err);
	return r < 0 ? r : print_all(&du, output, ret, err);
}

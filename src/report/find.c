/* SPDX-License-Identifier: MIT */
/*
 * find: what store/find/find.h finds, as rows.
 *
 * In the order of paths, either way, a row is printed as it is found (but not
 * backwards in archives, where the walk cannot go so).  Any other order keeps
 * rows: with a limit that many, in a heap with the last of them on top,
 * which goes when a better one comes; else all, because the first one may come
 * last.  Rows that compare equal stay in the order of paths.
 *
 * Columns are in the order programs get them (catalog-formats(5)); a table for
 * people shows a few of them again in another order, path last.
 */
#include "report/find.h"

#include "model/entry.h"
#include "report/facts.h"
#include "report/names.h"
#include "util/alloc.h"
#include "util/bytes.h"
#include "util/cleanup.h"
#include "util/sort.h"

#include <stdlib.h>
#include <string.h>

/* To walk to so many takes less than to look at all names first. */
#define STREAMED_FEW 10000

enum {
	C_VOLUME,
	C_PATH,
	C_TYPE,
	C_SIZE,
	C_ALLOCATED,
	C_MTIME,
	C_CTIME,
	C_FACTS,
	C_TABLE_SIZE = C_FACTS + N_FACTS,
	C_TABLE_MTIME,
	C_TABLE_VOLUME,
	C_TABLE_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "allocated", "ALLOCATED", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "ctime", "CHANGED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	FACT_COLUMNS(OUTPUT_MACHINE, 0),
	{ "table_size", "SIZE", OUTPUT_SIZE, OUTPUT_IN_TABLE, false },
	{ "table_mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_IN_TABLE, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

struct row {
	struct find_entry found; /* its strings are in `bytes` */
	int64_t nth;
	char *bytes;
};

struct finder {
	struct find *find;
	struct output *output;
	const struct report_find *options;
	struct report_find_result *result;
	bool streams; /* as they are found is the order asked for */
	struct output_column columns[N_COLUMNS];
	struct find_bound bound; /* of what may still be kept */
	struct row *rows;	 /* a heap, while there is a limit */
	size_t n_rows;
	size_t room;
};

static void
finder_clear(struct finder *f)
{
	for (size_t i = 0; i < f->n_rows; i++)
		free(f->rows[i].bytes);
	free(f->rows);
	store_find_close(f->find);
}

/* --- one row -------------------------------------------------------------- */

static void
fill_facts(struct output_value *v, const struct find_entry *found,
	unsigned char crc[4])
{
	const struct entry *e = &found->entry;
	const bool is_member = found->inside.archive_id != 0;
	const struct facts facts = {
		.mode = e->mode,
		.uid = e->uid,
		.gid = e->gid,
		.inode = (int64_t)e->inode,
		.nlink = e->nlink,
		.digest = found->digest,
		.digest_len = found->digest_len,
		.is_online = found->is_online,
		.is_member = is_member,
		.has_mtime = found->has_mtime,
		.has_crc = found->has_crc,
		.is_encrypted = found->is_encrypted,
		.crc = found->crc,
	};

	v[C_SIZE] = output_number(e->size_bytes);
	v[C_ALLOCATED] = output_number(e->blocks * 512);
	v[C_MTIME] = output_number(e->mtime_ns);
	v[C_CTIME] = output_number(e->ctime_ns);
	if (is_member)
		v[C_ALLOCATED] = v[C_CTIME] = output_null();
	if (is_member && !found->has_size)
		v[C_SIZE] = output_null();
	if (is_member && !found->has_mtime)
		v[C_MTIME] = output_null();
	facts_fill(v + C_FACTS, &facts, crc);
}

static int
print(struct finder *f, const struct find_entry *found, struct error *err)
{
	struct output_value v[N_COLUMNS];
	const struct entry *e = &found->entry;
	const struct colour_of what = { e->mode, e->nlink, e->name,
		e->name_len };
	char letter = entry_type_letter(e->mode);
	unsigned char crc[4];

	fill_facts(v, found, crc);
	v[C_VOLUME] = value_string(found->volume);
	v[C_PATH] = output_text(found->path, found->path_len);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_TABLE_SIZE] = v[C_SIZE];
	v[C_TABLE_MTIME] = v[C_MTIME];
	v[C_TABLE_VOLUME] = v[C_VOLUME];
	v[C_TABLE_PATH] = v[C_PATH];
	v[C_TABLE_PATH].colour = output_colour(f->output, &what);
	f->result->rows++;
	return output_row(f->output, v, err);
}

/* --- in order ------------------------------------------------------------- */

/* Negative if a comes before b. */
static int
compare_key(const struct report_find *o, const struct row *a,
	const struct row *b)
{
	const struct entry *p = &a->found.entry;
	const struct entry *q = &b->found.entry;

	switch (o->order) {
	case REPORT_FIND_NAME:
		return bytes_compare(p->name, p->name_len, q->name,
			q->name_len);
	case REPORT_FIND_SIZE:
		return compare_i64(q->size_bytes, p->size_bytes);
	case REPORT_FIND_ALLOCATED:
		return compare_i64(q->blocks, p->blocks);
	case REPORT_FIND_MTIME:
		return compare_i64(q->mtime_ns, p->mtime_ns);
	case REPORT_FIND_CTIME:
		return compare_i64(q->ctime_ns, p->ctime_ns);
	case REPORT_FIND_PATH:
		break;
	}
	return compare_i64(a->nth, b->nth);
}

static int
compare_rows(const void *a, const void *b, void *options)
{
	const struct report_find *o = options;
	const struct row *p = a;
	const struct row *q = b;
	int r = compare_key(o, p, q);

	if (o->reverse)
		r = -r;
	return r ? r : compare_i64(p->nth, q->nth);
}

static bool
is_before(const struct finder *f, const struct row *a, const struct row *b)
{
	/* qsort_r() wants the options without const. */
	struct report_find o = *f->options;

	return compare_rows(a, b, &o) < 0;
}

static void
swap(struct row *a, struct row *b)
{
	struct row r = *a;

	*a = *b;
	*b = r;
}

static void
sift_up(struct finder *f, size_t i)
{
	while (i > 0 && is_before(f, &f->rows[(i - 1) / 2], &f->rows[i])) {
		swap(&f->rows[(i - 1) / 2], &f->rows[i]);
		i = (i - 1) / 2;
	}
}

static void
sift_down(struct finder *f)
{
	size_t i = 0;

	for (;;) {
		size_t last = i;

		for (size_t child = 2 * i + 1;
			child <= 2 * i + 2 && child < f->n_rows; child++)
			if (is_before(f, &f->rows[last], &f->rows[child]))
				last = child;
		if (last == i)
			return;
		swap(&f->rows[last], &f->rows[i]);
		i = last;
	}
}

/* The row's strings, which the find lends, copied. */
static void
own(struct row *row)
{
	struct find_entry *found = &row->found;
	size_t name_len = found->entry.name_len;
	char *bytes =
		xcalloc(1, found->path_len + name_len + found->digest_len + 1);

	row->bytes = bytes;
	found->path = memcpy(bytes, found->path, found->path_len);
	bytes += found->path_len;
	found->entry.name = memcpy(bytes, found->entry.name, name_len);
	bytes += name_len;
	if (found->digest)
		found->digest = memcpy(bytes, found->digest, found->digest_len);
}

/* What the first few are first by, before there are so many. */
static void
begin_bound(struct finder *f)
{
	static const struct find_bound bounds[] = {
		[REPORT_FIND_NAME] = { .key = FIND_BY_NAME, .is_below = true },
		[REPORT_FIND_SIZE] = { .key = FIND_BY_SIZE },
		[REPORT_FIND_ALLOCATED] = { .key = FIND_BY_BLOCKS },
		[REPORT_FIND_MTIME] = { .key = FIND_BY_MTIME },
		[REPORT_FIND_CTIME] = { .key = FIND_BY_CTIME },
	};

	/* By path is nothing that an entry is compared by in one go. */
	if (f->options->order == REPORT_FIND_PATH || f->options->limit <= 0)
		return;
	f->bound = bounds[f->options->order];
	f->bound.is_below ^= f->options->reverse;
	f->bound.n_first = f->options->limit;
}

/*
 * No row can come in that is not before the last one of those kept: one that
 * compares equal comes later.  The name is that row's own, which goes only when
 * another bound is set.
 */
static void
raise_bound(struct finder *f)
{
	const struct entry *last = &f->rows[0].found.entry;
	struct find_bound *bound = &f->bound;

	if (bound->n_first == 0)
		return;
	bound->is_set = true;
	switch (bound->key) {
	case FIND_BY_NAME:
		bound->name = last->name;
		bound->name_len = last->name_len;
		break;
	case FIND_BY_SIZE:
		bound->than = last->size_bytes;
		break;
	case FIND_BY_BLOCKS:
		bound->than = last->blocks;
		break;
	case FIND_BY_MTIME:
		bound->than = last->mtime_ns;
		break;
	case FIND_BY_CTIME:
		bound->than = last->ctime_ns;
		break;
	}
}

static void
keep(struct finder *f, const struct find_entry *found, int64_t nth)
{
	struct row row = { .found = *found, .nth = nth };
	bool is_full = f->options->limit >= 0 &&
		(int64_t)f->n_rows >= f->options->limit;

	if (is_full && (f->n_rows == 0 || !is_before(f, &row, &f->rows[0])))
		return;
	own(&row);
	if (is_full) {
		free(f->rows[0].bytes);
		f->rows[0] = row;
		sift_down(f);
		raise_bound(f);
		return;
	}
	if (f->n_rows == f->room) {
		f->room = f->room ? f->room * 2 : 256;
		f->rows = xreallocarray(f->rows, f->room, sizeof(*f->rows));
	}
	f->rows[f->n_rows++] = row;
	if (f->options->limit < 0)
		return;
	sift_up(f, f->n_rows - 1);
	if ((int64_t)f->n_rows == f->options->limit)
		raise_bound(f);
}

static int
print_kept(struct finder *f, struct error *err)
{
	struct report_find o = *f->options;
	int r = 0;

	if (f->n_rows > 1)
		qsort_r(f->rows, f->n_rows, sizeof(*f->rows), compare_rows, &o);
	for (size_t i = 0; i < f->n_rows && r == 0; i++)
		r = print(f, &f->rows[i].found, err);
	return r;
}

/* --- all of them ---------------------------------------------------------- */

static int
print_all(struct finder *f, struct error *err)
{
	const struct report_find *o = f->options;
	struct find_entry found;
	int64_t nth = 0;
	int r = 0;

	while (r >= 0 && (!f->streams || o->limit < 0 || nth < o->limit)) {
		r = store_find_next(f->find, &found, err);
		if (r <= 0)
			break;
		if (f->streams)
			r = print(f, &found, err);
		else
			keep(f, &found, nth);
		nth++;
	}
	return r < 0 || f->streams ? r : print_kept(f, err);
}

static int
count_volumes(struct store *store, size_t *ret, struct error *err)
{
	struct names names;
	int r = names_load(&names, store, err);

	*ret = names.n_volumes;
	names_clear(&names);
	return r;
}

int
report_find(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err)
{
	_cleanup_(finder_clear) struct finder f = { .output = output,
		.options = options,
		.result = ret };
	struct find_options how = options->find;
	size_t n_volumes = 0;
	int r;

	begin_bound(&f);
	how.bound = &f.bound;
	how.is_reverse = options->order == REPORT_FIND_PATH &&
		options->reverse && store_find_can_reverse(&how);
	f.streams = options->order == REPORT_FIND_PATH &&
		options->reverse == how.is_reverse;
	how.is_few = f.streams && options->limit >= 0 &&
		options->limit <= STREAMED_FEW;
	how.no_digests = !output_shows(output, &columns[C_FACTS + FACT_DIGEST]);
	*ret = (struct report_find_result){ 0 };
	r = count_volumes(store, &n_volumes, err);
	if (r >= 0)
		r = store_find_open(&f.find, store, &how, err);
	if (r < 0)
		return r;
	memcpy(f.columns, columns, sizeof(columns));
	if (n_volumes < 2)
		f.columns[C_TABLE_VOLUME].where = 0;
	for (int i = FACT_CRC; options->members && i <= FACT_ENCRYPTED; i++)
		f.columns[C_FACTS + i].where = OUTPUT_MACHINE;
	output_begin(output, f.columns, N_COLUMNS);
	r = print_all(&f, err);
	ret->given_up = store_find_given_up(f.find);
	return r < 0 ? r : output_end(output, err);
}

int
report_find_count(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err)
{
	static const struct output_column column = { "count", "COUNT",
		OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false };
	struct output_value value;
	int r;

	*ret = (struct report_find_result){ 0 };
	r = store_find_count(store, &options->find, &ret->rows, &ret->given_up,
		err);
	if (r < 0)
		return r;
	if (options->limit >= 0 && ret->rows > options->limit)
		ret->rows = options->limit;
	value = output_number(ret->rows);
	output_begin(output, &column, 1);
	r = output_row(output, &value, err);
	return r < 0 ? r : output_end(output, err);
}

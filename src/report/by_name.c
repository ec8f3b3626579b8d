/* SPDX-License-Identifier: MIT */
/*
 * compare --names: two trees, name by name.
 *
 *   pairs of directories (a stack) -> both listings, sorted by name, merged
 *     only on one side -> a row; a directory is one row, with all below it
 *     directories on both sides -> another pair
 *     else compared by what is known
 *
 * Two regular files differ if their sizes do.  What was read of both decides
 * next; where that is not enough, the time of modification does, as rsync(1)
 * has it, and such an answer is counted apart.  Of symbolic links the target
 * is not known, only its length.
 */
#include "report/names.h"
#include "report/compare.h"

#include "store/entries.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Columns of ROWS_LISTING. */
enum {
	R_NAME,
	R_SIZE,
	R_MTIME,
	R_MODE,
	R_INODE,
	R_CHILD_ID,
	R_FULL_ID,
	R_PART_ID,
};

enum {
	C_STATE,
	C_BY,
	C_TYPE,
	C_SIZE_A,
	C_SIZE_B,
	C_MTIME_A,
	C_MTIME_B,
	C_FILES,
	C_NAME,
	C_VOLUME,
	C_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "by", "BY", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size_a", "SIZE A", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "size_b", "SIZE B", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime_a", "MODIFIED A", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "mtime_b", "MODIFIED B", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "name", "NAME", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, true },
};
/* clang-format on */

struct pair {
	int64_t a;
	int64_t b;
	char *within; /* owned; below both */
};

struct side {
	struct rows *rows;
	bool at_end;
	int64_t dir_id; /* that is listed */
	int64_t volume_id;
	int64_t granularity_ns;
};

struct by_name {
	struct store *store;
	const struct report_names *options;
	struct names names;
	struct side a;
	struct side b;
	struct pair *pairs; /* the next one last */
	size_t n;
	size_t room;
	struct output *output;
	struct report_compared *totals;
};

enum verdict { ONLY_A, ONLY_B, DIFFERS, SAME };

static const char *const states[] = { "only_a", "only_b", "differs", "same" };

static void
by_name_clear(struct by_name *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->pairs[i].within);
	free(c->pairs);
	rows_close(c->a.rows);
	rows_close(c->b.rows);
	names_clear(&c->names);
}

static void
push(struct by_name *c, int64_t a, int64_t b, const char *within, size_t len)
{
	if (c->n == c->room) {
		c->room = c->room ? c->room * 2 : 64;
		c->pairs = xreallocarray(c->pairs, c->room, sizeof(*c->pairs));
	}
	c->pairs[c->n++] = (struct pair){ a, b, xmemdupz(within, len) };
}

/* Those from `first` on were pushed by name; the next one is the last. */
static void
reverse(struct by_name *c, size_t first)
{
	for (size_t i = first, j = c->n; i + 1 < j; i++) {
		struct pair swap = c->pairs[i];

		c->pairs[i] = c->pairs[--j];
		c->pairs[j] = swap;
	}
}

static int
open_side(struct by_name *c, struct side *side, int64_t dir_id,
	struct error *err)
{
	struct directory dir;
	int r = store_directory(c->store, &dir, dir_id, err);

	if (r < 0)
		return r;
	side->volume_id = dir.volume_id;
	for (size_t i = 0; i < c->names.n_volumes; i++)
		if (c->names.volumes[i].volume.id == dir.volume_id)
			side->granularity_ns =
				c->names.volumes[i].volume.granularity_ns;
	return rows_open(&side->rows, c->store, ROWS_LISTING, err);
}

/* --- what is known of two names ------------------------------------------- */

static unsigned int
type_of(const struct side *s)
{
	return (unsigned int)rows_i64(s->rows, R_MODE) & S_IFMT;
}

static bool
has_same_time(const struct by_name *c)
{
	int64_t most = c->a.granularity_ns > c->b.granularity_ns ?
		c->a.granularity_ns :
		c->b.granularity_ns;
	int64_t gap;

	if (__builtin_sub_overflow(rows_i64(c->a.rows, R_MTIME),
		    rows_i64(c->b.rows, R_MTIME), &gap) ||
		gap == INT64_MIN)
		return false;
	return gap == 0 || (gap < 0 ? -gap : gap) < most;
}

static bool
is_known(const struct side *s, int column)
{
	return !rows_is_null(s->rows, column);
}

static bool
is_equal(const struct by_name *c, int column)
{
	return rows_i64(c->a.rows, column) == rows_i64(c->b.rows, column);
}

static enum verdict
compare_files(struct by_name *c, const char **ret_by)
{
	*ret_by = "size";
	if (!is_equal(c, R_SIZE))
		return DIFFERS;
	*ret_by = "content";
	if (rows_i64(c->a.rows, R_SIZE) == 0 ||
		(c->a.volume_id == c->b.volume_id && is_equal(c, R_INODE)))
		return SAME;
	if (is_known(&c->a, R_FULL_ID) && is_known(&c->b, R_FULL_ID))
		return is_equal(c, R_FULL_ID) ? SAME : DIFFERS;
	if (is_known(&c->a, R_PART_ID) && is_known(&c->b, R_PART_ID) &&
		!is_equal(c, R_PART_ID))
		return DIFFERS;
	*ret_by = "time";
	c->totals->unknown++;
	return has_same_time(c) ? SAME : DIFFERS;
}

static enum verdict
compare(struct by_name *c, const char **ret_by)
{
	*ret_by = "type";
	if (type_of(&c->a) != type_of(&c->b))
		return DIFFERS;
	if (type_of(&c->a) == S_IFREG)
		return compare_files(c, ret_by);
	if (type_of(&c->a) != S_IFLNK)
		return SAME;
	*ret_by = "size";
	return is_equal(c, R_SIZE) ? SAME : DIFFERS;
}

/* --- rows -------------------------------------------------------------- */

static void
count(struct report_compared *t, enum verdict verdict)
{
	if (verdict == ONLY_A)
		t->only_a++;
	else if (verdict == ONLY_B)
		t->only_b++;
	else if (verdict == DIFFERS)
		t->differ++;
	else
		t->same++;
}

static int
fill_directory(struct by_name *c, struct output_value *v, int64_t dir_id,
	int size_column, struct error *err)
{
	struct totals totals;
	int r = store_directory_totals(c->store, &totals, dir_id, err);

	if (r < 0)
		return r;
	v[size_column] = output_number(totals.bytes);
	v[C_FILES] = output_number(totals.files);
	return 0;
}

static int
fill_side(struct by_name *c, struct output_value *v, const struct side *s,
	int size_column, int time_column, struct error *err)
{
	v[time_column] = value_i64(s->rows, R_MTIME);
	if (type_of(s) == S_IFDIR)
		return fill_directory(c, v, rows_i64(s->rows, R_CHILD_ID),
			size_column, err);
	v[size_column] = value_i64(s->rows, R_SIZE);
	return 0;
}

static int
print(struct by_name *c, enum verdict verdict, const char *by,
	const struct strbuf *name, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct side *s = verdict == ONLY_B ? &c->b : &c->a;
	struct names_entry entry = { .dir_id = s->dir_id };
	char type = entry_type_letter((uint32_t)type_of(s));
	struct output_value v[N_COLUMNS];
	int r = 0;

	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_STATE] = value_string(states[verdict]);
	v[C_BY] = value_string(by);
	v[C_TYPE] = output_text(&type, 1);
	v[C_NAME] = value_strbuf(name);
	v[C_VOLUME] = value_string(names_volume(&c->names, s->volume_id));
	entry.name = rows_bytes(s->rows, R_NAME, &entry.name_len);
	r = names_path(&c->names, &path, &entry, NULL, err);
	v[C_PATH] = value_strbuf(&path);
	if (r >= 0 && verdict != ONLY_B)
		r = fill_side(c, v, &c->a, C_SIZE_A, C_MTIME_A, err);
	if (r >= 0 && verdict != ONLY_A)
		r = fill_side(c, v, &c->b, C_SIZE_B, C_MTIME_B, err);
	return r < 0 ? r : output_row(c->output, v, err);
}

static int
tell(struct by_name *c, enum verdict verdict, const char *by,
	const struct pair *pair, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	const struct rows *rows = verdict == ONLY_B ? c->b.rows : c->a.rows;
	const int64_t limit = c->options->limit;
	const char *bytes;
	size_t len;

	if (verdict == SAME && type_of(&c->a) == S_IFDIR) {
		bytes = rows_bytes(rows, R_NAME, &len);
		strbuf_adds(&name, pair->within);
		path_append(&name, bytes, len);
		push(c, rows_i64(c->a.rows, R_CHILD_ID),
			rows_i64(c->b.rows, R_CHILD_ID), name.buf, name.len);
		return 0;
	}
	count(c->totals, verdict);
	if ((verdict == SAME && !c->options->all) ||
		(limit >= 0 && c->totals->shown >= limit))
		return 0;
	c->totals->shown++;
	bytes = rows_bytes(rows, R_NAME, &len);
	strbuf_adds(&name, pair->within);
	path_append(&name, bytes, len);
	return print(c, verdict, by, &name, err);
}

/* --- two directories ------------------------------------------------------ */

static int
next(struct side *s, struct error *err)
{
	int r = rows_next(s->rows, err);

	s->at_end = r == 0;
	return r;
}

static int
list(struct side *s, int64_t dir_id, struct error *err)
{
	s->dir_id = dir_id;
	rows_reset(s->rows);
	rows_bind_i64(s->rows, dir_id);
	return next(s, err);
}

/* As memcmp(3) of the two names; what is at its end comes last. */
static int
order_of(const struct by_name *c)
{
	const char *a, *b;
	size_t a_len, b_len;
	int order;

	if (c->a.at_end || c->b.at_end)
		return c->a.at_end ? 1 : -1;
	a = rows_bytes(c->a.rows, R_NAME, &a_len);
	b = rows_bytes(c->b.rows, R_NAME, &b_len);
	order = memcmp(a, b, a_len < b_len ? a_len : b_len);
	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int
step(struct by_name *c, const struct pair *pair, struct error *err)
{
	const char *by = NULL;
	enum verdict verdict;
	int order = order_of(c);
	int r;

	if (order < 0)
		verdict = ONLY_A;
	else if (order > 0)
		verdict = ONLY_B;
	else
		verdict = compare(c, &by);
	r = tell(c, verdict, by, pair, err);
	if (r >= 0 && order <= 0)
		r = next(&c->a, err);
	if (r >= 0 && order >= 0)
		r = next(&c->b, err);
	return r;
}

static int
visit(struct by_name *c, const struct pair *pair, struct error *err)
{
	size_t first = c->n;
	int r = list(&c->a, pair->a, err);

	if (r >= 0)
		r = list(&c->b, pair->b, err);
	while (r >= 0 && !(c->a.at_end && c->b.at_end))
		r = step(c, pair, err);
	reverse(c, first);
	return r;
}

int
report_names(struct store *store, const struct report_names *options,
	struct output *output, struct report_compared *ret, struct error *err)
{
	_cleanup_(by_name_clear) struct by_name c = { .store = store,
		.options = options,
		.names = NAMES_INIT,
		.output = output,
		.totals = ret };
	int r = names_load(&c.names, store, err);

	*ret = (struct report_compared){ 0 };
	if (r >= 0)
		r = open_side(&c, &c.a, options->a, err);
	if (r >= 0)
		r = open_side(&c, &c.b, options->b, err);
	if (r < 0)
		return r;
	push(&c, options->a, options->b, "", 0);
	output_begin(output, columns, N_COLUMNS);
	while (r >= 0 && c.n > 0) {
		struct pair pair = c.pairs[--c.n];

		r = visit(&c, &pair, err);
		free(pair.within);
	}
	return r < 0 ? r : output_end(output, err);
}

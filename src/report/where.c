/* SPDX-License-Identifier: MIT */
/*
 * where: which files have a content, and which may have it.
 *
 * A row a file, in ndjson a row a content.  Holds the files of one content.
 */
#include "report/copies.h"
#include "report/names.h"
#include "report/where.h"

#include "model/digest.h"
#include "util/alloc.h"

#include <stdlib.h>

#define ROWS (OUTPUT_IN_PLAIN)

enum {
	C_QUERY,
	C_STATE,
	C_SIZE,
	C_DIGEST,
	C_VOLUME,
	C_TABLE_VOLUME,
	C_PATH,
	C_INODE,
	C_NLINK,
	C_MTIME,
	C_ONLINE,
	C_COPIES,
	C_FILES,
	C_CANDIDATES,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "query", "CONTENT", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, ROWS, false },
	{ "table_volume", "VOLUME", OUTPUT_TEXT, OUTPUT_IN_TABLE, false },
	{ "path", "PATH", OUTPUT_PATH, ROWS | OUTPUT_IN_TABLE, true },
	{ "inode", "INODE", OUTPUT_UNSIGNED, ROWS, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, ROWS, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, ROWS, false },
	{ "online", "ONLINE", OUTPUT_BOOL, ROWS, false },
	{ "copies", "COPIES", OUTPUT_NUMBER, OUTPUT_IN_JSON, false },
	{ "files", "FILES", OUTPUT_LIST, OUTPUT_IN_JSON, false },
	{ "candidates", "CANDIDATES", OUTPUT_LIST, OUTPUT_IN_JSON, false },
};

enum { M_PATH, M_STATE, M_SIZE, M_DIGEST, N_MISSING };

static const struct output_column missing_columns[N_MISSING] = {
	{ "path", "NOT KNOWN", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
};
/* clang-format on */

/* In the order of enum report_state. */
static const char *const states[] = { "unknown", "candidate", "known" };

struct report_where {
	struct names names;
	struct copies known;
	struct copies maybe;
	struct rows *same;   /* ROWS_SAME_SIZE */
	struct rows *unread; /* ROWS_MEMBERS_UNREAD */
	struct output *output;
	bool missing;
	bool is_scoped;
	bool is_sorted;
	struct output_column columns[N_COLUMNS];
};

void
report_where_free(struct report_where *w)
{
	if (!w)
		return;
	rows_close(w->same);
	rows_close(w->unread);
	copies_clear(&w->known);
	copies_clear(&w->maybe);
	names_clear(&w->names);
	free(w);
}

static int
prepare(struct report_where *w, struct store *store, struct error *err)
{
	int r = names_load(&w->names, store, err);

	if (r >= 0)
		r = copies_init(&w->known, &w->names, w->is_scoped, err);
	if (r >= 0)
		r = copies_init(&w->maybe, &w->names, w->is_scoped, err);
	if (r >= 0)
		r = copies_want_members(&w->known, err);
	if (r >= 0)
		r = copies_want_members(&w->maybe, err);
	if (r >= 0)
		r = rows_open(&w->same, store, ROWS_SAME_SIZE, err);
	if (r >= 0)
		r = rows_open(&w->unread, store, ROWS_MEMBERS_UNREAD, err);
	return r;
}

int
report_where_open(struct report_where **ret, struct store *store,
	struct output *output, const struct report_where_options *options,
	struct error *err)
{
	struct report_where *w = xcalloc(1, sizeof(*w));
	int r;

	w->output = output;
	w->missing = options->missing;
	w->is_scoped = options->is_scoped;
	w->is_sorted = options->is_sorted;
	r = prepare(w, store, err);
	if (r < 0) {
		report_where_free(w);
		return r;
	}
	for (size_t i = 0; i < N_COLUMNS; i++)
		w->columns[i] = columns[i];
	if (w->names.n_volumes < 2)
		w->columns[C_TABLE_VOLUME].where = 0;
	if (w->missing)
		output_begin(output, missing_columns, N_MISSING);
	else
		output_begin(output, w->columns, N_COLUMNS);
	*ret = w;
	return 0;
}

/* --- who has it -------------------------------------------------------- */

struct last {
	int64_t volume_id;
	int64_t inode;
	int verdict;
};

/* Names of one inode are compared once. */
static int
verdict_of(struct last *last, const struct report_content *content,
	const struct rows *row, struct error *err)
{
	int64_t inode = rows_i64(row, 3);
	int64_t volume_id = rows_i64(row, 5);

	if (last->verdict < 0 || last->volume_id != volume_id ||
		last->inode != inode)
		last->verdict = content->compare(content->arg, row, err);
	last->volume_id = volume_id;
	last->inode = inode;
	return last->verdict;
}

static int
look_at_same_size(struct report_where *w, const struct report_content *content,
	struct error *err)
{
	struct last last = { .verdict = -1 };
	int r;

	rows_reset(w->same);
	rows_bind_i64(w->same, content->size);
	rows_bind_i64(w->same, content->partial_id);
	rows_bind_i64(w->same, w->is_scoped);
	while ((r = rows_next(w->same, err)) > 0) {
		int verdict = verdict_of(&last, content, w->same, err);

		if (verdict > 0)
			r = copies_add(verdict == 1 ? &w->known : &w->maybe,
				w->same, err);
		if (verdict < 0 || r < 0)
			return verdict < 0 ? verdict : r;
	}
	copies_sort(&w->known);
	copies_sort(&w->maybe);
	return r;
}

/* Members of archives: those that were read, and those that may be equal. */
static int
look_at_members(struct report_where *w, const struct report_content *content,
	struct error *err)
{
	int r = copies_add_members_of(&w->known, content->digest, content->size,
		err);

	if (r >= 0) {
		rows_reset(w->unread);
		rows_bind_i64(w->unread, content->size);
		rows_bind_i64(w->unread, w->is_scoped);
		r = copies_add_members(&w->maybe, w->unread, err);
	}
	copies_sort(&w->known);
	copies_sort(&w->maybe);
	return r;
}

static int
find(struct report_where *w, const struct report_content *content,
	struct error *err)
{
	int r = 0;

	copies_forget(&w->known);
	copies_forget(&w->maybe);
	if (content->content_id)
		r = copies_load(&w->known, content->content_id, err);
	if (r >= 0 && content->has_same_size)
		r = look_at_same_size(w, content, err);
	if (r >= 0 && content->digest)
		r = look_at_members(w, content, err);
	return r;
}

/* --- rows -------------------------------------------------------------- */

static struct output_value
digest_value(const struct report_content *content)
{
	return content->digest ?
		output_text((const char *)content->digest, DIGEST_BYTES) :
		output_null();
}

static struct output_value
size_value(const struct report_content *content)
{
	return content->size < 0 ? output_null() : output_number(content->size);
}

static int
print_missing(struct report_where *w, const struct report_content *content,
	enum report_state state, struct error *err)
{
	struct output_value v[N_MISSING] = {
		[M_PATH] = value_string(content->query),
		[M_STATE] = value_string(states[state]),
		[M_SIZE] = size_value(content),
		[M_DIGEST] = digest_value(content),
	};

	return output_row(w->output, v, err);
}

static int
print_copies(struct report_where *w, struct output_value *v,
	const struct copies *c, enum report_state state, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf volume = STRBUF_INIT;
	/* A table says it once, a row elsewhere stands alone. */
	const bool is_once =
		!w->is_sorted && output_format_of(w->output) == OUTPUT_TABLE;
	const struct output_value query = v[C_QUERY];
	int r = 0;

	v[C_STATE] = value_string(states[state]);
	for (size_t i = 0; i < c->n && r >= 0; i++) {
		const struct copy *copy = &c->items[i];

		strbuf_truncate(&volume, 0);
		strbuf_addf(&volume, "%s%s", copy->volume,
			copy->online ? "" : " (offline)");
		v[C_VOLUME] = value_string(copy->volume);
		v[C_TABLE_VOLUME] = value_strbuf(&volume);
		v[C_PATH] = value_string(copy->path);
		v[C_INODE] = copy_inode(copy);
		v[C_NLINK] = copy_nlink(copy);
		v[C_MTIME] = copy_mtime(copy);
		v[C_ONLINE] = output_number(copy->online);
		r = i > 0 && is_once ? output_continue(w->output, v, err) :
				       output_row(w->output, v, err);
		if (is_once)
			v[C_QUERY] = v[C_STATE] = output_null();
	}
	v[C_QUERY] = query;
	return r;
}

/* A row of all copies goes by the first path and the last change of them. */
static void
set_order(struct output_value *v, const struct copies *c)
{
	if (c->n > 0)
		v[C_PATH] = value_string(c->items[0].path);
	for (size_t i = 0; i < c->n; i++) {
		const struct output_value mtime = copy_mtime(&c->items[i]);

		if (!mtime.is_null &&
			(v[C_MTIME].is_null ||
				mtime.number > v[C_MTIME].number))
			v[C_MTIME] = mtime;
	}
}

static int
print(struct report_where *w, const struct report_content *content,
	enum report_state state, struct error *err)
{
	const bool is_paths = output_format_of(w->output) == OUTPUT_PATHS;
	struct output_value v[N_COLUMNS];
	int r;

	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_QUERY] = value_string(content->query);
	v[C_STATE] = value_string(states[state]);
	v[C_SIZE] = size_value(content);
	v[C_DIGEST] = digest_value(content);
	v[C_COPIES] = output_number((int64_t)w->known.n);
	if (output_format_of(w->output) == OUTPUT_NDJSON) {
		v[C_FILES] = copies_list(&w->known);
		v[C_CANDIDATES] = copies_list(&w->maybe);
		set_order(v, w->known.n > 0 ? &w->known : &w->maybe);
		return output_row(w->output, v, err);
	}
	/* No path is no row. */
	if (state == REPORT_UNKNOWN)
		return is_paths ? 0 : output_row(w->output, v, err);
	r = print_copies(w, v, &w->known, REPORT_KNOWN, err);
	/* A path alone does not say that it is only a candidate. */
	if (r >= 0 && !is_paths)
		r = print_copies(w, v, &w->maybe, REPORT_CANDIDATE, err);
	return r;
}

int
report_where_add(struct report_where *w, const struct report_content *content,
	enum report_state *ret, struct error *err)
{
	int r = find(w, content, err);

	if (r < 0)
		return r;
	*ret = w->known.n > 0  ? REPORT_KNOWN :
		w->maybe.n > 0 ? REPORT_CANDIDATE :
				 REPORT_UNKNOWN;
	if (!w->missing)
		return print(w, content, *ret, err);
	return *ret == REPORT_KNOWN ? 0 : print_missing(w, content, *ret, err);
}

int
report_where_end(struct report_where *w, struct error *err)
{
	return output_end(w->output, err);
}

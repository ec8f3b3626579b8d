/* SPDX-License-Identifier: MIT */
/*
 * Directories are noted when they are added.  All that are below them are
 * marked, a bit each, when the first statement asks; most reports about a
 * directory have its totals, and a volume may have a million below its top.
 * Statements ask of each name with in_scope(), or go through a list.
 */
#include "store/scope.h"

#include "store/internal.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Beyond so many the list is cheaper. */
#define FEW_PROBLEMS 1000
/* So many are as soon asked for by directory. */
#define FEW_NAMES 20000

struct scope {
	int64_t *dirs; /* as they were added */
	size_t n;
	size_t n_marked; /* of these, with all below; then */
	struct subtree_bits marked;
	size_t n_listed; /* likewise, in temp.scope_directory */
	bool is_busy;	 /* marking: the statements are its own */
};

void
scope_free(struct scope *scope)
{
	if (!scope)
		return;
	free(scope->dirs);
	free(scope->marked.bits);
	free(scope);
}

int
store_scope_clear(struct store *store, struct error *err)
{
	static const enum query queries[] = { Q_SCOPE_CLEAR_DIRECTORIES,
		Q_SCOPE_CLEAR_ENTRIES, Q_SCOPE_CLEAR_MEMBERS };
	int r = 0;

	scope_free(store->scope);
	store->scope = NULL;
	if (temp_none_made(store))
		return 0;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r == 0;
		i++) {
		struct bind b = bind_begin(store, queries[i]);

		r = bind_run(&b, err);
	}
	return r;
}

int
store_scope_add_directory(struct store *store, int64_t dir_id,
	struct error *err)
{
	struct scope *s = store->scope;

	(void)err; /* what can fail comes when it is marked */
	if (!s)
		s = store->scope = xcalloc(1, sizeof(*s));
	s->dirs = xgrow(s->dirs, s->n, sizeof(*s->dirs));
	s->dirs[s->n++] = dir_id;
	return 0;
}

/* --- the scope ------------------------------------------------------------ */

static int
count_below(struct store *store, int64_t dir_id, int64_t *ret,
	struct error *err)
{
	struct totals below = { 0 };
	int r = totals_read(store, &below, dir_id, err);

	*ret = sum_sizes(below.files, below.directories);
	return r;
}

/* Those with many names below, together. */
static int
mark_rest(struct store *store, struct subtree_bits *bits, struct error *err)
{
	struct scope *s = store->scope;
	const size_t n = s->n - s->n_marked;
	_cleanup_(freep) int64_t *ids = xcalloc(n, sizeof(*ids));
	_cleanup_(freep) struct subtree_bits **to = xcalloc(n, sizeof(*to));
	size_t n_large = 0;
	int r = 0;

	for (size_t i = s->n_marked; i < s->n && r >= 0; i++) {
		const int64_t id = s->dirs[i];
		int64_t n_names;

		r = count_below(store, id, &n_names, err);
		if (r < 0)
			return r;
		if (id > 0 && id < bits->n && n_names > bits->n) {
			to[n_large] = bits;
			ids[n_large++] = id;
		} else {
			r = subtree_mark_by_names(store, bits, id, err);
		}
	}
	return r < 0 ? r : subtree_mark(store, to, ids, n_large, err);
}

static int
mark_all(struct store *store, struct error *err)
{
	struct scope *s = store->scope;
	int r = s->marked.bits ? 0 : subtree_none(&s->marked, store, err);

	if (r < 0)
		return r;
	r = mark_rest(store, &s->marked, err);
	if (r >= 0)
		s->n_marked = s->n;
	return r;
}

static int
list_all(struct store *store, struct error *err)
{
	struct scope *s = store->scope;
	int r = 0;

	for (int64_t id = 1; id < s->marked.n && r >= 0; id++) {
		struct bind b;

		if (!subtree_has(&s->marked, id))
			continue;
		b = bind_begin(store, Q_SCOPE_ADD_DIRECTORY);
		bind_i64(&b, id);
		r = bind_run(&b, err);
	}
	if (r >= 0)
		s->n_listed = s->n;
	return r;
}

/* is_listed: in the temporary table, too. */
static int
make_ready(struct store *store, bool is_listed, struct error *err)
{
	struct scope *s = store->scope;
	const bool in_rows = store->in_rows;
	int r = 0;

	if (!s || s->is_busy)
		return 0;
	s->is_busy = true;
	store->in_rows = true; /* an interrupt ends it */
	if (s->n_marked < s->n)
		r = mark_all(store, err);
	if (r >= 0 && is_listed && s->n_listed < s->n)
		r = list_all(store, err);
	store->in_rows = in_rows;
	s->is_busy = false;
	return r;
}

int
scope_ready(struct store *store, const char *sql, struct error *err)
{
	const struct scope *s = store->scope;

	if (!s || s->n_listed == s->n)
		return 0;
	if (strstr(sql, "temp.scope_directory"))
		return make_ready(store, true, err);
	return s->n_marked < s->n && strstr(sql, "in_scope(") ?
		make_ready(store, false, err) :
		0;
}

static bool
are_few(const struct store *store, int64_t n_names, int64_t n_directories)
{
	if (store->scope_few != 0)
		return n_names < store->scope_few;
	return n_names < FEW_NAMES || n_names / 2 < n_directories;
}

int
scope_count_names(struct store *store, int64_t *ret, struct error *err)
{
	const struct scope *s = store->scope;
	int64_t n = 0;
	int r = 0;

	*ret = 0;
	for (size_t i = 0; s && i < s->n && r >= 0; i++) {
		r = count_below(store, s->dirs[i], &n, err);
		*ret = sum_sizes(*ret, n);
	}
	return r;
}

int
store_scope_is_large(struct store *store, struct error *err)
{
	int64_t last = 0, sum = 0;
	int r = store->scope ? store_last_directory_id(store, &last, err) : 0;

	if (r >= 0)
		r = scope_count_names(store, &sum, err);
	return r < 0 ? r : store->scope && !are_few(store, sum, last);
}

int
scope_within(struct store *store, const struct subtree_bits **ret,
	struct error *err)
{
	int r = store_scope_is_large(store, err);

	if (r <= 0)
		return r;
	r = make_ready(store, false, err);
	*ret = &store->scope->marked;
	return r < 0 ? r : 1;
}

int
scope_directories(struct store *store, struct subtree_bits *ret,
	struct error *err)
{
	int r = make_ready(store, false, err);

	if (r >= 0 && store->scope)
		*ret = store->scope->marked;
	return r;
}

static int
mark_way_up(struct store *store, struct subtree_bits *bits, int64_t id,
	struct error *err)
{
	int r = 0;

	while (r >= 0 && id > 0 && id < bits->n && !subtree_has(bits, id)) {
		subtree_add(bits, id);
		r = query_i64_of(store, &id, Q_DIRECTORY_PARENT, id, err);
	}
	return r;
}

int
scope_ways(struct store *store, struct subtree_bits *ret, struct error *err)
{
	const struct scope *s = store->scope;
	struct bind b;
	int r = subtree_none(ret, store, err);

	if (r < 0)
		return r;
	for (size_t i = 0; s && i < s->n && r >= 0; i++)
		r = mark_way_up(store, ret, s->dirs[i], err);
	b = bind_begin(store, Q_SCOPE_NAMED_DIRECTORIES);
	while (r >= 0 && (r = bind_next(&b, err)) > 0)
		r = mark_way_up(store, ret, bind_get_i64(&b, 0), err);
	bind_end(&b);
	if (r >= 0)
		r = make_ready(store, false, err);
	for (int64_t i = 0; s && r >= 0 && i <= s->marked.n / 64; i++)
		ret->bits[i] |= s->marked.bits[i];
	return r;
}

int
store_scope_mark(struct store *store, struct error *err)
{
	return make_ready(store, false, err);
}

bool
store_scope_has(const struct store *store, int64_t dir_id)
{
	return store->scope && subtree_has(&store->scope->marked, dir_id);
}

/* in_scope(dir_id) */
static void
sql_in_scope(sqlite3_context *context, int n, sqlite3_value **v)
{
	(void)n; /* registered with one argument */
	sqlite3_result_int(context,
		store_scope_has(sqlite3_user_data(context),
			sqlite3_value_int64(v[0])));
}

int
scope_register(struct store *store, struct error *err)
{
	return query_function(store, "in_scope", 1, sql_in_scope, err);
}

/* --- problems in it ------------------------------------------------------- */

/* Is it, or one above, to be listed?  1 or 0. */
static int
is_covered(struct store *store, int64_t dir_id, struct error *err)
{
	int64_t loop = 0;
	int r = 0;

	for (; dir_id > 0 && r == 0 && loop < SUBTREE_DIRECTORIES_MAX; loop++) {
		for (size_t i = 0; i < store->scope->n; i++)
			if (store->scope->dirs[i] == dir_id)
				return 1;
		r = query_i64_of(store, &dir_id, Q_DIRECTORY_PARENT, dir_id,
			err);
	}
	return r;
}

static int
is_entry(struct store *store, const struct bind *row, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_SCOPE_HAS_ENTRY);
	const char *name;
	size_t len;

	name = bind_get_bytes(row, 1, &len);
	bind_i64(&b, bind_get_i64(row, 0));
	bind_bytes(&b, name, len);
	return bind_next(&b, err);
}

static int
count_upwards(struct store *store, int64_t *ret, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_PROBLEMS_PLACES);
	int64_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		r = is_covered(store, bind_get_i64(&b, 0), err);
		if (r == 0)
			r = is_entry(store, &b, err);
		if (r < 0)
			return r;
		n += r;
	}
	if (r == 0)
		*ret = n;
	return r;
}

int
store_count_problems_scoped(struct store *store, int64_t *ret,
	struct error *err)
{
	int64_t n = 0;
	int r = store_count_problems(store, &n, err);

	if (r < 0 || n > FEW_PROBLEMS || !store->scope)
		return r < 0 ? r :
			       query_i64(store, ret, Q_PROBLEMS_SCOPED, err);
	return count_upwards(store, ret, err);
}

/* --- names ---------------------------------------------------------------- */

int
store_scope_add_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_ENTRY);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	return bind_run(&b, err);
}

int
store_scope_add_member(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const struct inside *inside, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_ADD_MEMBER);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_i64(&b, inside->archive_id);
	bind_i64(&b, inside->number);
	return bind_run(&b, err);
}

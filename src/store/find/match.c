/* SPDX-License-Identifier: MIT */
#include "store/find/match.h"

#include "store/find/path_match.h"
#include "store/find/pattern.h"
#include "store/find/wanted_attributes.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/path.h"
#include "util/search.h"

#include <stdlib.h>

struct match {
	struct pattern *pattern;
	struct strbuf *path; /* borrowed */
	struct path_match *paths;
	const struct wanted *mode; /* borrowed; see match_new_mode() */
	bool negate;
	const struct subtree_bits *dirs; /* borrowed; see match_new_bits() */
	int64_t *ids;
	size_t n_ids;
	size_t room;
};

int
match_new_pattern(struct match **ret, const struct wanted *f,
	struct strbuf *path, struct error *err)
{
	struct pattern *pattern = NULL;
	int r = pattern_new(&pattern, f, err);

	if (r < 0)
		return r;
	*ret = xcalloc(1, sizeof(**ret));
	(*ret)->pattern = pattern;
	(*ret)->path = path;
	return 0;
}

int
match_new_paths(struct match **ret, const struct wanted *f,
	const struct wanted_dirs *dirs, struct error *err)
{
	struct path_match *paths = NULL;
	int r = path_match_new(&paths, f, dirs, err);

	if (r < 0)
		return r;
	*ret = xcalloc(1, sizeof(**ret));
	(*ret)->paths = paths;
	return 0;
}

struct match *
match_new_ids(size_t room)
{
	struct match *m = xcalloc(1, sizeof(*m));

	m->room = room;
	m->ids = xcalloc(room + 1, sizeof(*m->ids));
	return m;
}

struct match *
match_new_bits(const struct subtree_bits *dirs)
{
	struct match *m = xcalloc(1, sizeof(*m));

	m->dirs = dirs;
	return m;
}

struct match *
match_new_mode(const struct wanted *f, bool negate)
{
	struct match *m = xcalloc(1, sizeof(*m));

	m->mode = f;
	m->negate = negate;
	return m;
}

void
match_add_id(struct match *m, int64_t id)
{
	if (m->n_ids == m->room) {
		m->room = m->room * 2 + 16;
		m->ids = xreallocarray(m->ids, m->room, sizeof(*m->ids));
	}
	m->ids[m->n_ids++] = id;
}

size_t
match_n_ids(const struct match *m)
{
	return m->n_ids;
}

int64_t
match_get_id(const struct match *m, size_t i)
{
	return m->ids[i];
}

int64_t
match_given_up(const struct match *m)
{
	if (m && m->paths)
		return path_match_given_up(m->paths);
	return m && m->pattern ? pattern_given_up(m->pattern) : 0;
}

void
match_free(struct match *m)
{
	if (!m)
		return;
	pattern_free(m->pattern);
	path_match_free(m->paths);
	free(m->ids);
	free(m);
}

bool
match_has_id(const struct match *m, int64_t id)
{
	size_t at;

	if (m->mode)
		return wanted_fits_mode(m->mode, (uint32_t)id) != m->negate;
	if (m->dirs)
		return subtree_has(m->dirs, id);
	at = search_i64(m->ids, m->n_ids, sizeof(*m->ids), id);
	return at < m->n_ids && m->ids[at] == id;
}

bool
match_has_name(const struct match *m, const char *name, size_t len)
{
	return pattern_matches(m->pattern, name, len);
}

bool
match_has_path(const struct match *m, int64_t dir_id, const char *name,
	size_t len)
{
	return path_match(m->paths, dir_id, name, len);
}

/* --- SQL functions -------------------------------------------------------- */

/* SQLite gives NULL for no bytes. */
static const char *
name_of(sqlite3_value *value, size_t *ret_len)
{
	const char *name = sqlite3_value_blob(value);

	*ret_len = (size_t)sqlite3_value_bytes(value);
	return name ? name : "";
}

static void
match_name(sqlite3_context *context, int n, sqlite3_value **args)
{
	struct match *m = sqlite3_value_pointer(args[0], MATCH_POINTER);
	size_t len;
	const char *name = name_of(args[1], &len);

	(void)n; /* always 2 */
	sqlite3_result_int(context,
		m && m->pattern && pattern_matches(m->pattern, name, len));
}

static void
match_path(sqlite3_context *context, int n, sqlite3_value **args)
{
	struct match *m = sqlite3_value_pointer(args[0], MATCH_POINTER);
	size_t name_len, path_len;
	const char *name = name_of(args[1], &name_len);
	bool yes = false;

	(void)n; /* always 2 */
	if (m && m->pattern && m->path) {
		path_len = m->path->len;
		if (name_len > 0)
			path_append(m->path, name, name_len);
		yes = pattern_matches(m->pattern, m->path->buf, m->path->len);
		strbuf_truncate(m->path, path_len);
	}
	sqlite3_result_int(context, yes);
}

static void
match_path_in(sqlite3_context *context, int n, sqlite3_value **args)
{
	struct match *m = sqlite3_value_pointer(args[0], MATCH_POINTER);
	size_t len;
	const char *name = name_of(args[2], &len);

	(void)n; /* always 3 */
	sqlite3_result_int(context,
		m && m->paths &&
			path_match(m->paths, sqlite3_value_int64(args[1]), name,
				len));
}

static void
match_id(sqlite3_context *context, int n, sqlite3_value **args)
{
	const struct match *m = sqlite3_value_pointer(args[0], MATCH_POINTER);

	(void)n; /* always 2 */
	sqlite3_result_int(context,
		m && sqlite3_value_type(args[1]) == SQLITE_INTEGER &&
			match_has_id(m, sqlite3_value_int64(args[1])));
}

/* What a pattern matches may change with the directory, so they are not
 * deterministic to SQLite, which would run them once for a constant. */
int
match_register(struct store *store, struct error *err)
{
	static const struct {
		const char *name;
		int n;
		void (*run)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "match_name", 2, match_name },
		{ "match_path", 2, match_path },
		{ "match_path", 3, match_path_in },
		{ "match_id", 2, match_id },
	};
	int rc = SQLITE_OK;

	for (size_t i = 0;
		i < sizeof(functions) / sizeof(functions[0]) && rc == SQLITE_OK;
		i++)
		rc = sqlite3_create_function_v2(store->db, functions[i].name,
			functions[i].n, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
			functions[i].run, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Roots, and the options that were given for them.
 *
 * The options are JSON: {"exclude":["*.o",{"base16":"ff2a"}],
 * "all_volumes":true,"hash":"all","archives":1000}.  A glob is bytes and JSON
 * is text, so one that is not plain ASCII is written in base 16.  SQLite's own
 * JSON functions read it, in a connection without a file.
 */
#include "store/volumes.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
store_put_root(struct store *store, int64_t *ret_id, int64_t dir_id,
	const char *options, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ROOT_PUT);
	int r;

	bind_i64(&b, dir_id);
	bind_text(&b, options);
	bind_i64(&b, clock_now_ns());
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	*ret_id = bind_get_i64(&b, 0);
	store->kept_loaded = false;
	return 0;
}

static int
read_root(struct store *store, struct root_row *ret, const struct bind *b,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	int r;

	ret->id = bind_get_i64(b, 0);
	ret->dir_id = bind_get_i64(b, 1);
	ret->volume_id = bind_get_i64(b, 2);
	ret->options = bind_get_string(b, 3);
	r = store_directory_within(store, &within, ret->dir_id, err);
	if (r == 0)
		ret->within = strbuf_detach(&within);
	return r;
}

int
store_roots(struct store *store, struct root_row **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ROOTS);
	struct root_row *rows = NULL;
	size_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		rows = xgrow(rows, n, sizeof(*rows));
		rows[n] = (struct root_row){ 0 };
		r = read_root(store, &rows[n++], &b, err);
		if (r < 0)
			break;
	}
	if (r < 0) {
		store_roots_free(rows, n);
		return r;
	}
	*ret = rows;
	*ret_n = n;
	return 0;
}

void
store_roots_free(struct root_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].options);
		free(rows[i].within);
	}
	free(rows);
}

/* --- options: out ------------------------------------------------------ */

static void
print_glob(struct strbuf *json, const char *glob)
{
	bool plain = true;

	for (const char *p = glob; *p; p++)
		plain = plain && *p >= ' ' && *p <= '~';
	if (!plain) {
		strbuf_adds(json, "{\"base16\":\"");
		for (const char *p = glob; *p; p++)
			strbuf_addf(json, "%02x", (unsigned char)*p);
		strbuf_adds(json, "\"}");
		return;
	}
	strbuf_addc(json, '"');
	for (const char *p = glob; *p; p++) {
		if (*p == '"' || *p == '\\')
			strbuf_addc(json, '\\');
		strbuf_addc(json, *p);
	}
	strbuf_addc(json, '"');
}

static const char *const hash_names[] = {
	[ROOT_HASH_NONE] = "none",
	[ROOT_HASH_CANDIDATES] = "candidates",
	[ROOT_HASH_ALL] = "all",
};

const char *
store_root_hash_name(enum root_hash hash)
{
	return hash_names[hash];
}

char *
store_root_options_print(const struct root_options *options)
{
	struct strbuf json = STRBUF_INIT;

	strbuf_adds(&json, "{\"exclude\":[");
	for (size_t i = 0; i < options->n_excludes; i++) {
		if (i > 0)
			strbuf_addc(&json, ',');
		print_glob(&json, options->excludes[i]);
	}
	strbuf_addf(&json, "],\"all_volumes\":%s",
		options->all_volumes ? "true" : "false");
	if (options->hash != ROOT_HASH_NONE)
		strbuf_addf(&json, ",\"hash\":\"%s\"",
			store_root_hash_name(options->hash));
	if (options->archives > 0)
		strbuf_addf(&json, ",\"archives\":%lld,\"archive_depth\":%lld",
			(long long)options->archives,
			(long long)options->archive_depth);
	strbuf_addc(&json, '}');
	return strbuf_detach(&json);
}

/* --- options: in ------------------------------------------------------- */

static void
finalizep(sqlite3_stmt **stmt)
{
	(void)sqlite3_finalize(*stmt); /* its failure was reported */
}

static void
closedbp(sqlite3 **db)
{
	(void)sqlite3_close(*db); /* it has no file */
}

static int
bad_options(struct error *err)
{
	return error_set(err, EUCLEAN,
		"the options remembered for a root cannot be read");
}

/* NULL is no base 16. */
static char *
from_base16(const char *hex)
{
	size_t n = strlen(hex) / 2;
	char *bytes = xcalloc(n + 1, 1);

	if (parse_hex((unsigned char *)bytes, hex, n))
		return bytes;
	free(bytes);
	return NULL;
}

static void
add_exclude(struct root_options *ret, char *glob)
{
	ret->excludes =
		xgrow(ret->excludes, ret->n_excludes, sizeof(*ret->excludes));
	ret->excludes[ret->n_excludes++] = glob;
}

/* Rows of JSON_EXCLUDES: text or NULL, base 16 or NULL. */
static int
read_excludes(struct root_options *ret, sqlite3 *db, const char *json,
	struct error *err)
{
	_cleanup_(finalizep) sqlite3_stmt *stmt = NULL;
	int rc;

	if (sqlite3_prepare_v2(db, query_text(Q_JSON_EXCLUDES), -1, &stmt,
		    NULL) != SQLITE_OK ||
		sqlite3_bind_text(stmt, 1, json, -1, SQLITE_STATIC) !=
			SQLITE_OK)
		return bad_options(err);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);
		const char *hex = (const char *)sqlite3_column_text(stmt, 1);
		char *glob;

		if (text)
			add_exclude(ret, xstrdup(text));
		else if (hex && (glob = from_base16(hex)))
			add_exclude(ret, glob);
		else if (hex)
			return bad_options(err);
	}
	return rc == SQLITE_DONE ? 0 : bad_options(err);
}

static int
read_flag(bool *ret, sqlite3 *db, const char *json, struct error *err)
{
	_cleanup_(finalizep) sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, query_text(Q_JSON_ALL_VOLUMES), -1, &stmt,
		    NULL) != SQLITE_OK ||
		sqlite3_bind_text(stmt, 1, json, -1, SQLITE_STATIC) !=
			SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_ROW)
		return bad_options(err);
	*ret = sqlite3_column_int(stmt, 0) != 0;
	return 0;
}

/* A word of a later version is none. */
static int
read_hash(enum root_hash *ret, sqlite3 *db, const char *json, struct error *err)
{
	_cleanup_(finalizep) sqlite3_stmt *stmt = NULL;
	const char *name;

	if (sqlite3_prepare_v2(db, query_text(Q_JSON_HASH), -1, &stmt, NULL) !=
			SQLITE_OK ||
		sqlite3_bind_text(stmt, 1, json, -1, SQLITE_STATIC) !=
			SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_ROW)
		return bad_options(err);
	name = (const char *)sqlite3_column_text(stmt, 0);
	*ret = ROOT_HASH_NONE;
	for (int i = ROOT_HASH_CANDIDATES; name && i <= ROOT_HASH_ALL; i++)
		if (strcmp(name, hash_names[i]) == 0)
			*ret = (enum root_hash)i;
	return 0;
}

static int
read_archives(struct root_options *ret, sqlite3 *db, const char *json,
	struct error *err)
{
	_cleanup_(finalizep) sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, query_text(Q_JSON_ARCHIVES), -1, &stmt,
		    NULL) != SQLITE_OK ||
		sqlite3_bind_text(stmt, 1, json, -1, SQLITE_STATIC) !=
			SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_ROW)
		return bad_options(err);
	ret->archives = sqlite3_column_int64(stmt, 0);
	ret->archive_depth = sqlite3_column_int64(stmt, 1);
	return 0;
}

int
store_root_options_parse(struct root_options *ret, const char *json,
	struct error *err)
{
	_cleanup_(closedbp) sqlite3 *db = NULL;
	_cleanup_(store_root_options_clear) struct root_options options = { 0 };
	int r;

	if (sqlite3_open_v2(":memory:", &db,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
		    NULL) != SQLITE_OK)
		return error_set(err, ENOMEM, "out of memory");
	r = read_excludes(&options, db, json, err);
	if (r == 0)
		r = read_flag(&options.all_volumes, db, json, err);
	if (r == 0)
		r = read_hash(&options.hash, db, json, err);
	if (r == 0)
		r = read_archives(&options, db, json, err);
	if (r < 0)
		return r;
	*ret = options;
	options = (struct root_options){ 0 }; /* it is the caller's now */
	return 0;
}

void
store_root_options_clear(struct root_options *options)
{
	for (size_t i = 0; i < options->n_excludes; i++)
		free(options->excludes[i]);
	free(options->excludes);
	*options = (struct root_options){ 0 };
}

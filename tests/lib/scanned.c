/* SPDX-License-Identifier: MIT */
#include "lib/scanned.h"

#include "lib/scratch.h"
#include "store/rows.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_CLEANUP(struct rows *, rows_close);

/* By path: directories with their entries, states and totals. */
static const char dump_directories[] =
	"SELECT p.path, printf('%o', a.mode), a.uid, a.gid, e.nlink, e.size,"
	" e.blocks, e.mtime, e.inode, d.state, d.files, d.directories,"
	" d.bytes, d.blocks, d.linked"
	" FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id"
	" JOIN directory AS d ON d.id = e.child_id"
	" JOIN directory_path AS p ON p.directory_id = d.id"
	" ORDER BY 1, e.inode";

static const char dump_files[] =
	"SELECT path, type, printf('%o', mode), uid, gid, nlink, size,"
	" allocated, mtime_ns, ctime_ns, inode FROM files ORDER BY 1, inode";

static const char dump_problems[] =
	"SELECT path, stage, error, text FROM problems ORDER BY 1, 2";

/* Directories whose totals are not the sum of what is in them. */
static const char wrong_totals[] =
	"WITH own AS (SELECT e.dir_id AS id,"
	" sum(e.child_id IS NULL AND a.mode <> 0) AS files,"
	" sum(e.child_id IS NOT NULL AND a.mode <> 0) AS directories,"
	" sum(iif(a.mode & 61440 = 32768 AND e.nlink = 1, e.size, 0))"
	"  AS bytes,"
	" sum(iif(a.mode & 61440 = 32768 AND e.nlink = 1, e.blocks, 0))"
	"  AS blocks,"
	" sum(a.mode & 61440 = 32768 AND e.nlink > 1) AS linked"
	" FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id"
	" GROUP BY e.dir_id),"
	" below AS (SELECT e.dir_id AS id, sum(d.files) AS files,"
	" sum(d.directories) AS directories, sum(d.bytes) AS bytes,"
	" sum(d.blocks) AS blocks, sum(d.linked) AS linked"
	" FROM entry AS e JOIN directory AS d ON d.id = e.child_id"
	" GROUP BY e.dir_id)"
	" SELECT count(*) FROM directory AS d LEFT JOIN own USING (id)"
	" LEFT JOIN below USING (id) WHERE"
	" d.files <> ifnull(own.files, 0) + ifnull(below.files, 0)"
	" OR d.directories <> ifnull(own.directories, 0)"
	"  + ifnull(below.directories, 0)"
	" OR d.bytes <> ifnull(own.bytes, 0) + ifnull(below.bytes, 0)"
	" OR d.blocks <> ifnull(own.blocks, 0) + ifnull(below.blocks, 0)"
	" OR d.linked <> ifnull(own.linked, 0) + ifnull(below.linked, 0)";

static void
must(int result, const struct error *err)
{
	if (result >= 0)
		return;
	(void)fprintf(stderr, "scanned: %s\n", err->text);
	abort();
}

void
scanned_init(struct scanned *s)
{
	_cleanup_(freep) char *dir = scratch_dir();
	struct error err = ERROR_INIT;

	*s = (struct scanned){ .dir = scratch_dir(),
		.db = scratch_path(dir, "catalog.db") };
	must(store_open(&s->store, s->db, STORE_WRITE, &err), &err);
}

void
scanned_free(struct scanned *s)
{
	scan_results_free(s->results, s->n_results);
	store_close(s->store);
	free(s->dir);
	free(s->db);
}

void
scanned_dirs(struct scanned *s, const char *const *dirs, size_t n)
{
	struct error err = ERROR_INIT;

	scan_results_free(s->results, s->n_results);
	s->results = NULL;
	s->options.dirs = dirs;
	s->options.n_dirs = n;
	must(scan_run(s->store, &s->options, &s->results, &s->n_results, &err),
		&err);
}

const struct scan_result *
scanned_one(struct scanned *s, const char *dir)
{
	scanned_dirs(s, &dir, 1);
	return &s->results[0];
}

const struct scan_result *
scanned_again(struct scanned *s)
{
	return scanned_one(s, s->dir);
}

static struct rows *
ask(struct scanned *s, const char *sql)
{
	struct error err = ERROR_INIT;
	struct rows *rows = NULL;

	must(rows_open_sql(&rows, s->store, sql, NULL, &err), &err);
	return rows;
}

static bool
next(struct rows *rows)
{
	struct error err = ERROR_INIT;
	int more = rows_next(rows, &err);

	must(more, &err);
	return more > 0;
}

static void
add_rows(struct scanned *s, struct strbuf *to, const char *sql)
{
	_cleanup_(rows_closep) struct rows *rows = ask(s, sql);

	while (next(rows)) {
		for (int i = 0; i < rows_n_columns(rows); i++) {
			size_t len;
			const char *bytes;

			if (i > 0)
				strbuf_addc(to, ' ');
			if (rows_is_null(rows, i))
				continue;
			if (rows_kind(rows, i) == 'i') {
				strbuf_addf(to, "%lld",
					(long long)rows_i64(rows, i));
				continue;
			}
			bytes = rows_bytes(rows, i, &len);
			strbuf_add(to, bytes, len);
		}
		strbuf_addc(to, '\n');
	}
}

char *
scanned_dump(struct scanned *s)
{
	struct strbuf dump = STRBUF_INIT;

	add_rows(s, &dump, dump_directories);
	add_rows(s, &dump, dump_files);
	add_rows(s, &dump, dump_problems);
	return strbuf_detach(&dump);
}

int64_t
scanned_number(struct scanned *s, const char *format, ...)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	_cleanup_(freep) char *sql = NULL;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vasprintf(&sql, format, ap);
	va_end(ap);
	if (n < 0)
		abort();
	rows = ask(s, sql);
	return next(rows) ? rows_i64(rows, 0) : -1;
}

int64_t
scanned_has(struct scanned *s, const char *path)
{
	_cleanup_(strbuf_clear) struct strbuf hex = STRBUF_INIT;

	for (const char *p = path; *p; p++)
		strbuf_addf(&hex, "%02X", (unsigned int)(unsigned char)*p);
	return scanned_number(s,
		"SELECT (SELECT count(*) FROM files WHERE hex(path) = '%s')"
		" + (SELECT count(*) FROM directories"
		" WHERE hex(path) = '%s' AND state <> 'way')",
		hex.buf, hex.buf);
}

static int
must_be_ok(void *arg, int n, char **values, char **names)
{
	(void)arg;
	(void)names;
	if (n == 1 && strcmp(values[0], "ok") == 0)
		return 0;
	(void)fprintf(stderr, "scanned: %s\n", values[0]);
	return 1;
}

void
scanned_check(struct scanned *s)
{
	int64_t wrong = scanned_number(s, "%s", wrong_totals);
	char *error = NULL;
	sqlite3 *db = NULL;

	/* A connection of its own: a user's SQL may not use pragmas. */
	if (sqlite3_open_v2(s->db, &db, SQLITE_OPEN_READONLY, NULL) ||
		sqlite3_exec(db, "PRAGMA integrity_check", must_be_ok, NULL,
			&error)) {
		(void)fprintf(stderr, "scanned: %s\n",
			error ? error : "cannot be opened");
		abort();
	}
	(void)sqlite3_close(db);
	if (wrong != 0) {
		(void)fprintf(stderr,
			"scanned: %lld directories have wrong "
			"totals\n",
			(long long)wrong);
		abort();
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * What must hold of any catalogue at any instant, whatever was scanned: each
 * query answers with what is wrong, so no answer is the right one.
 */
#include "model/model.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct rule {
	const char *name;
	const char *sql;
	bool only_whole; /* a run that was cut off may break it */
};

static const struct rule rules[] = {
	{ "integrity",
		"SELECT integrity_check FROM pragma_integrity_check"
		" WHERE integrity_check <> 'ok'",
		false },
	{ "totals of directory",
		"WITH own AS (SELECT e.dir_id AS id,"
		" sum(e.child_id IS NULL AND a.mode <> 0) AS files,"
		" sum(e.child_id IS NOT NULL AND a.mode <> 0) AS directories,"
		" sum(iif(a.mode & 61440 = 32768 AND e.nlink = 1,"
		" e.size, 0)) AS bytes,"
		" sum(iif(a.mode & 61440 = 32768 AND e.nlink = 1,"
		" e.blocks, 0)) AS blocks,"
		" sum(a.mode & 61440 = 32768 AND e.nlink > 1) AS linked"
		" FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id"
		" GROUP BY e.dir_id),"
		" below AS (SELECT e.dir_id AS id, sum(d.files) AS files,"
		" sum(d.directories) AS directories, sum(d.bytes) AS bytes,"
		" sum(d.blocks) AS blocks, sum(d.linked) AS linked"
		" FROM entry AS e JOIN directory AS d ON d.id = e.child_id"
		" GROUP BY e.dir_id)"
		" SELECT printf('%d: %d files %d directories %d bytes',"
		" d.id, d.files, d.directories, d.bytes)"
		" FROM directory AS d LEFT JOIN own USING (id)"
		" LEFT JOIN below USING (id) WHERE"
		" d.files <> ifnull(own.files, 0) + ifnull(below.files, 0)"
		" OR d.directories <> ifnull(own.directories, 0)"
		" + ifnull(below.directories, 0)"
		" OR d.bytes <> ifnull(own.bytes, 0) + ifnull(below.bytes, 0)"
		" OR d.blocks <> ifnull(own.blocks, 0)"
		" + ifnull(below.blocks, 0)"
		" OR d.linked <> ifnull(own.linked, 0)"
		" + ifnull(below.linked, 0)",
		false },
	{ "counts of content",
		"SELECT printf('%d: %d copies on %d, not %d on %d', c.id,"
		" c.copies, c.volumes, count(DISTINCT d.volume_id || ' ' ||"
		" e.inode), count(DISTINCT d.volume_id))"
		" FROM content AS c LEFT JOIN entry AS e ON e.content_id = c.id"
		" LEFT JOIN directory AS d ON d.id = e.dir_id GROUP BY c.id"
		" HAVING c.copies <> count(DISTINCT d.volume_id || ' ' ||"
		" e.inode) OR c.volumes <> count(DISTINCT d.volume_id)",
		false },
	{ "content of another size",
		"SELECT e.name FROM entry AS e JOIN content AS c"
		" ON c.id = e.content_id WHERE c.size <> e.size",
		false },
	{ "no such content",
		"SELECT e.name FROM entry AS e WHERE e.content_id IS NOT NULL"
		" AND e.content_id NOT IN (SELECT id FROM content)",
		false },
	{ "content that nothing refers to",
		"SELECT id FROM content WHERE id NOT IN"
		" (SELECT content_id FROM entry WHERE content_id IS NOT NULL)"
		" AND id NOT IN (SELECT parent_id FROM content"
		" WHERE parent_id IS NOT NULL)",
		false },
	{ "entry in no directory",
		"SELECT name FROM entry WHERE dir_id <> 0"
		" AND dir_id NOT IN (SELECT id FROM directory)",
		false },
	{ "directory and entry disagree",
		"SELECT e.name FROM entry AS e LEFT JOIN directory AS d"
		" ON d.id = e.child_id WHERE e.child_id IS NOT NULL"
		" AND (d.id IS NULL OR d.parent_id <> e.dir_id"
		" OR (d.parent_id <> 0 AND d.name <> e.name))",
		false },
	{ "way up ends",
		"SELECT id FROM directory WHERE parent_id <> 0"
		" AND parent_id NOT IN (SELECT id FROM directory)",
		false },
	{ "directory is no entry",
		"SELECT id || ' ' || name FROM directory WHERE id NOT IN"
		" (SELECT child_id FROM entry WHERE child_id IS NOT NULL)",
		true },
	{ "directory is two entries",
		"SELECT child_id FROM entry WHERE child_id IS NOT NULL"
		" GROUP BY child_id HAVING count(*) > 1",
		false },
	{ "problem of no directory",
		"SELECT text FROM problem"
		" WHERE dir_id NOT IN (SELECT id FROM directory)",
		false },
	{ "root is no directory",
		"SELECT id FROM root"
		" WHERE dir_id NOT IN (SELECT id FROM directory)",
		false },
	{ "scan still running", "SELECT id FROM scan WHERE status = 'running'",
		true },
};

static void
check_rule(struct world *w, sqlite3 *db, const struct rule *rule)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, rule->sql, -1, &s, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	if (sqlite3_step(s) == SQLITE_ROW)
		fail(w, "%s: %s", rule->name,
			(const char *)sqlite3_column_text(s, 0));
	(void)sqlite3_finalize(s);
}

void
sound_check(struct world *w, bool is_whole)
{
	sqlite3 *db;

	if (!w->after.is_there)
		return;
	if (sqlite3_open_v2(w->db, &db, SQLITE_OPEN_READWRITE, NULL) !=
			SQLITE_OK ||
		sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
			NULL) != SQLITE_OK)
		die(w->db);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (is_whole || !rules[i].only_whole)
			check_rule(w, db, &rules[i]);
	if (sqlite3_close(db) != SQLITE_OK)
		die(w->db);
}

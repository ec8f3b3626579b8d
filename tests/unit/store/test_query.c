/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>

/* Statements that are meant to read a table from end to end. */
static const char *const full_scans[] = {
	"OTHER_ANY_LINK",	 /* the first of an index */
	"ATTRIBUTES",		 /* attributes are few */
	"ATTRIBUTES_BY_ID",	 /* likewise */
	"DIRECTORIES_EMPTY",	 /* find --empty, of all names */
	"DIRECTORY_ORPHANS",	 /* find, while a scan runs */
	"DIRECTORY_NAMES",	 /* likewise */
	"ROWS_GROUPS",		 /* the partial index of groups */
	"ROWS_GROUPS_SIZE",	 /* likewise */
	"ROWS_GROUPS_COPIES",	 /* likewise */
	"ROWS_GROUPS_LAST",	 /* likewise */
	"ROWS_GROUPS_SIZE_LAST", /* likewise */
	/* likewise */
	"ROWS_GROUPS_COPIES_LAST", "ROWS_PROBLEMS", /* problems are few */
	"DIRECTORY_INODES",	  /* when a scan meets an unknown directory */
	"CHANGES_FORGET",	  /* scans are few */
	"HISTORY_FORGET",	  /* once a run */
	"ROWS_PROBLEMS_SCOPED",	  /* likewise */
	"ROWS_ROOTS",		  /* roots are few */
	"ROWS_SCANS",		  /* newest first, up to the limit */
	"ROWS_VOLUMES",		  /* volumes are few */
	"VOLUMES",		  /* likewise */
	"ROOTS",		  /* roots are few */
	"ROOT_DIRECTORIES",	  /* likewise */
	"SCANS_INTERRUPT",	  /* once a run */
	"PROBLEMS_COUNT",	  /* problems are few */
	"PROBLEMS_SCOPED",	  /* likewise */
	"PROBLEMS_PLACES",	  /* likewise */
	"PROBLEMS_ANY",		  /* likewise */
	"PROBLEMS_DROP",	  /* likewise */
	"CHECK_DIRECTORIES",	  /* a check looks at everything */
	"CHECK_ENTRIES",	  /* likewise */
	"CHECK_ROOTS",		  /* likewise */
	"CHECK_LOOPS",		  /* likewise */
	"CHECK_TOTALS",		  /* likewise */
	"CHECK_CONTENTS",	  /* likewise */
	"CHANGES_REMOVE",	  /* when a volume is forgotten */
	"SCANS_REMOVE",		  /* when a volume is forgotten */
	"SCANS_RUNNING",	  /* once a check */
	"SCHEMA_OBJECTS",	  /* when opening */
	"TABLE_ROOT",		  /* tables are few */
	"TREE_ROOT",		  /* so are indexes */
	"UNWRITTEN_KNOWN",	  /* so are names that did not wait */
	"UNWRITTEN_VOLUMES",	  /* so are directories before a first scan */
	"DIRECTORY_ADOPT",	  /* after a run that was killed */
	"DIRECTORY_ADOPT_UNSEAL", /* likewise */
	"NAME_STALE_ADOPT",	  /* likewise */
	"NAMES_STALE",		  /* up to a limit */
	"NAMES_COUNT",		  /* volumes are few */
	"LOOKUP_WANTED_SIZES",	  /* a temporary table */
	"LOOKUP_WANTED_DIGESTS",  /* likewise */
	"TWIN_FILL",		  /* and then at every name */
	"TWIN_PICK",		  /* likewise */
	"TWIN_BYTES",		  /* a temporary table */
	"TWIN_EMPTY",		  /* likewise */
	"ALIKE_EMPTY",		  /* likewise */
	"CHECKS_EMPTY",		  /* likewise */
	"CHECKS_FILL",		  /* every name that has a digest */
	"CHECKS_LACKING",	  /* and every one that has none */
	"CHECKPOINT_ANY",	  /* very large files are few */
	"CHECKPOINT_TIDY",	  /* likewise */
	"VERIFIED_TIDY",	  /* once a run */
	"VERIFY_PROBLEMS_TIDY",	  /* problems are few */
	"ROWS_ROTTEN",		  /* likewise */
	"ROWS_SCOPE_NAMES",	  /* all of a temporary table */
	"VOLUME_IDS",		  /* volumes are few */
	"ROWS_ARCHIVES",	  /* the partial index of archives */
	"ROWS_ARCHIVES_SUMS",	  /* likewise */
	"ROWS_ARCHIVES_SCOPED",	  /* likewise */
	"ARCHIVE_UNUSED",	  /* once a run: every archive */
	"ARCHIVE_TWIN",		  /* likewise */
	"MEMBER_ARCHIVES_FILL",	  /* the partial index of archives */
	"MEMBER_PROBLEMS_TIDY",	  /* problems are few */
	"MEMBER_LOOSE_FILL",	  /* every name */
	"TWIN_BESIDE_MEMBERS",	  /* likewise */
	"MEMBER_GROUPS_FILL",	  /* what was read of members */
	"MEMBER_GROUPS_LOOSE",	  /* the index of groups */
	"LOOKUP_MEMBERS",	  /* every member */
};

static const char *const real_tables[] = { "volume", "attribute", "directory",
	"entry", "content", "root", "scan", "change", "directory_history",
	"problem", "verified", "archive", "archive_member", "checkpoint",
	"fact", "name_block", "name_posting", "name_stale", "sqlite_schema" };

static bool
is_meant(const char *name)
{
	for (size_t i = 0; i < sizeof(full_scans) / sizeof(*full_scans); i++)
		if (strcmp(name, full_scans[i]) == 0)
			return true;
	return false;
}

/* The table behind an alias of ours: "e" is entry, "p" is problem ... */
static bool
is_real_table(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(real_tables) / sizeof(char *); i++)
		if (strlen(real_tables[i]) == len &&
			strncmp(real_tables[i], name, len) == 0)
			return true;
	return len == 1 && strchr("vadecrpkh", *name);
}

/* Pragmas, transactions and VACUUM have none. */
static bool
has_plan(const char *sql)
{
	static const char *const verbs[] = { "SELECT", "WITH", "INSERT",
		"UPDATE", "DELETE" };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strncmp(sql, verbs[i], strlen(verbs[i])) == 0)
			return true;
	return false;
}

static void
check_plan(struct store *store, enum query query)
{
	char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", query_text(query));
	sqlite3_stmt *stmt = NULL;

	ck_assert_msg(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) ==
			SQLITE_OK,
		"%s: %s", query_name(query), sqlite3_errmsg(store->db));
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(stmt, 3);

		if (strncmp(detail, "SCAN ", 5) != 0)
			continue;
		ck_assert_msg(!is_real_table(detail + 5,
				      strcspn(detail + 5, " ")) ||
				is_meant(query_name(query)),
			"%s reads a whole table: %s", query_name(query),
			detail);
	}
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	sqlite3_free(sql);
}

START_TEST(every_statement_prepares_and_uses_an_index)
{
	struct store *store = open_store(":memory:");

	for (int q = 0; q < QUERY_N; q++) {
		sqlite3_stmt *stmt = NULL;
		int rc = sqlite3_prepare_v2(store->db,
			query_text((enum query)q), -1, &stmt, NULL);

		ck_assert_msg(rc == SQLITE_OK, "%s: %s",
			query_name((enum query)q), sqlite3_errmsg(store->db));
		(void)sqlite3_finalize(stmt);
		if (has_plan(query_text((enum query)q)))
			check_plan(store, (enum query)q);
	}
	store_close(store);
}
END_TEST

START_TEST(the_first_failure_sticks)
{
	struct store *store = open_store(":memory:");
	struct error error = ERROR_INIT;
	struct bind b = bind_begin(store, Q_DIRECTORY);
	struct bind nested;

	/* A parameter that was forgotten must not keep its old value. */
	ck_assert_int_lt(bind_run(&b, &error), 0);
	ck_assert_str_ne(error.text, "");

	b = bind_begin(store, Q_VOLUMES);
	add_volume(store, "uuid:1", "/mnt");
	ck_assert_int_eq(bind_next(&b, &error), 1);
	nested = bind_begin(store, Q_VOLUMES);
	ck_assert_int_lt(bind_next(&nested, &error), 0);
	ck_assert_int_eq(bind_next(&b, &error), 0);
	ck_assert_int_eq(bind_next(&b, &error), 0);
	store_close(store);
}
END_TEST

START_TEST(failures_become_errno)
{
	static const struct {
		int rc;
		int code;
	} cases[] = {
		{ SQLITE_FULL, -ENOSPC },
		{ SQLITE_BUSY, -EBUSY },
		{ SQLITE_BUSY_SNAPSHOT, -EBUSY },
		{ SQLITE_CORRUPT, -EUCLEAN },
		{ SQLITE_NOTADB, -EUCLEAN },
		{ SQLITE_READONLY, -EROFS },
		{ SQLITE_NOMEM, -ENOMEM },
		{ SQLITE_INTERRUPT, -EINTR },
		{ SQLITE_MISUSE, -EIO },
	};
	struct store *store = open_store(":memory:");
	struct error error = ERROR_INIT;

	ck_assert_int_eq(error_sqlite(&error, store, cases[_i].rc, "cannot"),
		cases[_i].code);
	ck_assert_int_eq(error.code, cases[_i].code);
	if (cases[_i].rc != SQLITE_INTERRUPT)
		ck_assert_ptr_nonnull(strstr(error.text, ":memory:"));
	store_close(store);
}
END_TEST

START_TEST(idmap_holds_what_it_was_given)
{
	struct idmap map;
	size_t cursor = 0;
	int64_t key;
	void *value;
	int64_t sum = 0;

	idmap_init(&map, sizeof(int64_t));
	ck_assert_ptr_null(idmap_find(&map, 1));
	for (int64_t i = -500; i < 1500; i++)
		*(int64_t *)idmap_at(&map, i * 64) = i;
	ck_assert_uint_eq(map.n, 2000);
	for (int64_t i = -500; i < 1500; i++)
		ck_assert_int_eq(*(int64_t *)idmap_find(&map, i * 64), i);
	ck_assert_ptr_null(idmap_find(&map, 63));
	while (idmap_next(&map, &cursor, &key, &value)) {
		ck_assert_int_eq(key, *(int64_t *)value * 64);
		sum += *(int64_t *)value;
	}
	ck_assert_int_eq(sum, (1499 * 1500 - 500 * 501) / 2);
	idmap_clear(&map);
	ck_assert_ptr_null(idmap_find(&map, 64));
}
END_TEST

Suite *suite_query(void);

Suite *
suite_query(void)
{
	Suite *s = suite_create("query");
	TCase *tc = tcase_create("query");

	tcase_add_test(tc, every_statement_prepares_and_uses_an_index);
	tcase_add_test(tc, the_first_failure_sticks);
	tcase_add_loop_test(tc, failures_become_errno, 0, 9);
	tcase_add_test(tc, idmap_holds_what_it_was_given);
	suite_add_tcase(s, tc);
	return s;
}

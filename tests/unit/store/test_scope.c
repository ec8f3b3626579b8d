/* SPDX-License-Identifier: MIT */
/* What is in a scope: the same however it is looked at, and as paths say. */
#include "lib/random.h"
#include "lib/scratch.h"
#include "store/content/ranking.h"
#include "store/scope.h"
#include "store/survey/few.h"
#include "store/survey/gather.h"
#include "store/survey/halves.h"
#include "store/survey/unsettled.h"
#include "unit/store/fixture.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#define N_DIRS 2400 /* enough for a second thread */
#define N_FILES 3000
#define N_SIZES 300 /* so ten files have one */
#define N_PIECES 3

static char *dir;
static struct store *writer;
static struct store *reader;
static int64_t dirs[N_DIRS];
static int parents[N_DIRS];
static int dir_of[N_FILES]; /* of the file f<i> */
static char *seen;	    /* how often a file was */

static int
size_of(int i)
{
	return 10 + i % N_SIZES;
}

static void
set_up(void)
{
	int64_t volume_id;
	char *path;

	random_seed = 11;
	dir = scratch_dir();
	path = scratch_path(dir, "db");
	writer = open_store(path);
	ok(store_begin(writer, err));
	volume_id = add_volume(writer, "uuid:1", "/mnt");
	dirs[0] = make_directory(writer, volume_id, "");
	parents[0] = -1;
	for (int i = 1; i < N_DIRS; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "d%d", i);
		parents[i] = (int)any(i < 12 ? 1 : (unsigned int)i);
		dirs[i] = add_dir(writer, volume_id, dirs[parents[i]], name);
	}
	for (int i = 0; i < N_FILES; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%d", i);
		dir_of[i] = (int)any(N_DIRS);
		add_file(writer, dirs[dir_of[i]], name, (uint64_t)i + 1,
			size_of(i));
	}
	ok(store_commit(writer, err));
	/* The log is folded back, so that pages can be looked at. */
	store_close(writer);
	writer = open_store(path);
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	free(path);
	seen = calloc(N_FILES, 1);
	ck_assert_ptr_nonnull(seen);
}

static void
tear_down(void)
{
	interrupt_set(0);
	store_close(reader);
	store_close(writer);
	free(seen);
	free(dir);
}

/* Each file is met once, by one thread or the other. */
static void
see(const struct stored_entry *e, void *arg)
{
	char name[16] = "";

	(void)arg;
	/* Behind a name on a page is what it is the name of. */
	if (e->child_id == 0 && e->name_len > 1 && e->name_len < sizeof(name)) {
		memcpy(name, e->name, e->name_len);
		seen[strtol(name + 1, NULL, 10)]++;
	}
}

static bool
is_below(int i, int above)
{
	while (i >= 0 && i != above)
		i = parents[i];
	return i == above;
}

/* second: may there be another thread? */
static void
look(struct store *store, int64_t few, bool second)
{
	int first_arg, second_arg;
	struct halves_job job = { .look.entry = see,
		.first = &first_arg,
		.second = second ? &second_arg : NULL };

	store->scope_few = few;
	memset(seen, 0, N_FILES);
	ok(halves_look_at_scope(store, &job, err));
}

/* Directories and a file by itself, which may be in one of them. */
struct asked {
	int dirs[N_PIECES];
	size_t n;
	int file;
};

static void
ask(struct store *store, const struct asked *asked)
{
	char name[16];

	ok(store_scope_clear(store, err));
	for (size_t i = 0; i < asked->n; i++)
		ok(store_scope_add_directory(store, dirs[asked->dirs[i]], err));
	(void)snprintf(name, sizeof(name), "f%d", asked->file);
	ok(store_scope_add_entry(store, dirs[dir_of[asked->file]], name,
		strlen(name), err));
}

static void
check(const struct asked *asked)
{
	for (int i = 0; i < N_FILES; i++) {
		bool is_in = i == asked->file;

		for (size_t k = 0; k < asked->n; k++)
			is_in |= is_below(dir_of[i], asked->dirs[k]);
		ck_assert_int_eq(seen[i], is_in);
	}
}

static void
check_all_ways(struct store *store, const struct asked *asked)
{
	ask(store, asked);
	look(store, INT64_MAX, true); /* by a statement */
	check(asked);
	look(store, -1, false);
	check(asked);
	look(store, -1, true);
	check(asked);
	ask(store, asked); /* not listed before */
	look(store, -1, true);
	check(asked);
}

START_TEST(all_ways_see_the_same)
{
	for (int round = 0; round < 25; round++) {
		struct asked asked = { .n = any(N_PIECES + 1),
			.file = (int)any(N_FILES) };

		/* The first ones have most below. */
		for (size_t i = 0; i < asked.n; i++)
			asked.dirs[i] = (int)any(any(2) ? 12 : N_DIRS);
		check_all_ways(reader, &asked);
		check_all_ways(writer, &asked);
	}
}
END_TEST

/* A statement tells all while the log has pages. */
START_TEST(all_ways_see_the_same_while_somebody_writes)
{
	const struct asked asked = { .dirs = { 3, 40 }, .n = 2, .file = 9 };

	ok(store_begin(writer, err));
	ok(query_exec(writer, "UPDATE entry SET size = 8 WHERE dir_id = 1",
		err));
	check_all_ways(writer, &asked);
	ok(store_rollback(writer, err));
}
END_TEST

/* --- groups of equal files in it ------------------------------------------- */

#define N_CONTENTS 250

/* On two volumes; every third file has several names in the same directory or
 * in others, some of them seen when there were no others, or before it was moved. */
static void
add_contents(void)
{
	char sql_of_all[500];
	int64_t other;

	ok(store_begin(writer, err));
	other = add_volume(writer, "uuid:2", "/other");
	for (int i = 1; i <= N_CONTENTS; i++) {
		char sql[160];

		(void)snprintf(sql, sizeof(sql),
			"INSERT INTO content (id, size, covered, digest, copies,"
			" volumes) VALUES (%d, %d, %d, x'%032x', 9, 9)",
			i, 1 + i % 9, 1 + i % 9 - (i % 5 == 0), i);
		ok(query_exec(writer, sql, err));
	}
	(void)snprintf(sql_of_all, sizeof(sql_of_all),
		"UPDATE directory SET volume_id = %lld WHERE id %% 3 = 0 AND id"
		" > 1;"
		"UPDATE entry SET content_id = 1 + abs(inode * 7919) %% %d"
		" WHERE child_id IS NULL AND inode %% 7 <> 0;"
		"UPDATE entry SET inode = inode %% 400,"
		" nlink = 1 + inode %% 2,"
		" content_id = 1 + (inode %% 400) %% %d"
		" WHERE child_id IS NULL AND inode %% 3 = 0;"
		"UPDATE entry SET size = content.size FROM content"
		" WHERE content.id = content_id",
		(long long)other, N_CONTENTS, N_CONTENTS);
	ok(query_exec(writer, sql_of_all, err));
	ok(store_commit(writer, err));
	/* The reader's state was another one. */
	ok(store_rollback(reader, err));
	ok(store_begin(reader, err));
}

#define GROUPS_SQL                                                              \
	"WITH member AS (SELECT DISTINCT e.content_id AS id, d.volume_id AS v," \
	" e.inode AS inode FROM entry AS e JOIN directory AS d"                 \
	" ON d.id = e.dir_id WHERE e.content_id IS NOT NULL"                    \
	" AND (in_scope(e.dir_id) OR e.name = CAST('%s' AS BLOB))),"            \
	" counted AS (SELECT id, count(*) AS copies, count(DISTINCT v) AS vs"   \
	" FROM member GROUP BY id HAVING count(*) > 1) "                        \
	"SELECT c.id, n.copies, sum(n.copies) OVER (), count(*) OVER (),"       \
	" sum(c.size * (n.copies - 1)) OVER () FROM counted AS n"               \
	" JOIN content AS c USING (id) WHERE c.covered = c.size"                \
	" AND n.vs >= %d AND c.size >= 3 ORDER BY c.size * (n.copies - 1)"      \
	" DESC, c.size DESC, c.digest"

static void
check_groups(struct store *store, const struct asked *asked, int min_volumes)
{
	_cleanup_(ranking_clear) struct ranking ranking = RANKING_INIT;
	const struct ranking_filter filter = { .min_size = 3,
		.max_size = 100,
		.min_volumes = min_volumes,
		.most = 1000,
		.order = RANKING_BY_WASTED,
		.is_scoped = true };
	sqlite3_stmt *stmt = NULL;
	char name[16];
	char *sql;
	size_t n = 0;

	(void)snprintf(name, sizeof(name), "f%d", asked->file);
	sql = sqlite3_mprintf(GROUPS_SQL, name, min_volumes);
	ok(store_rank_groups(store, &filter, &ranking, err));
	ck_assert_int_eq(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL),
		SQLITE_OK);
	for (; sqlite3_step(stmt) == SQLITE_ROW; n++) {
		ck_assert_uint_lt(n, ranking.n);
		ck_assert_int_eq(ranking.first[n].content_id,
			sqlite3_column_int64(stmt, 0));
		ck_assert_int_eq(ranking.first[n].copies,
			sqlite3_column_int64(stmt, 1));
		ck_assert_int_eq(ranking.copies, sqlite3_column_int64(stmt, 2));
		ck_assert_int_eq(ranking.groups, sqlite3_column_int64(stmt, 3));
		ck_assert_int_eq(ranking.wasted, sqlite3_column_int64(stmt, 4));
	}
	ck_assert_uint_eq(ranking.n, n);
	(void)sqlite3_finalize(stmt);
	sqlite3_free(sql);
}

START_TEST(groups_are_those_of_the_scope_alone)
{
	add_contents();
	for (int round = 0; round < 20; round++) {
		struct asked asked = { .n = 1 + any(N_PIECES),
			.file = (int)any(N_FILES) };

		for (size_t i = 0; i < asked.n; i++)
			asked.dirs[i] = (int)any(any(3) ? 12 : N_DIRS);
		ask(reader, &asked);
		reader->scope_few = round % 2 ? -1 : INT64_MAX;
		check_groups(reader, &asked, 1 + (int)any(2));
	}
}
END_TEST

/* --- names of some sizes in it ----------------------------------------------- */

/* Each is found once. */
static int
gather_sizes(const struct asked *asked, int first, int n_sizes)
{
	struct gather *g = NULL;
	const struct gathered *list;
	size_t n = 0;
	int n_expected = 0;

	ok(gather_new(&g, reader, err));
	for (int i = 0; i < n_sizes; i++)
		ok(gather_size(g, size_of(first + i), (uint32_t)i));
	ok(gather_run(g, true, &list, &n, err));
	memset(seen, 0, N_FILES);
	for (size_t i = 0; i < n; i++) {
		const long file = strtol(list[i].name + 1, NULL, 10);

		seen[file]++;
		ck_assert_int_eq(size_of((int)file),
			size_of(first + (int)list[i].group));
	}
	gather_free(g);
	for (int i = 0; i < N_FILES; i++) {
		bool is_in = i == asked->file;

		for (size_t k = 0; k < asked->n; k++)
			is_in |= is_below(dir_of[i], asked->dirs[k]);
		is_in &= size_of(i) >= size_of(first) &&
			size_of(i) < size_of(first) + n_sizes;
		ck_assert_int_eq(seen[i], is_in);
		n_expected += is_in;
	}
	return n_expected;
}

/* In a few directories that were noted before, or by another look. */
static void
check_sizes(bool is_sighted)
{
	int n = 0;

	for (int round = 0; round < 40; round++) {
		struct asked asked = { .dirs = { (int)any(12) },
			.n = 1,
			.file = (int)any(N_FILES) };

		ask(reader, &asked);
		reader->scope_few = round % 2 ? -1 : INT64_MAX;
		if (is_sighted)
			store_sight_sizes(reader);
		ok(store_find_unsettled(reader, 1, true, err));
		/* The file itself, and others. */
		n += gather_sizes(&asked,
			asked.file % N_SIZES > N_SIZES - 8 ?
				N_SIZES - 8 :
				asked.file % N_SIZES,
			8);
	}
	ck_assert_int_gt(n, 100);
}

START_TEST(names_of_sizes_are_found)
{
	check_sizes(false);
	check_sizes(true);
}
END_TEST

START_TEST(names_of_sizes_are_found_while_the_log_has_pages)
{
	ok(store_begin(writer, err));
	ok(query_exec(writer, "UPDATE entry SET mtime = 5", err));
	ok(store_commit(writer, err));
	ok(store_rollback(reader, err));
	ok(store_begin(reader, err));
	check_sizes(true);
}
END_TEST

/* --- what has few copies, and what was not read, in it ---------------------- */

struct few {
	struct few_totals totals;
	struct few_names names;
	struct unsettled *unsettled;
	size_t n_unsettled;
};

static struct few
find_few(const struct few_filter *filter)
{
	struct few_filter listed = *filter;
	struct few f = { .names = FEW_NAMES_INIT };

	ok(store_find_unsettled(reader, 1, true, err));
	ok(store_few_totals(reader, filter, &f.totals, err));
	listed.min_size = f.totals.min_size;
	listed.max_size = f.totals.max_size;
	store_few_list(reader, &listed);
	ck_assert_int_eq(store_few_names(reader, &f.names, NULL), 1);
	store_count_unsettled(reader, true, &f.unsettled, &f.n_unsettled);
	return f;
}

static void
few_clear(struct few *f)
{
	few_names_clear(&f->names);
	free(f->unsettled);
}

/* A content once, and a file that was not read in full, whatever names it has. */
#define WHAT_SQL                                                               \
	"CASE WHEN c.id NOT NULL THEN 'content ' || c.id"                      \
	" WHEN e.nlink < 2 THEN e.dir_id || '/' || CAST(e.name AS TEXT)"       \
	" ELSE 'inode ' || e.inode END"
#define NAMES_SQL                                                              \
	"FROM entry AS e JOIN directory AS d ON d.id = e.dir_id"               \
	" LEFT JOIN content AS c ON c.id = e.content_id"                       \
	" AND c.covered = c.size"                                              \
	" WHERE (in_scope(e.dir_id) OR e.name = CAST('%s' AS BLOB))"
#define FEW_SQL                                                                 \
	"WITH found AS (SELECT DISTINCT d.volume_id, e.size AS size, " WHAT_SQL \
	" AS what " NAMES_SQL                                                   \
	" AND is_few(e.size, e.attribute_id, e.content_id, e.dir_id)),"         \
	" counted AS (SELECT size, what FROM found GROUP BY size, what,"        \
	" CASE WHEN what LIKE 'inode%%' THEN volume_id END)"                    \
	" SELECT count(*), coalesce(sum(size), 0) FROM counted"
#define FEW_NAMES_SQL                                                              \
	"SELECT count(*), coalesce(min(e.dir_id), 9223372036854775807) " NAMES_SQL \
	" AND is_few(e.size, e.attribute_id, e.content_id, e.dir_id)"
#define UNSETTLED_SQL                                                          \
	"SELECT volume_id, count(*), sum(size) FROM ("                         \
	"SELECT DISTINCT d.volume_id, e.size AS size, " WHAT_SQL               \
	" AS what " NAMES_SQL " AND c.id IS NULL AND e.child_id IS NULL AND"   \
	" may_have_copies(e.size, e.attribute_id, e.content_id))"              \
	" GROUP BY volume_id ORDER BY volume_id"

/* At its first row; to be finished. */
static sqlite3_stmt *
ask_sql(const char *format, const char *name)
{
	sqlite3_stmt *stmt = NULL;
	char *sql = sqlite3_mprintf(format, name);

	ck_assert_int_eq(sqlite3_prepare_v2(reader->db, sql, -1, &stmt, NULL),
		SQLITE_OK);
	sqlite3_free(sql);
	(void)sqlite3_step(stmt);
	return stmt;
}

static void
check_few(const struct few *f, const struct few_filter *filter,
	const char *name)
{
	struct few_filter listed = *filter;
	sqlite3_stmt *stmt;

	store_few_list(reader, filter);
	stmt = ask_sql(FEW_SQL, name);
	ck_assert_int_eq(f->totals.contents, sqlite3_column_int64(stmt, 0));
	ck_assert_int_eq(f->totals.bytes, sqlite3_column_int64(stmt, 1));
	(void)sqlite3_finalize(stmt);
	listed.min_size = f->totals.min_size;
	listed.max_size = f->totals.max_size;
	store_few_list(reader, &listed);
	stmt = ask_sql(FEW_NAMES_SQL, name);
	ck_assert_uint_eq(f->names.n, (size_t)sqlite3_column_int64(stmt, 0));
	ck_assert_int_le(f->totals.first_dir, sqlite3_column_int64(stmt, 1));
	(void)sqlite3_finalize(stmt);
	if (filter->first > 0 && f->totals.contents >= filter->first)
		ck_assert_uint_ge(f->names.n, (size_t)filter->first);
}

static void
check_unsettled(const struct few *f, const char *name)
{
	sqlite3_stmt *stmt = ask_sql(UNSETTLED_SQL, name);

	for (size_t i = 0; i < f->n_unsettled; i++) {
		const struct unsettled *u = &f->unsettled[i];

		ck_assert_int_eq(u->volume_id, sqlite3_column_int64(stmt, 0));
		ck_assert_int_eq(u->files, sqlite3_column_int64(stmt, 1));
		ck_assert_int_eq(u->bytes, sqlite3_column_int64(stmt, 2));
		(void)sqlite3_step(stmt);
	}
	ck_assert_int_eq(sqlite3_data_count(stmt), 0);
	(void)sqlite3_finalize(stmt);
}

START_TEST(few_copies_and_what_is_unsettled_are_counted_in_the_scope)
{
	int64_t n_contents = 0, n_unsettled = 0;

	add_contents();
	for (int round = 0; round < 40; round++) {
		const struct few_filter filter = { .min_size = 1 + any(4),
			.max_size = 100,
			.min_copies = 2 + any(12),
			.candidates = any(2),
			.is_scoped = true,
			.first = any(30),
			.reverse = any(2) };
		struct asked asked = { .dirs = { (int)any(
					       any(2) ? 12 : N_DIRS) },
			.n = any(3) > 0,
			.file = (int)any(N_FILES) };
		struct few few;
		char name[16];

		ask(reader, &asked);
		(void)snprintf(name, sizeof(name), "f%d", asked.file);
		reader->scope_few = round % 2 ? -1 : INT64_MAX;
		few = find_few(&filter);
		ck_assert_int_eq(few.totals.is_within,
			round % 2 && asked.n > 0);
		check_few(&few, &filter, name);
		check_unsettled(&few, name);
		n_contents += few.totals.contents;
		n_unsettled += (int64_t)few.n_unsettled;
		few_clear(&few);
	}
	ck_assert_int_gt(n_contents, 0);
	ck_assert_int_gt(n_unsettled, 0);
}
END_TEST

START_TEST(an_interrupt_is_no_empty_scope)
{
	const struct asked asked = { .dirs = { 0 }, .n = 1 };
	struct halves_job job = { .look.entry = see };
	struct error error = ERROR_INIT;

	ask(reader, &asked);
	memset(seen, 0, N_FILES);
	reader->deadline_ns = 1; /* long ago */
	ck_assert_int_eq(halves_look_at_scope(reader, &job, &error), -EINTR);
	reader->deadline_ns = 0;
	ok(halves_look_at_scope(reader, &job, err));
	check(&asked);
}
END_TEST

Suite *suite_scope(void);

Suite *
suite_scope(void)
{
	Suite *s = suite_create("scope");
	TCase *tc = tcase_create("scope");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, all_ways_see_the_same);
	tcase_add_test(tc, all_ways_see_the_same_while_somebody_writes);
	tcase_add_test(tc, groups_are_those_of_the_scope_alone);
	tcase_add_test(tc,
		few_copies_and_what_is_unsettled_are_counted_in_the_scope);
	tcase_add_test(tc, names_of_sizes_are_found);
	tcase_add_test(tc, names_of_sizes_are_found_while_the_log_has_pages);
	tcase_add_test(tc, an_interrupt_is_no_empty_scope);
	suite_add_tcase(s, tc);
	return s;
}

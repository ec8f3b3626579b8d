/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "lib/scratch.h"
#include "store/backup.h"
#include "store/check.h"
#include "store/scans.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

static char *dir, *path;
static char told[4096];

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "c.db");
	told[0] = '\0';
}

static void
tear_down(void)
{
	interrupt_set(0);
	free(path);
	free(dir);
}

static int
remember(void *arg, const char *kind, const char *text, struct error *err)
{
	size_t len = strlen(told);

	(void)arg;
	(void)err;
	(void)snprintf(told + len, sizeof(told) - len, "%s: %s\n", kind, text);
	return 0;
}

static struct check_result
check(struct store *store)
{
	const struct check_options how = { .on_problem = remember };
	struct check_result result = { 0 };

	told[0] = '\0';
	ok(store_check(store, &how, &result, err));
	return result;
}

static struct store *
filled(void)
{
	struct store *store = open_store(path);
	int64_t volume, sub;

	ok(store_begin(store, err));
	volume = add_volume(store, "uuid:1", "/mnt");
	sub = add_dir(store, volume, make_directory(store, volume, "a"), "b");
	for (int i = 0; i < 100; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%d", i);
		add_file(store, sub, name, 100 + (uint64_t)i, 5);
	}
	set_content(store, sub, "f1", 7);
	set_content(store, sub, "f2", 7);
	ok(store_commit(store, err));
	return store;
}

START_TEST(a_whole_catalogue_is_whole)
{
	struct store *store = filled();
	struct check_result result = check(store);

	ck_assert_str_eq(told, "");
	ck_assert_int_eq(result.n_problems, 0);
	ck_assert(!result.is_partial);
	store_close(store);
}
END_TEST

static const struct {
	const char *sql;
	const char *text;
} damages[] = {
	{ "UPDATE directory SET files = files - 1 WHERE name = x'62'",
		"totals: directory 3 says 99 files" },
	{ "UPDATE content SET copies = 3", "contents: content 7 says" },
	{ "UPDATE content SET volumes = 3", "contents: content 7 says" },
	{ "UPDATE directory SET parent_id = id WHERE name = x'62'",
		"tree: directory 3 does not hang" },
	/* Each in the other, and reached from nowhere. */
	{ "UPDATE directory SET parent_id = 3 WHERE id = 2;"
	  "UPDATE entry SET dir_id = 3 WHERE child_id = 2",
		"tree: 2 directories cannot be reached" },
	{ "UPDATE entry SET child_id = 99 WHERE child_id = 3",
		"tree: an entry of directory 2 refers to number 99" },
	{ "INSERT INTO root VALUES (5, 99, '{}', 0)",
		"tree: root 5 has no directory 99" },
};

START_TEST(damage_is_found)
{
	struct store *store = filled();
	struct check_result result;

	ok(query_exec(store, damages[_i].sql, err));
	result = check(store);
	ck_assert_int_gt(result.n_problems, 0);
	ck_assert_msg(strstr(told, damages[_i].text), "%s", told);
	store_close(store);
}
END_TEST

START_TEST(a_running_scan_is_no_damage)
{
	struct store *store = filled();
	struct scan_row row = { .root_path = "/mnt/a", .volume_id = 1 };
	struct check_result result;

	/* What a scan that has not come to the parent leaves. */
	ok(store_begin_scan(store, &row, err));
	ok(query_exec(store, "DELETE FROM entry WHERE child_id = 3", err));
	result = check(store);
	ck_assert_str_eq(told, "");
	ck_assert(result.is_partial);
	store_close(store);
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
	const struct check_options how = { .on_problem = remember };
	struct check_result result;
	struct store *store = filled();
	struct error error = ERROR_INIT;

	interrupt_set(SIGINT);
	ck_assert_int_eq(store_check(store, &how, &result, &error), -EINTR);
	interrupt_set(0);
	ck_assert_int_eq(check(store).n_problems, 0);
	store_close(store);
}
END_TEST

START_TEST(looking_quickly_keeps_its_time)
{
	struct store *store = filled();
	struct error error = ERROR_INIT;

	ck_assert_int_eq(store_check_quickly(store, INT64_C(60000000000),
				 &error),
		1);
	store_close(store);
	ck_assert(!store_was_left_open(path));
}
END_TEST

/* --- backup ------------------------------------------------------------ */

START_TEST(a_backup_shows_the_snapshot)
{
	const struct backup_options how = { 0 };
	_cleanup_(freep) char *copy = scratch_path(dir, "copy.db");
	struct store *writer = filled();
	struct store *reader = NULL, *saved;
	struct stat st;

	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ok(store_begin(writer, err));
	add_file(writer, 3, "late", 999, 5);
	ok(store_commit(writer, err));
	ok(store_backup(reader, copy, &how, err));
	ck_assert_int_eq(stat(copy, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	saved = open_store(copy);
	ck_assert_int_eq(number(saved, "SELECT count(*) FROM entry"), 103);
	ck_assert_int_eq(check(saved).n_problems, 0);
	ck_assert_int_eq(number(writer, "SELECT count(*) FROM entry"), 104);
	store_close(saved);
	store_close(reader);
	store_close(writer);
}
END_TEST

START_TEST(a_file_is_overwritten_only_if_asked)
{
	struct backup_options how = { 0 };
	_cleanup_(freep) char *copy = scratch_path(dir, "copy.db");
	struct store *store = filled();
	struct error error = ERROR_INIT;
	struct stat st;

	scratch_write(copy, "x", 1);
	ck_assert_int_eq(store_backup(store, copy, &how, &error), -EEXIST);
	ck_assert_int_eq(stat(copy, &st), 0);
	ck_assert_int_eq(st.st_size, 1);
	how.overwrite = true;
	ok(store_backup(store, copy, &how, err));
	ck_assert_int_eq(store_backup(store, path, &how, &error), -EINVAL);
	store_close(store);
}
END_TEST

START_TEST(an_interrupted_backup_leaves_nothing)
{
	const struct backup_options how = { 0 };
	_cleanup_(freep) char *copy = scratch_path(dir, "copy.db");
	_cleanup_(freep) char *part = scratch_path(dir, "copy.db.part");
	struct store *store = filled();
	struct error error = ERROR_INIT;

	interrupt_set(SIGTERM);
	ck_assert_int_eq(store_backup(store, copy, &how, &error), -EINTR);
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	ck_assert_int_ne(access(copy, F_OK), 0);
	ck_assert_int_ne(access(part, F_OK), 0);
	store_close(store);
}
END_TEST

Suite *suite_check(void);

Suite *
suite_check(void)
{
	Suite *s = suite_create("check");
	TCase *tc = tcase_create("check");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_whole_catalogue_is_whole);
	tcase_add_loop_test(tc, damage_is_found, 0,
		(int)(sizeof(damages) / sizeof(*damages)));
	tcase_add_test(tc, a_running_scan_is_no_damage);
	tcase_add_test(tc, an_interrupt_ends_it);
	tcase_add_test(tc, looking_quickly_keeps_its_time);
	tcase_add_test(tc, a_backup_shows_the_snapshot);
	tcase_add_test(tc, a_file_is_overwritten_only_if_asked);
	tcase_add_test(tc, an_interrupted_backup_leaves_nothing);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* Opening, refusing, committing, surviving. */
#include "lib/scratch.h"
#include "store/setup.h"
#include "unit/store/fixture.h"
#include "util/clock.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir;
static char *path;

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
}

static void
tear_down(void)
{
	free(path);
	free(dir);
}

static unsigned int
mode_of(const char *file)
{
	struct stat st;

	ck_assert_int_eq(stat(file, &st), 0);
	return st.st_mode & 07777;
}

static void
refused(enum store_mode mode, int code, const char *why)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_eq(store_open(&store, path, mode, &error), code);
	ck_assert_ptr_null(store);
	ck_assert_msg(strstr(error.text, why) != NULL, "'%s' lacks '%s'",
		error.text, why);
	ck_assert_ptr_nonnull(strstr(error.text, path));
}

static void
run_sql(const char *sql)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
		"%s", sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* A catalogue with some files in it, closed. */
static void
make_catalogue(int n_files)
{
	struct store *store = open_store(path);
	int64_t top;

	ok(store_begin(store, err));
	top = make_directory(store, add_volume(store, "uuid:1", "/mnt"), "");
	for (int i = 0; i < n_files; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "file-%06d", i);
		add_file(store, top, name, (uint64_t)i, 10);
	}
	ok(store_commit(store, err));
	store_close(store);
}

START_TEST(a_new_one_is_private_and_ours)
{
	struct store *store;
	char *wal = scratch_path(dir, "catalog.db-wal");
	mode_t old = umask(0);

	store = open_store(path);
	ok(store_begin(store, err));
	add_volume(store, "uuid:1", "/mnt");
	ok(store_commit(store, err));
	(void)umask(old);
	ck_assert_uint_eq(mode_of(path), 0600);
	ck_assert_uint_eq(mode_of(wal), 0600);
	ck_assert_str_eq(store_path(store), path);
	ck_assert_ptr_null(store_journal_note(store));
	ck_assert_int_eq(number(store, "PRAGMA application_id"), 0x63744c67);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), STORE_VERSION);
	store_close(store);
	free(wal);
}
END_TEST

START_TEST(missing_directories_are_made)
{
	char *a = scratch_path(dir, "a");

	free(path);
	path = scratch_path(dir, "a/b/c.db");
	store_close(open_store(path));
	ck_assert_uint_eq(mode_of(a), 0700);
	free(a);
}
END_TEST

START_TEST(a_symbolic_link_is_followed)
{
	char *real = scratch_path(dir, "real.db");

	scratch_symlink(dir, "catalog.db", "real.db");
	store_close(open_store(path));
	ck_assert_uint_eq(mode_of(real), 0600);
	free(real);
}
END_TEST

START_TEST(refuses_what_is_none)
{
	static const char text[] = "This is a letter to my aunt, and it is "
				   "longer than the header of a database.";

	refused(STORE_READ, -ENOENT, "run 'catalog scan DIR' first");
	scratch_file(dir, "catalog.db", "", 0);
	refused(STORE_READ, -ENOENT, "run 'catalog scan DIR' first");
	scratch_file(dir, "catalog.db", text, sizeof(text));
	refused(STORE_READ, -EINVAL, "not a catalogue");
	refused(STORE_WRITE, -EINVAL, "not a catalogue");
	ck_assert_int_eq(unlink(path), 0);
	run_sql("CREATE TABLE moz_bookmarks (id)");
	refused(STORE_READ, -EINVAL, "not a catalogue");
	refused(STORE_WRITE, -EINVAL, "not a catalogue");
	ck_assert_int_eq(unlink(path), 0);
	scratch_mkdir(dir, "catalog.db");
	refused(STORE_READ, -EISDIR, "is a directory");
	refused(STORE_WRITE, -EISDIR, "is a directory");
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	refused(STORE_WRITE, -EINVAL, "not a regular file");
}
END_TEST

START_TEST(an_empty_file_is_a_new_one_when_writing)
{
	scratch_file(dir, "catalog.db", "", 0);
	make_catalogue(1);
}
END_TEST

START_TEST(refuses_a_newer_one)
{
	make_catalogue(1);
	run_sql("PRAGMA user_version = 7");
	refused(STORE_READ, -ENOTSUP, "schema 7, this program knows 2");
	refused(STORE_WRITE, -ENOTSUP, "made by a newer catalog");
}
END_TEST

START_TEST(refuses_a_truncated_one)
{
	make_catalogue(1000);
	ck_assert_int_eq(truncate(path, _i ? 9 * 4096 : 20000), 0);
	refused(STORE_READ, -EUCLEAN, "damaged");
	refused(STORE_WRITE, -EUCLEAN, "damaged");
}
END_TEST

START_TEST(readers_keep_their_snapshot)
{
	struct store *writer, *reader = NULL;
	static const char count[] = "SELECT count(*) FROM entry";

	make_catalogue(10);
	writer = open_store(path);
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ok(store_begin(writer, err));
	add_file(writer, 1, "new", 99, 1);
	ck_assert_int_eq(number(reader, count), 11);
	ok(store_commit(writer, err));
	ck_assert_int_eq(number(reader, count), 11);
	ok(store_commit(reader, err));
	ck_assert_int_eq(number(reader, count), 12);
	ok(store_tidy(writer, err));
	store_close(reader);
	store_close(writer);
}
END_TEST

START_TEST(a_reader_does_not_hold_up_the_end_of_a_run)
{
	struct store *writer, *reader = NULL;
	int64_t begun_ns;

	make_catalogue(10);
	writer = open_store(path);
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ok(store_begin(writer, err));
	add_file(writer, 1, "new", 99, 1);
	ok(store_commit(writer, err));
	begun_ns = clock_monotonic_ns();
	ok(store_tidy(writer, err));
	ck_assert_int_lt(clock_monotonic_ns() - begun_ns, 5 * NS_PER_SECOND);
	ck_assert_int_eq(number(reader, "SELECT count(*) FROM entry"), 11);
	ok(store_commit(reader, err));
	store_close(reader);
	store_close(writer);
}
END_TEST

static const char *
network_of_test(const char *file)
{
	(void)file;
	return "NFS";
}

/* With them SQLite 3.40 builds Bloom filters: of all names, at each statement
 * that looks at a few. */
START_TEST(statistics_of_the_planner_are_not_kept)
{
	static const char count[] = "SELECT count(*) FROM sqlite_schema "
				    "WHERE name LIKE 'sqlite_stat_'";
	struct store *writer = open_store(path);

	ok(store_begin(writer, err));
	(void)add_volume(writer, "uuid:1", "/mnt");
	ok(store_commit(writer, err));
	ok(store_tidy(writer, err));
	ck_assert_int_eq(number(writer, count), 0);
	/* Earlier versions made some. */
	ok(query_exec(writer, "ANALYZE", err));
	ck_assert_int_gt(number(writer, count), 0);
	ok(store_tidy(writer, err));
	ck_assert_int_eq(number(writer, count), 0);
	store_close(writer);
}
END_TEST

START_TEST(a_network_one_has_a_rollback_journal)
{
	struct store_setup setup = store_setup_default;
	struct store *writer = NULL, *reader = NULL;

	setup.network_kind = network_of_test;
	ok(store_open_as(&writer, path, STORE_WRITE, &setup, err));
	ck_assert_ptr_nonnull(strstr(store_journal_note(writer), "NFS"));
	ok(store_begin(writer, err));
	add_volume(writer, "uuid:1", "/mnt");
	ok(store_commit(writer, err));
	ok(store_open_as(&reader, path, STORE_READ, &setup, err));
	/* Both read while nobody writes; a reader sees the last commit. */
	ok(store_begin(writer, err));
	make_directory(writer, 1, "x");
	ck_assert_int_eq(number(reader, "SELECT count(*) FROM directory"), 1);
	ok(store_commit(writer, err));
	ck_assert_int_eq(number(reader, "SELECT count(*) FROM directory"), 2);
	ck_assert_int_eq(number(reader,
				 "SELECT journal_mode <> 'wal'"
				 " FROM pragma_journal_mode"),
		1);
	store_close(reader);
	store_close(writer);
	writer = open_store(path); /* on a local disk again */
	ck_assert_int_eq(number(writer,
				 "SELECT journal_mode = 'wal'"
				 " FROM pragma_journal_mode"),
		1);
	store_close(writer);
}
END_TEST

START_TEST(only_changed_entries_raise_the_generation)
{
	struct store *store = open_store(path);
	int64_t before, after;

	ok(store_begin(store, err));
	make_directory(store, add_volume(store, "uuid:1", "/mnt"), "");
	ok(store_commit(store, err));
	ok(store_fact(store, &before, "generation", err));
	ok(store_begin(store, err));
	ok(store_set_fact(store, "settled", before, err));
	ok(store_commit(store, err));
	ok(store_fact(store, &after, "generation", err));
	ck_assert_int_eq(after, before);
	ok(store_begin(store, err));
	add_file(store, 1, "a", 1, 1);
	ok(store_commit(store, err));
	ok(store_fact(store, &after, "generation", err));
	ck_assert_int_eq(after, before + 1);
	ok(store_fact(store, &after, "settled", err));
	ck_assert_int_eq(after, before);
	after = 5;
	ok(store_fact(store, &after, "no such fact", err));
	ck_assert_int_eq(after, 0);
	store_close(store);
}
END_TEST

static void
write_for_ever(int ready)
{
	struct store *store = open_store(path);

	for (int i = 0;; i++) {
		char name[32];

		ok(store_begin(store, err));
		for (int k = 0; k < 50; k++) {
			(void)snprintf(name, sizeof(name), "%d-%d", i, k);
			add_file(store, 1, name, (uint64_t)i, 3);
		}
		ok(store_commit(store, err));
		if (write(ready, "x", 1) != 1)
			_exit(1);
	}
}

START_TEST(kill_9_loses_no_commit)
{
	struct store *store;
	int pipe_fds[2];
	char buffer[16];
	int status;
	pid_t pid;

	make_catalogue(0);
	ck_assert_int_eq(pipe(pipe_fds), 0);
	pid = fork();
	if (pid == 0)
		write_for_ever(pipe_fds[1]);
	(void)close(pipe_fds[1]);
	for (int i = 0; i < 3 + _i; i++)
		ck_assert_int_ge(read(pipe_fds[0], buffer, 1), 1);
	(void)usleep((useconds_t)(_i * 137));
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));

	store = open_store(path);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM pragma_integrity_check"
				 " WHERE integrity_check = 'ok'"),
		1);
	ck_assert_int_ge(number(store, "SELECT files FROM directory"),
		50 * (3 + _i));
	ck_assert_int_eq(number(store, "SELECT files % 50 FROM directory"), 0);
	ck_assert_int_eq(number(store,
				 "SELECT files - (SELECT count(*) - 1"
				 " FROM entry) FROM directory"),
		0);
	store_close(store);
	(void)close(pipe_fds[0]);
}
END_TEST

/* Runs check() as a user who is not root, in a child. */
static void
as_nobody(void (*check)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(2);
		check();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"the child failed: %d", status);
}

static void
read_but_not_write(void)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	if (store_open(&store, path, STORE_READ, &error) < 0) {
		(void)fprintf(stderr, "%s\n", error.text);
		_exit(3);
	}
	if (number(store, "SELECT count(*) FROM entry") != 6)
		_exit(4);
	store_close(store);
	store = NULL;
	if (store_open(&store, path, STORE_WRITE, &error) != -EACCES ||
		!strstr(error.text, "cannot write to the catalogue"))
		_exit(5);
}

START_TEST(somebody_elses_can_be_read)
{
	char *parent = strdup(dir);

	make_catalogue(5);
	ck_assert_int_eq(chmod(path, 0444), 0);
	ck_assert_int_eq(chmod(dir, 0555), 0);
	/* The runner's own directory is closed to others. */
	*strrchr(parent, '/') = '\0';
	ck_assert_int_eq(chmod(parent, 0755), 0);
	as_nobody(read_but_not_write);
	ck_assert_int_eq(chmod(dir, 0755), 0);
	free(parent);
}
END_TEST

/* -1 when this machine does not let us. */
static int
mount_tmpfs(const char *options)
{
	/* A namespace of its own: a failed test leaves nothing mounted. */
	if (geteuid() != 0 || unshare(CLONE_NEWNS) < 0 ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
		mount("tmpfs", dir, "tmpfs", 0, options) < 0) {
		(void)fprintf(stderr,
			"skipped: only root can mount a small tmpfs\n");
		return -1;
	}
	return 0;
}

START_TEST(a_full_disk_keeps_the_last_commit)
{
	struct store *store;
	struct error error = ERROR_INIT;
	char name[64] = "";
	int r = 0;

	if (mount_tmpfs("size=1m") < 0)
		return;
	make_catalogue(10);
	store = open_store(path);
	ok(store_begin(store, err));
	for (int i = 0; r == 0 && i < 60000; i++) {
		struct entry e = file_entry(name, (uint64_t)i, 1);

		e.name_len = (size_t)snprintf(name, sizeof(name),
			"a rather long name to fill the disk with %d", i);
		r = store_add_entry(store, 1, &e, 0, &error);
	}
	if (r == 0)
		r = store_commit(store, &error);
	ck_assert_int_eq(r, -ENOSPC);
	ck_assert_ptr_nonnull(strstr(error.text, "no space left"));
	ck_assert_ptr_nonnull(strstr(error.text, path));
	ok(store_rollback(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM entry"), 11);
	store_close(store);
	ck_assert_int_eq(umount(dir), 0);
}
END_TEST

START_TEST(a_read_only_disk)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	if (mount_tmpfs("size=4m") < 0)
		return;
	make_catalogue(10);
	ck_assert_int_eq(mount("tmpfs", dir, "tmpfs", MS_REMOUNT | MS_RDONLY,
				 NULL),
		0);
	ok(store_open(&store, path, STORE_READ, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM entry"), 11);
	store_close(store);
	store = NULL;
	ck_assert_int_eq(store_open(&store, path, STORE_WRITE, &error), -EROFS);
	ck_assert_ptr_nonnull(strstr(error.text, path));
	ck_assert_int_eq(umount(dir), 0);
}
END_TEST

Suite *suite_store(void);

Suite *
suite_store(void)
{
	Suite *s = suite_create("store");
	TCase *tc = tcase_create("store");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_new_one_is_private_and_ours);
	tcase_add_test(tc, missing_directories_are_made);
	tcase_add_test(tc, a_symbolic_link_is_followed);
	tcase_add_test(tc, refuses_what_is_none);
	tcase_add_test(tc, an_empty_file_is_a_new_one_when_writing);
	tcase_add_test(tc, refuses_a_newer_one);
	tcase_add_loop_test(tc, refuses_a_truncated_one, 0, 2);
	tcase_add_test(tc, readers_keep_their_snapshot);
	tcase_add_test(tc, a_reader_does_not_hold_up_the_end_of_a_run);
	tcase_add_test(tc, statistics_of_the_planner_are_not_kept);
	tcase_add_test(tc, a_network_one_has_a_rollback_journal);
	tcase_add_test(tc, only_changed_entries_raise_the_generation);
	tcase_add_loop_test(tc, kill_9_loses_no_commit, 0, 6);
	tcase_add_test(tc, somebody_elses_can_be_read);
	tcase_add_test(tc, a_full_disk_keeps_the_last_commit);
	tcase_add_test(tc, a_read_only_disk);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include "store/lock.h"

#include "lib/scratch.h"
#include "unit/store/fixture.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir;
static char *path;
static char *lock_file;

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "new/catalog.db");
	lock_file = scratch_path(dir, "new/catalog.db.lock");
}

static void
tear_down(void)
{
	interrupt_set(0);
	free(lock_file);
	free(path);
	free(dir);
}

static size_t
read_lock(char *ret, size_t size)
{
	FILE *f = fopen(lock_file, "r");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(ret, 1, size - 1, f);
	ret[n] = '\0';
	(void)fclose(f);
	return n;
}

static void
write_lock(long pid, const char *host)
{
	FILE *f = fopen(lock_file, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_gt(fprintf(f, "%ld %s 2026-01-01T00:00:00Z c\n", pid,
				 host),
		0);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_run_that_goes_on_is_seen)
{
	struct run_lock *lock = NULL;
	char host[128] = "";
	pid_t child;

	ck_assert(!run_lock_seems_held(path));
	ok(run_lock_take(&lock, path, 0, err));
	ck_assert(run_lock_seems_held(path));
	run_lock_release(lock);
	ck_assert(!run_lock_seems_held(path));
	ck_assert_int_eq(gethostname(host, sizeof(host) - 1), 0);
	write_lock((long)getpid(), host);
	ck_assert(run_lock_seems_held(path));
	write_lock((long)getpid(), "elsewhere.invalid");
	ck_assert(!run_lock_seems_held(path));
	write_lock(-1, host);
	ck_assert(!run_lock_seems_held(path));
	child = fork();
	if (child == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	write_lock((long)child, host); /* was killed, and left it */
	ck_assert(!run_lock_seems_held(path));
}
END_TEST

START_TEST(it_says_who_holds_it)
{
	struct run_lock *lock = NULL, *second = NULL;
	struct error error = ERROR_INIT;
	char text[256], pid[32];
	struct stat st;

	ok(run_lock_take(&lock, path, 0, err));
	ck_assert_int_eq(stat(lock_file, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	(void)snprintf(pid, sizeof(pid), "%ld ", (long)getpid());
	ck_assert_uint_gt(read_lock(text, sizeof(text)), 0);
	ck_assert_int_eq(strncmp(text, pid, strlen(pid)), 0);

	ck_assert_int_eq(run_lock_take(&second, path, 0, &error), -EAGAIN);
	ck_assert_int_eq(error.kind, ERROR_LOCKED);
	ck_assert_ptr_nonnull(strstr(error.text, pid));
	ck_assert_ptr_nonnull(strstr(error.text, "since"));

	run_lock_release(lock);
	ck_assert_uint_eq(read_lock(text, sizeof(text)), 0);
	ok(run_lock_take(&second, path, 0, err));
	run_lock_release(second);
	run_lock_release(NULL);
}
END_TEST

START_TEST(it_waits_as_long_as_told)
{
	struct run_lock *lock = NULL, *second = NULL;
	struct error error = ERROR_INIT;
	int64_t start = clock_monotonic_ns();

	ok(run_lock_take(&lock, path, 0, err));
	ck_assert_int_eq(run_lock_take(&second, path, 1, &error), -EAGAIN);
	ck_assert_int_ge(clock_monotonic_ns() - start, NS_PER_SECOND);
	interrupt_set(SIGTERM);
	ck_assert_int_eq(run_lock_take(&second, path, -1, &error), -EINTR);
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	run_lock_release(lock);
}
END_TEST

START_TEST(a_killed_holder_leaves_nothing_locked)
{
	struct run_lock *lock = NULL;
	char text[256];
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct error error = ERROR_INIT;

		if (run_lock_take(&lock, path, 0, &error) < 0)
			_exit(1);
		(void)raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_uint_gt(read_lock(text, sizeof(text)), 0);
	ok(run_lock_take(&lock, path, 0, err));
	run_lock_release(lock);
}
END_TEST

START_TEST(two_paths_to_one_file_are_one_lock)
{
	struct run_lock *lock = NULL, *second = NULL;
	struct error error = ERROR_INIT;
	char *link = scratch_path(dir, "link.db");

	store_close(open_store(path));
	scratch_symlink(dir, "link.db", "new/catalog.db");
	ok(run_lock_take(&lock, path, 0, err));
	ck_assert_int_eq(run_lock_take(&second, link, 0, &error), -EAGAIN);
	run_lock_release(lock);
	free(link);
}
END_TEST

START_TEST(memory_needs_none)
{
	struct run_lock *a = NULL, *b = NULL;

	ok(run_lock_take(&a, ":memory:", 0, err));
	ok(run_lock_take(&b, ":memory:", 0, err));
	ck_assert_int_ne(access(":memory:.lock", F_OK), 0);
	run_lock_release(a);
	run_lock_release(b);
}
END_TEST

Suite *suite_lock(void);

Suite *
suite_lock(void)
{
	Suite *s = suite_create("lock");
	TCase *tc = tcase_create("lock");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_run_that_goes_on_is_seen);
	tcase_add_test(tc, it_says_who_holds_it);
	tcase_add_test(tc, it_waits_as_long_as_told);
	tcase_add_test(tc, a_killed_holder_leaves_nothing_locked);
	tcase_add_test(tc, two_paths_to_one_file_are_one_lock);
	tcase_add_test(tc, memory_needs_none);
	suite_add_tcase(s, tc);
	return s;
}

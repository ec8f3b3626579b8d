/* SPDX-License-Identifier: MIT */
#include "util/io.h"

#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/thread.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>

Suite *suite_io(void);

START_TEST(reads_until_the_end)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "f");
	_cleanup_(closep) int dirfd =
		open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closep) int fd = -1;
	char bytes[16] = "";

	scratch_write(path, "deep", 4);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(io_pread_full(fd, bytes, sizeof(bytes), 0), 4);
	ck_assert_mem_eq(bytes, "deep", 4);
	ck_assert_int_eq(io_pread_full(fd, bytes, 2, 1), 2);
	ck_assert_mem_eq(bytes, "ee", 2);
	ck_assert_int_eq(io_pread_full(fd, bytes, 2, 3), 1);
	ck_assert_int_eq(io_pread_full(fd, bytes, 2, 4), 0);
	ck_assert_int_eq(io_pread_full(fd, bytes, 2, INT64_C(1) << 40), 0);
	ck_assert_int_eq(io_pread_full(fd, bytes, 0, 0), 0);
	ck_assert_int_eq(io_pread_full(fd, bytes, 1, -1), -EINVAL);
	ck_assert_int_eq(io_pread_full(dirfd, bytes, 1, 0), -EISDIR);
	ck_assert_int_eq(io_pread_full(-1, bytes, 1, 0), -EBADF);
}
END_TEST

static volatile sig_atomic_t n_alarms;

static void
on_alarm(int signal)
{
	(void)signal;
	n_alarms++;
}

static void
set_alarms(long interval_us)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = {
		{ .tv_usec = interval_us },
		{ .tv_usec = interval_us },
	};

	if (interval_us == 0)
		action.sa_handler = SIG_IGN;
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

struct reader {
	int fd;
	size_t n_bytes;
	bool is_wrong;
};

static void
read_slowly(void *arg)
{
	struct reader *r = arg;
	unsigned char bytes[65536];
	ssize_t n;

	/* Long enough for the writer to be stuck, and for alarms to come. */
	(void)usleep(50000);
	while ((n = read(r->fd, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i] != (unsigned char)(r->n_bytes++ % 251))
				r->is_wrong = true;
	}
}

/* _i: 0 interrupted by signals, 1 a descriptor that does not block. */
START_TEST(writes_all_whatever_interrupts)
{
	static unsigned char bytes[1000000];
	struct reader r = { .fd = -1 };
	struct thread *t = NULL;
	int pipes[2];
	int result;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i % 251);
	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	if (_i == 1)
		ck_assert_int_eq(fcntl(pipes[1], F_SETFL, O_NONBLOCK), 0);
	r.fd = pipes[0];
	n_alarms = 0;
	ck_assert_int_eq(thread_start(&t, read_slowly, &r), 0);
	set_alarms(2000);
	result = io_write_full(pipes[1], bytes, sizeof(bytes));
	set_alarms(0);
	(void)close(pipes[1]);
	thread_join(t);
	(void)close(pipes[0]);
	ck_assert_int_eq(result, 0);
	ck_assert_int_gt(n_alarms, 0);
	ck_assert_uint_eq(r.n_bytes, sizeof(bytes));
	ck_assert(!r.is_wrong);
}
END_TEST

START_TEST(a_write_that_fails_says_so)
{
	_cleanup_(closep) int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ck_assert_int_ge(full, 0);
	ck_assert_int_eq(io_write_full(full, "x", 1), -ENOSPC);
	ck_assert_int_eq(io_write_full(full, "", 0), 0);
	ck_assert_int_eq(io_write_full(-1, "x", 1), -EBADF);
}
END_TEST

Suite *
suite_io(void)
{
	Suite *s = suite_create("io");
	TCase *tc = tcase_create("transfer");

	tcase_set_timeout(tc, 60); /* valgrind is slow */
	tcase_add_test(tc, reads_until_the_end);
	tcase_add_loop_test(tc, writes_all_whatever_interrupts, 0, 2);
	tcase_add_test(tc, a_write_that_fails_says_so);
	suite_add_tcase(s, tc);
	return s;
}

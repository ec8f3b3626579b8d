/* SPDX-License-Identifier: MIT */
#include "util/interrupt.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_interrupt(void);

static const int stops[] = { SIGINT, SIGTERM, SIGHUP };

/* Signals are tried out in a child: they must not outlive the test. */
static int
status_of(void (*run)(int signal), int signal)
{
	int status = 0;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		for (size_t i = 0; i < 3; i++)
			(void)sigaction(stops[i],
				&(struct sigaction){ .sa_handler = SIG_DFL },
				NULL);
		run(signal);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void
expect(int is_true)
{
	if (!is_true)
		_exit(9);
}

static void
one_signal(int signal)
{
	interrupt_install();
	expect(interrupt_pending() == 0);
	expect(raise(signal) == 0);
	expect(interrupt_pending() == signal);
}

START_TEST(a_signal_asks_for_a_stop)
{
	ck_assert_int_eq(status_of(one_signal, stops[_i]), 0);
}
END_TEST

static void
two_signals(int signal)
{
	one_signal(signal);
	(void)usleep(600000);
	(void)raise(signal);
}

START_TEST(the_second_of_a_kind_is_final)
{
	int status = status_of(two_signals, stops[_i]);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), stops[_i]);
}
END_TEST

/* As timeout(1) does: to its child, then to the group the child is in. */
static void
echoed(int signal)
{
	one_signal(signal);
	expect(raise(signal) == 0);
	expect(raise(signal) == 0);
	expect(interrupt_pending() == signal);
}

START_TEST(an_echo_is_not_a_second_one)
{
	ck_assert_int_eq(status_of(echoed, stops[_i]), 0);
}
END_TEST

static void
echoed_then_meant(int signal)
{
	echoed(signal);
	(void)usleep(600000);
	(void)raise(signal);
}

START_TEST(one_after_the_echo_is_final)
{
	int status = status_of(echoed_then_meant, stops[_i]);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), stops[_i]);
}
END_TEST

static void
two_kinds(int signal)
{
	one_signal(signal);
	expect(raise(signal == SIGTERM ? SIGINT : SIGTERM) == 0);
	expect(interrupt_pending() == signal);
}

START_TEST(the_first_of_two_kinds_counts)
{
	ck_assert_int_eq(status_of(two_kinds, stops[_i]), 0);
}
END_TEST

static void
ignored_before(int signal)
{
	(void)sigaction(signal, &(struct sigaction){ .sa_handler = SIG_IGN },
		NULL);
	interrupt_install();
	expect(raise(signal) == 0);
	expect(raise(signal) == 0);
	expect(interrupt_pending() == 0);
}

START_TEST(nohup_is_respected)
{
	ck_assert_int_eq(status_of(ignored_before, stops[_i]), 0);
}
END_TEST

static void
closed_pipe(int signal)
{
	int pipes[2];

	(void)signal;
	interrupt_install();
	expect(pipe2(pipes, O_CLOEXEC) == 0);
	expect(close(pipes[0]) == 0);
	expect(write(pipes[1], "x", 1) < 0 && errno == EPIPE);
	expect(interrupt_pending() == 0);
}

START_TEST(a_closed_pipe_is_an_error_not_a_death)
{
	ck_assert_int_eq(status_of(closed_pipe, 0), 0);
}
END_TEST

static void
file_too_large(int signal)
{
	const struct rlimit none = { 0, 0 };
	FILE *file = tmpfile();

	(void)signal;
	interrupt_install();
	expect(file != NULL);
	expect(setrlimit(RLIMIT_FSIZE, &none) == 0);
	expect(write(fileno(file), "x", 1) < 0 && errno == EFBIG);
	expect(interrupt_pending() == 0);
}

START_TEST(a_size_limit_is_an_error_not_a_death)
{
	ck_assert_int_eq(status_of(file_too_large, 0), 0);
}
END_TEST

START_TEST(tests_can_pretend)
{
	interrupt_set(SIGTERM);
	ck_assert_int_eq(interrupt_pending(), SIGTERM);
	interrupt_set(0);
	ck_assert_int_eq(interrupt_pending(), 0);
}
END_TEST

Suite *
suite_interrupt(void)
{
	Suite *s = suite_create("interrupt");
	TCase *tc = tcase_create("interrupt");

	tcase_add_loop_test(tc, a_signal_asks_for_a_stop, 0, 3);
	tcase_add_loop_test(tc, the_second_of_a_kind_is_final, 0, 3);
	tcase_add_loop_test(tc, an_echo_is_not_a_second_one, 0, 3);
	tcase_add_loop_test(tc, one_after_the_echo_is_final, 0, 3);
	tcase_add_loop_test(tc, the_first_of_two_kinds_counts, 0, 3);
	tcase_add_loop_test(tc, nohup_is_respected, 0, 3);
	tcase_add_test(tc, a_closed_pipe_is_an_error_not_a_death);
	tcase_add_test(tc, a_size_limit_is_an_error_not_a_death);
	tcase_add_test(tc, tests_can_pretend);
	suite_add_tcase(s, tc);
	return s;
}

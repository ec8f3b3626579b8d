/* SPDX-License-Identifier: MIT */
#include "util/log.h"

#include "util/cleanup.h"
#include "util/thread.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

Suite *suite_log(void);

static int n_hooks;

static void
hook(void)
{
	n_hooks++;
}

/*
 * What `say` wrote to stderr.  A packet for each write, so that the number
 * of writes shows too.
 */
struct captured {
	int n_writes;
	size_t len;
	char text[8192];
};

static void
capture(struct captured *ret, void (*say)(void))
{
	_cleanup_(closep) int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	_cleanup_(closep) int reader = -1;
	int ends[2];
	ssize_t n;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
				 ends),
		0);
	reader = ends[0];
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	(void)close(ends[1]);
	say();
	ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);

	memset(ret, 0, sizeof(*ret));
	while ((n = read(reader, ret->text + ret->len,
			sizeof(ret->text) - 1 - ret->len)) > 0) {
		ret->n_writes++;
		ret->len += (size_t)n;
	}
}

static void
say_all(void)
{
	log_note("note %d", 1);
	log_warning("warned about %s", "this");
	log_error("failed");
}

START_TEST(each_message_is_one_write)
{
	struct captured got;

	capture(&got, say_all);
	ck_assert_str_eq(got.text,
		"catalog: note 1\n"
		"catalog: warning: warned about this\n"
		"catalog: failed\n");
	ck_assert_int_eq(got.n_writes, 3);
}
END_TEST

START_TEST(quiet_leaves_errors_only)
{
	struct captured got;

	log_set_quiet(true);
	capture(&got, say_all);
	log_set_quiet(false);
	ck_assert_str_eq(got.text, "catalog: failed\n");
}
END_TEST

START_TEST(the_hook_runs_before_what_is_printed)
{
	struct captured got;

	n_hooks = 0;
	log_line_hook(hook);
	capture(&got, say_all);
	ck_assert_int_eq(n_hooks, 3);
	log_set_quiet(true);
	capture(&got, say_all);
	log_set_quiet(false);
	ck_assert_int_eq(n_hooks, 4);
	log_line_hook(NULL);
	capture(&got, say_all);
	ck_assert_int_eq(n_hooks, 4);
}
END_TEST

static void
say_names(void)
{
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): to be escaped */
	log_error("'%s'", "a\nb\033[2Jc\303\274\377\302\233\342\200\256");
}

START_TEST(names_cannot_drive_the_terminal)
{
	struct captured got;

	capture(&got, say_names);
	ck_assert_str_eq(got.text,
		"catalog: 'a\\nb\\x1b[2Jc\303\274\\xff\\xc2\\x9b"
		"\\xe2\\x80\\xae'\n");
}
END_TEST

static void
say_much(void)
{
	char name[3001];

	memset(name, 'x', 3000);
	name[3000] = '\0';
	log_error("%s", name);
}

START_TEST(a_long_name_is_not_cut)
{
	struct captured got;

	capture(&got, say_much);
	ck_assert_uint_eq(got.len, 3000 + strlen("catalog: \n"));
	ck_assert_int_eq(got.n_writes, 1);
}
END_TEST

static void
say_lines(void *arg)
{
	const char *word = arg;

	for (int i = 0; i < 20; i++)
		log_note("%s", word);
}

static void
say_from_threads(void)
{
	static char words[2][4] = { "aaa", "bbb" };
	struct thread *threads[2] = { NULL, NULL };

	for (int i = 0; i < 2; i++)
		if (thread_start(&threads[i], say_lines, words[i]) < 0)
			abort();
	for (int i = 0; i < 2; i++)
		thread_join(threads[i]);
}

START_TEST(lines_of_threads_do_not_mix)
{
	struct captured got;
	int n_lines = 0;

	capture(&got, say_from_threads);
	for (const char *at = got.text; *at != '\0'; n_lines++) {
		ck_assert(strncmp(at, "catalog: aaa\n", 13) == 0 ||
			strncmp(at, "catalog: bbb\n", 13) == 0);
		at += 13;
	}
	ck_assert_int_eq(n_lines, 40);
	ck_assert_int_eq(got.n_writes, 40);
}
END_TEST

Suite *
suite_log(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("log");

	tcase_add_test(tc, each_message_is_one_write);
	tcase_add_test(tc, quiet_leaves_errors_only);
	tcase_add_test(tc, the_hook_runs_before_what_is_printed);
	tcase_add_test(tc, names_cannot_drive_the_terminal);
	tcase_add_test(tc, a_long_name_is_not_cut);
	tcase_add_test(tc, lines_of_threads_do_not_mix);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include "util/alloc.h"

#include "util/cleanup.h"

#include <check.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

Suite *suite_alloc(void);

START_TEST(nothing_is_still_a_pointer)
{
	_cleanup_(freep) char *none = xcalloc(0, 8);
	_cleanup_(freep) char *some = xreallocarray(NULL, 0, 8);
	_cleanup_(freep) char *empty = xmemdupz(NULL, 0);

	ck_assert_ptr_nonnull(none);
	ck_assert_ptr_nonnull(some);
	ck_assert_str_eq(empty, "");
	some = xreallocarray(some, 0, 0);
	ck_assert_ptr_nonnull(some);
}
END_TEST

START_TEST(a_table_is_zero_and_aligned)
{
	static const size_t sizes[] = { 0, 1, 1000, 4000000, 5000001 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		_cleanup_(freep) char *p = calloc_large(sizes[i], 3);

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % 64, 0);
		for (size_t k = 0; k < sizes[i] * 3; k++)
			if (p[k] != 0)
				ck_abort_msg("byte %zu is not 0", k);
	}
	ck_assert_ptr_null(calloc_large(SIZE_MAX / 2, 8));
	ck_assert_ptr_null(calloc_large(32, SIZE_MAX / 32));
}
END_TEST

START_TEST(memory_is_zero_and_keeps_its_bytes)
{
	_cleanup_(freep) char *p = xcalloc(3, 5);

	for (int i = 0; i < 15; i++)
		ck_assert_int_eq(p[i], 0);
	memcpy(p, "abc", 4);
	p = xreallocarray(p, 1000, 1);
	ck_assert_str_eq(p, "abc");
}
END_TEST

START_TEST(an_array_grows_by_one)
{
	_cleanup_(freep) int *items = NULL;
	_cleanup_(freep) int *few = xgrow(NULL, 0, sizeof(int));
	size_t n_moves = 0;

	for (size_t n = 0; n < 100000; n++) {
		size_t room = n > 0 ? malloc_usable_size(items) : 0;

		items = xgrow(items, n, sizeof(*items));
		n_moves += malloc_usable_size(items) != room;
		items[n] = (int)n;
	}
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(items[i], i);
	ck_assert_uint_le(n_moves, 18);
	/* One that was emptied begins again. */
	few = xgrow(xgrow(few, 1, sizeof(int)), 2, sizeof(int));
	few = xgrow(few, 0, sizeof(int));
	few[0] = 1;
	few = xgrow(few, 1, sizeof(int));
	few[1] = 2;
	ck_assert_int_eq(few[0] + few[1], 3);
}
END_TEST

START_TEST(copies_hold_any_byte)
{
	_cleanup_(freep) char *bytes = xmemdupz("a\0b", 3);
	_cleanup_(freep) char *string = xstrdup("word");

	ck_assert_mem_eq(bytes, "a\0b\0", 4);
	ck_assert_str_eq(string, "word");
}
END_TEST

/* What nobody can have must end the program, not return NULL. */
START_TEST(too_much_aborts)
{
	int pipes[2];
	char text[256] = "";
	int status = 0;
	pid_t pid;

	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)dup2(pipes[1], STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL);
		if (_i == 0)
			free(xcalloc(SIZE_MAX / 2, 4));
		else if (_i == 1)
			free(xreallocarray(NULL, SIZE_MAX / 2, 4));
		else
			free(xmemdupz("", SIZE_MAX));
		_exit(0);
	}
	(void)close(pipes[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
	ck_assert_int_gt(read(pipes[0], text, sizeof(text) - 1), 0);
	/* A sanitizer sees it first, and says so in its own words. */
	if (!strstr(text, "Sanitizer"))
		ck_assert_str_eq(text, "catalog: out of memory\n");
	(void)close(pipes[0]);
}
END_TEST

Suite *
suite_alloc(void)
{
	Suite *s = suite_create("alloc");
	TCase *tc = tcase_create("alloc");

	tcase_add_test(tc, nothing_is_still_a_pointer);
	tcase_add_test(tc, a_table_is_zero_and_aligned);
	tcase_add_test(tc, memory_is_zero_and_keeps_its_bytes);
	tcase_add_test(tc, an_array_grows_by_one);
	tcase_add_test(tc, copies_hold_any_byte);
	tcase_add_loop_test(tc, too_much_aborts, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}

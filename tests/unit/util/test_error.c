/* SPDX-License-Identifier: MIT */
#include "util/error.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Suite *suite_error(void);

START_TEST(every_call_works_without_a_struct)
{
	ck_assert_int_eq(error_set(NULL, EACCES, "%s", "x"), -EACCES);
	ck_assert_int_eq(error_kind(NULL, ERROR_USAGE, EINVAL, "x"), -EINVAL);
	ck_assert_int_eq(error_errno(NULL, ENOENT, "x"), -ENOENT);
	ck_assert_int_eq(error_prefix(NULL, "x"), -EIO);
}
END_TEST

START_TEST(set_writes_code_kind_and_sentence)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(error_set(&err, EACCES, "cannot open '%s'", "a"),
		-EACCES);
	ck_assert_int_eq(err.code, -EACCES);
	ck_assert_int_eq(err.kind, ERROR_FAILED);
	ck_assert_str_eq(err.text, "cannot open 'a'");

	ck_assert_int_eq(error_kind(&err, ERROR_LOCKED, EBUSY, "held"), -EBUSY);
	ck_assert_int_eq(err.kind, ERROR_LOCKED);
	ck_assert_str_eq(err.text, "held");

	/* A later failure is not taken for the earlier kind. */
	(void)error_set(&err, EIO, "x");
	ck_assert_int_eq(err.kind, ERROR_FAILED);
}
END_TEST

START_TEST(errno_appends_the_reason)
{
	struct error err = ERROR_INIT;
	char expected[256];

	ck_assert_int_eq(error_errno(&err, ENOSPC, "cannot write '%s'", "f"),
		-ENOSPC);
	(void)snprintf(expected, sizeof(expected), "cannot write 'f': %s",
		strerror(ENOSPC));
	ck_assert_str_eq(err.text, expected);
	ck_assert_int_eq(err.kind, ERROR_FAILED);
}
END_TEST

START_TEST(the_reason_survives_a_long_path)
{
	struct error err = ERROR_INIT;
	char path[3000];
	size_t reason_len = strlen(strerror(ENOSPC));

	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	(void)error_errno(&err, ENOSPC, "cannot write '%s'", path);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	ck_assert_str_eq(err.text + strlen(err.text) - reason_len,
		strerror(ENOSPC));
}
END_TEST

START_TEST(the_reason_fits_at_every_length)
{
	struct error err = ERROR_INIT;
	char text[1100];

	memset(text, 'x', sizeof(text));
	for (int n = 980; n < 1030; n++) {
		size_t len;

		(void)error_errno(&err, EIO, "%.*s", n, text);
		len = strlen(err.text);
		ck_assert_uint_lt(len, sizeof(err.text));
		ck_assert_str_eq(err.text + len - strlen(strerror(EIO)),
			strerror(EIO));
	}
}
END_TEST

START_TEST(prefix_keeps_code_and_kind)
{
	struct error err = ERROR_INIT;

	(void)error_kind(&err, ERROR_INCOMPLETE, ENODEV, "offline");
	ck_assert_int_eq(error_prefix(&err, "volume '%s'", "v"), -ENODEV);
	ck_assert_str_eq(err.text, "volume 'v': offline");
	ck_assert_int_eq(err.kind, ERROR_INCOMPLETE);
	ck_assert_int_eq(err.code, -ENODEV);
}
END_TEST

START_TEST(its_own_text_may_be_an_argument)
{
	struct error err = ERROR_INIT;

	(void)error_set(&err, EIO, "one");
	(void)error_set(&err, EIO, "two after %s", err.text);
	ck_assert_str_eq(err.text, "two after one");
	(void)error_prefix(&err, "%s", err.text);
	ck_assert_str_eq(err.text, "two after one: two after one");
}
END_TEST

START_TEST(prefixing_without_end_stays_within_the_buffer)
{
	struct error err = ERROR_INIT;

	(void)error_set(&err, EIO, "end");
	for (int i = 0; i < 2000; i++)
		ck_assert_int_eq(error_prefix(&err, "p"), -EIO);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	ck_assert_int_eq(strncmp(err.text, "p: p: p: ", 9), 0);
}
END_TEST

START_TEST(no_code_is_no_success)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(error_set(&err, 0, "odd"), -EIO);
	ck_assert_int_eq(error_set(NULL, 0, "odd"), -EIO);
	ck_assert_int_eq(error_set(&err, -EPERM, "odd"), -EPERM);
}
END_TEST

Suite *
suite_error(void)
{
	Suite *s = suite_create("error");
	TCase *tc = tcase_create("error");

	tcase_add_test(tc, every_call_works_without_a_struct);
	tcase_add_test(tc, set_writes_code_kind_and_sentence);
	tcase_add_test(tc, errno_appends_the_reason);
	tcase_add_test(tc, the_reason_survives_a_long_path);
	tcase_add_test(tc, the_reason_fits_at_every_length);
	tcase_add_test(tc, prefix_keeps_code_and_kind);
	tcase_add_test(tc, its_own_text_may_be_an_argument);
	tcase_add_test(tc, prefixing_without_end_stays_within_the_buffer);
	tcase_add_test(tc, no_code_is_no_success);
	suite_add_tcase(s, tc);
	return s;
}

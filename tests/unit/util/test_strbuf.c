/* SPDX-License-Identifier: MIT */
#include "util/strbuf.h"

#include "util/cleanup.h"

#include <check.h>
#include <inttypes.h>
#include <string.h>

Suite *suite_strbuf(void);

/* What must hold after every operation. */
static void
check(const struct strbuf *s, const char *bytes, size_t len)
{
	ck_assert_ptr_nonnull(s->buf);
	ck_assert_uint_eq(s->len, len);
	ck_assert_mem_eq(s->buf, bytes, len);
	ck_assert_int_eq(s->buf[len], '\0');
	if (s->size > 0)
		ck_assert_uint_gt(s->size, s->len);
	else
		ck_assert_ptr_eq(s->buf, strbuf_empty);
}

START_TEST(grows_by_every_kind_of_addition)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;

	check(&s, "", 0);
	strbuf_add(&s, NULL, 0);
	strbuf_adds(&s, "");
	check(&s, "", 0);
	strbuf_adds(&s, "ab");
	check(&s, "ab", 2);
	strbuf_addc(&s, '\0');
	check(&s, "ab\0", 3);
	strbuf_add(&s, "\0c", 2);
	check(&s, "ab\0\0c", 5);
	strbuf_addf(&s, "%d%s", 42, "!");
	check(&s, "ab\0\0c42!", 8);
}
END_TEST

START_TEST(formats_at_every_length)
{
	for (int n = 0; n < 300; n++) {
		_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
		char expected[301];

		memset(expected, ' ', sizeof(expected));
		strbuf_addf(&s, "%*s", n, "");
		check(&s, expected, (size_t)n);
		strbuf_addf(&s, "%s", "x");
		expected[n] = 'x';
		check(&s, expected, (size_t)n + 1);
	}
}
END_TEST

START_TEST(bytes_one_by_one)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	char expected[5000];

	for (size_t i = 0; i < sizeof(expected); i++) {
		expected[i] = (char)(i % 251);
		strbuf_addc(&s, expected[i]);
	}
	check(&s, expected, sizeof(expected));
}
END_TEST

START_TEST(truncation_keeps_the_allocation)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	size_t size;

	strbuf_truncate(&s, 0);
	check(&s, "", 0);
	strbuf_adds(&s, "abcdef");
	size = s.size;
	strbuf_truncate(&s, 6);
	check(&s, "abcdef", 6);
	strbuf_truncate(&s, 2);
	check(&s, "ab", 2);
	strbuf_truncate(&s, 0);
	check(&s, "", 0);
	ck_assert_uint_eq(s.size, size);
}
END_TEST

START_TEST(reserve_saves_later_growth)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	char *buf;

	strbuf_reserve(&s, 1000);
	check(&s, "", 0);
	buf = s.buf;
	for (int i = 0; i < 1000; i++)
		strbuf_addc(&s, 'x');
	ck_assert_ptr_eq(s.buf, buf);
	ck_assert_uint_eq(s.len, 1000);
}
END_TEST

START_TEST(detached_bytes_are_always_the_callers)
{
	struct strbuf s = STRBUF_INIT;
	_cleanup_(freep) char *empty = strbuf_detach(&s);
	_cleanup_(freep) char *some = NULL;

	ck_assert_ptr_ne(empty, strbuf_empty);
	ck_assert_str_eq(empty, "");
	strbuf_adds(&s, "some");
	some = strbuf_detach(&s);
	ck_assert_str_eq(some, "some");
	check(&s, "", 0);
	strbuf_clear(&s);
}
END_TEST

START_TEST(numbers_are_those_of_printf)
{
	static const int64_t numbers[] = { 0, 1, -1, 9, 10, 99, 100, -100,
		1234567890123, INT64_MAX, INT64_MIN, INT64_MIN + 1 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct strbuf got = STRBUF_INIT;
		struct strbuf want = STRBUF_INIT;
		uint64_t u = (uint64_t)numbers[i];

		strbuf_add_i64(&got, numbers[i]);
		strbuf_addf(&want, "%" PRId64, numbers[i]);
		for (size_t width = 0; width < 21; width++) {
			strbuf_add_u64(&got, u, width);
			strbuf_addf(&want, "%0*" PRIu64, (int)width, u);
		}
		ck_assert_str_eq(got.buf, want.buf);
		strbuf_clear(&got);
		strbuf_clear(&want);
	}
}
END_TEST

START_TEST(a_cleared_one_can_be_used_again)
{
	struct strbuf s = STRBUF_INIT;

	strbuf_clear(&s);
	check(&s, "", 0);
	strbuf_adds(&s, "x");
	strbuf_clear(&s);
	check(&s, "", 0);
	strbuf_adds(&s, "y");
	check(&s, "y", 1);
	strbuf_clear(&s);
}
END_TEST

Suite *
suite_strbuf(void)
{
	Suite *s = suite_create("strbuf");
	TCase *tc = tcase_create("strbuf");

	tcase_add_test(tc, grows_by_every_kind_of_addition);
	tcase_add_test(tc, formats_at_every_length);
	tcase_add_test(tc, bytes_one_by_one);
	tcase_add_test(tc, truncation_keeps_the_allocation);
	tcase_add_test(tc, reserve_saves_later_growth);
	tcase_add_test(tc, detached_bytes_are_always_the_callers);
	tcase_add_test(tc, numbers_are_those_of_printf);
	tcase_add_test(tc, a_cleared_one_can_be_used_again);
	suite_add_tcase(s, tc);
	return s;
}

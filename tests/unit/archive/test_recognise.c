/* SPDX-License-Identifier: MIT */
/* What test_reader.c does not come by: formats that nothing here writes. */
#include "archive/recognise.h"

#include <check.h>
#include <string.h>

struct head {
	enum archive_guess guess;
	size_t len;
	const char *bytes;
};

#define HEAD(guess, bytes)                                                     \
	{                                                                      \
		guess, sizeof(bytes) - 1, bytes                                \
	}

static const struct head heads[] = {
	HEAD(GUESS_NO, ""),
	HEAD(GUESS_NO, "P"),
	HEAD(GUESS_NO, "PKWARE"),
	HEAD(GUESS_NO, "BZhello, world"),
	HEAD(GUESS_NO, "\037\213"),
	HEAD(GUESS_NO, "\377\330\377\340 a photo"),
	HEAD(GUESS_NO, "%PDF-1.7\n"),
	HEAD(GUESS_NO, "ustar at the wrong place"),
	HEAD(GUESS_YES, "MSCF\0\0\0\0"),
	HEAD(GUESS_YES, "\355\253\356\333\003\0"),
	HEAD(GUESS_YES, "!<arch>\ndebian-binary   "),
	HEAD(GUESS_YES, "Rar!\032\007\0"),
	HEAD(GUESS_YES, "Rar!\032\007\001\0"),
	HEAD(GUESS_YES, "PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	HEAD(GUESS_YES, "\040\0-lh5-0123456789ab\0\001x"),
	HEAD(GUESS_NO, "\040\0-lh5-0123456789ab\0\011x"),
	HEAD(GUESS_MTREE, "#mtree\n"),
	HEAD(GUESS_PERHAPS, "\120\052\115\030\004\0\0\0"),
	HEAD(GUESS_PERHAPS, "MZ\220\0"),
};

START_TEST(heads_are_told)
{
	const struct head *h = &heads[_i];

	ck_assert_int_eq(archive_recognise(h->bytes, h->len), h->guess);
}
END_TEST

/* A mark that is cut is none, and nothing is read beyond what there is. */
START_TEST(an_iso_has_its_mark_far_in)
{
	char head[RECOGNISE_ALL] = { 0 };

	memcpy(head + RECOGNISE_ISO_AT, RECOGNISE_ISO,
		sizeof(RECOGNISE_ISO) - 1);
	ck_assert_int_eq(archive_recognise(head, sizeof(head)), GUESS_YES);
	ck_assert_int_eq(archive_recognise(head, sizeof(head) - 1), GUESS_NO);
}
END_TEST

Suite *suite_recognise(void);
Suite *
suite_recognise(void)
{
	Suite *suite = suite_create("recognise");
	TCase *tc = tcase_create("recognise");

	tcase_add_loop_test(tc, heads_are_told, 0,
		sizeof(heads) / sizeof(*heads));
	tcase_add_test(tc, an_iso_has_its_mark_far_in);
	suite_add_tcase(suite, tc);
	return suite;
}

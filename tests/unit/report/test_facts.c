/* SPDX-License-Identifier: MIT */
#include "report/facts.h"

#include <check.h>
#include <string.h>

static const struct output_column columns[] = { FACT_COLUMNS(OUTPUT_MACHINE,
	0) };

static const unsigned char digest[16] = { 1, 2, 3 };

START_TEST(a_column_for_each)
{
	ck_assert_uint_eq(sizeof(columns) / sizeof(*columns), N_FACTS);
	ck_assert_str_eq(columns[FACT_MODE].key, "mode");
	ck_assert_str_eq(columns[FACT_NLINK].key, "nlink");
	ck_assert_str_eq(columns[FACT_ONLINE].key, "online");
	ck_assert_str_eq(columns[FACT_ENCRYPTED].key, "encrypted");
}
END_TEST

START_TEST(of_a_file)
{
	const struct facts facts = { .mode = 0100644,
		.uid = 1000,
		.gid = 100,
		.inode = 77,
		.nlink = 2,
		.digest = digest,
		.digest_len = sizeof(digest),
		.is_online = true };
	struct output_value v[N_FACTS];
	unsigned char crc[4];

	facts_fill(v, &facts, crc);
	ck_assert_int_eq(v[FACT_MODE].number, 0100644);
	ck_assert_int_eq(v[FACT_UID].number, 1000);
	ck_assert_int_eq(v[FACT_GID].number, 100);
	ck_assert_int_eq(v[FACT_INODE].number, 77);
	ck_assert_int_eq(v[FACT_NLINK].number, 2);
	ck_assert_ptr_eq(v[FACT_DIGEST].bytes, digest);
	ck_assert_int_eq(v[FACT_ONLINE].number, 1);
	ck_assert(v[FACT_CRC].is_null && v[FACT_ENCRYPTED].is_null);
}
END_TEST

/* Its archive says neither who owns it nor where it is. */
START_TEST(of_a_member)
{
	struct facts facts = { .mode = 0100600,
		.is_member = true,
		.has_crc = true,
		.is_encrypted = true,
		.crc = 0x01020304 };
	struct output_value v[N_FACTS];
	unsigned char crc[4];

	facts_fill(v, &facts, crc);
	ck_assert_int_eq(v[FACT_MODE].number, 0100600);
	for (int i = FACT_UID; i <= FACT_DIGEST; i++)
		ck_assert(v[i].is_null);
	ck_assert_uint_eq(v[FACT_CRC].len, 4);
	ck_assert_int_eq(memcmp(v[FACT_CRC].bytes, "\1\2\3\4", 4), 0);
	ck_assert_int_eq(v[FACT_ENCRYPTED].number, 1);

	/* A directory that the archive only implies; no CRC. */
	facts.mode = 0040000;
	facts.has_crc = false;
	facts_fill(v, &facts, crc);
	ck_assert(v[FACT_MODE].is_null && v[FACT_CRC].is_null);
}
END_TEST

Suite *suite_facts(void);
Suite *
suite_facts(void)
{
	Suite *suite = suite_create("facts");
	TCase *tc = tcase_create("facts");

	tcase_add_test(tc, a_column_for_each);
	tcase_add_test(tc, of_a_file);
	tcase_add_test(tc, of_a_member);
	suite_add_tcase(suite, tc);
	return suite;
}

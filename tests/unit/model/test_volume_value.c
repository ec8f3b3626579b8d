/* SPDX-License-Identifier: MIT */
#include "model/volume.h"

#include "util/alloc.h"

#include <check.h>

Suite *suite_volume_value(void);

/* Leaks and double frees are for the sanitizers to see. */
START_TEST(clearing_leaves_an_empty_one)
{
	struct volume v = { 0 };

	volume_clear(&v);
	v.id = 7;
	v.name = xstrdup("name");
	v.identity = xstrdup("uuid:1");
	v.uuid = xstrdup("1");
	v.label = xstrdup("label");
	v.fstype = xstrdup("ext4");
	v.source = xstrdup("/dev/sda1");
	v.mount_point = xstrdup("/mnt");
	v.mount_root = xstrdup("");
	v.network = true;
	volume_clear(&v);
	ck_assert_int_eq(v.id, 0);
	ck_assert_ptr_null(v.name);
	ck_assert_ptr_null(v.identity);
	ck_assert_ptr_null(v.uuid);
	ck_assert_ptr_null(v.label);
	ck_assert_ptr_null(v.fstype);
	ck_assert_ptr_null(v.source);
	ck_assert_ptr_null(v.mount_point);
	ck_assert_ptr_null(v.mount_root);
	ck_assert(!v.network);
	volume_clear(&v);
}
END_TEST

Suite *
suite_volume_value(void)
{
	Suite *s = suite_create("volume_value");
	TCase *tc = tcase_create("volume_value");

	tcase_add_test(tc, clearing_leaves_an_empty_one);
	suite_add_tcase(s, tc);
	return s;
}

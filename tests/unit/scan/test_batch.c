/* SPDX-License-Identifier: MIT */
#include "scan/batch.h"

#include <check.h>
#include <string.h>

Suite *suite_batch(void);

/* Names are copied: what the walker reads next may overwrite them. */
START_TEST(keeps_names_of_its_own)
{
	char name[] = "name";
	char was_name[] = "before";
	struct entry entry = { .name = name, .name_len = 4, .size_bytes = 7 };
	struct known_entry was = { .content_id = 3 };
	struct batch *b = batch_new(2);
	struct operation *op;

	was.entry.name = was_name;
	was.entry.name_len = 6;
	op = batch_add(b, OPERATION_CHANGE, 9);
	batch_set_entry(b, op, &entry);
	batch_set_was(b, op, &was);
	memset(name, 'x', 4);
	memset(was_name, 'x', 6);
	ck_assert_uint_eq(b->root, 2);
	ck_assert_int_eq(op->type, OPERATION_CHANGE);
	ck_assert_int_eq(op->dir_id, 9);
	ck_assert_int_eq(op->entry.size_bytes, 7);
	ck_assert_mem_eq(op->entry.name, "name", 4);
	ck_assert_mem_eq(op->was->entry.name, "before", 6);
	ck_assert_int_eq(op->was->content_id, 3);
	batch_free(b);
}
END_TEST

START_TEST(is_full_and_empty_again)
{
	struct known_entry was = { .entry = { .name = "n", .name_len = 1 } };
	struct batch *b = batch_new(0);
	struct operation *op;

	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < BATCH_OPERATIONS; i++) {
			ck_assert(!batch_is_full(b));
			op = batch_add(b, OPERATION_REMOVE, i);
			ck_assert_ptr_null(op->was);
			ck_assert_ptr_null(op->text);
			ck_assert_int_eq(op->error, 0);
			batch_set_was(b, op, &was);
			op->text = "t";
			op->error = 5;
		}
		ck_assert(batch_is_full(b));
		b->entries = b->files = 1;
		b->directories = b->bytes_seen = 1;
		batch_reset(b, round + 1);
		ck_assert_uint_eq(b->root, round + 1);
		ck_assert_uint_eq(b->n_operations, 0);
		ck_assert_int_eq(b->entries + b->files + b->directories +
				b->bytes_seen,
			0);
	}
	batch_free(b);
	batch_free(NULL);
}
END_TEST

Suite *
suite_batch(void)
{
	Suite *s = suite_create("batch");
	TCase *tc = tcase_create("batch");

	tcase_add_test(tc, keeps_names_of_its_own);
	tcase_add_test(tc, is_full_and_empty_again);
	suite_add_tcase(s, tc);
	return s;
}

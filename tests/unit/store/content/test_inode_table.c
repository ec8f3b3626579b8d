/* SPDX-License-Identifier: MIT */
/*
 * Files of random names, counted as whoever has a table does: once where it is
 * new, and what it has no place for sorted, each once.
 */
#include "store/content/inode_table.h"

#include "lib/random.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"
#include "util/thread.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

enum { N_NAMES = 3000 };

/* One thread's part. */
struct part {
	struct inode_table *table;
	const struct counted_file *names;
	size_t n;
	size_t n_new;
	struct counted_file rest[N_NAMES];
	size_t n_rest;
};

Suite *suite_inode_table(void);

static size_t
sort_and_count(struct counted_file *files, size_t n)
{
	size_t count = 0;

	if (n > 0)
		qsort(files, n, sizeof(*files), counted_file_compare);
	for (size_t i = 0; i < n; i++)
		count += i == 0 ||
			counted_file_compare(&files[i - 1], &files[i]) != 0;
	return count;
}

/* Numbers side by side, far from each other, and those at the ends; some that
 * are one number but for the volume. */
static struct counted_file
random_name(int kind)
{
	struct counted_file file = { .volume = (uint16_t)any(3) };

	if (kind == 0)
		file.inode = 1000 + any(500);
	else if (kind == 1)
		file.inode = (int64_t)random_bits();
	else if (kind == 2)
		file.inode = (int64_t)(any(40) * UINT64_C(0x9e3779b97f4a7c15));
	else
		file.inode =
			(int64_t)(UINT64_C(0x7fffffffffffff00) + any(0x200));
	file.content_id = 1 + (file.inode & 0xff);
	if (any(20) == 0)
		file.content_id = any(2) ? STORED_CONTENTS_MAX : 1;
	return file;
}

static void
add_part(void *arg)
{
	struct part *p = arg;

	for (size_t i = 0; i < p->n; i++) {
		enum inode_seen seen = inode_table_add(p->table, &p->names[i]);

		if (seen == INODE_NEW)
			p->n_new++;
		else if (seen == INODE_ELSE)
			p->rest[p->n_rest++] = p->names[i];
	}
}

/* The rest of all is in that of the first part, then. */
static size_t
count_in_parts(struct part parts[2], const struct counted_file *names,
	size_t n_files, bool two_threads)
{
	struct inode_table table = { .n_blocks = 0 };
	struct thread *thread = NULL;

	ok(inode_table_make(&table, n_files));
	for (int i = 0; i < 2; i++) {
		parts[i].table = &table;
		parts[i].names = names + i * (N_NAMES / 2);
		parts[i].n = N_NAMES / 2;
		parts[i].n_new = parts[i].n_rest = 0;
	}
	if (two_threads)
		ok(thread_start(&thread, add_part, &parts[1]));
	add_part(&parts[0]);
	if (!two_threads)
		add_part(&parts[1]);
	thread_join(thread);
	inode_table_clear(&table);
	for (size_t i = 0; i < parts[1].n_rest; i++)
		parts[0].rest[parts[0].n_rest++] = parts[1].rest[i];
	return parts[0].n_new + parts[1].n_new +
		sort_and_count(parts[0].rest, parts[0].n_rest);
}

START_TEST(each_file_counts_once)
{
	static const size_t rooms[] = { 0, 10, 300, N_NAMES, 10 * N_NAMES };
	struct counted_file *names = xcalloc(N_NAMES, sizeof(*names));
	struct counted_file *sorted = xcalloc(N_NAMES, sizeof(*sorted));
	struct part *parts = xcalloc(2, sizeof(*parts));
	size_t n_all;

	random_seed = (uint64_t)_i;
	for (size_t i = 0; i < N_NAMES; i++)
		names[i] = random_name(_i < 8 ? _i / 2 : (int)any(4));
	for (size_t i = 0; i < N_NAMES; i++)
		sorted[i] = names[i];
	n_all = sort_and_count(sorted, N_NAMES);
	for (size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++)
		ck_assert_uint_eq(count_in_parts(parts, names, rooms[i],
					  _i % 2 == 0),
			n_all);
	free(names);
	free(sorted);
	free(parts);
}
END_TEST

START_TEST(tells_names_of_one_file_from_others)
{
	struct inode_table table = { .n_blocks = 0 };

	ok(inode_table_make(&table, 100));
	for (int64_t inode = 1; inode < 90; inode++) {
		struct counted_file file = { 7, inode, 1 };

		ck_assert_int_eq(inode_table_add(&table, &file), INODE_NEW);
		ck_assert_int_eq(inode_table_add(&table, &file), INODE_AGAIN);
		file.content_id = 8;
		ck_assert_int_eq(inode_table_add(&table, &file), INODE_ELSE);
		ck_assert_int_eq(inode_table_add(&table, &file), INODE_ELSE);
	}
	inode_table_clear(&table);
}
END_TEST

/* Neighbours, every second, every 64th, and numbers that are none. */
START_TEST(has_room_for_what_it_was_made_for)
{
	static const int64_t steps[] = { 1, 2, 64, 4096, 0 };
	enum { N_FILES = 100000 };
	struct inode_table table = { .n_blocks = 0 };
	size_t n_else = 0;

	random_seed = 3;
	ok(inode_table_make(&table, N_FILES));
	for (int64_t i = 0; i < N_FILES; i++) {
		const struct counted_file file = { 1 + i,
			steps[_i] ? i * steps[_i] + 11 : (int64_t)random_bits(),
			(uint16_t)(i % 2) };
		enum inode_seen seen = inode_table_add(&table, &file);

		ck_assert_int_ne(seen, INODE_AGAIN);
		n_else += seen == INODE_ELSE;
	}
	ck_assert_uint_lt(n_else, 10);
	inode_table_clear(&table);
}
END_TEST

START_TEST(more_files_than_there_can_be)
{
	struct inode_table table = { .n_blocks = 0 };

	ck_assert_int_eq(inode_table_make(&table, SIZE_MAX), -ENOMEM);
	ck_assert_ptr_null(table.slots);
}
END_TEST

Suite *
suite_inode_table(void)
{
	Suite *s = suite_create("inode_table");
	TCase *t = tcase_create("inode_table");

	tcase_add_loop_test(t, each_file_counts_once, 0, 20);
	tcase_add_test(t, tells_names_of_one_file_from_others);
	tcase_add_loop_test(t, has_room_for_what_it_was_made_for, 0, 5);
	tcase_add_test(t, more_files_than_there_can_be);
	suite_add_tcase(s, t);
	return s;
}

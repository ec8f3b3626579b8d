/* SPDX-License-Identifier: MIT */
#include "model/entry.h"

#include <check.h>
#include <string.h>

Suite *suite_entry(void);

static struct stat
example(void)
{
	struct stat st;

	memset(&st, 0, sizeof(st));
	st.st_ino = 42;
	st.st_size = 7;
	st.st_blocks = 8;
	st.st_mtim.tv_sec = 1;
	st.st_mtim.tv_nsec = 5;
	st.st_ctim.tv_sec = 2;
	st.st_mode = S_IFREG | 0644;
	st.st_uid = 1000;
	st.st_gid = 100;
	st.st_nlink = 3;
	return st;
}

START_TEST(copies_every_field)
{
	static const char name[] = "na\nme\xff";
	struct stat st = example();
	struct entry e;

	entry_from_stat(&e, name, sizeof(name) - 1, &st);
	ck_assert_ptr_eq(e.name, name);
	ck_assert_uint_eq(e.name_len, sizeof(name) - 1);
	ck_assert_uint_eq(e.inode, 42);
	ck_assert_int_eq(e.size_bytes, 7);
	ck_assert_int_eq(e.blocks, 8);
	ck_assert_int_eq(e.mtime_ns, INT64_C(1000000005));
	ck_assert_int_eq(e.ctime_ns, INT64_C(2000000000));
	ck_assert_uint_eq(e.mode, S_IFREG | 0644);
	ck_assert_uint_eq(e.uid, 1000);
	ck_assert_uint_eq(e.gid, 100);
	ck_assert_uint_eq(e.nlink, 3);
}
END_TEST

START_TEST(holds_what_lies_at_the_ends)
{
	struct stat st = example();
	struct entry e;

	st.st_ino = UINT64_MAX;
	st.st_size = INT64_MAX;
	st.st_mtim.tv_sec = -1;
	st.st_mtim.tv_nsec = 999999999;
	st.st_ctim.tv_sec = INT64_MAX;
	st.st_uid = UINT32_MAX;
	st.st_nlink = UINT64_MAX;
	entry_from_stat(&e, "x", 1, &st);
	ck_assert_uint_eq(e.inode, UINT64_MAX);
	ck_assert_int_eq(e.size_bytes, INT64_MAX);
	ck_assert_int_eq(e.mtime_ns, -1);
	ck_assert_int_eq(e.ctime_ns, INT64_MAX);
	ck_assert_uint_eq(e.uid, UINT32_MAX);
	ck_assert_uint_eq(e.nlink, UINT32_MAX);

	st.st_ino = (UINT64_C(1) << 63) + 1;
	st.st_nlink = UINT32_MAX;
	entry_from_stat(&e, "x", 1, &st);
	ck_assert_uint_eq(e.inode, (UINT64_C(1) << 63) + 1);
	ck_assert_uint_eq(e.nlink, UINT32_MAX);
}
END_TEST

START_TEST(letters_are_those_of_find)
{
	ck_assert_int_eq(entry_type_letter(S_IFREG | 07777), 'f');
	ck_assert_int_eq(entry_type_letter(S_IFDIR), 'd');
	ck_assert_int_eq(entry_type_letter(S_IFLNK | 0777), 'l');
	ck_assert_int_eq(entry_type_letter(S_IFIFO), 'p');
	ck_assert_int_eq(entry_type_letter(S_IFSOCK), 's');
	ck_assert_int_eq(entry_type_letter(S_IFCHR), 'c');
	ck_assert_int_eq(entry_type_letter(S_IFBLK), 'b');
	ck_assert_int_eq(entry_type_letter(0644), '?');
	ck_assert_int_eq(entry_type_letter(S_IFMT), '?');
}
END_TEST

START_TEST(knows_directories_and_files)
{
	struct stat st = example();
	struct entry e;

	entry_from_stat(&e, "x", 1, &st);
	ck_assert(entry_is_regular(&e));
	ck_assert(!entry_is_directory(&e));
	st.st_mode = S_IFDIR | 0755;
	entry_from_stat(&e, "x", 1, &st);
	ck_assert(!entry_is_regular(&e));
	ck_assert(entry_is_directory(&e));
	st.st_mode = S_IFSOCK; /* shares bits with both */
	entry_from_stat(&e, "x", 1, &st);
	ck_assert(!entry_is_regular(&e));
	ck_assert(!entry_is_directory(&e));
}
END_TEST

enum field {
	NAME,
	INODE,
	SIZE,
	BLOCKS,
	MTIME,
	CTIME,
	MODE,
	UID,
	GID,
	NLINK,
};

static void
change(struct entry *e, enum field field)
{
	static const char other_name[] = "y";

	e->name = field == NAME ? other_name : e->name;
	e->inode ^= field == INODE ? UINT64_C(1) << 63 : 0;
	e->size_bytes += field == SIZE;
	e->blocks += field == BLOCKS;
	e->mtime_ns += field == MTIME;
	e->ctime_ns -= field == CTIME;
	e->mode ^= field == MODE;
	e->uid += field == UID;
	e->gid += field == GID;
	e->nlink += field == NLINK;
}

struct change {
	enum field field;
	bool same_facts;
	bool same_content;
};

static const struct change changes[] = {
	{ NAME, true, true },
	{ INODE, false, false },
	{ SIZE, false, false },
	{ BLOCKS, false, true },
	{ MTIME, false, false },
	{ CTIME, false, false },
	{ MODE, false, true },
	{ UID, false, true },
	{ GID, false, true },
	{ NLINK, false, true },
};

START_TEST(sees_each_change)
{
	const struct change *c = &changes[_i];
	struct stat st = example();
	struct entry a;
	struct entry b;

	entry_from_stat(&a, "x", 1, &st);
	entry_from_stat(&b, "x", 1, &st);
	ck_assert(entry_same_facts(&a, &b));
	ck_assert(entry_same_content_facts(&a, &b));
	change(&b, c->field);
	ck_assert_int_eq(entry_same_facts(&a, &b), c->same_facts);
	ck_assert_int_eq(entry_same_content_facts(&a, &b), c->same_content);
}
END_TEST

Suite *
suite_entry(void)
{
	Suite *s = suite_create("entry");
	TCase *tc = tcase_create("entry");

	tcase_add_test(tc, copies_every_field);
	tcase_add_test(tc, holds_what_lies_at_the_ends);
	tcase_add_test(tc, letters_are_those_of_find);
	tcase_add_test(tc, knows_directories_and_files);
	tcase_add_loop_test(tc, sees_each_change, 0,
		sizeof(changes) / sizeof(changes[0]));
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* What a name costs in the catalogue: a tree of names of 20 bytes,
 * one in ten a directory, written as a scan writes it. */
#include "lib/random.h"
#include "store/history.h"
#include "unit/store/fixture.h"

#include <stdlib.h>

#define N_ENTRIES 20000
#define FAN_OUT 10 /* entries for each directory */

/* Mean length 20, none alike in a directory. */
static size_t
make_name(char *ret, size_t size, int n)
{
	(void)snprintf(ret, size, "%05d-%llx%llx%llx", n,
		(unsigned long long)random_bits(),
		(unsigned long long)random_bits(),
		(unsigned long long)random_bits());
	ret[15 + any(11)] = '\0';
	return strlen(ret);
}

static struct entry
make_entry(bool mtime_is_ctime, uint64_t inode, uint32_t mode)
{
	struct entry e = { .mode = mode, .nlink = 1, .uid = 1000 };

	e.inode = UINT64_C(10000000) + inode;
	e.size_bytes = any(3000000);
	e.blocks = (e.size_bytes + 4095) / 4096 * 8;
	e.ctime_ns =
		INT64_C(1700000000000000000) + (int64_t)(random_bits() >> 20);
	e.mtime_ns = mtime_is_ctime ?
		e.ctime_ns :
		INT64_C(1400000000000000000) + (int64_t)(random_bits() >> 20);
	return e;
}

/* The names of directory n: one directory, the rest files. */
static void
fill_directory(struct store *store, int64_t first, int n, bool mtime_is_ctime)
{
	for (int i = 0; i < FAN_OUT; i++) {
		char name[64];
		int64_t child_id = i == 0 ? first + n + 1 : 0;
		uint64_t inode = (uint64_t)n * FAN_OUT + (uint64_t)i;
		struct entry e = make_entry(mtime_is_ctime, inode,
			child_id ? S_IFDIR | 0755 : S_IFREG | 0644);
		struct directory dir = { .id = child_id,
			.volume_id = 1,
			.parent_id = first + n,
			.name = name };

		dir.state = DIRECTORY_COMPLETE;
		dir.inode = e.inode;
		e.name = name;
		e.name_len = dir.name_len = make_name(name, sizeof(name), i);
		if (child_id != 0)
			ok(store_add_directory(store, &dir, err));
		ok(store_add_entry(store, first + n, &e, child_id, err));
	}
}

/* Walkers finish directories in about the order they met them; each of these
 * is at a part of its own. */
#define WALKERS 4

static void
fill(struct store *store, bool mtime_is_ctime)
{
	int64_t volume_id = add_volume(store, "uuid:1", "/mnt");
	int64_t first = make_directory(store, volume_id, "");
	const int part = N_ENTRIES / FAN_OUT / WALKERS;

	ok(store_begin_history(store, 1, err));
	for (int i = 0; i < part * WALKERS; i++)
		fill_directory(store, first, i % WALKERS * part + i / WALKERS,
			mtime_is_ctime);
}

static int64_t
bytes_of(struct store *store)
{
	return number(store, "PRAGMA page_count") *
		number(store, "PRAGMA page_size");
}

static const struct {
	bool mtime_is_ctime;
	int64_t most; /* bytes for each name */
} cases[] = {
	{ true, 72 },
	{ false, 80 },
};

START_TEST(an_entry_is_small)
{
	struct store *store = open_store(":memory:");
	int64_t empty = bytes_of(store);
	int64_t bytes, name_bytes;

	random_seed = 7;
	ok(store_begin(store, err));
	fill(store, cases[_i].mtime_is_ctime);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) - 1 FROM entry"),
		N_ENTRIES);
	name_bytes = number(store,
		"SELECT sum(length(name)) FROM entry WHERE dir_id <> 0");
	ck_assert_int_ge(name_bytes, N_ENTRIES * 20 - N_ENTRIES / 20);
	bytes = bytes_of(store) - empty;
	ck_assert_int_le(bytes, cases[_i].most * N_ENTRIES);
	store_close(store);
}
END_TEST

Suite *suite_space(void);

Suite *
suite_space(void)
{
	Suite *s = suite_create("space");
	TCase *tc = tcase_create("space");

	tcase_add_loop_test(tc, an_entry_is_small, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include "lib/scratch.h"
#include "store/setup.h"
#include "unit/store/fixture.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct error error = ERROR_INIT;
static char *dir;
static char *path;

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
}

static void
tear_down(void)
{
	free(path);
	free(dir);
}

/* What is in the directory that may be a draft; its status, if there is one. */
static int
n_drafts(struct stat *ret)
{
	const char *base = strrchr(path, '/') + 1;
	const struct dirent *entry;
	DIR *d = opendir(dir);
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL)
		if (strncmp(entry->d_name, base, strlen(base)) == 0 &&
			store_is_draft_name(entry->d_name + strlen(base))) {
			n++;
			if (ret)
				ck_assert_int_eq(fstatat(dirfd(d),
							 entry->d_name, ret, 0),
					0);
		}
	(void)closedir(d);
	return n;
}

static struct store *
open_draft(void)
{
	struct store *store = NULL;

	ok(store_open_draft(&store, path, err));
	return store;
}

/* A directory with a file in it, committed; its number. */
static int64_t
fill(struct store *store)
{
	int64_t dir_id;

	ok(store_begin(store, err));
	dir_id =
		make_directory(store, add_volume(store, "uuid:1", "/mnt"), "x");
	add_file(store, dir_id, "file", 7, 100);
	ok(store_commit(store, err));
	return dir_id;
}

static void
assert_filled(struct store *store, int64_t dir_id)
{
	struct known_entry known;

	ck_assert_int_eq(store_entry(store, &known, dir_id, "file", 4, &error),
		1);
	ck_assert_int_eq(known.entry.size_bytes, 100);
}

START_TEST(published)
{
	struct store *store = open_draft();
	struct store *reader = NULL;
	struct stat before, after;
	int64_t dir_id = fill(store);

	ck_assert(store_is_draft(store));
	ck_assert_str_eq(store_path(store), path);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(n_drafts(&before), 1);
	ck_assert_int_eq(before.st_mode & 07777, 0600);
	ck_assert_int_eq(store_open(&reader, path, STORE_READ, &error),
		-ENOENT);

	ok(store_publish(store, err));
	ck_assert(!store_is_draft(store));
	ck_assert_int_eq(n_drafts(NULL), 0);
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq((int)(after.st_ino - before.st_ino), 0);
	assert_filled(store, dir_id);
	ok(store_publish(store, err)); /* once more: nothing */

	/* As any other: who reads it does not stop who writes. */
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ok(store_begin(store, err));
	add_file(store, dir_id, "more", 8, 1);
	ok(store_commit(store, err));
	assert_filled(reader, dir_id);
	store_close(reader);
	store_close(store);
}
END_TEST

START_TEST(closed)
{
	struct store *store = open_draft();

	(void)fill(store);
	store_close(store);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(n_drafts(NULL), 0);
}
END_TEST

START_TEST(rolled_back)
{
	struct store *store = open_draft();
	struct known_entry known;
	int64_t dir_id = fill(store);

	ok(store_begin(store, err));
	for (int i = 0; i < 50000; i++) { /* more than the cache holds */
		char name[32];

		(void)snprintf(name, sizeof(name), "a-longer-name-%06d", i);
		add_file(store, dir_id, name, (uint64_t)i + 100, i);
	}
	ok(store_rollback(store, err));
	ok(store_publish(store, err));
	assert_filled(store, dir_id);
	ck_assert_int_eq(store_entry(store, &known, dir_id,
				 "a-longer-name-000001", 20, &error),
		0);
	store_close(store);
}
END_TEST

START_TEST(there_already)
{
	struct store *store = NULL;
	int64_t dir_id;

	ok(store_open(&store, path, STORE_WRITE, err));
	dir_id = fill(store);
	store_close(store);
	store = open_draft();
	ck_assert(!store_is_draft(store));
	assert_filled(store, dir_id);
	store_close(store);
}
END_TEST

static const char *
network_of_test(const char *file)
{
	(void)file;
	return "NFS";
}

/* Where no log can be, there is none. */
START_TEST(on_a_network)
{
	struct store_setup setup = store_setup_default;
	struct store *store = NULL;
	char *log = scratch_path(dir, "catalog.db-wal");
	int64_t dir_id;

	setup.network_kind = network_of_test;
	setup.as_draft = true;
	ok(store_open_as(&store, path, STORE_WRITE, &setup, err));
	ck_assert(store_is_draft(store));
	ck_assert_ptr_nonnull(strstr(store_journal_note(store), "NFS"));
	dir_id = fill(store);
	ok(store_publish(store, err));
	ok(store_begin(store, err));
	add_file(store, dir_id, "more", 8, 1);
	ck_assert_int_eq(access(log, F_OK), -1);
	ok(store_commit(store, err));
	assert_filled(store, dir_id);
	store_close(store);
	free(log);
}
END_TEST

START_TEST(taken)
{
	struct store *store = open_draft();
	struct store *other = NULL;
	int64_t dir_id;

	ok(store_open(&other, path, STORE_WRITE, err));
	dir_id = fill(other);
	ck_assert_int_eq(store_publish(store, &error), -EEXIST);
	ck_assert(store_publish(store, &error) < 0);
	ok(store_rollback(store, err));
	store_close(store);
	ck_assert_int_eq(n_drafts(NULL), 0);
	assert_filled(other, dir_id);
	store_close(other);
}
END_TEST

START_TEST(names)
{
	ck_assert(store_is_draft_name(".draft-aB3dE6"));
	ck_assert(store_is_draft_name(".draft-aB3dE6-wal"));
	ck_assert(store_is_draft_name(".draft-aB3dE6-journal"));
	ck_assert(!store_is_draft_name(".draft-aB3dE"));
	ck_assert(!store_is_draft_name(".draft-aB3dE67"));
	ck_assert(!store_is_draft_name(".draft-aB3-E6"));
	ck_assert(!store_is_draft_name(".draft-aB3dE6-other"));
	ck_assert(!store_is_draft_name(".draft"));
	ck_assert(!store_is_draft_name(".new"));
	ck_assert(!store_is_draft_name(""));
}
END_TEST

/* With no room for the longer name it is made in its place. */
START_TEST(long_name)
{
	struct store *store;
	char name[241];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	free(path);
	path = scratch_path(dir, name);
	store = open_draft();
	ck_assert(!store_is_draft(store));
	store_close(store);
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

Suite *suite_draft(void);

Suite *
suite_draft(void)
{
	Suite *s = suite_create("draft");
	TCase *tc = tcase_create("draft");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, published);
	tcase_add_test(tc, closed);
	tcase_add_test(tc, rolled_back);
	tcase_add_test(tc, there_already);
	tcase_add_test(tc, on_a_network);
	tcase_add_test(tc, taken);
	tcase_add_test(tc, names);
	tcase_add_test(tc, long_name);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
/*
 * scan_run() on small real trees: what is added, changed and removed, what a
 * re-scan of the same writes (nothing), and what is left out.
 */
#include "scan/scan.h"

#include "lib/scanned.h"
#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_scan(void);

static void
put(struct scanned *s, const char *name, size_t size)
{
	_cleanup_(freep) char *bytes = calloc(1, size + 1);

	scratch_file(s->dir, name, bytes, size);
}

/* a/{f,g,sub/deep}, b/h, top: 3 directories, 5 files. */
static void
plant(struct scanned *s)
{
	scratch_mkdir(s->dir, "a");
	scratch_mkdir(s->dir, "a/sub");
	scratch_mkdir(s->dir, "b");
	put(s, "a/f", 10);
	put(s, "a/g", 20);
	put(s, "a/sub/deep", 30);
	put(s, "b/h", 40);
	put(s, "top", 50);
}

/* Has the catalogue this name below the tree? */
static bool
has(struct scanned *s, const char *name)
{
	_cleanup_(freep) char *path = scratch_path(s->dir, name);
	int64_t n = scanned_has(s, path);

	ck_assert_int_le(n, 1);
	return n == 1;
}

static void
assert_counts(const struct scan_result *r, int64_t added, int64_t modified,
	int64_t removed)
{
	ck_assert_int_eq(r->status, SCAN_COMPLETE);
	ck_assert_int_eq(r->row.added, added);
	ck_assert_int_eq(r->row.modified, modified);
	ck_assert_int_eq(r->row.removed, removed);
}

static void
at(struct scanned *s, char *path, size_t size, const char *name)
{
	ck_assert_int_lt(snprintf(path, size, "%s/%s", s->dir, name),
		(int)size);
}

#define PATH(s, name)                                                          \
	__extension__({                                                        \
		at((s), path, sizeof(path), (name));                           \
		path;                                                          \
	})

START_TEST(records_a_tree)
{
	struct scanned s;
	const struct scan_result *r;
	char path[512];
	struct stat st;

	scanned_init(&s);
	plant(&s);
	r = scanned_again(&s);
	assert_counts(r, 9, 0, 0);
	ck_assert_str_eq(r->path, s.dir);
	ck_assert_int_eq(r->row.entries, 9);
	ck_assert_int_eq(r->row.files, 5);
	ck_assert_int_eq(r->row.directories, 4);
	ck_assert_int_eq(r->row.bytes, 150);
	ck_assert(has(&s, "a/sub/deep") && has(&s, "top") && has(&s, "b"));
	ck_assert_int_eq(lstat(PATH(&s, "a/sub/deep"), &st), 0);
	ck_assert_int_eq(
		scanned_number(&s,
			"SELECT count(*) FROM files WHERE path = '%s' AND size = 30"
			" AND inode = %llu AND mtime_ns = %lld AND ctime_ns = %lld"
			" AND mode = %u AND uid = %u AND gid = %u AND nlink = 1"
			" AND allocated = %lld",
			path, (unsigned long long)st.st_ino,
			(long long)st.st_mtim.tv_sec * 1000000000 +
				st.st_mtim.tv_nsec,
			(long long)st.st_ctim.tv_sec * 1000000000 +
				st.st_ctim.tv_nsec,
			st.st_mode, st.st_uid, st.st_gid,
			(long long)st.st_blocks * 512),
		1);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(unchanged_writes_nothing)
{
	struct scanned s;
	int64_t written;

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	_cleanup_(freep) char *before = scanned_dump(&s);
	written = store_rows_written(s.store);
	assert_counts(scanned_again(&s), 0, 0, 0);
	_cleanup_(freep) char *after = scanned_dump(&s);
	ck_assert_int_eq(store_rows_written(s.store), written);
	ck_assert_str_eq(before, after);
	scanned_free(&s);
}
END_TEST

START_TEST(counts_what_differs)
{
	struct scanned s;
	char path[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	put(&s, "a/f", 11);
	put(&s, "new", 1);
	scratch_mkdir(s.dir, "b/newdir");
	put(&s, "b/newdir/x", 2);
	ck_assert_int_eq(unlink(PATH(&s, "top")), 0);
	assert_counts(scanned_again(&s), 3, 1, 1);
	ck_assert(!has(&s, "top") && has(&s, "new") && has(&s, "b/newdir/x"));
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT size FROM files WHERE path = '%s'",
				 PATH(&s, "a/f")),
		11);
	assert_counts(scanned_again(&s), 0, 0, 0);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(removes_a_directory_with_all_in_it)
{
	struct scanned s;
	char path[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	ck_assert(scratch_remove(PATH(&s, "a")));
	assert_counts(scanned_again(&s), 0, 0, 5);
	ck_assert(!has(&s, "a") && !has(&s, "a/sub/deep") && has(&s, "b/h"));
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT count(*) FROM directory WHERE name IN"
				 " (CAST('sub' AS BLOB), CAST('a' AS BLOB))"),
		0);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(file_becomes_directory_and_back)
{
	struct scanned s;
	char path[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	ck_assert_int_eq(unlink(PATH(&s, "top")), 0);
	scratch_mkdir(s.dir, "top");
	put(&s, "top/inside", 5);
	ck_assert(scratch_remove(PATH(&s, "a")));
	put(&s, "a", 7);
	assert_counts(scanned_again(&s), 3, 0, 6);
	ck_assert(has(&s, "top/inside") && !has(&s, "a/f"));
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT size FROM files WHERE path = '%s'",
				 PATH(&s, "a")),
		7);
	scanned_check(&s);
	assert_counts(scanned_again(&s), 0, 0, 0);

	/* And both back again. */
	ck_assert(scratch_remove(PATH(&s, "top")));
	ck_assert_int_eq(unlink(PATH(&s, "a")), 0);
	put(&s, "top", 1);
	scratch_mkdir(s.dir, "a");
	put(&s, "a/f", 9);
	assert_counts(scanned_again(&s), 3, 0, 3);
	ck_assert(!has(&s, "top/inside") && has(&s, "a/f") && has(&s, "top"));
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(file_becomes_symlink)
{
	struct scanned s;
	char path[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	ck_assert_int_eq(unlink(PATH(&s, "top")), 0);
	scratch_symlink(s.dir, "top", "a");
	(void)scanned_again(&s);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT count(*) FROM files"
				 " WHERE path = '%s' AND type = 'l'",
				 PATH(&s, "top")),
		1);
	ck_assert(!has(&s, "top/f"));
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(notices_mode_owner_links)
{
	struct scanned s;
	char path[512];
	char other[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	ck_assert_int_eq(chmod(PATH(&s, "a/f"), 0600), 0);
	assert_counts(scanned_again(&s), 0, 1, 0);
	ck_assert_int_eq(chmod(PATH(&s, "a"), 0700), 0);
	assert_counts(scanned_again(&s), 0, 1, 0);
	at(&s, other, sizeof(other), "b/linked");
	ck_assert_int_eq(link(PATH(&s, "a/f"), other), 0);
	assert_counts(scanned_again(&s), 1, 1, 0);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT count(*) FROM files"
				 " WHERE nlink = 2"),
		2);
	scanned_check(&s);
	ck_assert_int_eq(unlink(other), 0);
	assert_counts(scanned_again(&s), 0, 1, 1);
	scanned_check(&s);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(PATH(&s, "a/g"), 12345, 54321), 0);
		assert_counts(scanned_again(&s), 0, 1, 0);
		ck_assert_int_eq(scanned_number(&s,
					 "SELECT uid + gid FROM"
					 " files WHERE path = '%s'",
					 path),
			66666);
	}
	scanned_free(&s);
}
END_TEST

START_TEST(moved_directory_is_found_at_its_new_place)
{
	struct scanned s;
	char path[512];
	char to[512];

	scanned_init(&s);
	plant(&s);
	(void)scanned_again(&s);
	at(&s, to, sizeof(to), "b/moved");
	ck_assert_int_eq(rename(PATH(&s, "a"), to), 0);
	(void)scanned_again(&s);
	ck_assert(!has(&s, "a") && has(&s, "b/moved/sub/deep"));
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(leaves_out_what_is_excluded)
{
	static const char *const globs[] = { "*.tmp", "b/", "a/sub/deep" };
	struct scanned s;

	scanned_init(&s);
	plant(&s);
	put(&s, "a/x.tmp", 1);
	scratch_mkdir(s.dir, "a/dir.tmp");
	put(&s, "a/dir.tmp/y", 1);
	put(&s, "a/sub/b", 1);
	put(&s, "a/deep", 1);
	s.options.excludes = globs;
	s.options.n_excludes = 3;
	assert_counts(scanned_again(&s), 8, 0, 0);
	ck_assert(!has(&s, "a/x.tmp") && !has(&s, "a/dir.tmp") &&
		!has(&s, "a/dir.tmp/y") && !has(&s, "b") && !has(&s, "b/h") &&
		!has(&s, "a/sub/deep"));
	ck_assert(has(&s, "a/sub/b") && has(&s, "a/deep") && has(&s, "top"));

	/* Remembered: the same root without a word is the same scan. */
	s.options.n_excludes = 0;
	assert_counts(scanned_again(&s), 0, 0, 0);
	scanned_dirs(&s, NULL, 0);
	ck_assert_uint_eq(s.n_results, 1);
	assert_counts(&s.results[0], 0, 0, 0);
	scanned_free(&s);
}
END_TEST

START_TEST(any_number_of_walkers_finds_the_same)
{
	static const unsigned int jobs[] = { 1, 2, 8, 2, 16 };
	static const bool is_far[] = { false, false, false, true, true };
	_cleanup_(freep) char *first = NULL;
	struct scanned s[5];
	char name[64];

	for (size_t i = 0; i < 5; i++)
		scanned_init(&s[i]);
	/* More than are looked at in one go. */
	scratch_mkdir(s[0].dir, "many");
	for (int f = 0; f < 1500; f++) {
		(void)snprintf(name, sizeof(name), "many/%d", f);
		put(&s[0], name, 0);
	}
	for (int d = 0; d < 40; d++) {
		(void)snprintf(name, sizeof(name), "d%d", d);
		scratch_mkdir(s[0].dir, name);
		for (int e = 0; e < 5; e++) {
			(void)snprintf(name, sizeof(name), "d%d/e%d", d, e);
			scratch_mkdir(s[0].dir, name);
			for (int f = 0; f < 8; f++) {
				(void)snprintf(name, sizeof(name),
					"d%d/e%d/f%d", d, e, f);
				put(&s[0], name, (size_t)d + (size_t)f);
			}
		}
	}
	for (size_t i = 0; i < 5; i++) {
		_cleanup_(freep) char *dump = NULL;

		s[i].options.jobs = jobs[i];
		s[i].options.as_if_far = is_far[i];
		assert_counts(scanned_one(&s[i], s[0].dir), 3342, 0, 0);
		scanned_check(&s[i]);
		dump = scanned_dump(&s[i]);
		if (first)
			ck_assert_str_eq(first, dump);
		else
			first = take_ptr(&dump);
		assert_counts(scanned_one(&s[i], s[0].dir), 0, 0, 0);
	}
	for (size_t i = 0; i < 5; i++)
		scanned_free(&s[i]);
}
END_TEST

START_TEST(never_records_its_own_catalogue)
{
	struct scanned s;
	char path[512];
	char *db_dir;

	scanned_init(&s);
	db_dir = strndup(s.db, (size_t)(strrchr(s.db, '/') - s.db));
	/* Not the catalogue's, though the name begins like it. */
	(void)snprintf(path, sizeof(path), "%s.mine", s.db);
	scratch_write(path, "x", 1);
	(void)snprintf(path, sizeof(path), "%s.backup-1", s.db);
	scratch_write(path, "x", 1);
	(void)snprintf(path, sizeof(path), "%s.lock", s.db);
	scratch_write(path, "x", 1);
	ck_assert_int_eq(scanned_one(&s, db_dir)->row.entries, 2);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM files"), 1);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT count(*) FROM files"
				 " WHERE name = 'catalog.db.mine'"),
		1);

	/* Of the same name elsewhere it is a file like any other. */
	put(&s, "catalog.db", 3);
	(void)scanned_again(&s);
	ck_assert(has(&s, "catalog.db"));
	free(db_dir);
	scanned_free(&s);
}
END_TEST

START_TEST(refuses_what_is_no_directory)
{
	struct scanned s;
	char path[512];

	scanned_init(&s);
	put(&s, "file", 1);
	ck_assert_int_eq(scanned_one(&s, PATH(&s, "missing"))->status,
		SCAN_REFUSED);
	ck_assert_ptr_nonnull(strstr(s.results[0].message, path));
	ck_assert_int_eq(scanned_one(&s, PATH(&s, "file"))->status,
		SCAN_REFUSED);
	ck_assert_int_eq(s.results[0].kind, ERROR_USAGE);
	ck_assert_ptr_nonnull(strstr(s.results[0].message, path));
	ck_assert_int_eq(scanned_one(&s, "/proc")->status, SCAN_REFUSED);
	ck_assert_ptr_nonnull(strstr(s.results[0].message, "proc"));
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM root"), 0);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM scan"), 0);
	scanned_free(&s);
}
END_TEST

/* One root that fails does not keep the others from being scanned. */
START_TEST(a_refused_root_costs_only_itself)
{
	struct scanned s;
	char path[512];
	const char *dirs[2];

	scanned_init(&s);
	plant(&s);
	dirs[0] = PATH(&s, "missing");
	dirs[1] = s.dir;
	scanned_dirs(&s, dirs, 2);
	ck_assert_uint_eq(s.n_results, 2);
	ck_assert_int_eq(s.results[0].status, SCAN_REFUSED);
	assert_counts(&s.results[1], 9, 0, 0);
	scanned_free(&s);
}
END_TEST

Suite *
suite_scan(void)
{
	Suite *s = suite_create("scan");
	TCase *tc = tcase_create("scan");

	tcase_add_test(tc, records_a_tree);
	tcase_add_test(tc, unchanged_writes_nothing);
	tcase_add_test(tc, counts_what_differs);
	tcase_add_test(tc, removes_a_directory_with_all_in_it);
	tcase_add_test(tc, file_becomes_directory_and_back);
	tcase_add_test(tc, file_becomes_symlink);
	tcase_add_test(tc, notices_mode_owner_links);
	tcase_add_test(tc, moved_directory_is_found_at_its_new_place);
	tcase_add_test(tc, leaves_out_what_is_excluded);
	tcase_add_test(tc, any_number_of_walkers_finds_the_same);
	tcase_add_test(tc, never_records_its_own_catalogue);
	tcase_add_test(tc, refuses_what_is_no_directory);
	tcase_add_test(tc, a_refused_root_costs_only_itself);
	suite_add_tcase(s, tc);
	return s;
}

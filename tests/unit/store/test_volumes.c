/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>

static struct store *store;

static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
}

static void
tear_down(void)
{
	store_close(store);
}

#define text(s) ((char *)(uintptr_t)(s))

static struct volume
some_volume(const char *identity, const char *mount_root)
{
	struct volume v = { .identity = text(identity) };

	v.fstype = text("btrfs");
	v.source = text("/dev/sdb1");
	v.mount_point = text("/media/disk");
	v.mount_root = text(mount_root);
	v.capacity_bytes = -1;
	v.free_bytes = 12;
	v.granularity_ns = 1;
	return v;
}

static void
check_path(int64_t dir_id, const char *expected, bool expected_online)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	bool online = !expected_online;

	ok(store_directory_path(store, &path, dir_id, &online, err));
	ck_assert_str_eq(path.buf, expected);
	ck_assert_int_eq(online, expected_online);
}

START_TEST(names_are_unique)
{
	static const char *const expected[] = { "disk", "disk-2", "disk-3" };
	struct volume v;
	struct error error = ERROR_INIT;

	for (int i = 0; i < 3; i++) {
		char identity[] = "uuid:0";

		identity[5] = (char)('0' + i);
		v = some_volume(identity, "");
		ok(store_put_volume(store, &v, "disk", err));
		ck_assert_str_eq(v.name, expected[i]);
		ck_assert_int_eq(v.id, i + 1);
		free(v.name);
	}
	v = some_volume("uuid:9", "");
	v.name = text("disk-2");
	ck_assert_int_eq(store_put_volume(store, &v, "x", &error), -EEXIST);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_int_eq(store_rename_volume(store, 1, "disk-3", &error),
		-EEXIST);
	ck_assert_int_eq(store_rename_volume(store, 1, "", &error), -EINVAL);
	ok(store_rename_volume(store, 1, "drawer", err));
	ok(store_rename_volume(store, 1, "drawer", err));
	ck_assert_int_eq(store_rename_volume(store, 99, "x", &error), -ENOENT);
}
END_TEST

START_TEST(a_known_volume_is_updated)
{
	struct volume v = some_volume("uuid:1", "");
	struct volume_row *rows;
	size_t n;

	v.uuid = text("abc");
	ok(store_put_volume(store, &v, "disk", err));
	free(v.name);
	v = some_volume("uuid:1", "");
	v.mount_point = text("/mnt/\xff");
	v.capacity_bytes = 100;
	ok(store_put_volume(store, &v, "other", err));
	ck_assert_str_eq(v.name, "disk");
	free(v.name);
	ok(store_finish_volume_scan(store, v.id, 77, err));

	ok(store_volumes(store, &rows, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(rows[0].volume.mount_point, "/mnt/\xff");
	ck_assert_str_eq(rows[0].volume.uuid, "abc");
	ck_assert_ptr_null(rows[0].volume.label);
	ck_assert_int_eq(rows[0].volume.capacity_bytes, 100);
	ck_assert_int_eq(rows[0].last_scan_ns, 77);
	ck_assert_int_gt(rows[0].last_seen_ns, 0);
	store_volumes_free(rows, n);
}
END_TEST

START_TEST(directories_are_found_by_path)
{
	int64_t id, top, v = add_volume(store, "uuid:1", "/mnt");
	int64_t a_b = make_directory(store, v, "a/b");

	top = make_directory(store, v, "");
	ok(store_find_directory(store, &id, v, "a/b", err));
	ck_assert_int_eq(id, a_b);
	ok(store_find_directory(store, &id, v, "a/b/c", err));
	ck_assert_int_eq(id, 0);
	ok(store_find_directory(store, &id, v, "", err));
	ck_assert_int_eq(id, top);
	ck_assert_int_eq(make_directory(store, v, "a/b/c"), a_b + 1);

	/* A file that became a directory. */
	add_file(store, a_b, "f", 1, 10);
	ck_assert_int_gt(make_directory(store, v, "a/b/f/g"), a_b + 1);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT max(files) FROM directory"), 0);
}
END_TEST

START_TEST(paths_follow_the_places)
{
	int64_t v = add_volume(store, "uuid:1", "/mnt");
	int64_t top = make_directory(store, v, "");
	int64_t d = make_directory(store, v, "photos/\xff\n/x");
	int64_t e = make_directory(store, v, "music");
	const struct place places[] = {
		{ v, "/srv/pictures", "photos" },
		{ v, "/srv/more", "photos/\xff\n" },
	};

	check_path(d, "/mnt/photos/\xff\n/x", false);
	check_path(top, "/mnt", false);
	ck_assert(!store_is_online(store, v));
	ok(store_set_places(store, places, 2, err));
	ck_assert(store_is_online(store, v));
	check_path(d, "/srv/pictures/\xff\n/x", true);
	check_path(e, "/mnt/music", false);
	ok(store_set_places(store, places + 1, 1, err));
	check_path(d, "/srv/more/x", true);
	ok(store_set_places(store, NULL, 0, err));
	check_path(d, "/mnt/photos/\xff\n/x", false);
}
END_TEST

START_TEST(what_was_last_mounted_may_be_a_part)
{
	struct volume v = some_volume("uuid:1", "sub/vol");

	ok(store_put_volume(store, &v, "disk", err));
	free(v.name);
	check_path(make_directory(store, v.id, "sub/vol"), "/media/disk",
		false);
	check_path(make_directory(store, v.id, "sub/vol/a"), "/media/disk/a",
		false);
	check_path(make_directory(store, v.id, "sub/volume"),
		"disk:/sub/volume", false);
	ok(store_commit(store, err));
	/* The views say the same. */
	ck_assert_int_eq(
		number(store,
			"SELECT count(*) FROM directories WHERE path IN"
			" ('/media/disk', '/media/disk/a', 'disk:/sub/volume',"
			" 'disk:/sub', 'disk:/')"),
		5);
}
END_TEST

/* More directories than the cache holds, in random order, and one deep chain
 * whose paths are too long to keep. */
START_TEST(the_path_cache_never_lies)
{
	int64_t v = add_volume(store, "uuid:1", "/");
	int64_t top = make_directory(store, v, "");
	int64_t first = 0, dir = top;
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	for (int i = 0; i < 3000; i++) {
		char name[32];
		int64_t id;

		(void)snprintf(name, sizeof(name), "d%d", i);
		id = add_dir(store, v, top, name);
		first = first ? first : id;
	}
	for (int i = 0; i < 9000; i++) {
		char expected[32];
		int k = i * 7919 % 3000;

		(void)snprintf(expected, sizeof(expected), "/d%d", k);
		check_path(first + k, expected, false);
	}
	for (int i = 0; i < 3000; i++)
		dir = add_dir(store, v, dir, "deep");
	ok(store_directory_within(store, &path, dir, err));
	ck_assert_uint_eq(path.len, 3000 * 5 - 1);
	ok(store_directory_within(store, &path, first, err));
	ck_assert_str_eq(path.buf, "d0");
}
END_TEST

/* As only a damaged catalogue has it: an end, and a reason. */
START_TEST(a_circle_of_directories_is_told)
{
	int64_t v = add_volume(store, "uuid:1", "/");
	int64_t top = make_directory(store, v, "");
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct error e = ERROR_INIT;
	int64_t ids[40];

	ids[0] = add_dir(store, v, top, "a");
	for (int i = 1; i < 40; i++)
		ids[i] = add_dir(store, v, ids[i - 1], "b");
	for (int length = 1; length <= 40; length++) {
		char sql[128];

		(void)snprintf(sql, sizeof(sql),
			"UPDATE directory SET parent_id = %lld WHERE id = %lld",
			(long long)ids[length - 1], (long long)ids[0]);
		ok(query_exec(store, sql, err));
		for (int i = 0; i < 40; i++)
			ck_assert_int_eq(store_directory_within(store, &path,
						 ids[i], &e),
				-EUCLEAN);
	}
}
END_TEST

START_TEST(roots_keep_their_options)
{
	int64_t v = add_volume(store, "uuid:1", "/mnt");
	int64_t id, again, dir = make_directory(store, v, "a/b");
	struct root_row *rows;
	size_t n;

	ok(store_put_root(store, &id, dir, "{}", err));
	ok(store_put_root(store, &again, dir, "{\"all_volumes\":true}", err));
	ck_assert_int_eq(id, again);
	ok(store_roots(store, &rows, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(rows[0].dir_id, dir);
	ck_assert_int_eq(rows[0].volume_id, v);
	ck_assert_str_eq(rows[0].within, "a/b");
	ck_assert_str_eq(rows[0].options, "{\"all_volumes\":true}");
	store_roots_free(rows, n);
}
END_TEST

START_TEST(options_survive_json)
{
	char *globs[] = { text("*.o"), text("a\"b\\c"), text("\xff\n*"),
		text("\xc3\xa4"), text("") };
	struct root_options in = { globs, 5, true, ROOT_HASH_ALL,
		ROOT_ARCHIVES_ALL, 3 };
	struct root_options out;
	char *json = store_root_options_print(&in);
	struct error error = ERROR_INIT;

	ok(store_root_options_parse(&out, json, err));
	ck_assert_uint_eq(out.n_excludes, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_str_eq(out.excludes[i], globs[i]);
	ck_assert(out.all_volumes);
	ck_assert_int_eq(out.hash, ROOT_HASH_ALL);
	ck_assert_int_eq(out.archives, ROOT_ARCHIVES_ALL);
	ck_assert_int_eq(out.archive_depth, 3);
	store_root_options_clear(&out);
	free(json);

	ok(store_root_options_parse(&out, "{}", err));
	ck_assert_uint_eq(out.n_excludes, 0);
	ck_assert(!out.all_volumes);
	ck_assert_int_eq(out.hash, ROOT_HASH_NONE);
	ck_assert_int_eq(out.archives, 0);
	ck_assert_int_eq(out.archive_depth, 1);
	ok(store_root_options_parse(&out, "{\"hash\":\"later\"}", err));
	ck_assert_int_eq(out.hash, ROOT_HASH_NONE);
	ck_assert_int_lt(store_root_options_parse(&out,
				 "{\"exclude\":", &error),
		0);
}
END_TEST

Suite *suite_volumes(void);

Suite *
suite_volumes(void)
{
	Suite *s = suite_create("volumes");
	TCase *tc = tcase_create("volumes");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, names_are_unique);
	tcase_add_test(tc, a_known_volume_is_updated);
	tcase_add_test(tc, directories_are_found_by_path);
	tcase_add_test(tc, paths_follow_the_places);
	tcase_add_test(tc, what_was_last_mounted_may_be_a_part);
	tcase_add_test(tc, the_path_cache_never_lies);
	tcase_add_test(tc, a_circle_of_directories_is_told);
	tcase_add_test(tc, roots_keep_their_options);
	tcase_add_test(tc, options_survive_json);
	suite_add_tcase(s, tc);
	return s;
}

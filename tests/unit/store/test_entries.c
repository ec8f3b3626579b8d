/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "store/scans.h"

#include <errno.h>
#include <stdlib.h>

static struct store *store;
static int64_t volume_id;
static int64_t top;

static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
}

static void
tear_down(void)
{
	store_close(store);
}

START_TEST(extreme_facts_come_back)
{
	struct entry e = file_entry("x", UINT64_MAX, INT64_MAX);
	struct known_entry got;

	e.blocks = INT64_MAX;
	e.mtime_ns = INT64_MIN;
	e.ctime_ns = INT64_MAX;
	e.nlink = UINT32_MAX;
	e.uid = UINT32_MAX;
	e.gid = UINT32_MAX - 1;
	ok(store_add_entry(store, top, &e, 0, err));
	got = get_entry(store, top, "x");
	ck_assert(entry_same_facts(&got.entry, &e));
	ck_assert_int_eq(got.child_id, 0);
	ck_assert_int_eq(got.content_id, 0);

	e.name = "y";
	e.inode = UINT64_C(1) << 63;
	ok(store_add_entry(store, top, &e, 0, err));
	got = get_entry(store, top, "y");
	ck_assert_uint_eq(got.entry.inode, UINT64_C(1) << 63);
	ok(store_commit(store, err));
}
END_TEST

START_TEST(names_are_bytes_in_memcmp_order)
{
	static const char *const names[] = { "\001", "\n", " ", "-rf", "A", "a",
		"ab", "b", "\xc3\xa4", "\xff", "\xff\xfe" };
	size_t n = sizeof(names) / sizeof(*names);
	struct known_entry known;
	struct error error = ERROR_INIT;

	for (size_t i = n; i-- > 0;)
		add_file(store, top, names[i], i, 1);
	ok(store_entries_open(store, top, err));
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(store_entries_next(store, &known, &error), 1);
		ck_assert_uint_eq(known.entry.name_len, strlen(names[i]));
		/* The NUL behind the name is compared too. */
		ck_assert_mem_eq(known.entry.name, names[i],
			strlen(names[i]) + 1);
	}
	ck_assert_int_eq(store_entries_next(store, &known, &error), 0);
	ck_assert_int_eq(store_entries_next(store, &known, &error), 0);
	store_entries_close(store);
}
END_TEST

/* What a scan does: merge what it saw with what is known, writing as it
 * reads. */
START_TEST(a_directory_is_changed_while_it_is_read)
{
	struct known_entry known;
	struct error error = ERROR_INIT;
	int64_t removed = 0;
	int n = 0;

	for (int i = 0; i < 500; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "n%03d", i * 2);
		add_file(store, top, name, (uint64_t)i, 1);
	}
	ok(store_entries_open(store, top, err));
	while (store_entries_next(store, &known, &error) > 0) {
		char name[16] = "";
		struct entry e = file_entry(name, 9, 2);

		(void)snprintf(name, sizeof(name), "n%03d", n * 2);
		ck_assert_str_eq(known.entry.name, name);
		if (n % 3 == 0)
			ok(store_remove_entry(store, top, name, 4, &removed,
				err));
		else if (n % 3 == 1)
			ok(store_change_entry(store, top, &known, &e, 0, err));
		(void)snprintf(name, sizeof(name), "n%03d", n * 2 - 1);
		e.name_len = strlen(name);
		ok(store_add_entry(store, top, &e, 0, err));
		n++;
	}
	ck_assert_int_eq(n, 500);
	ck_assert_int_eq(removed, 167);
}
END_TEST

START_TEST(changed_facts_clear_the_digest)
{
	struct known_entry was;
	struct entry e;

	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	ok(store_put_problem(store, top, "a", 1, STAGE_HASH, 5, "no", err));
	ok(store_put_problem(store, top, "a", 1, STAGE_SCAN, 5, "no", err));
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	was = get_entry(store, top, "a");
	ck_assert_int_eq(was.content_id, 7);

	/* A new mode says nothing about the content. */
	e = was.entry;
	e.mode = S_IFREG | 0600;
	ok(store_change_entry(store, top, &was, &e, 0, err));
	was = get_entry(store, top, "a");
	ck_assert_int_eq(was.content_id, 7);
	ck_assert_uint_eq(was.entry.mode, S_IFREG | 0600);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM problem"), 2);

	e = was.entry;
	switch (_i) {
	case 0:
		e.size_bytes++;
		break;
	case 1:
		e.mtime_ns++;
		break;
	case 2:
		e.ctime_ns++;
		break;
	default:
		e.inode++;
		break;
	}
	ok(store_change_entry(store, top, &was, &e, 0, err));
	ck_assert_int_eq(get_entry(store, top, "a").content_id, 0);
	ok(store_commit(store, err));
	/* The scan clears its own problems. */
	ck_assert_int_eq(number(store, "SELECT count(*) FROM problem"), 1);
	/* Nothing has this content any more. */
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
}
END_TEST

START_TEST(other_names_of_the_inode_lose_it_too)
{
	int64_t other = add_volume(store, "uuid:2", "/mnt2");
	int64_t other_top = make_directory(store, other, "");
	struct entry a = file_entry("a", 5, 5);
	struct entry e;
	struct known_entry was;

	a.nlink = 2;
	ok(store_add_entry(store, top, &a, 0, err));
	a.name = "b";
	ok(store_add_entry(store, top, &a, 0, err));
	ok(store_add_entry(store, other_top, &a, 0, err));
	set_content(store, top, "a", 7);
	set_content(store, top, "b", 7);
	set_content(store, other_top, "b", 7);

	was = get_entry(store, top, "a");
	e = was.entry;
	e.mtime_ns++;
	ok(store_change_entry(store, top, &was, &e, 0, err));
	ck_assert_int_eq(get_entry(store, top, "a").content_id, 0);
	ck_assert_int_eq(get_entry(store, top, "b").content_id, 0);
	/* The key is volume and inode, never inode alone. */
	ck_assert_int_eq(get_entry(store, other_top, "b").content_id, 7);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store,
				 "SELECT copies FROM content WHERE id = 7"),
		1);
}
END_TEST

START_TEST(copies_count_inodes_and_volumes)
{
	int64_t other = add_volume(store, "uuid:2", "/mnt2");
	int64_t other_top = make_directory(store, other, "");
	struct entry e = file_entry("a", 5, 5);
	int64_t removed = 0;

	e.nlink = 2;
	ok(store_add_entry(store, top, &e, 0, err));
	e.name = "b";
	ok(store_add_entry(store, top, &e, 0, err));
	add_file(store, top, "c", 6, 5);
	add_file(store, other_top, "d", 5, 5);
	set_content(store, top, "a", 7);
	set_content(store, top, "b", 7);
	set_content(store, top, "c", 7);
	set_content(store, other_top, "d", 7);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 3);
	ck_assert_int_eq(number(store, "SELECT volumes FROM content"), 2);

	ok(store_begin(store, err));
	ok(store_remove_entry(store, other_top, "d", 1, &removed, err));
	ok(store_remove_entry(store, top, "a", 1, &removed, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 2);
	ck_assert_int_eq(number(store, "SELECT volumes FROM content"), 1);
}
END_TEST

/* A partial content stays while a full one refines it. */
START_TEST(unused_contents_go_with_their_parents)
{
	int64_t removed = 0;

	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	ok(query_exec(store,
		"INSERT INTO content VALUES (3, NULL, 5, 2, x'00', 0, 0);"
		"UPDATE content SET parent_id = 3 WHERE id = 7",
		err));
	store_touch_content(store, 3);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 2);

	ok(store_begin(store, err));
	ok(store_remove_entry(store, top, "a", 1, &removed, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
}
END_TEST

START_TEST(a_removed_directory_takes_all_below_it)
{
	int64_t d = add_dir(store, volume_id, top, "d");
	int64_t e = add_dir(store, volume_id, d, "e");
	int64_t n = 0;
	int64_t removed = 0;

	add_file(store, d, "f", 1, 5);
	add_file(store, e, "g", 2, 5);
	add_file(store, top, "kept", 3, 5);
	set_content(store, e, "g", 9);
	ok(store_put_problem(store, e, "g", 1, STAGE_SCAN, 5, "no", err));
	ok(store_put_problem(store, top, "d", 1, STAGE_SCAN, 5, "no", err));
	ok(store_count_entry(store, &n, top, "d", 1, err));
	ck_assert_int_eq(n, 4);
	ok(store_count_entry(store, &n, top, "none", 4, err));
	ck_assert_int_eq(n, 0);
	ok(store_remove_entry(store, top, "d", 1, &removed, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(removed, 4);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM directory"), 1);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM entry"), 2);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM problem"), 0);
}
END_TEST

START_TEST(a_root_outlives_its_directory)
{
	int64_t d = add_dir(store, volume_id, top, "d");
	int64_t e = add_dir(store, volume_id, d, "e");
	int64_t root, found = 0, removed = 0, written;
	struct totals t;

	add_file(store, e, "g", 2, 5);
	ok(store_put_root(store, &root, e, "{}", err));
	ok(store_remove_entry(store, top, "d", 1, &removed, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(removed, 3);
	ok(store_find_directory(store, &found, volume_id, "d/e", err));
	ck_assert_int_eq(found, e);
	ck_assert_uint_eq(get_entry(store, d, "e").entry.mode, 0);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 0);
	ck_assert_int_eq(t.directories, 0);

	/* The next scan misses it again, and writes nothing. */
	ok(store_begin(store, err));
	written = store_rows_written(store);
	removed = 0;
	ok(store_remove_entry(store, top, "d", 1, &removed, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(store_rows_written(store), written);
}
END_TEST

START_TEST(a_file_takes_the_name_of_a_way)
{
	int64_t d = add_dir(store, volume_id, top, "d");
	int64_t e = add_dir(store, volume_id, d, "e");
	int64_t root, found, removed = 0;
	struct entry file = file_entry("d", 77, 5);
	struct totals t;

	ok(store_put_root(store, &root, e, "{}", err));
	ok(store_remove_entry(store, top, "d", 1, &removed, err));
	ok(store_add_entry(store, top, &file, 0, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, top, "d").child_id, 0);
	ok(store_find_directory(store, &found, volume_id, "d", err));
	ck_assert_int_eq(found, 0);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 1);
	ck_assert_int_eq(t.directories, 0);
}
END_TEST

/* As is told of a directory that was met by two names. */
START_TEST(what_is_added_twice_is_there_once)
{
	struct entry file = file_entry("f", 77, 5);
	struct totals t;
	int64_t d;

	d = add_dir(store, volume_id, top, "d");
	ok(store_add_entry(store, d, &file, 0, err));
	ok(store_set_directory_state(store, d, DIRECTORY_COMPLETE, 7, err));
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	file.size_bytes = 9;
	ok(store_add_entry(store, d, &file, 0, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, d, "f").entry.size_bytes, 9);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 1);
	ck_assert_int_eq(t.bytes, 9);
}
END_TEST

#define N_NEW 600 /* more than one statement takes */

/* Name 40 is known already, and so is the last. */
START_TEST(many_names_are_added_as_one_by_one)
{
	struct entry entries[N_NEW];
	struct new_name list[N_NEW];
	char names[N_NEW][16];
	int64_t d = add_dir(store, volume_id, top, "d");
	int64_t e = add_dir(store, volume_id, top, "e");
	struct totals t;

	for (int i = 0; i < N_NEW; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "n%02d", i);
		entries[i] = file_entry(names[i], 100 + (uint64_t)i, i);
		list[i] = (struct new_name){ i < 50 ? d : e, &entries[i], 0 };
	}
	entries[40].size_bytes = 7;
	ok(store_add_entry(store, d, &entries[40], 0, err));
	ok(store_add_entry(store, e, &entries[N_NEW - 1], 0, err));
	entries[40].size_bytes = 40;
	ok(store_commit(store, err));

	ok(store_begin(store, err));
	ok(store_add_entries(store, list, N_NEW, err));
	ok(store_commit(store, err));
	for (int i = 0; i < N_NEW; i++)
		ck_assert_int_eq(get_entry(store, list[i].dir_id, names[i])
					 .entry.size_bytes,
			i);
	ok(store_directory_totals(store, &t, d, err));
	ck_assert_int_eq(t.files, 50);
	ck_assert_int_eq(t.bytes, 49 * 50 / 2);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, N_NEW);
	ck_assert_int_eq(t.bytes, (N_NEW - 1) * N_NEW / 2);
}
END_TEST

START_TEST(a_way_becomes_a_directory)
{
	int64_t id = make_directory(store, volume_id, "a/b");
	struct known_entry was;
	struct entry e = file_entry("a", 3, 4096);
	struct totals t;
	int64_t again;

	again = make_directory(store, volume_id, "a/b");
	ck_assert_int_eq(again, id);
	was = get_entry(store, top, "a");
	ck_assert_uint_eq(was.entry.mode, 0);
	e.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, top, &was, &e, was.child_id, err));
	ok(store_commit(store, err));
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.directories, 1); /* b is still a way */
}
END_TEST

START_TEST(a_rollback_forgets_what_was_interned)
{
	struct entry e = file_entry("a", 1, 1);

	ok(store_commit(store, err));
	for (int i = 0; i < 2; i++) {
		ok(store_begin(store, err));
		e.uid = 4711;
		ok(store_add_entry(store, top, &e, 0, err));
		if (i == 0)
			ok(store_rollback(store, err));
	}
	ok(store_commit(store, err));
	ck_assert_uint_eq(get_entry(store, top, "a").entry.uid, 4711);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM entry AS e"
				 " LEFT JOIN attribute AS a"
				 " ON a.id = e.attribute_id"
				 " WHERE a.id IS NULL"),
		0);
	ck_assert_int_eq(number(store, "SELECT files FROM directory"), 1);
}
END_TEST

/* More combinations than the cache has places. */
START_TEST(many_attributes)
{
	char name[32] = "";

	for (uint32_t i = 0; i < 5000; i++) {
		struct entry e = file_entry(name, i, 1);

		e.name_len = (size_t)snprintf(name, sizeof(name), "%u", i);
		e.uid = i;
		e.gid = i / 3;
		ok(store_add_entry(store, top, &e, 0, err));
	}
	for (uint32_t i = 0; i < 5000; i += 7) {
		struct known_entry got;

		(void)snprintf(name, sizeof(name), "%u", i);
		got = get_entry(store, top, name);
		ck_assert_uint_eq(got.entry.uid, i);
		ck_assert_uint_eq(got.entry.gid, i / 3);
	}
}
END_TEST

START_TEST(the_same_state_is_not_written)
{
	int64_t written = store_rows_written(store);

	ok(store_set_directory_state(store, top, DIRECTORY_OPEN, 7, err));
	ck_assert_int_eq(store_rows_written(store), written + 1);
	ok(store_set_directory_state(store, top, DIRECTORY_OPEN, 7, err));
	ck_assert_int_eq(store_rows_written(store), written + 1);
	ok(store_set_directory_state(store, top, DIRECTORY_OPEN, 8, err));
	ck_assert_int_eq(store_rows_written(store), written + 2);
}
END_TEST

static void
set_seal(void)
{
	ok(store_set_directory_state(store, top, DIRECTORY_COMPLETE,
		UINT64_C(0xfedcba9876543210), err));
}

static uint64_t
get_seal(void)
{
	struct directory dir;

	ck_assert_int_eq(store_directory(store, &dir, top, NULL), 1);
	return dir.seal;
}

START_TEST(a_change_breaks_the_seal)
{
	struct entry e = file_entry("a", 5, 10);
	struct known_entry was;
	int64_t removed = 0;

	set_seal();
	ck_assert_uint_eq(get_seal(), UINT64_C(0xfedcba9876543210));
	ok(store_add_entry(store, top, &e, 0, err));
	ck_assert_uint_eq(get_seal(), 0);
	set_seal();
	was = get_entry(store, top, "a");
	e.size_bytes = 11;
	ok(store_change_entry(store, top, &was, &e, 0, err));
	ck_assert_uint_eq(get_seal(), 0);
	set_seal();
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	ok(store_remove_entry(store, top, "a", 1, &removed, err));
	ck_assert_uint_eq(get_seal(), 0);
	ok(store_rollback(store, err));
	ok(store_begin(store, err));
	ck_assert_uint_ne(get_seal(), 0);
	ok(store_remove_entry(store, top, "a", 1, &removed, err));
	ck_assert_uint_eq(get_seal(), 0);
}
END_TEST

START_TEST(facts_of_a_subdirectory_leave_the_seal)
{
	struct entry e = file_entry("sub", 6, 4096);
	struct directory sub = { .id = top + 1,
		.parent_id = top,
		.volume_id = 1,
		.name = "sub",
		.name_len = 3,
		.state = DIRECTORY_OPEN };
	struct known_entry was;
	struct directory dir = { 0 };

	e.mode = S_IFDIR | 0755;
	ok(store_add_directory(store, &sub, err));
	ok(store_add_entry(store, top, &e, sub.id, err));
	ok(store_set_directory_state(store, sub.id, DIRECTORY_PARTIAL, 3, err));
	set_seal();
	was = get_entry(store, top, "sub");
	e.mtime_ns++;
	ok(store_change_entry(store, top, &was, &e, sub.id, err));
	ck_assert_uint_ne(get_seal(), 0);
	ck_assert_int_eq(store_named_directory(store, &was, &dir, top, "sub", 3,
				 NULL),
		1);
	ck_assert_int_eq(dir.id, sub.id);
	ck_assert_int_eq(dir.state, DIRECTORY_PARTIAL);
	ck_assert_uint_eq(dir.seal, 3);
	ck_assert_int_eq(was.entry.mtime_ns, e.mtime_ns);
}
END_TEST

Suite *suite_entries(void);

Suite *
suite_entries(void)
{
	Suite *s = suite_create("entries");
	TCase *tc = tcase_create("entries");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, extreme_facts_come_back);
	tcase_add_test(tc, names_are_bytes_in_memcmp_order);
	tcase_add_test(tc, a_directory_is_changed_while_it_is_read);
	tcase_add_loop_test(tc, changed_facts_clear_the_digest, 0, 4);
	tcase_add_test(tc, other_names_of_the_inode_lose_it_too);
	tcase_add_test(tc, copies_count_inodes_and_volumes);
	tcase_add_test(tc, unused_contents_go_with_their_parents);
	tcase_add_test(tc, a_removed_directory_takes_all_below_it);
	tcase_add_test(tc, a_root_outlives_its_directory);
	tcase_add_test(tc, a_file_takes_the_name_of_a_way);
	tcase_add_test(tc, what_is_added_twice_is_there_once);
	tcase_add_test(tc, many_names_are_added_as_one_by_one);
	tcase_add_test(tc, a_way_becomes_a_directory);
	tcase_add_test(tc, a_rollback_forgets_what_was_interned);
	tcase_add_test(tc, many_attributes);
	tcase_add_test(tc, the_same_state_is_not_written);
	tcase_add_test(tc, a_change_breaks_the_seal);
	tcase_add_test(tc, facts_of_a_subdirectory_leave_the_seal);
	suite_add_tcase(s, tc);
	return s;
}

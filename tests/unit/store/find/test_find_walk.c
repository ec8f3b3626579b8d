/* SPDX-License-Identifier: MIT */
/* find: the order, the bounds and the limits of the walk, on trees made for it. */
#include "store/find/find.h"

#include "lib/scratch.h"
#include "store/names/name_index.h"
#include "unit/store/find/facts.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

#include <stdlib.h>

#define MANY 6000

/* "disk" with MANY directories of one name each; "needle" is in one. */
static struct store *
make_wide(const char *path)
{
	struct store *store = open_store(path);
	int64_t top, volume_id;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	for (int i = 0; i < MANY; i++) {
		char name[16];
		int64_t dir_id;

		(void)snprintf(name, sizeof(name), "%05d", i);
		dir_id = add_dir(store, volume_id, top, name);
		add_file(store, dir_id, i == MANY - 2 ? "needle" : "hay",
			(uint64_t)i, i);
	}
	ok(store_commit(store, err));
	return store;
}

/* From a file, so that other threads help. */
START_TEST(a_long_walk_looks_at_all_entries_first)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "catalog.db");
	struct store *store = make_wide(path);
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_SUBSTRING, "needle", 6);
	_cleanup_(wanted_freep) struct wanted *size =
		wanted_new_range(WANTED_SIZE, MANY - 1, MANY - 1);
	struct find_options o = { .wanted = w, .max_depth = INT64_MAX };
	_cleanup_(freep) char *by_name = found(store, &o);
	_cleanup_(freep) char *by_size = NULL;

	ck_assert_str_eq(by_name, "/mnt/05998/needle\n");
	o.wanted = size;
	o.walk_first = 1;
	by_size = found(store, &o);
	ck_assert_str_eq(by_size, "/mnt/05999/hay\n");
	store_close(store);
}
END_TEST

/* Who keeps the largest only does not hear of all that is smaller. */
START_TEST(a_bound_leaves_out_what_is_not_beyond)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "catalog.db");
	struct store *store = make_wide(path);
	struct find_bound bound = { .key = FIND_BY_SIZE,
		.is_set = true,
		.than = MANY - 2 };
	struct find_options o = { .bound = &bound,
		.max_depth = INT64_MAX,
		.walk_first = 1 };
	_cleanup_(freep) char *large = found(store, &o);
	_cleanup_(freep) char *small = NULL;

	ck_assert_ptr_nonnull(strstr(large, "/mnt/05999/hay\n"));
	ck_assert_ptr_null(strstr(large, "/mnt/05000/hay\n"));
	bound.is_below = true;
	bound.than = 2;
	small = found(store, &o);
	ck_assert_ptr_null(strstr(small, "/mnt/05999/hay\n"));
	ck_assert_ptr_nonnull(strstr(small, "/mnt/00001/hay\n"));
	store_close(store);
}
END_TEST

/* Nor, by name or ctime, of what is before or not later; as bytes, and by what
 * a ctime is after it wrapped. */
START_TEST(a_bound_is_by_name_or_ctime_too)
{
	struct store *store = make_wide(":memory:");
	struct find_bound bound = { .key = FIND_BY_NAME,
		.is_set = true,
		.name = "hay",
		.name_len = 3 };
	struct find_options o = { .bound = &bound,
		.max_depth = INT64_MAX,
		.walk_first = 1 };
	_cleanup_(freep) char *behind = NULL;
	_cleanup_(freep) char *late = NULL;
	_cleanup_(freep) char *early = NULL;
	struct entry e = file_entry("\xff", 1, 1);
	int64_t dir_id = 0;

	ok(store_begin(store, err));
	ok(store_find_directory(store, &dir_id, 1, "05000", err));
	e.mtime_ns = INT64_MIN;
	e.ctime_ns = INT64_MAX;
	ok(store_add_entry(store, dir_id, &e, 0, err));
	ok(store_commit(store, err));
	behind = found(store, &o);
	ck_assert_ptr_null(strstr(behind, "/hay\n"));
	ck_assert_ptr_nonnull(strstr(behind, "/needle\n"));
	ck_assert_ptr_nonnull(strstr(behind, "/05000/\xff\n"));
	bound.key = FIND_BY_CTIME;
	bound.than = INT64_MAX - 1;
	late = found(store, &o);
	ck_assert_ptr_null(strstr(late, "/hay\n"));
	ck_assert_ptr_nonnull(strstr(late, "/05000/\xff\n"));
	bound.is_below = true;
	early = found(store, &o);
	ck_assert_ptr_nonnull(strstr(early, "/hay\n"));
	ck_assert_ptr_null(strstr(early, "/05000/\xff\n"));
	store_close(store);
}
END_TEST

static size_t
count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Each is larger than those before it, and the walk is at the first ones; or it
 * has not found enough to know of a bound. */
START_TEST(a_poor_bound_gets_better_on_the_way)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "catalog.db");
	struct store *store = make_wide(_i % 2 ? path : ":memory:");
	_cleanup_(wanted_freep) struct wanted *files =
		wanted_new_range(WANTED_TYPE, wanted_type(S_IFREG), 0);
	struct find_bound bound = { .key = FIND_BY_SIZE,
		.is_set = _i < 2,
		.than = 1 };
	struct find_options o = { .wanted = files,
		.bound = &bound,
		.max_depth = INT64_MAX,
		.walk_first = 1 };
	_cleanup_(freep) char *all = found(store, &o);
	_cleanup_(freep) char *few = NULL;

	ck_assert_uint_gt(count_lines(all), MANY - 10);
	bound.n_first = 20;
	few = found(store, &o);
	ck_assert_uint_lt(count_lines(few), MANY / 4);
	for (int i = MANY - 20; i < MANY; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "/%05d/", i);
		ck_assert_ptr_nonnull(strstr(few, name));
	}
	store_close(store);
}
END_TEST

static int
count_run(unsigned int what, void *arg, void *stmt, void *text)
{
	int64_t *n = arg;

	(void)what;
	(void)stmt;
	(void)text;
	(*n)++;
	return 0;
}

static int
add_steps(unsigned int what, void *arg, void *stmt, void *time)
{
	int64_t *n = arg;

	(void)what;
	(void)time;
	*n += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

static int64_t
steps(struct store *store, const struct find_options *o, const char *want)
{
	_cleanup_(freep) char *got = NULL;
	int64_t n = 0;

	sqlite3_trace_v2(store->db, SQLITE_TRACE_PROFILE, add_steps, &n);
	got = found(store, o);
	sqlite3_trace_v2(store->db, 0, NULL, NULL);
	ck_assert_str_eq(got, want);
	return n;
}

/* Where the index says where to look nothing else is looked at, though only the
 * first few are asked for. */
START_TEST(the_first_few_are_looked_for_where_they_may_be)
{
	struct store *store = make_wide(":memory:");
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_SUBSTRING, "needle", 6);
	const struct find_bound bound = { .key = FIND_BY_SIZE, .n_first = 1 };
	struct find_options o = { .wanted = w, .max_depth = INT64_MAX };
	int64_t n;

	ok(name_index_build(store, 16, err));
	(void)steps(store, &o, "/mnt/05998/needle\n"); /* of the index, too */
	o.bound = &bound;
	n = steps(store, &o, "/mnt/05998/needle\n");
	ck_assert_int_gt(n, 0);
	ck_assert_int_lt(n, MANY);
	store_close(store);
}
END_TEST

/* In each of many directories something is found: after the scan, which says
 * all of it, neither names nor directories are looked up. */
START_TEST(what_a_scan_found_is_not_looked_up)
{
	struct store *store = make_wide(":memory:");
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_SUBSTRING, "hay", 3);
	struct find_options o = { .wanted = w,
		.max_depth = INT64_MAX,
		.walk_first = 1 };
	_cleanup_(freep) char *kept = NULL;
	_cleanup_(freep) char *again = NULL;
	int64_t once = 0, twice = 0;

	sqlite3_trace_v2(store->db, SQLITE_TRACE_STMT, count_run, &once);
	kept = found(store, &o);
	o.most_kept = 1;
	sqlite3_trace_v2(store->db, SQLITE_TRACE_STMT, count_run, &twice);
	again = found(store, &o);
	sqlite3_trace_v2(store->db, 0, NULL, NULL);
	ck_assert_str_eq(kept, again);
	/* A few, and one for each piece of what is scanned. */
	ck_assert_int_lt(once, 300);
	ck_assert_int_gt(twice, MANY);
	store_close(store);
}
END_TEST

/* What the writer adds while a report reads is none of its business. */
START_TEST(helpers_see_what_the_report_sees)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "catalog.db");
	struct store *writer = make_wide(path);
	struct store *reader = NULL;
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_SUBSTRING, "needle", 6);
	struct find_options o = { .wanted = w,
		.max_depth = INT64_MAX,
		.walk_first = 1 };
	int64_t removed = 0, dir_id = 0, fact;
	_cleanup_(freep) char *before = NULL;
	_cleanup_(freep) char *after = NULL;

	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ok(store_fact(reader, &fact, "generation", err));
	ok(store_begin(writer, err));
	ok(store_find_directory(writer, &dir_id, 1, "05998", err));
	ok(store_remove_entry(writer, dir_id, "needle", 6, &removed, err));
	ok(store_commit(writer, err));
	before = found(reader, &o);
	ck_assert_str_eq(before, "/mnt/05998/needle\n");
	ok(store_rollback(reader, err));
	after = found(reader, &o);
	ck_assert_str_eq(after, "");
	store_close(reader);
	store_close(writer);
}
END_TEST

/* Far deeper than there are statements of their own. */
START_TEST(a_deep_tree_is_walked_in_order)
{
	enum { DEPTH = 300 };
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX };
	struct strbuf want = STRBUF_INIT;
	struct strbuf path = STRBUF_INIT;
	_cleanup_(freep) char *got = NULL;
	int64_t ids[DEPTH];
	int64_t volume_id, dir_id;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	dir_id = make_directory(store, volume_id, "");
	strbuf_adds(&path, "/mnt");
	for (int i = 0; i < DEPTH; i++) {
		ids[i] = dir_id;
		add_file(store, dir_id, "a", 1, 1);
		add_file(store, dir_id, "c", 2, 1);
		strbuf_addf(&want, "%s/a\n", path.buf);
		dir_id = add_dir(store, volume_id, dir_id, "b");
		strbuf_adds(&path, "/b");
		strbuf_addf(&want, "%s\n", path.buf);
	}
	ck_assert_int_ne(ids[DEPTH - 1], 0);
	while (path.len > strlen("/mnt")) {
		strbuf_truncate(&path, path.len - 2);
		strbuf_addf(&want, "%s/c\n", path.buf);
	}
	ok(store_commit(store, err));
	got = found(store, &o);
	ck_assert_str_eq(got, want.buf);
	strbuf_clear(&want);
	strbuf_clear(&path);
	store_close(store);
}
END_TEST

/* Ways are not shown, and depth is counted from what was scanned. */
START_TEST(what_was_scanned_has_depth_0)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = 0 };
	_cleanup_(freep) char *roots = NULL;
	_cleanup_(freep) char *names = NULL;
	struct known_entry way;
	struct entry self = file_entry("photos", 5, 4096);
	int64_t volume_id, home, photos;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/");
	home = make_directory(store, volume_id, "home");
	photos = make_directory(store, volume_id, "home/photos");
	way = get_entry(store, home, "photos");
	self.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, home, &way, &self, photos, err));
	add_file(store, photos, "a", 6, 1);
	ok(store_commit(store, err));
	roots = found(store, &o);
	ck_assert_str_eq(roots, "/home/photos\n");
	o.min_depth = o.max_depth = 1;
	names = found(store, &o);
	ck_assert_str_eq(names, "/home/photos/a\n");
	store_close(store);
}
END_TEST

/* Part of a volume is mounted elsewhere: paths are those of the places. */
START_TEST(paths_are_those_of_the_places)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX };
	_cleanup_(wanted_freep) struct wanted *online =
		wanted_new(WANTED_ONLINE);
	_cleanup_(freep) char *all = NULL;
	_cleanup_(freep) char *mounted = NULL;
	int64_t volume_id, top, a, b;
	struct place place = { .mount_point = "/x", .mount_root = "a/b" };

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/y");
	top = make_directory(store, volume_id, "");
	a = add_dir(store, volume_id, top, "a");
	b = add_dir(store, volume_id, a, "b");
	add_file(store, a, "f", 1, 1);
	add_file(store, b, "g", 2, 1);
	ok(store_commit(store, err));
	place.volume_id = volume_id;
	ok(store_set_places(store, &place, 1, err));
	all = found(store, &o);
	ck_assert_str_eq(all, "/y/a\n/x\n/x/g\n/y/a/f\n");
	o.wanted = online;
	mounted = found(store, &o);
	ck_assert_str_eq(mounted, "/x/g\n");
	store_close(store);
}
END_TEST

Suite *suite_find_walk(void);

Suite *
suite_find_walk(void)
{
	Suite *s = suite_create("find_walk");
	TCase *tc = tcase_create("find_walk");

	tcase_add_test(tc, a_long_walk_looks_at_all_entries_first);
	tcase_add_test(tc, a_bound_leaves_out_what_is_not_beyond);
	tcase_add_test(tc, a_bound_is_by_name_or_ctime_too);
	tcase_add_loop_test(tc, a_poor_bound_gets_better_on_the_way, 0, 4);
	tcase_add_test(tc, the_first_few_are_looked_for_where_they_may_be);
	tcase_add_test(tc, what_a_scan_found_is_not_looked_up);
	tcase_add_test(tc, helpers_see_what_the_report_sees);
	tcase_add_test(tc, a_deep_tree_is_walked_in_order);
	tcase_add_test(tc, what_was_scanned_has_depth_0);
	tcase_add_test(tc, paths_are_those_of_the_places);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include "store/moves.h"

#include "store/changes.h"
#include "store/rows.h"
#include "store/scans.h"
#include "unit/store/fixture.h"

#include <stdlib.h>

static struct store *store;
static int64_t volume_id;
static int64_t top;
static int64_t scan_id;

static int64_t
begin_scan(int64_t started_ns)
{
	struct scan_row row = { .root_id = 1, .volume_id = volume_id };

	row.root_path = "/mnt";
	row.started_ns = started_ns;
	ok(store_begin_scan(store, &row, err));
	return row.id;
}

static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	scan_id = begin_scan(1000);
}

static void
tear_down(void)
{
	store_close(store);
}

struct told {
	int64_t moved;
	int64_t to_scan; /* the last */
	int64_t from_scan;
};

static void
on_moved(void *arg, int64_t to_scan, int64_t from_scan)
{
	struct told *told = arg;

	told->moved++;
	told->to_scan = to_scan;
	told->from_scan = from_scan;
}

static struct told
settle_volume(int64_t id)
{
	struct told told = { 0 };
	const struct moves_listener listener = { on_moved, &told };

	ok(store_moves_settle(store, id, &listener, err));
	return told;
}

/* A scan ends: settle what is noted, then remove what it gave as gone. */
static int64_t
settle(void)
{
	return settle_volume(volume_id).moved;
}

static void
gone(int64_t dir_id, const char *name)
{
	ok(store_moves_gone(store, scan_id, dir_id, name, strlen(name), err));
}

static void
removed(int64_t dir_id, const char *name)
{
	int64_t n = 0;

	ok(store_remove_entry(store, dir_id, name, strlen(name), &n, err));
	ck_assert_int_gt(n, 0);
}

static void
new_file(int64_t dir_id, const char *name, uint64_t inode, int64_t size,
	uint32_t nlink)
{
	struct entry e = file_entry(name, inode, size);

	e.nlink = nlink;
	e.ctime_ns = 3000; /* a rename sets it */
	ok(store_add_entry(store, dir_id, &e, 0, err));
	ok(store_moves_new(store, scan_id, dir_id, name, strlen(name), err));
}

/* The history in order, "kind type old>path size/old_size|..." */
static void
history_is(const char *want)
{
	struct strbuf got = STRBUF_INIT;
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(store->db,
				 "SELECT change || ' ' || type || ' ' ||"
				 " coalesce(old_path || '>', '') || path || ' '"
				 " || coalesce(size, '-') || '/' ||"
				 " coalesce(old_size, '-') FROM changes"
				 " ORDER BY path, change",
				 -1, &stmt, NULL),
		SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		if (got.len > 0)
			strbuf_addc(&got, '|');
		strbuf_adds(&got, (const char *)sqlite3_column_text(stmt, 0));
	}
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_str_eq(got.buf, want);
	strbuf_clear(&got);
}

START_TEST(a_renamed_file_keeps_its_content)
{
	int64_t sub = add_dir(store, volume_id, top, "sub");
	int64_t n = 0;

	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	new_file(sub, "b", 1, 5, 1);
	gone(top, "a");
	ok(store_moves_count(store, &n, volume_id, err));
	ck_assert_int_eq(n, 1);
	history_is("");
	ck_assert_int_eq(settle(), 1);
	removed(top, "a");
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, sub, "b").content_id, 7);
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 1);
	history_is("moved f /mnt/a>/mnt/sub/b 5/5");
	/* The lists are empty now. */
	ok(store_begin(store, err));
	ck_assert_int_eq(settle(), 0);
	history_is("moved f /mnt/a>/mnt/sub/b 5/5");
}
END_TEST

static const struct no_move {
	const char *what;
	uint64_t inode;
	int64_t size;
	uint32_t mode;
	bool on_another_volume;
	bool inodes_unstable;
} no_moves[] = {
	{ "another inode", 2, 5, S_IFREG | 0644, false, false },
	{ "another size", 1, 6, S_IFREG | 0644, false, false },
	{ "a symbolic link", 1, 5, S_IFLNK | 0777, false, false },
	{ "another volume", 1, 5, S_IFREG | 0644, true, false },
	{ "numbers that change", 1, 5, S_IFREG | 0644, false, true },
};

START_TEST(what_is_not_a_move)
{
	const struct no_move *c = &no_moves[_i];
	struct entry e = file_entry("b", c->inode, c->size);
	int64_t other = add_volume(store, "uuid:2", "/other");
	int64_t to =
		c->on_another_volume ? make_directory(store, other, "") : top;
	int64_t n = 1;

	if (c->inodes_unstable)
		ok(query_exec(store, "UPDATE volume SET inodes_stable = 0",
			err));
	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	e.mode = c->mode;
	ok(store_add_entry(store, to, &e, 0, err));
	ok(store_moves_new(store, scan_id, to, "b", 1, err));
	gone(top, "a");
	ok(store_moves_count(store, &n, volume_id, err));
	ck_assert_msg(n == 0, "%s", c->what);
	ck_assert_int_eq(settle(), 0);
	removed(top, "a");
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, to, "b").content_id, 0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM changes WHERE"
				 " change = 'removed' AND path = '/mnt/a'"
				 " AND size IS NULL AND old_size = 5"),
		1);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM changes"),
		c->on_another_volume ? 1 : 2);
}
END_TEST

START_TEST(another_mtime_is_no_move)
{
	struct entry e = file_entry("b", 1, 5);

	add_file(store, top, "a", 1, 5);
	e.mtime_ns++;
	ok(store_add_entry(store, top, &e, 0, err));
	ok(store_moves_new(store, scan_id, top, "b", 1, err));
	gone(top, "a");
	ck_assert_int_eq(settle(), 0);
	history_is("removed f /mnt/a -/5|added f /mnt/b 5/-");
}
END_TEST

/* Three names of an inode go, two come: two moved. */
START_TEST(links_are_paired_off)
{
	int64_t n = 0;

	for (const char *name = "a\0b\0c\0"; *name; name += 2) {
		struct entry e = file_entry(name, 1, 5);

		e.nlink = 3;
		ok(store_add_entry(store, top, &e, 0, err));
	}
	new_file(top, "x", 1, 5, 2);
	new_file(top, "y", 1, 5, 2);
	gone(top, "a");
	gone(top, "b");
	gone(top, "c");
	ok(store_moves_count(store, &n, volume_id, err));
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(settle(), 2);
	history_is("removed f /mnt/c -/5|moved f /mnt/a>/mnt/x 5/5|"
		   "moved f /mnt/b>/mnt/y 5/5");
}
END_TEST

START_TEST(one_gone_and_two_new_links)
{
	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	new_file(top, "x", 1, 5, 2);
	new_file(top, "y", 1, 5, 2);
	set_content(store, top, "x", 8); /* what it has it keeps */
	gone(top, "a");
	ck_assert_int_eq(settle(), 1);
	history_is("moved f /mnt/a>/mnt/x 5/5|added f /mnt/y 5/-");
	ck_assert_int_eq(get_entry(store, top, "x").content_id, 8);
	ck_assert_int_eq(get_entry(store, top, "y").content_id, 0);
}
END_TEST

/* Its name was taken by something else, so its row went before the end, and a
 * commit took its content along. */
START_TEST(a_content_that_is_gone_is_not_handed_over)
{
	add_file(store, top, "a", 1, 5);
	set_content(store, top, "a", 7);
	gone(top, "a");
	removed(top, "a");
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	new_file(top, "b", 1, 5, 1);
	ck_assert_int_eq(settle(), 1);
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, top, "b").content_id, 0);
	history_is("moved f /mnt/a>/mnt/b 5/5");
}
END_TEST

START_TEST(every_name_below_is_told)
{
	int64_t d = add_dir(store, volume_id, top, "d");
	int64_t e = add_dir(store, volume_id, d, "e\xff");

	add_file(store, d, "f", 1, 5);
	add_file(store, e, "g\xfe", 2, 6);
	new_file(top, "h", 1, 5, 1);
	gone(top, "d");
	ck_assert_int_eq(settle(), 1);
	removed(top, "d");
	history_is("removed d /mnt/d -/4096|removed d /mnt/d/e\xff -/4096|"
		   "removed f /mnt/d/e\xff/g\xfe -/6|moved f /mnt/d/f>/mnt/h "
		   "5/5");
}
END_TEST

START_TEST(ways_are_no_history)
{
	ok(store_put_root(store, &(int64_t){ 0 },
		make_directory(store, volume_id, "w/r"), "{}", err));
	gone(top, "w");
	ck_assert_int_eq(settle(), 0);
	history_is("");
}
END_TEST

START_TEST(held_removals_did_not_happen)
{
	add_file(store, top, "a", 1, 5);
	new_file(top, "b", 1, 5, 1);
	gone(top, "a");
	ok(store_moves_forget_gone(store, volume_id, err));
	ck_assert_int_eq(settle(), 0);
	history_is("added f /mnt/b 5/-");
}
END_TEST

START_TEST(a_rollback_forgets_the_lists)
{
	add_file(store, top, "a", 1, 5);
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	new_file(top, "b", 1, 5, 1);
	gone(top, "a");
	ok(store_rollback(store, err));
	ok(store_begin(store, err));
	ck_assert_int_eq(settle(), 0);
	history_is("");
}
END_TEST

START_TEST(each_scan_is_told_its_part)
{
	struct told told;
	int64_t first = scan_id;

	add_file(store, top, "a", 1, 5);
	gone(top, "a");
	scan_id = begin_scan(2000);
	new_file(top, "b", 1, 5, 1);
	told = settle_volume(volume_id);
	ck_assert_int_eq(told.moved, 1);
	ck_assert_int_eq(told.to_scan, scan_id);
	ck_assert_int_eq(told.from_scan, first);
}
END_TEST

START_TEST(another_volume_is_settled_apart)
{
	int64_t other = add_volume(store, "uuid:2", "/other");
	int64_t there = make_directory(store, other, "");

	new_file(top, "b", 1, 5, 1);
	new_file(there, "c", 1, 5, 1);
	ck_assert_int_eq(settle_volume(other).moved, 0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM change"), 1);
	ck_assert_int_eq(settle(), 0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM change"), 2);
}
END_TEST

START_TEST(modified_and_retention)
{
	struct entry was = file_entry("a", 1, 5);
	struct entry is = file_entry("a", 1, 9);
	int64_t first = scan_id;

	ok(store_note_modified(store, first, top, &was, &is, err));
	scan_id = begin_scan(2000);
	is.mode = S_IFLNK | 0777;
	ok(store_note_modified(store, scan_id, top, &was, &is, err));
	history_is("modified f /mnt/a 9/5|modified l /mnt/a 9/5");
	ok(store_forget_changes(store, 1000, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM change"), 2);
	ok(store_forget_changes(store, 1001, err));
	history_is("modified l /mnt/a 9/5");
	ck_assert_int_eq(number(store, "SELECT count(*) FROM scan"), 2);
	/* The root of a volume itself. */
	ok(store_note_modified(store, scan_id, 0, &was, &is, err));
	history_is("modified l /mnt 9/5|modified l /mnt/a 9/5");
}
END_TEST

/* Every name of many is another: a join gone wrong would take minutes. */
START_TEST(many_files_are_matched)
{
	const int n = 30000;
	int64_t counted = 0;

	for (int i = 0; i < n; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "a%d", i);
		add_file(store, top, name, (uint64_t)i + 1, 5);
		gone(top, name);
		(void)snprintf(name, sizeof(name), "b%d", n - i);
		new_file(top, name, (uint64_t)i + 1, 5, 1);
	}
	ok(store_moves_count(store, &counted, volume_id, err));
	ck_assert_int_eq(counted, n);
	ck_assert_int_eq(settle(), n);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM change WHERE kind = 4"),
		n);
}
END_TEST

/* --- directories --------------------------------------------------------- */

static struct entry
dir_entry(const char *name)
{
	struct entry e = file_entry(name, 77, 4096);

	e.mode = S_IFDIR | 0755;
	return e;
}

static int
move(int64_t dir_id, int64_t to, const char *name, struct error *err)
{
	struct entry e = dir_entry(name);

	return store_move_directory(store, scan_id, dir_id, to, &e, err);
}

static void
path_is(int64_t dir_id, const char *want)
{
	struct strbuf path = STRBUF_INIT;

	ok(store_directory_path(store, &path, dir_id, NULL, err));
	ck_assert_str_eq(path.buf, want);
	strbuf_clear(&path);
}

START_TEST(a_directory_moves_as_one)
{
	int64_t a = add_dir(store, volume_id, top, "a");
	int64_t b = add_dir(store, volume_id, top, "b");
	int64_t c = add_dir(store, volume_id, a, "c");
	int64_t before;
	struct totals t;

	for (int i = 0; i < 100; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%d", i);
		add_file(store, c, name, (uint64_t)i, 10);
	}
	set_content(store, c, "f1", 7);
	ok(store_commit(store, err));
	path_is(c, "/mnt/a/c");
	ok(store_begin(store, err));
	before = store_rows_written(store);
	ok(move(a, b, "moved", err));
	/* Old entry, new entry, the directory itself; sums of b (and top). */
	ck_assert_int_le(store_rows_written(store) - before, 4);
	path_is(c, "/mnt/b/moved/c");
	ok(store_directory_totals(store, &t, b, err));
	ck_assert_int_eq(t.files, 100);
	ck_assert_int_eq(t.directories, 2);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 100);
	ck_assert_int_eq(t.directories, 3);
	ck_assert_int_eq(t.bytes, 1000);
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, c, "f1").content_id, 7);
	history_is("moved d /mnt/a>/mnt/b/moved 4096/4096");
}
END_TEST

START_TEST(a_directory_stays_in_the_tree)
{
	struct error error = ERROR_INIT;
	int64_t a = add_dir(store, volume_id, top, "a");
	int64_t b = add_dir(store, volume_id, a, "b");
	int64_t other = add_volume(store, "uuid:2", "/other");

	ck_assert_int_lt(move(a, b, "a", &error), 0);
	ck_assert_ptr_nonnull(strstr(error.text, "below itself"));
	ck_assert_int_lt(move(a, a, "a", &error), 0);
	ck_assert_int_lt(move(top, b, "a", &error), 0);
	ck_assert_int_lt(move(999, b, "a", &error), 0);
	ck_assert_int_lt(move(a, 999, "a", &error), 0);
	ck_assert_int_lt(move(a, make_directory(store, other, ""), "a", &error),
		0);
	path_is(b, "/mnt/a/b");
	history_is("");
}
END_TEST

/* mv a/x t; rm -r a; mv t a */
START_TEST(a_directory_takes_its_parents_name)
{
	int64_t a = add_dir(store, volume_id, top, "a");
	int64_t x = add_dir(store, volume_id, a, "x");
	struct totals t;

	add_file(store, a, "lost", 1, 5);
	add_file(store, x, "kept", 2, 6);
	ok(move(x, top, "a", err));
	ck_assert_int_eq(get_entry(store, top, "a").child_id, x);
	path_is(x, "/mnt/a");
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 1);
	ck_assert_int_eq(t.directories, 1);
	ck_assert_int_eq(t.bytes, 6);
	ck_assert_int_eq(settle(), 0);
	ok(store_commit(store, err));
	history_is("moved d /mnt/a/x>/mnt/a 4096/4096|"
		   "removed d /mnt/a -/4096|removed f /mnt/a/lost -/5");
}
END_TEST

START_TEST(a_directory_takes_a_files_name)
{
	int64_t a = add_dir(store, volume_id, top, "a");

	add_file(store, top, "f", 1, 5);
	set_content(store, top, "f", 7);
	ok(move(a, top, "f", err));
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
	ck_assert_int_eq(number(store, "SELECT bytes FROM directory"), 0);
	ck_assert_int_eq(get_entry(store, top, "f").child_id, a);
}
END_TEST

/* A root moves along with the directory that it is in. */
START_TEST(a_root_moves_along)
{
	int64_t a = add_dir(store, volume_id, top, "a");
	int64_t r = add_dir(store, volume_id, a, "r");
	struct root_row *rows = NULL;
	size_t n = 0;

	ok(store_put_root(store, &(int64_t){ 0 }, r, "{}", err));
	ck_assert_int_eq(subtree_is_kept(store, a, NULL), 1);
	ok(move(r, top, "r2", err));
	ck_assert_int_eq(subtree_is_kept(store, a, NULL), 0);
	ck_assert_int_eq(subtree_is_kept(store, r, NULL), 1);
	ok(store_roots(store, &rows, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(rows[0].within, "r2");
	store_roots_free(rows, n);
}
END_TEST

START_TEST(inodes_of_directories)
{
	int64_t a = add_dir(store, volume_id, top, "a");
	int64_t b = add_dir(store, volume_id, top, "b");
	struct known_entry was = get_entry(store, top, "a");
	struct directory_inode *list = NULL;
	struct directory dir;
	struct entry e = was.entry;
	size_t n = 0;

	(void)make_directory(store, volume_id, "way");
	e.inode = UINT64_MAX;
	ok(store_change_entry(store, top, &was, &e, a, err));
	ok(store_directory(store, &dir, a, err));
	ck_assert_uint_eq(dir.inode, UINT64_MAX);
	ok(store_directory_inodes(store, &list, &n, volume_id, err));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(list[0].inode, 77);
	ck_assert_int_eq(list[0].id, b);
	ck_assert_uint_eq(list[1].inode, UINT64_MAX);
	ck_assert_int_eq(list[1].id, a);
	free(list);
	ok(store_directory_inodes(store, &list, &n, 99, err));
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(list);
}
END_TEST

/* --- reports ------------------------------------------------------------- */

static void
bind_or_null(struct rows *rows, int64_t value)
{
	if (value >= 0)
		rows_bind_i64(rows, value);
	else
		rows_bind_null(rows);
}

/* What ROWS_CHANGES of these parameters (-1 and NULL: none) finds. */
static void
changes_are(enum rows_query query, const int64_t number_of[4],
	const char *below, const char *want)
{
	struct strbuf got = STRBUF_INIT;
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;

	ok(rows_open(&rows, store, query, err));
	for (int i = 0; i < 4; i++)
		bind_or_null(rows, number_of[i]);
	if (below)
		rows_bind_bytes(rows, below, strlen(below));
	else
		rows_bind_null(rows);
	rows_bind_i64(rows, -1);
	rows_bind_null(rows);
	rows_bind_null(rows);
	while (rows_next(rows, &error) > 0) {
		strbuf_adds(&got, rows_bytes(rows, 3, NULL));
		strbuf_addc(&got, ' ');
	}
	ck_assert_str_eq(error.text, "");
	ck_assert_str_eq(got.buf, want);
	ck_assert_str_eq(rows_column_name(rows, 9), "time");
	rows_close(rows);
	strbuf_clear(&got);
}

START_TEST(changes_are_filtered)
{
	static const int64_t any[4] = { -1, -1, -1, -1 };
	int64_t first = scan_id;
	int64_t d = add_dir(store, volume_id, top, "d");
	struct entry was = file_entry("m", 9, 1);

	add_file(store, d, "f", 1, 5);
	new_file(top, "z", 4, 5, 1);
	new_file(top, "dd", 5, 5, 1);
	ck_assert_int_eq(settle(), 0);
	scan_id = begin_scan(2000);
	new_file(top, "x", 1, 5, 1);
	gone(d, "f");
	ck_assert_int_eq(settle(), 1);
	ok(store_note_modified(store, scan_id, d, &was, &was, err));
	changes_are(ROWS_CHANGES, any, NULL, "x d/m dd z ");
	changes_are(ROWS_CHANGES_PATH, any, "", "d/m dd x z ");
	changes_are(ROWS_CHANGES_PATH, any, "d", "d/m x ");
	changes_are(ROWS_CHANGES_PATH, any, "d/f", "x ");
	changes_are(ROWS_CHANGES, any, "nothing", "");
	changes_are(ROWS_CHANGES, (int64_t[]){ scan_id, -1, -1, -1 }, NULL,
		"x d/m ");
	changes_are(ROWS_CHANGES, (int64_t[]){ -1, first, -1, -1 }, NULL,
		"dd z ");
	changes_are(ROWS_CHANGES, (int64_t[]){ -1, -1, 1001, -1 }, NULL,
		"x d/m ");
	changes_are(ROWS_CHANGES, (int64_t[]){ -1, -1, -1, 99 }, NULL, "");
	changes_are(ROWS_CHANGES, (int64_t[]){ -1, -1, -1, volume_id }, "z",
		"z ");
}
END_TEST

/* Only a part of the volume is mounted, or it is somewhere else now. */
START_TEST(paths_are_those_of_the_mount)
{
	struct place place = { volume_id, "/elsewhere", "a" };
	struct entry e = file_entry("f", 1, 5);
	struct strbuf path = STRBUF_INIT;
	bool online = true;

	(void)make_directory(store, volume_id, "a");
	ok(query_exec(store, "UPDATE volume SET mount_root = CAST('a' AS BLOB)",
		err));
	ok(store_note_modified(store, scan_id, top, &e, &e, err));
	e.name = "a";
	ok(store_note_modified(store, scan_id, top, &e, &e, err));
	ok(store_note_modified(store, scan_id,
		make_directory(store, volume_id, "a"), &e, &e, err));
	history_is("modified f /mnt 5/5|modified f /mnt/a 5/5|"
		   "modified f disk:/f 5/5");
	ok(store_absolute_path(store, &path, volume_id, "a/b", &online, err));
	ck_assert_str_eq(path.buf, "/mnt/b");
	ck_assert(!online);
	ok(store_set_places(store, &place, 1, err));
	ok(store_absolute_path(store, &path, volume_id, "a/b", &online, err));
	ck_assert_str_eq(path.buf, "/elsewhere/b");
	ck_assert(online);
	ok(store_absolute_path(store, &path, volume_id, "c", &online, err));
	ck_assert_str_eq(path.buf, "disk:/c");
	strbuf_clear(&path);
}
END_TEST

Suite *suite_moves(void);

Suite *
suite_moves(void)
{
	Suite *s = suite_create("moves");
	TCase *tc = tcase_create("moves");
	int n = (int)(sizeof(no_moves) / sizeof(*no_moves));

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_renamed_file_keeps_its_content);
	tcase_add_loop_test(tc, what_is_not_a_move, 0, n);
	tcase_add_test(tc, another_mtime_is_no_move);
	tcase_add_test(tc, links_are_paired_off);
	tcase_add_test(tc, one_gone_and_two_new_links);
	tcase_add_test(tc, a_content_that_is_gone_is_not_handed_over);
	tcase_add_test(tc, every_name_below_is_told);
	tcase_add_test(tc, ways_are_no_history);
	tcase_add_test(tc, held_removals_did_not_happen);
	tcase_add_test(tc, a_rollback_forgets_the_lists);
	tcase_add_test(tc, many_files_are_matched);
	tcase_add_test(tc, each_scan_is_told_its_part);
	tcase_add_test(tc, another_volume_is_settled_apart);
	tcase_add_test(tc, modified_and_retention);
	tcase_add_test(tc, a_directory_moves_as_one);
	tcase_add_test(tc, a_directory_stays_in_the_tree);
	tcase_add_test(tc, a_directory_takes_its_parents_name);
	tcase_add_test(tc, a_directory_takes_a_files_name);
	tcase_add_test(tc, a_root_moves_along);
	tcase_add_test(tc, inodes_of_directories);
	tcase_add_test(tc, changes_are_filtered);
	tcase_add_test(tc, paths_are_those_of_the_mount);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
/*
 * find backwards: in random worlds, under random conditions, it is what find
 * finds forwards, turned around.  A world has what a walk has to be careful
 * with: more levels than have statements of their own, directories without an
 * entry as a running scan leaves them, ways, parts of a volume that are mounted
 * elsewhere, and a volume that is away.
 */
#include "store/find/find.h"

#include "lib/random.h"
#include "store/scans.h"
#include "unit/store/find/facts.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

#define N_DIRECTORIES 220
#define N_VOLUMES 3
#define N_PLACES 4
#define MOST_DEPTH 90

struct dir {
	int64_t id;
	int volume;
	int depth;
	char *within;
};

static struct dir dirs[N_DIRECTORIES];
static size_t n_dirs;
static size_t mounted[N_PLACES]; /* of dirs */
static int64_t volume_ids[N_VOLUMES];

/* --- a world -------------------------------------------------------------- */

/* Names that sort apart from their paths, each another one. */
static void
next_name(char ret[16])
{
	static const char *const letters[] = { "a", "A", ".", "-", "a-", "\xff",
		"z", "a." };
	static unsigned int last;

	(void)snprintf(ret, 16, "%s%s%u", letters[any(8)], letters[any(8)],
		last++ % 1000);
}

static void
note_dir(int64_t id, int volume, int depth, const char *above, const char *name)
{
	struct strbuf within = STRBUF_INIT;

	strbuf_addf(&within, "%s%s%s", above, *above ? "/" : "", name);
	dirs[n_dirs++] =
		(struct dir){ id, volume, depth, strbuf_detach(&within) };
}

/* A directory without an entry is what a scan leaves that is at work. */
static int64_t
add_orphan(struct store *store, int64_t volume_id, int64_t parent_id,
	const char *name)
{
	struct directory dir = { .parent_id = parent_id,
		.name = name,
		.name_len = strlen(name),
		.volume_id = volume_id,
		.state = DIRECTORY_COMPLETE };

	ok(store_last_directory_id(store, &dir.id, err));
	dir.id++;
	ok(store_add_directory(store, &dir, err));
	return dir.id;
}

static void
grow(struct store *store)
{
	/* Half of them below the last one: so some come to be deep. */
	const struct dir *up =
		&dirs[any(2) ? n_dirs - 1 : any((unsigned int)n_dirs)];
	int64_t volume_id = volume_ids[up->volume];
	char name[16];
	int64_t id;

	if (up->depth >= MOST_DEPTH)
		return;
	next_name(name);
	id = any(8) ? add_dir(store, volume_id, up->id, name) :
		      add_orphan(store, volume_id, up->id, name);
	note_dir(id, up->volume, up->depth + 1, up->within, name);
	for (unsigned int n = any(4); n > 0; n--) {
		next_name(name);
		add_file(store, any(2) ? id : up->id, name, any(1000),
			any(4) * 1000);
	}
}

/* One chain that is sure to be deeper than there are statements, with names
 * and orphans on both sides of it. */
static void
grow_deep(struct store *store)
{
	struct dir up = dirs[0];

	for (int i = 0; i < MOST_DEPTH - 20; i++) {
		int64_t volume_id = volume_ids[up.volume];
		int64_t id;

		add_file(store, up.id, "a", 1, 1000);
		add_file(store, up.id, "y", 2, 2000);
		if (any(4) == 0)
			(void)add_orphan(store, volume_id, up.id, "o");
		id = any(4) ? add_dir(store, volume_id, up.id, "m") :
			      add_orphan(store, volume_id, up.id, "m");
		note_dir(id, up.volume, up.depth + 1, up.within, "m");
		up = dirs[n_dirs - 1];
	}
}

static void
set_places(struct store *store)
{
	struct place places[N_PLACES];
	size_t n = any(N_PLACES);
	char points[N_PLACES][24];

	for (size_t i = 0; i < n; i++) {
		const struct dir *dir;

		mounted[i] = any((unsigned int)n_dirs);
		dir = &dirs[mounted[i]];
		(void)snprintf(points[i], sizeof(points[i]), "/x/%zu", i);
		places[i] = (struct place){ volume_ids[dir->volume], points[i],
			any(2) ? dir->within : "" };
	}
	ok(store_set_places(store, places, n, err));
}

/* Its entry was a way until it was read itself. */
static void
read_top(struct store *store, int64_t volume_id, int64_t id)
{
	struct known_entry way;
	struct entry e;
	char key[24];

	(void)snprintf(key, sizeof(key), "%lld", (long long)volume_id);
	way = get_entry(store, 0, key);
	e = file_entry(key, 2, 4096);
	e.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, 0, &way, &e, id, err));
	ok(store_set_directory_state(store, id, DIRECTORY_COMPLETE, 0, err));
}

/* Ways may be above what was scanned. */
static void
add_top(struct store *store, int volume, const char *identity,
	const char *mount_point)
{
	const char *top = any(2) ? "" : any(2) ? "w" : "w/v/u";
	int64_t id;

	volume_ids[volume] = add_volume(store, identity, mount_point);
	id = make_directory(store, volume_ids[volume], top);
	if (!*top)
		read_top(store, volume_ids[volume], id);
	note_dir(id, volume, 0, "", top);
}

static struct store *
make_world(void)
{
	static const char *const identities[] = { "uuid:1", "uuid:2",
		"uuid:3" };
	static const char *const points[] = { "/", "/mnt", "/mnt/old" };
	struct store *store = open_store(":memory:");
	struct scan_row scan = { .root_id = 1,
		.volume_id = 1,
		.root_path = "/",
		.started_ns = 1 };

	n_dirs = 0;
	ok(store_begin(store, err));
	ok(store_begin_scan(store, &scan, err));
	for (int i = 0; i < N_VOLUMES; i++)
		add_top(store, i, identities[i], points[i]);
	grow_deep(store);
	while (n_dirs < N_DIRECTORIES)
		grow(store);
	ok(store_commit(store, err));
	set_places(store);
	return store;
}

static void
free_world(struct store *store)
{
	for (size_t i = 0; i < n_dirs; i++)
		free(dirs[i].within);
	store_close(store);
}

/* --- what is asked of it -------------------------------------------------- */

/* On names, paths, and what only the walk knows. */
static struct wanted *
random_condition(void)
{
	struct wanted *w;

	switch (any(7)) {
	case 0:
		w = wanted_new_text(WANTED_SUBSTRING, any(2) ? "a" : "z1", 1);
		w->on_path = any(3) == 0;
		return w;
	case 1:
		return wanted_new_text(WANTED_GLOB, "*2", 2);
	case 2:
		return wanted_new_range(WANTED_SIZE, (int64_t)any(5) * 1000,
			INT64_MAX);
	case 3:
		return wanted_new_range(WANTED_TYPE,
			wanted_type(any(2) ? S_IFDIR : S_IFREG), 0);
	case 4:
		return wanted_new(WANTED_HIDDEN);
	case 5:
		return wanted_new(WANTED_ONLINE);
	default:
		return wanted_new(WANTED_EMPTY);
	}
}

static struct wanted *
random_wanted(void)
{
	switch (any(5)) {
	case 0:
		return NULL;
	case 1:
		return wanted_and(random_condition(), random_condition());
	case 2:
		return wanted_or(random_condition(),
			wanted_not(random_condition()));
	default:
		return random_condition();
	}
}

/* So that walks without a scan, by keys and out of memory are met. */
static struct find_options
random_options(const struct wanted *wanted, struct find_place places[N_PLACES])
{
	struct find_options o = { .wanted = wanted,
		.places = places,
		.n_places = any(2) ? 0 : any(N_PLACES),
		.min_depth = any(4) ? 0 : any(3),
		.max_depth = any(3) ? INT64_MAX : any(80),
		.walk_first = any(3) ? 1 + any(30) : SIZE_MAX,
		.most_kept = any(2) ? 0 : 1 };

	for (size_t i = 0; i < o.n_places; i++) {
		const struct dir *dir = any(3) ?
			&dirs[any((unsigned int)n_dirs)] :
			&dirs[mounted[i]];

		places[i] = (struct find_place){ volume_ids[dir->volume],
			any(3) ? dir->within : "" };
	}
	return o;
}

/* Where the first line begins that is another one. */
static size_t
first_difference(const char *a, const char *b)
{
	size_t line = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '\n')
			line = i + 1;
	return line;
}

START_TEST(backwards_is_forwards_turned_around)
{
	struct store *store;
	size_t n_found = 0;

	random_seed = (uint64_t)_i * 7919 + 1;
	store = make_world();
	for (int round = 0; round < 60; round++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted();
		struct find_place places[N_PLACES];
		struct find_options o = random_options(w, places);
		_cleanup_(freep) char *forwards = facts(store, &o);
		_cleanup_(freep) char *backwards = NULL;
		_cleanup_(freep) char *turned = NULL;
		size_t differ;

		ck_assert(store_find_can_reverse(&o));
		o.is_reverse = true;
		backwards = facts(store, &o);
		turned = reversed(backwards);
		differ = first_difference(turned, forwards);
		ck_assert_msg(strcmp(turned, forwards) == 0,
			"round %d of world %d, from here on:\n%.200s\n"
			"forwards:\n%.200s",
			round, _i, turned + differ, forwards + differ);
		n_found += strlen(forwards);
	}
	ck_assert_uint_gt(n_found, 0);
	free_world(store);
}
END_TEST

/* --- fixed cases ---------------------------------------------------------- */

/* A directory's own entry comes behind what is in it, "a" behind "a-". */
START_TEST(a_directory_comes_behind_what_is_in_it)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX, .is_reverse = true };
	_cleanup_(store_find_closep) struct find *find = NULL;
	static const char *const want[] = { "/mnt/b", "/mnt/a-", "/mnt/a/y",
		"/mnt/a/x", "/mnt/a" };
	struct find_entry e;
	int64_t volume_id, top, a;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	a = add_dir(store, volume_id, top, "a");
	add_file(store, a, "x", 1, 1);
	add_file(store, a, "y", 2, 1);
	add_file(store, top, "a-", 3, 1);
	add_file(store, top, "b", 4, 1);
	ok(store_commit(store, err));
	ok(store_find_open(&find, store, &o, err));
	for (size_t i = 0; i < 5; i++) {
		ck_assert_int_eq(store_find_next(find, &e, NULL), 1);
		ck_assert_str_eq(e.path, want[i]);
	}
	ck_assert_int_eq(e.child_id, a);
	ck_assert_int_eq(store_find_next(find, &e, NULL), 0);
	store_find_close(take_ptr(&find));
	store_close(store);
}
END_TEST

/* A damaged catalogue. */
START_TEST(a_directory_within_itself_ends_it)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX,
		.is_reverse = _i == 1 };
	struct find *find = NULL;
	struct find_entry e;
	struct error error = ERROR_INIT;
	int64_t volume_id;
	int r;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	(void)make_directory(store, volume_id, "a/b");
	ok(query_exec(store,
		"UPDATE entry SET child_id ="
		" (SELECT child_id FROM entry WHERE name = CAST('a' AS BLOB))"
		" WHERE name = CAST('b' AS BLOB)",
		err));
	ok(store_commit(store, err));
	ok(store_find_open(&find, store, &o, err));
	while ((r = store_find_next(find, &e, &error)) > 0)
		continue;
	ck_assert_int_eq(r, -EUCLEAN);
	store_find_close(find);
	store_close(store);
}
END_TEST

START_TEST(members_are_found_forwards_only)
{
	struct find_place places[] = { { 1, "a" }, { 1, "b.zip//c" } };
	struct find_options o = { .places = places, .n_places = 1 };

	ck_assert(store_find_can_reverse(&o));
	o.n_places = 2;
	ck_assert(!store_find_can_reverse(&o));
	o.n_places = 0;
	o.members = true;
	ck_assert(!store_find_can_reverse(&o));
}
END_TEST

/* --- plans ---------------------------------------------------------------- */

static void
check_plan(struct store *store, const char *sql)
{
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 3),
		"SEARCH e USING PRIMARY KEY (dir_id>? AND"
		" (dir_id,name)<(?,?))");
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(stmt, 3);

		ck_assert_msg(!strstr(detail, "SCAN") &&
				!strstr(detail, "TEMP B-TREE"),
			"%s of %s", detail, sql);
	}
	(void)sqlite3_finalize(stmt);
	sqlite3_free(text);
}

/* What was run last that reads a level. */
static int
note_level(unsigned int what, void *arg, void *stmt, void *text)
{
	struct strbuf *ret = arg;

	(void)what;
	(void)stmt;
	if (strstr(text, "ORDER BY e.dir_id DESC, e.name DESC")) {
		strbuf_truncate(ret, 0);
		strbuf_adds(ret, text);
	}
	return 0;
}

/* A level is a search by the key, in its order, whatever is asked for. */
START_TEST(a_level_backwards_is_a_search_by_the_key)
{
	struct store *store;
	_cleanup_(strbuf_clear) struct strbuf level = STRBUF_INIT;

	random_seed = 4711;
	store = make_world();
	for (int round = 0; round < 50; round++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted();
		_cleanup_(freep) char *text = NULL;
		struct find_options o = { .wanted = w,
			.max_depth = INT64_MAX,
			.walk_first = SIZE_MAX,
			.is_reverse = true };

		strbuf_truncate(&level, 0);
		sqlite3_trace_v2(store->db, SQLITE_TRACE_STMT, note_level,
			&level);
		text = facts(store, &o);
		sqlite3_trace_v2(store->db, 0, NULL, NULL);
		/* The index of names may have told where to look. */
		if (level.len > 0)
			check_plan(store, level.buf);
		ck_assert(level.len > 0 || w);
	}
	free_world(store);
}
END_TEST

Suite *suite_find_reverse(void);

Suite *
suite_find_reverse(void)
{
	Suite *s = suite_create("find_reverse");
	TCase *tc = tcase_create("find_reverse");

	tcase_add_test(tc, a_directory_comes_behind_what_is_in_it);
	tcase_add_loop_test(tc, backwards_is_forwards_turned_around, 0, 10);
	tcase_add_loop_test(tc, a_directory_within_itself_ends_it, 0, 2);
	tcase_add_test(tc, members_are_found_forwards_only);
	tcase_add_test(tc, a_level_backwards_is_a_search_by_the_key);
	suite_add_tcase(s, tc);
	return s;
}

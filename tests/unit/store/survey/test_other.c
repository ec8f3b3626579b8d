/* SPDX-License-Identifier: MIT */
/* What only one side has, against what it means: random small catalogues. */
#include "unit/store/fixture.h"

#include "store/survey/other.h"
#include "store/rows.h"

#include <stdlib.h>

enum { MISSING, UNKNOWN, THERE };

enum { N_SIZES = 4, N_KINDS = 9, N_FILES = 14, N_DIRS = 4 };

/* Of each size but the first, which is 0: number in its size, parent likewise,
 * how much was read.  Of the first kind nothing was. */
static const struct {
	int parent;
	int covered; /* in percent */
} kinds[N_KINDS] = {
	{ 0, 0 },
	{ 0, 10 },
	{ 0, 10 },
	{ 1, 100 },
	{ 1, 100 },
	{ 2, 100 },
	{ 0, 100 },
	{ 1, 50 },
	{ 7, 100 },
};

struct file {
	int dir;
	int size;
	int kind;
	int inode;
	bool has_links;
};

static struct store *store;
static int64_t volumes[2];
static int64_t dirs[N_DIRS]; /* top and below it, on either volume */
static struct file files[N_FILES];
static unsigned int seed;

static int
pick(int n)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 16) % n;
}

static void
make_contents(void)
{
	char sql[256];

	for (int size = 1; size < N_SIZES; size++)
		for (int kind = 1; kind < N_KINDS; kind++) {
			int parent = kinds[kind].parent;

			(void)snprintf(sql, sizeof(sql),
				"INSERT INTO content VALUES (%d, nullif(%d, 0),"
				" %d, %d, randomblob(16), 0, 0)",
				size * N_KINDS + kind,
				parent ? size * N_KINDS + parent : 0,
				size * 100, size * kinds[kind].covered);
			ok(query_exec(store, sql, err));
		}
}

static void
setup(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volumes[0] = add_volume(store, "uuid:1", "/mnt/1");
	volumes[1] = add_volume(store, "uuid:2", "/mnt/2");
	for (int i = 0; i < 2; i++) {
		dirs[2 * i] = make_directory(store, volumes[i], "");
		dirs[2 * i + 1] =
			add_dir(store, volumes[i], dirs[2 * i], "sub");
	}
	make_contents();
}

static void
teardown(void)
{
	store_close(store);
}

/* An inode is of one size, and the same is known of all its names. */
static void
make_file(int i)
{
	struct file *f = &files[i];
	char name[16], sql[256];

	*f = (struct file){ pick(N_DIRS), pick(N_SIZES), pick(N_KINDS), i,
		false };
	if (i > 0 && pick(3) == 0) {
		struct file *other = &files[pick(i)];

		*f = *other;
		f->dir = other->dir / 2 * 2 + pick(2);
		f->has_links = other->has_links = true;
		(void)snprintf(sql, sizeof(sql),
			"UPDATE entry SET nlink = 2 WHERE inode = %d AND"
			" child_id IS NULL",
			1000 + f->inode);
		ok(query_exec(store, sql, err));
	}
	(void)snprintf(name, sizeof(name), "f%d", i);
	(void)snprintf(sql, sizeof(sql),
		"INSERT INTO entry SELECT %lld, CAST('%s' AS BLOB), %d, 1, 0,"
		" %d, id, %d, 0, NULL, nullif(%d, 0), NULL"
		" FROM attribute WHERE (mode & 61440) = 32768",
		(long long)dirs[f->dir], name, f->size * 100, 1000 + f->inode,
		f->has_links ? 2 : 1,
		f->size > 0 && f->kind > 0 ? f->size * N_KINDS + f->kind : 0);
	ok(query_exec(store, sql, err));
}

static void
make_files(void)
{
	ok(query_exec(store, "DELETE FROM entry WHERE child_id IS NULL", err));
	/* So that there is an attribute for them. */
	add_file(store, dirs[0], "first", 7, 1);
	ok(query_exec(store, "DELETE FROM entry WHERE inode = 7", err));
	for (int i = 0; i < N_FILES; i++)
		make_file(i);
}

/* --- what it means ----------------------------------------------------------- */

static bool
is_below(const struct file *f, int side)
{
	return f->dir == side || (side % 2 == 0 && f->dir == side + 1);
}

static bool
is_full(int kind)
{
	return kinds[kind].covered == 100;
}

static bool
is_loose(int kind)
{
	return is_full(kind) && kinds[kind].parent == 0;
}

/* Is `above` what `kind` refines, or what that does? */
static bool
refines(int kind, int above)
{
	for (kind = kinds[kind].parent; kind != 0; kind = kinds[kind].parent)
		if (kind == above)
			return true;
	return false;
}

/* Of two files of one size, not 0, not of one inode and not known equal. */
static bool
may_be_equal(int a, int b)
{
	if (a == 0 || b == 0)
		return true;
	if (is_full(a) && is_full(b))
		return false;
	return is_loose(a) || is_loose(b) || a == b || refines(a, b) ||
		refines(b, a);
}

static int
state_of(const struct file *f, int there)
{
	bool has_size = false, may_be = false;

	for (int i = 0; i < N_FILES; i++) {
		const struct file *o = &files[i];

		if (!is_below(o, there) || o->size != f->size)
			continue;
		has_size = true;
		if (f->size == 0 || o->inode == f->inode ||
			(is_full(f->kind) && o->kind == f->kind))
			return THERE;
		may_be |= may_be_equal(f->kind, o->kind);
	}
	return has_size && may_be ? UNKNOWN : MISSING;
}

static void
compare_rows(int here, int there, const struct other_totals *t)
{
	struct rows *rows = NULL;
	bool seen[N_FILES] = { false };
	int r;

	ok(rows_open(&rows, store, ROWS_ONLY_HERE, err));
	rows_bind_i64(rows, t->first_dir);
	rows_bind_i64(rows, t->last_dir);
	while ((r = rows_next(rows, NULL)) > 0) {
		long i = strtol(rows_bytes(rows, 1, NULL) + 1, NULL, 10);

		ck_assert_int_eq(rows_i64(rows, 8), state_of(&files[i], there));
		ck_assert(is_below(&files[i], here));
		seen[i] = true;
	}
	ck_assert_int_eq(r, 0);
	rows_close(rows);
	for (int i = 0; i < N_FILES; i++)
		ck_assert_int_eq(seen[i],
			is_below(&files[i], here) &&
				state_of(&files[i], there) != THERE);
}

static void
compare(int here, int there)
{
	const struct other_sides sides = { .here = dirs[here],
		.there = dirs[there],
		.max_size = INT64_MAX };
	int64_t missing = 0, bytes = 0, unknown = 0;
	struct other_totals t;

	for (int i = 0; i < N_FILES; i++) {
		int state = is_below(&files[i], here) ?
			state_of(&files[i], there) :
			THERE;

		missing += state == MISSING;
		bytes += state == MISSING ? files[i].size * 100 : 0;
		unknown += state == UNKNOWN;
	}
	ok(store_compare_sides(store, &sides, &t, err));
	ck_assert_int_eq(t.missing, missing);
	ck_assert_int_eq(t.missing_bytes, bytes);
	ck_assert_int_eq(t.unknown, unknown);
	compare_rows(here, there, &t);
}

START_TEST(random_sides_are_what_they_mean)
{
	for (unsigned int n = 1; n <= 60; n++) {
		seed = n;
		make_files();
		for (int here = 0; here < N_DIRS; here++)
			for (int there = 0; there < N_DIRS; there++)
				compare(here, there);
	}
}
END_TEST

Suite *suite_other(void);

Suite *
suite_other(void)
{
	Suite *s = suite_create("other");
	TCase *tc = tcase_create("other");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, random_sides_are_what_they_mean);
	suite_add_tcase(s, tc);
	return s;
}

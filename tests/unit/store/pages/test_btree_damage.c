/* SPDX-License-Identifier: MIT */
/* In a damaged file a walk ends, and nothing outside of its pages is read. */
#include "walk.h"

#include "util/alloc.h"
#include "util/clock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 1024, ROUNDS = 750 };

/* Of a page of a b-tree. */
enum { AT_CELLS = 3, AT_RIGHT = 8, AT_LIST = 12 };

static char *path;
static uint8_t *good;
static uint8_t *bad; /* what is in the file now */
static size_t good_len;
static uint32_t n_pages;

static uint8_t *
read_all(const char *name, size_t *ret_len)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	uint8_t *bytes;
	struct stat st;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	*ret_len = (size_t)st.st_size;
	bytes = xreallocarray(NULL, *ret_len, 1);
	ck_assert_int_eq(read(fd, bytes, *ret_len), st.st_size);
	(void)close(fd);
	return bytes;
}

static void
take_good(void)
{
	free(good);
	free(bad);
	good = read_all(path, &good_len);
	bad = xreallocarray(NULL, good_len + (size_t)12 * PAGE, 1);
	n_pages = (uint32_t)(good_len / PAGE);
	ck_assert_uint_ge(n_pages, 60);
	ck_assert_uint_le(n_pages, 400);
}

static void
setup(void)
{
	static const struct random_shape shape = { PAGE, 0, false, "DELETE",
		600 };

	random_seed = 11;
	path = random_rows_make(&shape);
	take_good();
}

static void
teardown(void)
{
	free(path);
	free(good);
	free(bad);
	good = bad = NULL;
}

/* --- walks ----------------------------------------------------------------- */

/* So that all bytes are read. */
extern volatile uint8_t btree_damage_seen;
volatile uint8_t btree_damage_seen;

/* A row has two bytes on its page at least. */
static void
check_row(const struct record *record, size_t n)
{
	must(n <= good_len / 2);
	for (size_t i = 0; i < record->len; i++)
		btree_damage_seen ^= record->bytes[i];
}

static bool
walk_table(struct store *reader, const struct table *table)
{
	struct error error = ERROR_INIT;
	struct btree *tree = NULL;
	struct record record;
	int64_t key;
	int r = btree_open(&tree, reader, table->name, table->is_keyed, &error);

	if (r > 0 && any(4) == 0)
		r = btree_middle(tree, &key, &error);
	if (r >= 0 && tree) {
		btree_seek(tree, any(4) ? INT64_MIN : random_number(),
			RECORD_COLUMNS);
		for (size_t n = 1;
			(r = btree_next(tree, &key, &record, &error)) > 0; n++)
			check_row(&record, n);
	}
	btree_free(tree);
	must(r >= 0 || error.text[0] != '\0');
	return r < 0;
}

/* How many tables were found to be damaged; -1: the file was. */
static int
walk_bad(size_t len)
{
	struct store *reader = NULL;
	int n = 0;

	scratch_write(path, bad, len);
	if (store_open(&reader, path, STORE_READ, NULL) < 0)
		return -1;
	if (store_begin(reader, NULL) < 0)
		n = -1;
	for (size_t t = 0; t < N_TABLES && n >= 0; t++)
		n += walk_table(reader, &tables[t]);
	store_close(reader);
	return n;
}

/* --- damage ---------------------------------------------------------------- */

static void
put_u16(uint8_t *to, uint32_t n)
{
	to[0] = (uint8_t)(n >> 8);
	to[1] = (uint8_t)n;
}

static void
put_u32(uint8_t *to, uint32_t n)
{
	put_u16(to, n >> 16);
	put_u16(to + 2, n & 0xffff);
}

static uint32_t
get_u16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint32_t
get_u32(const uint8_t *bytes)
{
	return get_u16(bytes) << 16 | get_u16(bytes + 2);
}

/* Seldom the first: then it is no catalogue. */
static uint8_t *
any_page(void)
{
	return bad + (size_t)(any(60) ? 1 + any(n_pages - 1) : 0) * PAGE;
}

static uint8_t *
any_inner_page(void)
{
	for (;;) {
		uint8_t *page = bad + (size_t)(1 + any(n_pages - 1)) * PAGE;

		if (page[0] == 2 || page[0] == 5)
			return page;
	}
}

/* Itself, another, one that is not there, or none. */
static uint32_t
wrong_page(const uint8_t *page)
{
	switch (any(5)) {
	case 0:
		return (uint32_t)((page - bad) / PAGE) + 1;
	case 1:
		return n_pages + any(3);
	case 2:
		return any(2);
	case 3:
		return (uint32_t)random_bits();
	default:
		return 1 + any(n_pages);
	}
}

static void
flip_bits(void)
{
	for (uint32_t n = 1 + any(20); n > 0; n--)
		any_page()[any(PAGE)] ^= (uint8_t)(1 << any(8));
}

static void
overwrite(void)
{
	uint8_t *page = any_page();
	uint32_t at = any(PAGE), len = 1 + any(200);

	for (uint32_t i = at; i < PAGE && i < at + len; i++)
		page[i] = (uint8_t)random_bits();
}

static void
point_astray(void)
{
	uint8_t *page = any_inner_page();
	uint32_t at = get_u16(page + AT_LIST + 2 * any(4));

	put_u32(page + (any(2) && at <= PAGE - 4 ? at : AT_RIGHT),
		wrong_page(page));
}

static void
count_wrongly(void)
{
	uint8_t *page = any(2) ? any_page() : any_inner_page();

	put_u16(page + AT_CELLS,
		any(2) ? any(600) : (uint32_t)random_bits() & 0xffff);
}

static void
misplace_cells(void)
{
	uint8_t *page = any_page();

	for (uint32_t n = 1 + any(3); n > 0; n--)
		put_u16(page + 8 + 2 * any(20), any(PAGE + 20));
}

/* What a cell begins with: lengths, a rowid, a header. */
static void
break_cell(void)
{
	static const uint8_t bytes[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint8_t *page = any_page();
	uint32_t at = get_u16(page + (page[0] < 8 ? 12 : 8) + 2 * any(8));

	at += any(6);
	for (uint32_t n = 1 + any(9); n > 0 && at < PAGE; n--)
		page[at++] = bytes[any(5)];
}

static void
break_chain(void)
{
	uint8_t *page = any_page();

	put_u32(page, wrong_page(page));
}

static void
copy_page(void)
{
	memmove(any_page(), any_page(), PAGE);
}

static void (*const damages[])(void) = { flip_bits, overwrite, point_astray,
	count_wrongly, misplace_cells, break_cell, break_chain, copy_page };

START_TEST(a_walk_of_any_pages_ends)
{
	const int n_kinds = sizeof(damages) / sizeof(damages[0]);
	int n_damaged = 0, n_whole = 0;

	/* Pages that follow each other: many are read at once. */
	if (_i == 1) {
		sqlite3 *db = raw_open(path);

		raw_exec(db, "PRAGMA synchronous = OFF; VACUUM");
		(void)sqlite3_close(db);
		take_good();
	}
	for (int i = 0; i < ROUNDS; i++) {
		size_t len = good_len;
		int n;

		memcpy(bad, good, good_len);
		for (uint32_t k = 1 + any(6); k > 0; k--)
			damages[any((uint32_t)n_kinds)]();
		if (any(10) == 0)
			len = any((uint32_t)good_len);
		n = walk_bad(len);
		n_damaged += n > 0;
		n_whole += n == 0;
	}
	ck_assert_int_gt(n_damaged, ROUNDS / 4);
	ck_assert_int_gt(n_whole, ROUNDS / 20);
}
END_TEST

/* It is only missing, and what is there is whole. */
START_TEST(a_file_may_end_anywhere)
{
	int n_damaged = 0;

	memcpy(bad, good, good_len);
	for (size_t len = 0; len < good_len; len += PAGE / 2 + any(PAGE))
		n_damaged += walk_bad(len) != 0;
	ck_assert_int_gt(n_damaged, (int)n_pages / 2);
}
END_TEST

/* Every page that has children is its own one: far fewer steps than ways. */
START_TEST(pages_in_a_circle_are_noticed)
{
	int64_t began_ns;

	memcpy(bad, good, good_len);
	for (uint32_t i = 1; i < n_pages; i++) {
		uint8_t *page = bad + (size_t)i * PAGE;
		uint32_t n = get_u16(page + AT_CELLS);

		if (page[0] != 2 && page[0] != 5)
			continue;
		put_u32(page + AT_RIGHT, i + 1);
		for (uint32_t k = 0; k < n; k++)
			put_u32(page + get_u16(page + AT_LIST + 2 * k), i + 1);
	}
	began_ns = clock_monotonic_ns();
	ck_assert_int_eq(walk_bad(good_len), N_TABLES);
	ck_assert_int_lt(clock_monotonic_ns() - began_ns, INT64_C(2000000000));
}
END_TEST

static uint32_t
entry_root(void)
{
	struct store *reader = open_reader(path);
	int64_t root = number(reader,
		"SELECT rootpage FROM sqlite_schema WHERE name = 'entry'");

	store_close(reader);
	return (uint32_t)root;
}

/* On a table's first leaf; behind it, in memory, there may be others. */
START_TEST(a_row_ends_on_its_page)
{
	static const uint8_t cells[][5] = { { 100, 3, 9, 12, 0 },
		{ 0x88, 0, 3, 9, 12 } /* 1024 bytes, so a chain */ };
	uint32_t leaf = entry_root();
	uint8_t *page;

	memcpy(bad, good, good_len);
	while (page = bad + (size_t)(leaf - 1) * PAGE, page[0] == 2)
		leaf = get_u32(page + get_u16(page + AT_LIST));
	ck_assert_uint_eq(page[0], 10);
	put_u16(page + 8, PAGE - sizeof(cells[_i]));
	memcpy(page + PAGE - sizeof(cells[_i]), cells[_i], sizeof(cells[_i]));
	ck_assert_int_eq(walk_bad(good_len), 1);
}
END_TEST

/* Eleven pages behind the file, all of whose children are the next one. */
START_TEST(pages_with_many_parents_are_noticed)
{
	const uint8_t *root = good + (size_t)(entry_root() - 1) * PAGE;
	const uint32_t n = get_u16(root + AT_CELLS);
	int64_t began_ns;

	ck_assert_uint_eq(root[0], 2);
	ck_assert_uint_ge(n, 3);
	memcpy(bad, good, good_len);
	for (uint32_t i = 0; i < 12; i++) {
		uint8_t *page = i == 0 ?
			bad + (root - good) :
			bad + good_len + (size_t)(i - 1) * PAGE;

		memcpy(page, root, PAGE);
		put_u32(page + AT_RIGHT, n_pages + 1 + i);
		for (uint32_t k = 0; k < n; k++)
			put_u32(page + get_u16(page + AT_LIST + 2 * k),
				n_pages + 1 + i);
	}
	memset(bad + good_len + (size_t)11 * PAGE, 0, PAGE);
	bad[good_len + (size_t)11 * PAGE] = 10; /* a leaf of no cells */
	began_ns = clock_monotonic_ns();
	ck_assert_int_eq(walk_bad(good_len + (size_t)12 * PAGE), 1);
	ck_assert_int_lt(clock_monotonic_ns() - began_ns, INT64_C(1000000000));
}
END_TEST

/* 200 times the same cell: 2^20 - 1 bytes, of which the columns 1 and an empty
 * name are read.  103 are on the page, the rest is in a chain. */
static void
lengthen_cells(uint8_t *page, uint32_t chain)
{
	static const uint8_t cell[] = { 0xbf, 0xff, 0x7f, 3, 9, 12 };
	const uint32_t at = PAGE / 2, n_cells = 200;

	put_u16(page + AT_CELLS, n_cells);
	for (uint32_t i = 0; i < n_cells; i++)
		put_u16(page + 8 + 2 * i, at);
	memcpy(page + at, cell, sizeof(cell));
	put_u32(page + at + 3 + 103, chain);
}

static void
lengthen_leaves(uint32_t number, uint32_t chain)
{
	uint8_t *page = bad + (size_t)(number - 1) * PAGE;
	uint32_t n = get_u16(page + AT_CELLS);

	if (page[0] == 10) {
		lengthen_cells(page, chain);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		lengthen_leaves(get_u32(page + get_u16(page + AT_LIST + 2 * i)),
			chain);
	lengthen_leaves(get_u32(page + AT_RIGHT), chain);
}

/* One page more, which is behind itself. */
START_TEST(chains_in_a_circle_are_noticed)
{
	const uint32_t root = entry_root();
	int64_t began_ns;

	memcpy(bad, good, good_len);
	memset(bad + good_len, 0, PAGE);
	put_u32(bad + good_len, n_pages + 1);
	lengthen_leaves(root, n_pages + 1);
	began_ns = clock_monotonic_ns();
	ck_assert_int_eq(walk_bad(good_len + PAGE), 1);
	ck_assert_int_lt(clock_monotonic_ns() - began_ns, INT64_C(1000000000));
}
END_TEST

Suite *suite_btree_damage(void);

Suite *
suite_btree_damage(void)
{
	Suite *s = suite_create("btree_damage");
	TCase *t = tcase_create("btree_damage");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_walk_of_any_pages_ends, 0, 2);
	tcase_add_test(t, a_file_may_end_anywhere);
	tcase_add_test(t, pages_in_a_circle_are_noticed);
	tcase_add_loop_test(t, a_row_ends_on_its_page, 0, 2);
	tcase_add_test(t, pages_with_many_parents_are_noticed);
	tcase_add_test(t, chains_in_a_circle_are_noticed);
	suite_add_tcase(s, t);
	return s;
}

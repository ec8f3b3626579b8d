/* SPDX-License-Identifier: MIT */
/*
 * Candidates that were kept from the first look are those that a statement
 * finds, however few may be kept.
 */
#include "store/content/candidate_cursor.h"
#include "store/scope.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "unit/store/fixture.h"

#include <sys/stat.h>

enum { N_DIRECTORIES = 6, N_NAMES = 150, IN_PART = 2 };

static char *dir;
static struct store *store;
static int64_t directories[N_DIRECTORIES];

static void
set_up(void)
{
	char *path;

	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
	store = open_store(path);
	free(path);
	random_seed = 1;
}

static void
tear_down(void)
{
	store_close(store);
	free(dir);
}

static void
make_directories(void)
{
	const int64_t volumes[] = { add_volume(store, "uuid:1", "/1"),
		add_volume(store, "uuid:2", "/2") };
	char name[] = "a";

	for (size_t i = 0; i < N_DIRECTORIES; i++) {
		directories[i] = make_directory(store, volumes[i % 2], name);
		name[0]++;
	}
}

/* Of which something was read. */
static void
put_part(int64_t dir_id, const struct entry *entry)
{
	struct digest head = { .covered = DIGEST_HEAD };
	int64_t ignored;

	head.bytes[0] = (uint8_t)any(2);
	ok(store_put_digest(store, &ignored, dir_id, entry, &head, 0, err));
}

/* Inode numbers on both sides of 2^63, sizes around what is small, times
 * whose distance wraps, names that follow no order. */
static void
add_names(size_t n_read)
{
	static const mode_t modes[] = { S_IFREG | 0644, S_IFREG | 0600,
		S_IFREG | 0755, S_IFLNK | 0777 };
	static const int64_t times[] = { 0, -1, INT64_MAX, INT64_MIN, 1000 };

	for (size_t i = 0; i < N_NAMES; i++) {
		size_t place = any(N_DIRECTORIES);
		int64_t dir_id = directories[place];
		uint64_t file = any(N_NAMES);
		mode_t mode = modes[any(4)];
		int64_t mtime = times[any(5)];
		char name[32];
		const struct entry entry = { .name = name,
			.name_len = (size_t)snprintf(name, sizeof(name),
				"%u.%zu", any(1000), i),
			.size_bytes = DIGEST_WHOLE - 10 + (int64_t)(file % 40),
			.mtime_ns = mtime,
			.ctime_ns = times[any(5)],
			.inode = (file % 3 > 1 ? file : N_NAMES + i) *
				UINT64_C(0x0180000000000001),
			.mode = mode,
			.nlink = (uint32_t)(file % 3) };

		ok(store_add_entry(store, dir_id, &entry, 0, err));
		if (i < n_read && S_ISREG(mode))
			put_part(dir_id, &entry);
		if (place == IN_PART && i % 2 == 0)
			ok(store_scope_add_entry(store, dir_id, name,
				entry.name_len, err));
	}
}

/* Two directories, and of a third some names (add_names()). */
static void
set_scope(void)
{
	ok(store_scope_add_directory(store, directories[1], err));
	ok(store_scope_add_directory(store, directories[4], err));
}

/* The candidates, a line each. */
static void
list(struct strbuf *ret, const struct candidates_filter *filter, size_t most)
{
	struct candidate c;
	int64_t bytes;
	int r;

	strbuf_truncate(ret, 0);
	ok(contents_prepare(store, err));
	store->contents->few.most = store->contents->few_small.most = most;
	if (store->scope_few == 0)
		store->scope_few = -1; /* any scope is large */
	ck_assert_int_eq(store_candidates_open(store, filter, NULL), 0);
	ok(store_candidates_bytes(store, &bytes, DIGEST_WHOLE + 3, err));
	strbuf_addf(ret, "%lld\n", (long long)bytes);
	while ((r = store_candidates_next(store, &c, NULL)) > 0)
		strbuf_addf(ret,
			"%d %lld %lld %.*s %lld %lld %lld %llu %o %lld\n",
			c.is_wanted, (long long)c.volume_id,
			(long long)c.dir_id, (int)c.entry.name_len,
			c.entry.name, (long long)c.entry.size_bytes,
			(long long)c.entry.mtime_ns,
			(long long)c.entry.ctime_ns,
			(unsigned long long)c.entry.inode, c.entry.mode,
			(long long)c.content_id);
	ck_assert_int_eq(r, 0);
	store_candidates_close(store);
}

/* Both are too long for a message of check's. */
static void
assert_equal(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	ck_assert_msg(a[n] == b[n], "from byte %zu on: '%.60s', not '%.60s'", n,
		a + n, b + n);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static void
assert_same_lists(void)
{
	static const struct candidates_filter filters[] = { { 0 },
		{ .min_size = DIGEST_WHOLE + 5 },
		{ .max_size = DIGEST_WHOLE + 9 }, { .by_gain = true },
		{ .scope = CANDIDATES_FOR_SCOPE },
		{ .scope = CANDIDATES_IN_SCOPE },
		{ .scope = CANDIDATES_FOR_SCOPE,
			.min_size = DIGEST_WHOLE - 5,
			.by_gain = true } };
	struct strbuf few = STRBUF_INIT, many = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		list(&many, &filters[i], 0);
		list(&few, &filters[i], FEW_TWINS_MAX);
		assert_equal(few.buf, many.buf);
		list(&few, &filters[i], N_NAMES / 3);
		assert_equal(few.buf, many.buf);
	}
	strbuf_clear(&few);
	strbuf_clear(&many);
}

/* What is wanted of a scope, sorted, whichever way it was looked for. */
static void
list_wanted(struct strbuf *ret, enum candidates_scope scope, int64_t few)
{
	const struct candidates_filter filter = { .scope = scope };
	struct strbuf all = STRBUF_INIT;
	char *lines[N_NAMES], *rest;
	size_t n = 0;

	store->scope_few = few;
	list(&all, &filter, FEW_TWINS_MAX);
	rest = all.buf;
	(void)strsep(&rest, "\n"); /* bytes */
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (*line == '1')
			lines[n++] = line;
	qsort(lines, n, sizeof(lines[0]), by_text);
	strbuf_truncate(ret, 0);
	for (size_t i = 0; i < n; i++)
		strbuf_addf(ret, "%s\n", lines[i]);
	strbuf_clear(&all);
}

static bool
are_kept(void)
{
	bool is_kept;

	ok(contents_prepare(store, err));
	store->contents->few.most = FEW_TWINS_MAX;
	ck_assert_int_eq(store_candidates_open(store,
				 &(struct candidates_filter){ 0 }, NULL),
		0);
	is_kept = store->contents->few.is_kept;
	ck_assert(store->contents->few_small.is_kept);
	store_candidates_close(store);
	return is_kept;
}

START_TEST(what_is_kept_is_what_a_statement_finds)
{
	random_seed = (uint64_t)_i + 1;
	ok(store_begin(store, err));
	make_directories();
	add_names(0);
	ok(store_commit(store, err));
	set_scope();
	ck_assert(are_kept());
	assert_same_lists();
}
END_TEST

START_TEST(a_small_scope_has_what_a_large_one_has)
{
	struct strbuf small = STRBUF_INIT, large = STRBUF_INIT;

	random_seed = (uint64_t)_i + 1;
	ok(store_begin(store, err));
	make_directories();
	add_names(any(2) * N_NAMES);
	ok(store_commit(store, err));
	set_scope();
	list_wanted(&large, CANDIDATES_IN_SCOPE, -1);
	ck_assert_uint_gt(large.len, 0);
	list_wanted(&small, CANDIDATES_IN_SCOPE, INT64_MAX);
	assert_equal(large.buf, small.buf);
	strbuf_clear(&small);
	strbuf_clear(&large);
}
END_TEST

START_TEST(nothing_is_kept_where_something_was_read)
{
	random_seed = (uint64_t)_i + 1;
	ok(store_begin(store, err));
	make_directories();
	add_names(N_NAMES);
	ok(store_commit(store, err));
	set_scope();
	ck_assert(!are_kept());
	assert_same_lists();
}
END_TEST

/* In a damaged catalogue. */
START_TEST(names_without_a_directory_are_passed_over)
{
	char sql[64];

	ok(store_begin(store, err));
	make_directories();
	add_names(0);
	ok(store_commit(store, err));
	(void)snprintf(sql, sizeof(sql),
		"DELETE FROM directory WHERE id = %lld",
		(long long)directories[_i]);
	ok(query_exec(store, sql, err));
	ck_assert(are_kept());
	assert_same_lists();
}
END_TEST

START_TEST(there_may_be_none)
{
	ck_assert(are_kept());
	assert_same_lists();
}
END_TEST

Suite *suite_few_twins(void);

Suite *
suite_few_twins(void)
{
	Suite *suite = suite_create("few_twins");
	TCase *tc = tcase_create("few_twins");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, what_is_kept_is_what_a_statement_finds, 0, 20);
	tcase_add_loop_test(tc, a_small_scope_has_what_a_large_one_has, 0, 10);
	tcase_add_loop_test(tc, nothing_is_kept_where_something_was_read, 0, 3);
	tcase_add_loop_test(tc, names_without_a_directory_are_passed_over, 0,
		N_DIRECTORIES);
	tcase_add_test(tc, there_may_be_none);
	suite_add_tcase(suite, tc);
	return suite;
}

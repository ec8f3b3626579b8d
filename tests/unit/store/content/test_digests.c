/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "lib/scratch.h"
#include "store/content/digests.h"
#include "util/parse.h"
#include "util/strbuf.h"

static char *dir;
static char *path;
static struct strbuf seen;

static void
setup(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "c.db");
	seen = (struct strbuf)STRBUF_INIT;
}

static void
teardown(void)
{
	strbuf_clear(&seen);
	free(path);
	scratch_remove(dir);
}

/* Contents 1 to 256 with the digests 00.. to ff.., but 7 read in part; enough
 * directories for a second thread. */
static void
make(void)
{
	struct store *store = open_store(path);
	int64_t volume_id;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	(void)make_directory(store, volume_id, "");
	ok(query_exec(store,
		"INSERT INTO directory (id, parent_id, volume_id, name, state,"
		" inode, files, directories, bytes, blocks, linked)"
		" VALUES (9000, 1, 1, x'61', 2, 0, 0, 0, 0, 0, 0)",
		err));
	for (int i = 0; i < 256; i++) {
		char sql[200];

		(void)snprintf(sql, sizeof(sql),
			"INSERT INTO content (id, size, covered, digest,"
			" copies, volumes)"
			" VALUES (%d, %d, %d, x'%02x%030x', 0, 0)",
			i + 1, 100 + i, 100 + i - (i == 6), (unsigned int)i, 5);
		ok(query_exec(store, sql, err));
	}
	ok(store_commit(store, err));
	store_close(store);
}

static struct digest_range
range(const char *first, const char *last)
{
	struct digest_range ret = { { 0 }, { 0 } };

	memset(ret.last, 0xff, sizeof(ret.last));
	ck_assert(parse_hex(ret.first, first, strlen(first) / 2));
	ck_assert(parse_hex(ret.last, last, strlen(last) / 2));
	return ret;
}

static const char *
find(struct digest_range *ranges, size_t n)
{
	struct found_digests found;
	struct store *store = NULL;

	ok(store_open(&store, path, STORE_READ, err));
	ok(store_begin(store, err));
	ok(digests_find(store, &found, ranges, n, err));
	strbuf_truncate(&seen, 0);
	for (size_t i = 0; i < found.n; i++) {
		ck_assert_int_eq(found.items[i].size,
			99 + found.items[i].content_id);
		ck_assert_int_eq(found.items[i].digest[0],
			found.items[i].content_id - 1);
		strbuf_addf(&seen, "%lld ",
			(long long)found.items[i].content_id);
	}
	found_digests_clear(&found);
	store_close(store);
	return seen.buf ? seen.buf : "";
}

START_TEST(finds_what_is_in_a_range_by_the_number_of_its_content)
{
	/* On both sides of the middle; one within another; one twice; one with
	 * nothing in it; the ends of one. */
	struct digest_range ranges[] = {
		range("f0", "f2"),
		range("10", "10"),
		range("f1", "f1"),
		range("10", "10"),
		range("2000", "2000"),
		range("30000000000000000000000000000005",
			"30000000000000000000000000000005"),
		range("40000000000000000000000000000006", "40"),
		range("50", "50000000000000000000000000000004"),
	};

	make();
	ck_assert_str_eq(find(ranges, sizeof(ranges) / sizeof(*ranges)),
		"17 33 49 241 242 243 ");
	ranges[0] = range("ff", "ff");
	ck_assert_str_eq(find(ranges, 1), "256 ");
	ck_assert_str_eq(find(ranges, 0), "");
}
END_TEST

START_TEST(leaves_out_what_was_not_read_in_full)
{
	struct digest_range ranges[] = { range("05", "07") };

	make();
	ck_assert_str_eq(find(ranges, 1), "6 8 ");
}
END_TEST

START_TEST(finds_nothing_where_nothing_was_read)
{
	struct digest_range ranges[] = { range("00", "ff") };

	store_close(open_store(path));
	ck_assert_str_eq(find(ranges, 1), "");
}
END_TEST

Suite *suite_digests(void);

Suite *
suite_digests(void)
{
	Suite *s = suite_create("digests");
	TCase *tc = tcase_create("digests");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc,
		finds_what_is_in_a_range_by_the_number_of_its_content);
	tcase_add_test(tc, leaves_out_what_was_not_read_in_full);
	tcase_add_test(tc, finds_nothing_where_nothing_was_read);
	suite_add_tcase(s, tc);
	return s;
}

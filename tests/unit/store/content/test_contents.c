/* SPDX-License-Identifier: MIT */
/*
 * Candidates and digests against brute force: catalogues that no file system
 * is needed for.
 */
#include "store/content/contents.h"

#include "lib/ok.h"
#include "lib/random.h"
#include "store/entries.h"
#include "store/internal.h"
#include "store/query.h"
#include "store/scope.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAMES_MAX 200

static const struct candidates_filter everything = { 0 };

/* A name of a file, as a test knows it. */
struct name {
	char name[8];
	int64_t dir_id;
	int64_t volume_id;
	struct entry entry;
	struct digest digest; /* of what was read; covered 0: nothing */
	bool seen;
};

struct fixture {
	struct store *store;
	int64_t volumes[2];
	int64_t dirs[2]; /* the top of each */
	struct name names[NAMES_MAX];
	size_t n;
};

static void
add_volume(struct fixture *x, size_t i, const char *name)
{
	struct volume volume = {
		.identity = xstrdup(name),
		.fstype = xstrdup("test"),
		.source = xstrdup("test"),
		.mount_point = xstrdup("/"),
		.mount_root = xstrdup(""),
		.granularity_ns = 1,
	};

	ck_assert_int_eq(store_put_volume(x->store, &volume, name, NULL), 0);
	x->volumes[i] = volume.id;
	ck_assert_int_eq(store_find_directory(x->store, &x->dirs[i], volume.id,
				 "", NULL),
		0);
	volume_clear(&volume);
}

/* Leaves a transaction open: commit() before reading candidates. */
static void
set_up(struct fixture *x)
{
	*x = (struct fixture){ 0 };
	ck_assert_int_eq(store_open(&x->store, ":memory:", STORE_WRITE, NULL),
		0);
	ck_assert_int_eq(store_begin(x->store, NULL), 0);
	add_volume(x, 0, "one");
	add_volume(x, 1, "two");
}

static void
commit(struct fixture *x)
{
	ck_assert_int_eq(store_commit(x->store, NULL), 0);
}

static struct name *
add_with(struct fixture *x, size_t volume, uint64_t inode, int64_t size,
	uint32_t nlink)
{
	struct name *name = &x->names[x->n];

	(void)snprintf(name->name, sizeof(name->name), "f%03zu", x->n++);
	name->dir_id = x->dirs[volume];
	name->volume_id = x->volumes[volume];
	name->entry = (struct entry){
		.name = name->name,
		.name_len = strlen(name->name),
		.inode = inode,
		.size_bytes = size,
		.mtime_ns = -1,
		.ctime_ns = INT64_MAX,
		.mode = S_IFREG | 0644,
		.nlink = nlink,
	};
	ck_assert_int_eq(store_add_entry(x->store, name->dir_id, &name->entry,
				 0, NULL),
		0);
	return name;
}

static struct name *
add_name(struct fixture *x, size_t volume, uint64_t inode, int64_t size)
{
	return add_with(x, volume, inode, size, 1);
}

/* The digest of a file of which `bytes` bytes, all of this letter, were read.
 */
static int64_t
put_digest(struct fixture *x, struct name *name, char letter, int64_t bytes,
	int64_t parent_id)
{
	int64_t content_id;

	memset(name->digest.bytes, letter, DIGEST_BYTES);
	name->digest.covered = bytes;
	ck_assert_int_eq(store_put_digest(x->store, &content_id, name->dir_id,
				 &name->entry, &name->digest, parent_id, NULL),
		0);
	return content_id;
}

static struct name *
find_name(struct fixture *x, const struct candidate *c)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->names[i].dir_id == c->dir_id &&
			strlen(x->names[i].name) == c->entry.name_len &&
			memcmp(x->names[i].name, c->entry.name,
				c->entry.name_len) == 0)
			return &x->names[i];
	ck_abort_msg("a candidate that nobody added");
}

/* The names the cursor gave, in its order. */
static void
assert_candidates(struct fixture *x, int64_t min_size, const char *expected)
{
	char got[NAMES_MAX * 8] = "";
	struct candidate c;
	int r;

	ck_assert_int_eq(store_candidates_open(x->store,
				 &(struct candidates_filter){
					 .min_size = min_size },
				 NULL),
		0);
	while ((r = store_candidates_next(x->store, &c, NULL)) > 0) {
		(void)strncat(got, c.entry.name, c.entry.name_len);
		(void)strncat(got, " ", 2);
	}
	ck_assert_int_eq(r, 0);
	store_candidates_close(x->store);
	ck_assert_str_eq(got, expected);
}

static void
assert_alike(struct fixture *x, int64_t size, const char *expected)
{
	char got[NAMES_MAX * 8] = "";
	struct candidate c;
	int r;

	ck_assert_int_eq(store_alike_open(x->store, size, NULL), 0);
	while ((r = store_alike_next(x->store, &c, NULL)) > 0) {
		ck_assert_int_lt(c.covered, size);
		ck_assert_int_ne(c.content_id, 0);
		(void)strncat(got, c.entry.name, c.entry.name_len);
		(void)strncat(got, " ", 2);
	}
	ck_assert_int_eq(r, 0);
	store_alike_close(x->store);
	ck_assert_str_eq(got, expected);
}

/* --- candidates ---------------------------------------------------------- */

#define LARGE (100 * DIGEST_WHOLE) /* read in stages */

START_TEST(candidates_come_by_size_volume_and_inode)
{
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 1, 5, LARGE);	  /* f000 */
	(void)add_name(&x, 0, UINT64_MAX, LARGE); /* f001: -1 as a number */
	(void)add_name(&x, 0, 7, LARGE + 8);	  /* f002 */
	(void)add_name(&x, 1, 7, LARGE + 8);	  /* f003: another file */
	(void)add_name(&x, 0, 8, LARGE + 4);	  /* f004: alone */
	(void)add_name(&x, 0, 9, LARGE + 5);	  /* f005, f006: one file */
	(void)add_name(&x, 0, 9, LARGE + 5);
	(void)add_name(&x, 0, 1, 0); /* f007 and f008: empty */
	(void)add_name(&x, 0, 2, 0);
	(void)add_name(&x, 0, 3, LARGE); /* f009 */
	commit(&x);
	assert_candidates(&x, 0, "f002 f003 f001 f009 f000 ");
	assert_candidates(&x, LARGE, "f002 f003 f001 f009 f000 ");
	assert_candidates(&x, LARGE + 1, "f002 f003 ");
	assert_candidates(&x, LARGE + 9, "");
	store_close(x.store);
}
END_TEST

/* Small ones after the others, in the order of directories and names; those
 * with several links count as large, and meet small ones with one link. */
START_TEST(small_candidates_come_as_in_the_catalogue)
{
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 1, 1, 100);		    /* f000 */
	(void)add_name(&x, 0, 2, DIGEST_WHOLE);	    /* f001 */
	(void)add_name(&x, 0, 3, 100);		    /* f002 */
	(void)add_name(&x, 1, 4, DIGEST_WHOLE);	    /* f003 */
	(void)add_name(&x, 0, 5, 99);		    /* f004: alone */
	(void)add_name(&x, 0, 6, DIGEST_WHOLE + 1); /* f005 */
	(void)add_name(&x, 1, 7, DIGEST_WHOLE + 1); /* f006 */
	(void)add_with(&x, 0, 8, 70, 2);	    /* f007, f008: one file */
	(void)add_with(&x, 0, 8, 70, 2);
	(void)add_with(&x, 0, 9, 71, 2); /* f009, f010 */
	(void)add_with(&x, 0, 9, 71, 2);
	(void)add_name(&x, 0, 10, 71); /* f011 */
	commit(&x);
	assert_candidates(&x, 0,
		"f005 f006 f009 f010 f001 f002 f011 f000 f003 ");
	assert_candidates(&x, 101, "f005 f006 f001 f003 ");
	store_close(x.store);
}
END_TEST

/* More than are read at once, in turn in both directories. */
static void
add_many_small(struct fixture *x)
{
	for (size_t i = 0; i < NAMES_MAX; i++)
		(void)add_name(x, i % 2, i + 1, 10);
	for (int i = 0; i < 4 * NAMES_MAX; i++) {
		struct entry e = x->names[0].entry;
		char name[16];

		(void)snprintf(name, sizeof(name), "more%d", i);
		e.name = name;
		e.name_len = strlen(name);
		e.inode = 1000 + (uint64_t)i;
		ck_assert_int_eq(store_add_entry(x->store, x->dirs[i % 2], &e,
					 0, NULL),
			0);
	}
	commit(x);
}

static size_t
count_candidates(struct fixture *x)
{
	struct candidate c;
	size_t n = 0;

	ck_assert_int_eq(store_candidates_open(x->store, &everything, NULL), 0);
	while (store_candidates_next(x->store, &c, NULL) > 0)
		n++;
	store_candidates_close(x->store);
	return n;
}

START_TEST(many_small_candidates_come_once)
{
	struct fixture x;

	set_up(&x);
	add_many_small(&x);
	ck_assert_uint_eq(count_candidates(&x), 5 * NAMES_MAX);
	store_close(x.store);
}
END_TEST

/* In a damaged catalogue: those of the other directory do. */
START_TEST(small_candidates_without_a_directory_are_passed_over)
{
	for (size_t missing = 0; missing < 2; missing++) {
		struct fixture x;
		char sql[64];

		set_up(&x);
		add_many_small(&x);
		(void)snprintf(sql, sizeof(sql),
			"DELETE FROM directory WHERE id = %lld",
			(long long)x.dirs[missing]);
		ck_assert_int_eq(query_exec(x.store, sql, NULL), 0);
		ck_assert_uint_eq(count_candidates(&x), 5 * NAMES_MAX / 2);
		store_close(x.store);
	}
}
END_TEST

static void
assert_filtered(struct fixture *x, const struct candidates_filter *filter,
	const char *expected)
{
	char got[NAMES_MAX * 8] = "";
	struct candidate c;

	ck_assert_int_eq(store_candidates_open(x->store, filter, NULL), 0);
	while (store_candidates_next(x->store, &c, NULL) > 0) {
		(void)strncat(got, c.is_wanted ? "+" : "-", 2);
		(void)strncat(got, c.entry.name, c.entry.name_len);
		(void)strncat(got, " ", 2);
	}
	store_candidates_close(x->store);
	ck_assert_str_eq(got, expected);
}

/* Twins across the scope's border (f000 and f001), in the other directory only
 * (f003 to f005), in the scope only (f006 and f007), and f002 alone. */
static void
add_on_both_sides(struct fixture *x, int64_t step)
{
	(void)add_name(x, 0, 1, 9 * step);
	(void)add_name(x, 1, 1, 9 * step);
	(void)add_name(x, 0, 2, 5 * step);
	(void)add_name(x, 0, 3, step);
	(void)add_name(x, 0, 4, step);
	(void)add_name(x, 0, 5, step);
	(void)add_name(x, 1, 6, step / 2);
	(void)add_name(x, 1, 7, step / 2);
	commit(x);
	ok(store_scope_add_directory(x->store, x->dirs[1], err));
}

START_TEST(candidates_of_a_scope_are_wanted)
{
	struct fixture x;

	set_up(&x);
	add_on_both_sides(&x, INT64_C(10000));
	assert_filtered(&x,
		&(struct candidates_filter){ .scope = CANDIDATES_FOR_SCOPE },
		"-f000 +f001 +f006 +f007 ");
	assert_filtered(&x,
		&(struct candidates_filter){ .scope = CANDIDATES_IN_SCOPE },
		"+f006 +f007 ");
	assert_filtered(&x,
		&(struct candidates_filter){ .scope = CANDIDATES_FOR_SCOPE,
			.is_all = true },
		"-f000 +f001 +f006 +f007 ");
	assert_filtered(&x,
		&(struct candidates_filter){ .is_all = true, .min_size = 6000 },
		"+f000 +f001 +f003 +f004 +f005 +f002 ");
	store_close(x.store);
}
END_TEST

/* Each small one is read whatever others there are, so these do not come. */
START_TEST(small_candidates_of_a_scope_come_alone)
{
	struct fixture x;

	set_up(&x);
	add_on_both_sides(&x, 100);
	for (int64_t few = -1; few <= 1; few += 2) { /* large, and small */
		x.store->scope_few = few == 1 ? INT64_MAX : few;
		assert_filtered(&x,
			&(struct candidates_filter){
				.scope = CANDIDATES_FOR_SCOPE },
			"+f001 +f006 +f007 ");
		assert_filtered(&x,
			&(struct candidates_filter){
				.scope = CANDIDATES_IN_SCOPE },
			"+f006 +f007 ");
	}
	assert_filtered(&x,
		&(struct candidates_filter){ .scope = CANDIDATES_FOR_SCOPE,
			.is_all = true },
		"-f000 +f001 +f006 +f007 ");
	store_close(x.store);
}
END_TEST

START_TEST(most_to_be_gained_comes_first)
{
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 0, 1, 9000); /* 9000 to gain */
	(void)add_name(&x, 0, 2, 9000);
	for (uint64_t i = 3; i < 7; i++) /* 3 times 5000 */
		(void)add_name(&x, 0, i, 5000);
	for (uint64_t i = 7; i < 20; i++) /* 12 times 4000, but small */
		(void)add_name(&x, 0, i, 4000);
	commit(&x);
	assert_filtered(&x, &(struct candidates_filter){ .by_gain = true },
		"+f002 +f003 +f004 +f005 +f000 +f001 +f006 +f007 +f008 +f009 "
		"+f010 +f011 +f012 +f013 +f014 +f015 +f016 +f017 +f018 ");
	store_close(x.store);
}
END_TEST

/* Then a run of a part settles the whole. */
START_TEST(a_scope_may_be_all_there_is)
{
	const struct candidates_filter of_part = { .scope =
							   CANDIDATES_FOR_SCOPE,
		.by_gain = true },
				       all = { .is_all = true },
				       longer = { .min_size = 2 };
	struct fixture x;

	set_up(&x);
	add_on_both_sides(&x, 100);
	assert_filtered(&x, &of_part, "+f001 +f006 +f007 ");
	ck_assert(!store_candidates_are_of_all(x.store));
	ok(store_scope_add_directory(x.store, x.dirs[0], err));
	assert_filtered(&x, &of_part,
		"+f000 +f003 +f004 +f005 +f001 +f006 +f007 ");
	ck_assert(store_candidates_are_of_all(x.store));
	ok(store_candidates_open(x.store, &longer, err));
	ck_assert(!store_candidates_are_of_all(x.store));
	ok(store_candidates_open(x.store, &all, err));
	ck_assert(!store_candidates_are_of_all(x.store));
	store_close(x.store);
}
END_TEST

START_TEST(a_candidate_has_all_its_facts)
{
	struct candidate c;
	struct fixture x;
	int64_t content_id, bytes;

	set_up(&x);
	(void)add_name(&x, 0, UINT64_MAX, 9000);
	(void)add_name(&x, 0, 7, 9000);
	content_id = put_digest(&x, &x.names[0], 'p', 8192, 0);
	commit(&x);
	ck_assert_int_eq(store_candidates_open(x.store, &everything, NULL), 0);
	ck_assert_int_eq(store_candidates_bytes(x.store, &bytes, 8192, NULL),
		0);
	ck_assert_int_eq(bytes, 2 * 8192);
	ck_assert_int_eq(store_candidates_next(x.store, &c, NULL), 1);
	ck_assert_int_eq(c.dir_id, x.dirs[0]);
	ck_assert_int_eq(c.volume_id, x.volumes[0]);
	ck_assert_uint_eq(c.entry.inode, UINT64_MAX);
	ck_assert_int_eq(c.entry.size_bytes, 9000);
	ck_assert_int_eq(c.entry.mtime_ns, -1);
	ck_assert_int_eq(c.entry.ctime_ns, INT64_MAX);
	ck_assert_int_eq(c.content_id, content_id);
	ck_assert_int_eq(c.covered, 8192);
	ck_assert_int_eq(store_candidates_next(x.store, &c, NULL), 1);
	ck_assert_int_eq(c.content_id, 0);
	ck_assert_int_eq(c.covered, 0);
	store_candidates_close(x.store);
	store_close(x.store);
}
END_TEST

START_TEST(only_regular_files_are_candidates)
{
	static const uint32_t modes[] = { S_IFLNK | 0777, S_IFIFO | 0600,
		S_IFSOCK | 0600, S_IFBLK | 0600, S_IFCHR | 0600 };
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 0, 1, 10);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct entry entry = x.names[0].entry;

		entry.name = &"abcde"[i];
		entry.name_len = 1;
		entry.inode = 10 + i;
		entry.mode = modes[i];
		ck_assert_int_eq(store_add_entry(x.store, x.dirs[0], &entry, 0,
					 NULL),
			0);
	}
	commit(&x);
	assert_candidates(&x, 0, "");
	store_close(x.store);
}
END_TEST

START_TEST(what_is_read_in_full_is_done_but_its_size_counts)
{
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 0, 1, 100);
	(void)put_digest(&x, &x.names[0], 'a', 100, 0);
	commit(&x);
	assert_candidates(&x, 0, "");
	ck_assert_int_eq(store_begin(x.store, NULL), 0);
	(void)add_name(&x, 0, 2, 100);
	commit(&x);
	assert_candidates(&x, 0, "f001 ");
	store_close(x.store);
}
END_TEST

/* --- alike --------------------------------------------------------------- */

START_TEST(alike_are_those_that_share_a_partial_digest)
{
	struct fixture x;
	int64_t partial;

	set_up(&x);
	for (uint64_t inode = 1; inode <= 5; inode++)
		(void)add_name(&x, 0, inode, 9000);
	(void)put_digest(&x, &x.names[0], 'a', 8192, 0);
	(void)put_digest(&x, &x.names[1], 'b', 8192, 0);
	assert_alike(&x, 9000, "");
	partial = put_digest(&x, &x.names[2], 'a', 8192, 0);
	assert_alike(&x, 9000, "f000 f002 ");
	/* Read in full, they make those alike that are read later. */
	(void)put_digest(&x, &x.names[0], 'F', 9000, partial);
	(void)put_digest(&x, &x.names[2], 'G', 9000, partial);
	assert_alike(&x, 9000, "");
	(void)put_digest(&x, &x.names[3], 'a', 8192, 0);
	assert_alike(&x, 9000, "f003 ");
	assert_alike(&x, 9001, "");
	commit(&x);
	assert_alike(&x, 9000, "f003 ");
	store_close(x.store);
}
END_TEST

START_TEST(names_of_one_file_are_not_alike)
{
	struct fixture x;

	set_up(&x);
	(void)add_name(&x, 0, 7, 9000);
	(void)add_name(&x, 0, 7, 9000);
	(void)put_digest(&x, &x.names[0], 'a', 8192, 0);
	(void)put_digest(&x, &x.names[1], 'a', 8192, 0);
	assert_alike(&x, 9000, "");
	(void)add_name(&x, 1, 7, 9000);
	(void)put_digest(&x, &x.names[2], 'a', 8192, 0);
	assert_alike(&x, 9000, "f000 f001 f002 ");
	store_close(x.store);
}
END_TEST

/* --- digests ------------------------------------------------------------- */

START_TEST(a_digest_is_stored_only_for_the_facts_it_rests_on)
{
	struct fixture x;
	struct name wrong;

	set_up(&x);
	(void)add_name(&x, 0, 7, 100);
	for (int i = 0; i < 4; i++) {
		wrong = x.names[0];
		wrong.entry.name = wrong.name;
		wrong.entry.size_bytes += i == 0;
		wrong.entry.mtime_ns += i == 1;
		wrong.entry.ctime_ns -= i == 2;
		wrong.entry.inode += i == 3;
		ck_assert_int_eq(put_digest(&x, &wrong, 'a', 100, 0), 0);
	}
	ck_assert_int_ne(put_digest(&x, &x.names[0], 'a', 100, 0), 0);
	commit(&x);
	store_close(x.store);
}
END_TEST

START_TEST(equal_content_is_one_row)
{
	struct fixture x;
	int64_t a, b, other;

	set_up(&x);
	(void)add_name(&x, 0, 1, 100);
	(void)add_name(&x, 1, 1, 100);
	(void)add_name(&x, 0, 3, 101);
	a = put_digest(&x, &x.names[0], 'a', 100, 0);
	b = put_digest(&x, &x.names[1], 'a', 100, 0);
	other = put_digest(&x, &x.names[2], 'a', 101, 0);
	ck_assert_int_eq(a, b);
	ck_assert_int_ne(a, other);
	commit(&x);
	store_close(x.store);
}
END_TEST

START_TEST(a_cleared_digest_is_a_candidate_again)
{
	struct fixture x;
	int64_t before, after;

	set_up(&x);
	(void)add_name(&x, 0, 1, 100);
	(void)add_name(&x, 0, 2, 100);
	(void)put_digest(&x, &x.names[0], 'a', 100, 0);
	(void)put_digest(&x, &x.names[1], 'a', 100, 0);
	commit(&x);
	assert_candidates(&x, 0, "");
	ck_assert_int_eq(store_fact(x.store, &before, "generation", NULL), 0);
	ck_assert_int_eq(store_begin(x.store, NULL), 0);
	ck_assert_int_eq(store_clear_digest(x.store, x.dirs[0], "f000", 4,
				 NULL),
		0);
	ck_assert_int_eq(store_clear_digest(x.store, x.dirs[0], "none", 4,
				 NULL),
		0);
	commit(&x);
	assert_candidates(&x, 0, "f000 ");
	ck_assert_int_eq(store_fact(x.store, &after, "generation", NULL), 0);
	ck_assert_int_gt(after, before);
	store_close(x.store);
}
END_TEST

/* --- brute force --------------------------------------------------------- */

static bool
is_full(const struct name *name)
{
	return name->digest.covered == name->entry.size_bytes;
}

/* Is there another file of this size? */
static bool
has_twin(const struct fixture *x, const struct name *name)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct name *other = &x->names[i];

		if (other->entry.size_bytes == name->entry.size_bytes &&
			(other->volume_id != name->volume_id ||
				other->entry.inode != name->entry.inode))
			return true;
	}
	return false;
}

START_TEST(random_candidates_equal_brute_force)
{
	struct candidate c;
	struct fixture x;

	random_seed = (uint64_t)_i;
	set_up(&x);
	for (size_t i = 0; i < NAMES_MAX; i++) {
		uint64_t inode = any(150) + 1;
		/* A file has one size, whatever its names. */
		int64_t size = DIGEST_WHOLE - 45 + (int64_t)(inode * 7919 % 90);
		size_t volume = any(2);
		struct name *name;

		if (inode % 2 == 0)
			name = add_with(&x, volume, inode, size, 2);
		else
			name = add_name(&x, volume, 1000 + i, size);
		if (inode % 5 == 0)
			(void)put_digest(&x, name, (char)(inode % 3),
				name->entry.size_bytes, 0);
	}
	commit(&x);
	ck_assert_int_eq(store_candidates_open(x.store, &everything, NULL), 0);
	while (store_candidates_next(x.store, &c, NULL) > 0) {
		struct name *name = find_name(&x, &c);

		ck_assert(!name->seen);
		ck_assert(has_twin(&x, name));
		name->seen = true;
	}
	for (size_t i = 0; i < x.n; i++)
		ck_assert_int_eq(x.names[i].seen,
			!is_full(&x.names[i]) && has_twin(&x, &x.names[i]));
	store_close(x.store);
}
END_TEST

Suite *suite_contents(void);

Suite *
suite_contents(void)
{
	Suite *suite = suite_create("contents");
	TCase *tc = tcase_create("contents");

	tcase_add_test(tc, candidates_come_by_size_volume_and_inode);
	tcase_add_test(tc, small_candidates_come_as_in_the_catalogue);
	tcase_add_test(tc, many_small_candidates_come_once);
	tcase_add_test(tc,
		small_candidates_without_a_directory_are_passed_over);
	tcase_add_test(tc, candidates_of_a_scope_are_wanted);
	tcase_add_test(tc, small_candidates_of_a_scope_come_alone);
	tcase_add_test(tc, most_to_be_gained_comes_first);
	tcase_add_test(tc, a_scope_may_be_all_there_is);
	tcase_add_test(tc, a_candidate_has_all_its_facts);
	tcase_add_test(tc, only_regular_files_are_candidates);
	tcase_add_test(tc, what_is_read_in_full_is_done_but_its_size_counts);
	tcase_add_test(tc, alike_are_those_that_share_a_partial_digest);
	tcase_add_test(tc, names_of_one_file_are_not_alike);
	tcase_add_test(tc, a_digest_is_stored_only_for_the_facts_it_rests_on);
	tcase_add_test(tc, equal_content_is_one_row);
	tcase_add_test(tc, a_cleared_digest_is_a_candidate_again);
	tcase_add_loop_test(tc, random_candidates_equal_brute_force, 0, 20);
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: MIT */
/* Where directories and what is in them stand among all paths, against the
 * paths themselves. */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "store/survey/path_ranks.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_VOLUMES = 5, N_DIRS = 40, N_MOST = 300, N_NAMES = 6 };

/* Names that a slash stands before, behind and between. */
static const char *const names[N_NAMES] = { "a", "a-", "a.", "a0", "A", "b" };
static const char *const mounts[] = { "/", "/a", "/a/a-", "/a-", "/a/A/b", "/b",
	"/a0/none", "/a/a-/a" };

static struct store *store;

struct spot {
	int64_t dir_id;
	int64_t volume_id;
	char path[128]; /* of the directory, with a slash behind it */
};

static struct spot places[N_MOST];
static size_t n_places;

static void
note_directory(int64_t id)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct directory dir;
	struct spot *p;

	if (store_directory(store, &dir, id, NULL) <= 0)
		return;
	ck_assert_uint_lt(n_places, N_MOST);
	p = &places[n_places++];
	ok(store_directory_path(store, &path, id, NULL, err));
	p->dir_id = id;
	p->volume_id = dir.volume_id;
	(void)snprintf(p->path, sizeof(p->path), "%s%s", path.buf,
		path.buf[path.len - 1] == '/' ? "" : "/");
}

static void
make_all(void)
{
	const size_t n_mounts = sizeof(mounts) / sizeof(mounts[0]);
	const size_t first = any((unsigned int)n_mounts);
	int64_t last;

	ok(store_begin(store, err));
	for (int i = 0; i < N_VOLUMES; i++) {
		char identity[24];
		int64_t volume;

		(void)snprintf(identity, sizeof(identity), "uuid:%d", i);
		volume = add_volume(store, identity,
			mounts[(first + (size_t)i) % n_mounts]);
		(void)make_directory(store, volume, "");
		for (unsigned int k = any(N_DIRS); k > 0; k--) {
			char within[64];
			int len = 0;

			for (unsigned int depth = 1 + any(4); depth > 0;
				depth--)
				len += snprintf(within + len,
					sizeof(within) - (size_t)len, "%s%s",
					len > 0 ? "/" : "",
					names[any(N_NAMES)]);
			(void)make_directory(store, volume, within);
		}
	}
	ok(store_commit(store, err));
	ok(store_last_directory_id(store, &last, err));
	n_places = 0;
	for (int64_t id = 1; id <= last; id++)
		note_directory(id);
}

/* The rank of the last directory of the volume that is before the path. */
static uint32_t
rank_before(const struct path_ranks *ranks, int64_t volume_id, const char *path)
{
	uint32_t rank = 0;

	for (size_t i = 0; i < n_places; i++)
		if (places[i].volume_id == volume_id &&
			strcmp(places[i].path, path) < 0 &&
			ranks->first[places[i].dir_id] > rank)
			rank = ranks->first[places[i].dir_id];
	return rank;
}

static void
check_ranks(const struct path_ranks *ranks, const struct spot *a,
	const struct spot *b)
{
	const bool is_below = strncmp(b->path, a->path, strlen(a->path)) == 0;

	if (a->volume_id != b->volume_id)
		return;
	ck_assert_int_eq(ranks->first[a->dir_id] < ranks->first[b->dir_id],
		strcmp(a->path, b->path) < 0);
	ck_assert_int_eq(ranks->first[a->dir_id] <= ranks->first[b->dir_id] &&
			ranks->last[b->dir_id] <= ranks->last[a->dir_id],
		is_below);
}

/* What is in one directory against what is in another one. */
static void
check_names(const struct path_ranks *ranks, const struct spot *a,
	const struct spot *b)
{
	const char *x = names[any(N_NAMES)], *y = names[any(N_NAMES)];
	char path_a[160], path_b[160];
	struct path_bounds in_a, in_b;

	(void)snprintf(path_a, sizeof(path_a), "%s%s", a->path, x);
	(void)snprintf(path_b, sizeof(path_b), "%s%s", b->path, y);
	in_a = path_ranks_bounds(ranks,
		rank_before(ranks, a->volume_id, path_a));
	in_b = path_ranks_bounds(ranks,
		rank_before(ranks, b->volume_id, path_b));
	ck_assert_int_le(in_a.least, in_a.most);
	if (strcmp(path_a, path_b) < 0)
		ck_assert_int_le(in_a.least, in_b.most);
	if (in_a.most < in_b.least)
		ck_assert_int_lt(strcmp(path_a, path_b), 0);
}

START_TEST(places_are_those_of_the_paths)
{
	_cleanup_(path_ranks_clear) struct path_ranks ranks = { .n = 0 };
	char *path;
	char *dir = scratch_dir();
	size_t n_told = 0;

	path = scratch_path(dir, "db");
	store = open_store(path);
	random_seed = (uint64_t)_i * 7919 + 3;
	make_all();
	ck_assert_int_eq(path_ranks_load(&ranks, store, NULL), 1);
	for (size_t i = 0; i < n_places; i++)
		for (size_t k = 0; k < n_places; k++) {
			const struct path_bounds a = path_ranks_bounds(&ranks,
				ranks.first[places[i].dir_id]);
			const struct path_bounds b = path_ranks_bounds(&ranks,
				ranks.first[places[k].dir_id]);

			if (i == k)
				continue;
			check_ranks(&ranks, &places[i], &places[k]);
			check_names(&ranks, &places[i], &places[k]);
			n_told += a.most < b.least || b.most < a.least;
		}
	/* Most are told apart, or it would be of no use. */
	ck_assert_uint_gt(n_told * 4, n_places * (n_places - 1) * 3);
	store_close(store);
	free(path);
	free(dir);
}
END_TEST

START_TEST(two_in_one_place_have_no_order)
{
	_cleanup_(path_ranks_clear) struct path_ranks ranks = { .n = 0 };
	char *dir = scratch_dir();
	char *path = scratch_path(dir, "db");

	store = open_store(path);
	ok(store_begin(store, err));
	(void)make_directory(store, add_volume(store, "uuid:1", "/mnt"), "");
	(void)make_directory(store, add_volume(store, "uuid:2", "/mnt"), "");
	ok(store_commit(store, err));
	ck_assert_int_eq(path_ranks_load(&ranks, store, NULL), 0);
	store_close(store);
	free(path);
	free(dir);
}
END_TEST

Suite *suite_path_ranks(void);

Suite *
suite_path_ranks(void)
{
	Suite *s = suite_create("path_ranks");
	TCase *tc = tcase_create("path_ranks");

	tcase_add_loop_test(tc, places_are_those_of_the_paths, 0, ROUNDS(60));
	tcase_add_test(tc, two_in_one_place_have_no_order);
	suite_add_tcase(s, tc);
	return s;
}

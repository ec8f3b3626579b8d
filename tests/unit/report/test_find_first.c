/* SPDX-License-Identifier: MIT */
/*
 * The first few in any order, of which the look at all names is told what is
 * left to find, are the first few of all: on random trees whose names, sizes
 * and times are often equal, and at the ends of what they can be.
 */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "report/find.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>

enum { N_DIRECTORIES = 40, N_FILES = 400, ROUNDS = 60 };

static int64_t volume_ids[2];

/* --- a tree --------------------------------------------------------------- */

/* Many are the same, many the beginning of others. */
static void
random_name(char *ret)
{
	static const char letters[] = "aB0.\x01\x7f\x80\xff";
	size_t len = 1 + any(3);

	for (size_t i = 0; i < len; i++)
		ret[i] = letters[any(i == 0 ? 3 : 8)];
	ret[len] = '\0';
}

static int64_t
random_time(void)
{
	static const int64_t times[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1,
		1000, INT64_MAX - 1, INT64_MAX };

	return times[any(8)];
}

static bool
is_taken(struct store *store, int64_t dir_id, const char *name)
{
	struct known_entry known;

	return store_entry(store, &known, dir_id, name, strlen(name), NULL) > 0;
}

static void
add_random_file(struct store *store, int64_t dir_id, const char *name,
	uint64_t inode)
{
	static const int64_t sizes[] = { 0, 1, 1, 600, 1000, INT64_MAX };
	struct entry e = file_entry(name, inode, sizes[any(6)]);

	e.blocks = any(3);
	e.mtime_ns = random_time();
	e.ctime_ns = random_time();
	e.uid = any(2);
	ok(store_add_entry(store, dir_id, &e, 0, err));
}

/* Their entries are not found, and would come first. */
static void
add_ways(struct store *store, int64_t volume_id)
{
	static const char *const ways[] = { "!1", "!2/!", "!3", "z1", "z2/z",
		"z3" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		(void)make_directory(store, volume_id, ways[i]);
}

static struct store *
make_tree(const char *path)
{
	struct store *store = open_store(path);
	int64_t dirs[N_DIRECTORIES];
	int64_t volume_of[N_DIRECTORIES];
	int n = 2;

	ok(store_begin(store, err));
	for (int i = 0; i < 2; i++) {
		volume_ids[i] = add_volume(store, i ? "uuid:2" : "uuid:1",
			i ? "/old" : "/mnt");
		dirs[i] = make_directory(store, volume_ids[i], "");
		add_ways(store, volume_ids[i]);
		volume_of[i] = volume_ids[i];
	}
	for (int i = 0; i < N_DIRECTORIES + N_FILES; i++) {
		unsigned int at = any((unsigned int)n);
		char name[8];

		random_name(name);
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
			is_taken(store, dirs[at], name))
			continue;
		if (n < N_DIRECTORIES && any(4) == 0) {
			volume_of[n] = volume_of[at];
			dirs[n++] =
				add_dir(store, volume_of[at], dirs[at], name);
		} else {
			add_random_file(store, dirs[at], name, (uint64_t)i + 1);
		}
	}
	ok(store_commit(store, err));
	return store;
}

/* --- what is asked -------------------------------------------------------- */

static struct wanted *
random_condition(void)
{
	switch (any(6)) {
	case 0:
		return wanted_new_range(WANTED_TYPE,
			wanted_type(any(2) ? S_IFREG : S_IFDIR), 0);
	case 1:
		return wanted_new_text(WANTED_SUBSTRING, any(2) ? "a" : "B", 1);
	case 2:
		return wanted_new_range(WANTED_SIZE, 1, INT64_MAX);
	case 3:
		return wanted_new_range(WANTED_UID, any(2), 0);
	case 4:
		return wanted_new_range(WANTED_VOLUME, volume_ids[any(2)], 0);
	default:
		return wanted_new(WANTED_HIDDEN);
	}
}

static struct wanted *
random_wanted(void)
{
	struct wanted *w = any(3) ? random_condition() : NULL;

	if (w && any(4) == 0)
		w = wanted_not(w);
	if (w && any(3) == 0)
		w = any(2) ? wanted_and(w, random_condition()) :
			     wanted_or(w, random_condition());
	return w;
}

/* All facts of each row, one a line. */
static char *
rows(struct store *store, const struct report_find *how)
{
	const struct output_options options = { .format = OUTPUT_CSV };
	struct report_find_result result;
	struct output *output;
	char *text = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&text, &len);

	output = output_new(stream, &options);
	ok(report_find(store, how, output, &result, err));
	output_free(output);
	(void)fclose(stream); /* memory */
	return text;
}

/* The heading and n lines. */
static void
cut(char *text, int64_t n)
{
	for (; n >= 0 && *text; text++)
		n -= *text == '\n';
	*text = '\0';
}

static void
compare(struct store *store, int tree, int round)
{
	_cleanup_(wanted_freep) struct wanted *w = random_wanted();
	const struct find_place place = { volume_ids[any(2)], "" };
	struct report_find how = {
		.find = { .wanted = w,
			.places = &place,
			.n_places = any(3) == 0,
			.max_depth = any(4) ? INT64_MAX : 1 + any(4),
			.walk_first = 1 + any(N_DIRECTORIES / 2),
			.most_kept = any(2) ? 0 : 1 + any(2000) },
		.order = (enum report_find_order)(REPORT_FIND_NAME + any(5)),
		.reverse = any(2) == 0,
		.limit = -1,
	};
	_cleanup_(freep) char *want = rows(store, &how);
	_cleanup_(freep) char *got = NULL;

	how.limit = 1 + any(12);
	got = rows(store, &how);
	cut(want, how.limit);
	ck_assert_msg(strcmp(got, want) == 0,
		"round %d of tree %d, order %d, reverse %d\n"
		"expected:\n%s\ngot:\n%s",
		round, tree, (int)how.order, how.reverse, want, got);
}

/* In memory, and in a file, where other threads help. */
START_TEST(the_first_few_are_the_first_of_all)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "catalog.db");
	struct store *store;

	random_seed = (uint64_t)_i * 7919 + 1;
	store = make_tree(_i % 2 ? path : ":memory:");
	for (int round = 0; round < ROUNDS; round++)
		compare(store, _i, round);
	store_close(store);
}
END_TEST

Suite *suite_find_first(void);

Suite *
suite_find_first(void)
{
	Suite *s = suite_create("find_first");
	TCase *tc = tcase_create("find_first");

	tcase_add_loop_test(tc, the_first_few_are_the_first_of_all, 0, 16);
	suite_add_tcase(s, tc);
	return s;
}

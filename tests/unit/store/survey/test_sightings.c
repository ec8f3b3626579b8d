/* SPDX-License-Identifier: MIT */
/* Where sizes were seen, against a table of which directory has which. */
#include "store/survey/sightings.h"

#include "lib/random.h"

#include <check.h>
#include <stdlib.h>

enum { N_DIRS = 300, N_SIZES = 40 };

static bool has[N_DIRS + 1][N_SIZES];

static int64_t
size_of(unsigned int i)
{
	return (int64_t)i * i * 4099 + 1;
}

/* As threads do: each has some pieces of the directories, in order. */
static struct sightings *
make_random(void)
{
	struct sightings *s = calloc(1, sizeof(*s));

	ck_assert_ptr_nonnull(s);
	for (int dir = 1; dir <= N_DIRS; dir++) {
		struct sightings_part *part =
			dir / 10 % 2 ? &s->first : &s->second;
		const unsigned int n = any(8);

		for (unsigned int i = 0; i < N_SIZES; i++)
			has[dir][i] = false;
		for (unsigned int i = 0; i < n; i++) {
			const unsigned int size = any(N_SIZES);

			sightings_note(part, dir, size_of(size));
			has[dir][size] = true;
		}
	}
	return s;
}

static bool
has_one_of(int64_t dir, const bool *wanted)
{
	for (unsigned int i = 0; i < N_SIZES; i++)
		if (wanted[i] && has[dir][i])
			return true;
	return false;
}

START_TEST(directories_with_a_size_are_found)
{
	struct sightings *s;

	random_seed = (uint64_t)_i * 31 + 1;
	s = make_random();
	for (int round = 0; round < 20; round++) {
		struct sizes_asked asked = { { 0 } };
		bool wanted[N_SIZES] = { false };
		int64_t *ids = NULL;
		size_t n = 0, next = 0;

		for (int k = 0; k < round; k++) {
			const unsigned int i = any(N_SIZES);

			wanted[i] = true;
			sizes_ask(&asked, size_of(i));
		}
		ck_assert(sightings_find(s, &asked, SIZE_MAX, &ids, &n));
		/* None of these sizes has the bits of another one. */
		for (int64_t dir = 1; dir <= N_DIRS; dir++)
			if (has_one_of(dir, wanted)) {
				ck_assert_uint_lt(next, n);
				ck_assert_int_eq(ids[next++], dir);
			}
		ck_assert_uint_eq(next, n);
		free(ids);
		if (n == 0)
			continue;
		/* Each has a name at least. */
		ck_assert(!sightings_find(s, &asked, n - 1, &ids, &n));
	}
	sightings_free(s);
}
END_TEST

START_TEST(nothing_seen_is_nothing_found)
{
	struct sightings s = { .first = { .n = 0 } };
	struct sizes_asked asked = { { 0 } };
	int64_t *ids = NULL;
	size_t n = 1;

	sizes_ask(&asked, 7);
	ck_assert_uint_eq(sightings_worth(&s), 0);
	ck_assert(sightings_find(&s, &asked, 0, &ids, &n));
	ck_assert_uint_eq(n, 0);
	free(ids);
	sightings_free(NULL);
}
END_TEST

Suite *suite_sightings(void);

Suite *
suite_sightings(void)
{
	Suite *s = suite_create("sightings");
	TCase *tc = tcase_create("sightings");

	tcase_add_loop_test(tc, directories_with_a_size_are_found, 0, 5);
	tcase_add_test(tc, nothing_seen_is_nothing_found);
	suite_add_tcase(s, tc);
	return s;
}

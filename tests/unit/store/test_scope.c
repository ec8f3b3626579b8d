/* SPDX-License-Identifier: MIT */
/* What is in a scope: the same however it is looked at, and as paths say. */
#include "lib/scratch.h"
#include "store/scope.h"
#include "store/survey/halves.h"
#include "unit/store/fixture.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#define N_DIRS 2400 /* enough for a second thread */
#define N_FILES 3000
#define N_PIECES 3

static char *dir;
static struct store *writer;
static struct store *reader;
static uint64_t seed;
static int64_t dirs[N_DIRS];
static int parents[N_DIRS];
static int dir_of[N_FILES]; /* of the file f<i> */
static char *seen;	    /* how often a file was */

static unsigned int
any(unsigned int n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned int)(seed >> 33) % n;
}

static void
set_up(void)
{
	int64_t volume_id;
	char *path;

	seed = 11;
	dir = scratch_dir();
	path = scratch_path(dir, "db");
	writer = open_store(path);
	ok(store_begin(writer, err));
	volume_id = add_volume(writer, "uuid:1", "/mnt");
	dirs[0] = make_directory(writer, volume_id, "");
	parents[0] = -1;
	for (int i = 1; i < N_DIRS; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "d%d", i);
		parents[i] = (int)any(i < 12 ? 1 : (unsigned int)i);
		dirs[i] = add_dir(writer, volume_id, dirs[parents[i]], name);
	}
	for (int i = 0; i < N_FILES; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "f%d", i);
		dir_of[i] = (int)any(N_DIRS);
		add_file(writer, dirs[dir_of[i]], name, (uint64_t)i + 1, 7);
	}
	ok(store_commit(writer, err));
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	free(path);
	seen = calloc(N_FILES, 1);
	ck_assert_ptr_nonnull(seen);
}

static void
tear_down(void)
{
	interrupt_set(0);
	store_close(reader);
	store_close(writer);
	free(seen);
	free(dir);
}

/* Each file is met once, by one thread or the other. */
static void
see(const struct stored_entry *e, void *arg)
{
	(void)arg;
	if (e->child_id == 0 && e->name_len > 1)
		seen[strtol(e->name + 1, NULL, 10)]++;
}

static bool
is_below(int i, int above)
{
	while (i >= 0 && i != above)
		i = parents[i];
	return i == above;
}

/* second: may there be another thread? */
static void
look(struct store *store, int64_t few, bool second)
{
	int first_arg, second_arg;
	struct halves_job job = { .look.entry = see,
		.first = &first_arg,
		.second = second ? &second_arg : NULL };

	store->scope_few = few;
	memset(seen, 0, N_FILES);
	ok(halves_look_at_scope(store, &job, err));
}

/* Directories and a file by itself, which may be in one of them. */
struct asked {
	int dirs[N_PIECES];
	size_t n;
	int file;
};

static void
ask(struct store *store, const struct asked *asked)
{
	char name[16];

	ok(store_scope_clear(store, err));
	for (size_t i = 0; i < asked->n; i++)
		ok(store_scope_add_directory(store, dirs[asked->dirs[i]], err));
	(void)snprintf(name, sizeof(name), "f%d", asked->file);
	ok(store_scope_add_entry(store, dirs[dir_of[asked->file]], name,
		strlen(name), err));
}

static void
check(const struct asked *asked)
{
	for (int i = 0; i < N_FILES; i++) {
		bool is_in = i == asked->file;

		for (size_t k = 0; k < asked->n; k++)
			is_in |= is_below(dir_of[i], asked->dirs[k]);
		ck_assert_int_eq(seen[i], is_in);
	}
}

static void
check_all_ways(struct store *store, const struct asked *asked)
{
	ask(store, asked);
	look(store, INT64_MAX, true); /* by a statement */
	check(asked);
	look(store, -1, false);
	check(asked);
	look(store, -1, true);
	check(asked);
	ask(store, asked); /* not listed before */
	look(store, -1, true);
	check(asked);
}

START_TEST(all_ways_see_the_same)
{
	for (int round = 0; round < 25; round++) {
		struct asked asked = { .n = any(N_PIECES + 1),
			.file = (int)any(N_FILES) };

		/* The first ones have most below. */
		for (size_t i = 0; i < asked.n; i++)
			asked.dirs[i] = (int)any(any(2) ? 12 : N_DIRS);
		check_all_ways(reader, &asked);
		check_all_ways(writer, &asked);
	}
}
END_TEST

/* A statement tells all while the log has pages. */
START_TEST(all_ways_see_the_same_while_somebody_writes)
{
	const struct asked asked = { .dirs = { 3, 40 }, .n = 2, .file = 9 };

	ok(store_begin(writer, err));
	ok(query_exec(writer, "UPDATE entry SET size = 8 WHERE dir_id = 1",
		err));
	check_all_ways(writer, &asked);
	ok(store_rollback(writer, err));
}
END_TEST

START_TEST(an_interrupt_is_no_empty_scope)
{
	const struct asked asked = { .dirs = { 0 }, .n = 1 };
	struct halves_job job = { .look.entry = see };
	struct error error = ERROR_INIT;

	ask(reader, &asked);
	memset(seen, 0, N_FILES);
	reader->deadline_ns = 1; /* long ago */
	ck_assert_int_eq(halves_look_at_scope(reader, &job, &error), -EINTR);
	reader->deadline_ns = 0;
	ok(halves_look_at_scope(reader, &job, err));
	check(&asked);
}
END_TEST

Suite *suite_scope(void);

Suite *
suite_scope(void)
{
	Suite *s = suite_create("scope");
	TCase *tc = tcase_create("scope");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, all_ways_see_the_same);
	tcase_add_test(tc, all_ways_see_the_same_while_somebody_writes);
	tcase_add_test(tc, an_interrupt_is_no_empty_scope);
	suite_add_tcase(s, tc);
	return s;
}

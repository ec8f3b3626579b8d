/* SPDX-License-Identifier: MIT */
/* One archive after the other: each costs only itself. */
#include "hash/archive/archives.h"

#include "archive/sandbox.h"
#include "lib/archives.h"
#include "lib/craft.h"
#include "lib/hashing.h"
#include "lib/scratch.h"
#include "store/rows.h"
#include "store/scope.h"
#include "store/volumes.h"
#include "util/clock.h"

#include <check.h>
#include <string.h>

/* For each archive, more where the build is slow; and what all of them take at
 * most, on a slow machine. */
#define SHORT_NS (sandbox_missing() ? 3 * NS_PER_SECOND : NS_PER_SECOND)
#define LATE_NS (60 * NS_PER_SECOND)

static void
put_crafted(const char *dir, const char *file, const char *name)
{
	struct bytes b = { 0 };

	craft(&b, name);
	scratch_file(dir, file, b.buf, b.len);
	craft_clear(&b);
}

static void
put_tar(const char *dir, const char *file, size_t cut)
{
	const struct packed members[] = {
		{ "one", "hello\n", 6, 0, NULL },
		{ "two", "hello\n", 6, 0, NULL },
	};
	struct strbuf a = archives_pack("ustar", NULL, NULL, members, 2);

	scratch_file(dir, file, a.buf, a.len - cut);
	strbuf_clear(&a);
}

static struct archives_stats
look_into(struct hashing *x, unsigned int n_jobs)
{
	const struct archives_options options = {
		.max_size = INT64_MAX,
		.levels = 3,
		.n_jobs = n_jobs,
		.time_ns = SHORT_NS,
	};
	struct archives_stats stats;
	struct error err = ERROR_INIT;
	int64_t top;

	ck_assert_int_eq(store_find_directory(x->store, &top,
				 x->list[0].volume_id, "", &err),
		0);
	ck_assert_int_eq(store_scope_clear(x->store, &err), 0);
	ck_assert_int_ge(store_scope_add_directory(x->store, top, &err), 0);
	ck_assert_msg(archives_run(x->store, &x->places, &options, &stats,
			      &err) == 0,
		"%s", err.text);
	return stats;
}

/* "NAME: TEXT\n" of each problem, by name. */
static void
list_problems(struct hashing *x, struct strbuf *ret)
{
	struct error err = ERROR_INIT;
	struct rows *rows;

	ck_assert_int_eq(rows_open(&rows, x->store, ROWS_PROBLEMS, &err), 0);
	while (rows_next(rows, &err) > 0)
		strbuf_addf(ret, "%.*s: %s\n", (int)strlen("1loop.xar"),
			(const char *)rows_bytes(rows, 1, NULL),
			(const char *)rows_bytes(rows, 4, NULL));
	rows_close(rows);
}

/* With one child at a time, what hangs is before all others. */
START_TEST(what_hangs_is_ended_and_the_others_are_read)
{
	_cleanup_(strbuf_clear) struct strbuf problems = STRBUF_INIT;
	const int64_t start_ns = clock_monotonic_ns();
	struct archives_stats stats;
	struct hashing x;

	hashing_init(&x, 1);
	put_crafted(x.dirs[0], "1loop.xar", "loop.xar");
	put_crafted(x.dirs[0], "2quine.gz", "quine.gz");
	put_crafted(x.dirs[0], "3quinezip", "quine.zip");
	put_tar(x.dirs[0], "4torn.tar", 1024 + 512 + 100);
	put_tar(x.dirs[0], "5good.tar", 0);
	put_crafted(x.dirs[0], "6good.rar", "rar5");
	hashing_index(&x);
	stats = look_into(&x, 1);
	list_problems(&x, &problems);
	ck_assert_ptr_nonnull(strstr(problems.buf, "1loop.xar: "));
	ck_assert_ptr_nonnull(strstr(problems.buf, "2quine.gz: "));
	ck_assert_ptr_nonnull(strstr(problems.buf,
		"3quinezip: limit of nesting: archives within are deeper than "
		"3"));
	ck_assert_ptr_nonnull(strstr(problems.buf, "4torn.tar: "));
	ck_assert_int_eq(stats.looked, 6);
	ck_assert_int_eq(stats.archives, 6);
	ck_assert_int_eq(stats.problems, 4);
	ck_assert_int_eq(stats.members, 3 + 1 + 2 + 1);
	ck_assert_int_lt(clock_monotonic_ns() - start_ns, LATE_NS);
	/* And no file is tried again, as none changed. */
	ck_assert_int_eq(look_into(&x, 1).looked, 0);
	hashing_clear(&x);
}
END_TEST

Suite *suite_archives(void);
Suite *
suite_archives(void)
{
	Suite *suite = suite_create("archives");
	TCase *tc = tcase_create("archives");

	tcase_add_test(tc, what_hangs_is_ended_and_the_others_are_read);
	suite_add_tcase(suite, tc);
	return suite;
}

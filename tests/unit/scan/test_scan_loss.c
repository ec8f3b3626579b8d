/* SPDX-License-Identifier: MIT */
/*
 * What scan_run() must not lose: entries that are not proved gone, too many
 * at once, and the work of a scan that was interrupted.
 */
#include "scan/scan.h"

#include "lib/namespace.h"
#include "lib/scanned.h"
#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/thread.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_scan_loss(void);

/* DIR/0 ... DIR/(n - 1), empty. */
static void
put_files(const char *dir, int n)
{
	char name[16];

	for (int i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		scratch_file(dir, name, "", 0);
	}
}

static void
remove_files(const char *dir, int from, int to)
{
	char path[512];

	for (int i = from; i < to; i++) {
		(void)snprintf(path, sizeof(path), "%s/%d", dir, i);
		ck_assert_int_eq(unlink(path), 0);
	}
}

/* --- the brake ------------------------------------------------------------ */

START_TEST(holds_too_many_removals)
{
	struct scanned s;
	const struct scan_result *r;

	scanned_init(&s);
	put_files(s.dir, 1100);
	(void)scanned_again(&s);
	remove_files(s.dir, 0, 1001);
	scratch_file(s.dir, "new", "", 0);
	r = scanned_again(&s);
	ck_assert_int_eq(r->status, SCAN_HELD);
	ck_assert_int_eq(r->n_held, 1001);
	ck_assert_int_eq(r->row.removed, 0);
	ck_assert_int_eq(r->row.added, 1);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM files"),
		1101);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT status = 'held'"
				 " FROM scan ORDER BY id DESC"),
		1);

	/* It is held every time, until it is accepted. */
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_HELD);
	s.options.accept_loss = true;
	r = scanned_again(&s);
	ck_assert_int_eq(r->status, SCAN_COMPLETE);
	ck_assert_int_eq(r->row.removed, 1001);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM files"), 100);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(does_not_hold_a_thousand)
{
	struct scanned s;

	scanned_init(&s);
	put_files(s.dir, 1100);
	(void)scanned_again(&s);
	remove_files(s.dir, 0, 1000);
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_COMPLETE);
	ck_assert_int_eq(s.results[0].row.removed, 1000);
	scanned_free(&s);
}
END_TEST

/* More than a thousand, but few of many. */
START_TEST(does_not_hold_a_fifth)
{
	struct scanned s;

	scanned_init(&s);
	put_files(s.dir, 6000);
	(void)scanned_again(&s);
	remove_files(s.dir, 0, 1200);
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_COMPLETE);
	ck_assert_int_eq(s.results[0].row.removed, 1200);
	scanned_free(&s);
}
END_TEST

/* A directory counts with all below; in its place a file waits too. */
START_TEST(holds_a_directory_that_became_a_file)
{
	struct scanned s;

	scanned_init(&s);
	scratch_mkdir(s.dir, "full");
	_cleanup_(freep) char *full = scratch_path(s.dir, "full");
	put_files(full, 1200);
	(void)scanned_again(&s);
	ck_assert(scratch_remove(full));
	scratch_file(s.dir, "full", "x", 1);
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_HELD);
	ck_assert_int_eq(s.results[0].n_held, 1201);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM files"),
		1200);
	scanned_check(&s);
	s.options.accept_loss = true;
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_COMPLETE);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM files"), 1);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

/* --- interrupted ---------------------------------------------------------- */

static void
stop_now(const struct scan_progress *p, void *arg)
{
	(void)p;
	(void)arg;
	interrupt_set(SIGINT);
}

static void
stop_after(void *arg)
{
	(void)usleep(*(const useconds_t *)arg);
	interrupt_set(SIGINT);
}

/* 50 directories of 60 files, and one of many directories. */
static void
plant(const char *dir)
{
	char path[512];

	for (int i = 0; i < 50; i++) {
		(void)snprintf(path, sizeof(path), "%s/d%d", dir, i);
		ck_assert_int_eq(mkdir(path, 0755), 0);
		put_files(path, 60);
	}
	for (int i = 0; i < 300; i++) {
		(void)snprintf(path, sizeof(path), "%s/d7/e%d", dir, i);
		ck_assert_int_eq(mkdir(path, 0755), 0);
		if (i % 10 == 0)
			put_files(path, 3);
	}
}

static enum scan_status
scan_cut_off(struct scanned *s, useconds_t microseconds)
{
	struct thread *thread = NULL;
	enum scan_status status;

	ck_assert_int_eq(thread_start(&thread, stop_after, &microseconds), 0);
	status = scanned_again(s)->status;
	thread_join(thread);
	interrupt_set(0);
	return status;
}

/* At whatever instant: sound at once, and the next scan does the rest. */
START_TEST(interrupted_is_kept_and_continued)
{
	static const useconds_t instants[] = { 0, 1000, 3000, 7000, 15000,
		40000 };
	struct scanned calm;
	struct scanned s;
	enum scan_status status;

	scanned_init(&calm);
	scanned_init(&s);
	plant(s.dir);
	(void)scanned_one(&calm, s.dir);
	_cleanup_(freep) char *expected = scanned_dump(&calm);
	status = scan_cut_off(&s, instants[_i]);
	/* It may have been faster. */
	ck_assert(status == SCAN_INTERRUPTED || status == SCAN_COMPLETE);
	ck_assert_int_eq(
		scanned_number(&s,
			"SELECT status = '%s'"
			" AND finished_ns IS NOT NULL FROM scan ORDER BY id DESC",
			scan_status_name(status)),
		1);
	scanned_check(&s);
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_COMPLETE);
	scanned_check(&s);
	_cleanup_(freep) char *got = scanned_dump(&s);
	ck_assert_str_eq(expected, got);
	scanned_free(&s);
	scanned_free(&calm);
}
END_TEST

START_TEST(interrupted_says_so)
{
	struct scanned s;

	scanned_init(&s);
	plant(s.dir);
	s.options.on_progress = stop_now;
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_INTERRUPTED);
	interrupt_set(0);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT status = 'interrupted'"
				 " FROM scan ORDER BY id DESC"),
		1);
	scanned_free(&s);
}
END_TEST

/* A re-scan that is cut off removes nothing at all. */
START_TEST(interrupted_removes_nothing)
{
	struct scanned s;
	int64_t before;

	scanned_init(&s);
	plant(s.dir);
	(void)scanned_again(&s);
	before = scanned_number(&s, "SELECT count(*) FROM entry");
	_cleanup_(freep) char *d0 = scratch_path(s.dir, "d0");
	remove_files(d0, 0, 60);
	s.options.on_progress = stop_now;
	ck_assert_int_eq(scanned_again(&s)->status, SCAN_INTERRUPTED);
	interrupt_set(0);
	ck_assert_int_eq(s.results[0].row.removed, 0);
	ck_assert_int_eq(scanned_number(&s, "SELECT count(*) FROM entry"),
		before);
	s.options.on_progress = NULL;
	ck_assert_int_eq(scanned_again(&s)->row.removed, 60);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

/* --- what cannot be read -------------------------------------------------- */

/* These run as nobody: root may read everything. */

#define sh(...) expect(namespace_sh(__VA_ARGS__))

static void
start_as_nobody(struct scanned *s)
{
	sh("chmod 777 /mnt");
	*s = (struct scanned){ 0 };
	s->dir = strdup("/mnt/tree");
	s->db = strdup("/mnt/catalog.db");
	namespace_become_nobody();
	expect(mkdir(s->dir, 0755) == 0);
	expect(store_open(&s->store, s->db, STORE_WRITE, NULL) == 0);
}

static void
unreadable_body(void)
{
	struct scanned s;
	const struct scan_result *r;

	start_as_nobody(&s);
	sh("cd /mnt/tree && mkdir -p secret/inner open noenter && "
	   "touch secret/a secret/inner/b open/c noenter/d noenter/e");
	expect(scanned_again(&s)->status == SCAN_COMPLETE);
	sh("cd /mnt/tree && chmod 0 secret && chmod 644 noenter && rm open/c");
	r = scanned_again(&s);
	expect(r->status == SCAN_INCOMPLETE);
	expect(r->row.removed == 1);
	expect(r->row.problems >= 2); /* noenter as such, or d and e in it */
	expect(scanned_has(&s, "/mnt/tree/secret/inner/b") == 1);
	expect(scanned_has(&s, "/mnt/tree/noenter/d") == 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM problems"
		       " WHERE path = '/mnt/tree/secret' AND error = %d",
		       EACCES) == 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM problems"
		       " WHERE path LIKE '/mnt/tree/noenter%%' AND error = %d",
		       EACCES) >= 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories"
		       " WHERE path = '/mnt/tree/secret' AND state = 'unread'") ==
		1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories"
		       " WHERE path = '/mnt/tree/noenter' AND state = 'partial'") ==
		1);
	scanned_check(&s);
	/* Again: neither more nor fewer. */
	expect(scanned_again(&s)->status == SCAN_INCOMPLETE);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM problems"
		       " WHERE path = '/mnt/tree/secret'") == 1);
	expect(scanned_number(&s, "SELECT count(*) FROM problem") ==
		s.results[0].row.problems);
	/* Readable again: what was kept is found as it was. */
	sh("cd /mnt/tree && chmod 755 secret noenter && rm secret/a");
	r = scanned_again(&s);
	expect(r->status == SCAN_COMPLETE);
	expect(r->row.added == 0 && r->row.removed == 1);
	expect(scanned_number(&s, "SELECT count(*) FROM problem") == 0);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories WHERE"
		       " state NOT IN ('complete', 'way')") == 0);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(unreadable_costs_only_itself)
{
	namespace_run(unreadable_body);
}
END_TEST

/* First met unreadable, then gone: the problem goes with it. */
static void
unreadable_then_gone_body(void)
{
	struct scanned s;

	start_as_nobody(&s);
	sh("mkdir /mnt/tree/secret && chmod 0 /mnt/tree/secret");
	expect(scanned_again(&s)->status == SCAN_INCOMPLETE);
	expect(scanned_has(&s, "/mnt/tree/secret") == 1);
	expect(scanned_number(&s, "SELECT count(*) FROM problem") == 1);
	sh("rmdir /mnt/tree/secret");
	expect(scanned_again(&s)->status == SCAN_COMPLETE);
	expect(scanned_number(&s, "SELECT count(*) FROM problem") == 0);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(problem_goes_with_its_directory)
{
	namespace_run(unreadable_then_gone_body);
}
END_TEST

static void
unreadable_root_body(void)
{
	struct scanned s;

	start_as_nobody(&s);
	sh("touch /mnt/tree/x");
	expect(scanned_again(&s)->status == SCAN_COMPLETE);
	sh("chmod 0 /mnt/tree");
	expect(scanned_again(&s)->status == SCAN_REFUSED);
	expect(strstr(s.results[0].message, "/mnt/tree") != NULL);
	expect(scanned_has(&s, "/mnt/tree/x") == 1);
	/* Among all roots, too. */
	scanned_dirs(&s, NULL, 0);
	expect(s.n_results == 1 && s.results[0].status == SCAN_REFUSED);
	expect(scanned_has(&s, "/mnt/tree/x") == 1);
	scanned_free(&s);
}

START_TEST(unreadable_root)
{
	namespace_run(unreadable_root_body);
}
END_TEST

/* A root that is gone says so; its entries are not proved gone. */
START_TEST(missing_root)
{
	struct scanned s;

	scanned_init(&s);
	scratch_mkdir(s.dir, "root");
	_cleanup_(freep) char *root = scratch_path(s.dir, "root");
	_cleanup_(freep) char *file = scratch_path(s.dir, "root/x");
	scratch_write(file, "", 0);
	(void)scanned_one(&s, root);
	ck_assert(scratch_remove(root));
	scanned_dirs(&s, NULL, 0);
	ck_assert_uint_eq(s.n_results, 1);
	ck_assert_int_eq(s.results[0].status, SCAN_REFUSED);
	ck_assert_int_eq(scanned_has(&s, file), 1);
	/* A scan of what was above it knows. */
	(void)scanned_again(&s);
	ck_assert_int_eq(scanned_has(&s, file), 0);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

Suite *
suite_scan_loss(void)
{
	Suite *s = suite_create("scan_loss");
	TCase *tc = tcase_create("scan_loss");

	tcase_add_test(tc, holds_too_many_removals);
	tcase_add_test(tc, does_not_hold_a_thousand);
	tcase_add_test(tc, does_not_hold_a_fifth);
	tcase_add_test(tc, holds_a_directory_that_became_a_file);
	tcase_add_loop_test(tc, interrupted_is_kept_and_continued, 0, 6);
	tcase_add_test(tc, interrupted_says_so);
	tcase_add_test(tc, interrupted_removes_nothing);
	tcase_add_test(tc, unreadable_costs_only_itself);
	tcase_add_test(tc, problem_goes_with_its_directory);
	tcase_add_test(tc, unreadable_root);
	tcase_add_test(tc, missing_root);
	suite_add_tcase(s, tc);
	return s;
}

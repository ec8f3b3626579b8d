/* SPDX-License-Identifier: MIT */
#include "hash/order.h"

#include "util/strbuf.h"

#include <check.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_JOBS 3

static struct job *
new_job(const char *path, uint64_t inode)
{
	struct job *job = job_new();

	job->volume_id = 1;
	job->facts.inode = inode;
	strbuf_adds(&job->path, path);
	return job;
}

/* procfs knows no FIEMAP: files come by inode, and after the first answer none
 * is asked, be it there or not. */
START_TEST(a_place_that_does_not_say_is_asked_once)
{
	static const char *const paths[N_JOBS] = { "uptime", "stat",
		"loadavg" };
	static const uint64_t inodes[N_JOBS] = { 30, 10, 20 };
	const struct hash_place place = { .volume_id = 1,
		.mount_point = "/proc",
		.mount_root = "" };
	const struct hash_places places = { &place, 1 };
	struct digest_watch watch = { .stop = false };
	struct digester *digester = digester_new(&watch);
	struct grounds *grounds = grounds_open(&places);
	struct job *jobs[N_JOBS];

	ck_assert(!grounds_is_unmapped(grounds, 0));
	for (unsigned int i = 0; i < N_JOBS; i++)
		jobs[i] = new_job(paths[i], inodes[i]);
	order_jobs(jobs, N_JOBS, grounds, digester);
	ck_assert(grounds_is_unmapped(grounds, 0));
	for (unsigned int i = 0; i < N_JOBS; i++) {
		ck_assert_uint_eq(jobs[i]->position, jobs[i]->facts.inode);
		ck_assert_uint_eq(jobs[i]->facts.inode, 10 * (i + 1));
		jobs[i]->facts.inode = 100 - jobs[i]->facts.inode;
		strbuf_adds(&jobs[i]->path, ".missing");
	}
	/* Of a file that is not there the position would be 0. */
	order_jobs(jobs, N_JOBS, grounds, digester);
	for (unsigned int i = 0; i < N_JOBS; i++) {
		ck_assert_uint_eq(jobs[i]->position, 70 + 10 * i);
		job_free(jobs[i]);
	}
	grounds_close(grounds);
	digester_free(digester);
}
END_TEST

Suite *suite_file_order(void);

Suite *
suite_file_order(void)
{
	Suite *s = suite_create("file_order");
	TCase *tc = tcase_create("order");

	tcase_add_test(tc, a_place_that_does_not_say_is_asked_once);
	suite_add_tcase(s, tc);
	return s;
}

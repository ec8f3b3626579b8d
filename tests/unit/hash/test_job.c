/* SPDX-License-Identifier: MIT */
#include "hash/job.h"

#include "util/alloc.h"

#include <check.h>
#include <fcntl.h>

static struct job *
used_job(void)
{
	struct job *job = job_new();

	job->volume_id = 3;
	job->stage = STAGE_FULL;
	job->place = 1;
	job->parent_id = 4;
	job->until = 5;
	job->base.covered = 6;
	job->partial.covered = 7;
	job->ticket = 8;
	job->is_fresh = true;
	job->is_alone = true;
	job->status = -9;
	job->reading = reading_new();
	job->steps = xcalloc(2, sizeof(*job->steps));
	job->n_steps = 2;
	strbuf_adds(&job->path, "a/b");
	job_add_name(job, 10, "b", 1);
	return job;
}

START_TEST(uses_a_team_again)
{
	_cleanup_(job_freep) struct job *spares = NULL;
	struct job *lead = used_job(), *other = used_job();
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	lead->next = other;
	lead->n_members = 2;
	lead->next_ready = other;
	lead->next_starved = other;
	other->fd = fd;
	job_keep(&spares, lead);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1); /* closed */
	for (int i = 0; i < 2; i++) {
		_cleanup_(job_freep) struct job *job = job_reuse(&spares);

		ck_assert(job == lead || job == other);
		ck_assert_int_eq(job->volume_id, 0);
		ck_assert_int_eq(job->stage, STAGE_PARTIAL);
		ck_assert_uint_eq(job->place, 0);
		ck_assert_int_eq(job->parent_id, 0);
		ck_assert_int_eq(job->until, 0);
		ck_assert_int_eq(job->base.covered, 0);
		ck_assert_int_eq(job->partial.covered, 0);
		ck_assert_uint_eq(job->ticket, 0);
		ck_assert(!job->is_fresh && !job->is_alone);
		ck_assert_int_eq(job->status, 0);
		ck_assert_ptr_null(job->reading);
		ck_assert_ptr_null(job->steps);
		ck_assert_uint_eq(job->n_steps, 0);
		ck_assert_uint_eq(job->path.len, 0);
		ck_assert_uint_eq(job->names.len, 0);
		ck_assert_int_eq(job->fd, -1);
		ck_assert_uint_eq(job->n_members, 1);
		ck_assert_ptr_null(job->next);
		ck_assert_ptr_null(job->next_ready);
		ck_assert_ptr_null(job->next_starved);
	}
	ck_assert_ptr_null(spares);
}
END_TEST

/* A file that is read for a day has as many as the day has seconds. */
START_TEST(keeps_no_notes)
{
	_cleanup_(job_freep) struct job *spares = NULL;
	_cleanup_(job_freep) struct job *job = used_job();

	job_keep(&spares, job_note(job));
	ck_assert_ptr_null(spares);
}
END_TEST

Suite *suite_job(void);

Suite *
suite_job(void)
{
	Suite *suite = suite_create("job");
	TCase *tc = tcase_create("job");

	tcase_add_test(tc, uses_a_team_again);
	tcase_add_test(tc, keeps_no_notes);
	suite_add_tcase(suite, tc);
	return suite;
}

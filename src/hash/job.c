/* SPDX-License-Identifier: MIT */
#include "hash/job.h"

#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

struct packed_name {
	int64_t dir_id;
	size_t len;
};

struct job *
job_new(void)
{
	struct job *job = xcalloc(1, sizeof(*job));

	job->path = (struct strbuf)STRBUF_INIT;
	job->names = (struct strbuf)STRBUF_INIT;
	job->n_members = 1;
	job->fd = -1;
	return job;
}

/* All but what a spare keeps. */
static void
clear(struct job *job)
{
	reading_free(job->reading);
	closep(&job->fd);
	free(job->steps);
}

struct job *
job_reuse(struct job **spares)
{
	struct job *job = *spares;

	if (!job)
		return job_new();
	*spares = job->next;
	*job = (struct job){ .path = job->path,
		.names = job->names,
		.n_members = 1,
		.fd = -1 };
	strbuf_truncate(&job->path, 0);
	strbuf_truncate(&job->names, 0);
	return job;
}

void
job_keep(struct job **spares, struct job *job)
{
	/* A reader makes one each second, from nothing: they would pile up. */
	if (job && job->n_members == 0) {
		job_free(job);
		return;
	}
	while (job) {
		struct job *next = job->next;

		clear(job);
		*job = (struct job){ .path = job->path,
			.names = job->names,
			.fd = -1,
			.next = *spares };
		*spares = job;
		job = next;
	}
}

void
job_free(struct job *job)
{
	while (job) {
		struct job *next = job->next;

		strbuf_clear(&job->path);
		strbuf_clear(&job->names);
		clear(job);
		free(job);
		job = next;
	}
}

void
job_free_item(void *job)
{
	job_free(job);
}

struct job *
job_note(const struct job *job)
{
	struct job *note = job_new();

	note->volume_id = job->volume_id;
	note->stage = job->stage;
	note->facts = job->facts;
	note->is_fresh = job->is_fresh;
	strbuf_add(&note->names, job->names.buf, job->names.len);
	note->reading = reading_copy(job->reading);
	note->n_members = 0;
	return note;
}

void
job_add_name(struct job *job, int64_t dir_id, const char *name, size_t len)
{
	struct packed_name head = { dir_id, len };

	strbuf_add(&job->names, &head, sizeof(head));
	strbuf_add(&job->names, name, len);
}

bool
job_next_name(const struct job *job, size_t *at, int64_t *ret_dir_id,
	const char **ret_name, size_t *ret_len)
{
	struct packed_name head;

	if (*at >= job->names.len)
		return false;
	memcpy(&head, job->names.buf + *at, sizeof(head));
	*ret_dir_id = head.dir_id;
	*ret_name = job->names.buf + *at + sizeof(head);
	*ret_len = head.len;
	*at += sizeof(head) + head.len;
	return true;
}

bool
job_same_inode(const struct job *a, const struct job *b)
{
	return a->volume_id == b->volume_id && a->facts.inode == b->facts.inode;
}

int64_t
job_cost(const struct job *job)
{
	return job->until - (job->reading ? reading_done(job->reading) : 0);
}

/* --- in a row ------------------------------------------------------------ */

void
jobs_add(struct jobs *jobs, struct job *job)
{
	if (jobs->last)
		jobs->last->next_ready = job;
	else
		jobs->first = job;
	jobs->last = job;
	jobs->n++;
}

struct job *
jobs_take(struct jobs *jobs)
{
	struct job *job = jobs->first;

	if (!job)
		return NULL;
	jobs->first = take_ptr(&job->next_ready);
	if (!jobs->first)
		jobs->last = NULL;
	jobs->n--;
	return job;
}

void
jobs_clear(struct jobs *jobs)
{
	struct job *job;

	while ((job = jobs_take(jobs)) != NULL)
		job_free(job);
}

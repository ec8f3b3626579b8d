/* SPDX-License-Identifier: MIT */
/*
 * Walks are few, so they are in a list.  A state takes some 600 bytes; it is
 * kept from the end of one step of a file to the beginning of the next, in a
 * table, at one of a few places that its inode and its first name give.  If all
 * are taken, the file's next step begins at its start again: memory is bounded,
 * however many files are alike, and the answer never depends on what was kept.
 *
 * The name is part of it for the volumes whose inode numbers prove nothing:
 * there each name is a job of its own, and two may have one number by chance.
 */
#include "hash/steps.h"

#include "util/alloc.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_BITS 12
#define KEPT_MAX ((size_t)1 << KEPT_BITS)
#define KEPT_PLACES 8 /* of a file */

struct walk {
	int64_t size;
	size_t n_out;
	bool is_open; /* more jobs may begin */
	bool goes_on; /* there is more of a file that was read */
	int64_t pending_files;
	int64_t pending_bytes;
	struct walk *next;
};

struct kept {
	int64_t volume_id;
	struct entry facts;
	uint64_t name[2];	 /* digest of its first */
	struct reading *reading; /* NULL: free */
};

/* A file that could not be read: not tried again at each step of the others. */
struct failed {
	int64_t volume_id;
	struct entry facts;
	uint64_t name[2];
	struct failed *next;
};

struct steps {
	struct walk *walks;
	struct failed *failed;
	struct kept *kept;
	int64_t pending_files;
	int64_t pending_bytes;
};

/* Of this size; 0: all. */
static void
forget_failed(struct steps *steps, int64_t size)
{
	struct failed **at = &steps->failed;

	while (*at) {
		struct failed *f = *at;

		if (size != 0 && f->facts.size_bytes != size) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		free(f);
	}
}

struct steps *
steps_new(void)
{
	struct steps *steps = xcalloc(1, sizeof(*steps));

	steps->kept = xcalloc(KEPT_MAX, sizeof(*steps->kept));
	return steps;
}

void
steps_free(struct steps *steps)
{
	struct walk *next;

	if (!steps)
		return;
	for (struct walk *w = steps->walks; w; w = next) {
		next = w->next;
		free(w);
	}
	forget_failed(steps, 0);
	for (size_t i = 0; i < KEPT_MAX; i++)
		reading_free(steps->kept[i].reading);
	free(steps->kept);
	free(steps);
}

/* --- states -------------------------------------------------------------- */

static void
digest_name(uint64_t ret[2], const struct job *job)
{
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;

	(void)job_next_name(job, &at, &dir_id, &name, &len); /* there is one */
	digest_memory(ret, job->names.buf, at);
}

static struct kept *
place_of(const struct steps *steps, const struct job *job,
	const uint64_t name[2], size_t i)
{
	uint64_t hash =
		(job->facts.inode + (uint64_t)job->volume_id * 31 + name[0]) *
		UINT64_C(0x9e3779b97f4a7c15);

	return &steps->kept[((hash >> (64 - KEPT_BITS)) + i) % KEPT_MAX];
}

static void
keep(struct steps *steps, struct job *job)
{
	uint64_t name[2];

	digest_name(name, job);
	for (size_t i = 0; i < KEPT_PLACES; i++) {
		struct kept *kept = place_of(steps, job, name, i);

		if (kept->reading)
			continue;
		kept->volume_id = job->volume_id;
		kept->facts = job->facts;
		memcpy(kept->name, name, sizeof(name));
		kept->reading = take_ptr(&job->reading);
		return;
	}
}

static void
take_kept(struct steps *steps, struct job *job)
{
	uint64_t name[2];

	digest_name(name, job);
	for (size_t i = 0; i < KEPT_PLACES && !job->reading; i++) {
		struct kept *kept = place_of(steps, job, name, i);

		if (kept->reading && kept->volume_id == job->volume_id &&
			memcmp(kept->name, name, sizeof(name)) == 0 &&
			entry_same_content_facts(&kept->facts, &job->facts) &&
			reading_done(kept->reading) == job->base.covered)
			job->reading = take_ptr(&kept->reading);
	}
}

static void
note_failed(struct steps *steps, const struct job *job)
{
	struct failed *f = xcalloc(1, sizeof(*f));

	f->volume_id = job->volume_id;
	f->facts = job->facts;
	digest_name(f->name, job);
	f->next = steps->failed;
	steps->failed = f;
}

bool
steps_has_failed(const struct steps *steps, const struct job *job,
	bool by_inode)
{
	uint64_t name[2];

	if (!steps->failed)
		return false;
	digest_name(name, job);
	for (const struct failed *f = steps->failed; f; f = f->next)
		if (f->volume_id == job->volume_id &&
			entry_same_content_facts(&f->facts, &job->facts) &&
			(by_inode || memcmp(f->name, name, sizeof(name)) == 0))
			return true;
	return false;
}

static void
forget_size(struct steps *steps, int64_t size)
{
	forget_failed(steps, size);
	for (size_t i = 0; i < KEPT_MAX; i++) {
		struct kept *kept = &steps->kept[i];

		if (!kept->reading || kept->facts.size_bytes != size)
			continue;
		reading_free(kept->reading);
		kept->reading = NULL;
	}
}

/* --- walks --------------------------------------------------------------- */

static void
remove_walk(struct steps *steps, struct walk *walk)
{
	struct walk **at = &steps->walks;

	while (*at != walk)
		at = &(*at)->next;
	*at = walk->next;
	free(walk);
}

/* Nothing to look at again? */
static void
end_if_over(struct steps *steps, struct walk *walk)
{
	if (walk->is_open || walk->n_out > 0 || walk->goes_on)
		return;
	steps->pending_files += walk->pending_files;
	steps->pending_bytes =
		sum_sizes(steps->pending_bytes, walk->pending_bytes);
	forget_size(steps, walk->size);
	remove_walk(steps, walk);
}

bool
steps_take(struct steps *steps, int64_t *ret_size)
{
	for (struct walk *w = steps->walks; w; w = w->next) {
		if (w->is_open || w->n_out > 0)
			continue;
		*ret_size = w->size;
		remove_walk(steps, w);
		return true;
	}
	return false;
}

struct walk *
steps_begin(struct steps *steps, int64_t size)
{
	struct walk *walk = xcalloc(1, sizeof(*walk));

	walk->size = size;
	walk->is_open = true;
	walk->next = steps->walks;
	steps->walks = walk;
	return walk;
}

void
steps_job_begins(struct steps *steps, struct walk *walk, struct job *job,
	bool to_the_end)
{
	int64_t size = job->facts.size_bytes;
	size_t n_steps = 0;

	job->walk = walk;
	walk->n_out++;
	take_kept(steps, job);
	job->until = digest_next_step(size, job->base.covered);
	while (to_the_end && !steps_has_checkpoints(size) &&
		job->until < size) {
		job->until = digest_next_step(size, job->until);
		n_steps++;
	}
	if (n_steps > 0)
		job->steps = xcalloc(n_steps, sizeof(*job->steps));
}

bool
steps_resume(struct job *job, struct reading *reading)
{
	int64_t done = reading_done(reading);

	if (job->reading || done <= 0 || done > job->until)
		return false;
	job->reading = reading;
	return true;
}

void
steps_job_ends(struct steps *steps, struct job *job)
{
	struct walk *walk = job->walk;

	walk->n_out--;
	if (job->status == 0 && job->until < job->facts.size_bytes) {
		walk->goes_on = true;
		keep(steps, job);
	} else if (job->status < 0 && job->status != -EINTR)
		note_failed(steps, job);
	end_if_over(steps, walk);
}

void
steps_end(struct steps *steps, struct walk *walk)
{
	walk->is_open = false;
	end_if_over(steps, walk);
}

void
steps_note_pending(struct walk *walk, int64_t size)
{
	walk->pending_files++;
	walk->pending_bytes = sum_sizes(walk->pending_bytes, size);
}

void
steps_pending(const struct steps *steps, int64_t *ret_files, int64_t *ret_bytes)
{
	*ret_files = steps->pending_files;
	*ret_bytes = steps->pending_bytes;
}

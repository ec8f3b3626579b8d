/* SPDX-License-Identifier: MIT */
#include "scan/crew.h"

#include "scan/renames.h"
#include "scan/walker.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/thread.h"

#include <stdlib.h>
#include <string.h>

/*
 * Jobs that wait while nobody does.  Most subtrees are small, and many names
 * may lie between two of them: who is done with one finds the next there
 * instead of waiting until another walker meets a directory.  With one, of two
 * walkers one was idle for half of the time, and a scan of /usr took 1.15 to
 * 1.2 times as long as with two to four; with many it takes longer again.
 */
#define JOBS_AHEAD 4

struct crew {
	struct scan_shared *shared;
	struct mutex *lock;
	struct cond *work;	/* a job came, or the crew is done */
	struct cond *done;	/* of an errand the last part */
	struct job *jobs;	/* lock */
	struct errand *errands; /* lock; those with parts to be taken */
	bool is_far;
	int n_ahead;		/* jobs that wait while nobody does */
	unsigned int n_working; /* lock; walkers inside a job */
	_Atomic int hunger;	/* walkers waiting minus jobs waiting */
	struct renames *renames;
	struct error error; /* lock; the first */
	struct thread **threads;
	unsigned int n_threads;
	unsigned int n_running; /* lock; walkers, and crew_start() itself */
	bool is_abandoned;	/* lock */
	struct pulse *pulses;	/* n_walkers */
	_Atomic unsigned int n_pulses;
	uint64_t beats;	  /* crew_check(): their sum when it last changed */
	int64_t alive_ns; /* and when that was, monotonic */
};

/* One less that may still tell the writer something; the last of the last
 * crew ends the run. */
static void
leave(struct crew *crew)
{
	bool last;

	mutex_lock(crew->lock);
	last = --crew->n_running == 0 && !crew->is_abandoned;
	mutex_unlock(crew->lock);
	if (last && atomic_fetch_sub(&crew->shared->crews_at_work, 1) == 1)
		queue_close(crew->shared->batches);
}

struct pulse *
crew_pulse(struct crew *crew)
{
	return &crew->pulses[atomic_fetch_add(&crew->n_pulses, 1)];
}

enum crew_state
crew_check(struct crew *crew, int64_t timeout_ns)
{
	int64_t now = clock_monotonic_ns();
	unsigned int n_working, n_running;
	unsigned int n_reading = 0;
	uint64_t beats = 0;

	mutex_lock(crew->lock);
	n_working = crew->n_working;
	n_running = crew->n_running;
	mutex_unlock(crew->lock);
	if (n_running == 0)
		return CREW_DONE;
	for (unsigned int i = 0; i < atomic_load(&crew->n_pulses); i++) {
		beats += atomic_load_explicit(&crew->pulses[i].beats,
			memory_order_relaxed);
		n_reading += atomic_load_explicit(&crew->pulses[i].is_reading,
			memory_order_relaxed);
	}
	if (beats != crew->beats || n_working == 0 || n_reading < n_working) {
		crew->beats = beats;
		crew->alive_ns = now;
	}
	return now - crew->alive_ns > timeout_ns ? CREW_STUCK : CREW_WORKING;
}

void
crew_abandon(struct crew *crew)
{
	bool last;

	mutex_lock(crew->lock);
	last = crew->n_running > 0 && !crew->is_abandoned;
	crew->is_abandoned = true;
	mutex_unlock(crew->lock);
	if (last && atomic_fetch_sub(&crew->shared->crews_at_work, 1) == 1)
		queue_close(crew->shared->batches);
}

/* Only the thread that abandons asks. */
bool
crew_is_abandoned(const struct crew *crew)
{
	return crew->is_abandoned;
}

/* A walker met an error; the first counts. */
static void
fail(struct crew *crew, const struct error *err)
{
	mutex_lock(crew->lock);
	if (crew->error.code == 0)
		crew->error = *err;
	mutex_unlock(crew->lock);
	atomic_store(&crew->shared->stopping, true);
}

static void
walker_main(void *arg)
{
	struct crew *crew = arg;
	struct error err = ERROR_INIT;

	if (walker_run(crew, &err) < 0)
		fail(crew, &err);
	leave(crew);
}

bool
crew_wants_job(const struct crew *crew)
{
	return atomic_load_explicit(&crew->hunger, memory_order_relaxed) >
		-crew->n_ahead;
}

void
crew_add_job(struct crew *crew, struct job *job)
{
	mutex_lock(crew->lock);
	job->next = crew->jobs;
	crew->jobs = job;
	atomic_fetch_sub_explicit(&crew->hunger, 1, memory_order_relaxed);
	cond_signal(crew->work);
	mutex_unlock(crew->lock);
}

static void
drop_jobs(struct crew *crew)
{
	struct job *next;

	for (struct job *job = crew->jobs; job; job = next) {
		next = job->next;
		free(job);
	}
	crew->jobs = NULL;
}

/* --- errands -------------------------------------------------------------- */

bool
crew_shares_waiting(const struct crew *crew)
{
	return crew->is_far;
}

/* The next part of an errand, run without the lock, which is held otherwise. */
static void
run_part(struct crew *crew, struct errand *errand, struct pulse *pulse)
{
	size_t part = errand->n_taken++;

	if (errand->n_taken == errand->n_parts) {
		struct errand **e = &crew->errands;

		while (*e != errand)
			e = &(*e)->next;
		*e = errand->next;
	}
	mutex_unlock(crew->lock);
	errand->run(errand, part, pulse);
	mutex_lock(crew->lock);
	if (++errand->n_done == errand->n_parts)
		cond_broadcast(crew->done);
}

void
crew_run_errand(struct crew *crew, struct errand *errand, struct pulse *pulse)
{
	if (errand->n_parts == 0)
		return;
	mutex_lock(crew->lock);
	errand->n_taken = 0;
	errand->n_done = 0;
	errand->next = crew->errands;
	crew->errands = errand;
	if (errand->n_parts > 1)
		cond_broadcast(crew->work);
	while (errand->n_taken < errand->n_parts)
		run_part(crew, errand, pulse);
	while (errand->n_done < errand->n_parts)
		(void)cond_wait(crew->done, crew->lock, -1);
	mutex_unlock(crew->lock);
}

/* --- jobs ----------------------------------------------------------------- */

struct job *
crew_take_job(struct crew *crew, struct pulse *pulse)
{
	struct job *job;

	mutex_lock(crew->lock);
	atomic_fetch_add_explicit(&crew->hunger, 1, memory_order_relaxed);
	while (!crew->jobs && crew->n_working > 0) {
		if (crew->errands)
			run_part(crew, crew->errands, pulse);
		else
			(void)cond_wait(crew->work, crew->lock, -1);
	}
	if (atomic_load(&crew->shared->stopping))
		drop_jobs(crew);
	job = crew->jobs;
	if (job) {
		crew->jobs = job->next;
		crew->n_working++;
	}
	mutex_unlock(crew->lock);
	return job;
}

void
crew_finish_job(struct crew *crew, struct job *job)
{
	free(job);
	mutex_lock(crew->lock);
	crew->n_working--;
	if (crew->n_working == 0)
		cond_broadcast(crew->work);
	mutex_unlock(crew->lock);
}

struct scan_shared *
crew_shared(const struct crew *crew)
{
	return crew->shared;
}

struct renames *
crew_renames(const struct crew *crew)
{
	return crew->renames;
}

static void
add_root_job(struct crew *crew, const struct walk_root *root)
{
	struct job *job = xcalloc(1, sizeof(*job) + 1);

	job->root = root;
	job->dir_id = root->dir_id;
	job->known = root->known;
	job->state = root->state;
	job->seal = root->seal;
	job->next = crew->jobs;
	crew->jobs = job;
	atomic_fetch_sub_explicit(&crew->hunger, 1, memory_order_relaxed);
}

int
crew_start(struct crew **ret, struct scan_shared *shared,
	const struct walk_root *const *roots, size_t n_roots,
	unsigned int n_walkers, bool is_far, struct error *err)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));
	int code = 0;

	crew->shared = shared;
	crew->lock = mutex_new();
	crew->work = cond_new();
	crew->done = cond_new();
	crew->is_far = is_far && n_walkers > 1;
	crew->n_ahead = n_walkers > 1 ? JOBS_AHEAD : 0;
	crew->renames = renames_new(roots[0]->volume_id,
		atomic_load(&shared->last_dir_id));
	crew->threads = xcalloc(n_walkers, sizeof(*crew->threads));
	crew->pulses = aligned_alloc(_Alignof(struct pulse),
		n_walkers * sizeof(*crew->pulses));
	if (!crew->pulses)
		abort();
	memset(crew->pulses, 0, n_walkers * sizeof(*crew->pulses));
	crew->alive_ns = clock_monotonic_ns();
	for (size_t i = n_roots; i-- > 0;)
		add_root_job(crew, roots[i]);
	crew->n_running = 1;
	while (crew->n_threads < n_walkers && code == 0) {
		mutex_lock(crew->lock);
		crew->n_running++;
		mutex_unlock(crew->lock);
		code = thread_start(&crew->threads[crew->n_threads],
			walker_main, crew);
		if (code == 0)
			crew->n_threads++;
		else
			leave(crew);
	}
	leave(crew);
	*ret = crew;
	if (crew->n_threads > 0)
		return 0; /* fewer walkers do the same work */
	return error_errno(err, -code, "cannot start a thread");
}

int
crew_join(struct crew *crew, struct error *err)
{
	int code;

	if (!crew || crew->is_abandoned)
		return 0;
	for (unsigned int i = 0; i < crew->n_threads; i++)
		thread_join(crew->threads[i]);
	code = crew->error.code;
	if (code < 0 && err)
		*err = crew->error;
	drop_jobs(crew);
	free(crew->threads);
	free(crew->pulses);
	renames_free(crew->renames);
	cond_free(crew->work);
	cond_free(crew->done);
	mutex_free(crew->lock);
	free(crew);
	return code;
}

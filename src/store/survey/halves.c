/* SPDX-License-Identifier: MIT */
#include "store/survey/halves.h"

#include "util/thread.h"

/* Fewer directories than this are looked at before a thread has begun. */
#define ALONE_MAX 2000

struct half {
	struct store *store;
	const struct halves_job *job;
	int64_t first;
	int64_t last;
	int64_t sum;
	struct error error;
	int result;
};

int
halves_open(struct halves *ret, struct store *store, struct error *err)
{
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	*ret = (struct halves){ .store = store };
	if (r < 0 || last <= ALONE_MAX || thread_processors() < 2)
		return r;
	r = store_open_beside(&ret->beside, store, err);
	return r < 0 ? r : 0;
}

void
halves_close(struct halves *h)
{
	if (h->beside)
		store_close(h->beside);
	h->beside = NULL;
}

static int
look(struct half *half, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(half->store, half->job->query);
	int r;

	half->sum = 0;
	bind_i64(&b, half->first);
	if (!half->job->has_no_end)
		bind_i64(&b, half->last);
	if (half->job->bind)
		half->job->bind(&b, half->job->bind_arg);
	half->store->half_last = half->last;
	store_read_once(half->store, true);
	half->store->in_rows = true; /* an interrupt ends it */
	r = bind_next(&b, err);	     /* a row: it is over, or the sum */
	if (r > 0 && half->job->sum)
		half->sum = bind_get_i64(&b, 0);
	half->store->in_rows = false;
	store_read_once(half->store, false);
	return r < 0 ? r : 0;
}

static void
assign(const struct halves_job *job, struct store *store, void *arg)
{
	if (job->assign)
		job->assign(store, arg);
}

static void
run_half(void *arg)
{
	struct half *half = arg;

	half->result = look(half, &half->error);
}

/* 0 if no thread can be had. */
static int
run_both(struct half *ours, struct half *theirs, struct error *err)
{
	struct thread *thread = NULL;
	int r;

	if (thread_start(&thread, run_half, theirs) < 0)
		return 0;
	r = look(ours, err);
	thread_join(thread);
	if (r < 0)
		return r;
	if (theirs->result < 0 && err)
		*err = theirs->error;
	return theirs->result < 0 ? theirs->result : 1;
}

int
halves_run(struct halves *h, const struct halves_job *job, struct error *err)
{
	const int64_t end = job->to != 0 ? job->to : INT64_MAX;
	const int64_t last = job->to != 0 ? job->to : job->last;
	const int64_t middle = job->from + (last - job->from) / 2;
	struct half ours = { h->store, job, job->from, end, 0, ERROR_INIT, 0 };
	struct half theirs = ours;
	int r = 0;

	assign(job, h->store, job->first);
	if (h->beside) {
		assign(job, h->beside, job->second);
		theirs.store = h->beside;
		theirs.first = middle + 1;
		ours.last = middle;
		r = run_both(&ours, &theirs, err);
		assign(job, h->beside, NULL);
	}
	ours.last = end;
	if (r == 0)
		r = look(&ours, err);
	if (r >= 0 && job->sum)
		*job->sum += ours.sum + theirs.sum;
	assign(job, h->store, NULL);
	return r < 0 ? r : 0;
}

int
halves_look(struct store *store, const struct halves_job *job,
	struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	int r = halves_open(&halves, store, err);

	return r < 0 ? r : halves_run(&halves, job, err);
}

int
halves_look_at_names(struct store *store, struct halves_job *job,
	struct error *err)
{
	int r = store_last_directory_id(store, &job->last, err);

	return r < 0 ? r : halves_look(store, job, err);
}

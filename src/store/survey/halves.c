/* SPDX-License-Identifier: MIT */
#include "store/survey/halves.h"

#include "store/internal.h"
#include "store/survey/sightings.h"
#include "store/survey/volume_runs.h"
#include "util/thread.h"

#include <stdatomic.h>

/* Fewer directories than this are looked at before a thread has begun. */
#define ALONE_MAX 2000

/* Where one thread begins later, both take from so many pieces. */
#define N_PIECES 32

struct pieces {
	atomic_int next;
	int64_t from; /* where the first one begins */
	int64_t step;
	int64_t end; /* of the last one */
};

struct half {
	struct store *store;
	struct look look;
	struct pieces *pieces; /* or NULL: */
	int64_t first;
	int64_t last;
	int (*before)(void *arg, struct error *err);
	void *before_arg;
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
	if (!store->beside)
		r = store_open_beside(&store->beside, store, err);
	ret->beside = store->beside;
	return r < 0 ? r : 0;
}

void
halves_forget(struct store *store)
{
	if (store->beside)
		store_close(store->beside);
	store->beside = NULL;
	volume_runs_put(store->volume_runs);
	store->volume_runs = NULL;
	sightings_free(store->sightings);
	store->sightings = NULL;
}

/* Where nothing says where they end, the first piece is from where there are
 * numbers at all, the last one to where there may be. */
static struct pieces
pieces_of(const struct halves_job *job)
{
	const int64_t last = job->to != 0 ? job->to : job->last;

	return (struct pieces){ 0, job->from, (last - job->from) / N_PIECES + 1,
		job->to != 0 ? job->to : INT64_MAX };
}

/* There may be less numbers than pieces. */
static int64_t
end_of_piece(const struct pieces *p, int i)
{
	const int64_t end = p->from + (i + 1) * p->step - 1;

	return i == N_PIECES - 1 || end > p->end ? p->end : end;
}

static int
look_at_pieces(struct half *half, struct error *err)
{
	const struct pieces *p = half->pieces;
	int r = 0;

	while (r >= 0) {
		int i = atomic_fetch_add(&half->pieces->next, 1);

		if (i >= N_PIECES)
			return 0;
		r = look_at(half->store, &half->look,
			i > 0		    ? p->from + i * p->step :
				p->from > 0 ? p->from :
					      INT64_MIN,
			end_of_piece(p, i), err);
	}
	atomic_store(&half->pieces->next, N_PIECES);
	return r;
}

static int
look(struct half *half, struct error *err)
{
	int r = half->before ? half->before(half->before_arg, err) : 0;

	if (r < 0) {
		if (half->pieces) /* the other need not go on */
			atomic_store(&half->pieces->next, N_PIECES);
		return r;
	}
	return half->pieces ?
		look_at_pieces(half, err) :
		look_at(half->store, &half->look, half->first, half->last, err);
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

/* Where the second half begins, less one. */
static int
find_middle(const struct halves *h, const struct halves_job *job, int64_t *ret,
	struct error *err)
{
	const int64_t last = job->to != 0 ? job->to : job->last;
	int r = 0;

	/* Of a part of them the middle of all says little. */
	*ret = 0;
	if ((last - job->from) / 3 >= job->last / 4)
		r = look_middle(h->store, &job->look, ret, err);
	if (*ret <= job->from || *ret >= last)
		*ret = job->from + (last - job->from) / 2;
	return r;
}

/* One thread, or what is left of the work if there is no other. */
static int
run_alone(struct half *all, int64_t last, struct error *err)
{
	int r;

	all->last = last;
	all->pieces = NULL;
	r = look(all, err);
	return r < 0 ? r : 0;
}

int
halves_run(struct halves *h, const struct halves_job *job, struct error *err)
{
	const bool in_turn = job->in_turn || job->before;
	const int64_t end = job->to != 0 ? job->to : INT64_MAX;
	struct pieces pieces = pieces_of(job);
	struct half ours = { .store = h->store,
		.look = job->look,
		.pieces = in_turn ? &pieces : NULL,
		.first = job->from,
		.last = end };
	struct half theirs = ours;
	int r;

	ours.look.arg = job->first;
	theirs.look.arg = job->second;
	ours.before = job->before;
	ours.before_arg = job->before_arg;
	if (!h->beside)
		return run_alone(&ours, end, err);
	if (!in_turn) {
		r = find_middle(h, job, &ours.last, err);
		if (r < 0)
			return r;
	}
	theirs.store = h->beside;
	theirs.first = in_turn ? 0 : ours.last + 1;
	r = run_both(&ours, &theirs, err);
	return r == 0 ? run_alone(&ours, end, err) : r < 0 ? r : 0;
}

int
halves_look(struct store *store, const struct halves_job *job,
	struct error *err)
{
	struct halves halves = { .store = NULL };
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

/* --- the scope ------------------------------------------------------------ */

/* Of the lowest number and the highest one. */
static void
find_range(const struct subtree_bits *bits, struct halves_job *job)
{
	int64_t first = 1, last = bits->n - 1;

	while (first < last && !subtree_has(bits, first))
		first++;
	while (last > first && !subtree_has(bits, last))
		last--;
	job->from = first;
	job->to = last;
}

static int
look_within(struct store *store, struct halves_job *job, struct error *err)
{
	struct halves halves = { .store = store };
	struct look names = job->look;
	int r = 0;

	names.arg = job->first;
	names.within = NULL;
	if (job->second)
		r = halves_open(&halves, store, err);
	if (r >= 0)
		r = halves_run(&halves, job, err);
	return r < 0 ? r : look_at_scope_names(store, &names, err);
}

int
halves_look_at_scope(struct store *store, struct halves_job *job,
	struct error *err)
{
	struct look look = job->look;
	int r = scope_within(store, &job->look.within, err);

	if (r > 0) {
		find_range(job->look.within, job);
		return look_within(store, job, err);
	}
	look.arg = job->first;
	return r < 0 ? r : look_at_scope(store, &look, err);
}

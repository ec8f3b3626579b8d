/* SPDX-License-Identifier: MIT */
/*
 * What is only counted, two threads share: each takes some pairs at a time from
 * a common stack, and puts back those that it found and did not come to.
 */
#include "report/by_name.h"

#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/thread.h"

#include <stdlib.h>
#include <string.h>

DEFINE_CLEANUP(struct store *, store_close);
DEFINE_CLEANUP(struct mutex *, mutex_free);
DEFINE_CLEANUP(struct cond *, cond_free);

/* So many pairs are visited before others may have the rest. */
#define STEPS 64

struct shared {
	struct mutex *mutex;
	struct cond *changed;
	struct pair *pairs;
	size_t n;
	size_t room;
	unsigned int n_busy;
	bool failed;
};

struct helper {
	struct shared *shared;
	struct walk walk;
	struct error error;
	int result;
};

/* Half of what there is.  False: nothing will come any more. */
static bool
take(struct shared *s, struct walk *w)
{
	size_t n;

	mutex_lock(s->mutex);
	while (s->n == 0 && s->n_busy > 0 && !s->failed)
		(void)cond_wait(s->changed, s->mutex, -1);
	n = s->failed ? 0 : (s->n + 1) / 2;
	for (size_t i = 0; i < n && i < STEPS; i++) {
		const struct pair *pair = &s->pairs[--s->n];

		walk_push(w, pair->a, pair->b, NULL);
	}
	s->n_busy += n > 0;
	mutex_unlock(s->mutex);
	return n > 0;
}

static void
give(struct shared *s, struct walk *w, bool failed)
{
	mutex_lock(s->mutex);
	if (s->n + w->n > s->room) {
		s->room = (s->n + w->n) * 2;
		s->pairs = xreallocarray(s->pairs, s->room, sizeof(*s->pairs));
	}
	if (w->n > 0)
		memcpy(s->pairs + s->n, w->pairs, w->n * sizeof(*w->pairs));
	s->n += w->n;
	w->n = 0;
	s->failed |= failed;
	s->n_busy--;
	cond_broadcast(s->changed);
	mutex_unlock(s->mutex);
}

static int
help(struct shared *s, struct walk *w, struct error *err)
{
	int r = 0;

	while (r >= 0 && take(s, w)) {
		for (int i = 0; i < STEPS && w->n > 0 && r >= 0; i++)
			r = walk_step(w, err);
		give(s, w, r < 0);
	}
	return r;
}

static void
run_helper(void *arg)
{
	struct helper *h = arg;

	h->result = help(h->shared, &h->walk, &h->error);
}

static void
add_totals(struct report_compared *to, const struct report_compared *from)
{
	to->only_a += from->only_a;
	to->only_b += from->only_b;
	to->differ += from->differ;
	to->same += from->same;
	to->unknown += from->unknown;
}

static int
count_by_two(struct walk *w, struct helper *other, struct error *err)
{
	struct shared *s = other->shared;
	struct thread *thread = NULL;
	int r;

	s->n_busy = 1; /* this one, which gives all it has */
	give(s, w, false);
	if (thread_start(&thread, run_helper, other) < 0)
		return help(s, w, err);
	r = help(s, w, err);
	thread_join(thread);
	if (r < 0)
		return r;
	if (other->result < 0 && err)
		*err = other->error;
	add_totals(&w->totals, &other->walk.totals);
	return other->result;
}

int
count_rest(struct walk *w, struct error *err)
{
	_cleanup_(store_closep) struct store *beside = NULL;
	_cleanup_(mutex_freep) struct mutex *mutex = mutex_new();
	_cleanup_(cond_freep) struct cond *changed = cond_new();
	struct shared shared = { .mutex = mutex, .changed = changed };
	struct helper other = { .shared = &shared, .error = ERROR_INIT };
	int r = 0;

	w->tell = NULL;
	for (size_t i = 0; i < w->n; i++) {
		free(w->pairs[i].within);
		w->pairs[i].within = NULL;
	}
	/* It was not worth to know all contents: it is not worth a thread. */
	if (w->n > 0 && w->knows && thread_processors() > 1)
		r = store_open_beside(&beside, w->store, err);
	if (r > 0) {
		r = walk_open(&other.walk, beside, w, err);
		if (r >= 0)
			r = count_by_two(w, &other, err);
		walk_clear(&other.walk);
		free(shared.pairs);
	}
	while (r >= 0 && w->n > 0)
		r = walk_step(w, err);
	return r;
}

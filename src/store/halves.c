/* SPDX-License-Identifier: MIT */
#include "store/halves.h"

#include "store/internal.h"
#include "util/thread.h"

DEFINE_CLEANUP(struct store *, store_close);

/* Fewer directories than this are looked at before a thread has begun. */
#define ALONE_MAX 2000

struct half {
	struct store *store;
	const struct halves *halves;
	int64_t first_dir;
	int64_t last_dir;
	struct error error;
	int result;
};

static int
look(const struct half *half, struct error *err)
{
	struct bind b = bind_begin(half->store, half->halves->query);
	int r;

	bind_i64(&b, half->first_dir);
	bind_i64(&b, half->last_dir);
	bind_i64(&b, half->halves->parameter);
	half->store->in_rows = true; /* an interrupt ends it */
	r = bind_run(&b, err);
	half->store->in_rows = false;
	return r;
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
halves_run(struct store *store, const struct halves *h, struct error *err)
{
	_cleanup_(store_closep) struct store *beside = NULL;
	struct half ours = { store, h, 0, INT64_MAX, ERROR_INIT, 0 };
	struct half theirs = ours;
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	h->assign(store, h->first);
	/* What a writer has not committed, no other connection sees. */
	if (r >= 0 && store->mode == STORE_READ && last > ALONE_MAX &&
		thread_processors() > 1)
		r = store_open_beside(&beside, store, err);
	if (r < 0)
		return r;
	if (beside) {
		h->assign(beside, h->second);
		theirs.store = beside;
		theirs.first_dir = last / 2 + 1;
		ours.last_dir = last / 2;
		r = run_both(&ours, &theirs, err);
		h->assign(beside, NULL); /* not its own to free */
		if (r != 0)
			return r;
	}
	ours.last_dir = INT64_MAX;
	return look(&ours, err);
}

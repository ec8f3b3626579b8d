/* SPDX-License-Identifier: MIT */
/*
 *	store_checks (longest unread first) -> job -> lane, readers
 *	                                               |
 *	   equal: note the time <----------------------+
 *	   not equal: read it once more, then it is rotten:
 *	   a problem, and a look for a copy that is healthy
 *
 * The readers are those of schedule.c, so volumes are read side by side, a
 * disk that spins in its order.  A file is read from the disk: what the
 * kernel holds of it in memory is let go first, or rot would hide behind it.
 *
 * A file that opens as another one than was scanned, or is one after it was
 * read, has changed; that is the next scan's affair and no rot.  Only two
 * reads in a row that agree with each other, and not with the catalogue, from
 * a file whose size, times and inode are those of the catalogue before and
 * after, are rot.
 *
 * A drive that is pulled out fails file by file.  After FAILURES_MAX in a row
 * it is left alone for the rest of the run, so that it costs a few problem
 * rows and not one a file.
 *
 * Interrupts are as in hash.c.
 */
#include "hash/bitrot/bitrot_run.h"

#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>

#define PROGRESS_NS (NS_PER_SECOND / 5)
#define WAIT_MS 100
/* Between two looks at the other end. */
#define BATCH 128

struct source *
bitrot_source(struct bitrot *v, int64_t volume_id)
{
	for (size_t i = 0; i < v->n_sources; i++)
		if (v->sources[i].volume_id == volume_id)
			return &v->sources[i];
	v->sources = xgrow(v->sources, v->n_sources, sizeof(*v->sources));
	v->sources[v->n_sources] = (struct source){ .volume_id = volume_id };
	return &v->sources[v->n_sources++];
}

static int
take_results(struct bitrot *v, bool may_wait, struct error *err)
{
	int wait_ms = may_wait ? WAIT_MS : 0;

	for (int i = 0; i < BATCH; i++) {
		struct job *job = schedule_wait(v->schedule, wait_ms);
		int r;

		if (!job)
			break;
		r = bitrot_take(v, job, err);
		if (r < 0)
			return r;
		wait_ms = 0;
	}
	return transaction_commit_if_due(&v->transaction, err);
}

/* --- the run -------------------------------------------------------------- */

static void
show_progress(struct bitrot *v)
{
	int64_t now;

	if (!v->options->on_progress)
		return;
	now = clock_monotonic_ns();
	if (now < v->progress_at_ns)
		return;
	v->progress_at_ns = now + PROGRESS_NS;
	v->progress.bytes_done = schedule_bytes_read(v->schedule);
	if (v->progress.bytes_total < v->progress.bytes_done)
		v->progress.bytes_total = v->progress.bytes_done;
	v->options->on_progress(v->options->arg, &v->progress);
}

static void
stop_if_due(struct bitrot *v)
{
	if (interrupt_pending() != 0)
		v->stats->interrupted = true;
	else if (budget_is_over(&v->budget))
		v->stats->is_limited = true;
	else
		return;
	v->is_stopping = true;
	schedule_stop(v->schedule);
}

static int
work(struct bitrot *v, struct error *err)
{
	bool is_reading;
	int moved;
	int r;

	do {
		stop_if_due(v);
		moved = bitrot_feed(v, err);
		if (moved < 0)
			return moved;
		/* Asked before: a result may be what is read again. */
		is_reading = schedule_in_flight(v->schedule) > 0;
		r = take_results(v, moved == 0, err);
		if (r < 0)
			return r;
		show_progress(v);
	} while (moved > 0 || is_reading);
	return transaction_commit(&v->transaction, err);
}

/* How much there is to read on the volumes that are here. */
static int
sum_up(struct bitrot *v, struct error *err)
{
	int64_t limit = v->budget.limits.max_bytes;

	for (size_t i = 0; i < v->places->n_places; i++) {
		int64_t id = v->places->places[i].volume_id;
		int64_t files = 0, bytes = 0;
		bool is_known = false;
		int r;

		for (size_t j = 0; j < i && !is_known; j++)
			is_known = v->places->places[j].volume_id == id;
		if (is_known || !schedule_is_online(v->schedule, id))
			continue;
		r = store_checks_sum(v->store, id, &files, &bytes, err);
		if (r < 0)
			return r;
		v->n_files += files;
		if (__builtin_add_overflow(v->progress.bytes_total, bytes,
			    &v->progress.bytes_total))
			v->progress.bytes_total = INT64_MAX;
	}
	if (limit > 0 && v->progress.bytes_total > limit)
		v->progress.bytes_total = limit;
	return 0;
}

static int
tidy(struct bitrot *v, struct error *err)
{
	int r = transaction_begin(&v->transaction, err);

	if (r >= 0)
		r = store_tidy_verified(v->store, err);
	return r < 0 ? r : transaction_commit(&v->transaction, err);
}

static int
run(struct bitrot *v, struct error *err)
{
	int r = tidy(v, err);

	if (r >= 0)
		r = store_checks_open(v->store, v->options->is_scoped, err);
	if (r >= 0)
		r = sum_up(v, err);
	if (r >= 0)
		r = work(v, err);
	store_checks_close(v->store);
	transaction_abandon(&v->transaction);
	return r;
}

int
bitrot_run(struct store *store, const struct hash_places *places,
	const struct bitrot_options *options, struct bitrot_stats *ret,
	struct error *err)
{
	struct bitrot v = {
		.store = store,
		.places = places,
		.options = options,
		.stats = ret,
		.locator = LOCATOR_INIT,
		.transaction = { .store = store },
	};
	int r;

	*ret = (struct bitrot_stats){ 0 };
	budget_init(&v.budget, &options->limits);
	v.schedule = schedule_new(places, options->n_jobs, &v.budget);
	r = run(&v, err);
	ret->bytes_read = schedule_bytes_read(v.schedule);
	ret->left = v.n_files - ret->ok - ret->changed - ret->rotten -
		ret->unreadable;
	if (ret->left < 0)
		ret->left = 0; /* names whose inodes mean nothing */
	schedule_free(v.schedule);
	job_free(v.held);
	locator_clear(&v.locator);
	free(v.sources);
	return r;
}

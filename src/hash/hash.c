/* SPDX-License-Identifier: MIT */
/*
 * Hashing in stages.  The catalogue is the state; nothing here grows with the
 * number of files or with the size of a group.
 *
 *	 candidates by size ---> teams ---------+
 *	 (store, largest first)  or partial jobs|     +--> lane, readers
 *	                                        +-----+--> lane, readers
 *	 files still alike ----> full jobs -----+     |        |
 *	 (store, one size)                            ...      |
 *	        ^                                              v
 *	        +--- frontier <--- digests to the catalogue <--+
 *
 * One thread, the caller's, owns the catalogue.  It turns candidates into
 * jobs, one for each inode however many names it has (feed.c), hands them to
 * the readers of their volume (schedule.c, reader.c) and stores what comes
 * back (results.c).  When the last file of a size has its partial digest, the
 * frontier says so, and the store is asked which files of this size are still
 * alike; those are read in full.  Full jobs go first: they are what makes
 * groups.  No stage waits for the end of another.
 *
 * Steps.  Of a file longer than DIGEST_LONG the full job reads one step, the
 * store is asked again which are still alike, and what is reads the next, from
 * where its hash is (steps.c): a pair that differs at 1 MiB costs about that.
 * Each step is a content of its own, below the one before, so the next run
 * knows how far two files were alike, too.
 *
 * Checkpoints.  A very large file takes longer than a run may last.  Its reader
 * tells every second how far it came, and the state of its hash is stored
 * (resume.c) with what else is committed; a run that finds one for a file that
 * did not change goes on there, wherever the last one was cut off.
 *
 * Teams.  The usual size is small, has a few files, all on one volume and none
 * of them read before.  These go to a reader together, and come back with
 * their last digests, which are stored with those of others (waiting.c in the
 * store): few statements, one open a file, and no byte read twice.  They stay
 * in the order of their sizes, so a disk that spins gets none.  Whatever goes
 * wrong in a team, its files are stored or read again as if they had never been
 * one.
 *
 * Small files.  What is read whole at once is compared by nobody but the
 * catalogue, so its size does not matter: any such files of a volume are a
 * team, in the order in which they come, and that is the catalogue's, last of
 * all (store/content/small.c).
 *
 * A draft.  While the names of a new catalogue wait in memory for what is in
 * them (store_leave_unwritten()), teams give it to them there.  Files that are
 * no team come last: the first of them has the names written, for what it is
 * like is asked of the catalogue.
 *
 * Settled.  When a run ends with nothing left to read on the volumes that are
 * mounted, the facts `settled` (the generation of the catalogue) and
 * `settled_places` (which volumes those were) say so, and the next run ends
 * before it began, with the counts of what waits for other volumes from
 * `pending_files` and `pending_bytes`.  A file that cannot be read settles
 * too, as a problem: it is tried again when a scan changed anything in the
 * catalogue, when another set of volumes is mounted, or when asked
 * (hash_options.retry), but not by every report.
 *
 * Interrupts stop the feeding; readers give up between two buffers; what they
 * finished is committed.  So does the end of the time (budget.h); when all
 * bytes that may be read are promised to files, those are read to their ends.
 */
#include "hash/hash.h"

#include "hash/resume.h"
#include "hash/run.h"
#include "hash/settled.h"
#include "store/content/contents.h"
#include "store/scans.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/sum.h"

#define PROGRESS_NS (NS_PER_SECOND / 5)
/* Sizes that wait for a read or to be looked at in full; 24 bytes each. */
#define FRONTIER_SIZES 16384

static void
show_progress(struct run *run)
{
	struct hash_progress *p = &run->progress;
	int64_t now;

	if (!run->options->on_progress)
		return;
	now = clock_monotonic_ns();
	if (now < run->progress_at_ns)
		return;
	run->progress_at_ns = now + PROGRESS_NS;
	p->bytes_done = schedule_bytes_read(run->schedule);
	if (p->bytes_total < p->bytes_done)
		p->bytes_total = p->bytes_done;
	run->options->on_progress(run->options->progress_arg, p);
}

static void
stop_if_due(struct run *run)
{
	if (interrupt_pending() != 0)
		run->stats->interrupted = true;
	else if (budget_is_over(&run->budget))
		run->stats->is_limited = true;
	else
		return;
	run->is_stopping = true;
	schedule_stop(run->schedule);
}

static int
work(struct run *run, struct error *err)
{
	bool is_reading;
	int moved;
	int r;

	do {
		stop_if_due(run);
		moved = run_feed(run, err);
		if (moved < 0)
			return moved;
		/* Asked before: the last result may be what opens a size. */
		is_reading = schedule_in_flight(run->schedule) > 0;
		r = run_take_results(run, moved == 0, err);
		if (r < 0)
			return r;
		show_progress(run);
	} while (moved > 0 || is_reading);
	r = run_write_names(run, err);
	return r < 0 ? r : run_commit(run, err);
}

static int
run_stages(struct run *run, struct error *err)
{
	int64_t files, bytes;
	int r;

	r = store_any_problems(run->store, STAGE_HASH, err);
	if (r < 0)
		return r;
	run->has_problems = r > 0;
	r = store_candidates_open(run->store, &run->options->filter, err);
	if (r < 0)
		return r;
	run->partial.is_open = true;
	r = resume_tidy(run->store, err);
	if (r == 0)
		r = store_candidates_bytes(run->store,
			&run->progress.bytes_total, DIGEST_WHOLE, err);
	if (r == 0)
		r = work(run, err);
	if (run->in_transaction) {
		run->in_transaction = false;
		(void)store_rollback(run->store, NULL); /* r says why */
	}
	run_end_feed(run);
	steps_pending(run->steps, &files, &bytes);
	run->stats->pending_files += files;
	run->stats->pending_bytes = sum_sizes(run->stats->pending_bytes, bytes);
	run->stats->bytes_read = schedule_bytes_read(run->schedule);
	return r;
}

static bool
all_online(const struct schedule *schedule, const struct hash_places *places)
{
	for (size_t i = 0; i < places->n_places; i++)
		if (!schedule_is_online(schedule, places->places[i].volume_id))
			return false;
	return true;
}

/* All that is needed was read or tried: what else could not be read once is
 * not needed any more. */
static int
drop_problems(struct run *run, const struct hash_places *places,
	int64_t begun_ns, struct error *err)
{
	int r;

	if (!run->has_problems)
		return 0;
	r = store_begin(run->store, err);
	for (size_t i = 0; i < places->n_places && r >= 0; i++)
		r = store_drop_problems(run->store, places->places[i].volume_id,
			STAGE_HASH, begun_ns, err);
	if (r >= 0)
		r = store_commit(run->store, err);
	if (r < 0)
		(void)store_rollback(run->store, NULL); /* r says why */
	return r;
}

int
hash_run(struct store *store, const struct hash_places *places,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err)
{
	_cleanup_(schedule_freep) struct schedule *schedule = NULL;
	_cleanup_(frontier_freep) struct frontier *frontier = NULL;
	_cleanup_(steps_freep) struct steps *steps = NULL;
	struct run run = {
		.store = store,
		.options = options,
		.stats = ret,
		.partial = { .stage = STAGE_PARTIAL },
		.full = { .stage = STAGE_FULL },
		.locator = LOCATOR_INIT,
	};
	int64_t begun_ns = clock_now_ns();
	int r;

	*ret = (struct hash_stats){ 0 };
	if (!options->retry && !options->filter.is_all) {
		r = settled_check(store, places, ret, err);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	budget_init(&run.budget, &options->limits);
	run_start_clock(&run);
	run.schedule = schedule =
		schedule_new(places, options->n_jobs, &run.budget);
	run.frontier = frontier = frontier_new(FRONTIER_SIZES);
	run.steps = steps = steps_new();
	r = run_stages(&run, err);
	if (r < 0 || ret->interrupted || ret->is_limited ||
		!store_candidates_are_of_all(store) ||
		!all_online(schedule, places))
		return r;
	r = drop_problems(&run, places, begun_ns, err);
	if (r < 0)
		return r;
	return settled_note(store, places, ret, err);
}

/* SPDX-License-Identifier: MIT */
#include "scan/scan.h"

#include "scan/batch.h"
#include "scan/crew.h"
#include "scan/targets.h"
#include "scan/writer.h"
#include "store/entries.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/thread.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Batches between walkers and writer: a quarter second of work at most, 4 MiB
 * of memory. */
#define QUEUE_BATCHES 32

/* Directories one nftw() holds open; deeper ones become jobs. */
#define LEVELS_MOST 48u
/* Descriptors for stdio, the catalogue, its log, lock and temporary files; and
 * for a walker: its job, its view of the catalogue, a directory opened again,
 * and the start of its nftw(), to which come the levels below. */
#define DESCRIPTORS_RESERVED 16u
#define DESCRIPTORS_WALKER 7u

/* Walkers for volumes that do not spin: they hide latency, and beyond a few
 * the writer is the limit.  One for a disk that seeks. */
#define WALKERS_NETWORK 8u
#define WALKERS_MOST 4u

DEFINE_CLEANUP(struct mounts *, mounts_free);
DEFINE_CLEANUP(struct writer *, writer_free);

const char *
scan_status_name(enum scan_status status)
{
	static const char *const names[] = {
		[SCAN_COMPLETE] = "complete",
		[SCAN_INCOMPLETE] = "incomplete",
		[SCAN_INTERRUPTED] = "interrupted",
		[SCAN_OFFLINE] = "offline",
		[SCAN_HELD] = "held",
		[SCAN_COVERED] = "covered",
		[SCAN_REFUSED] = "refused",
	};

	return names[status];
}

static unsigned int
n_walkers(const struct target *t, const struct scan_options *options)
{
	unsigned int processors = thread_processors();

	if (options->jobs > 0)
		return options->jobs;
	if (t->place.volume.rotational)
		return 1;
	if (t->place.volume.network)
		return WALKERS_NETWORK;
	return processors < WALKERS_MOST ? processors : WALKERS_MOST;
}

/* --- crews ---------------------------------------------------------------- */

struct run {
	struct scan_shared shared;
	struct targets *targets;
	const struct scan_options *options;
	struct crew **crews;
	size_t n_crews;
	unsigned int most_walkers; /* of a crew */
};

/* Descriptors that walkers may share. */
static unsigned int
descriptors_for_walkers(const struct targets *targets)
{
	size_t reserved = DESCRIPTORS_RESERVED + targets->n_targets;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
		limit.rlim_cur > 1u << 20)
		return 1u << 20;
	if (limit.rlim_cur < reserved)
		return 0;
	return (unsigned int)(limit.rlim_cur - reserved);
}

/*
 * How many walkers a crew has, and how deep each may go: where descriptors are
 * few, fewer walkers rather than walkers that fail.
 */
static void
share_descriptors(struct run *run, unsigned int crews, unsigned int walkers)
{
	unsigned int descriptors = descriptors_for_walkers(run->targets);
	unsigned int most = descriptors / (DESCRIPTORS_WALKER + 1);
	unsigned int levels;

	run->most_walkers = UINT_MAX;
	if (walkers > most) {
		run->most_walkers = most > crews ? most / crews : 1;
		walkers = run->most_walkers * crews;
	}
	levels = descriptors / walkers;
	levels = levels > DESCRIPTORS_WALKER ? levels - DESCRIPTORS_WALKER : 1;
	run->shared.levels = levels < LEVELS_MOST ? levels : LEVELS_MOST;
}

/* All roots of one volume are walked by one crew. */
static int
start_crew(struct run *run, size_t first, struct error *err)
{
	struct targets *targets = run->targets;
	unsigned int walkers =
		n_walkers(&targets->targets[first], run->options);
	_cleanup_(freep) const struct walk_root **roots =
		xcalloc(targets->n_targets, sizeof(*roots));
	size_t n = 0;

	for (size_t i = first; i < targets->n_targets; i++)
		if (target_is_walked(&targets->targets[i]) &&
			targets->targets[i].volume_id ==
				targets->targets[first].volume_id)
			roots[n++] = &targets->targets[i].walk;
	if (walkers > run->most_walkers)
		walkers = run->most_walkers;
	return crew_start(&run->crews[run->n_crews++], &run->shared, roots, n,
		walkers, err);
}

static int
start_crews(struct run *run, struct error *err)
{
	struct targets *targets = run->targets;
	unsigned int walkers = 0;
	unsigned int crews = 0;
	int code = 0;

	for (size_t i = 0; i < targets->n_targets; i++)
		if (targets_is_first_of_volume(targets, i)) {
			walkers += n_walkers(&targets->targets[i],
				run->options);
			crews++;
		}
	run->crews = xcalloc(crews + 1, sizeof(*run->crews));
	share_descriptors(run, crews ? crews : 1, walkers ? walkers : 1);
	atomic_store(&run->shared.crews_at_work, crews);
	if (crews == 0)
		queue_close(run->shared.batches);
	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (targets_is_first_of_volume(targets, i))
			code = start_crew(run, i, err);
	return code;
}

static int
stop_crews(struct run *run, int code, struct error *err)
{
	struct error walk = ERROR_INIT;
	int result;

	if (code < 0) {
		atomic_store(&run->shared.stopping, true);
		queue_close(run->shared.batches);
	}
	for (size_t i = 0; i < run->n_crews; i++) {
		result = crew_join(run->crews[i], &walk);
		if (result < 0 && code >= 0) {
			code = result;
			if (err)
				*err = walk;
		}
	}
	free(run->crews);
	return code;
}

/* --- the run ---------------------------------------------------------------- */

static int
prepare_shared(struct scan_shared *shared, struct store *store,
	struct error *err)
{
	int64_t last;
	int any;

	if (store_last_directory_id(store, &last, err) < 0)
		return err->code;
	any = store_any_problems(store, STAGE_SCAN, err);
	if (any < 0)
		return any;
	atomic_store(&shared->last_dir_id, last);
	shared->any_problems = any > 0;
	shared->db_path = store_path(store);
	shared->batches = queue_new(QUEUE_BATCHES, batch_free);
	shared->spares = queue_new(QUEUE_BATCHES, batch_free);
	return 0;
}

/* Volumes, roots and scans must be visible to the walkers' own stores. */
static int
record(struct targets *targets, struct store *store,
	const struct scan_options *options, struct error *err)
{
	if (store_begin(store, err) < 0)
		return err->code;
	if (targets_record(targets, store, options, err) < 0) {
		(void)store_rollback(store, NULL);
		return err->code;
	}
	return store_commit(store, err);
}

static int
walk_and_write(struct run *run, struct store *store, struct error *err)
{
	_cleanup_(writer_freep) struct writer *writer = NULL;
	int code;

	writer = writer_new(store, run->targets, run->options,
		run->shared.started_ns);
	code = store_begin(store, err);
	if (code >= 0)
		code = start_crews(run, err);
	if (code >= 0)
		code = writer_run(writer, run->shared.batches,
			run->shared.spares, err);
	code = stop_crews(run, code, err);
	if (code >= 0)
		code = writer_finish(writer, err);
	if (code < 0)
		(void)store_rollback(store, NULL);
	return code;
}

static int
run_targets(struct store *store, struct targets *targets,
	const struct scan_options *options, struct error *err)
{
	struct run run = { .targets = targets, .options = options };
	int code;

	run.shared.started_ns = clock_now_ns();
	code = record(targets, store, options, err);
	if (code >= 0)
		code = prepare_shared(&run.shared, store, err);
	if (code >= 0)
		code = walk_and_write(&run, store, err);
	queue_free(run.shared.batches);
	queue_free(run.shared.spares);
	return code;
}

static void
hand_out_results(struct targets *targets, struct scan_result **ret,
	size_t *ret_n)
{
	struct scan_result *results =
		xcalloc(targets->n_targets + 1, sizeof(*results));

	for (size_t i = 0; i < targets->n_targets; i++)
		results[i] = targets->targets[i].result;
	*ret = results;
	*ret_n = targets->n_targets;
}

int
scan_run(struct store *store, const struct scan_options *options,
	struct scan_result **ret_results, size_t *ret_n, struct error *err)
{
	_cleanup_(mounts_freep) struct mounts *mounts = NULL;
	struct targets targets = { 0 };
	int code;

	code = mounts_read(&mounts, err);
	if (code >= 0)
		code = targets_find(&targets, store, mounts, options, err);
	if (code >= 0)
		code = run_targets(store, &targets, options, err);
	hand_out_results(&targets, ret_results, ret_n);
	targets_clear(&targets);
	return code < 0 ? code : 0;
}

void
scan_results_free(struct scan_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct scan_result *r = &results[i];

		free(r->path);
		free(r->volume_name);
		free(r->message);
		for (size_t k = 0; k < r->n_mounts; k++)
			free(r->mounts[k]);
		free(r->mounts);
	}
	free(results);
}

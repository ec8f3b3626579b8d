/* SPDX-License-Identifier: MIT */
#include "scan/crews.h"

#include "scan/batch.h"
#include "scan/lessons.h"
#include "store/entries.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/thread.h"

#include <limits.h>
#include <stdlib.h>
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
 * the writer is the limit.  One for a disk that seeks.  Where a server answers
 * in 1 ms, 16 are 12 times as fast as one, 32 are 21 times: the last ones gain
 * less than they ask of a server that others use too (docs/BENCHMARKS.md). */
#define WALKERS_NETWORK 16u
#define WALKERS_MOST 4u

/* How long a run that is to stop waits for one answer of a file system. */
#define STOP_NS (3 * NS_PER_SECOND)
#define JOIN_MS 50

struct crews {
	struct scan_shared shared;
	struct targets *targets;
	const struct scan_options *options;
	struct crew **crews;
	size_t *first_target; /* of each crew's volume */
	size_t n_crews;
	unsigned int most_walkers; /* of a crew */
	bool is_haunted;
};

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

/* Descriptors that walkers may share. */
static unsigned int
descriptors_for_walkers(const struct targets *targets)
{
	size_t reserved = DESCRIPTORS_RESERVED + targets->n_targets;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > 1u << 20)
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
share_descriptors(struct crews *c, unsigned int crews, unsigned int walkers)
{
	unsigned int descriptors = descriptors_for_walkers(c->targets);
	unsigned int most = descriptors / (DESCRIPTORS_WALKER + 1);
	unsigned int levels;

	c->most_walkers = UINT_MAX;
	if (walkers > most) {
		c->most_walkers = most > crews ? most / crews : 1;
		walkers = c->most_walkers * crews;
	}
	levels = descriptors / walkers;
	levels = levels > DESCRIPTORS_WALKER ? levels - DESCRIPTORS_WALKER : 1;
	c->shared.levels = levels < LEVELS_MOST ? levels : LEVELS_MOST;
}

/* They share what is learned of their volume. */
static void
join_lessons(struct target *first, struct target *t)
{
	if (t == first)
		t->lessons = lessons_new(&t->place.volume,
			t->type_granularity_ns, t->last_scan_ns);
	t->walk.lessons = first->lessons;
	lessons_add_root(first->lessons, &t->walk);
}

/* All roots of one volume are walked by one crew. */
static int
start_crew(struct crews *c, size_t first, struct error *err)
{
	struct targets *targets = c->targets;
	const struct target *leader = &targets->targets[first];
	unsigned int walkers = n_walkers(leader, c->options);
	bool is_far = leader->place.volume.network || c->options->as_if_far;
	_cleanup_(freep) const struct walk_root **roots =
		xcalloc(targets->n_targets, sizeof(*roots));
	size_t n = 0;

	for (size_t i = first; i < targets->n_targets; i++) {
		struct target *t = &targets->targets[i];

		if (!target_is_walked(t) ||
			t->volume_id != targets->targets[first].volume_id)
			continue;
		join_lessons(&targets->targets[first], t);
		roots[n++] = &t->walk;
	}
	if (walkers > c->most_walkers)
		walkers = c->most_walkers;
	c->first_target[c->n_crews] = first;
	return crew_start(&c->crews[c->n_crews++], &c->shared, roots, n,
		walkers, is_far, err);
}

int
crews_start(struct crews *c, struct error *err)
{
	struct targets *targets = c->targets;
	unsigned int walkers = 0;
	unsigned int crews = 0;
	int code = 0;

	for (size_t i = 0; i < targets->n_targets; i++)
		if (targets_is_first_of_volume(targets, i)) {
			walkers += n_walkers(&targets->targets[i], c->options);
			crews++;
		}
	c->crews = xcalloc(crews + 1, sizeof(*c->crews));
	c->first_target = xcalloc(crews + 1, sizeof(*c->first_target));
	share_descriptors(c, crews ? crews : 1, walkers ? walkers : 1);
	atomic_store(&c->shared.crews_at_work, crews);
	if (crews == 0)
		queue_close(c->shared.batches);
	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (targets_is_first_of_volume(targets, i))
			code = start_crew(c, i, err);
	return code;
}

int
crews_new(struct crews **ret, struct targets *targets,
	const struct scan_options *options, struct store *store,
	struct error *err)
{
	struct crews *c;
	int64_t last;
	int any;

	if (store_last_directory_id(store, &last, err) < 0)
		return err->code;
	any = store_any_problems(store, STAGE_SCAN, err);
	if (any < 0)
		return any;
	c = xcalloc(1, sizeof(*c));
	c->targets = targets;
	c->options = options;
	atomic_store(&c->shared.last_dir_id, last);
	c->shared.started_ns = clock_now_ns();
	c->shared.any_problems = any > 0;
	c->shared.db_path = xstrdup(store_path(store));
	c->shared.batches = queue_new(QUEUE_BATCHES, batch_free);
	c->shared.spares = queue_new(QUEUE_BATCHES, batch_free);
	*ret = c;
	return 0;
}

struct queue *
crews_batches(struct crews *c)
{
	return c->shared.batches;
}

struct queue *
crews_spares(struct crews *c)
{
	return c->shared.spares;
}

int64_t
crews_started_ns(const struct crews *c)
{
	return c->shared.started_ns;
}

bool
crews_is_haunted(const struct crews *c)
{
	return c->is_haunted;
}

/* --- the watch ------------------------------------------------------------ */

static void
give_up(struct crews *c, size_t index)
{
	struct target *first = &c->targets->targets[c->first_target[index]];

	for (size_t i = 0; i < c->targets->n_targets; i++) {
		struct target *t = &c->targets->targets[i];

		if (target_is_walked(t) && t->volume_id == first->volume_id)
			t->is_hung = true;
	}
	crew_abandon(c->crews[index]);
	c->is_haunted = true;
}

/* Is any crew still at work? */
static bool
watch(struct crews *c)
{
	bool is_stopping =
		interrupt_pending() || atomic_load(&c->shared.stopping);
	int64_t timeout = c->options->timeout_ns;
	bool any_at_work = false;

	if (timeout == 0)
		timeout = INT64_MAX;
	if (is_stopping && timeout > STOP_NS)
		timeout = STOP_NS;
	for (size_t i = 0; i < c->n_crews; i++) {
		if (crew_is_abandoned(c->crews[i]))
			continue;
		switch (crew_check(c->crews[i], timeout)) {
		case CREW_WORKING:
			any_at_work = true;
			break;
		case CREW_STUCK:
			give_up(c, i);
			break;
		case CREW_DONE:
			break;
		}
	}
	return any_at_work;
}

void
crews_watch(struct crews *c)
{
	(void)watch(c);
}

int
crews_stop(struct crews *c, int code, struct error *err)
{
	struct error walk = ERROR_INIT;
	int result;

	if (code < 0) {
		atomic_store(&c->shared.stopping, true);
		queue_close(c->shared.batches);
	}
	while (watch(c))
		thread_sleep_ms(JOIN_MS);
	for (size_t i = 0; i < c->n_crews; i++) {
		result = crew_join(c->crews[i], &walk);
		if (result < 0 && code >= 0) {
			code = result;
			if (err)
				*err = walk;
		}
	}
	return code;
}

void
crews_free(struct crews *c)
{
	if (!c || c->is_haunted)
		return;
	queue_free(c->shared.batches);
	queue_free(c->shared.spares);
	free(c->shared.db_path);
	free(c->crews);
	free(c->first_target);
	free(c);
}

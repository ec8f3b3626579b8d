/* SPDX-License-Identifier: MIT */
/*
 * What the files themselves say of their file system.
 *
 * The name of a type tells only so much: a share, a FUSE mount, a driver of
 * next year.  So at least 20 files, and more than 9 in 10 of those looked at,
 * decide:
 *
 * - another inode under the same name, size and mtime: the numbers do not
 *   outlive a remount.  Not so where the ctime says that the file was made
 *   since the last scan: a tree that was restored from a backup looks the
 *   same otherwise, but nobody knows that its content is.
 * - and other ctimes as well, though older than the last scan: those are
 *   invented, too.
 * - where times are coarse, all mtimes off by the same multiple of a quarter
 *   of an hour, sizes as they were: the clock was shifted, nothing else.
 *
 * Times that are all multiples of 2 s, 1 s, ... tell the granularity.  Of
 * whole seconds an archive that was unpacked has plenty, but the kernel gave
 * them their ctimes, so only mtime and ctime together make it coarser than
 * the type says; mtimes alone can make it finer.
 *
 * The sample is taken from the roots downwards, a few files of each directory,
 * 64 in all whatever the volume holds: these lstats are needed anyway, so they
 * cost next to nothing.  What is learned of inodes and ctimes stays learned.
 */
#include "scan/lessons.h"

#include "scan/sample.h"
#include "scan/walker.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/thread.h"

#include <stdatomic.h>
#include <stdlib.h>

/* exFAT, and all that is coarser: file systems that keep local time. */
#define COARSE_NS (NS_PER_SECOND / 100)
#define QUARTER_NS (INT64_C(15) * 60 * NS_PER_SECOND)
#define SHIFT_MOST_NS (INT64_C(14) * 3600 * NS_PER_SECOND)

static const int64_t grains[LESSONS_GRAINS] = { 2 * NS_PER_SECOND,
	NS_PER_SECOND, NS_PER_SECOND / 100, 1000, 100 };

struct lessons {
	struct mutex *lock;
	_Atomic bool is_decided;
	struct trust before; /* as it was stored */
	struct trust trust;  /* constant once it is decided */
	int64_t of_type_ns;
	int64_t last_scan_ns;
	const struct walk_root **roots;
	size_t n_roots;
	struct times_seen times; /* lock */
};

struct lessons *
lessons_new(const struct volume *volume, int64_t of_type_ns,
	int64_t last_scan_ns)
{
	struct lessons *l = xcalloc(1, sizeof(*l));

	l->lock = mutex_new();
	l->trust = trust_of_volume(volume);
	l->before = l->trust;
	l->of_type_ns = of_type_ns;
	l->last_scan_ns = last_scan_ns;
	return l;
}

void
lessons_free(struct lessons *l)
{
	if (!l)
		return;
	mutex_free(l->lock);
	free((void *)l->roots);
	free(l);
}

void
lessons_add_root(struct lessons *l, const struct walk_root *root)
{
	l->roots = xgrow((void *)l->roots, l->n_roots, sizeof(*l->roots));
	l->roots[l->n_roots++] = root;
}

/* --- what a sample says -------------------------------------------------- */

static bool
is_most(size_t votes, size_t n)
{
	return n >= LESSONS_LEAST && votes * 10 > n * 9;
}

/* How far its mtime is off, to the quarter of an hour; false if it is not
 * that what is wrong. */
static bool
shift_of(const struct trust *t, const struct lesson *l, int64_t *ret)
{
	struct entry seen = l->seen;
	int64_t off, quarters, rest;

	trust_normalise(t, &seen);
	if (seen.size_bytes != l->known.size_bytes ||
		__builtin_sub_overflow(seen.mtime_ns, l->known.mtime_ns,
			&off) ||
		off > SHIFT_MOST_NS + QUARTER_NS / 2 ||
		off < -SHIFT_MOST_NS - QUARTER_NS / 2)
		return false;
	quarters = (off + (off < 0 ? -1 : 1) * QUARTER_NS / 2) / QUARTER_NS;
	rest = off - quarters * QUARTER_NS;
	*ret = quarters * QUARTER_NS;
	return rest < t->granularity_ns && rest > -t->granularity_ns;
}

static void
judge_shift(struct trust *t, const struct lesson *sample, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t shift, other;
		size_t votes = 0;

		if (!shift_of(t, &sample[i], &shift) || shift == 0)
			continue;
		for (size_t k = i; k < n; k++)
			votes += shift_of(t, &sample[k], &other) &&
				other == shift;
		if (is_most(votes, n)) {
			t->shift_ns += shift;
			return;
		}
	}
}

void
lessons_judge(struct trust *t, const struct lesson *sample, size_t n,
	int64_t last_scan_ns)
{
	size_t renumbered = 0;
	size_t invented = 0;

	if (t->granularity_ns >= COARSE_NS)
		judge_shift(t, sample, n);
	for (size_t i = 0; i < n; i++) {
		const struct entry *known = &sample[i].known;
		struct entry seen = sample[i].seen;
		bool is_old = seen.ctime_ns <= last_scan_ns;
		bool same_ctime;

		trust_normalise(t, &seen);
		same_ctime = trust_same_time(t, known->ctime_ns, seen.ctime_ns);
		if (seen.inode == known->inode ||
			seen.size_bytes != known->size_bytes ||
			!trust_same_time(t, known->mtime_ns, seen.mtime_ns))
			continue;
		renumbered += same_ctime || is_old;
		invented += !same_ctime && is_old;
	}
	if (is_most(renumbered, n))
		t->inodes_stable = false;
	if (!t->inodes_stable && is_most(invented, n))
		t->ctime_ignored = true;
}

/* --- the beginning ------------------------------------------------------- */

/* Holding the lock, so nobody walks before the writer's queue has it. */
static void
decide(struct lessons *l, struct walker *w)
{
	struct lesson *sample = xcalloc(LESSONS_SAMPLE, sizeof(*sample));
	size_t n = 0;

	for (size_t i = 0; i < l->n_roots && w->error.code == 0; i++)
		n += sample_root(w, l->roots[i], sample + n,
			LESSONS_SAMPLE - n);
	lessons_judge(&l->trust, sample, n, l->last_scan_ns);
	free(sample);
	if (l->trust.inodes_stable == l->before.inodes_stable &&
		l->trust.ctime_ignored == l->before.ctime_ignored &&
		l->trust.shift_ns == l->before.shift_ns)
		return;
	(void)walker_tell(w, OPERATION_LEARN, w->job->root->dir_id);
	walker_flush(w);
}

const struct trust *
lessons_begin(struct lessons *l, struct walker *w)
{
	if (atomic_load(&l->is_decided))
		return &l->trust;
	mutex_lock(l->lock);
	if (!atomic_load(&l->is_decided)) {
		decide(l, w);
		atomic_store(&l->is_decided, true);
	}
	mutex_unlock(l->lock);
	return w->error.code < 0 ? NULL : &l->trust;
}

const struct trust *
lessons_trust(const struct lessons *l)
{
	return &l->trust;
}

int64_t
lessons_new_shift(const struct lessons *l)
{
	return l->trust.shift_ns - l->before.shift_ns;
}

bool
lessons_found_renumbered(const struct lessons *l)
{
	return l->before.inodes_stable && !l->trust.inodes_stable;
}

/* --- the times ----------------------------------------------------------- */

void
times_note(struct times_seen *times, const struct entry *seen)
{
	/* What was unpacked or copied at once has one time. */
	if (seen->mtime_ns == times->last_ns)
		return;
	times->last_ns = seen->mtime_ns;
	times->n++;
	if (seen->mtime_ns % grains[LESSONS_GRAINS - 1] != 0)
		return;
	for (int i = 0; i < LESSONS_GRAINS; i++)
		if (seen->mtime_ns % grains[i] == 0) {
			times->mtimes[i]++;
			times->both[i] += seen->ctime_ns % grains[i] == 0;
		}
}

void
lessons_add_times(struct lessons *l, const struct times_seen *times)
{
	mutex_lock(l->lock);
	l->times.n += times->n;
	for (int i = 0; i < LESSONS_GRAINS; i++) {
		l->times.mtimes[i] += times->mtimes[i];
		l->times.both[i] += times->both[i];
	}
	mutex_unlock(l->lock);
}

int64_t
lessons_grain(const struct times_seen *times, int64_t of_type, int64_t learned)
{
	int coarsest = 0;

	if (times->n < LESSONS_LEAST)
		return learned;
	for (int i = 0; i < LESSONS_GRAINS; i++)
		if (grains[i] > of_type && times->both[i] == times->n)
			return grains[i];
	while (coarsest < LESSONS_GRAINS &&
		times->mtimes[coarsest] * 10 < times->n * 9)
		coarsest++;
	if (coarsest == LESSONS_GRAINS)
		return 1;
	return grains[coarsest] < of_type ? grains[coarsest] : of_type;
}

int64_t
lessons_granularity(const struct lessons *l)
{
	return lessons_grain(&l->times, l->of_type_ns,
		l->before.granularity_ns);
}

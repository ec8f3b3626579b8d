/* SPDX-License-Identifier: MIT */
#include "hash/lane_plan.h"

#include "util/thread.h"

enum kind { KIND_SOLID, KIND_NETWORK, KIND_ROTATING, N_KINDS };

/*
 * Stages end at the same bytes on every kind of volume, since digests are
 * compared across volumes; what differs is how many files are read at a time
 * and in what order (docs/BENCHMARKS.md tells what was measured).
 */
static const struct lane_plan plans[N_KINDS] = {
	/* It answers many at a time: with sixteen, files that are not in
	 * memory are read three times as fast as with one for each processor;
	 * those that are, more slowly.  So these begin. */
	[KIND_SOLID] = { .n_readers = 16, .in_order = false },
	/* The way there takes long, so several go it at a time; behind it are
	 * disks that spin, mostly, so they keep to one order. */
	[KIND_NETWORK] = { .n_readers = 8,
		.in_order = true,
		.ahead_bytes = INT64_C(256) << 10 },
	/* Two would fight for the head.  In the time of one more seek a disk
	 * reads a megabyte and more. */
	[KIND_ROTATING] = { .n_readers = 1,
		.in_order = true,
		.ahead_bytes = INT64_C(256) << 10 },
};

static enum kind
kind_of(const struct hash_place *place)
{
	if (place->rotational)
		return KIND_ROTATING;
	return place->network ? KIND_NETWORK : KIND_SOLID;
}

static bool
share_a_disk(const struct device_disks *a, const struct device_disks *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (a->disks[i] == b->disks[k])
				return true;
	return false;
}

static bool
belong_together(const struct hash_place *a, const struct hash_place *b)
{
	return a->volume_id == b->volume_id ||
		share_a_disk(&a->disks, &b->disks);
}

static void
join(size_t *lane_of, size_t n, size_t from, size_t into)
{
	for (size_t i = 0; i < n; i++)
		if (lane_of[i] == from)
			lane_of[i] = into;
}

/* Numbers without gaps. */
static size_t
renumber(const bool *is_meant, size_t *lane_of, size_t n)
{
	size_t n_lanes = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_meant[i] || lane_of[i] < n_lanes)
			continue;
		join(lane_of, n, lane_of[i], n_lanes);
		n_lanes++;
	}
	return n_lanes;
}

size_t
lanes_assign(const struct hash_places *places, const bool *is_meant,
	size_t *lane_of)
{
	const struct hash_place *p = places->places;
	size_t n = places->n_places;

	for (size_t i = 0; i < n; i++)
		lane_of[i] = n + i; /* alone; none of these stays */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (is_meant[i] && is_meant[k] &&
				lane_of[i] != lane_of[k] &&
				belong_together(&p[i], &p[k]))
				join(lane_of, n, lane_of[i], lane_of[k]);
	return renumber(is_meant, lane_of, n);
}

void
lanes_plan(struct lane_plan *ret, const struct hash_places *places,
	const bool *is_meant, const size_t *lane_of, size_t lane,
	unsigned int n_readers)
{
	enum kind kind = KIND_SOLID;
	size_t remembered = 0;

	for (size_t i = 0; i < places->n_places; i++) {
		const struct hash_place *place = &places->places[i];

		if (!is_meant[i] || lane_of[i] != lane)
			continue;
		if (kind_of(place) > kind)
			kind = kind_of(place);
		if (place->n_jobs > remembered)
			remembered = place->n_jobs;
	}
	*ret = plans[kind];
	ret->n_first = thread_processors();
	if (n_readers > 0 || remembered > 0)
		ret->n_readers = n_readers > 0 ? n_readers : remembered;
	if (ret->n_readers > LANE_READERS_MAX)
		ret->n_readers = LANE_READERS_MAX;
	if (n_readers > 0 || remembered > 0 || ret->n_first > ret->n_readers)
		ret->n_first = ret->n_readers;
}

/* One job that waits says little: a page of a directory was not in memory. */
size_t
lanes_readers(const struct lane_plan *plan, size_t n, size_t n_done,
	size_t n_slept)
{
	if (n >= plan->n_readers || n_slept * 2 <= n_done)
		return n;
	return 2 * n < plan->n_readers ? 2 * n : plan->n_readers;
}

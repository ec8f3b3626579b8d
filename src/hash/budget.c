/* SPDX-License-Identifier: MIT */
#include "hash/budget.h"

#include "util/clock.h"
#include "util/interrupt.h"

#include <time.h>

/* How soon a reader that waits sees that it should stop. */
#define SLICE_NS (NS_PER_SECOND / 20)

void
budget_init(struct budget *b, const struct budget_limits *limits)
{
	b->limits = *limits;
	b->promised = 0;
	b->deadline_ns = 0;
	if (limits->max_ns > 0 &&
		__builtin_add_overflow(clock_monotonic_ns(), limits->max_ns,
			&b->deadline_ns))
		b->deadline_ns = 0;
	atomic_init(&b->due_ns, 0);
}

bool
budget_begin(struct budget *b, int64_t bytes)
{
	if (b->limits.max_bytes <= 0)
		return true;
	if (b->promised >= b->limits.max_bytes)
		return false;
	if (__builtin_add_overflow(b->promised, bytes, &b->promised))
		b->promised = INT64_MAX;
	return true;
}

bool
budget_is_over(const struct budget *b)
{
	return b->deadline_ns != 0 && clock_monotonic_ns() >= b->deadline_ns;
}

bool
budget_is_paced(const struct budget *b)
{
	return b && b->limits.bytes_per_second > 0;
}

/* Put these bytes behind those of the other readers; when that is. */
static int64_t
take_turn(struct budget *b, int64_t bytes)
{
	int64_t cost = (int64_t)((double)bytes * (double)NS_PER_SECOND /
		(double)b->limits.bytes_per_second);
	long long due = atomic_load(&b->due_ns);
	long long next;

	do {
		long long now = clock_monotonic_ns();

		next = (due > now ? due : now) + cost;
	} while (!atomic_compare_exchange_weak(&b->due_ns, &due, next));
	return next;
}

void
budget_pace(struct budget *b, int64_t bytes, const atomic_bool *stop)
{
	int64_t due, left;

	if (!budget_is_paced(b) || bytes <= 0)
		return;
	due = take_turn(b, bytes);
	while ((left = due - clock_monotonic_ns()) > 0 &&
		interrupt_pending() == 0 &&
		!atomic_load_explicit(stop, memory_order_relaxed)) {
		struct timespec slice =
			clock_to_timespec(left < SLICE_NS ? left : SLICE_NS);

		(void)nanosleep(&slice, NULL); /* a signal: look again */
	}
}

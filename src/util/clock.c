/* SPDX-License-Identifier: MIT */
#include "util/clock.h"

static int64_t
read_clock(clockid_t id)
{
	struct timespec ts = { 0, 0 };

	(void)clock_gettime(id, &ts); /* these two clocks always exist */
	return clock_from_timespec(ts);
}

int64_t
clock_now_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_from_timespec(struct timespec ts)
{
	int64_t seconds = ts.tv_sec;
	int64_t rest = ts.tv_nsec;
	int64_t ns;

	/*
	 * Towards zero first: the last second before the lower end lies in
	 * the range only together with its nanoseconds.
	 */
	if (seconds < 0 && rest > 0) {
		seconds++;
		rest -= NS_PER_SECOND;
	}
	if (__builtin_mul_overflow(seconds, NS_PER_SECOND, &ns) ||
		__builtin_add_overflow(ns, rest, &ns))
		return seconds < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

struct timespec
clock_to_timespec(int64_t ns)
{
	struct timespec ts;
	int64_t seconds = ns / NS_PER_SECOND;
	int64_t rest = ns % NS_PER_SECOND;

	if (rest < 0) {
		seconds--;
		rest += NS_PER_SECOND;
	}
	ts.tv_sec = (time_t)seconds;
	ts.tv_nsec = (long)rest;
	return ts;
}

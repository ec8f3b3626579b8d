/* SPDX-License-Identifier: MIT */
/* Time as int64 nanoseconds; the year range is 1677 to 2262. */
#ifndef CATALOG_UTIL_CLOCK_H
#define CATALOG_UTIL_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND INT64_C(1000000000)

int64_t clock_now_ns(void);	  /* CLOCK_REALTIME */
int64_t clock_monotonic_ns(void); /* CLOCK_MONOTONIC, for durations */
/* Saturates at the ends of the range instead of overflowing. */
int64_t clock_from_timespec(struct timespec ts);
struct timespec clock_to_timespec(int64_t ns);

#endif

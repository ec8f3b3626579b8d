/* SPDX-License-Identifier: MIT */
/*
 * Numbers that are as good as random, and the same each time: all follow from
 * the seed, which a test sets before it asks for the first one.
 */
#ifndef CATALOG_TESTS_RANDOM_H
#define CATALOG_TESTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

extern uint64_t random_seed;

/* Any number from 0 to n - 1; n is at most 2^31. */
unsigned int any(size_t n);
/* All 64 of them. */
uint64_t random_bits(void);

/*
 * Of so many rounds, those there is time for: a sanitizer looks at the same code
 * many times slower.  A test that must have met something by its end goes fewer
 * times from the start (tcase_add_loop_test), not fewer rounds of each.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ROUNDS(n) (((n) + 4) / 5)
#else
#define ROUNDS(n) (n)
#endif

#endif

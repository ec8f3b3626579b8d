/* SPDX-License-Identifier: MIT */
/*
 * What the programs that make trees have in common: numbers that look random
 * and are the same for the same seed, letters for names, and giving up.
 */
#ifndef CATALOG_BENCH_MAKING_H
#define CATALOG_BENCH_MAKING_H

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64, public domain (Sebastiano Vigna, 2015). */
static inline uint64_t
next_of(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* From 0 to less than 1. */
static inline double
uniform(uint64_t *state)
{
	return (double)(next_of(state) >> 11) / 9007199254740992.0;
}

/* Mean 0, deviation 1. */
static inline double
normal(uint64_t *state)
{
	/* One after the other: which comes first is not the compiler's. */
	double a = uniform(state);
	double b = uniform(state);

	return sqrt(-2 * log(a + 1e-300)) * cos(6.283185307 * b);
}

/* n of them and a NUL. */
static inline void
add_letters(uint64_t *state, char *ret, unsigned int n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_-ABCDEF0189";

	for (unsigned int i = 0; i < n; i++)
		ret[i] = letters[next_of(state) % (sizeof(letters) - 1)];
	ret[n] = '\0';
}

__attribute__((noreturn)) static inline void
die(const char *what)
{
	(void)fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name,
		what, strerror(errno));
	exit(1);
}

#endif

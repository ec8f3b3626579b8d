/* SPDX-License-Identifier: MIT */
#include "lib/random.h"

uint64_t random_seed;

/* Knuth's generator for MMIX.  The lower a bit of it the sooner it comes again,
 * so the upper ones are used. */
static void
step(void)
{
	random_seed = random_seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
}

unsigned int
any(size_t n)
{
	step();
	return (unsigned int)((random_seed >> 33) % n);
}

uint64_t
random_bits(void)
{
	uint64_t high;

	step();
	high = random_seed >> 32;
	step();
	return high << 32 | random_seed >> 32;
}

/* SPDX-License-Identifier: MIT */
/*
 * Delta debugging: leave out ever smaller parts of the list for as long as
 * what is left still fails, and there is time.
 */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct step *
without(const struct step *steps, size_t n, size_t from, size_t count)
{
	struct step *left = must(malloc(n * sizeof(*left)));

	memcpy(left, steps, from * sizeof(*left));
	memcpy(left + from, steps + from + count,
		(n - from - count) * sizeof(*left));
	return left;
}

size_t
shrink(struct step *steps, size_t n, bool (*try)(const struct step *, size_t),
	int seconds)
{
	time_t end = time(NULL) + seconds;
	size_t part = n / 2;
	size_t from;
	bool was_shorter = false;

	while (part > 0) {
		was_shorter = false;
		for (from = 0; from < n && time(NULL) < end;) {
			size_t count = part < n - from ? part : n - from;
			struct step *left = without(steps, n, from, count);

			if (n > count && try(left, n - count)) {
				n -= count;
				memcpy(steps, left, n * sizeof(*steps));
				was_shorter = true;
			} else {
				from += count;
			}
			free(left);
		}
		if (time(NULL) >= end)
			break;
		part = part == 1 && was_shorter ? 1 : part / 2;
	}
	return n;
}

/* SPDX-License-Identifier: MIT */
#include "util/text.h"

#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

static size_t
min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Row i of the classic table needs the rows i-1 and, for a swap, i-2 only.
 */
size_t
text_distance(const char *a, const char *b)
{
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);
	_cleanup_(freep) size_t *rows = xcalloc(b_len + 1, 3 * sizeof(*rows));
	size_t *before = rows;
	size_t *last = rows + (b_len + 1);
	size_t *row = last + (b_len + 1);

	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *free_row = before;

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = min(row[j], last[j] + 1);
			row[j] = min(row[j], row[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = free_row;
	}
	return last[b_len];
}

/*
 * One slip in three letters, one in any shorter word, or a word not typed to
 * its end.  A word of which nothing is right is never near.
 */
int
text_is_near(const char *typed, const char *candidate)
{
	size_t typed_len = strlen(typed);
	size_t len = strlen(candidate);
	size_t longer = typed_len > len ? typed_len : len;
	size_t allowed = longer / 3 > 0 ? longer / 3 : 1;
	size_t distance;

	if (typed_len >= 2 && strncmp(typed, candidate, typed_len) == 0)
		return 1;
	/* Cheap, and keeps an argument of megabytes from costing seconds. */
	if ((typed_len > len ? typed_len - len : len - typed_len) > allowed)
		return 0;
	distance = text_distance(typed, candidate);
	return distance <= allowed && distance < longer;
}

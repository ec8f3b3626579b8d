/* SPDX-License-Identifier: MIT */
#include "store/content/digests.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* One thread's part. */
struct digests_look {
	const struct digest_range *ranges; /* in order, none within another */
	size_t n;
	struct found_digests found;
	size_t room;
};

void
found_digests_clear(struct found_digests *found)
{
	free(found->items);
	*found = (struct found_digests)FOUND_DIGESTS_INIT;
}

bool
digest_is_in(const struct digest_range *range, const uint8_t *digest)
{
	return memcmp(range->first, digest, DIGEST_BYTES) <= 0 &&
		memcmp(digest, range->last, DIGEST_BYTES) <= 0;
}

/* --- ranges --------------------------------------------------------------- */

/* Of two that begin alike the longer one first. */
static int
by_first(const void *a, const void *b)
{
	const struct digest_range *x = a;
	const struct digest_range *y = b;
	int order = memcmp(x->first, y->first, DIGEST_BYTES);

	return order != 0 ? order : memcmp(y->last, x->last, DIGEST_BYTES);
}

/* Leave out those within another one.  How many are left. */
static size_t
put_in_order(struct digest_range *ranges, size_t n)
{
	size_t n_kept = 1;

	qsort(ranges, n, sizeof(*ranges), by_first);
	for (size_t i = 1; i < n; i++)
		if (!digest_is_in(&ranges[n_kept - 1], ranges[i].last))
			ranges[n_kept++] = ranges[i];
	return n_kept;
}

/* The last range that does not begin behind it is the only one it can be in. */
static bool
is_wanted(const struct digests_look *look, const uint8_t *digest)
{
	size_t low = 0, high = look->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(look->ranges[middle].first, digest, DIGEST_BYTES) <=
			0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && digest_is_in(&look->ranges[low - 1], digest);
}

/* --- the pass ------------------------------------------------------------- */

static void
take(const struct stored_content *content, void *arg)
{
	struct digests_look *look = arg;
	struct found_digests *found = &look->found;

	if (content->covered != content->size ||
		content->digest_len != DIGEST_BYTES ||
		!is_wanted(look, content->digest))
		return;
	if (found->n == look->room) {
		look->room = look->room * 2 + 16;
		found->items = xreallocarray(found->items, look->room,
			sizeof(*found->items));
	}
	found->items[found->n] =
		(struct found_digest){ .content_id = content->id,
			.size = content->size };
	memcpy(found->items[found->n++].digest, content->digest, DIGEST_BYTES);
}

/* The second thread had the higher numbers. */
static void
join(struct found_digests *to, const struct found_digests *more)
{
	if (more->n == 0)
		return;
	to->items =
		xreallocarray(to->items, to->n + more->n, sizeof(*to->items));
	memcpy(to->items + to->n, more->items, more->n * sizeof(*to->items));
	to->n += more->n;
}

int
digests_find(struct store *store, struct found_digests *ret,
	struct digest_range *ranges, size_t n, struct error *err)
{
	struct digests_look first = { .ranges = ranges }, second;
	struct halves_job job = { .look.content = take,
		.first = &first,
		.second = &second };
	int r;

	*ret = (struct found_digests)FOUND_DIGESTS_INIT;
	if (n == 0)
		return 0;
	first.n = put_in_order(ranges, n);
	second = first;
	r = query_i64(store, &job.last, Q_CONTENT_LAST, err);
	/* Where nothing was read there is nothing to wait for. */
	if (r < 0 || job.last == 0)
		return r;
	r = halves_look(store, &job, err);
	*ret = first.found;
	join(ret, &second.found);
	found_digests_clear(&second.found);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* What a filter asks for that is not in a name's row, found at once. */
#include "store/find/wanted_pieces.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/parse.h"

#include <assert.h>
#include <stdlib.h>

/* --- digests -------------------------------------------------------------- */

#define DIGEST_DIGITS ((size_t)DIGEST_BYTES * 2)

/* The first or last digest that begins with these digits. */
static void
fill_digest(unsigned char *ret, const struct wanted *f, int digit)
{
	for (size_t i = 0; i < DIGEST_DIGITS; i++) {
		int value =
			i < f->text_len ? parse_hex_digit(f->text[i]) : digit;

		/* wanted.h lets nothing else in */
		assert(value >= 0);
		ret[i / 2] = (unsigned char)(ret[i / 2] * 16 + value);
	}
}

struct digest_range
wanted_digest_range(const struct wanted *f)
{
	struct digest_range range = { { 0 }, { 0 } };

	fill_digest(range.first, f, 0);
	fill_digest(range.last, f, 15);
	return range;
}

struct match *
wanted_contents_that_fit(const struct found_digests *found,
	const struct wanted *f)
{
	const struct digest_range range = wanted_digest_range(f);
	struct match *m = match_new_ids(0);

	for (size_t i = 0; found && i < found->n; i++)
		if (digest_is_in(&range, found->items[i].digest))
			match_add_id(m, found->items[i].content_id);
	return m;
}

/* Chains lean to the left, as in wanted_free(). */
static void
gather_ranges(struct digest_range **ranges, size_t *n, const struct wanted *f)
{
	for (; f; f = f->a) {
		if (f->kind == WANTED_DIGEST) {
			*ranges = xgrow(*ranges, *n, sizeof(**ranges));
			(*ranges)[(*n)++] = wanted_digest_range(f);
		}
		gather_ranges(ranges, n, f->b);
	}
}

int
wanted_digests_find(struct found_digests *ret, struct store *store,
	const struct wanted *filter, struct error *err)
{
	struct digest_range *ranges = NULL;
	size_t n = 0;
	int r;

	gather_ranges(&ranges, &n, filter);
	r = digests_find(store, ret, ranges, n, err);
	free(ranges);
	return r;
}

/* --- empty directories ---------------------------------------------------- */

static bool
is_about_empty(const struct wanted *f)
{
	return f->kind == WANTED_EMPTY;
}

int
wanted_empty_find(struct wanted_empty *ret, struct store *store,
	const struct wanted *filter, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { .store = NULL };
	size_t room = 0;
	int r = 0;

	if (!wanted_asks_for(filter, is_about_empty))
		return 0;
	b = bind_begin(store, Q_DIRECTORIES_EMPTY);
	while ((r = bind_next(&b, err)) > 0) {
		if (ret->n == room) {
			room = room * 2 + 64;
			ret->ids = xreallocarray(ret->ids, room,
				sizeof(*ret->ids));
		}
		ret->ids[ret->n++] = bind_get_i64(&b, 0);
	}
	ret->is_known = r == 0;
	return r;
}

void
wanted_empty_clear(struct wanted_empty *empty)
{
	free(empty->ids);
	*empty = (struct wanted_empty){ .ids = NULL };
}

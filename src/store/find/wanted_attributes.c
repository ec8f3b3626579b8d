/* SPDX-License-Identifier: MIT */
#include "store/find/wanted_attributes.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>

int
wanted_attributes_load(struct wanted_attributes *ret, struct store *store,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_ATTRIBUTES_BY_ID);
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		struct wanted_attribute *row;

		ret->items =
			xgrow(ret->items, ret->n_items, sizeof(*ret->items));
		row = &ret->items[ret->n_items++];
		*row = (struct wanted_attribute){ .id = bind_get_i64(&b, 0) };
		row->facts.mode = (uint32_t)bind_get_i64(&b, 1);
		row->facts.uid = (uint32_t)bind_get_i64(&b, 2);
		row->facts.gid = (uint32_t)bind_get_i64(&b, 3);
	}
	return r;
}

bool
wanted_is_about_attributes(const struct wanted *f)
{
	switch ((int)f->kind) {
	case WANTED_TYPE:
	case WANTED_UID:
	case WANTED_GID:
	case WANTED_MODE:
	case WANTED_MODE_ALL:
	case WANTED_MODE_ANY:
		return true;
	case WANTED_AND:
	case WANTED_OR:
		return wanted_is_about_attributes(f->b) &&
			wanted_is_about_attributes(f->a);
	case WANTED_NOT:
		return wanted_is_about_attributes(f->a);
	default:
		return false;
	}
}

static bool
fits(const struct wanted *f, const struct entry *facts)
{
	int64_t bits = facts->mode & 07777;

	switch ((int)f->kind) {
	case WANTED_AND:
		return fits(f->b, facts) && fits(f->a, facts);
	case WANTED_OR:
		return fits(f->b, facts) || fits(f->a, facts);
	case WANTED_NOT:
		return !fits(f->a, facts);
	case WANTED_TYPE:
		return (f->min & wanted_type(facts->mode)) != 0;
	case WANTED_UID:
		return f->min == (int64_t)facts->uid;
	case WANTED_GID:
		return f->min == (int64_t)facts->gid;
	case WANTED_MODE:
		return bits == f->min;
	case WANTED_MODE_ALL:
		return (bits & f->min) == f->min;
	default: /* WANTED_MODE_ANY */
		return f->min == 0 || (bits & f->min) != 0;
	}
}

bool
wanted_fits_mode(const struct wanted *f, uint32_t mode)
{
	/* Nobody's number is that. */
	const struct entry facts = { .mode = mode,
		.uid = UINT32_MAX,
		.gid = UINT32_MAX };

	return fits(f, &facts);
}

struct match *
wanted_attributes_that_fit(const struct wanted_attributes *a,
	const struct wanted *f, bool negate)
{
	struct match *m = match_new_ids(a->n_items);

	for (size_t i = 0; i < a->n_items; i++)
		if (fits(f, &a->items[i].facts) != negate)
			match_add_id(m, a->items[i].id);
	return m;
}

struct match *
wanted_attributes_of_ways(const struct wanted_attributes *a)
{
	struct match *m = match_new_ids(0);

	for (size_t i = 0; i < a->n_items; i++)
		if (a->items[i].facts.mode == 0)
			match_add_id(m, a->items[i].id);
	return m;
}

void
wanted_attributes_clear(struct wanted_attributes *a)
{
	free(a->items);
	*a = (struct wanted_attributes){ NULL, 0 };
}

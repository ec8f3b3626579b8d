/* SPDX-License-Identifier: MIT */
/*
 * Mode, owner and group of an entry are one small number (table attribute), of
 * which there are few: conditions on nothing else are worked out beforehand
 * for each of them.  Private to src/store.
 */
#ifndef CATALOG_STORE_FIND_WANTED_ATTRIBUTES_H
#define CATALOG_STORE_FIND_WANTED_ATTRIBUTES_H

#include "model/entry.h"
#include "store/find/match.h"
#include "store/find/wanted.h"
#include "store/store.h"

struct wanted_attribute {
	int64_t id;
	struct entry facts; /* mode, uid and gid */
};

struct wanted_attributes {
	struct wanted_attribute *items; /* by id */
	size_t n_items;
};

int wanted_attributes_load(struct wanted_attributes *ret, struct store *store,
	struct error *err);
/* Is it, with all that it combines, about nothing else? */
bool wanted_is_about_attributes(const struct wanted *f);
/* Does it let through what has that mode, and no owner? */
bool wanted_fits_mode(const struct wanted *f, uint32_t mode);
/* The numbers of those it lets through, or with negate of the others. */
struct match *wanted_attributes_that_fit(const struct wanted_attributes *a,
	const struct wanted *f, bool negate);
/* Those of ways, which have no names of their own. */
struct match *wanted_attributes_of_ways(const struct wanted_attributes *a);
void wanted_attributes_clear(struct wanted_attributes *a);

#endif

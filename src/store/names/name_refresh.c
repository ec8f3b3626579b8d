/* SPDX-License-Identifier: MIT */
/* When the index of names is made. */
#include "store/names/name_index.h"

#include "store/internal.h"
#include "util/interrupt.h"

/* Fewer are looked at in some 40 ms without one. */
#define NAMES_MIN 400000
/* Names that may be new before it is made again: some 5 ms to look at; of
 * large catalogues one in so many. */
#define NEW_MIN 50000
#define NEW_PART 16

/* Is so much new that it should be made again? */
static int
is_due(struct store *store, bool *ret, struct error *err)
{
	int64_t last, n_indexed, n_names, n_new, n_stale, most = NEW_MIN;
	int64_t min = store->name_index_min;
	struct bind b;
	int r = name_index_last(store, &last, err);

	if (r == 0)
		r = store_fact(store, &n_indexed, "name_index_names", err);
	if (r == 0)
		r = query_i64(store, &n_names, Q_NAMES_COUNT, err);
	if (r < 0)
		return r;
	*ret = last == 0 && n_names >= (min ? min : NAMES_MIN);
	if (last == 0)
		return 0;
	if (min || n_indexed / NEW_PART > most)
		most = n_indexed / NEW_PART + 1;
	b = bind_begin(store, Q_NAMES_NEW);
	bind_i64(&b, last);
	bind_i64(&b, most);
	r = bind_next(&b, err);
	n_new = r > 0 ? bind_get_i64(&b, 0) : 0;
	bind_end(&b);
	if (r >= 0)
		r = query_i64_of(store, &n_stale, Q_NAMES_STALE, most, err);
	if (r >= 0)
		*ret = n_new + n_stale >= most;
	return r < 0 ? r : 0;
}

/* Is there one that we cannot read? */
static int
is_foreign(struct store *store, bool *ret, struct error *err)
{
	int64_t ours, any = 0;
	int r = name_index_last(store, &ours, err);

	if (r == 0)
		r = store_fact(store, &any, "name_index_last", err);
	*ret = any != 0 && ours == 0;
	return r;
}

int
name_index_refresh(struct store *store, struct error *err)
{
	bool foreign = false;
	int64_t checked = 0, generation = 0;
	bool due = false;
	int r;

	if (interrupt_pending() != 0)
		return 0;
	r = store_fact(store, &generation, "generation", err);
	if (r == 0)
		r = store_fact(store, &checked, "name_index_checked", err);
	if (r == 0)
		r = is_foreign(store, &foreign, err);
	if (r < 0 || (checked == generation && !foreign))
		return r;
	r = is_due(store, &due, err);
	if (r == 0 && due)
		r = name_index_build(store, 0, err);
	if (r == 0)
		r = store_set_fact(store, "name_index_checked", generation,
			err);
	return interrupt_pending() != 0 ? 0 : r;
}

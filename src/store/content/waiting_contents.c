/* SPDX-License-Identifier: MIT */
/*
 * The contents of names that wait: all that are alike at once, so that the
 * counts of a content that is new are right from the start, and in the order of
 * the index they are found by.  First those that others refine.
 */
#include "store/content/waiting.h"

#include "store/content/new_contents.h"
#include "store/internal.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

/* What n names share, the first of them at names[0]. */
struct alike {
	struct waiting_name **names;
	size_t n;
	bool are_single;
	struct content_row *row;
};

static int
order_of(int64_t x, int64_t y)
{
	return (x > y) - (x < y);
}

static int
order_of_digests(const struct digest *x, const struct digest *y)
{
	int order = order_of(x->covered, y->covered);

	return order != 0 ? order : memcmp(x->bytes, y->bytes, DIGEST_BYTES);
}

/* --- those that are alike ------------------------------------------------- */

static int
by_content(const struct waiting_name *x, const struct waiting_name *y)
{
	int order = order_of(x->size_bytes, y->size_bytes);

	return order != 0 ? order : order_of_digests(&x->digest, &y->digest);
}

static int
by_digest(const void *a, const void *b)
{
	const struct waiting_name *const *px = a, *const *py = b;
	const struct waiting_name *x = *px, *y = *py;
	int order = by_content(x, y);

	if (order == 0)
		order = order_of(x->volume_id, y->volume_id);
	if (order == 0)
		order = (x->inode > y->inode) - (x->inode < y->inode);
	return order;
}

static void
describe(struct alike *alike)
{
	struct waiting_name **names = alike->names;
	struct new_content *c = &alike->row->content;

	*c = (struct new_content){
		.size_bytes = names[0]->size_bytes,
		.digest = names[0]->digest,
		.copies = 1,
		.volumes = 1,
	};
	alike->are_single = names[0]->is_single;
	for (size_t i = 1; i < alike->n; i++) {
		bool is_other = names[i]->volume_id != names[i - 1]->volume_id;

		alike->are_single &= names[i]->is_single;
		c->volumes += is_other;
		c->copies += is_other || names[i]->inode != names[i - 1]->inode;
	}
}

/* Of n names, sorted.  How many different contents they have. */
static size_t
describe_all(struct waiting_name **names, size_t n, struct alike *alike,
	struct content_row *rows)
{
	size_t n_alike = 0;

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || by_content(names[i], names[i - 1]) != 0)
			alike[n_alike++].names = &names[i];
		alike[n_alike - 1].n++;
	}
	for (size_t i = 0; i < n_alike; i++) {
		alike[i].row = &rows[i];
		describe(&alike[i]);
	}
	return n_alike;
}

/* --- what they refine ----------------------------------------------------- */

static const struct waiting_name *
first_of(const struct alike *alike)
{
	return alike->names[0];
}

static int
by_partial(const void *a, const void *b)
{
	const struct alike *const *x = a, *const *y = b;
	const struct waiting_name *nx = first_of(*x), *ny = first_of(*y);
	int order = order_of(nx->size_bytes, ny->size_bytes);

	return order != 0 ? order :
			    order_of_digests(&nx->partial, &ny->partial);
}

/* Rows for the partial digests, and which one each of `list` has. */
static size_t
describe_parents(struct alike **list, size_t n, struct content_row *parents,
	struct content_row **parent_of)
{
	size_t n_parents = 0;

	for (size_t i = 0; i < n; i++) {
		const struct waiting_name *name = first_of(list[i]);

		if (i == 0 || by_partial(&list[i], &list[i - 1]) != 0)
			parents[n_parents++].content = (struct new_content){
				.size_bytes = name->size_bytes,
				.digest = name->partial,
			};
		parent_of[i] = &parents[n_parents - 1];
	}
	return n_parents;
}

static int
add_parents(struct store *store, struct alike *alike, size_t n,
	struct error *err)
{
	_cleanup_(freep) struct alike **list = xcalloc(n, sizeof(*list));
	_cleanup_(freep) struct content_row *rows = xcalloc(n, sizeof(*rows));
	_cleanup_(freep) struct content_row **parent_of =
		xcalloc(n, sizeof(struct content_row *));
	size_t n_refined = 0, n_parents;
	int r;

	for (size_t i = 0; i < n; i++)
		if (first_of(&alike[i])->partial.covered > 0)
			list[n_refined++] = &alike[i];
	if (n_refined == 0)
		return 0;
	qsort(list, n_refined, sizeof(struct alike *), by_partial);
	n_parents = describe_parents(list, n_refined, rows, parent_of);
	r = new_contents_add(store, rows, n_parents, err);
	for (size_t i = 0; i < n_refined && r >= 0; i++)
		list[i]->row->content.parent_id = parent_of[i]->id;
	for (size_t i = 0; i < n_parents && r >= 0; i++)
		if (rows[i].is_known)
			store_touch_content(store, rows[i].id);
	return r;
}

/* --- all of them ---------------------------------------------------------- */

/* What was there already is told what it refines, and counted. */
static int
meet_known(struct store *store, const struct alike *alike, struct error *err)
{
	const struct content_row *row = alike->row;
	int r = 0;

	if (row->content.parent_id != 0)
		r = contents_set_parent(store, row->id, row->content.parent_id,
			err);
	if (r < 0)
		return r;
	if (alike->are_single && row->content.volumes == 1)
		return store_add_copies(store, row->id, row->content.copies,
			first_of(alike)->volume_id, err);
	store_touch_content(store, row->id);
	return 0;
}

static int
hand_out(struct store *store, const struct alike *alike, struct error *err)
{
	for (size_t i = 0; i < alike->n; i++)
		alike->names[i]->content_id = alike->row->id;
	return alike->row->is_known ? meet_known(store, alike, err) : 0;
}

int
waiting_add_contents(struct store *store, struct waiting_name **names, size_t n,
	struct error *err)
{
	_cleanup_(freep) struct content_row *rows = xcalloc(n, sizeof(*rows));
	_cleanup_(freep) struct alike *alike = xcalloc(n, sizeof(*alike));
	size_t n_alike;
	int r;

	qsort(names, n, sizeof(struct waiting_name *), by_digest);
	n_alike = describe_all(names, n, alike, rows);
	r = add_parents(store, alike, n_alike, err);
	if (r >= 0)
		r = new_contents_add(store, rows, n_alike, err);
	for (size_t i = 0; i < n_alike && r >= 0; i++)
		r = hand_out(store, &alike[i], err);
	return r;
}

/* SPDX-License-Identifier: MIT */
#include "scan/losses.h"

#include "scan/writer.h"
#include "store/moves.h"
#include "util/alloc.h"
#include "util/arena.h"

#include <errno.h>
#include <stdlib.h>

/* Promise 2: hold when more than max(1000, 20 %) of a volume would go. */
#define LOSS_MINIMUM 1000
#define LOSS_PERCENT 20

/* A name proved gone; with has_entry it is something else now. */
struct removal {
	size_t root;
	int64_t dir_id;
	const char *name; /* in losses.names */
	size_t name_len;
	bool has_entry;
	struct entry entry; /* what is there now; name shared with `name` */
};

struct losses {
	struct store *store;
	struct targets *targets;
	bool accept;
	struct removal *removals;
	size_t n_removals;
	size_t size_removals;
	struct arena names;
};

struct losses *
losses_new(struct store *store, struct targets *targets, bool accept)
{
	struct losses *l = xcalloc(1, sizeof(*l));

	l->store = store;
	l->targets = targets;
	l->accept = accept;
	return l;
}

void
losses_free(struct losses *l)
{
	if (!l)
		return;
	free(l->removals);
	arena_clear(&l->names);
	free(l);
}

int
losses_note(struct losses *l, size_t root, const struct operation *op,
	struct error *err)
{
	const struct entry *name = &op->was->entry;
	struct removal *r = l->removals;
	size_t size = l->size_removals ? l->size_removals * 2 : 64;

	if (l->n_removals == l->size_removals) {
		r = reallocarray(r, size, sizeof(*r));
		if (!r)
			return error_set(err, ENOMEM,
				"out of memory for %zu removals",
				l->n_removals);
		l->removals = r;
		l->size_removals = size;
	}
	r += l->n_removals++;
	*r = (struct removal){ .root = root,
		.dir_id = op->dir_id,
		.name = arena_copy(&l->names, name->name, name->name_len),
		.name_len = name->name_len,
		.has_entry = op->entry.name != NULL,
		.entry = op->entry };
	r->entry.name = r->name;
	return 0;
}

static bool
is_on_volume(const struct losses *l, const struct removal *r, int64_t volume_id)
{
	return l->targets->targets[r->root].volume_id == volume_id;
}

/* What would go, and how much there is. */
struct loss {
	int64_t lost;
	int64_t total;
};

static int
count_loss(struct losses *l, int64_t volume_id, struct loss *ret,
	struct error *err)
{
	struct totals totals = { 0 };
	struct volume_row *rows = NULL;
	size_t n = 0;
	int64_t names;

	*ret = (struct loss){ 0 };
	for (size_t i = 0; i < l->n_removals; i++) {
		const struct removal *r = &l->removals[i];

		if (!is_on_volume(l, r, volume_id))
			continue;
		if (store_count_entry(l->store, &names, r->dir_id, r->name,
			    r->name_len, err) < 0)
			return err->code;
		ret->lost += names;
	}
	if (store_volumes(l->store, &rows, &n, err) < 0)
		return err->code;
	for (size_t i = 0; i < n; i++)
		if (rows[i].volume.id == volume_id)
			(void)store_directory_totals(l->store, &totals,
				rows[i].top_id, err);
	store_volumes_free(rows, n);
	ret->total = totals.files + totals.directories;
	return 0;
}

static bool
is_too_much(const struct loss *loss)
{
	int64_t limit = loss->total / 100 * LOSS_PERCENT;

	return loss->lost > (limit > LOSS_MINIMUM ? limit : LOSS_MINIMUM);
}

/* Tell the history's lists what goes; *ret_moved of it is only elsewhere. */
static int
match_moves(struct losses *l, int64_t volume_id, int64_t *ret_moved,
	struct error *err)
{
	for (size_t i = 0; i < l->n_removals; i++) {
		const struct removal *r = &l->removals[i];
		const struct target *t = &l->targets->targets[r->root];

		if (is_on_volume(l, r, volume_id) &&
			store_moves_gone(l->store, t->result.row.id, r->dir_id,
				r->name, r->name_len, err) < 0)
			return err->code;
	}
	return store_moves_count(l->store, ret_moved, volume_id, err);
}

static int
apply_removal(struct losses *l, const struct removal *r, struct error *err)
{
	struct target *t = &l->targets->targets[r->root];

	if (store_remove_entry(l->store, r->dir_id, r->name, r->name_len,
		    &t->result.row.removed, err) < 0)
		return err->code;
	if (!r->has_entry)
		return 0;
	return writer_add_entry(l->store, t, r->dir_id, &r->entry, 0, err);
}

static int
hold_volume(struct losses *l, int64_t volume_id, int64_t lost,
	struct error *err)
{
	for (size_t i = 0; i < l->n_removals; i++) {
		const struct removal *r = &l->removals[i];
		struct target *t = &l->targets->targets[r->root];

		if (!is_on_volume(l, r, volume_id))
			continue;
		t->result.status = SCAN_HELD;
		t->result.n_held = lost;
	}
	return store_moves_forget_gone(l->store, volume_id, err);
}

/* What only moved is neither gone nor new: not here, where it was met, and not
 * in the root that it left. */
static void
on_moved(void *arg, int64_t to_scan, int64_t from_scan)
{
	struct targets *targets = arg;

	for (size_t i = 0; i < targets->n_targets; i++) {
		struct scan_row *row = &targets->targets[i].result.row;

		if (row->id == to_scan) {
			row->moved++;
			row->added--;
		}
		if (row->id == from_scan)
			row->removed--;
	}
}

static int
settle_moves(struct losses *l, struct target *first, struct error *err)
{
	const struct moves_listener listener = { on_moved, l->targets };

	return store_moves_settle(l->store, first->volume_id, &listener, err);
}

/* The names that something else took are noted by writer_add_entry() only
 * now, so their history is written in a second round. */
static int
apply_removals(struct losses *l, struct target *first, struct error *err)
{
	for (size_t i = 0; i < l->n_removals; i++)
		if (is_on_volume(l, &l->removals[i], first->volume_id) &&
			apply_removal(l, &l->removals[i], err) < 0)
			return err->code;
	return settle_moves(l, first, err);
}

int
losses_settle(struct losses *l, struct target *first, bool is_whole,
	struct error *err)
{
	int64_t volume_id = first->volume_id;
	struct loss loss;
	int64_t moved;

	if (!is_whole || l->n_removals == 0)
		return settle_moves(l, first, err);
	if (count_loss(l, volume_id, &loss, err) < 0 ||
		match_moves(l, volume_id, &moved, err) < 0)
		return err->code;
	loss.lost -= moved;
	if (!l->accept && is_too_much(&loss)) {
		if (hold_volume(l, volume_id, loss.lost, err) < 0)
			return err->code;
		return settle_moves(l, first, err);
	}
	if (settle_moves(l, first, err) < 0)
		return err->code;
	return apply_removals(l, first, err);
}

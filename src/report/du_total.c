/* SPDX-License-Identifier: MIT */
#include "report/du_total.h"

#include "store/history.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

/* Is target i the same as j, or in it?  dir_id is that of i or one above. */
static bool
is_in(const struct report_du *o, size_t i, size_t j, int64_t dir_id)
{
	const struct report_target *a = &o->targets[i];
	const struct report_target *b = &o->targets[j];
	bool is_twin = a->name_len == b->name_len &&
		(a->name_len == 0 ||
			memcmp(a->name, b->name, a->name_len) == 0);

	if (b->dir_id != dir_id)
		return false;
	if (dir_id == a->dir_id && is_twin)
		return j < i; /* named twice: the first counts */
	return b->name_len == 0;
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The directories of all targets, sorted: of those above one few are there. */
static int64_t *
sorted_ids(const struct report_du *o)
{
	int64_t *ids = xcalloc(o->n_targets + 1, sizeof(ids[0]));

	for (size_t i = 0; i < o->n_targets; i++)
		ids[i] = o->targets[i].dir_id;
	qsort(ids, o->n_targets, sizeof(ids[0]), compare_ids);
	return ids;
}

/* 1 if another target holds it, or 0. */
static int
is_held(struct store *store, const struct report_du *o, const int64_t *sorted,
	size_t i, struct error *err)
{
	struct directory dir;
	int64_t dir_id = o->targets[i].dir_id;
	int r;

	while (dir_id != 0) {
		const bool is_named =
			bsearch(&dir_id, sorted, o->n_targets,
				sizeof(sorted[0]), compare_ids) != NULL;

		for (size_t j = 0; is_named && j < o->n_targets; j++)
			if (j != i && !o->targets[j].is_inside &&
				is_in(o, i, j, dir_id))
				return 1;
		r = store_directory(store, &dir, dir_id, err);
		if (r < 0)
			return r;
		dir_id = dir.parent_id;
	}
	return 0;
}

static void
add(struct totals *to, const struct totals *t)
{
	/* Sizes are what a file system claims; nonsense must wrap, not trap. */
	to->bytes = (int64_t)((uint64_t)to->bytes + (uint64_t)t->bytes);
	to->blocks = (int64_t)((uint64_t)to->blocks + (uint64_t)t->blocks);
	to->files += t->files;
	to->directories += t->directories;
}

/* May target i have a file in common with another? */
static bool
may_share(const struct report_du *o, const struct du_part *parts, size_t i)
{
	for (size_t j = 0; j < o->n_targets; j++)
		if (j != i && o->targets[j].name_len == 0 &&
			parts[j].totals.linked > 0 &&
			parts[j].volume_id == parts[i].volume_id)
			return o->targets[i].name_len == 0 &&
				parts[i].totals.linked > 0;
	return false;
}

int
du_total(struct store *store, const struct report_du *options,
	const struct du_part *parts, struct totals *ret, struct error *err)
{
	_cleanup_(freep) int64_t *sorted = sorted_ids(options);
	_cleanup_(freep) int64_t *ids =
		xcalloc(options->n_targets + 1, sizeof(ids[0]));
	struct totals others = { 0 };
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < options->n_targets; i++) {
		r = options->n_targets > 1 ?
			is_held(store, options, sorted, i, err) :
			0;
		if (r != 0)
			continue;
		if (may_share(options, parts, i))
			ids[n++] = options->targets[i].dir_id;
		else
			add(&others, &parts[i].totals);
	}
	if (r >= 0)
		r = store_directories_totals(store, ret, ids, n, err);
	if (r >= 0)
		add(ret, &others);
	return r < 0 ? r : 0;
}

static void
subtract(struct totals *from, const struct totals *t)
{
	const struct totals minus = {
		.bytes = (int64_t)(0 - (uint64_t)t->bytes),
		.blocks = (int64_t)(0 - (uint64_t)t->blocks),
		.files = -t->files,
		.directories = -t->directories,
	};

	add(from, &minus);
}

int
du_total_then(struct store *store, const struct report_du *options,
	const struct du_part *parts, struct totals *total, bool *ret_known,
	struct error *err)
{
	_cleanup_(freep) int64_t *sorted = sorted_ids(options);
	struct totals then;
	int r = 0;

	*ret_known = true;
	for (size_t i = 0; r >= 0 && i < options->n_targets; i++) {
		r = is_held(store, options, sorted, i, err);
		if (r != 0)
			continue;
		/* What a file was then is not kept. */
		if (options->targets[i].name_len == 0)
			r = store_directory_totals_at(store, &then,
				options->targets[i].dir_id, options->since_ns,
				err);
		if (r > 0) {
			subtract(total, &parts[i].totals);
			add(total, &then);
		} else {
			*ret_known = false;
		}
	}
	return r < 0 ? r : 0;
}

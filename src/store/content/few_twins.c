/* SPDX-License-Identifier: MIT */
#include "store/content/few_twins.h"

#include "store/internal.h"
#include "store/pages/look.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <stdlib.h>

/* Bytes of a name, in the mean. */
#define NAME_MEAN 32

void
few_twins_init(struct few_twins *few, size_t most)
{
	*few = (struct few_twins){ .most = most, .names = STRBUF_INIT };
}

void
few_twins_clear(struct few_twins *few)
{
	free(few->rows);
	few->rows = NULL;
	few->n = 0;
	few->is_kept = false;
	strbuf_clear(&few->names);
}

void
few_twins_begin(struct few_twins *few)
{
	few_twins_clear(few);
	few->is_kept = few->most > 0;
}

void
few_twins_add(struct few_twins *few, const struct stored_entry *entry,
	bool is_wanted)
{
	struct few_twin *row;

	if (!few->is_kept)
		return;
	if (few->n == few->most || entry->content_id != 0 ||
		few->names.len + entry->name_len > few->most * NAME_MEAN) {
		few_twins_clear(few);
		return;
	}
	few->rows = xgrow(few->rows, few->n, sizeof(few->rows[0]));
	row = &few->rows[few->n++];
	*row = (struct few_twin){
		.dir_id = entry->dir_id,
		.size = entry->size_bytes,
		.mtime = entry->mtime_ns,
		.lag = entry->lag,
		.inode = entry->inode,
		.name_at = (uint32_t)few->names.len,
		.name_len = (uint32_t)entry->name_len & INT32_MAX,
		.is_wanted = is_wanted,
	};
	strbuf_add(&few->names, entry->name, entry->name_len);
}

/* --- of which volume -------------------------------------------------------- */

/* Rows and directories come in one order. */
struct joint {
	struct few_twins *few;
	size_t next; /* row */
	size_t n;    /* that have a directory */
};

static void
join(const struct stored_directory *dir, void *arg)
{
	struct joint *j = arg;
	struct few_twins *few = j->few;

	while (j->next < few->n && few->rows[j->next].dir_id < dir->id)
		j->next++; /* in a damaged catalogue */
	for (; j->next < few->n && few->rows[j->next].dir_id == dir->id;
		j->next++) {
		few->rows[j->n] = few->rows[j->next];
		few->rows[j->n++].volume_id = dir->volume_id;
	}
}

static int
find_volumes(struct few_twins *few, struct store *store, struct error *err)
{
	struct joint joint = { .few = few };
	const struct look all = { .directory = join, .arg = &joint };
	int r = look_at_now(store, &all, err);

	few->n = joint.n;
	return r;
}

/* --- which of them ---------------------------------------------------------- */

typedef bool is_twin_fn(const struct twin_sizes *sizes, int64_t size);

/* 1, or 0: they are not few. */
static int
keep(struct few_twins *few, struct store *store, is_twin_fn *is_twin,
	const struct twin_sizes *sizes, struct error *err)
{
	size_t n = 0;
	int r;

	if (!few->is_kept)
		return 0;
	for (size_t i = 0; i < few->n; i++)
		if (is_twin(sizes, few->rows[i].size))
			few->rows[n++] = few->rows[i];
	few->n = n;
	r = n > 0 ? find_volumes(few, store, err) : 0;
	return r < 0 ? r : 1;
}

int
few_twins_keep_small(struct few_twins *few, struct store *store,
	const struct twin_sizes *sizes, struct error *err)
{
	return keep(few, store, twin_sizes_small, sizes, err);
}

/* --- in which order --------------------------------------------------------- */

static int
compare_rows(const void *a, const void *b)
{
	const struct few_twin *x = a;
	const struct few_twin *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	if (x->volume_id != y->volume_id)
		return x->volume_id < y->volume_id ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->is_wanted != y->is_wanted)
		return x->is_wanted ? -1 : 1;
	return x->name_at < y->name_at ? -1 : 1;
}

static int
compare_gains(const void *a, const void *b)
{
	const struct few_twin *x = a;
	const struct few_twin *y = b;

	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	return compare_rows(a, b);
}

/* What n files of a size may give. */
static int64_t
gain_of(int64_t size, size_t n)
{
	int64_t gain;

	return __builtin_mul_overflow(size, (int64_t)n - 1, &gain) ? INT64_MAX :
								     gain;
}

/* Of rows that are sorted: those of sizes of which one is wanted. */
static void
note_gains(struct few_twins *few)
{
	size_t n_kept = 0;

	for (size_t i = 0, n; i < few->n; i += n) {
		struct few_twin *rows = &few->rows[i];
		bool any_wanted = false;

		for (n = 0; i + n < few->n && rows[n].size == rows[0].size; n++)
			any_wanted |= rows[n].is_wanted;
		for (size_t k = 0; k < n && any_wanted; k++) {
			rows[k].gain = gain_of(rows[k].size, n);
			few->rows[n_kept++] = rows[k];
		}
	}
	few->n = n_kept;
}

static void
sort(struct few_twins *few, int (*compare)(const void *, const void *))
{
	if (few->n > 1)
		qsort(few->rows, few->n, sizeof(few->rows[0]), compare);
}

int
few_twins_sort(struct few_twins *few, struct store *store,
	const struct twin_sizes *sizes, bool by_gain, struct error *err)
{
	int r = keep(few, store, twin_sizes_maybe, sizes, err);

	if (r <= 0)
		return r;
	sort(few, compare_rows);
	if (by_gain) {
		note_gains(few);
		sort(few, compare_gains);
	}
	return 1;
}

int64_t
few_twins_bytes(const struct few_twins *few, int64_t most)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < few->n; i++)
		if (few->rows[i].is_wanted)
			bytes = sum_sizes(bytes,
				few->rows[i].size < most ? few->rows[i].size :
							   most);
	return bytes;
}

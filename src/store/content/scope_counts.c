/* SPDX-License-Identifier: MIT */
/*
 * Both threads count names in one array.  An inode counts once for each content,
 * however many names it has, and whatever was said of its links when each was
 * seen: a file that was moved may be there twice, and with another content if it
 * was written meanwhile.  Names of an inode that the table has with another
 * content are noted and counted in the end; hardly ever is there one.
 */
#include "store/content/scope_counts.h"

#include "store/content/inode_table.h"
#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/volume_runs.h"
#include "util/alloc.h"
#include "util/sort.h"

#include <errno.h>
#include <stdlib.h>

/* A page has not so many, whatever the totals say. */
#define NAMES_OF_PAGE 256

struct counting {
	struct scope_counts *counts;
	struct volume_runs *volumes;
	struct inode_table inodes;
};

/* One thread's part. */
struct count_look {
	struct counting *counting;
	size_t run;
	/* Names that the table has no place for. */
	struct counted_file *rest;
	size_t n_rest;
};

void
scope_counts_clear(struct scope_counts *counts)
{
	free(counts->list);
	content_set_clear(&counts->across);
	*counts = (struct scope_counts){ .list = NULL };
}

static void
count_file(struct counting *c, const struct counted_file *file)
{
	const uint16_t here = (uint16_t)(file->volume + 1);
	struct scope_count *count = &c->counts->list[file->content_id];
	uint16_t first = __atomic_load_n(&count->first, __ATOMIC_RELAXED);

	if (__atomic_add_fetch(&count->files, 1, __ATOMIC_RELAXED) == 0)
		__atomic_store_n(&count->files, UINT32_MAX, __ATOMIC_RELAXED);
	if (first == 0 &&
		__atomic_compare_exchange_n(&count->first, &first, here, false,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	if (first != here)
		content_set_add(&c->counts->across, file->content_id);
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct counted_file file = { e->content_id, e->inode, 0 };
	enum inode_seen seen;

	if (e->content_id <= 0 || (size_t)e->content_id >= c->counts->n)
		return;
	file.volume = volume_runs_next(c->volumes, &look->run, e->dir_id);
	seen = inode_table_add(&c->inodes, &file);
	if (seen == INODE_NEW) {
		count_file(c, &file);
	} else if (seen == INODE_ELSE) {
		look->rest = xgrow(look->rest, look->n_rest, sizeof(file));
		look->rest[look->n_rest++] = file;
	}
}

/* --- what the table has no place for ---------------------------------------- */

static int
by_file(const void *a, const void *b)
{
	const struct counted_file *x = a;
	const struct counted_file *y = b;

	if (x->content_id != y->content_id)
		return compare_i64(x->content_id, y->content_id);
	return x->volume != y->volume ? x->volume - y->volume :
					compare_i64(x->inode, y->inode);
}

/* Of both threads. */
static void
count_rest(struct count_look *all, const struct count_look *other)
{
	for (size_t i = 0; i < other->n_rest; i++) {
		all->rest = xgrow(all->rest, all->n_rest, sizeof(*all->rest));
		all->rest[all->n_rest++] = other->rest[i];
	}
	if (all->n_rest > 1)
		qsort(all->rest, all->n_rest, sizeof(*all->rest), by_file);
	for (size_t i = 0; i < all->n_rest; i++)
		if (i == 0 || by_file(&all->rest[i - 1], &all->rest[i]) != 0)
			count_file(all->counting, &all->rest[i]);
}

/* --- the whole -------------------------------------------------------------- */

static int
load_volumes(struct counting *c, struct store *store, struct error *err)
{
	struct halves halves = { .store = NULL };
	int r = halves_open(&halves, store, err);

	return r < 0 ? r : volume_runs_get(&c->volumes, &halves, err);
}

static int
count_all(struct counting *c, struct store *store, struct error *err)
{
	struct count_look first = { .counting = c }, second = first;
	struct halves_job job = { .look.entry = take,
		.in_turn = true,
		.first = &first,
		.second = &second };
	int r = halves_look_at_scope(store, &job, err);

	if (r >= 0)
		count_rest(&first, &second);
	free(first.rest);
	free(second.rest);
	return r;
}

/* About. */
static int
count_names(struct store *store, size_t *ret, struct error *err)
{
	int64_t n_names = 0, n_pages = 0;
	int r = scope_count_names(store, &n_names, err);

	if (r >= 0)
		r = query_i64(store, &n_pages, Q_PAGES, err);
	if (n_names / NAMES_OF_PAGE > n_pages)
		n_names = n_pages * NAMES_OF_PAGE;
	*ret = n_names > 0 ? (size_t)n_names : 0;
	return r;
}

static int
allocate(struct counting *c, struct store *store, int64_t last,
	struct error *err)
{
	struct scope_counts *counts = c->counts;
	size_t n_names;
	int r = count_names(store, &n_names, err);

	if (r < 0)
		return r;
	if (!counts->across.bits)
		return error_set(err, EUCLEAN,
			"a content has a number that is not ours;"
			" try 'catalog check'");
	counts->n = (size_t)last + 1;
	counts->list = calloc_large(counts->n, sizeof(*counts->list));
	if (!counts->list || inode_table_make(&c->inodes, n_names) < 0)
		return error_set(err, ENOMEM, "out of memory");
	return 0;
}

int
scope_counts_load(struct scope_counts *ret, struct store *store,
	struct error *err)
{
	struct counting c = { .counts = ret };
	int64_t last;
	int r = content_set_make(&ret->across, store, &last, err);

	if (r < 0 || last <= 0)
		return r;
	r = allocate(&c, store, last, err);
	if (r >= 0)
		r = load_volumes(&c, store, err);
	if (r >= 0)
		r = count_all(&c, store, err);
	volume_runs_put(c.volumes);
	inode_table_clear(&c.inodes);
	return r;
}

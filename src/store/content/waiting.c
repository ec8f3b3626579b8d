/* SPDX-License-Identifier: MIT */
/*
 * Names that wait for their content to be stored.
 *
 * Files are read by size, so one by one each name is another path through the
 * largest tree of the catalogue.  Here they are kept until the transaction
 * commits, or until there are NAMES_MAX, and then stored in the order of that
 * tree (waiting_store.c).
 *
 * Names of small files come in that order (small.c); there are few at a time,
 * so that readers do not wait for long.  The names of larger ones, which were
 * read before, are kept until these come by the place where they are: one walk
 * stores both.  Contents are added with the names (waiting_contents.c), of
 * those that are kept before.
 *
 * Names of a draft that are not written yet (unwritten.h) get theirs at once.
 *
 * Cost: some 20 MiB, and 25 more while they are stored, paged in as far as they
 * are used, and a sort.
 */
#include "store/content/waiting.h"

#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of names in the order of the catalogue: some milliseconds of work. */
#define NAMES_IN_ORDER ((size_t)4 * 1024)
#define NAMES_OF_MANY ((size_t)8 * 1024)
/* One in so many, and a walk now hardly adds to the work, but is done while
 * others read. */
#define WALK_NOW 4

static struct waiting *
waiting_of(struct store *store)
{
	if (!store->waiting)
		store->waiting = xcalloc(1, sizeof(*store->waiting));
	return store->waiting;
}

static size_t
n_new(const struct waiting *w)
{
	return w->n - w->kept;
}

/* What is new was stored. */
static void
forget_new(struct waiting *w)
{
	if (w->from == w->kept)
		w->from = w->kept = w->kept_bytes = 0;
	w->n = w->kept;
	w->n_bytes = w->kept_bytes;
	w->n_small = w->n_list = 0;
}

void
waiting_forget(struct store *store)
{
	struct waiting *w = store->waiting;

	if (!w)
		return;
	w->from = w->kept;
	forget_new(w);
}

static int
by_key(const void *a, const void *b)
{
	const struct waiting_name *x = a;
	const struct waiting_name *y = b;

	return waiting_compare(x, y->dir_id, y->name, y->name_len);
}

/* --- which of them ------------------------------------------------------- */

static int
add_contents(struct store *store, struct waiting *w, struct error *err)
{
	for (size_t i = 0; i < n_new(w); i++)
		w->list[i] = &w->all[w->kept + i];
	return waiting_add_contents(store, w->list, n_new(w), err);
}

static bool
comes_in_order(const struct waiting_name *name)
{
	return name->size_bytes <= DIGEST_WHOLE && name->is_single;
}

static void
swap(struct waiting_name *a, struct waiting_name *b)
{
	const struct waiting_name name = *a;

	*a = *b;
	*b = name;
}

static void
sort(struct waiting_name *names, size_t n)
{
	if (n > 1)
		qsort(names, n, sizeof(*names), by_key);
}

/* Of what is new, that of larger files. */
static void
keep_large(struct waiting *w)
{
	const size_t before = w->kept;

	for (size_t i = before; i < w->n; i++) {
		const struct waiting_name *name = &w->all[i];
		size_t end = (size_t)(name->name - w->names) + name->name_len;

		if (comes_in_order(name))
			continue;
		if (w->kept_bytes < end)
			w->kept_bytes = end;
		swap(&w->all[i], &w->all[w->kept++]);
	}
	if (w->kept > before)
		sort(&w->all[w->from], w->kept - w->from);
}

/* All that is new, and what is kept: of that, up to the last new one only if
 * there is more to come. */
static void
make_list(struct waiting *w, bool is_all)
{
	struct waiting_name *const end = &w->all[w->n];
	struct waiting_name *new = &w->all[w->kept];

	sort(new, n_new(w));
	w->n_list = 0;
	while (new < end || (is_all && w->from < w->kept)) {
		struct waiting_name *kept = &w->all[w->from];

		if (w->from < w->kept &&
			(new == end || by_key(kept, new) < 0)) {
			w->list[w->n_list++] = kept;
			w->from++;
		} else
			w->list[w->n_list++] = new ++;
	}
}

int
waiting_flush(struct store *store, struct error *err)
{
	struct waiting *w = store->waiting;
	int r;

	if (!w || w->n == 0)
		return 0;
	r = add_contents(store, w, err);
	if (r < 0)
		return r;
	make_list(w, true);
	r = waiting_store_list(store, w, contents_names_noted(store), err);
	forget_new(w);
	return r;
}

/* As far as small files came. */
static int
flush_in_order(struct store *store, struct waiting *w, struct error *err)
{
	int64_t n_around = contents_names_noted(store) * (int64_t)w->n_small /
		contents_small_wanted(store);
	int r = add_contents(store, w, err);

	if (r < 0)
		return r;
	keep_large(w);
	make_list(w, false);
	r = waiting_store_list(store, w, n_around, err);
	forget_new(w);
	return r;
}

/* --- when ---------------------------------------------------------------- */

static bool
come_in_order(const struct store *store)
{
	return store->waiting->n_small > 0 && contents_small_wanted(store) > 0;
}

/* Are there so many, and as many again for each of `more`? */
static bool
are_many(const struct store *store, size_t more)
{
	const struct waiting *w = store->waiting;
	int64_t n_names = contents_names_noted(store);
	size_t part = n_new(w) / (more + 1);

	return (come_in_order(store) &&
		       w->n_small / (more + 1) >= NAMES_IN_ORDER) ||
		(n_names > 0 && part >= NAMES_OF_MANY &&
			(int64_t)part > n_names / WALK_NOW);
}

bool
store_sets_many(const struct store *store)
{
	return store->waiting && are_many(store, 0);
}

/* Then nobody else stores them. */
static bool
is_full(const struct store *store, const struct waiting *w, size_t name_len)
{
	return w->n == NAMES_MAX || NAMES_BYTES - w->n_bytes < name_len ||
		are_many(store, 1);
}

int
store_set_digest_later(struct store *store, int64_t volume_id, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	const struct digest *partial, struct error *err)
{
	struct waiting *w;
	int r = 0;

	if (unwritten_set_digest(store, dir_id, facts, digest, partial))
		return 0;
	if (facts->name_len > NAMES_BYTES)
		return error_set(err, ENAMETOOLONG, "name too long");
	w = waiting_of(store);
	if (is_full(store, w, facts->name_len))
		r = waiting_flush(store, err);
	if (r < 0)
		return r;
	memcpy(w->names + w->n_bytes, facts->name, facts->name_len);
	w->all[w->n++] = (struct waiting_name){
		.dir_id = dir_id,
		.size_bytes = facts->size_bytes,
		.mtime_ns = facts->mtime_ns,
		.lag = lag_of(facts),
		.inode = facts->inode,
		.volume_id = volume_id,
		.digest = *digest,
		.partial = *partial,
		.name = w->names + w->n_bytes,
		.name_len = (uint32_t)facts->name_len,
		.is_single = facts->nlink == 1,
	};
	w->n_bytes += facts->name_len;
	w->n_small += comes_in_order(&w->all[w->n - 1]);
	return 0;
}

/* How many were stored since that was asked. */
static int64_t
take_stored(struct store *store)
{
	int64_t n = unwritten_take_given(store);

	if (store->waiting) {
		n += store->waiting->n_stored;
		store->waiting->n_stored = 0;
	}
	return n;
}

int
store_set_contents_now(struct store *store, int64_t *ret, struct error *err)
{
	int r;

	spare_files_keep();
	r = waiting_flush(store, err);
	*ret = take_stored(store);
	return r;
}

int
store_set_many_now(struct store *store, int64_t *ret, struct error *err)
{
	int r;

	spare_files_keep();
	if (store->waiting && come_in_order(store))
		r = flush_in_order(store, store->waiting, err);
	else
		r = waiting_flush(store, err);
	*ret = take_stored(store);
	return r;
}

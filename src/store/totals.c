/* SPDX-License-Identifier: MIT */
/*
 * Totals of subtrees (directory table).
 *
 * What changes directly in a directory is gathered in a map while the
 * transaction runs.  Flushing adds every directory above, computes how deep
 * each one lies, and goes from the deepest up: a directory's sum is complete
 * when its turn comes, is written once, and is handed to its parent.  So the
 * cost is one update for each directory on a changed path, however many
 * entries changed, and parents are looked up once at most.  What a sum was
 * before is kept by history.c.
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

/* A depth while it is being computed. */
#define IN_CHAIN (-1)

struct totals
totals_of_entry(const struct entry *entry, int sign)
{
	struct totals t = { 0 };

	if (entry->mode == 0) /* a way */
		return t;
	if (entry_is_directory(entry)) {
		t.directories = sign;
		return t;
	}
	t.files = sign;
	if (!entry_is_regular(entry))
		return t;
	if (entry->nlink > 1) {
		t.linked = sign;
		return t;
	}
	t.bytes = sign * entry->size_bytes;
	t.blocks = sign * entry->blocks;
	return t;
}

struct totals
totals_negative(const struct totals *t)
{
	return (struct totals){
		.files = -t->files,
		.directories = -t->directories,
		.bytes = -t->bytes,
		.blocks = -t->blocks,
		.linked = -t->linked,
	};
}

static bool
is_zero(const struct totals *t)
{
	return t->files == 0 && t->directories == 0 && t->bytes == 0 &&
		t->blocks == 0 && t->linked == 0;
}

/* Sizes are what a file system claims; nonsense must wrap, not trap. */
static int64_t
add_i64(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

void
totals_add(struct totals *to, const struct totals *t)
{
	to->files = add_i64(to->files, t->files);
	to->directories = add_i64(to->directories, t->directories);
	to->bytes = add_i64(to->bytes, t->bytes);
	to->blocks = add_i64(to->blocks, t->blocks);
	to->linked = add_i64(to->linked, t->linked);
}

static struct totals_note *
pending_of(struct store *store, int64_t dir_id)
{
	struct totals_note *p = idmap_at(&store->totals, dir_id);

	if (!p)
		store->out_of_memory = true;
	return p;
}

void
store_note_totals(struct store *store, int64_t dir_id,
	const struct totals *delta)
{
	struct totals_note *p;

	if (dir_id == 0 || is_zero(delta))
		return; /* above a volume's own root nothing is counted */
	p = pending_of(store, dir_id);
	if (p)
		totals_add(&p->sum, delta);
}

void
totals_note_new(struct store *store, int64_t dir_id, int64_t parent_id,
	size_t place)
{
	struct totals_note *p = pending_of(store, dir_id);

	if (!p)
		return;
	p->parent_id = parent_id;
	p->parent_known = true;
	p->is_unsealed = true;
	p->place = place;
}

size_t
totals_new_place(struct store *store, int64_t dir_id)
{
	const struct totals_note *p = idmap_find(&store->totals, dir_id);

	return p ? p->place : 0;
}

void
totals_note_sealed(struct store *store, int64_t dir_id)
{
	struct totals_note *p = idmap_find(&store->totals, dir_id);

	if (p)
		p->is_unsealed = false;
}

bool
totals_is_unsealed(struct store *store, int64_t dir_id)
{
	const struct totals_note *p = idmap_find(&store->totals, dir_id);

	return p && p->is_unsealed;
}

static int
find_parent(struct store *store, int64_t *ret, int64_t dir_id,
	struct error *err)
{
	struct totals_note *p = pending_of(store, dir_id);
	int64_t parent;
	int r;

	if (!p)
		return error_set(err, ENOMEM, "out of memory");
	if (!p->parent_known) {
		r = query_i64_of(store, &parent, Q_DIRECTORY_PARENT, dir_id,
			err);
		if (r < 0)
			return r;
		p->parent_id = parent;
		p->parent_known = true;
	}
	*ret = p->parent_id;
	return 0;
}

/*
 * Set the depth of a directory and of all above it: up to the first one whose
 * depth is known, then down the same way.  The way down is kept in parent
 * order by walking up twice.
 */
static int
set_depth(struct store *store, int64_t dir_id, struct error *err)
{
	int64_t id = dir_id;
	int64_t n_unknown = 0;
	int64_t above = 0;
	struct totals_note *p;
	int r;

	while (id != 0) {
		p = pending_of(store, id);
		if (!p)
			return error_set(err, ENOMEM, "out of memory");
		if (p->depth == IN_CHAIN) /* its own ancestor */
			return error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot write the catalogue");
		if (p->depth != 0) {
			above = p->depth;
			break;
		}
		p->depth = IN_CHAIN;
		n_unknown++;
		r = find_parent(store, &id, id, err);
		if (r < 0)
			return r;
	}
	for (id = dir_id; n_unknown > 0; n_unknown--) {
		p = idmap_find(&store->totals, id);
		p->depth = above + n_unknown;
		id = p->parent_id;
	}
	return 0;
}

struct place_in_order {
	int64_t depth;
	int64_t dir_id;
};

static int
deepest_first(const void *a, const void *b)
{
	const struct place_in_order *x = a;
	const struct place_in_order *y = b;

	if (x->depth != y->depth)
		return x->depth > y->depth ? -1 : 1;
	return x->dir_id < y->dir_id ? -1 : x->dir_id > y->dir_id;
}

/* All directories that have something pending, or are above one. */
static int
list_noted(struct store *store, struct place_in_order **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(freep) struct place_in_order *list = NULL;
	size_t n = 0;
	size_t cursor = 0;
	int64_t key;
	void *value;

	list = calloc(store->totals.n + 1, sizeof(*list));
	if (!list)
		return error_set(err, ENOMEM, "out of memory");
	while (idmap_next(&store->totals, &cursor, &key, &value)) {
		list[n].dir_id = key;
		list[n++].depth = ((struct totals_note *)value)->depth;
	}
	*ret = take_ptr(&list);
	*ret_n = n;
	return 0;
}

static int
order(struct store *store, struct place_in_order **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(freep) struct place_in_order *noted = NULL;
	size_t n;
	int r = list_noted(store, &noted, &n, err);

	for (size_t i = 0; r == 0 && i < n; i++)
		r = set_depth(store, noted[i].dir_id, err);
	if (r < 0)
		return r;
	r = list_noted(store, ret, ret_n, err);
	if (r == 0)
		qsort(*ret, *ret_n, sizeof(**ret), deepest_first);
	return r;
}

static int
write_sum(struct store *store, int64_t dir_id, const struct totals_note *p,
	struct error *err)
{
	const struct totals *sum = &p->sum;
	struct bind b;
	int r = history_keep(store, dir_id, err);

	if (r < 0 || bulk_add_sum(store, dir_id, p->place, sum))
		return r;
	b = bind_begin(store, Q_DIRECTORY_ADD_TOTALS);
	bind_i64(&b, dir_id);
	bind_i64(&b, sum->files);
	bind_i64(&b, sum->directories);
	bind_i64(&b, sum->bytes);
	bind_i64(&b, sum->blocks);
	bind_i64(&b, sum->linked);
	r = bind_run(&b, err);
	if (r == 0)
		store->rows_written += sqlite3_changes(store->db);
	return r;
}

int
totals_flush(struct store *store, struct error *err)
{
	_cleanup_(freep) struct place_in_order *list = NULL;
	size_t n = 0;
	int r;

	if (store->out_of_memory)
		return error_set(err, ENOMEM, "out of memory");
	if (store->totals.n == 0)
		return 0;
	r = order(store, &list, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct totals_note *p =
			idmap_find(&store->totals, list[i].dir_id);
		struct totals_note *parent =
			idmap_find(&store->totals, p->parent_id);

		if (is_zero(&p->sum))
			continue;
		if (parent)
			totals_add(&parent->sum, &p->sum);
		r = write_sum(store, list[i].dir_id, p, err);
	}
	/* What waits for its row has its parent noted, or does not wait. */
	if (r == 0 && bulk_has_directories(store))
		r = bulk_flush(store, err);
	if (r == 0)
		idmap_clear(&store->totals);
	return r;
}

static int
read_totals(struct store *store, struct totals *ret, int64_t dir_id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_DIRECTORY_TOTALS);
	int r;

	bind_i64(&b, dir_id);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	if (r == 0)
		return error_set(err, ENOENT,
			"no directory %lld in the catalogue",
			(long long)dir_id);
	ret->files = bind_get_i64(&b, 0);
	ret->directories = bind_get_i64(&b, 1);
	ret->bytes = bind_get_i64(&b, 2);
	ret->blocks = bind_get_i64(&b, 3);
	ret->linked = bind_get_i64(&b, 4);
	return 0;
}

int
totals_read(struct store *store, struct totals *ret, int64_t dir_id,
	struct error *err)
{
	int r = totals_flush(store, err);

	return r < 0 ? r : read_totals(store, ret, dir_id, err);
}

int
store_directory_sums(struct store *store, struct totals *ret, int64_t dir_id,
	struct error *err)
{
	return totals_read(store, ret, dir_id, err);
}

static void
add_linked(struct totals *t, const struct bind *b)
{
	t->files += bind_get_i64(b, 0) - t->linked;
	t->bytes = add_i64(t->bytes, bind_get_i64(b, 1));
	t->blocks = add_i64(t->blocks, bind_get_i64(b, 2));
}

int
store_directory_totals(struct store *store, struct totals *ret, int64_t dir_id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	struct totals t;
	int r = totals_read(store, &t, dir_id, err);

	if (r < 0)
		return r;
	if (t.linked > 0) {
		b = bind_begin(store, Q_DIRECTORY_LINKED);
		bind_i64(&b, dir_id);
		r = bind_next(&b, err);
		if (r < 0)
			return r;
		add_linked(&t, &b);
	}
	*ret = t;
	return 0;
}

int
store_directories_totals(struct store *store, struct totals *ret,
	const int64_t *dir_ids, size_t n, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf list = STRBUF_INIT;
	_cleanup_(bind_end) struct bind b = { 0 };
	struct totals sum = { 0 };
	struct totals t;
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		r = totals_read(store, &t, dir_ids[i], err);
		if (r < 0)
			return r;
		totals_add(&sum, &t);
		strbuf_addf(&list, "%c%lld", i > 0 ? ',' : '[',
			(long long)dir_ids[i]);
	}
	if (sum.linked > 0) {
		strbuf_addc(&list, ']');
		b = bind_begin(store, Q_DIRECTORIES_LINKED);
		bind_text(&b, list.buf);
		r = bind_next(&b, err);
		if (r < 0)
			return r;
		add_linked(&sum, &b);
	}
	*ret = sum;
	return 0;
}

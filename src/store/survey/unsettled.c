/* SPDX-License-Identifier: MIT */
#include "store/survey/unsettled.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/standing.h"
#include "util/alloc.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

int
store_find_unsettled(struct store *store, int64_t min_size, struct error *err)
{
	return standing_load(store, min_size, false, err);
}

/* --- how many there are --------------------------------------------------- */

/* Those of one volume; inodes: those with several links, not counted yet. */
struct tally {
	struct unsettled sum;
	struct idmap inodes; /* -> size */
};

/* One thread's part. */
struct unsettled_count {
	const struct standing *standing;
	struct tally *volumes;
	size_t n;
	struct standing_queue queue;
	bool out_of_memory;
};

static struct tally *
tally_of(struct unsettled_count *u, int64_t volume_id)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->volumes[i].sum.volume_id == volume_id)
			return &u->volumes[i];
	u->volumes = xreallocarray(u->volumes, u->n + 1, sizeof(u->volumes[0]));
	u->volumes[u->n] = (struct tally){ .sum.volume_id = volume_id };
	idmap_init(&u->volumes[u->n].inodes, sizeof(int64_t));
	return &u->volumes[u->n++];
}

static void
add(struct tally *t, int64_t files, int64_t bytes)
{
	t->sum.files += files;
	t->sum.bytes = sum_sizes(t->sum.bytes, bytes);
}

static void
take(const struct stored_entry *entry, void *arg)
{
	struct unsettled_count *u = arg;
	const struct standing_entry e = { entry->size_bytes, entry->content_id,
		entry->attribute_id };
	struct tally *t;

	if (!standing_is_unsettled(u->standing, &e))
		return;
	t = tally_of(u, volume_runs_id(&u->standing->volumes, entry->dir_id));
	if (entry->nlink < 2)
		add(t, 1, e.size);
	else /* its first name says how large */
		u->out_of_memory |=
			!idmap_note(&t->inodes, entry->inode, e.size);
}

static void
push(const struct stored_entry *entry, void *arg)
{
	struct unsettled_count *u = arg;

	standing_push(u->standing, &u->queue, entry, take, u);
}

/* What the other thread has found. */
static void
merge(struct unsettled_count *u, const struct unsettled_count *other)
{
	u->out_of_memory |= other->out_of_memory;
	for (size_t i = 0; i < other->n; i++) {
		const struct tally *from = &other->volumes[i];
		struct tally *to = tally_of(u, from->sum.volume_id);

		add(to, from->sum.files, from->sum.bytes);
		u->out_of_memory |= !idmap_note_all(&to->inodes, &from->inodes);
	}
}

/* Each inode with several links once. */
static void
count_linked(struct unsettled_count *u)
{
	for (size_t i = 0; i < u->n; i++) {
		size_t cursor = 0;
		int64_t inode;
		void *size;

		while (idmap_next(&u->volumes[i].inodes, &cursor, &inode,
			&size))
			add(&u->volumes[i], 1, *(int64_t *)size);
	}
}

static void
clear(struct unsettled_count *u)
{
	for (size_t i = 0; i < u->n; i++)
		idmap_clear(&u->volumes[i].inodes);
	free(u->volumes);
}

static int
look_at_names(struct store *store, struct unsettled_count *u, struct error *err)
{
	struct unsettled_count other = { .standing = u->standing };
	struct halves_job job = { .look.entry = push,
		.first = u,
		.second = &other };
	int r = halves_look_at_scope(store, &job, err);

	standing_settle(&u->queue, take, u);
	standing_settle(&other.queue, take, &other);
	merge(u, &other);
	count_linked(u);
	clear(&other);
	return r;
}

/* No name has to be looked at. */
static void
look_at_all(struct unsettled_count *u)
{
	const struct standing *s = u->standing;
	const struct size_slot *slot;
	size_t cursor = 0;

	while ((slot = sizes_next(&s->sizes, &cursor))) {
		int64_t n = standing_count_unsettled(s, slot);

		if (n > 0)
			add(tally_of(u, s->volumes.ids[slot->volume]), n,
				sum_times(slot->size, n));
	}
}

static int
by_volume(const void *a, const void *b)
{
	const struct unsettled *x = a;
	const struct unsettled *y = b;

	return (x->volume_id > y->volume_id) - (x->volume_id < y->volume_id);
}

int
store_count_unsettled(struct store *store, bool is_scoped,
	struct unsettled **ret, size_t *ret_n, struct error *err)
{
	struct unsettled_count u = { .standing = store->standing };
	int r = 0;

	if (is_scoped)
		r = look_at_names(store, &u, err);
	else
		look_at_all(&u);
	if (r >= 0 && u.out_of_memory)
		r = error_set(err, ENOMEM, "out of memory");
	if (r >= 0) {
		*ret = xcalloc(u.n + 1, sizeof(**ret));
		for (size_t i = 0; i < u.n; i++)
			(*ret)[i] = u.volumes[i].sum;
		if (u.n > 1)
			qsort(*ret, u.n, sizeof(**ret), by_volume);
		*ret_n = u.n;
	}
	clear(&u);
	return r < 0 ? r : 0;
}

/* --- what was shown ---------------------------------------------------- */

int
store_seen_clear(struct store *store, struct error *err)
{
	return run(store, Q_SEEN_EMPTY, err);
}

int
store_seen_first(struct store *store, int64_t volume_id, int64_t id,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_SEEN_ADD);
	int r;

	bind_i64(&b, volume_id);
	bind_i64(&b, id);
	r = bind_run(&b, err);
	return r < 0 ? r : sqlite3_changes(store->db) > 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * standing.h knows of each size what it has on all volumes, and in the scope,
 * which is enough where nothing of a size in doubt was read in full.  What files
 * that were read are alike to it does not know: then one more look at the names,
 * by two threads, counts them, those of a size with an unread file by their size,
 * all others by what is known of their content.
 * Then each partial content is a group, with all that refine it, and with the
 * full ones of the same size of which nobody knows what they refine ("loose").
 *
 * Memory: some 24 bytes a size or content that is counted, 32 a name of a file
 * with several links.
 */
#include "store/survey/doubts.h"

#include "store/internal.h"
#include "store/survey/gather.h"
#include "store/survey/halves.h"
#include "store/survey/standing.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Files of one size, or with one content. */
struct count {
	uint32_t copies;
	uint16_t volume; /* the place of the first one's */
	bool is_across;
	bool is_pending; /* one was not read in full */
	bool is_within;	 /* another content's group has them */
};

/* A name of an inode that has several, and where it counts. */
struct link {
	int64_t key;
	int64_t inode;
	uint16_t volume;
	bool by_size; /* key: a size, else a content */
	bool is_pending;
};

/* One thread's part. */
struct doubt_look {
	const struct standing *standing;
	struct idmap sizes;    /* -> struct count */
	struct idmap contents; /* likewise */
	struct link *links;
	size_t n_links;
	size_t room;
	struct standing_queue queue;
	bool out_of_memory;
};

struct found {
	struct doubt *list;
	size_t n;
	size_t room;
};

static void
look_init(struct doubt_look *look, const struct standing *s)
{
	*look = (struct doubt_look){ .standing = s };
	idmap_init(&look->sizes, sizeof(struct count));
	idmap_init(&look->contents, sizeof(struct count));
}

static void
look_clear(struct doubt_look *look)
{
	idmap_clear(&look->sizes);
	idmap_clear(&look->contents);
	free(look->links);
}

/* --- counting ------------------------------------------------------------- */

static void
add_count(struct count *c, const struct count *add)
{
	if (c->copies == 0)
		c->volume = add->volume;
	c->is_across |= add->is_across || c->volume != add->volume;
	c->is_pending |= add->is_pending;
	if (__builtin_add_overflow(c->copies, add->copies, &c->copies))
		c->copies = UINT32_MAX;
}

static void
count(struct doubt_look *look, struct idmap *map, int64_t key,
	const struct count *add)
{
	struct count *c = idmap_at(map, key);

	if (c)
		add_count(c, add);
	else
		look->out_of_memory = true;
}

static void
note_link(struct doubt_look *look, const struct link *link)
{
	if (look->n_links == look->room) {
		look->room = look->room ? look->room * 2 : 256;
		look->links = xreallocarray(look->links, look->room,
			sizeof(*look->links));
	}
	look->links[look->n_links++] = *link;
}

static void
take(const struct stored_entry *entry, void *arg)
{
	struct doubt_look *look = arg;
	const struct standing *s = look->standing;
	const struct standing_entry e = { entry->size_bytes, entry->content_id,
		entry->attribute_id };
	const struct content_standing *c;
	struct count add = { .copies = 1 };
	struct link link = { .inode = entry->inode };

	if (!standing_is_doubtful(s, e.size, &link.by_size))
		return;
	c = standing_content(s, e.content_id);
	add.is_pending = !c || !(c->flags & CONTENT_FULL);
	if (add.is_pending ? !standing_is_unsettled(s, &e) :
			     !standing_is_regular(s, e.attribute_id))
		return;
	add.volume = volume_runs_place(s->volumes, entry->dir_id);
	link.key = link.by_size ? e.size : e.content_id;
	if (entry->nlink < 2) {
		count(look, link.by_size ? &look->sizes : &look->contents,
			link.key, &add);
		return;
	}
	link.volume = add.volume;
	link.is_pending = add.is_pending;
	note_link(look, &link);
}

static void
push(const struct stored_entry *entry, void *arg)
{
	struct doubt_look *look = arg;

	if (entry->size_bytes >= look->standing->min_size)
		standing_push(look->standing, &look->queue, entry, take, look);
}

static int
by_inode(const void *a, const void *b)
{
	const struct link *x = a;
	const struct link *y = b;

	if (x->by_size != y->by_size)
		return x->by_size - y->by_size;
	if (x->key != y->key)
		return (x->key > y->key) - (x->key < y->key);
	if (x->volume != y->volume)
		return x->volume - y->volume;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* Each inode with several links once. */
static void
count_links(struct doubt_look *look)
{
	if (look->n_links > 1)
		qsort(look->links, look->n_links, sizeof(*look->links),
			by_inode);
	for (size_t i = 0; i < look->n_links;) {
		const struct link *first = &look->links[i];
		struct count add = { .copies = 1, .volume = first->volume };

		for (; i < look->n_links &&
			by_inode(first, &look->links[i]) == 0;
			i++)
			add.is_pending |= look->links[i].is_pending;
		count(look, first->by_size ? &look->sizes : &look->contents,
			first->key, &add);
	}
}

static void
merge_counts(struct doubt_look *look, struct idmap *map,
	const struct idmap *other)
{
	size_t cursor = 0;
	int64_t key;
	void *value;

	while (idmap_next(other, &cursor, &key, &value))
		count(look, map, key, value);
}

/* What the other thread has found. */
static void
merge(struct doubt_look *look, const struct doubt_look *other)
{
	look->out_of_memory |= other->out_of_memory;
	merge_counts(look, &look->sizes, &other->sizes);
	merge_counts(look, &look->contents, &other->contents);
	for (size_t i = 0; i < other->n_links; i++)
		note_link(look, &other->links[i]);
}

static int
look_at_names(struct store *store, bool is_scoped, struct doubt_look *look,
	struct doubt_look *other, struct error *err)
{
	struct halves_job job = { .look = { .entry = push,
					  .floor = &look->standing->min_size },
		.first = look,
		.second = other };
	int r = is_scoped ? halves_look_at_scope(store, &job, err) :
			    halves_look_at_names(store, &job, err);

	standing_settle(&look->queue, take, look);
	standing_settle(&other->queue, take, other);
	if (r >= 0)
		merge(look, other);
	return r;
}

/* Has each size in doubt a file that nobody read, and none that was read in
 * full?  Then all files of it are a group, and they were counted. */
static bool
are_sizes_enough(const struct standing *s)
{
	const struct size_slot *slot;
	size_t cursor = 0;

	while ((slot = sizes_next(&s->sizes, &cursor)))
		if (slot->is_head && slot->flags & (SIZE_TWO | SIZE_FULL) &&
			(slot->flags & (SIZE_UNREAD | SIZE_FULL)) !=
				SIZE_UNREAD)
			return false;
	return true;
}

/* --- groups --------------------------------------------------------------- */

static void
add_doubt(struct found *f, int64_t size, int64_t content_id,
	const struct count *c)
{
	if (c->copies < 2 || !c->is_pending)
		return;
	if (f->n == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->list = xreallocarray(f->list, f->room, sizeof(*f->list));
	}
	f->list[f->n++] =
		(struct doubt){ size, content_id, c->copies, c->is_across };
}

/* Of the partial contents that it refines, the one that covers least and that
 * files have which were counted; NULL: there is none. */
static struct count *
least_above(struct doubt_look *look, const struct content_standing *c)
{
	const struct standing *s = look->standing;
	struct count *least = NULL;
	unsigned int n = 0;

	while ((c = standing_above(s, c, &n))) {
		struct count *part =
			idmap_find(&look->contents, standing_id(s, c));

		if (part && !(c->flags & CONTENT_FULL))
			least = part;
	}
	return least;
}

/* Partial contents take what those count that refine them; the loose ones of a
 * size are in *loose then. */
static void
add_refining(struct doubt_look *look, struct idmap *loose)
{
	size_t cursor = 0;
	int64_t id;
	void *value;

	while (idmap_next(&look->contents, &cursor, &id, &value)) {
		const struct content_standing *c =
			standing_content(look->standing, id);
		struct count *own = value;
		struct count *above;

		if (!c)
			continue;
		if (c->flags & CONTENT_FULL && c->parent == 0)
			count(look, loose, c->size, own);
		above = least_above(look, c);
		if (above)
			add_count(above, own);
		own->is_within = above != NULL;
	}
}

static void
add_parts(struct doubt_look *look, struct found *f, const struct idmap *loose)
{
	size_t cursor = 0;
	int64_t id;
	void *value;

	while (idmap_next(&look->contents, &cursor, &id, &value)) {
		const struct content_standing *c =
			standing_content(look->standing, id);
		const struct count *beside;
		struct count sum = *(const struct count *)value;

		if (!c || c->flags & CONTENT_FULL || sum.is_within)
			continue;
		beside = idmap_find(loose, c->size);
		if (beside)
			add_count(&sum, beside);
		add_doubt(f, c->size, id, &sum);
	}
}

/* Of sizes that are enough. */
static void
add_sizes(struct found *f, const struct sizes *sizes, bool is_scoped)
{
	const struct size_slot *head;
	size_t cursor = 0;

	while ((head = sizes_next(sizes, &cursor))) {
		const struct size_slot *slot = head;
		struct count sum = { .copies = 0 };

		if (!head->is_head || !(head->flags & (SIZE_TWO | SIZE_FULL)))
			continue;
		for (; slot; slot = sizes_after(sizes, slot)) {
			const struct count add = { .copies = slot->n_files,
				.volume = slot->volume,
				.is_pending = true };

			if (!(is_scoped && slot->is_outside))
				add_count(&sum, &add);
		}
		add_doubt(f, head->size, 0, &sum);
	}
}

static void
make_groups(struct doubt_look *look, struct found *f)
{
	struct idmap loose;
	size_t cursor = 0;
	int64_t size;
	void *value;

	idmap_init(&loose, sizeof(struct count));
	count_links(look);
	while (idmap_next(&look->sizes, &cursor, &size, &value))
		add_doubt(f, size, 0, value);
	add_refining(look, &loose);
	add_parts(look, f, &loose);
	idmap_clear(&loose);
}

static bool
is_any_unsettled(const struct standing *s, bool is_scoped)
{
	const struct size_slot *slot;
	size_t cursor = 0;

	while ((slot = sizes_next(&s->sizes, &cursor)))
		if (!(is_scoped && slot->is_outside) &&
			standing_count_unsettled(s, slot) > 0)
			return true;
	return false;
}

/* By looking at names. */
static int
find_by_names(struct store *store, bool is_scoped, struct found *found,
	struct error *err)
{
	struct doubt_look look, other;
	int r;

	look_init(&look, store->standing);
	look_init(&other, store->standing);
	r = look_at_names(store, is_scoped, &look, &other, err);
	if (r >= 0)
		make_groups(&look, found);
	if (r >= 0 && look.out_of_memory)
		r = error_set(err, ENOMEM, "out of memory");
	look_clear(&look);
	look_clear(&other);
	return r < 0 ? r : 0;
}

int
store_find_doubts(struct store *store, bool is_scoped, struct doubt **ret,
	size_t *ret_n, struct error *err)
{
	struct found found = { .list = NULL };
	int r = 0;

	*ret = NULL;
	*ret_n = 0;
	if (!is_any_unsettled(store->standing, is_scoped))
		return 0;
	if (are_sizes_enough(store->standing))
		add_sizes(&found, &store->standing->sizes, is_scoped);
	else
		r = find_by_names(store, is_scoped, &found, err);
	if (r < 0) {
		free(found.list);
		return r;
	}
	*ret = found.list;
	*ret_n = found.n;
	return 0;
}

/* --- their names ---------------------------------------------------------- */

/* Of the doubts that are asked for. */
struct asked {
	struct idmap contents; /* partial ones -> group + 1 */
	struct idmap sizes;    /* of these -> the last such group + 1 */
	uint32_t *before; /* of each group: the one of its size before it */
};

static int
note_asked(struct asked *a, struct gather *g, const struct doubt *d, uint32_t i)
{
	uint32_t *group, *last;

	if (d->content_id == 0)
		return gather_size(g, d->size, i);
	group = idmap_at(&a->contents, d->content_id);
	last = idmap_at(&a->sizes, d->size);
	if (!group || !last)
		return -ENOMEM;
	*group = i + 1;
	a->before[i] = *last;
	*last = i + 1;
	return gather_content(g, d->content_id, d->size, i);
}

/* A content that may be in groups of others, with all of these. */
static int
gather_below(const struct asked *a, struct gather *g, const struct standing *s,
	const struct content_standing *c)
{
	const int64_t id = standing_id(s, c);
	const int64_t size = c->size;
	const uint32_t *group;
	unsigned int n = 0;
	int r = 0;

	if (c->parent == 0 && !(c->flags & CONTENT_FULL))
		return 0;
	if (c->parent == 0) {
		group = idmap_find(&a->sizes, c->size);
		for (uint32_t i = group ? *group : 0; i != 0 && r == 0;
			i = a->before[i - 1])
			r = gather_content(g, id, size, i - 1);
		return r;
	}
	while (r == 0 && (c = standing_above(s, c, &n))) {
		group = idmap_find(&a->contents, standing_id(s, c));
		if (group)
			r = gather_content(g, id, size, *group - 1);
	}
	return r;
}

int
store_gather_doubts(struct store *store, struct gather *g,
	const struct doubt *doubts, size_t n, struct error *err)
{
	const struct standing *s = store->standing;
	struct asked a = { .before = xcalloc(n + 1, sizeof(*a.before)) };
	int r = 0;

	idmap_init(&a.contents, sizeof(uint32_t));
	idmap_init(&a.sizes, sizeof(uint32_t));
	for (size_t i = 0; i < n && r == 0; i++)
		r = note_asked(&a, g, &doubts[i], (uint32_t)i);
	for (size_t i = 1; i < s->n_contents && r == 0 && a.sizes.n > 0; i++)
		if (s->contents[i].copies > 0)
			r = gather_below(&a, g, s, &s->contents[i]);
	idmap_clear(&a.contents);
	idmap_clear(&a.sizes);
	free(a.before);
	return r < 0 ? error_set(err, -r, "out of memory") : 0;
}

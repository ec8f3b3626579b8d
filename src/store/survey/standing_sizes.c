/* SPDX-License-Identifier: MIT */
/*
 * One pass over the entries by two threads, each of which puts the sizes of
 * what was not read in full in tables of its own.  Then each brings one half of
 * all tables together, and the list of contents tells which of these sizes a
 * file has that was read.
 *
 * An inode with several links counts once of each size that its names have, so
 * it waits until all names are known.  If they have several, it is noted which.
 */
#include "store/survey/standing_look.h"

#include "util/alloc.h"
#include "util/thread.h"

#include <errno.h>
#include <stdlib.h>

/* --- entries -------------------------------------------------------------- */

static uint16_t
volume_of(struct standing_look *look, int64_t dir_id)
{
	return volume_runs_next(look->standing->volumes, &look->run, dir_id);
}

static bool
is_outside(const struct standing_look *look, const struct stored_entry *e)
{
	return look->scope && !scope_set_has(look->scope, e);
}

/* That is all that there is to know of a name whose file was read in full.  Both
 * threads may come by it, to say the same. */
static void
take_read(struct standing_look *look, struct content_standing *c,
	const struct stored_entry *e)
{
	const int64_t dir_id = e->dir_id;
	const bool is_in = !is_outside(look, e);

	if (is_in && look->scope)
		__atomic_store_n(&c->seen, 1, __ATOMIC_RELAXED);
	if (c->volumes > 1)
		return;
	__atomic_store_n(&c->volume, volume_of(look, dir_id), __ATOMIC_RELAXED);
	if (!is_in)
		return;
	if (dir_id < look->first_on_one)
		look->first_on_one = dir_id;
	if (c->copies <= 1 && dir_id < look->first_alone)
		look->first_alone = dir_id;
}

static void
add_file(struct standing_look *look, struct size_slot *add)
{
	add->n_files = 1;
	add->n_part_many = (add->flags & SIZE_PART_MANY) != 0;
	if (sizes_add(&look->sizes, add) < 0)
		look->out_of_memory = true;
}

static struct linked_file
file_of(const struct size_slot *slot)
{
	return (struct linked_file){ slot->size, slot->first_dir, slot->flags,
		slot->is_outside };
}

/* Rare enough to be sorted. */
static void
note_odd(struct standing_look *look, const struct size_slot *add)
{
	if (look->n_odd == look->room_odd) {
		look->room_odd = look->room_odd ? look->room_odd * 2 : 64;
		look->odd = xreallocarray(look->odd, look->room_odd,
			sizeof(look->odd[0]));
	}
	look->odd[look->n_odd++] = (struct odd_file){ .inode = add->inode,
		.file = file_of(add),
		.volume = add->volume };
}

static void
merge_file(struct linked_file *f, const struct linked_file *other)
{
	f->flags |= other->flags;
	if (f->is_outside != other->is_outside ?
			f->is_outside :
			other->first_dir < f->first_dir)
		f->first_dir = other->first_dir;
	f->is_outside &= other->is_outside;
}

/* One of the names of an inode that has several: it counts once of each size,
 * at the end. */
static void
add_linked(struct standing_look *look, const struct size_slot *add)
{
	const struct linked_file file = file_of(add);
	size_t before = look->linked[add->volume].n;
	struct linked_file *f =
		idmap_at(&look->linked[add->volume], add->inode);

	if (!f)
		look->out_of_memory = true;
	else if (look->linked[add->volume].n > before)
		*f = file;
	else if (f->size != add->size)
		note_odd(look, add);
	else
		merge_file(f, &file);
}

/* What an inode with several links is. */
static void
take_linked(struct size_slot *ret, const struct linked_file *f)
{
	ret->size = f->size;
	ret->flags = f->flags;
	ret->first_dir = f->first_dir;
	ret->is_outside = f->is_outside;
}

static void
take_unread(struct standing_look *look, const struct content_standing *part,
	const struct stored_entry *e)
{
	struct size_slot add = { .size = e->size_bytes,
		.inode = e->inode,
		.flags = SIZE_UNREAD };

	if (e->size_bytes < look->standing->min_size ||
		!standing_is_regular(look->standing, e->attribute_id))
		return;
	if (part)
		add.flags = part->flags & CONTENT_MANY ?
			SIZE_PART | SIZE_PART_MANY :
			SIZE_PART;
	add.is_outside = is_outside(look, e);
	add.volume = volume_of(look, e->dir_id);
	add.first_dir =
		(uint32_t)(e->dir_id < UINT32_MAX ? e->dir_id : UINT32_MAX);
	if (e->nlink < 2)
		add_file(look, &add);
	else
		add_linked(look, &add);
}

static void
take_entry(const struct stored_entry *e, void *arg)
{
	struct standing_look *look = arg;
	struct content_standing *c =
		standing_content(look->standing, e->content_id);

	if (look->sightings)
		sightings_note(look->sightings, e->dir_id, e->size_bytes);
	if (c && c->flags & CONTENT_FULL)
		take_read(look, c, e);
	else
		take_unread(look, c, e);
}

/* --- what two threads have found ------------------------------------------ */

struct merging {
	struct sizes *to;
	struct sizes *from;
	int result;
};

static void
merge_second_table(void *arg)
{
	struct merging *m = arg;

	m->result = sizes_merge(m->to, m->from, 1);
}

static int
merge_sizes(struct sizes *to, struct sizes *from)
{
	struct merging merging = { to, from, 0 };
	struct thread *thread = NULL;
	int r = sizes_settle(to);

	if (r == 0)
		r = sizes_settle(from);
	if (r < 0)
		return r;
	if (thread_start(&thread, merge_second_table, &merging) < 0)
		merge_second_table(&merging);
	r = sizes_merge(to, from, 0);
	thread_join(thread);
	return r < 0 ? r : merging.result;
}

/* What another look has found of inodes with several links. */
static void
merge_linked(struct standing_look *look, const struct standing_look *other)
{
	look->out_of_memory |= other->out_of_memory;
	for (size_t i = 0; i < look->n_linked; i++) {
		size_t cursor = 0;
		struct size_slot add = { .volume = (uint16_t)i };
		void *file;

		while (idmap_next(&other->linked[i], &cursor, &add.inode,
			&file)) {
			take_linked(&add, file);
			add_linked(look, &add);
		}
	}
	for (size_t i = 0; i < other->n_odd; i++) {
		struct size_slot add = { .inode = other->odd[i].inode,
			.volume = other->odd[i].volume };

		take_linked(&add, &other->odd[i].file);
		add_linked(look, &add);
	}
}

static int
by_inode_and_size(const void *a, const void *b)
{
	const struct odd_file *x = a;
	const struct odd_file *y = b;

	if (x->volume != y->volume)
		return x->volume - y->volume;
	if (x->inode != y->inode)
		return (x->inode > y->inode) - (x->inode < y->inode);
	return (x->file.size > y->file.size) - (x->file.size < y->file.size);
}

static bool
is_one_inode(const struct odd_file *x, const struct odd_file *y)
{
	return x->volume == y->volume && x->inode == y->inode;
}

static void
keep_odd(struct standing *s, struct size_slot *file)
{
	file->n_files = 1;
	file->n_part_many = (file->flags & SIZE_PART_MANY) != 0;
	if (s->n_odd == s->room_odd) {
		s->room_odd = s->room_odd ? s->room_odd * 2 : 64;
		s->odd = xreallocarray(s->odd, s->room_odd, sizeof(*s->odd));
	}
	s->odd[s->n_odd++] = *file;
}

/* The first of its sizes that was met. */
static void
keep_linked(const struct standing_look *look, const struct odd_file *odd)
{
	struct size_slot file = { .inode = odd->inode, .volume = odd->volume };
	const struct linked_file *f =
		idmap_find(&look->linked[odd->volume], odd->inode);

	if (!f)
		return;
	take_linked(&file, f);
	keep_odd(look->standing, &file);
}

static int
by_inode_and_directory(const void *a, const void *b)
{
	const struct size_slot *x = a;
	const struct size_slot *y = b;

	if (x->volume != y->volume)
		return x->volume - y->volume;
	if (x->inode != y->inode)
		return (x->inode > y->inode) - (x->inode < y->inode);
	if (x->first_dir != y->first_dir)
		return x->first_dir > y->first_dir ? 1 : -1;
	return (x->size > y->size) - (x->size < y->size);
}

/* Each inode once of each size. */
static void
settle_odd(struct standing_look *look)
{
	struct standing *s = look->standing;

	if (look->n_odd > 1)
		qsort(look->odd, look->n_odd, sizeof(look->odd[0]),
			by_inode_and_size);
	for (size_t i = 0; i < look->n_odd;) {
		struct odd_file *first = &look->odd[i];
		struct size_slot add = { .inode = first->inode,
			.volume = first->volume };

		if (i == 0 || !is_one_inode(first, first - 1))
			keep_linked(look, first);
		while (++i < look->n_odd &&
			by_inode_and_size(first, &look->odd[i]) == 0)
			merge_file(&first->file, &look->odd[i].file);
		take_linked(&add, &first->file);
		add_file(look, &add);
		keep_odd(s, &add);
	}
	if (s->n_odd > 1)
		qsort(s->odd, s->n_odd, sizeof(*s->odd),
			by_inode_and_directory);
}

/* Each inode with several links once. */
static void
settle_linked(struct standing_look *look)
{
	for (size_t i = 0; i < look->n_linked; i++) {
		size_t cursor = 0;
		struct size_slot add = { .volume = (uint16_t)i };
		void *file;

		while (idmap_next(&look->linked[i], &cursor, &add.inode,
			&file)) {
			take_linked(&add, file);
			add_file(look, &add);
		}
	}
}

/* So many sizes are asked from memory before they are looked at. */
#define AHEAD 12

/* Files that were read in full, of the sizes of others. */
static void
add_full(struct standing *s)
{
	for (size_t i = 1; i < s->n_contents; i++) {
		const struct content_standing *c = &s->contents[i];
		struct size_slot *z;

		if (i + AHEAD < s->n_contents)
			sizes_expect(&s->sizes, c[AHEAD].size);
		if (!(c->flags & CONTENT_FULL) || c->copies == 0)
			continue;
		z = sizes_find(&s->sizes, c->size);
		if (z)
			z->flags |= c->parent == 0 ? SIZE_FULL | SIZE_LOOSE :
						     SIZE_FULL;
	}
}

/* --- the whole ------------------------------------------------------------ */

static int64_t
min_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int
out_of_memory(struct error *err)
{
	return error_set(err, ENOMEM, "out of memory");
}

int
standing_load_sizes(struct halves *halves, struct standing_look *first,
	struct standing_look *second, struct error *err)
{
	struct standing *s = first->standing;
	struct halves_job job = { .look.entry = take_entry,
		.in_turn = true,
		.first = first,
		.second = second };
	struct sightings *sightings = halves->store->sightings;
	int r = store_last_directory_id(halves->store, &job.last, err);

	if (sightings) {
		sightings_begin(sightings);
		first->sightings = &sightings->first;
		second->sightings = &sightings->second;
	}
	if (r >= 0)
		r = halves_run(halves, &job, err);
	if (r < 0)
		return r;
	if (sightings)
		sightings->is_whole = true;
	merge_linked(first, second);
	settle_linked(first);
	settle_odd(first);
	if (first->out_of_memory ||
		merge_sizes(&first->sizes, &second->sizes) < 0)
		return out_of_memory(err);
	s->first_alone = min_of(first->first_alone, second->first_alone);
	s->first_on_one = min_of(first->first_on_one, second->first_on_one);
	s->sizes = first->sizes;
	first->sizes = (struct sizes){ .n_waiting = 0 };
	add_full(s);
	return 0;
}

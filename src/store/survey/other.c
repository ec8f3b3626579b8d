/* SPDX-License-Identifier: MIT */
/*
 * One look at the names of both sides, by two threads: of each content it notes
 * whether the other side has it and how many names this side has, and the same
 * of the sizes of files that were not read.  Then the contents that only this
 * side has ask for their sizes, and those of the other side answer; nothing is
 * looked up but in memory.
 *
 * Names of one inode are one file.  Only where both sides are on one volume and
 * there are such names, another look, before that, lists the inodes there.
 *
 * Memory: 24 bytes a content, some 40 a size that was asked for or not read, a
 * few bits a directory.
 */
#include "store/survey/other_state.h"

#include "store/survey/halves.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* --- memory --------------------------------------------------------------- */

static void
look_init(struct other_look *look, struct other *other)
{
	*look = (struct other_look){ .other = other };
	idmap_init(&look->sizes, sizeof(struct size_facts));
	idmap_init(&look->links, sizeof(uint8_t));
}

static void
look_clear(struct other_look *look)
{
	idmap_clear(&look->sizes);
	idmap_clear(&look->links);
}

void
other_free(struct other *o)
{
	if (!o)
		return;
	look_clear(&o->look);
	free(o->here.bits);
	free(o->there.bits);
	free(o);
}

/* --- names ---------------------------------------------------------------- */

/* Many names of one directory come in a row. */
static void
enter(struct other_look *look, int64_t dir_id)
{
	if (look->dir_id == dir_id)
		return;
	look->dir_id = dir_id;
	look->is_here = subtree_has(&look->other->here, dir_id);
	look->is_there = subtree_has(&look->other->there, dir_id);
}

/* Both threads may come by the same content. */
static void
note_kind(struct other *o, int64_t id, unsigned int kind)
{
	uint8_t *known = &o->standing->contents[id].seen;

	if (!(__atomic_load_n(known, __ATOMIC_RELAXED) & kind))
		(void)__atomic_fetch_or(known, (uint8_t)kind, __ATOMIC_RELAXED);
}

/* Likewise. */
static void
note_here(struct standing_names *here, int64_t dir_id)
{
	uint32_t dir = (uint32_t)dir_id;
	uint32_t known = __atomic_load_n(&here->first_dir, __ATOMIC_RELAXED);

	(void)__atomic_fetch_add(&here->n, 1, __ATOMIC_RELAXED);
	while ((known == 0 || dir < known) &&
		!__atomic_compare_exchange_n(&here->first_dir, &known, dir,
			false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

/* Of what has several names. */
static void
take_link(const struct stored_entry *e, void *arg)
{
	struct other_look *look = arg;

	if (e->nlink < 2 || e->child_id != 0)
		return;
	enter(look, e->dir_id);
	if (look->is_there && !idmap_at(&look->links, e->inode))
		look->out_of_memory = true;
}

static bool
is_wanted(const struct other *o, int64_t size)
{
	return size >= o->sides.min_size && size <= o->sides.max_size;
}

static void
note_unread(struct other_look *look, const struct other_name *name)
{
	struct size_facts *facts;

	if (!name->is_there && !is_wanted(look->other, name->size))
		return;
	facts = idmap_at(&look->sizes, name->size);
	if (!facts)
		look->out_of_memory = true;
	else if (name->is_there)
		facts->there |= THERE_ANY | THERE_UNREAD;
	else
		note_here(&facts->here, name->dir_id);
}

static void
note(struct other_look *look, const struct other_name *name)
{
	struct other *o = look->other;
	const int64_t id = name->content_id;
	const struct content_standing *c = standing_known(o->standing, id);

	if (!c)
		note_unread(look, name);
	else if (name->is_there)
		note_kind(o, id,
			c->flags & CONTENT_FULL ? KIND_FULL : KIND_PART);
	else if (is_wanted(o, c->size))
		note_here(&o->standing->contents[id].here, name->dir_id);
}

/* Is it a name of an inode that has one on the other side? */
static bool
is_linked(const struct other_look *look, const struct stored_entry *e)
{
	const struct other *o = look->other;

	return o->has_links && !look->is_there && e->nlink > 1 &&
		idmap_find(&o->look.links, e->inode);
}

static void
take_entry(const struct stored_entry *e, void *arg)
{
	struct other_look *look = arg;
	const struct standing *s = look->other->standing;
	struct other_name *name = &look->waiting[look->n_met % OTHER_WAITING];

	enter(look, e->dir_id);
	if (!(look->is_here || look->is_there) ||
		!standing_is_regular(s, e->attribute_id) || is_linked(look, e))
		return;
	if (look->n_met++ >= OTHER_WAITING)
		note(look, name);
	*name = (struct other_name){ e->dir_id, e->size_bytes, e->content_id,
		look->is_there };
	__builtin_prefetch(standing_content(s, e->content_id), 1);
}

/* Those that still wait. */
static void
note_waiting(struct other_look *look)
{
	for (size_t i = 0; i < OTHER_WAITING && i < look->n_met; i++)
		note(look, &look->waiting[i]);
}

/* --- what two threads have found ------------------------------------------ */

static void
merge_links(struct other_look *look, const struct other_look *second)
{
	size_t cursor = 0;
	int64_t inode;
	void *unused;

	look->out_of_memory |= second->out_of_memory;
	while (idmap_next(&second->links, &cursor, &inode, &unused))
		if (!idmap_at(&look->links, inode))
			look->out_of_memory = true;
}

static void
merge_sizes(struct other_look *look, const struct other_look *second)
{
	size_t cursor = 0;
	int64_t size;
	void *value;

	look->out_of_memory |= second->out_of_memory;
	while (idmap_next(&second->sizes, &cursor, &size, &value)) {
		const struct size_facts *from = value;
		struct size_facts *to = idmap_at(&look->sizes, size);

		if (!to) {
			look->out_of_memory = true;
			return;
		}
		to->there |= from->there;
		to->here.n += from->here.n;
		if (to->here.first_dir == 0 ||
			(from->here.first_dir != 0 &&
				from->here.first_dir < to->here.first_dir))
			to->here.first_dir = from->here.first_dir;
	}
}

/* --- what the contents say ------------------------------------------------- */

static void
ask_for_sizes(struct other *o)
{
	const struct standing *s = o->standing;

	for (size_t i = 1; i < s->n_contents; i++) {
		other_expect(o, i);
		if (other_asks(o, i) &&
			!idmap_at(&o->look.sizes, s->contents[i].size))
			o->look.out_of_memory = true;
	}
}

static bool
is_there(const struct other *o, size_t id)
{
	return __atomic_load_n(&o->standing->contents[id].seen,
		       __ATOMIC_RELAXED) &
		(KIND_FULL | KIND_PART);
}

/* What those there say of the sizes that are asked for. */
static void
answer_sizes(void *arg)
{
	const struct other_part *part = arg;
	const struct other *o = part->other;

	for (size_t i = part->from; i < part->to; i++) {
		const struct content_standing *c = &o->standing->contents[i];
		struct size_facts *facts = NULL;
		unsigned int there = THERE_ANY;

		other_expect(o, i);
		if (is_there(o, i))
			facts = idmap_find(&o->look.sizes, c->size);
		if (!facts)
			continue;
		if (!(c->flags & CONTENT_FULL))
			there |= THERE_PART;
		else if (c->parent == 0)
			there |= THERE_LOOSE;
		(void)__atomic_fetch_or(&facts->there, (uint8_t)there,
			__ATOMIC_RELAXED);
	}
}

/* All that the contents there refine. */
static void
note_refined(void *arg)
{
	const struct other_part *part = arg;
	struct other *o = part->other;
	const struct standing *s = o->standing;

	for (size_t i = part->from; i < part->to; i++) {
		const struct content_standing *c = &s->contents[i];

		if (!is_there(o, i))
			continue;
		/* Where it was noted once, so was all above, or will be by who
		 * noted it. */
		while (c && c->parent != 0 && c->parent < s->n_contents &&
			!(__atomic_fetch_or(&s->contents[c->parent].seen,
				  KIND_REFINED, __ATOMIC_RELAXED) &
				KIND_REFINED))
			c = standing_content(s, c->parent);
	}
}

static void
settle(struct other *o)
{
	struct other_part parts[2] = { 0 };

	ask_for_sizes(o);
	other_by_two(o, parts, answer_sizes);
	other_by_two(o, parts, note_refined);
}

/* --- the whole ------------------------------------------------------------ */

/* The directories from the first of either side to the last. */
static void
find_range(const struct other *o, struct halves_job *job)
{
	for (int64_t i = 0; i < o->here.n; i++) {
		if (!subtree_has(&o->here, i) && !subtree_has(&o->there, i))
			continue;
		if (job->from == 0)
			job->from = i;
		job->to = i;
	}
}

/* May there be two names of one inode, one on each side? */
static int
find_links(struct other *o, struct store *store, struct error *err)
{
	struct directory dir;
	int64_t volume_id = 0;
	int64_t any = 0;
	int r = store_directory(store, &dir, o->sides.here, err);

	if (r > 0) {
		volume_id = dir.volume_id;
		r = store_directory(store, &dir, o->sides.there, err);
	}
	if (r <= 0 || dir.volume_id != volume_id)
		return r;
	r = query_i64(store, &any, Q_OTHER_ANY_LINK, err);
	o->has_links = any != 0;
	return r;
}

static int
look_at_both(struct other *o, struct store *store, struct other_look *second,
	struct error *err)
{
	struct halves halves = { .store = NULL };
	struct halves_job job = { .look.entry = take_link,
		.in_turn = true,
		.first = &o->look,
		.second = second };
	int r = halves_open(&halves, store, err);

	find_range(o, &job);
	if (r >= 0)
		r = find_links(o, store, err);
	if (r >= 0 && o->has_links)
		r = halves_run(&halves, &job, err);
	if (r < 0)
		return r;
	merge_links(&o->look, second);
	job.look.entry = take_entry;
	r = halves_run(&halves, &job, err);
	if (r < 0)
		return r;
	note_waiting(&o->look);
	note_waiting(second);
	merge_sizes(&o->look, second);
	settle(o);
	return o->look.out_of_memory ? error_set(err, ENOMEM, "out of memory") :
				       0;
}

/* Which directories are on which side. */
static int
find_sides(void *arg, struct error *err)
{
	struct store *store = arg;
	struct other *o = store->other;
	struct subtree_bits *const bits[] = { &o->here, &o->there };
	const int64_t dir_ids[] = { o->sides.here, o->sides.there };

	return subtree_bits(store, bits, dir_ids, 2, err);
}

int
store_compare_sides(struct store *store, const struct other_sides *sides,
	struct other_totals *ret, struct error *err)
{
	struct other *o = xcalloc(1, sizeof(*o));
	struct other_look second;
	int r;

	/* It refers to the standing that is replaced. */
	other_free(store->other);
	store->other = o;
	look_init(&o->look, o);
	o->sides = *sides;
	r = standing_load_contents(store, find_sides, store, err);
	o->standing = store->standing;
	if (r < 0)
		return r;
	look_init(&second, o);
	r = look_at_both(o, store, &second, err);
	look_clear(&second);
	if (r < 0)
		return r;
	other_sum_up(o);
	*ret = o->totals;
	return 0;
}

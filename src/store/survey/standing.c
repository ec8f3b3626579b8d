/* SPDX-License-Identifier: MIT */
/*
 * As long as one file of a size was not read at all, all of that size that
 * were not read in full are unsettled; else those that share their partial
 * digest are, with each other or with a file that was read in full.
 */
#include "store/survey/standing.h"

#include "store/internal.h"

#include <stdlib.h>

/* Each stage reads twice as much, so no digest refines more. */
#define DEEPEST 64

void
standing_free(struct standing *s)
{
	if (!s)
		return;
	free(s->contents);
	volume_runs_put(s->volumes);
	regular_clear(&s->regular);
	sizes_clear(&s->sizes);
	free(s->odd);
	free(s);
}

/* --- what is asked of it -------------------------------------------------- */

bool
standing_is_regular(const struct standing *s, int64_t attribute_id)
{
	return regular_has(&s->regular, attribute_id);
}

struct content_standing *
standing_content(const struct standing *s, int64_t id)
{
	return id > 0 && (size_t)id < s->n_contents ? &s->contents[id] : NULL;
}

const struct content_standing *
standing_known(const struct standing *s, int64_t id)
{
	const struct content_standing *c = standing_content(s, id);

	return c && (c->size != 0 || c->flags & CONTENT_FULL) ? c : NULL;
}

int64_t
standing_id(const struct standing *s, const struct content_standing *c)
{
	return c - s->contents;
}

const struct content_standing *
standing_above(const struct standing *s, const struct content_standing *c,
	unsigned int *n)
{
	return (*n)++ < DEEPEST ? standing_content(s, c->parent) : NULL;
}

/* The facts of a size that may have copies nobody looked for, or 0. */
static unsigned int
doubts_of_head(const struct size_slot *head)
{
	return head && head->flags & (SIZE_TWO | SIZE_FULL) ? head->flags : 0;
}

static unsigned int
doubts_of_size(const struct standing *s, int64_t size)
{
	return doubts_of_head(sizes_find(&s->sizes, size));
}

bool
standing_is_doubtful(const struct standing *s, int64_t size, bool *ret_by_size)
{
	unsigned int doubts = doubts_of_size(s, size);

	*ret_by_size = (doubts & SIZE_UNREAD) != 0;
	return doubts != 0;
}

int64_t
standing_count_unsettled(const struct standing *s, const struct size_slot *slot)
{
	unsigned int doubts = slot->is_head ? doubts_of_head(slot) :
					      doubts_of_size(s, slot->size);

	if (doubts & (SIZE_UNREAD | SIZE_LOOSE))
		return slot->n_files;
	return doubts != 0 ? slot->n_part_many : 0;
}

static bool
is_one_file(const struct size_slot *a, const struct size_slot *b)
{
	return a->volume == b->volume && a->inode == b->inode;
}

const struct size_slot *
standing_next_repeat(const struct standing *s, size_t *cursor,
	slot_count_fn *count, const void *arg)
{
	for (; *cursor < s->n_odd; (*cursor)++) {
		const struct size_slot *slot = &s->odd[*cursor];

		if (count(s, slot, arg) == 0)
			continue;
		for (const struct size_slot *other = slot;
			other > s->odd && is_one_file(other - 1, slot); other--)
			if (count(s, other - 1, arg) > 0) {
				(*cursor)++;
				return slot;
			}
	}
	return NULL;
}

bool
standing_is_unsettled(const struct standing *s, const struct standing_entry *e)
{
	const struct content_standing *c = standing_content(s, e->content_id);
	unsigned int doubts;

	if (e->size < s->min_size || (c && c->flags & CONTENT_FULL) ||
		!standing_is_regular(s, e->attribute_id))
		return false;
	doubts = doubts_of_size(s, e->size);
	if (doubts & SIZE_UNREAD)
		return true;
	return doubts != 0 &&
		((c && c->flags & CONTENT_MANY) || doubts & SIZE_LOOSE);
}

bool
standing_is_full_open(const struct standing *s,
	const struct content_standing *c)
{
	unsigned int doubts = doubts_of_size(s, c->size);
	unsigned int n = 0;

	if (doubts & SIZE_UNREAD)
		return true;
	if (!(doubts & SIZE_PART))
		return false;
	if (c->parent == 0)
		return (doubts & (SIZE_PART_MANY | SIZE_LOOSE)) != 0;
	while ((c = standing_above(s, c, &n)))
		if (c->copies > 0 &&
			(c->flags & CONTENT_MANY || doubts & SIZE_LOOSE))
			return true;
	return false;
}

bool
standing_is_open(const struct standing *s, const struct standing_entry *e)
{
	const struct content_standing *c = standing_content(s, e->content_id);

	return c && c->flags & CONTENT_FULL ? standing_is_full_open(s, c) :
					      standing_is_unsettled(s, e);
}

/* --- many names ----------------------------------------------------------- */

void
standing_settle(struct standing_queue *queue, stored_entry_fn *take, void *arg)
{
	for (size_t i = 0; i < queue->n; i++)
		take(&queue->items[i], arg);
	queue->n = 0;
}

void
standing_push(const struct standing *s, struct standing_queue *queue,
	const struct stored_entry *entry, stored_entry_fn *take, void *arg)
{
	struct stored_entry *item = &queue->items[queue->n++];

	sizes_expect(&s->sizes, entry->size_bytes);
	*item = *entry;
	item->name = NULL; /* it is gone by then */
	item->name_len = 0;
	if (queue->n == SIZES_WAITING)
		standing_settle(queue, take, arg);
}

/* --- SQL ------------------------------------------------------------------ */

static void
take_entry(struct standing_entry *ret, sqlite3_value **v)
{
	ret->size = sqlite3_value_int64(v[0]);
	ret->attribute_id = sqlite3_value_int64(v[1]);
	ret->content_id = sqlite3_value_int64(v[2]);
}

/* may_have_copies(size, attribute_id, content_id) */
static void
sql_may_have_copies(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_entry e;

	(void)n; /* registered with three arguments */
	take_entry(&e, v);
	sqlite3_result_int(context,
		store->standing && standing_is_open(store->standing, &e));
}

int
standing_register(struct store *store, struct error *err)
{
	return query_function(store, "may_have_copies", 3, sql_may_have_copies,
		err);
}

/* SPDX-License-Identifier: MIT */
#include "report/tally.h"

#include "report/names.h"

#include "output/bar.h"
#include "store/entries.h"
#include "util/alloc.h"
#include "util/thread.h"

#include <stdlib.h>
#include <sys/stat.h>

#define BLOCK_BYTES 512

/* Sizes are what a file system claims; nonsense must wrap, not trap. */
static int64_t
add_i64(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

void
sum_add(struct sum *to, const struct sum *s)
{
	to->files += s->files;
	to->bytes = add_i64(to->bytes, s->bytes);
	to->blocks = add_i64(to->blocks, s->blocks);
}

int
tally_init(struct tally *t, struct store *store,
	const struct report_sums *options, struct error *err)
{
	*t = (struct tally){ .options = options, .names = ARENA_INIT };
	return store_attributes(store, &t->attributes, &t->n_attributes, err);
}

void
tally_clear(struct tally *t)
{
	free(t->attributes);
	free(t->seen);
	free(t->deferred);
	arena_clear(&t->names);
	*t = (struct tally){ .options = NULL };
}

/* --- every inode once ----------------------------------------------------- */

static struct seen_link *
slot_of(const struct tally *t, const struct seen_link *link)
{
	uint64_t hash =
		((uint64_t)link->inode ^ ((uint64_t)link->volume_id << 40)) *
		UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = (size_t)(hash >> 20);; i++) {
		struct seen_link *slot = &t->seen[i & (t->n_slots - 1)];

		if (slot->volume_id == 0 ||
			(slot->volume_id == link->volume_id &&
				slot->inode == link->inode))
			return slot;
	}
}

static void
grow(struct tally *t)
{
	struct seen_link *old = t->seen;
	size_t n_old = t->n_slots;

	t->n_slots = n_old ? n_old * 2 : 1024;
	t->seen = xcalloc(t->n_slots, sizeof(t->seen[0]));
	for (size_t i = 0; i < n_old; i++)
		if (old[i].volume_id != 0)
			*slot_of(t, &old[i]) = old[i];
	free(old);
}

static bool
was_seen(struct tally *t, const struct stored_entry *e)
{
	const struct seen_link link = { e->volume_id, e->inode };
	struct seen_link *slot;

	if (t->n_seen * 3 >= t->n_slots * 2)
		grow(t);
	slot = slot_of(t, &link);
	if (slot->volume_id != 0)
		return true;
	*slot = link;
	t->n_seen++;
	return false;
}

/* For the first tally to decide. */
static void
defer(struct tally *t, const struct stored_entry *e)
{
	struct stored_entry *copy;

	if (was_seen(t, e))
		return;
	t->deferred = xgrow(t->deferred, t->n_deferred, sizeof(t->deferred[0]));
	copy = &t->deferred[t->n_deferred++];
	*copy = *e;
	copy->name = arena_copy(&t->names, e->name, e->name_len);
}

bool
tally_take(struct tally *t, const struct stored_entry *e, struct sum *ret,
	const struct survey_attribute **ret_attribute)
{
	const struct survey_attribute *a;

	if (e->attribute_id < 0 || (size_t)e->attribute_id >= t->n_attributes)
		return false;
	a = &t->attributes[e->attribute_id];
	if (a->mode == 0 || S_ISDIR(a->mode)) /* mode 0: a way */
		return false;
	if (e->size_bytes < t->options->size.min ||
		e->size_bytes > t->options->size.max)
		return false;
	*ret = (struct sum){ .files = 1 };
	/* Only contents take space, as in the totals of directories. */
	if (S_ISREG(a->mode)) {
		if (e->volume_id != 0 && t->defers) {
			defer(t, e);
			return false;
		}
		if (e->volume_id != 0 && was_seen(t, e))
			return false;
		ret->bytes = e->size_bytes;
		ret->blocks = e->blocks;
	}
	sum_add(&t->total, ret);
	*ret_attribute = a;
	return true;
}

/* --- a look at all files -------------------------------------------------- */

/* Fewer names than this are looked at before a thread has begun. */
#define ALONE_MAX 100000
/* Deferring costs memory for each. */
#define LINKED_MAX 200000

/* Is it worth a second thread? */
static int
is_worth(struct store *store, const struct pass *pass, struct error *err)
{
	_cleanup_(names_clear) struct names names = NAMES_INIT;
	struct totals all = { 0 };
	int r;

	if (thread_processors() < 2)
		return 0;
	r = names_load(&names, store, err);
	for (size_t i = 0; i < names.n_volumes && r >= 0; i++) {
		struct totals totals;

		r = store_directory_sums(store, &totals,
			names.volumes[i].top_id, err);
		if (r >= 0) {
			all.files += totals.files;
			all.linked += totals.linked;
		}
	}
	if (r < 0)
		return r;
	return all.files > ALONE_MAX &&
		all.linked <= (pass->is_whole ? 0 : LINKED_MAX);
}

int
tally_pass(struct store *store, struct pass *pass, struct error *err)
{
	struct survey_job job = { .visit = pass->visit,
		.first = pass->first,
		.is_scoped = pass->is_scoped,
		.floor = pass->floor };
	int r = is_worth(store, pass, err);

	if (r > 0)
		job.second = pass->second;
	if (r > 0 && pass->tally) {
		r = tally_init(pass->second_tally, store, pass->tally->options,
			err);
		pass->second_tally->defers = true;
	}
	if (r >= 0)
		r = store_survey(store, &job, err);
	if (r < 0)
		return r;
	for (size_t i = 0;
		job.second && pass->tally && i < pass->second_tally->n_deferred;
		i++)
		pass->visit(&pass->second_tally->deferred[i], pass->first);
	return job.second != NULL;
}

/* --- rows ----------------------------------------------------------------- */

static int64_t
key_of(const struct sum *s, enum report_sum_order order)
{
	switch (order) {
	case REPORT_SUM_BY_SIZE:
		return s->bytes;
	case REPORT_SUM_BY_ALLOCATED:
		return s->blocks;
	case REPORT_SUM_BY_FILES:
		return s->files;
	case REPORT_SUM_BY_NAME:
	case REPORT_SUM_BY_MTIME:
		break;
	}
	return 0;
}

int
sum_compare(const struct report_sums *options, const struct sum *a,
	const struct sum *b)
{
	int64_t x = key_of(a, options->order);
	int64_t y = key_of(b, options->order);

	if (x != y)
		return x > y ? -1 : 1;
	/* What is no larger may still be more. */
	if (options->order < REPORT_SUM_BY_NAME && a->files != b->files)
		return a->files > b->files ? -1 : 1;
	return 0;
}

void
sum_fill(struct output_value *v, const struct sum *s, const struct sum *total)
{
	v[0] = output_number(s->files);
	v[1] = output_number(s->bytes);
	v[2] = output_number((int64_t)((uint64_t)s->blocks * BLOCK_BYTES));
	v[3] = output_number(share_of(s->bytes, total->bytes));
}

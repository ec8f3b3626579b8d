/* SPDX-License-Identifier: MIT */
/*
 * Is a file of this side on the other one?  By what other.c noted of both.
 *
 * Contents differ if they have different parts that were read, or if one side
 * has the size and the other has not.
 */
#include "store/survey/other_state.h"

#include "util/sum.h"
#include "util/thread.h"

bool
other_asks(const struct other *o, size_t id)
{
	return o->standing->contents[id].here.n > 0 &&
		!(o->standing->contents[id].seen & KIND_FULL);
}

/* So many sizes are asked from memory before they are looked at. */
#define AHEAD 12
/* Fewer contents are summed up before a thread has begun. */
#define ALONE_MAX 2000

void
other_expect(const struct other *o, size_t id)
{
	if (id + AHEAD < o->standing->n_contents)
		idmap_expect(&o->look.sizes,
			o->standing->contents[id + AHEAD].size);
}

/* Is a content that this one refines there, read in part? */
static bool
refines_part(const struct other *o, const struct content_standing *c)
{
	const struct standing *s = o->standing;

	/* Digests that refine each other in a circle do not exist. */
	for (size_t n = 0; c && c->parent != 0 && n < s->n_contents; n++) {
		if (c->parent < s->n_contents &&
			o->standing->contents[c->parent].seen & KIND_PART)
			return true;
		c = standing_content(s, c->parent);
	}
	return false;
}

static int
state_by_content(const struct other *o, int64_t id, unsigned int there)
{
	const struct content_standing *c = standing_known(o->standing, id);

	if (there & THERE_UNREAD || !c)
		return OTHER_UNKNOWN;
	if (c->flags & CONTENT_FULL && c->parent == 0)
		return there & THERE_PART ? OTHER_UNKNOWN : OTHER_MISSING;
	if (there & THERE_PART && refines_part(o, c))
		return OTHER_UNKNOWN;
	if (c->flags & CONTENT_FULL)
		return OTHER_MISSING;
	return there & THERE_LOOSE || o->standing->contents[id].seen != 0 ?
		OTHER_UNKNOWN :
		OTHER_MISSING;
}

int
other_state_of_file(const struct other *o, int64_t size, int64_t id)
{
	const struct size_facts *facts;

	if (standing_known(o->standing, id) &&
		o->standing->contents[id].seen & KIND_FULL)
		return OTHER_THERE;
	facts = idmap_find(&o->look.sizes, size);
	if (!facts || !(facts->there & THERE_ANY))
		return OTHER_MISSING;
	return size == 0 ? OTHER_THERE : state_by_content(o, id, facts->there);
}

int
other_state(const struct other *o, const struct stored_entry *e)
{
	if (!subtree_has(&o->here, e->dir_id) ||
		subtree_has(&o->there, e->dir_id) ||
		e->size_bytes < o->sides.min_size ||
		e->size_bytes > o->sides.max_size ||
		!standing_is_regular(o->standing, e->attribute_id) ||
		(o->has_links && e->nlink > 1 &&
			idmap_find(&o->look.links, e->inode)))
		return OTHER_THERE;
	return other_state_of_file(o, e->size_bytes, e->content_id);
}

/* only_here(dir_id, size, attribute_id, content_id, inode, nlink) */
static void
sql_only_here(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct stored_entry e = { .dir_id = sqlite3_value_int64(v[0]),
		.size_bytes = sqlite3_value_int64(v[1]),
		.attribute_id = sqlite3_value_int64(v[2]),
		.content_id = sqlite3_value_int64(v[3]),
		.inode = sqlite3_value_int64(v[4]),
		.nlink = sqlite3_value_int64(v[5]) };

	(void)n; /* registered with six arguments */
	sqlite3_result_int(context,
		store->other ? other_state(store->other, &e) : OTHER_THERE);
}

static void
note_first(struct other_totals *t, int64_t dir_id)
{
	if (t->first_dir == 0 || dir_id < t->first_dir)
		t->first_dir = dir_id;
}

static void
add_names(struct other_part *part, const struct standing_names *here,
	int64_t size, int state)
{
	struct other_totals *t = &part->totals;

	if (state == OTHER_THERE)
		return;
	note_first(t, here->first_dir);
	first_sizes_add(&part->first, size, here->n);
	if (state == OTHER_UNKNOWN) {
		t->unknown += here->n;
		return;
	}
	t->missing += here->n;
	t->missing_bytes =
		sum_sizes(t->missing_bytes, sum_times(size, here->n));
}

void
other_by_two(struct other *o, struct other_part parts[2], void (*run)(void *))
{
	const size_t n = o->standing->n_contents;
	struct thread *thread = NULL;

	parts[0].other = parts[1].other = o;
	parts[0].from = 1;
	parts[0].to = parts[1].from = n / 2 + 1;
	parts[1].to = n;
	if (n < ALONE_MAX || thread_start(&thread, run, &parts[1]) < 0)
		run(&parts[1]);
	run(&parts[0]);
	thread_join(thread);
}

static void
sum_up_contents(void *arg)
{
	struct other_part *part = arg;
	const struct other *o = part->other;

	for (size_t i = part->from; i < part->to; i++) {
		const struct content_standing *c = &o->standing->contents[i];

		other_expect(o, i);
		if (other_asks(o, i))
			add_names(part, &c->here, c->size,
				other_state_of_file(o, c->size, (int64_t)i));
	}
}

static void
sum_up_unread(struct other_part *part)
{
	const struct other *o = part->other;
	size_t cursor = 0;
	int64_t size;
	void *value;

	while (idmap_next(&o->look.sizes, &cursor, &size, &value)) {
		const struct size_facts *facts = value;

		if (facts->here.n > 0)
			add_names(part, &facts->here, size,
				other_state_of_file(o, size, 0));
	}
}

static void
add_totals(struct other_totals *to, const struct other_totals *t)
{
	to->missing += t->missing;
	to->unknown += t->unknown;
	to->missing_bytes = sum_sizes(to->missing_bytes, t->missing_bytes);
	if (t->first_dir != 0)
		note_first(to, t->first_dir);
}

static void
init_parts(const struct other *o, struct other_part parts[2])
{
	const int64_t first = o->sides.first;

	for (int i = 0; i < 2; i++) {
		parts[i] = (struct other_part){ .from = 0 };
		first_sizes_init(&parts[i].first,
			first > 0 && first <= FEW_FIRST_MAX ? (size_t)first : 0,
			o->sides.reverse);
	}
}

/* What both have found. */
static void
merge_parts(struct other *o, struct other_part parts[2])
{
	struct other_totals *t = &o->totals;

	*t = parts[0].totals;
	add_totals(t, &parts[1].totals);
	t->last_dir = o->here.n - 1;
	/* Nothing to look for. */
	if (t->first_dir == 0)
		t->first_dir = o->here.n;
	first_sizes_merge(&parts[0].first, &parts[1].first);
	o->min_size = o->sides.min_size;
	o->max_size = o->sides.max_size;
	first_sizes_narrow(&parts[0].first, &o->min_size, &o->max_size);
	o->is_one_size = first_sizes_are_one(&parts[0].first);
}

/* By two threads: it is the memory that each waits for. */
void
other_sum_up(struct other *o)
{
	struct other_part parts[2];

	init_parts(o, parts);
	other_by_two(o, parts, sum_up_contents);
	sum_up_unread(&parts[0]);
	merge_parts(o, parts);
	for (int i = 0; i < 2; i++)
		first_sizes_clear(&parts[i].first);
}

int
other_register(struct store *store, struct error *err)
{
	return query_function(store, "only_here", 6, sql_only_here, err);
}

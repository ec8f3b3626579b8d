/* SPDX-License-Identifier: MIT */
/*
 * One pass over the contents notes what counts of each in a list, one over the
 * entries puts the sizes of what was not read in full in tables
 * (standing_sizes.c), each by two threads.  After that every question about a
 * name is answered from memory.
 *
 * Memory: 24 bytes a content, some 50 a size of which a file was not read in
 * full.
 */
#include "store/survey/standing_look.h"

#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* --- contents ------------------------------------------------------------- */

/* Each thread has contents of its own, but not those that these refine. */
static void
raise_flags(struct content_standing *c, unsigned int flags)
{
	(void)__atomic_fetch_or(&c->flags, (uint8_t)flags, __ATOMIC_RELAXED);
}

static void
take_copies(struct content_standing *c, const struct stored_content *content)
{
	c->copies = (uint32_t)(content->copies < UINT32_MAX ? content->copies :
							      UINT32_MAX);
	c->volumes =
		(uint16_t)(content->volumes < UINT16_MAX ? content->volumes :
							   UINT16_MAX);
	if (content->copies > 1)
		raise_flags(c, CONTENT_MANY);
}

static void
take_content(const struct stored_content *content, void *arg)
{
	const struct standing_look *look = arg;
	const struct standing *s = look->standing;
	const int64_t parent = content->parent_id;
	struct content_standing *c = standing_content(s, content->id);

	if (!c)
		return;
	c->size = content->size;
	c->parent =
		(uint32_t)(parent > 0 && parent < STORED_CONTENTS_MAX ? parent :
									0);
	if (content->covered == c->size)
		raise_flags(c, CONTENT_FULL);
	if (s->of != STANDING_CONTENTS)
		take_copies(c, content);
	/* What nothing below refers to is dropped. */
	c = parent > 0 ? standing_content(s, parent) : NULL;
	if (c)
		raise_flags(c, CONTENT_MANY);
}

/* What is known of a file may be part of what is known of another. */
static void
note_above(struct standing *s)
{
	for (size_t i = 1; i < s->n_contents; i++) {
		struct content_standing *c = &s->contents[i];
		const struct content_standing *above = c;
		unsigned int n = 0;

		if (c->parent == 0 || c->flags & CONTENT_FULL)
			continue;
		while (!(c->flags & CONTENT_MANY) &&
			(above = standing_above(s, above, &n)))
			if (above->copies > 0)
				c->flags |= CONTENT_MANY;
	}
}

static int
look_at_contents(struct standing *s, struct halves *halves,
	struct halves_job job, struct error *err)
{
	int r = query_i64(halves->store, &job.last, Q_CONTENT_LAST, err);

	if (r < 0)
		return r;
	if (job.last <= 0 || job.last >= STORED_CONTENTS_MAX)
		return job.before ? job.before(job.before_arg, err) : 0;
	s->n_contents = (size_t)job.last + 1;
	s->contents = calloc(s->n_contents, sizeof(*s->contents));
	if (!s->contents)
		return error_set(err, ENOMEM, "out of memory");
	r = halves_run(halves, &job, err);
	if (r >= 0 && s->of != STANDING_CONTENTS)
		note_above(s);
	return r;
}

/* --- the whole ------------------------------------------------------------ */

static void
look_init(struct standing_look *look, struct standing *s,
	const struct scope_set *scope)
{
	*look = (struct standing_look){ .standing = s,
		.scope = s->of == STANDING_SCOPE ? scope : NULL,
		.first_alone = INT64_MAX,
		.first_on_one = INT64_MAX };
	look->n_linked = s->volumes ? s->volumes->n_ids : 0;
	look->linked = xcalloc(look->n_linked + 1, sizeof(*look->linked));
	for (size_t i = 0; i < look->n_linked; i++)
		idmap_init(&look->linked[i], sizeof(struct linked_file));
}

static void
look_clear(struct standing_look *look)
{
	for (size_t i = 0; i < look->n_linked; i++)
		idmap_clear(&look->linked[i]);
	free(look->linked);
	free(look->odd);
	sizes_clear(&look->sizes);
}

static int
load(struct store *store, struct standing *s, struct halves_job job,
	const struct scope_set *scope, struct error *err)
{
	struct halves halves = { .store = NULL };
	const bool has_entries = s->of != STANDING_CONTENTS;
	struct standing_look first, second;
	int r = regular_load(store, &s->regular, err);

	if (r >= 0)
		r = halves_open(&halves, store, err);
	if (r >= 0 && has_entries)
		r = volume_runs_get(&s->volumes, &halves, err);
	if (r < 0)
		return r;
	look_init(&first, s, scope);
	look_init(&second, s, scope);
	job.look.content = take_content;
	job.first = &first;
	job.second = &second;
	r = look_at_contents(s, &halves, job, err);
	if (r >= 0 && has_entries)
		r = standing_load_sizes(&halves, &first, &second, err);
	look_clear(&first);
	look_clear(&second);
	return r < 0 ? r : 0;
}

static struct standing *
replace_standing(struct store *store, int64_t min_size, enum standing_of of)
{
	struct standing *s = xcalloc(1, sizeof(*s));

	standing_free(store->standing);
	store->standing = s;
	s->of = of;
	s->min_size = min_size > 1 ? min_size : 1;
	return s;
}

/* What is in the scope. */
struct scope_load {
	struct store *store;
	struct scope_set set;
};

static int
load_scope(void *arg, struct error *err)
{
	struct scope_load *scope = arg;
	int r = scope_set_load(&scope->set, scope->store, err);

	if (r >= 0)
		scope->store->standing->first_in_scope =
			scope_set_first(&scope->set);
	return r;
}

int
standing_load(struct store *store, int64_t min_size, enum standing_of of,
	struct error *err)
{
	struct scope_load scope = { store, SCOPE_SET_INIT };
	const struct halves_job job = { .before = of == STANDING_SCOPE ?
			load_scope :
			NULL,
		.before_arg = &scope };
	int r = load(store, replace_standing(store, min_size, of), job,
		&scope.set, err);

	scope_set_clear(&scope.set);
	return r;
}

int
standing_load_contents(struct store *store,
	int (*before)(void *arg, struct error *err), void *arg,
	struct error *err)
{
	const struct halves_job job = { .before = before, .before_arg = arg };

	return load(store, replace_standing(store, 0, STANDING_CONTENTS), job,
		NULL, err);
}

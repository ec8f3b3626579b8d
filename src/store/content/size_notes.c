/* SPDX-License-Identifier: MIT */
/*
 * The first pass over the names: which sizes there are, how often
 * (twin_sizes.h), and the names themselves while they are few (few_twins.h).
 * Where only a part of the catalogue counts, the names are judged by it as they
 * come by; of a part that is small compared with the rest a statement goes
 * through its names alone.
 */
#include "store/content/candidate_cursor.h"
#include "store/internal.h"
#include "store/pages/look.h"
#include "store/scope.h"
#include "store/scope_set.h"
#include "store/unwritten/unwritten.h"
#include "util/cleanup.h"

struct noting {
	struct contents_state *state;
	const struct scope_set *scope; /* NULL: all are in it */
};

/* Count it, if it is a file that counts. */
static bool
count_file(const struct noting *n, const struct stored_entry *e,
	bool *ret_is_in)
{
	struct contents_state *state = n->state;

	if (e->size_bytes < state->how.min_size || e->child_id != 0)
		return false;
	state->n_noted++;
	if (!regular_has(&state->regular, e->attribute_id))
		return false;
	*ret_is_in = !n->scope || scope_set_has(n->scope, e);
	state->n_outside += !*ret_is_in;
	if (!*ret_is_in && state->how.scope == CANDIDATES_IN_SCOPE)
		return false;
	twin_sizes_note_file(&state->sizes, e->size_bytes, e->nlink > 1,
		*ret_is_in && e->content_id == 0);
	return true;
}

/* Is it fed by size, not in the order of the catalogue (small.c)? */
static bool
is_by_size(const struct stored_entry *e)
{
	return e->size_bytes > DIGEST_WHOLE || e->nlink > 1;
}

static void
note_file(const struct stored_entry *e, void *arg)
{
	const struct noting *n = arg;
	struct contents_state *state = n->state;
	bool is_in;

	if (!count_file(n, e, &is_in))
		return;
	if (is_by_size(e))
		few_twins_add(&state->few, e, is_in);
	else if (is_in && e->content_id == 0)
		few_twins_add(&state->few_small, e, true);
}

/* They are in memory: looking at them again costs less than keeping those whose
 * size is theirs alone.  Small ones need not be kept either. */
static void
note_unwritten(struct store *store)
{
	struct contents_state *state = store->contents;
	const struct noting noting = { .state = state };
	struct stored_entry e;
	bool is_in;

	few_twins_clear(&state->few_small);
	for (size_t at = 0; unwritten_next(store, &at, &e);)
		(void)count_file(&noting, &e, &is_in);
	for (size_t at = 0; unwritten_next(store, &at, &e);)
		if (e.child_id == 0 && is_by_size(&e) &&
			e.size_bytes >= state->how.min_size &&
			twin_sizes_maybe(&state->sizes, e.size_bytes) &&
			regular_has(&state->regular, e.attribute_id))
			few_twins_add(&state->few, &e, true);
}

static int
note_all(struct store *store, struct error *err)
{
	struct noting noting = { .state = store->contents };
	const struct look all = { .entry = note_file, .arg = &noting };

	if (!unwritten_is_on(store))
		return look_at_now(store, &all, err);
	note_unwritten(store);
	return 0;
}

static int
note_scope(struct store *store, struct error *err)
{
	_cleanup_(scope_set_clear) struct scope_set scope = SCOPE_SET_INIT;
	struct noting noting = { store->contents, &scope };
	const struct look all = { .entry = note_file, .arg = &noting };
	int r = scope_set_load(&scope, store, err);

	return r < 0 ? r : look_at_now(store, &all, err);
}

static int
note_narrow(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_TWIN_NOTE_SCOPED);

	bind_i64(&b, store->contents->how.min_size);
	return bind_run(&b, err);
}

int
size_notes_take(struct store *store, struct error *err)
{
	const struct contents_state *state = store->contents;

	if (state->how.is_all)
		return 0; /* any will do */
	if (state->is_narrow)
		return note_narrow(store, err);
	return state->how.scope == CANDIDATES_ANYWHERE ? note_all(store, err) :
							 note_scope(store, err);
}

/* A size counts when two have it; here a member and a file do. */
int
size_notes_members(struct store *store, struct error *err)
{
	int r = 0;

	for (int i = 0; i < 2 && r >= 0; i++) {
		struct bind b = bind_begin(store, Q_MEMBER_KINDS_NOTE);

		r = bind_run(&b, err);
	}
	store->contents->n_noted = 0; /* those are no names */
	return r;
}

/* Is a part asked for, of which one had better look at nothing else? */
static int
is_narrow(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	int r = 0;

	if (how->scope == CANDIDATES_IN_SCOPE)
		r = store_scope_is_large(store, err);
	return r < 0 ? r : how->scope == CANDIDATES_IN_SCOPE && r == 0;
}

int
size_notes_begin(struct store *store, const struct candidates_filter *how,
	struct error *err)
{
	struct contents_state *state = store->contents;
	int64_t n_names;
	int r = query_i64(store, &n_names, Q_NAMES_COUNT, err);

	if (r >= 0)
		r = is_narrow(store, how, err);
	if (r < 0)
		return r;
	free_ids_begin(&state->free_ids, state->last_content, n_names);
	state->n_noted = state->n_outside = 0;
	state->is_narrow = r > 0;
	state->has_small = !how->is_all && !how->beside_members &&
		!how->small_too && !state->is_narrow;
	state->how = *how;
	if (state->how.min_size < 1)
		state->how.min_size = 1;
	if (state->has_small) {
		few_twins_begin(&state->few);
		few_twins_begin(&state->few_small);
	}
	r = regular_load(store, &state->regular, err);
	return r < 0 ? r :
		       twin_sizes_begin(&state->sizes, n_names, how->max_size,
			       state->has_small, err);
}

int
contents_note_members(struct store *store, struct error *err)
{
	/* So that small files are not counted apart. */
	const struct candidates_filter any = { .beside_members = true };
	int r = contents_prepare(store, err);

	if (r >= 0)
		r = size_notes_begin(store, &any, err);
	return r < 0 ? r : size_notes_members(store, err);
}

void
contents_forget_sizes(struct store *store)
{
	if (store->contents)
		twin_sizes_forget(&store->contents->sizes);
}

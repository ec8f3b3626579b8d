/* SPDX-License-Identifier: MIT */
/*
 * Which files of a size are alike as far as they were read: the second cursor
 * of contents.h.
 */
#include "store/content/candidate_cursor.h"
#include "store/internal.h"

int
store_alike_open(struct store *store, int64_t size, struct error *err)
{
	const struct candidates_filter *how;
	struct contents_state *state;
	bool is_picky;
	struct bind b;
	int r;

	r = contents_prepare(store, err);
	if (r < 0)
		return r;
	state = store->contents;
	how = &state->how;
	is_picky = how->is_all || how->scope != CANDIDATES_ANYWHERE;
	cursor_forget(&state->alike);
	state->next_alike = 1;
	b = bind_begin(store, is_picky ? Q_ALIKE_PICK : Q_ALIKE_FILL);
	bind_i64(&b, size);
	if (is_picky) {
		bind_i64(&b, how->is_all);
		bind_i64(&b, (int64_t)how->scope);
	}
	r = bind_run(&b, err);
	if (r == 0)
		state->has_alike = sqlite3_changes(store->db) > 0;
	return r;
}

int
store_alike_next(struct store *store, struct candidate *ret, struct error *err)
{
	struct contents_state *state = store->contents;
	struct candidate *row;
	int r;

	r = cursor_row(store, &state->alike, &row, state->next_alike, err);
	if (r <= 0)
		return r;
	*ret = *row;
	state->next_alike++;
	return 1;
}

void
store_alike_close(struct store *store)
{
	struct bind b;

	if (!store->contents->has_alike)
		return; /* so it is for most sizes */
	b = bind_begin(store, Q_ALIKE_EMPTY);
	/* Rows left would only repeat work that is checked again. */
	(void)bind_run(&b, NULL);
}

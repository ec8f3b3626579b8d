/* SPDX-License-Identifier: MIT */
/*
 * While marks are carried upwards the parent of each directory is in memory,
 * or, of few marks, each is looked up.  With a tree these are its directories.
 */
#include "store/find/find_marks.h"

#include "store/entries.h"
#include "store/internal.h"
#include "store/survey/leaves.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* Of fewer marks the directories above are looked up one by one. */
#define FEW_MARKS 20000
/* To look one up costs as much as to read so many in a row. */
#define LOOK_UP_COST 16

struct find_marks *
find_marks_new(int64_t n)
{
	struct find_marks *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->n = n;
	m->keys = (struct find_keys)FIND_KEYS_INIT;
	m->bits = calloc((size_t)n / 64 + 1, sizeof(*m->bits));
	if (m->bits)
		return m;
	free(m);
	return NULL;
}

bool
find_marks_has(const struct find_marks *m, int64_t id)
{
	return id < 0 || id >= m->n || (m->bits[id / 64] >> (id % 64) & 1) != 0;
}

bool
find_marks_set(struct find_marks *m, int64_t id)
{
	if (find_marks_has(m, id))
		return false;
	m->bits[id / 64] |= UINT64_C(1) << (id % 64);
	m->n_set++;
	return true;
}

void
find_marks_merge(struct find_marks *to, const struct find_marks *from)
{
	for (int64_t i = 0; i <= to->n / 64; i++)
		to->bits[i] |= from->bits[i];
	find_keys_join(&to->keys, &from->keys);
}

void
find_marks_free(struct find_marks *m)
{
	if (!m)
		return;
	find_keys_clear(&m->keys);
	find_tree_free(m->tree);
	free(m->bits);
	free(m);
}

/* The same where little is marked. */
static int
climb(struct store *store, struct find_marks *m, int64_t id, struct error *err)
{
	struct directory dir;
	int r;

	do {
		r = store_directory(store, &dir, id, err);
		if (r <= 0 || dir.parent_id <= 0)
			return r < 0 ? r : 0;
		if (m->tree)
			find_tree_note(m->tree, &dir);
		else
			find_keys_add(&m->keys, dir.parent_id, dir.name,
				dir.name_len);
		id = dir.parent_id;
	} while (id < m->n && find_marks_set(m, id));
	return 0;
}

static int
climb_from_each(struct store *store, struct find_marks *m, struct error *err)
{
	int r = 0;

	for (int64_t word = 0; word <= m->n / 64 && r == 0; word++) {
		uint64_t bits = m->bits[word];

		for (; bits != 0 && r == 0; bits &= bits - 1)
			r = climb(store, m, word * 64 + __builtin_ctzll(bits),
				err);
	}
	return r;
}

/* Mark all above what is marked. */
static int
carry_up(struct store *store, struct find_marks *m, struct error *err)
{
	_cleanup_(freep) int64_t *parents =
		calloc((size_t)m->n + 1, sizeof(*parents));
	int r;

	if (!parents)
		return error_set(err, ENOMEM, "out of memory");
	r = store_parents(store, parents, m->n, err);
	for (int64_t id = 1; r == 0 && id < m->n; id++) {
		int64_t above = id;

		if (!find_marks_has(m, id))
			continue;
		do {
			above = parents[above];
		} while (above > 0 && above < m->n && find_marks_set(m, above));
	}
	return r;
}

/* --- with a tree ---------------------------------------------------------- */

static void
mark_above(struct find_marks *m)
{
	for (int64_t id = 1; id < m->n; id++) {
		int64_t above = id;

		if (!find_marks_has(m, id))
			continue;
		do {
			above = find_tree_above(m->tree, above);
		} while (above > 0 && find_marks_set(m, above));
	}
}

static int
carry_up_tree(struct find_marks *m, struct store *store, int64_t n_marked,
	struct error *err)
{
	int r;

	m->keys.too_many = true;
	if (n_marked < m->n / LOOK_UP_COST)
		return climb_from_each(store, m, err);
	r = find_tree_note_all(m->tree, store, err);
	if (r == 0)
		mark_above(m);
	return r;
}

int
find_marks_carry_up(struct find_marks *m, struct store *store, int64_t n_marked,
	struct error *err)
{
	int r;

	if (m->tree)
		return carry_up_tree(m, store, n_marked, err);
	if (n_marked >= FEW_MARKS) {
		m->keys.too_many = true;
		return carry_up(store, m, err);
	}
	r = climb_from_each(store, m, err);
	find_keys_sort(&m->keys);
	return r;
}

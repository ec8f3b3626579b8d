/* SPDX-License-Identifier: MIT */
#include "report/archived.h"

#include "report/names.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Columns of ROWS_ARCHIVED and those like it. */
enum { A_DIR_ID, A_NAME, A_ARCHIVE_ID, A_NUMBER };

/* Columns of ROWS_ALL_INSIDE. */
enum { R_PARENT, R_NUMBER, R_NAME, R_MODE, R_SIZE, R_MTIME };

/* An archive, and which parts of it. */
struct part {
	struct archived archive;
	char *name;
	int64_t *numbers; /* none: all of it */
	size_t n;
};

struct look {
	struct store *store;
	struct rows *rows; /* ROWS_ALL_INSIDE; or NULL */
	struct part part;
	archived_fn *visit;
	void *arg;
};

static void
part_clear(struct part *p)
{
	free(p->name);
	free(p->numbers);
	*p = (struct part){ .name = NULL };
}

static void
look_clear(struct look *l)
{
	rows_close(l->rows);
	part_clear(&l->part);
}

bool
archived_take(const struct archived *a, const struct report_sums *options,
	struct sum *ret)
{
	int64_t size = a->member.size_bytes > 0 ? a->member.size_bytes : 0;

	if (size < options->size.min || size > options->size.max)
		return false;
	*ret = (struct sum){ .files = 1 };
	if (S_ISREG(a->member.mode))
		ret->bytes = size;
	return true;
}

static bool
is_wanted(const struct part *p, const struct inside_tree *tree, int64_t number)
{
	for (size_t i = 0; i < p->n; i++)
		if (inside_tree_is_within(tree, number, p->numbers[i]))
			return true;
	return p->n == 0;
}

static void
read_row(struct archived *a, const struct rows *rows)
{
	a->parent = rows_i64(rows, R_PARENT);
	a->number = rows_i64(rows, R_NUMBER);
	a->member_name = rows_bytes(rows, R_NAME, &a->member_name_len);
	a->member = (struct member){ .mode = (uint32_t)rows_i64(rows, R_MODE),
		.size_bytes = -1,
		.mtime_ns = rows_i64(rows, R_MTIME),
		.has_mtime = !rows_is_null(rows, R_MTIME) };
	if (!rows_is_null(rows, R_SIZE))
		a->member.size_bytes = rows_i64(rows, R_SIZE);
}

/* One archive, with all its members in question. */
static int
visit_part(struct look *l, struct error *err)
{
	_cleanup_(inside_tree_freep) struct inside_tree *tree = NULL;
	struct archived a = l->part.archive;
	int r = 0;

	a.name = l->part.name;
	if (l->part.n > 0)
		r = inside_tree_load(&tree, l->store, a.archive_id, err);
	if (r < 0)
		return r;
	rows_reset(l->rows);
	rows_bind_i64(l->rows, a.archive_id);
	while ((r = rows_next(l->rows, err)) > 0) {
		read_row(&a, l->rows);
		if (!S_ISDIR(a.member.mode) &&
			is_wanted(&l->part, tree, a.number))
			l->visit(&a, l->arg);
	}
	return r;
}

static bool
is_same(const struct part *p, const struct rows *rows)
{
	size_t len;
	const char *name = rows_bytes(rows, A_NAME, &len);

	return p->name && p->archive.dir_id == rows_i64(rows, A_DIR_ID) &&
		p->archive.name_len == len && memcmp(p->name, name, len) == 0;
}

/* Rows of one archive come together. */
static int
take_row(struct look *l, const struct rows *rows, struct error *err)
{
	struct part *p = &l->part;
	int64_t number = rows_i64(rows, A_NUMBER);
	const char *name;

	if (!is_same(p, rows)) {
		int r = p->name ? visit_part(l, err) : 0;

		if (r < 0)
			return r;
		part_clear(p);
		name = rows_bytes(rows, A_NAME, &p->archive.name_len);
		p->name = xmemdupz(name, p->archive.name_len);
		p->archive.dir_id = rows_i64(rows, A_DIR_ID);
		p->archive.archive_id = rows_i64(rows, A_ARCHIVE_ID);
	} else if (p->n == 0) {
		return 0; /* all of it already */
	}
	if (number == 0) {
		p->n = 0;
		return 0;
	}
	p->numbers = xgrow(p->numbers, p->n, sizeof(p->numbers[0]));
	p->numbers[p->n++] = number;
	return 0;
}

static int
look_at(struct look *l, enum rows_query query, bool members, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, l->store, query, err);

	if (r < 0)
		return r;
	if (query == ROWS_SCOPED_INSIDE)
		rows_bind_i64(rows, members);
	while ((r = rows_next(rows, err)) > 0) {
		r = take_row(l, rows, err);
		if (r < 0)
			return r;
	}
	if (r == 0 && l->part.name)
		r = visit_part(l, err);
	part_clear(&l->part);
	return r;
}

int
archived_visit(struct store *store, const struct report_sums *options,
	archived_fn *visit, void *arg, struct error *err)
{
	_cleanup_(look_clear) struct look l = { .store = store,
		.visit = visit,
		.arg = arg };
	int r = rows_open(&l.rows, store, ROWS_ALL_INSIDE, err);

	if (r >= 0 && options->members)
		r = look_at(&l,
			options->is_scoped ? ROWS_ARCHIVED_SCOPED :
					     ROWS_ARCHIVED,
			true, err);
	if (r >= 0 && options->is_scoped)
		r = look_at(&l, ROWS_SCOPED_INSIDE, options->members, err);
	return r < 0 ? r : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * A tree of tests, in which negations are pushed down to the conditions, and of
 * an AND or OR the cheap ones come first, as in wanted_sql.c.  Conditions on
 * mode, owner and group are one test of the number that stands for these.
 */
#include "store/find/wanted_row.h"

#include "store/find/match.h"
#include "store/find/wanted_attributes.h"
#include "store/find/wanted_pieces.h"
#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <sys/stat.h>

struct test {
	enum {
		TEST_ALL, /* of several */
		TEST_ANY,
		TEST_SIZE,
		TEST_MTIME,
		TEST_CTIME,
		TEST_ATTRIBUTES,
		TEST_DIRECTORY, /* what is the same for all in it */
		TEST_EMPTY,
		TEST_CONTENT,
		TEST_NAME, /* the dear ones */
		TEST_PATH
	} kind;
	bool negate;
	const struct wanted *f;
	struct match *match;   /* owned */
	struct match *regular; /* of TEST_EMPTY; owned */
	struct test *tests;    /* of several */
	size_t n;
};

struct wanted_row {
	const struct wanted_context *context;
	struct wanted_attributes attributes;
	struct match *ways;
	struct test test;
};

/* --- asking --------------------------------------------------------------- */

static bool
is_between(const struct wanted *f, int64_t number)
{
	return number >= f->min && number <= f->max;
}

static bool
is_hidden_name(const struct stored_entry *e)
{
	return e->name_len > 0 && e->name[0] == '.';
}

static bool
is_in_such(const struct wanted_row *row, const struct wanted *f,
	const struct stored_entry *e)
{
	const struct wanted_dirs *dirs = row->context->dirs;
	const struct wanted_directory none = { 0 };
	const struct wanted_directory *dir =
		e->dir_id > 0 && e->dir_id < dirs->n ? &dirs->list[e->dir_id] :
						       &none;

	if (f->kind == WANTED_VOLUME)
		return dir->volume_id == f->min;
	if (f->kind == WANTED_ONLINE)
		return dir->is_online;
	return dir->is_hidden || is_hidden_name(e);
}

static bool
is_empty(const struct test *t, const struct stored_entry *e)
{
	return e->child_id != 0 ?
		match_has_id(t->match, e->child_id) :
		e->size_bytes == 0 && match_has_id(t->regular, e->attribute_id);
}

static bool passes(const struct wanted_row *row, const struct test *t,
	const struct stored_entry *e);

/* Until one of them is as it says. */
static bool
one_passes(const struct wanted_row *row, const struct test *t,
	const struct stored_entry *e, bool which)
{
	for (size_t i = 0; i < t->n; i++)
		if (passes(row, &t->tests[i], e) == which)
			return true;
	return false;
}

static bool
ask(const struct wanted_row *row, const struct test *t,
	const struct stored_entry *e)
{
	switch (t->kind) {
	case TEST_ALL:
		return !one_passes(row, t, e, false);
	case TEST_ANY:
		return one_passes(row, t, e, true);
	case TEST_SIZE:
		return is_between(t->f, e->size_bytes);
	case TEST_MTIME:
		return is_between(t->f, e->mtime_ns);
	case TEST_CTIME:
		return is_between(t->f, ctime_of_lag(e->mtime_ns, e->lag));
	case TEST_ATTRIBUTES:
		return match_has_id(t->match, e->attribute_id);
	case TEST_DIRECTORY:
		return is_in_such(row, t->f, e);
	case TEST_EMPTY:
		return is_empty(t, e);
	case TEST_CONTENT:
		return e->content_id != 0 &&
			match_has_id(t->match, e->content_id);
	case TEST_NAME:
		return match_has_name(t->match, e->name, e->name_len);
	case TEST_PATH:
		return match_has_path(t->match, e->dir_id, e->name,
			e->name_len);
	}
	return false;
}

static bool
passes(const struct wanted_row *row, const struct test *t,
	const struct stored_entry *e)
{
	return ask(row, t, e) != t->negate;
}

bool
wanted_row_is_in_reach(const struct wanted_row *row,
	const struct stored_entry *e)
{
	const struct subtree_bits *reach = row->context->reach;

	return e->dir_id > 0 && (!reach || subtree_has(reach, e->dir_id));
}

bool
wanted_row_is_way(const struct wanted_row *row, const struct stored_entry *e)
{
	return match_has_id(row->ways, e->attribute_id);
}

bool
wanted_row_fits(const struct wanted_row *row, const struct stored_entry *e)
{
	return passes(row, &row->test, e);
}

static enum look_known
asks(const struct test *t)
{
	static const enum look_known known[] = {
		[TEST_ALL] = LOOK_NAME,
		[TEST_ANY] = LOOK_NAME,
		[TEST_SIZE] = LOOK_SIZE,
		[TEST_MTIME] = LOOK_MTIME,
		[TEST_CTIME] = LOOK_LAG,
		[TEST_ATTRIBUTES] = LOOK_ALL,
		[TEST_DIRECTORY] = LOOK_NAME,
		[TEST_EMPTY] = LOOK_ALL,
		[TEST_CONTENT] = LOOK_ALL,
		[TEST_NAME] = LOOK_NAME,
		[TEST_PATH] = LOOK_NAME,
	};
	enum look_known most = known[t->kind];

	for (size_t i = 0; i < t->n; i++) {
		enum look_known one = asks(&t->tests[i]);

		most = one > most ? one : most;
	}
	return most;
}

enum look_known
wanted_row_asks(const struct wanted_row *row)
{
	return asks(&row->test);
}

/* --- making --------------------------------------------------------------- */

static int make(struct test *ret, const struct wanted_row *row,
	const struct wanted *f, bool negate, struct error *err);

/* Of a AND (b AND c) all three. */
static int
gather(struct test *ret, const struct wanted_row *row, const struct wanted *f,
	enum wanted_kind kind, bool negate, struct error *err)
{
	if (f->kind == kind && !wanted_is_about_attributes(f)) {
		int r = gather(ret, row, f->a, kind, negate, err);

		return r <= 0 ? r : gather(ret, row, f->b, kind, negate, err);
	}
	ret->tests = xgrow(ret->tests, ret->n, sizeof(*ret->tests));
	return make(&ret->tests[ret->n++], row, f, negate, err);
}

/* Tests of several are as dear as what is in them may be. */
static int
cost(const struct test *t)
{
	return t->kind <= TEST_ANY ? TEST_NAME : (int)t->kind;
}

static int
by_cost(const void *a, const void *b)
{
	return cost(a) - cost(b);
}

static int
make_several(struct test *ret, const struct wanted_row *row,
	const struct wanted *f, bool negate, struct error *err)
{
	int r = gather(ret, row, f, f->kind, negate, err);

	ret->kind = (f->kind == WANTED_AND) != negate ? TEST_ALL : TEST_ANY;
	if (r > 0)
		qsort(ret->tests, ret->n, sizeof(*ret->tests), by_cost);
	return r;
}

static int
make_pattern(struct test *ret, const struct wanted_row *row,
	const struct wanted *f, struct error *err)
{
	const struct wanted_dirs *dirs = row->context->dirs;
	int r;

	ret->kind = f->on_path ? TEST_PATH : TEST_NAME;
	if (f->on_path && (!dirs || !dirs->is_known))
		return 0;
	r = f->on_path ? match_new_paths(&ret->match, f, dirs, err) :
			 match_new_pattern(&ret->match, f, NULL, err);
	return r < 0 ? r : 1;
}

static int
make_empty(struct test *ret, const struct wanted_row *row)
{
	static const struct wanted regular = { .kind = WANTED_TYPE,
		.min = INT64_C(1) << (S_IFREG >> 12) };
	const struct wanted_empty *empty = row->context->empty;

	ret->kind = TEST_EMPTY;
	if (!empty || !empty->is_known)
		return 0;
	ret->regular =
		wanted_attributes_that_fit(&row->attributes, &regular, false);
	ret->match = match_new_ids(empty->n);
	for (size_t i = 0; i < empty->n; i++)
		match_add_id(ret->match, empty->ids[i]);
	return 1;
}

static int
make_condition(struct test *ret, const struct wanted_row *row,
	const struct wanted *f, struct error *err)
{
	const struct wanted_dirs *dirs = row->context->dirs;

	switch ((int)f->kind) {
	case WANTED_SIZE:
		ret->kind = TEST_SIZE;
		return 1;
	case WANTED_MTIME:
		ret->kind = TEST_MTIME;
		return 1;
	case WANTED_CTIME:
		ret->kind = TEST_CTIME;
		return 1;
	case WANTED_EMPTY:
		return make_empty(ret, row);
	case WANTED_DIGEST:
		ret->kind = TEST_CONTENT;
		ret->match = wanted_contents_that_fit(row->context->digests, f);
		return 1;
	case WANTED_HIDDEN:
	case WANTED_VOLUME:
	case WANTED_ONLINE:
		ret->kind = TEST_DIRECTORY;
		return dirs && dirs->is_known;
	default:
		return make_pattern(ret, row, f, err);
	}
}

/* 1, or 0 if a row does not say it. */
static int
make(struct test *ret, const struct wanted_row *row, const struct wanted *f,
	bool negate, struct error *err)
{
	*ret = (struct test){ .f = f, .negate = negate };
	if (wanted_is_about_attributes(f)) {
		ret->kind = TEST_ATTRIBUTES;
		ret->negate = false;
		ret->match =
			wanted_attributes_that_fit(&row->attributes, f, negate);
		return 1;
	}
	if (f->kind == WANTED_NOT)
		return make(ret, row, f->a, !negate, err);
	if (f->kind != WANTED_AND && f->kind != WANTED_OR)
		return make_condition(ret, row, f, err);
	ret->negate = false;
	return make_several(ret, row, f, negate, err);
}

int
wanted_row_new(struct wanted_row **ret, struct store *store,
	const struct wanted *filter, const struct wanted_context *context,
	struct error *err)
{
	_cleanup_(wanted_row_freep) struct wanted_row *row =
		xcalloc(1, sizeof(*row));
	int r = wanted_attributes_load(&row->attributes, store, err);

	row->context = context;
	row->ways = wanted_attributes_of_ways(&row->attributes);
	row->test = (struct test){ .kind = TEST_ALL };
	if (r == 0)
		r = filter ? make(&row->test, row, filter, false, err) : 1;
	if (r > 0)
		*ret = take_ptr(&row);
	return r;
}

/* --- and the end ---------------------------------------------------------- */

static int64_t
given_up(const struct test *t)
{
	int64_t n = match_given_up(t->match);

	for (size_t i = 0; i < t->n; i++)
		n += given_up(&t->tests[i]);
	return n;
}

int64_t
wanted_row_given_up(const struct wanted_row *row)
{
	return given_up(&row->test);
}

static void
test_clear(struct test *t)
{
	match_free(t->match);
	match_free(t->regular);
	for (size_t i = 0; i < t->n; i++)
		test_clear(&t->tests[i]);
	free(t->tests);
}

void
wanted_row_free(struct wanted_row *row)
{
	if (!row)
		return;
	test_clear(&row->test);
	match_free(row->ways);
	wanted_attributes_clear(&row->attributes);
	free(row);
}

/* SPDX-License-Identifier: MIT */
#include "commands/expression.h"

#include "commands/condition.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* SQLite takes chains of 1000 conditions, and parentheses in a dozen others;
 * nobody types so many. */
#define MAX_CONDITIONS 400
#define MAX_DEPTH 10

/* Where the parse is. */
struct words {
	const struct expression *e;
	size_t next;
	size_t depth; /* of parentheses */
};

/* Conditions of a group of which any will do (condition_is_choice()). */
struct choice {
	const struct option_spec *spec;
	struct wanted *filter; /* owned */
};

struct group {
	struct wanted *filter;
	struct choice *choices;
	size_t n_choices;
	size_t n_terms;
};

static int parse_expression(struct words *w, struct wanted **ret,
	struct error *err);

static const struct option_term *
peek(const struct words *w)
{
	return w->next < w->e->terms->n_items ? &w->e->terms->items[w->next] :
						NULL;
}

static bool
next_is(const struct words *w, const char *name)
{
	return peek(w) && condition_is(peek(w), name);
}

static bool
take(struct words *w, const char *name)
{
	bool is = next_is(w, name);

	w->next += is;
	return is;
}

static int
wrong(const char *what, struct error *err)
{
	return error_kind(err, ERROR_USAGE, EINVAL, "%s", what);
}

/* Before a condition stands something that needs one. */
static int
missing_condition(const struct words *w, struct error *err)
{
	const struct option_term *before =
		w->next > 0 ? &w->e->terms->items[w->next - 1] : NULL;
	const char *name = !before ? NULL :
		before->spec	   ? before->spec->name :
				     before->value;

	if (next_is(w, ")") && name && strcmp(name, "(") == 0)
		return wrong("there is nothing between '(' and ')'", err);
	if (next_is(w, ")") && w->depth == 0)
		return wrong("there is a ')' without a '('", err);
	if (!name)
		return wrong("'--and' and '--or' stand between conditions",
			err);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"a condition or pattern is missing behind '%s%s'",
		before->spec ? "--" : "", name);
}

static int
parse_parentheses(struct words *w, struct wanted **ret, struct error *err)
{
	int r;

	if (w->depth == MAX_DEPTH)
		return error_kind(err, ERROR_USAGE, E2BIG,
			"more than %d parentheses in each other are too many",
			MAX_DEPTH);
	w->depth++;
	r = parse_expression(w, ret, err);
	w->depth--;
	if (r < 0)
		return r;
	if (!take(w, ")"))
		return wrong("a ')' is missing; a pattern '(' is written "
			     "--name '('",
			err);
	return 0;
}

static int
parse_term(struct words *w, struct wanted **ret, struct error *err)
{
	bool negate = false;
	int r;

	while (take(w, "not"))
		negate = !negate;
	if (!peek(w) || next_is(w, ")") || next_is(w, "and") ||
		next_is(w, "or"))
		return missing_condition(w, err);
	if (take(w, "("))
		r = parse_parentheses(w, ret, err);
	else
		r = condition_parse(ret, w->e, &w->e->terms->items[w->next++],
			err);
	if (r == 0 && negate)
		*ret = wanted_not(*ret);
	return r;
}

/* --- groups --------------------------------------------------------------- */

static void
group_clear(struct group *g)
{
	wanted_free(g->filter);
	for (size_t i = 0; i < g->n_choices; i++)
		wanted_free(g->choices[i].filter);
	free(g->choices);
}

static void
add_choice(struct group *g, const struct option_spec *spec, struct wanted *f)
{
	for (size_t i = 0; i < g->n_choices; i++) {
		if (g->choices[i].spec != spec)
			continue;
		g->choices[i].filter = wanted_or(g->choices[i].filter, f);
		return;
	}
	g->choices = xgrow(g->choices, g->n_choices, sizeof(*g->choices));
	g->choices[g->n_choices++] = (struct choice){ spec, f };
}

static int
add_term(struct words *w, struct group *g, struct error *err)
{
	const struct option_term *term = peek(w);
	_cleanup_(wanted_freep) struct wanted *f = NULL;
	int r = parse_term(w, &f, err);

	if (r < 0)
		return r;
	g->n_terms++;
	if (term && condition_is_choice(term))
		add_choice(g, term->spec, take_ptr(&f));
	else
		g->filter = wanted_and(g->filter, take_ptr(&f));
	return 0;
}

static int
parse_group(struct words *w, struct wanted **ret, struct error *err)
{
	_cleanup_(group_clear) struct group g = { 0 };

	do {
		int r = add_term(w, &g, err);

		if (r < 0)
			return r;
		/* With or without it. */
		if (take(w, "and") && !peek(w))
			return missing_condition(w, err);
	} while (peek(w) && !next_is(w, "or") && !next_is(w, ")"));
	for (size_t i = 0; i < g.n_choices; i++)
		g.filter = wanted_and(g.filter, take_ptr(&g.choices[i].filter));
	*ret = take_ptr(&g.filter);
	return 0;
}

static int
parse_expression(struct words *w, struct wanted **ret, struct error *err)
{
	struct wanted *all = NULL;
	struct wanted *group = NULL;
	int r = parse_group(w, &all, err);

	while (r == 0 && take(w, "or")) {
		r = parse_group(w, &group, err);
		if (r == 0)
			all = wanted_or(all, take_ptr(&group));
	}
	if (r < 0)
		wanted_free(all);
	else
		*ret = all;
	return r;
}

/* Recursion is as deep as parentheses are, or as a list of extensions long. */
static size_t
count(const struct wanted *f)
{
	size_t n = 0;

	for (; f; f = f->a)
		n += 1 + count(f->b);
	return n;
}

static int
too_many(struct error *err)
{
	return error_kind(err, ERROR_USAGE, E2BIG,
		"more than %d conditions are too many; ask twice",
		MAX_CONDITIONS);
}

int
expression_parse(struct wanted **ret, const struct expression *e,
	struct error *err)
{
	_cleanup_(wanted_freep) struct wanted *f = NULL;
	struct words w = { .e = e };
	int r;

	*ret = NULL;
	if (e->terms->n_items == 0)
		return 0;
	if (e->terms->n_items > MAX_CONDITIONS)
		return too_many(err);
	r = parse_expression(&w, &f, err);
	if (r == 0 && peek(&w))
		r = wrong("there is a ')' without a '('", err);
	/* A chain of n has n - 1 links. */
	if (r == 0 && count(f) > 2 * (size_t)MAX_CONDITIONS)
		r = too_many(err);
	if (r == 0)
		r = wanted_check(f, err);
	if (r == 0)
		*ret = take_ptr(&f);
	return r;
}

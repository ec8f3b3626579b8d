/* SPDX-License-Identifier: MIT */
#include "store/find/wanted.h"

#include "store/find/pattern.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>

struct wanted *
wanted_new(enum wanted_kind kind)
{
	struct wanted *f = xcalloc(1, sizeof(*f));

	f->kind = kind;
	return f;
}

struct wanted *
wanted_new_text(enum wanted_kind kind, const char *text, size_t len)
{
	struct wanted *f = wanted_new(kind);

	f->text = xmemdupz(text, len);
	f->text_len = len;
	return f;
}

struct wanted *
wanted_new_range(enum wanted_kind kind, int64_t min, int64_t max)
{
	struct wanted *f = wanted_new(kind);

	f->min = min;
	f->max = max;
	return f;
}

static struct wanted *
combine(enum wanted_kind kind, struct wanted *a, struct wanted *b)
{
	struct wanted *f = wanted_new(kind);

	f->a = a;
	f->b = b;
	return f;
}

struct wanted *
wanted_and(struct wanted *a, struct wanted *b)
{
	if (!a || !b)
		return a ? a : b;
	return combine(WANTED_AND, a, b);
}

struct wanted *
wanted_or(struct wanted *a, struct wanted *b)
{
	if (a && b)
		return combine(WANTED_OR, a, b);
	wanted_free(a);
	wanted_free(b);
	return NULL;
}

struct wanted *
wanted_not(struct wanted *a)
{
	/* "not everything": no mode has all bits of nothing but some. */
	if (!a)
		return wanted_new_range(WANTED_TYPE, 0, 0);
	return combine(WANTED_NOT, a, NULL);
}

/* Chains lean to the left, as long as there are words on a command line. */
void
wanted_free(struct wanted *f)
{
	while (f) {
		struct wanted *a = f->a;

		wanted_free(f->b);
		free(f->text);
		free(f);
		f = a;
	}
}

/* --- volumes -------------------------------------------------------------- */

static bool
is_about_volumes(const struct wanted *f)
{
	for (; f->a; f = f->a)
		if (f->b && !is_about_volumes(f->b))
			return false;
	return f->kind == WANTED_VOLUME;
}

bool
wanted_is_on(const struct wanted *volumes, int64_t volume_id)
{
	const struct wanted *f = volumes;

	for (; f->b; f = f->a)
		if (wanted_is_on(f->b, volume_id) == (f->kind == WANTED_OR))
			return f->kind == WANTED_OR;
	return f->kind == WANTED_NOT ? !wanted_is_on(f->a, volume_id) :
				       f->min == volume_id;
}

/* Instead of the AND what is left of it. */
static void
close_gap(struct wanted **filter)
{
	struct wanted *and = *filter;

	if (and->a && and->b)
		return;
	*filter = and->a ? and->a : and->b;
	free(and);
}

struct wanted *
wanted_take_volumes(struct wanted **filter)
{
	struct wanted *f = *filter;
	struct wanted *taken;

	if (f && is_about_volumes(f)) {
		*filter = NULL;
		return f;
	}
	if (!f || f->kind != WANTED_AND)
		return NULL;
	taken = wanted_take_volumes(&f->b);
	if (!taken)
		taken = wanted_take_volumes(&f->a);
	close_gap(filter);
	return taken;
}

/* --- conditions ----------------------------------------------------------- */

bool
wanted_asks_for(const struct wanted *f,
	bool (*is_meant)(const struct wanted *condition))
{
	for (; f; f = f->a)
		if (is_meant(f) || wanted_asks_for(f->b, is_meant))
			return true;
	return false;
}

/* --- patterns ------------------------------------------------------------- */

static bool
is_pattern(const struct wanted *f)
{
	return f->kind == WANTED_SUBSTRING || f->kind == WANTED_GLOB ||
		f->kind == WANTED_REGEX || f->kind == WANTED_EXTENSION;
}

int
wanted_check(const struct wanted *f, struct error *err)
{
	for (; f; f = f->a) {
		_cleanup_(pattern_freep) struct pattern *pattern = NULL;
		int r = is_pattern(f) ? pattern_new(&pattern, f, err) : 0;

		if (r == 0)
			r = wanted_check(f->b, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "cli/option_value.h"

#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *
option_at(void *args, size_t offset)
{
	return (char *)args + offset;
}

static void
add_to_list(struct string_list *list, const char *item)
{
	list->items = xgrow(list->items, list->n_items, sizeof(list->items[0]));
	list->items[list->n_items++] = item;
}

void
option_add_term(struct option_terms *terms, const struct option_spec *spec,
	const char *value, bool is_quoted)
{
	terms->items =
		xgrow(terms->items, terms->n_items, sizeof(terms->items[0]));
	terms->items[terms->n_items++] = (struct option_term){ .spec = spec,
		.value = value,
		.is_quoted = is_quoted };
}

static int
find_choice(const struct option_spec *spec, const char *text)
{
	for (int i = 0; spec->choices[i]; i++)
		if (strcmp(spec->choices[i], text) == 0)
			return i;
	return -1;
}

/* What is called so elsewhere; the first row whose choice there is. */
static int
find_choice_word(const struct option_spec *spec, const char *text)
{
	const struct choice_word *w = spec->words;
	int i = -1;

	for (; i < 0 && w && w->word; w++)
		if (strcmp(w->word, text) == 0)
			i = find_choice(spec, w->choice);
	return i;
}

static int
parse_choice(int *ret, const struct option_spec *spec, const char *text,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf list = STRBUF_INIT;

	int found = find_choice(spec, text);

	if (found < 0)
		found = find_choice_word(spec, text);
	if (found >= 0) {
		*ret = found;
		return 0;
	}
	for (int i = 0; spec->choices[i]; i++)
		strbuf_addf(&list, "%s%s", i > 0 ? ", " : "", spec->choices[i]);
	return error_set(err, EINVAL, "'%s' is not one of %s", text, list.buf);
}

static int
parse_value(const struct option_match *m, const char *text, struct error *err)
{
	const struct option_spec *spec = m->spec;
	void *where = option_at(m->args, spec->offset);
	int64_t max = spec->max;

	switch (spec->type) {
	case OPTION_STRING:
		*(const char **)where = text;
		return 0;
	case OPTION_LIST:
		add_to_list(where, text);
		return 0;
	case OPTION_SIZE:
		return parse_size(where, text, err);
	case OPTION_RANGE:
		return parse_size_range(where, text, err);
	case OPTION_NUMBER:
		if (spec->min == 0 && max == 0)
			max = INT64_MAX;
		return parse_number(where, text, spec->min, max, err);
	case OPTION_CHOICE:
		return parse_choice(where, spec, text, err);
	case OPTION_TERM:
		option_add_term(where, spec, text, false);
		return 0;
	case OPTION_FLAG:
	case OPTION_OPERAND:
	case OPTION_REFUSED:
	case OPTION_END:
		break;
	}
	return error_set(err, EINVAL, "takes no value");
}

static void
mark_present(const struct option_match *m)
{
	if (m->spec->present != SIZE_MAX)
		*(bool *)option_at(m->args, m->spec->present) = true;
}

void
option_add_name(struct strbuf *ret, const struct option_spec *spec)
{
	if (spec->name)
		strbuf_addf(ret, "--%s", spec->name);
	else
		strbuf_addf(ret, "-%c", spec->letter);
}

int
option_store(const struct option_match *m, const char *text, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	int r = parse_value(m, text, err);

	if (r < 0) {
		option_add_name(&name, m->spec);
		(void)error_prefix(err, "%s", name.buf); /* returns r again */
		return r;
	}
	mark_present(m);
	return 0;
}

void
option_store_bare(const struct option_match *m)
{
	void *where = option_at(m->args, m->spec->offset);

	if (m->spec->type == OPTION_FLAG)
		*(bool *)where = true;
	else if (m->spec->type == OPTION_TERM)
		option_add_term(where, m->spec, NULL, false);
	else if (m->spec->type == OPTION_NUMBER || m->spec->type == OPTION_SIZE)
		*(int64_t *)where = m->spec->bare;
	else
		*(int *)where = (int)m->spec->bare;
	mark_present(m);
}

/* SPDX-License-Identifier: MIT */
/*
 * The option parser.  Two tables are searched as one: the command's own
 * options and the global ones.  A row of a table says all there is to know;
 * values are written where its offset points.
 *
 * getopt_long() is not used because it prints, keeps global state, and knows
 * nothing of types, optional values in a table, or near misses.
 *
 * Nothing is allocated but the lists of OPTION_LIST and OPTION_TERM; every
 * value is borrowed from argv.
 */
#include "cli/options.h"

#include "cli/global.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A row and the struct its value goes to. */
struct match {
	const struct option_spec *spec; /* NULL: none */
	void *args;
};

/* Where the parse is. */
struct scan {
	const struct option_parse *how;
	int argc;
	char **argv;
	int next; /* the next word to look at */
};

static void *
at(void *args, size_t offset)
{
	return (char *)args + offset;
}

/* --- Finding a row ------------------------------------------------------- */

/* The row after spec in both tables; start with an empty match. */
static bool
next_row(const struct option_parse *how, struct match *m)
{
	if (!m->spec && how->own && how->own->type != OPTION_END) {
		*m = (struct match){ how->own, how->own_args };
		return true;
	}
	if (m->spec && m->spec[1].type != OPTION_END) {
		m->spec++;
		return true;
	}
	if (m->spec && m->args == how->global_args)
		return false;
	*m = (struct match){ global_options, how->global_args };
	return true;
}

static struct match
find_letter(const struct option_parse *how, char letter)
{
	struct match m = { NULL, NULL };

	while (next_row(how, &m))
		if (m.spec->letter == letter)
			return m;
	return (struct match){ NULL, NULL };
}

static bool
is_exactly(const struct option_spec *spec, const char *name, size_t len)
{
	return spec->name && strlen(spec->name) == len &&
		strncmp(spec->name, name, len) == 0;
}

static bool
starts_with(const struct option_spec *spec, const char *name, size_t len)
{
	return spec->name && !spec->is_hidden &&
		strncmp(spec->name, name, len) == 0;
}

/* The nearest long name worth suggesting, or NULL. */
static const char *
nearest_name(const struct option_parse *how, const char *typed)
{
	struct match m = { NULL, NULL };
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	while (next_row(how, &m)) {
		size_t distance;

		if (!m.spec->name || m.spec->is_hidden ||
			!text_is_near(typed, m.spec->name))
			continue;
		distance = text_distance(typed, m.spec->name);
		if (distance < best_distance) {
			best = m.spec->name;
			best_distance = distance;
		}
	}
	return best;
}

static int
unknown_option(const struct option_parse *how, const char *word,
	const char *name, struct error *err)
{
	const char *near = nearest_name(how, name);

	if (near)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"unknown option '%s'; did you mean '--%s'?", word,
			near);
	return error_kind(err, ERROR_USAGE, EINVAL, "unknown option '%s'",
		word);
}

/* It is an option of others. */
static int
refuse(const struct option_spec *spec, struct error *err)
{
	return error_kind(err, ERROR_USAGE, EINVAL, "--%s does not apply: %s",
		spec->name, spec->help);
}

static int
ambiguous_option(const struct option_parse *how, const char *name, size_t len,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf list = STRBUF_INIT;
	struct match m = { NULL, NULL };

	while (next_row(how, &m))
		if (starts_with(m.spec, name, len))
			strbuf_addf(&list, "%s--%s", list.len ? ", " : "",
				m.spec->name);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"option '--%.*s' is ambiguous: %s", (int)len, name, list.buf);
}

/* An exact name, or the only one that starts like this. */
static int
find_long(struct match *ret, const struct option_parse *how, const char *name,
	size_t len, struct error *err)
{
	_cleanup_(freep) char *typed = xmemdupz(name, len);
	_cleanup_(strbuf_clear) struct strbuf word = STRBUF_INIT;
	struct match m = { NULL, NULL };
	struct match found = { NULL, NULL };
	size_t n = 0;

	while (next_row(how, &m)) {
		if (is_exactly(m.spec, name, len)) {
			*ret = m;
			return 0;
		}
		if (len > 0 && starts_with(m.spec, name, len)) {
			found = m;
			n++;
		}
	}
	if (n > 1)
		return ambiguous_option(how, name, len, err);
	if (n == 1) {
		*ret = found;
		return 0;
	}
	strbuf_addf(&word, "--%s", typed);
	return unknown_option(how, word.buf, typed, err);
}

/* --- Storing a value ----------------------------------------------------- */

static void
add_to_list(struct string_list *list, const char *item)
{
	list->items = xreallocarray(list->items, list->n_items + 1,
		sizeof(list->items[0]));
	list->items[list->n_items++] = item;
}

static void
add_term(struct option_terms *terms, const struct option_spec *spec,
	const char *value, bool is_quoted)
{
	terms->items = xreallocarray(terms->items, terms->n_items + 1,
		sizeof(terms->items[0]));
	terms->items[terms->n_items++] = (struct option_term){ .spec = spec,
		.value = value,
		.is_quoted = is_quoted };
}

static int
parse_choice(int *ret, const struct option_spec *spec, const char *text,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf list = STRBUF_INIT;

	for (int i = 0; spec->choices[i]; i++) {
		if (strcmp(spec->choices[i], text) == 0) {
			*ret = i;
			return 0;
		}
		strbuf_addf(&list, "%s%s", i > 0 ? ", " : "", spec->choices[i]);
	}
	return error_set(err, EINVAL, "'%s' is not one of %s", text, list.buf);
}

static int
parse_value(const struct match *m, const char *text, struct error *err)
{
	const struct option_spec *spec = m->spec;
	void *where = at(m->args, spec->offset);
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
		add_term(where, spec, text, false);
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
mark_present(const struct match *m)
{
	if (m->spec->present != SIZE_MAX)
		*(bool *)at(m->args, m->spec->present) = true;
}

/* "--name" or "-n", as the row has it. */
static void
add_option_name(struct strbuf *ret, const struct option_spec *spec)
{
	if (spec->name)
		strbuf_addf(ret, "--%s", spec->name);
	else
		strbuf_addf(ret, "-%c", spec->letter);
}

static int
store_value(const struct match *m, const char *text, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	int r = parse_value(m, text, err);

	if (r < 0) {
		add_option_name(&name, m->spec);
		(void)error_prefix(err, "%s", name.buf); /* returns r again */
		return r;
	}
	mark_present(m);
	return 0;
}

/* The option stands without a value. */
static void
store_bare(const struct match *m)
{
	void *where = at(m->args, m->spec->offset);

	if (m->spec->type == OPTION_FLAG)
		*(bool *)where = true;
	else if (m->spec->type == OPTION_TERM)
		add_term(where, m->spec, NULL, false);
	else if (m->spec->type == OPTION_NUMBER || m->spec->type == OPTION_SIZE)
		*(int64_t *)where = m->spec->bare;
	else
		*(int *)where = (int)m->spec->bare;
	mark_present(m);
}

/* joined: what follows in the same word, or NULL. */
static int
take_value(struct scan *s, const struct match *m, const char *joined,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;

	if (joined)
		return store_value(m, joined, err);
	if (m->spec->is_optional) {
		store_bare(m);
		return 0;
	}
	if (s->next < s->argc)
		return store_value(m, s->argv[s->next++], err);
	add_option_name(&name, m->spec);
	return error_set(err, EINVAL, "option '%s' needs a value: %s%s%s",
		name.buf, name.buf, m->spec->name ? "=" : " ", m->spec->value);
}

/* --- Words --------------------------------------------------------------- */

/* word is "--name" or "--name=value". */
static int
parse_long(struct scan *s, const char *word, struct error *err)
{
	const char *name = word + 2;
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	struct match m = { NULL, NULL };
	int r;

	r = find_long(&m, s->how, name, len, err);
	if (r < 0)
		return r;
	if (m.spec->type == OPTION_REFUSED)
		return refuse(m.spec, err);
	if (m.spec->value)
		return take_value(s, &m, equals ? equals + 1 : NULL, err);
	if (equals)
		return error_set(err, EINVAL, "option '--%s' takes no value",
			m.spec->name);
	store_bare(&m);
	return 0;
}

/* word is "-abc" or "-n5": letters, the last of which may take the rest. */
static int
parse_letters(struct scan *s, const char *word, struct error *err)
{
	for (const char *c = word + 1; *c; c++) {
		struct match m = find_letter(s->how, *c);
		const char letter[] = { '-', *c, '\0' };

		/* Somebody may have meant a long name: -format. */
		if (!m.spec)
			return unknown_option(s->how,
				c == word + 1 && c[1] ? word : letter, word + 1,
				err);
		if (m.spec->type == OPTION_REFUSED)
			return refuse(m.spec, err);
		if (m.spec->value)
			return take_value(s, &m, c[1] ? c + 1 : NULL, err);
		store_bare(&m);
	}
	return 0;
}

/* For a command that wants to know where its operands stand. */
static void
note_operand(const struct option_parse *how, const char *word, bool is_quoted)
{
	const struct option_spec *spec = how->own;

	for (; spec && spec->type != OPTION_END; spec++)
		if (spec->type == OPTION_OPERAND)
			add_term(at(how->own_args, spec->offset), NULL, word,
				is_quoted);
}

static int
parse_words(struct scan *s, int *ret_operands, struct error *err)
{
	bool only_operands = false;
	int n = 0;

	while (s->next < s->argc) {
		char *word = s->argv[s->next++];
		int r = 0;

		if (only_operands || word[0] != '-' || word[1] == '\0') {
			s->argv[n++] = word;
			note_operand(s->how, word, only_operands);
			only_operands |= s->how->stop_at_operand;
		} else if (strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (word[1] == '-') {
			r = parse_long(s, word, err);
		} else {
			r = parse_letters(s, word, err);
		}
		if (r < 0)
			return r;
	}
	*ret_operands = n;
	return 0;
}

int
options_parse(const struct option_parse *how, int argc, char **argv,
	int *ret_argc, char ***ret_argv, struct error *err)
{
	struct scan s = { .how = how, .argc = argc, .argv = argv };
	int n = 0;
	int r = parse_words(&s, &n, err);

	if (r < 0) {
		if (err)
			err->kind = ERROR_USAGE; /* whoever wrote the text */
		return r;
	}
	argv[n] = NULL;
	*ret_argc = n;
	*ret_argv = argv;
	return 0;
}

void
options_clear(const struct option_spec *specs, void *args)
{
	for (; specs && specs->type != OPTION_END; specs++) {
		void *where = at(args, specs->offset);

		if (specs->type == OPTION_LIST) {
			free(((struct string_list *)where)->items);
			*(struct string_list *)where =
				(struct string_list){ NULL, 0 };
		} else if (specs->type == OPTION_TERM ||
			specs->type == OPTION_OPERAND) {
			free(((struct option_terms *)where)->items);
			*(struct option_terms *)where =
				(struct option_terms){ NULL, 0 };
		}
	}
}

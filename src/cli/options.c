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
#include "cli/habits.h"
#include "cli/option_value.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where the parse is. */
struct scan {
	const struct option_parse *how;
	int argc;
	char **argv;
	int next; /* the next word to look at */
};

/* --- Finding a row ------------------------------------------------------- */

/* The row after spec in both tables; start with an empty match. */
static bool
next_row(const struct option_parse *how, struct option_match *m)
{
	if (!m->spec && how->own && how->own->type != OPTION_END) {
		*m = (struct option_match){ how->own, how->own_args };
		return true;
	}
	if (m->spec && m->spec[1].type != OPTION_END) {
		m->spec++;
		return true;
	}
	if (m->spec && m->args == how->global_args)
		return false;
	*m = (struct option_match){ global_options, how->global_args };
	return true;
}

static bool
is_exactly(const struct option_spec *spec, const char *name, size_t len)
{
	return spec->name && strlen(spec->name) == len &&
		strncmp(spec->name, name, len) == 0;
}

/* What a habit calls by another name: "--max-depth", "-L". */
static struct option_match
find_same(const struct option_parse *how, const char *word, size_t len)
{
	const struct habit *habit = habit_find(how->command, word, len);
	struct option_match m = { NULL, NULL };

	while (habit && habit->same && next_row(how, &m))
		if (is_exactly(m.spec, habit->same, strlen(habit->same)))
			return m;
	return (struct option_match){ NULL, NULL };
}

static struct option_match
find_letter(const struct option_parse *how, char letter)
{
	const char word[] = { '-', letter };
	struct option_match m = { NULL, NULL };

	while (next_row(how, &m))
		if (m.spec->letter == letter)
			return m;
	return find_same(how, word, sizeof(word));
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
	struct option_match m = { NULL, NULL };
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
	const struct habit *habit =
		habit_find(how->command, word, strlen(word));
	const char *near = nearest_name(how, name);

	if (habit && habit->hint)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"unknown option '%s'; %s", word, habit->hint);
	if (near)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"unknown option '%s'; did you mean '--%s'?", word,
			near);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"unknown option '%s'; 'catalog help%s%s' lists those there are",
		word, how->command ? " " : "",
		how->command ? how->command : "");
}

/* It is an option of others.  word is as it was typed, but for a value. */
static int
refuse(const struct option_parse *how, const struct option_spec *spec,
	const char *word, struct error *err)
{
	const struct habit *habit =
		habit_find(how->command, word, strlen(word));

	if (habit && habit->hint)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"%s does not apply: %s", word, habit->hint);
	return error_kind(err, ERROR_USAGE, EINVAL, "--%s does not apply: %s",
		spec->name, spec->help);
}

static int
ambiguous_option(const struct option_parse *how, const char *name, size_t len,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf list = STRBUF_INIT;
	struct option_match m = { NULL, NULL };

	while (next_row(how, &m))
		if (starts_with(m.spec, name, len))
			strbuf_addf(&list, "%s--%s", list.len ? ", " : "",
				m.spec->name);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"option '--%.*s' is ambiguous: %s", (int)len, name, list.buf);
}

/* An exact name, or the only one that starts like this. */
static int
find_long(struct option_match *ret, const struct option_parse *how,
	const char *name, size_t len, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf word = STRBUF_INIT;
	struct option_match m = { NULL, NULL };
	struct option_match found = { NULL, NULL };
	size_t n = 0;

	strbuf_addf(&word, "--%.*s", (int)len, name);
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
	if (n == 0)
		found = find_same(how, word.buf, word.len);
	if (found.spec) {
		*ret = found;
		return 0;
	}
	return unknown_option(how, word.buf, word.buf + 2, err);
}

/* --- Words --------------------------------------------------------------- */

/* joined: what follows in the same word, or NULL. */
static int
take_value(struct scan *s, const struct option_match *m, const char *joined,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;

	if (joined)
		return option_store(m, joined, err);
	if (m->spec->is_optional) {
		option_store_bare(m);
		return 0;
	}
	if (s->next < s->argc)
		return option_store(m, s->argv[s->next++], err);
	option_add_name(&name, m->spec);
	return error_set(err, EINVAL, "option '%s' needs a value: %s%s%s",
		name.buf, name.buf, m->spec->name ? "=" : " ", m->spec->value);
}

/* word is "--name" or "--name=value". */
static int
parse_long(struct scan *s, const char *word, struct error *err)
{
	const char *name = word + 2;
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	struct option_match m = { NULL, NULL };
	int r;

	r = find_long(&m, s->how, name, len, err);
	if (r < 0)
		return r;
	if (m.spec->type == OPTION_REFUSED) {
		_cleanup_(freep) char *typed = xmemdupz(word, len + 2);

		return refuse(s->how, m.spec, typed, err);
	}
	if (m.spec->value)
		return take_value(s, &m, equals ? equals + 1 : NULL, err);
	if (equals)
		return error_set(err, EINVAL, "option '--%s' takes no value",
			m.spec->name);
	option_store_bare(&m);
	return 0;
}

/* The value of a letter was wrong: perhaps another program's was meant. */
static int
add_habit(const struct option_parse *how, const char *letter, int r,
	struct error *err)
{
	const struct habit *habit =
		habit_find(how->command, letter, strlen(letter));
	_cleanup_(freep) char *text = NULL;

	if (r == 0 || !err || !habit || !habit->hint)
		return r;
	text = xstrdup(err->text);
	return error_set(err, -r, "%s (%s)", text, habit->hint);
}

/* The letter means something else to another program. */
static void
note_habit(const struct option_parse *how, const char *letter,
	const struct option_spec *spec)
{
	const struct habit *habit =
		habit_find(how->command, letter, strlen(letter));

	if (how->ret_habit && habit && habit->hint && spec->letter == letter[1])
		*how->ret_habit = habit;
}

/* One letter of word; *c is moved on if the rest is its value. */
static int
parse_letter(struct scan *s, const char *word, const char **c,
	struct error *err)
{
	const struct option_match m = find_letter(s->how, **c);
	const char letter[] = { '-', **c, '\0' };
	const char *rest = *c + 1;

	/* Somebody may have meant a long name: -format. */
	if (!m.spec)
		return unknown_option(s->how,
			*c == word + 1 && *rest ? word : letter, word + 1, err);
	if (m.spec->type == OPTION_REFUSED)
		return refuse(s->how, m.spec, letter, err);
	if (!m.spec->value) {
		option_store_bare(&m);
		note_habit(s->how, letter, m.spec);
		return 0;
	}
	*c += strlen(*c) - 1;
	return add_habit(s->how, letter,
		take_value(s, &m, *rest ? rest : NULL, err), err);
}

/* word is "-abc" or "-n5": letters, the last of which may take the rest. */
static int
parse_letters(struct scan *s, const char *word, struct error *err)
{
	const struct habit *habit =
		habit_find(s->how->command, word, strlen(word));
	int r = 0;

	if (habit && habit->hint && word[2])
		return unknown_option(s->how, word, word + 1, err);
	for (const char *c = word + 1; *c && r == 0; c++)
		r = parse_letter(s, word, &c, err);
	return r;
}

/* For a command that wants to know where its operands stand. */
static void
note_operand(const struct option_parse *how, const char *word, bool is_quoted)
{
	const struct option_spec *spec = how->own;

	for (; spec && spec->type != OPTION_END; spec++)
		if (spec->type == OPTION_OPERAND)
			option_add_term(option_at(how->own_args, spec->offset),
				NULL, word, is_quoted);
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
		void *where = option_at(args, specs->offset);

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

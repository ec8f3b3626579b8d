/* SPDX-License-Identifier: MIT */
/*
 * One row a line, fields separated by tabs, no header: for cut, awk, sort.
 * A backslash, tab, newline or carriage return within a field is written \\,
 * \t, \n, \r, so that a line is always a row and nothing is lost.  With -0
 * rows end in NUL and fields are raw (a tab in a name is then a tab).
 */
#include "output/format.h"

#include "util/escape.h"

#include <string.h>

static void
add_field_escaped(struct strbuf *ret, const char *s, size_t len)
{
	size_t done = 0;

	for (size_t i = 0; i < len; i++) {
		char letter;

		/* All that is escaped but the backslash is below a blank. */
		if ((unsigned char)s[i] >= ' ' && s[i] != '\\')
			continue;
		switch (s[i]) {
		case '\\':
			letter = '\\';
			break;
		case '\t':
			letter = 't';
			break;
		case '\n':
			letter = 'n';
			break;
		case '\r':
			letter = 'r';
			break;
		default:
			continue;
		}
		strbuf_add(ret, s + done, i - done);
		strbuf_addc(ret, '\\');
		strbuf_addc(ret, letter);
		done = i + 1;
	}
	strbuf_add(ret, s + done, len - done);
}

static void
add_field(struct output *o, const struct output_value *value)
{
	if (o->options.nul) {
		strbuf_add(&o->text, value->bytes, value->len);
	} else if (o->options.terminal) {
		/* Safe first; an escaped name is for people anyway. */
		escape_bytes(&o->text, value->bytes, value->len);
	} else {
		add_field_escaped(&o->text, value->bytes, value->len);
	}
}

static void
row(struct output *o, const struct output_value *values, bool continued)
{
	bool first = true;

	(void)continued; /* each line stands for itself */
	for (size_t i = 0; i < o->n_columns; i++) {
		const struct output_column *c = &o->columns[i];
		enum output_type type;

		if (!(c->where & OUTPUT_IN_PLAIN) || c->type == OUTPUT_LIST)
			continue;
		if (!first)
			strbuf_addc(&o->text, '\t');
		first = false;
		if (values[i].is_null)
			continue;
		type = format_type(c, &values[i]);
		if (type == OUTPUT_TEXT || type == OUTPUT_PATH)
			add_field(o, &values[i]);
		else
			format_exact(&o->text, type, &values[i]);
	}
	strbuf_addc(&o->text, o->options.nul ? '\0' : '\n');
}

const struct output_ops output_plain = { .row = row };

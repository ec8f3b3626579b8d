/* SPDX-License-Identifier: MIT */
/*
 * RFC 4180 with a header line, but lines end in a plain newline, which every
 * reader takes.  A field with a comma, quote or control character in it is
 * quoted; its bytes are raw, newlines included.  On a terminal they are
 * escaped: a name must not drive it.
 */
#include "output/format.h"

#include "util/cleanup.h"
#include "util/escape.h"

static bool
needs_quotes(const char *s, size_t len)
{
	/* "" is an empty text, nothing at all is null. */
	if (len == 0)
		return true;
	/* Some readers drop blanks at the ends. */
	if (s[0] == ' ' || s[len - 1] == ' ')
		return true;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < ' ' || c == '"' || c == ',' || c == 0x7f)
			return true;
	}
	return false;
}

static void
add_quoted(struct strbuf *ret, const char *s, size_t len)
{
	if (!needs_quotes(s, len)) {
		strbuf_add(ret, s, len);
		return;
	}
	strbuf_addc(ret, '"');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			strbuf_addc(ret, '"');
		strbuf_addc(ret, s[i]);
	}
	strbuf_addc(ret, '"');
}

static void
add_text(struct output *o, const struct output_value *value)
{
	_cleanup_(strbuf_clear) struct strbuf safe = STRBUF_INIT;

	if (!o->options.terminal) {
		add_quoted(&o->text, value->bytes, value->len);
		return;
	}
	escape_bytes(&safe, value->bytes, value->len);
	add_quoted(&o->text, safe.buf, safe.len);
}

static bool
is_shown(const struct output_column *c)
{
	return (c->where & OUTPUT_IN_PLAIN) && c->type != OUTPUT_LIST;
}

static void
begin(struct output *o)
{
	bool first = true;

	if (o->options.no_header)
		return;
	for (size_t i = 0; i < o->n_columns; i++) {
		if (!is_shown(&o->columns[i]))
			continue;
		if (!first)
			strbuf_addc(&o->text, ',');
		first = false;
		strbuf_adds(&o->text, o->columns[i].key);
	}
	strbuf_addc(&o->text, '\n');
}

static void
row(struct output *o, const struct output_value *values, bool continued)
{
	bool first = true;

	(void)continued; /* each line stands for itself */
	for (size_t i = 0; i < o->n_columns; i++) {
		const struct output_column *c = &o->columns[i];
		enum output_type type;

		if (!is_shown(c))
			continue;
		if (!first)
			strbuf_addc(&o->text, ',');
		first = false;
		if (values[i].is_null)
			continue;
		type = format_type(c, &values[i]);
		if (type == OUTPUT_TEXT || type == OUTPUT_PATH)
			add_text(o, &values[i]);
		else
			format_exact(&o->text, type, &values[i]);
	}
	strbuf_addc(&o->text, '\n');
}

const struct output_ops output_csv = { .begin = begin, .row = row };

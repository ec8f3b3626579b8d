/* SPDX-License-Identifier: MIT */
/*
 * One JSON object a line; a contract, see catalog-formats(5).
 *
 * jansson turns strings into JSON; the rest is written here, because its
 * integers are signed 64 bit (an inode above 2^63 would be lost), its objects
 * would have to be built before they are printed, and reports are long.  Keys
 * keep the order of the columns.
 *
 * Text that is not valid UTF-8 gets U+FFFD for each wrong byte; a path then
 * has its exact bytes in KEY_base64 too.  DEL and the C1 controls are legal
 * in JSON, but some terminals obey them, so they are written \u00XX.
 */
#include "output/format.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/escape.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A jansson string needs at most six bytes for one, and its quotes. */
#define JSON_WORST 6

/* Append JSON text, DEL and C1 controls escaped. */
static void
add_json_safely(struct strbuf *ret, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		unsigned char next = i + 1 < len ? (unsigned char)s[i + 1] : 0;

		if (c == 0x7f) {
			strbuf_adds(ret, "\\u007f");
		} else if (c == 0xc2 && next >= 0x80 && next <= 0x9f) {
			strbuf_addf(ret, "\\u%04x", (unsigned int)next);
			i++;
		} else {
			strbuf_addc(ret, s[i]);
		}
	}
}

/* A JSON string of valid UTF-8. */
static void
add_valid_string(struct strbuf *ret, const char *s, size_t len)
{
	_cleanup_(freep) char *text = NULL;
	size_t size = JSON_WORST * len + 2;
	json_t *string = json_stringn_nocheck(s, len);

	if (!string) /* only for want of memory */
		abort();
	text = xcalloc(1, size);
	size = json_dumpb(string, text, size, JSON_ENCODE_ANY);
	json_decref(string);
	add_json_safely(ret, text, size);
}

/* Does it stand in a JSON string as it is?  Most paths do. */
static bool
is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\')
			return false;
	return true;
}

/* A JSON string of any bytes.  True if some had to be replaced. */
static bool
add_string(struct strbuf *ret, const char *s, size_t len)
{
	_cleanup_(strbuf_clear) struct strbuf valid = STRBUF_INIT;
	bool replaced;

	if (is_plain(s, len)) {
		strbuf_addc(ret, '"');
		strbuf_add(ret, s, len);
		strbuf_addc(ret, '"');
		return false;
	}
	replaced = escape_make_valid(&valid, s, len);
	add_valid_string(ret, valid.buf, valid.len);
	return replaced;
}

static void
add_base64(struct strbuf *ret, const unsigned char *s, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		unsigned int bits = (unsigned int)s[i] << 16;

		if (i + 1 < len)
			bits |= (unsigned int)s[i + 1] << 8;
		if (i + 2 < len)
			bits |= s[i + 2];
		strbuf_addc(ret, digits[bits >> 18]);
		strbuf_addc(ret, digits[(bits >> 12) & 63]);
		strbuf_addc(ret, i + 1 < len ? digits[(bits >> 6) & 63] : '=');
		strbuf_addc(ret, i + 2 < len ? digits[bits & 63] : '=');
	}
}

static void
add_key(struct strbuf *ret, const char *key, const char *suffix)
{
	/* Keys are ours: snake_case needs no escaping. */
	strbuf_addc(ret, '"');
	strbuf_adds(ret, key);
	strbuf_adds(ret, suffix);
	strbuf_add(ret, "\":", 2);
}

static void add_list(struct strbuf *ret, const struct output_value *list);

/* The value alone.  True if bytes were replaced in it. */
static bool
add_value(struct strbuf *ret, enum output_type type,
	const struct output_value *value)
{
	if (value->is_null) {
		strbuf_adds(ret, "null");
	} else if (type == OUTPUT_TEXT || type == OUTPUT_PATH) {
		return add_string(ret, value->bytes, value->len);
	} else if (type == OUTPUT_LIST) {
		add_list(ret, value);
	} else if (type == OUTPUT_TIME || type == OUTPUT_MODE ||
		type == OUTPUT_HEX) {
		strbuf_addc(ret, '"');
		format_exact(ret, type, value);
		strbuf_addc(ret, '"');
	} else {
		format_exact(ret, type, value);
	}
	return false;
}

static void
add_object(struct strbuf *ret, const struct output_column *columns,
	size_t n_columns, const struct output_value *values)
{
	bool first = true;

	strbuf_addc(ret, '{');
	for (size_t i = 0; i < n_columns; i++) {
		const struct output_column *c = &columns[i];
		const struct output_value *v = &values[i];
		enum output_type type = format_type(c, v);

		if (!(c->where & OUTPUT_IN_JSON))
			continue;
		if (!first)
			strbuf_addc(ret, ',');
		first = false;
		add_key(ret, c->key, "");
		if (!add_value(ret, type, v) || type != OUTPUT_PATH)
			continue;
		strbuf_addc(ret, ',');
		add_key(ret, c->key, "_base64");
		strbuf_addc(ret, '"');
		add_base64(ret, v->bytes, v->len);
		strbuf_addc(ret, '"');
	}
	strbuf_addc(ret, '}');
}

static void
add_list(struct strbuf *ret, const struct output_value *list)
{
	const struct output_column *columns = list->item_columns;
	size_t n = list->n_item_columns;
	bool plain = n == 1 && !columns[0].key;

	strbuf_addc(ret, '[');
	for (size_t i = 0; i < list->n_items; i++) {
		if (i > 0)
			strbuf_addc(ret, ',');
		if (plain)
			(void)add_value(ret,
				format_type(&columns[0], &list->items[i]),
				&list->items[i]);
		else
			add_object(ret, columns, n, &list->items[i * n]);
	}
	strbuf_addc(ret, ']');
}

static void
row(struct output *o, const struct output_value *values, bool continued)
{
	(void)continued; /* each object stands for itself */
	add_object(&o->text, o->columns, o->n_columns, values);
	strbuf_addc(&o->text, '\n');
}

const struct output_ops output_ndjson = { .row = row };

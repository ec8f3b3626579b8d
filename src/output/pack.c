/* SPDX-License-Identifier: MIT */
#include "output/pack.h"

#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* How a value is kept: a byte before it says so. */
enum {
	PACK_NULL,
	PACK_NUMBER, /* and nothing else about it */
	PACK_TEXT,   /* likewise: length, bytes, NUL */
	PACK_WHOLE,  /* the struct, then as a text, then the items of a list */
};

static char
kind_of(const struct output_value *v)
{
	if (v->item_columns || v->items || v->colour || v->lead > 0 ||
		v->type != OUTPUT_TEXT)
		return PACK_WHOLE;
	if (v->is_null)
		return PACK_NULL;
	return v->bytes ? PACK_TEXT : PACK_NUMBER;
}

static void
pack_text(struct strbuf *to, const struct output_value *v)
{
	strbuf_add(to, &v->len, sizeof(v->len));
	strbuf_add(to, v->bytes ? v->bytes : "", v->bytes ? v->len : 0);
	strbuf_addc(to, '\0');
}

void
pack_value(struct strbuf *to, const struct output_value *v)
{
	const char kind = kind_of(v);

	strbuf_addc(to, kind);
	if (kind == PACK_NUMBER)
		strbuf_add(to, &v->number, sizeof(v->number));
	if (kind == PACK_WHOLE)
		strbuf_add(to, v, sizeof(*v));
	if (kind == PACK_TEXT || (kind == PACK_WHOLE && v->bytes))
		pack_text(to, v);
	for (size_t i = 0; i < v->n_items * v->n_item_columns; i++)
		pack_value(to, &v->items[i]);
}

static const char *
take(void *ret, size_t size, const char *from)
{
	memcpy(ret, from, size);
	return from + size;
}

static const char *
unpack_text(struct output_value *ret, const char *from)
{
	from = take(&ret->len, sizeof(ret->len), from);
	ret->bytes = from;
	return from + ret->len + 1;
}

/* Items are plain values or objects, none of which has a list. */
static const char *
unpack_items(struct output_value *ret, const char *from)
{
	const size_t n = ret->n_items * ret->n_item_columns;
	struct output_value *items = xcalloc(n + 1, sizeof(*items));

	ret->items = items;
	return unpack_values(items, n, from);
}

static const char *
unpack_value(struct output_value *ret, const char *from)
{
	const char kind = *from++;

	*ret = (struct output_value){ .is_null = kind == PACK_NULL };
	if (kind == PACK_NUMBER)
		return take(&ret->number, sizeof(ret->number), from);
	if (kind == PACK_WHOLE)
		from = take(ret, sizeof(*ret), from);
	if (kind == PACK_TEXT || ret->bytes)
		from = unpack_text(ret, from);
	return ret->items ? unpack_items(ret, from) : from;
}

const char *
unpack_values(struct output_value *ret, size_t n, const char *from)
{
	for (size_t i = 0; i < n; i++)
		from = unpack_value(&ret[i], from);
	return from;
}

void
unpack_free(struct output_value *values, size_t n)
{
	void *items;

	for (size_t i = 0; i < n; i++) {
		/* Ours, though rows may only read it. */
		memcpy(&items, &values[i].items, sizeof(items));
		free(items);
		values[i].items = NULL;
	}
}

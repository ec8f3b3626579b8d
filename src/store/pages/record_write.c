/* SPDX-License-Identifier: MIT */
#include "store/pages/record_write.h"

size_t
record_put_varint(uint8_t *to, uint64_t value)
{
	uint8_t reversed[RECORD_VARINT_MAX];
	size_t n = 0;

	if (value >> 56 != 0) { /* the ninth byte has eight bits */
		to[8] = (uint8_t)value;
		value >>= 8;
		for (int i = 7; i >= 0; i--, value >>= 7)
			to[i] = (uint8_t)(value & 0x7f) | 0x80;
		return RECORD_VARINT_MAX;
	}
	do {
		reversed[n++] = (uint8_t)(value & 0x7f);
		value >>= 7;
	} while (value != 0);
	for (size_t i = 0; i < n; i++)
		to[i] = reversed[n - 1 - i] | (i + 1 < n ? 0x80 : 0);
	return n;
}

/* Bytes of a number by its type, "Database File Format", section 2.1. */
static const size_t type_bytes[] = { 0, 1, 2, 3, 4, 6, 8 };

static uint8_t
type_of(int64_t value)
{
	uint64_t size = (uint64_t)(value < 0 ? ~value : value);

	if (size < UINT64_C(1) << 7)
		return 1;
	if (size < UINT64_C(1) << 15)
		return 2;
	if (size < UINT64_C(1) << 23)
		return 3;
	if (size < UINT64_C(1) << 31)
		return 4;
	return size < UINT64_C(1) << 47 ? 5 : 6;
}

void
record_write_i64(struct record_writer *w, int64_t value)
{
	uint64_t big = htobe64((uint64_t)value);
	uint8_t type;
	size_t n;

	if (value == 0 || value == 1) {
		w->types[w->n_types++] = (uint8_t)(8 + value);
		return;
	}
	type = type_of(value);
	n = type_bytes[type];
	w->types[w->n_types++] = type;
	memcpy(w->body + w->n_body, (const uint8_t *)&big + 8 - n, n);
	w->n_body += n;
}

void
record_write_id(struct record_writer *w, int64_t id)
{
	if (id != 0)
		record_write_i64(w, id);
	else
		record_write_null(w);
}

void
record_write_blob(struct record_writer *w, const void *bytes, size_t len)
{
	w->n_types += record_put_varint(w->types + w->n_types, 12 + 2 * len);
	if (len > 0)
		memcpy(w->body + w->n_body, bytes, len);
	w->n_body += len;
}

/* No record that is written so has a header of more than one byte's length. */
size_t
record_write_end(const struct record_writer *w, uint8_t *ret)
{
	ret[0] = (uint8_t)(1 + w->n_types);
	memcpy(ret + 1, w->types, w->n_types);
	memcpy(ret + 1 + w->n_types, w->body, w->n_body);
	return 1 + w->n_types + w->n_body;
}

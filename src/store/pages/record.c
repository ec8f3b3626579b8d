/* SPDX-License-Identifier: MIT */
#include "store/pages/record.h"

/* Serial types: 0 is NULL, 1 to 6 are integers, 7 is a float, 8 and 9 are the
 * integers 0 and 1, from 12 on there are BLOBs and, if odd, texts. */
enum { TYPE_ONE = 9, TYPE_BLOB = 12 };

static const uint8_t sizes[TYPE_BLOB] = { 0, 1, 2, 3, 4, 6, 8, 8 };

static uint64_t
u64(const uint8_t *bytes)
{
	uint64_t x;

	memcpy(&x, bytes, sizeof(x));
	return be64toh(x);
}

size_t
record_varint_long(uint64_t *ret, const uint8_t *bytes, size_t len)
{
	uint64_t x = 0;

	for (size_t i = 0; i < len && i < 8; i++) {
		x = x << 7 | (bytes[i] & 0x7f);
		if (bytes[i] < 0x80) {
			*ret = x;
			return i + 1;
		}
	}
	if (len < 9)
		return 0;
	*ret = x << 8 | bytes[8];
	return 9;
}

/* Of a type's bytes at the top of 64 bits: how far they are to be shifted, and
 * whether they are an integer. */
static const uint8_t shifts[TYPE_BLOB] = { 0, 56, 48, 40, 32, 16 };
static const int64_t masks[TYPE_BLOB] = { 0, -1, -1, -1, -1, -1, -1 };

/* The bytes of a record from which integers are taken. */
struct body {
	const uint8_t *bytes; /* 8 or more */
	size_t last;	      /* where the last 8 begin */
	uint8_t padded[8];    /* those of a shorter one */
};

static void
body_init(struct body *b, const uint8_t *bytes, size_t len)
{
	b->bytes = bytes;
	b->last = len - sizeof(b->padded);
	if (len >= sizeof(b->padded))
		return;
	memset(b->padded, 0, sizeof(b->padded));
	memcpy(b->padded, bytes, len);
	b->bytes = b->padded;
	b->last = 0;
}

/* Which types there are nobody can foresee, so there is no branch on them. */
static int64_t
integer(const struct body *b, size_t at, uint64_t type)
{
	const size_t from = at < b->last ? at : b->last;
	const uint64_t top = u64(b->bytes + from) << (at - from) % 8 * 8;

	return (((int64_t)top >> shifts[type]) & masks[type]) +
		(type == TYPE_ONE);
}

/* A type that is a longer varint: *at moves.  0 (NULL) if it does not end. */
static uint64_t
long_type(const uint8_t *bytes, size_t *at, size_t end)
{
	uint64_t type = 0;
	size_t used = record_varint(&type, bytes + *at, end - *at);

	*at = used > 0 ? *at + used : end + 1;
	return type;
}

bool
record_read(struct record *ret, size_t n_columns, const uint8_t *bytes,
	size_t len)
{
	uint64_t header_len = 0;
	size_t at = record_varint(&header_len, bytes, len);
	size_t body = (size_t)header_len;
	size_t n = 0;
	struct body ints;

	ret->bytes = NULL;
	ret->len = 0;
	ret->whole = bytes;
	ret->whole_len = len;
	if (at == 0 || header_len > len || header_len < at)
		return false;
	body_init(&ints, bytes, len);
	while (at < header_len && n < n_columns) {
		uint64_t type = bytes[at];
		size_t size;

		if (type < 0x80)
			at++;
		else
			type = long_type(bytes, &at, (size_t)header_len);
		size = type < TYPE_BLOB ? sizes[type] : type / 2 - 6;
		if (size > len - body || at > header_len)
			return false;
		ret->value[n] = 0;
		if (type < TYPE_BLOB) {
			ret->value[n] = integer(&ints, body, type);
		} else {
			ret->bytes = bytes + body;
			ret->len = size;
		}
		body += size;
		n++;
	}
	for (; n < n_columns; n++)
		ret->value[n] = 0;
	return true;
}

/* SPDX-License-Identifier: MIT */
#include "store/pages/record.h"

/* Serial types: 0 is NULL, 1 to 6 are integers, 7 is a float, 8 and 9 are the
 * integers 0 and 1, from 12 on there are BLOBs and, if odd, texts. */
enum { TYPE_BLOB = 12 };

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

/* What makes an integer of a type's bytes, at the top of 64 bits: how far they are
 * shifted, which of them count, what is added. */
struct integer_type {
	int64_t mask;
	uint8_t shift;
	uint8_t size; /* in bytes */
	uint8_t plus;
};

static const struct integer_type types[TYPE_BLOB] = {
	[1] = { -1, 56, 1, 0 },
	[2] = { -1, 48, 2, 0 },
	[3] = { -1, 40, 3, 0 },
	[4] = { -1, 32, 4, 0 },
	[5] = { -1, 16, 6, 0 },
	[6] = { -1, 0, 8, 0 },
	[7] = { 0, 0, 8, 0 },
	[9] = { 0, 0, 0, 1 },
};

/* Which types there are nobody can foresee, so there is no branch on them. */
static int64_t
integer(const uint8_t *bytes, const struct integer_type *type)
{
	return (((int64_t)u64(bytes) >> type->shift) & type->mask) + type->plus;
}

/* The size of a BLOB whose type is at *at, which moves; false if its type does
 * not end. */
static bool
read_size(size_t *ret, const uint8_t *bytes, size_t *at, size_t end)
{
	uint64_t type = 0;
	size_t used = record_varint(&type, bytes + *at, end - *at);

	*at += used;
	*ret = type / 2 - 6;
	return used > 0 && type >= TYPE_BLOB;
}

/* Columns may seem to go on behind the end until there is a BLOB, or all are
 * read: less than RECORD_MARGIN, since the others have 8 bytes at most. */
bool
record_read(struct record *ret, size_t n_columns, const uint8_t *bytes,
	size_t len)
{
	const uint8_t *const end = bytes + len;
	uint64_t header_len = 0;
	size_t at = record_varint(&header_len, bytes, len);
	const uint8_t *body;
	size_t n = 0;

	ret->bytes = NULL;
	ret->len = 0;
	ret->whole = bytes;
	ret->whole_len = len;
	if (at == 0 || header_len > len || header_len < at)
		return false;
	body = bytes + header_len;
	for (; at < header_len && n < n_columns; n++) {
		const uint8_t type = bytes[at];

		if (type < TYPE_BLOB) {
			at++;
			ret->value[n] = integer(body, &types[type]);
			body += types[type].size;
			continue;
		}
		if (!read_size(&ret->len, bytes, &at, (size_t)header_len) ||
			body > end || ret->len > (size_t)(end - body))
			return false;
		ret->value[n] = 0;
		ret->bytes = body;
		body += ret->len;
	}
	for (; n < n_columns; n++)
		ret->value[n] = 0;
	return body <= end;
}

/* SPDX-License-Identifier: MIT */
/*
 * A row as it is in the file: the record format of SQLite, "Database File
 * Format", section 2.1 (https://www.sqlite.org/fileformat2.html), which is
 * promised not to change.  Private to src/store.
 *
 * Of the types there are it tells integers and BLOBs: no other is in the
 * tables that are read so.  Safe on any bytes.
 */
#ifndef CATALOG_STORE_PAGES_RECORD_H
#define CATALOG_STORE_PAGES_RECORD_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* No table that is read so has more; further ones are passed over. */
#define RECORD_COLUMNS 12

struct record {
	int64_t value[RECORD_COLUMNS]; /* 0: NULL, no integer, or not there */
	const uint8_t *bytes;	       /* of its only BLOB; NULL: it has none */
	size_t len;
	const uint8_t *whole; /* itself */
	size_t whole_len;
};

/* So many bytes behind a record can be read; nothing is made of them. */
#define RECORD_MARGIN 128

/* The first columns; values of others are not set.  The bytes, which have the
 * margin, must outlive the record.  False if they are none. */
bool record_read(struct record *ret, size_t n_columns, const uint8_t *bytes,
	size_t len);

/* A varint: how many bytes it has, or 0 if it does not end within len. */
size_t record_varint_long(uint64_t *ret, const uint8_t *bytes, size_t len);

static inline size_t
record_varint(uint64_t *ret, const uint8_t *bytes, size_t len)
{
	if (len == 0 || bytes[0] >= 0x80)
		return record_varint_long(ret, bytes, len);
	*ret = bytes[0];
	return 1;
}

static inline uint32_t
record_u16(const uint8_t *bytes)
{
	uint16_t x;

	memcpy(&x, bytes, sizeof(x));
	return be16toh(x);
}

static inline uint32_t
record_u32(const uint8_t *bytes)
{
	uint32_t x;

	memcpy(&x, bytes, sizeof(x));
	return be32toh(x);
}

#endif

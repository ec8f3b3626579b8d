/* SPDX-License-Identifier: MIT */
/*
 * A row as it goes into the file; what record.h reads.  Private to src/store.
 */
#ifndef CATALOG_STORE_PAGES_RECORD_WRITE_H
#define CATALOG_STORE_PAGES_RECORD_WRITE_H

#include "store/pages/record.h"

#define RECORD_VARINT_MAX 9
/* A BLOB of a record that is written so is not longer. */
#define RECORD_BLOB_MAX 800
/* With RECORD_COLUMNS columns, of which one is a BLOB. */
#define RECORD_WRITE_MAX (1 + RECORD_COLUMNS * (1 + 8) + 2 + RECORD_BLOB_MAX)

struct record_writer {
	uint8_t types[RECORD_COLUMNS + 2]; /* that of a BLOB takes two bytes */
	uint8_t body[RECORD_WRITE_MAX];
	size_t n_types;
	size_t n_body;
};

static inline void
record_put_u16(uint8_t *to, uint32_t value)
{
	uint16_t x = htobe16((uint16_t)value);

	memcpy(to, &x, sizeof(x));
}

static inline void
record_put_u32(uint8_t *to, uint32_t value)
{
	uint32_t x = htobe32(value);

	memcpy(to, &x, sizeof(x));
}

/* Its length, at most RECORD_VARINT_MAX. */
size_t record_put_varint(uint8_t *to, uint64_t value);

static inline void
record_write_begin(struct record_writer *w)
{
	w->n_types = w->n_body = 0;
}

static inline void
record_write_null(struct record_writer *w)
{
	w->types[w->n_types++] = 0;
}

void record_write_i64(struct record_writer *w, int64_t value);
/* 0 is NULL. */
void record_write_id(struct record_writer *w, int64_t id);
void record_write_blob(struct record_writer *w, const void *bytes, size_t len);
/* All of it, to RECORD_WRITE_MAX bytes; its length. */
size_t record_write_end(const struct record_writer *w, uint8_t *ret);

#endif

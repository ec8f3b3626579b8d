/* SPDX-License-Identifier: MIT */
/*
 * Archives that no program here writes, put together by hand: formats whose
 * packers are not free or not around, and archives that no packer would make.
 * Needs nothing but the C library, so that a tool of the cases can have it.
 */
#ifndef CATALOG_TESTS_CRAFT_H
#define CATALOG_TESTS_CRAFT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that grow; to be freed by craft_clear(). */
struct bytes {
	unsigned char *buf;
	size_t len;
	size_t room;
};

/* What there is. */
struct craft {
	const char *name;
	void (*make)(struct bytes *ret);
};

/* Ends with a row without a name. */
extern const struct craft crafts[];

/* Appended to ret.  Aborts if there is none of that name. */
void craft(struct bytes *ret, const char *name);
void craft_clear(struct bytes *b);

/* --- for the parts of it -------------------------------------------------- */

void bytes_add(struct bytes *b, const void *more, size_t len);
void bytes_adds(struct bytes *b, const char *text);
void bytes_zero(struct bytes *b, size_t n);
/* Little and big endian. */
void bytes_le(struct bytes *b, uint64_t n, size_t len);
void bytes_be(struct bytes *b, uint64_t n, size_t len);
/* Fill up with zeros to a multiple of n. */
void bytes_align(struct bytes *b, size_t n);
uint32_t bytes_crc32(const void *bytes, size_t len);

void craft_quine_gzip(struct bytes *ret);
void craft_quine_zip(struct bytes *ret);
void craft_loop_iso(struct bytes *ret);
void craft_loop_xar(struct bytes *ret);

#endif

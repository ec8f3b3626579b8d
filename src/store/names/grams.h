/* SPDX-License-Identifier: MIT */
/*
 * Names as sets of grams, three bytes in a row; private to src/store, for the
 * index of names (name_index.h).
 *
 * A name is taken in each form that a pattern may be compared with: NFC and
 * NFC of its case folding, small letters for the ASCII ones.  So what is part
 * of any of these has all of its own grams among those of the name.
 */
#ifndef CATALOG_STORE_NAMES_GRAMS_H
#define CATALOG_STORE_NAMES_GRAMS_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAM_LENGTH 3
/* Seven bits a byte: of ASCII that is all, and few other bytes become small
 * letters or digits by it. */
#define GRAM_BITS 21
#define N_GRAMS (1u << GRAM_BITS)
/* Of every name that is not ASCII, whatever else it has. */
#define GRAM_FOREIGN 0u

static inline uint32_t
gram_at(const char *s)
{
	return (uint32_t)(s[0] & 0x7f) << 14 | (uint32_t)(s[1] & 0x7f) << 7 |
		(uint32_t)(s[2] & 0x7f);
}

/* Write the form or forms of a name behind each other, each with a NUL behind
 * it, to ret.  True if it is ASCII: then there is one. */
bool grams_forms(struct strbuf *ret, const char *name, size_t len);

/*
 * A set of blocks, numbers below GRAM_SET, as bytes: the gaps between them in
 * Rice's code, the lowest bit of a byte first.  Four bits say how many low
 * bits of a gap stand as they are; what is above these is that many zeros and
 * a one, and comes before them.  With none it is a map of bits, so no set is
 * longer than that.
 */
#define GRAM_SET 8192
#define GRAM_SET_BYTES (GRAM_SET / 8 + 1)

struct gram_set {
	const unsigned char *bytes; /* borrowed */
	size_t len;
	size_t at;   /* bits that were read */
	size_t next; /* a number that may be the next */
};

#define GRAM_SET_ROOM (GRAM_SET_BYTES + 2) /* to write into */

/* n ascending numbers, at least one.  The length written. */
size_t grams_pack(unsigned char ret[static GRAM_SET_ROOM],
	const uint16_t *blocks, size_t n);

struct gram_set grams_begin(const unsigned char *bytes, size_t len);
/* 1 and the next number, 0 at the end, -1 if this is no set. */
int grams_next(struct gram_set *set, size_t *ret);
/* Add what was packed to a map.  False if it is no set. */
bool grams_unpack(uint64_t map[static GRAM_SET / 64],
	const unsigned char *bytes, size_t len);

#endif

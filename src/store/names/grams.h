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
 * A set of blocks, numbers below GRAM_SET, as bytes: the gaps between them, or
 * a map of bits where that is shorter.
 */
#define GRAM_SET 2048
#define GRAM_SET_BYTES (GRAM_SET / 8)

/* n ascending numbers, at least one.  The length written. */
size_t grams_pack(unsigned char ret[static GRAM_SET_BYTES],
	const uint16_t *blocks, size_t n);
/* Add what was packed to a map.  False if it was not. */
bool grams_unpack(uint64_t map[static GRAM_SET / 64],
	const unsigned char *bytes, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A gram is in one block of 32 random names of a hundred, so gaps are spread
 * as those between chances are, for which Rice's code takes hardly more than
 * they say: 7 bits instead of the 9 of a byte or two each.
 */
#include "store/names/grams.h"

#include "util/fold.h"

#include <endian.h>
#include <string.h>

static void
lower(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] = (char)(s[i] | 0x20);
}

bool
grams_forms(struct strbuf *ret, const char *name, size_t len)
{
	bool is_ascii = fold_is_ascii(name, len);
	size_t from;

	strbuf_truncate(ret, 0);
	if (!is_ascii) {
		fold_bytes(ret, name, len, FOLD_CASE);
		strbuf_addc(ret, '\0');
	}
	from = ret->len;
	if (is_ascii)
		strbuf_add(ret, name, len);
	else
		fold_bytes(ret, name, len, FOLD_NORMAL);
	lower(ret->buf + from, ret->len - from);
	strbuf_addc(ret, '\0');
	return is_ascii;
}

/* --- sets of blocks ------------------------------------------------------- */

/* Bits that n gaps take, of which `low` low bits stand as they are. */
static size_t
count_bits(const uint16_t *blocks, size_t n, unsigned int low)
{
	size_t bits = n * (low + 1);
	unsigned int next = 0;

	for (size_t i = 0; i < n; i++) {
		bits += (blocks[i] - next) >> low;
		next = blocks[i] + 1u;
	}
	return bits;
}

/* The best is near the logarithm of the mean gap. */
static unsigned int
choose_low(const uint16_t *blocks, size_t n)
{
	size_t least = blocks[n - 1] + 1u; /* of a map */
	size_t mean = (least - n) / n;
	unsigned int from = 0, best = 0;

	while (mean >> from > 2)
		from++;
	for (unsigned int low = from ? from : 1; low <= from + 1; low++) {
		size_t bits = count_bits(blocks, n, low);

		if (bits < least) {
			least = bits;
			best = low;
		}
	}
	return best;
}

/* Up to 17 bits into zeros. */
static void
put_bits(unsigned char *to, size_t at, uint32_t bits)
{
	bits <<= at % 8;
	to += at / 8;
	to[0] |= (unsigned char)bits;
	to[1] |= (unsigned char)(bits >> 8);
	to[2] |= (unsigned char)(bits >> 16);
}

size_t
grams_pack(unsigned char ret[static GRAM_SET_ROOM], const uint16_t *blocks,
	size_t n)
{
	unsigned int low = choose_low(blocks, n);
	unsigned int next = 0;
	size_t at = 4;

	memset(ret, 0, GRAM_SET_ROOM);
	ret[0] = (unsigned char)low;
	for (size_t i = 0; i < n; i++) {
		unsigned int gap = blocks[i] - next;

		at += gap >> low;
		put_bits(ret, at, 1 | (gap & ((1u << low) - 1)) << 1);
		at += low + 1;
		next = blocks[i] + 1u;
	}
	return (at + 7) / 8;
}

struct gram_set
grams_begin(const unsigned char *bytes, size_t len)
{
	return (struct gram_set){ .bytes = bytes, .len = len, .at = 4 };
}

/* The bits from one on, at least WHOLE_BITS; beyond the end they are 0. */
#define WHOLE_BITS 57
static uint64_t
bits_at(const unsigned char *bytes, size_t len, size_t at)
{
	uint64_t bits = 0;

	if (at / 8 < len)
		memcpy(&bits, bytes + at / 8,
			len - at / 8 < 8 ? len - at / 8 : 8);
	return le64toh(bits) >> at % 8;
}

int
grams_next(struct gram_set *set, size_t *ret)
{
	unsigned int low;
	uint64_t bits = 0;
	size_t high = 0;

	if (set->len == 0 || set->len > GRAM_SET_BYTES)
		return -1;
	low = set->bytes[0] & 15;
	while (set->at < set->len * 8) {
		bits = bits_at(set->bytes, set->len, set->at);
		if (bits != 0)
			break;
		high += WHOLE_BITS;
		set->at += WHOLE_BITS;
	}
	if (bits == 0)
		return 0;
	high += (unsigned int)__builtin_ctzll(bits);
	set->at += (unsigned int)__builtin_ctzll(bits) + 1;
	bits = bits_at(set->bytes, set->len, set->at);
	set->at += low;
	*ret = set->next + (high << low | (bits & ((1u << low) - 1)));
	set->next = *ret + 1;
	return set->at > set->len * 8 || *ret >= GRAM_SET ? -1 : 1;
}

bool
grams_unpack(uint64_t map[static GRAM_SET / 64], const unsigned char *bytes,
	size_t len)
{
	struct gram_set set = grams_begin(bytes, len);
	size_t block;
	int r;

	while ((r = grams_next(&set, &block)) > 0)
		map[block / 64] |= UINT64_C(1) << block % 64;
	return r == 0;
}

/* SPDX-License-Identifier: MIT */
#include "store/names/grams.h"

#include "util/fold.h"

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

/* --- sets of blocks ----------------------------------------------------------- */

/* A gap below 128 is one byte, else two. */
static size_t
pack_gaps(unsigned char *to, const uint16_t *blocks, size_t n)
{
	size_t len = 0;
	unsigned int next = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned int gap = blocks[i] - next;

		if (len + 2 >= GRAM_SET_BYTES)
			return GRAM_SET_BYTES;
		if (gap < 128) {
			to[len++] = (unsigned char)gap;
		} else {
			to[len++] = (unsigned char)(0x80 | (gap & 0x7f));
			to[len++] = (unsigned char)(gap >> 7);
		}
		next = blocks[i] + 1u;
	}
	return len;
}

size_t
grams_pack(unsigned char ret[static GRAM_SET_BYTES], const uint16_t *blocks,
	size_t n)
{
	size_t len = pack_gaps(ret, blocks, n);

	if (len < GRAM_SET_BYTES)
		return len;
	memset(ret, 0, GRAM_SET_BYTES);
	for (size_t i = 0; i < n; i++)
		ret[blocks[i] / 8] |= (unsigned char)(1 << blocks[i] % 8);
	return GRAM_SET_BYTES;
}

bool
grams_unpack(uint64_t map[static GRAM_SET / 64], const unsigned char *bytes,
	size_t len)
{
	size_t next = 0;

	if (len == 0 || len > GRAM_SET_BYTES)
		return false;
	if (len == GRAM_SET_BYTES) {
		for (size_t i = 0; i < GRAM_SET_BYTES; i++)
			map[i / 8] |= (uint64_t)bytes[i] << i % 8 * 8;
		return true;
	}
	for (size_t i = 0; i < len; i++) {
		size_t gap = bytes[i];

		if (gap >= 128 && ++i < len)
			gap = (gap & 0x7f) | (size_t)bytes[i] << 7;
		next += gap;
		if (i >= len || next >= GRAM_SET)
			return false;
		map[next / 64] |= UINT64_C(1) << next % 64;
		next++;
	}
	return true;
}

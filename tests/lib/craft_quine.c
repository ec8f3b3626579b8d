/* SPDX-License-Identifier: MIT */
/*
 * A gzip that unpacks to itself, and a zip whose only member is that zip.
 *
 * Deflate has two instructions that matter: L, a stored block, prints the
 * bytes that follow it, and R, a match, prints again what was printed last.
 * Either takes five bytes, a unit, so that they can speak of each other; an
 * index says how many units they are about, p and s what is before and behind
 * the instructions (P and S), with one instruction more.
 *
 *	file                    what is printed
 *	P
 *	Lp [P Lp]               P Lp
 *	Rp                      P Lp
 *	L1 [Rp]                 Rp
 *	L1 [L1]                 L1
 *	L4 [Rp L1 L1 L4]        Rp L1 L1 L4
 *	R4                      Rp L1 L1 L4
 *	L4 [R4 L4 R4 L4]        R4 L4 R4 L4
 *	R4                      R4 L4 R4 L4
 *	L4 [R4 L0 L0 Ls]        R4 L0 L0 Ls
 *	R4                      R4 L0 L0 Ls
 *	L0 L0
 *	Ls [Rs S]               Rs S
 *	Rs                      Rs S
 *	S
 *
 * Both columns are the same bytes.  P and S hold the CRC of it all: a change
 * of one bit there changes the CRC by what does not depend on the others, so
 * that is 32 equations of 32 unknown bits.
 */
#include "lib/craft.h"

#include <stdlib.h>
#include <string.h>

#define UNIT 5u

/* Bits, the lowest of a byte first. */
struct bits {
	uint64_t all;
	unsigned int n;
};

static void
put(struct bits *b, uint32_t value, unsigned int n)
{
	b->all |= (uint64_t)value << b->n;
	b->n += n;
}

/* A code, which has its highest bit first. */
static void
put_code(struct bits *b, uint32_t code, unsigned int n)
{
	while (n-- > 0)
		put(b, code >> n & 1, 1);
}

/* Which of the classes, the first of n of one value each, then n / 2 of each
 * further number of extra bits, is it in? */
static void
put_class(struct bits *b, uint32_t value, uint32_t first, unsigned int plain,
	unsigned int code_bits)
{
	uint32_t code = 0, extra = 0, base = 0;
	const uint32_t step = plain / 2;

	while (value >= base + (UINT32_C(1) << extra)) {
		base += UINT32_C(1) << extra;
		code++;
		if (code >= plain && code % step == 0)
			extra++;
	}
	put_code(b, first + code, code_bits);
	put(b, value - base, extra);
}

static void
put_match(struct bits *b, uint32_t len, uint32_t distance)
{
	put_class(b, len - 3, 1, 8, 7);
	put_class(b, distance - 1, 0, 4, 5);
}

static void
add_literal(struct bytes *b, size_t len)
{
	bytes_le(b, 0, 1);
	bytes_le(b, len, 2);
	bytes_le(b, len ^ 0xffff, 2);
}

static struct bits
repeat(size_t len, int is_last)
{
	struct bits bits = { 0 };
	const uint32_t n = (uint32_t)len;

	put(&bits, is_last ? 3 : 2, 3);
	if (n <= 20)
		put_match(&bits, n / 2, n);
	put_match(&bits, n <= 20 ? n - n / 2 : n, n);
	put(&bits, 0, 7);
	return bits;
}

static void
add_repeat(struct bytes *b, size_t len)
{
	struct bits bits = repeat(len, 0);

	if (bits.n == 30)
		put(&bits, 2, 10); /* an empty block */
	if (bits.n != 8 * UNIT)
		abort();
	bytes_le(b, bits.all, UNIT);
}

/* The last one, about itself and so many bytes, ends with any bit. */
static void
add_last_repeat(struct bytes *b, size_t len)
{
	unsigned int own = 1;

	while ((repeat(len + own, 1).n + 7) / 8 != own)
		own++;
	bytes_le(b, repeat(len + own, 1).all, own);
}

/* The instructions.  before and behind: P and S. */
static void
add_deflated(struct bytes *ret, const struct bytes *before,
	const struct bytes *behind)
{
	struct bytes lp = { 0 }, rp = { 0 }, ls = { 0 }, rs = { 0 };
	struct bytes l0 = { 0 }, l1 = { 0 }, l4 = { 0 }, r4 = { 0 };
	const struct bytes *const script[] = { &lp, before, &lp, &rp, &l1, &rp,
		&l1, &l1, &l4, &rp, &l1, &l1, &l4, &r4, &l4, &r4, &l4, &r4, &l4,
		&r4, &l4, &r4, &l0, &l0, &ls, &r4, &l0, &l0, &ls, &rs, behind,
		&rs };
	struct bytes *const units[] = { &lp, &rp, &ls, &rs, &l0, &l1, &l4,
		&r4 };

	add_literal(&lp, before->len + UNIT);
	add_repeat(&rp, before->len + UNIT);
	add_last_repeat(&rs, behind->len);
	add_literal(&ls, behind->len + rs.len);
	add_literal(&l0, 0);
	add_literal(&l1, UNIT);
	add_literal(&l4, 4 * UNIT);
	add_repeat(&r4, 4 * UNIT);
	for (size_t i = 0; i < sizeof(script) / sizeof(*script); i++)
		bytes_add(ret, script[i]->buf, script[i]->len);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		craft_clear(units[i]);
}

/* --- what is around them -------------------------------------------------- */

#define GZIP_LEN (2u * (13u + 8u) + 28u * UNIT + 2u * 5u)
#define ZIP_NAME "again-and-again-and-so-on.zip."
#define ZIP_NAME_LEN 30u
#define ZIP_BEFORE (30u + ZIP_NAME_LEN)
#define ZIP_BEHIND (46u + ZIP_NAME_LEN + 22u)
#define ZIP_PACKED (ZIP_BEFORE + ZIP_BEHIND + 28u * UNIT + 2u * 4u)
#define ZIP_LEN (ZIP_BEFORE + ZIP_PACKED + ZIP_BEHIND)

static void
make_gzip(struct bytes *ret, uint32_t crc)
{
	struct bytes before = { 0 }, behind = { 0 };

	bytes_add(&before, "\037\213\010\010\0\0\0\0\0\003me\0", 13);
	bytes_le(&behind, crc, 4);
	bytes_le(&behind, GZIP_LEN, 4);
	bytes_add(ret, before.buf, before.len);
	add_deflated(ret, &before, &behind);
	bytes_add(ret, behind.buf, behind.len);
	craft_clear(&before);
	craft_clear(&behind);
}

/* What a member's two headers have in common. */
static void
add_zip_facts(struct bytes *b, uint32_t crc)
{
	bytes_add(b, "\024\0\0\0\010\0\100\143\055\121", 10);
	bytes_le(b, crc, 4);
	bytes_le(b, ZIP_PACKED, 4);
	bytes_le(b, ZIP_LEN, 4);
	bytes_le(b, ZIP_NAME_LEN, 2);
	bytes_le(b, 0, 2);
}

static void
make_zip(struct bytes *ret, uint32_t crc)
{
	struct bytes before = { 0 }, behind = { 0 };

	bytes_adds(&before, "PK\003\004");
	add_zip_facts(&before, crc);
	bytes_adds(&before, ZIP_NAME);
	bytes_add(&behind, "PK\001\002\024\0", 6);
	add_zip_facts(&behind, crc);
	bytes_zero(&behind, 14);
	bytes_adds(&behind, ZIP_NAME);
	bytes_add(&behind, "PK\005\006\0\0\0\0\001\0\001\0", 12);
	bytes_le(&behind, 46 + ZIP_NAME_LEN, 4);
	bytes_le(&behind, ZIP_BEFORE + ZIP_PACKED, 4);
	bytes_le(&behind, 0, 2);
	bytes_add(ret, before.buf, before.len);
	add_deflated(ret, &before, &behind);
	bytes_add(ret, behind.buf, behind.len);
	craft_clear(&before);
	craft_clear(&behind);
}

/* --- the CRC of itself ---------------------------------------------------- */

static uint32_t
crc_with(void (*make)(struct bytes *, uint32_t), uint32_t crc)
{
	struct bytes b = { 0 };
	uint32_t r;

	make(&b, crc);
	r = bytes_crc32(b.buf, b.len);
	craft_clear(&b);
	return r;
}

/* x of crc_with(x) == x, by elimination; rows[i].left is about bit i alone in
 * the end. */
static uint32_t
solve(void (*make)(struct bytes *, uint32_t))
{
	const uint32_t none = crc_with(make, 0);
	uint64_t rows[32] = { 0 }; /* 32 coefficients, and what they make */
	uint32_t x = 0;

	for (unsigned int i = 0; i < 32; i++) {
		uint32_t column = crc_with(make, UINT32_C(1) << i) ^ none ^
			UINT32_C(1) << i;

		for (unsigned int bit = 0; bit < 32; bit++)
			rows[bit] |= (uint64_t)(column >> bit & 1) << i;
		rows[i] |= (uint64_t)(none >> i & 1) << 32;
	}
	for (unsigned int i = 0; i < 32; i++) {
		unsigned int at = i;
		uint64_t row;

		while (at < 32 && !(rows[at] >> i & 1))
			at++;
		if (at == 32)
			abort(); /* another name would do */
		row = rows[at];
		rows[at] = rows[i];
		rows[i] = row;
		for (unsigned int j = 0; j < 32; j++)
			if (j != i && rows[j] >> i & 1)
				rows[j] ^= row;
	}
	for (unsigned int i = 0; i < 32; i++)
		x |= (uint32_t)(rows[i] >> 32 & 1) << i;
	return x;
}

void
craft_quine_gzip(struct bytes *ret)
{
	make_gzip(ret, solve(make_gzip));
}

void
craft_quine_zip(struct bytes *ret)
{
	make_zip(ret, solve(make_zip));
}

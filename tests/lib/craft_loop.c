/* SPDX-License-Identifier: MIT */
/* Archives that some readers never come to the end of. */
#include "lib/craft.h"

#include <stdlib.h>
#include <string.h>

/* --- ISO 9660: a continuation that is continued by itself ----------------- */

#define SECTOR 2048u
#define VOLUME_AT 16u
#define ROOT_AT 18u
#define CONTINUATION_AT 19u
#define TABLE_AT 20u
#define FILE_AT 21u
#define SECTORS 32u /* fewer, and libarchive does not look */

/* ISO 9660 has its numbers in both orders. */
static void
add_both(struct bytes *b, uint32_t n, size_t len)
{
	bytes_le(b, n, len);
	bytes_be(b, n, len);
}

/* A part of a name, and where it goes on: here. */
static void
add_continuation(struct bytes *b)
{
	bytes_add(b, "NM\010\001\001one", 8);
	bytes_add(b, "CE\034\001", 4);
	add_both(b, CONTINUATION_AT, 4);
	add_both(b, 0, 4);
	add_both(b, 8 + 28, 4);
}

/* more: what follows the name, of Rock Ridge. */
static void
add_record(struct bytes *b, uint32_t at, unsigned int flags, const char *name,
	size_t len, const struct bytes *more)
{
	size_t fixed = 33 + len + (len + 1) % 2;

	bytes_le(b, fixed + (more ? more->len : 0), 1);
	bytes_zero(b, 1);
	add_both(b, at, 4);
	add_both(b, SECTOR, 4);
	bytes_add(b, "\170\011\015\014\032\050\0", 7);
	bytes_le(b, flags, 1);
	bytes_zero(b, 2);
	add_both(b, 1, 2);
	bytes_le(b, len, 1);
	bytes_add(b, name, len);
	bytes_zero(b, (len + 1) % 2);
	if (more)
		bytes_add(b, more->buf, more->len);
}

static void
seek_sector(struct bytes *b, uint32_t at)
{
	bytes_zero(b, at * SECTOR - b->len);
}

static void
add_volume(struct bytes *b)
{
	const size_t start = b->len;

	bytes_add(b, "\001CD001\001\0", 8);
	for (int i = 0; i < 64; i++)
		bytes_adds(b, " ");
	bytes_zero(b, 8);
	add_both(b, SECTORS, 4);
	bytes_zero(b, 32);
	add_both(b, 1, 2);
	add_both(b, 1, 2);
	add_both(b, SECTOR, 2);
	add_both(b, 10, 4); /* the path table */
	bytes_le(b, TABLE_AT, 4);
	bytes_zero(b, 4);
	bytes_be(b, TABLE_AT, 4);
	bytes_zero(b, 4);
	add_record(b, ROOT_AT, 2, "\0", 1, NULL);
	while (b->len < start + 881)
		bytes_adds(b, " ");
	bytes_le(b, 1, 1);
}

void
craft_loop_iso(struct bytes *ret)
{
	struct bytes rock = { 0 };

	seek_sector(ret, VOLUME_AT);
	add_volume(ret);
	seek_sector(ret, VOLUME_AT + 1);
	bytes_add(ret, "\377CD001\001", 7);
	seek_sector(ret, ROOT_AT);
	bytes_add(&rock, "SP\007\001\276\357\0RR\005\001\010", 12);
	add_record(ret, ROOT_AT, 2, "\0", 1, &rock);
	craft_clear(&rock);
	add_record(ret, ROOT_AT, 2, "\001", 1, NULL);
	add_continuation(&rock);
	add_record(ret, FILE_AT, 0, "ONE.;1", 6, &rock);
	craft_clear(&rock);
	seek_sector(ret, CONTINUATION_AT);
	add_continuation(ret);
	seek_sector(ret, SECTORS);
}

/* --- xar: a file that is linked to itself --------------------------------- */

static uint32_t
adler32(const char *bytes, size_t len)
{
	uint32_t a = 1, b = 0;

	for (size_t i = 0; i < len; i++) {
		a = (a + (unsigned char)bytes[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

void
craft_loop_xar(struct bytes *ret)
{
	static const char toc[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xar><toc>"
		"<file id=\"1\"><name>one</name>"
		"<type link=\"original\">hardlink</type>"
		"<type link=\"original\">hardlink</type></file>"
		"<file id=\"2\"><name>two</name>"
		"<type link=\"1\">hardlink</type></file></toc></xar>\n";
	const size_t len = sizeof(toc) - 1;

	bytes_adds(ret, "xar!");
	bytes_be(ret, 28, 2);
	bytes_be(ret, 1, 2);
	bytes_be(ret, len + 11, 8);
	bytes_be(ret, len, 8);
	bytes_be(ret, 0, 4); /* no checksum */
	bytes_add(ret, "\170\001\001", 3);
	bytes_le(ret, len, 2);
	bytes_le(ret, len ^ 0xffff, 2);
	bytes_adds(ret, toc);
	bytes_be(ret, adler32(toc, len), 4);
}

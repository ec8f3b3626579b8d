/* SPDX-License-Identifier: MIT */
/*
 * Each format as it is published, with one member, "dir/one", that says
 * "hello" and a newline and is not compressed.
 */
#include "lib/craft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA "hello\n"
#define DATA_LEN 6u
#define NAME "dir/one"
#define NAME_LEN 7u
#define UNIX_TIME 1600000000u
#define DOS_DATE 0x512du /* the same day, 12:26 */
#define DOS_TIME 0x6340u

/* --- bytes ---------------------------------------------------------------- */

void
bytes_add(struct bytes *b, const void *more, size_t len)
{
	if (len > b->room - b->len) {
		b->room = (b->len + len) * 2;
		b->buf = realloc(b->buf, b->room);
		if (!b->buf)
			abort();
	}
	memcpy(b->buf + b->len, more, len);
	b->len += len;
}

void
bytes_adds(struct bytes *b, const char *text)
{
	bytes_add(b, text, strlen(text));
}

void
bytes_zero(struct bytes *b, size_t n)
{
	while (n-- > 0)
		bytes_add(b, "", 1);
}

void
bytes_le(struct bytes *b, uint64_t n, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)(n >> (8 * i));

		bytes_add(b, &c, 1);
	}
}

void
bytes_be(struct bytes *b, uint64_t n, size_t len)
{
	for (size_t i = len; i-- > 0;) {
		unsigned char c = (unsigned char)(n >> (8 * i));

		bytes_add(b, &c, 1);
	}
}

void
bytes_align(struct bytes *b, size_t n)
{
	while (b->len % n != 0)
		bytes_zero(b, 1);
}

uint32_t
bytes_crc32(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

void
craft_clear(struct bytes *b)
{
	free(b->buf);
	*b = (struct bytes){ 0 };
}

/* --- formats -------------------------------------------------------------- */

/* A block: the low half of the CRC of what follows it, and that. */
static void
add_rar4(struct bytes *ret, struct bytes *block)
{
	bytes_le(ret, bytes_crc32(block->buf, block->len) & 0xffff, 2);
	bytes_add(ret, block->buf, block->len);
	craft_clear(block);
}

static void
make_rar4(struct bytes *ret)
{
	struct bytes b = { 0 };

	bytes_add(ret, "Rar!\032\007\0", 7);
	bytes_le(&b, 0x73, 1); /* the archive */
	bytes_le(&b, 0, 2);
	bytes_le(&b, 13, 2);
	bytes_zero(&b, 6);
	add_rar4(ret, &b);
	bytes_le(&b, 0x74, 1); /* a file */
	bytes_le(&b, 0x8000, 2);
	bytes_le(&b, 32 + NAME_LEN, 2);
	bytes_le(&b, DATA_LEN, 4);
	bytes_le(&b, DATA_LEN, 4);
	bytes_le(&b, 3, 1); /* Unix */
	bytes_le(&b, bytes_crc32(DATA, DATA_LEN), 4);
	bytes_le(&b, DOS_DATE << 16 | DOS_TIME, 4);
	bytes_le(&b, 20, 1);
	bytes_le(&b, 0x30, 1); /* stored */
	bytes_le(&b, NAME_LEN, 2);
	bytes_le(&b, 0100644, 4);
	bytes_adds(&b, NAME);
	add_rar4(ret, &b);
	bytes_adds(ret, DATA);
	bytes_add(ret, "\304\075\173\0\100\007\0", 7);
}

/* CRC and size, and what is so long; less than 128. */
static void
add_rar5(struct bytes *ret, struct bytes *block)
{
	struct bytes whole = { 0 };

	bytes_le(&whole, block->len, 1);
	bytes_add(&whole, block->buf, block->len);
	bytes_le(ret, bytes_crc32(whole.buf, whole.len), 4);
	bytes_add(ret, whole.buf, whole.len);
	craft_clear(&whole);
	craft_clear(block);
}

static void
make_rar5(struct bytes *ret)
{
	struct bytes b = { 0 };

	bytes_add(ret, "Rar!\032\007\001\0", 8);
	bytes_add(&b, "\001\0\0", 3); /* the archive */
	add_rar5(ret, &b);
	bytes_add(&b, "\002\002", 2); /* a file, with data behind it */
	bytes_le(&b, DATA_LEN, 1);
	bytes_le(&b, 2 | 4, 1); /* has a time and a CRC */
	bytes_le(&b, DATA_LEN, 1);
	bytes_add(&b, "\244\203\002", 3); /* 0100644, 7 bits a byte */
	bytes_le(&b, UNIX_TIME, 4);
	bytes_le(&b, bytes_crc32(DATA, DATA_LEN), 4);
	bytes_add(&b, "\0\001", 2); /* stored; Unix */
	bytes_le(&b, NAME_LEN, 1);
	bytes_adds(&b, NAME);
	add_rar5(ret, &b);
	bytes_adds(ret, DATA);
	bytes_add(&b, "\005\0\0", 3); /* the end */
	add_rar5(ret, &b);
}

/* From its list on it is encrypted: what follows is as good as random. */
static void
make_secret_rar4(struct bytes *ret)
{
	struct bytes b = { 0 };

	bytes_add(ret, "Rar!\032\007\0", 7);
	bytes_add(&b, "\163\200\0\015\0\0\0\0\0\0\0", 11);
	add_rar4(ret, &b);
	bytes_adds(ret, "the salt, and much that makes no sense to anybody");
}

static void
make_secret_rar5(struct bytes *ret)
{
	struct bytes b = { 0 };

	bytes_add(ret, "Rar!\032\007\001\0", 8);
	bytes_add(&b, "\004\0\0\0\017", 5);
	bytes_adds(&b, "0123456789abcdef");
	add_rar5(ret, &b);
	bytes_adds(ret, "much that makes no sense to anybody");
}

static void
make_cab(struct bytes *ret)
{
	const uint32_t files = 36 + 8, data = files + 16 + NAME_LEN + 1;

	bytes_add(ret, "MSCF\0\0\0\0", 8);
	bytes_le(ret, data + 8 + DATA_LEN, 4); /* all of it */
	bytes_zero(ret, 4);
	bytes_le(ret, files, 4);
	bytes_zero(ret, 4);
	bytes_add(ret, "\003\001\001\0\001\0", 6); /* 1.3, a folder, a file */
	bytes_zero(ret, 6);
	bytes_le(ret, data, 4); /* the folder */
	bytes_le(ret, 1, 2);
	bytes_le(ret, 0, 2); /* stored */
	bytes_le(ret, DATA_LEN, 4);
	bytes_zero(ret, 6);
	bytes_le(ret, DOS_DATE, 2);
	bytes_le(ret, DOS_TIME, 2);
	bytes_le(ret, 0x20, 2);
	bytes_add(ret, "dir\\one", NAME_LEN + 1);
	bytes_zero(ret, 4); /* no checksum */
	bytes_le(ret, DATA_LEN, 2);
	bytes_le(ret, DATA_LEN, 2);
	bytes_adds(ret, DATA);
}

static uint32_t
crc16(const char *bytes, size_t len)
{
	uint32_t crc = 0;

	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xa001u : 0);
	}
	return crc;
}

static void
make_lha(struct bytes *ret)
{
	struct bytes b = { 0 };
	uint32_t sum = 0;

	bytes_adds(&b, "-lh0-"); /* stored */
	bytes_le(&b, DATA_LEN, 4);
	bytes_le(&b, DATA_LEN, 4);
	bytes_le(&b, DOS_DATE << 16 | DOS_TIME, 4);
	bytes_le(&b, 0x20, 1);
	bytes_le(&b, 0, 1); /* level of the header */
	bytes_le(&b, NAME_LEN, 1);
	bytes_adds(&b, "dir\\one");
	bytes_le(&b, crc16(DATA, DATA_LEN), 2);
	for (size_t i = 0; i < b.len; i++)
		sum += b.buf[i];
	bytes_le(ret, b.len, 1);
	bytes_le(ret, sum, 1);
	bytes_add(ret, b.buf, b.len);
	bytes_adds(ret, DATA);
	bytes_zero(ret, 1); /* the end */
	craft_clear(&b);
}

static void
add_newc(struct bytes *b, const char *name, unsigned int mode, const char *data)
{
	char head[111];

	(void)snprintf(head, sizeof(head),
		"070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 1,
		mode, 0, 0, 1, UNIX_TIME, (unsigned int)strlen(data), 0, 0, 0,
		0, (unsigned int)strlen(name) + 1, 0);
	bytes_adds(b, head);
	bytes_add(b, name, strlen(name) + 1);
	bytes_align(b, 4);
	bytes_adds(b, data);
	bytes_align(b, 4);
}

/* A section of one tag, a name of three letters. */
static void
add_rpm_section(struct bytes *b)
{
	bytes_add(b, "\216\255\350\001\0\0\0\0", 8);
	bytes_be(b, 1, 4);
	bytes_be(b, 4, 4);
	bytes_be(b, 1000, 4);
	bytes_be(b, 6, 4);
	bytes_be(b, 0, 4);
	bytes_be(b, 1, 4);
	bytes_add(b, "one", 4);
}

static void
make_rpm(struct bytes *ret)
{
	struct bytes b = { 0 };

	bytes_add(ret, "\355\253\356\333\003\0\0\0\0\001", 10);
	bytes_adds(ret, "one-1-1");
	bytes_zero(ret, 66 - 7);
	bytes_be(ret, 1, 2);
	bytes_be(ret, 5, 2);
	bytes_zero(ret, 16);
	add_rpm_section(ret);
	bytes_align(ret, 8);
	add_rpm_section(ret);
	add_newc(&b, "./" NAME, 0100644, DATA);
	add_newc(&b, "TRAILER!!!", 0, "");
	bytes_add(ret, b.buf, b.len);
	craft_clear(&b);
}

const struct craft crafts[] = {
	{ "rar4", make_rar4 },
	{ "rar5", make_rar5 },
	{ "secret.rar4", make_secret_rar4 },
	{ "secret.rar5", make_secret_rar5 },
	{ "cab", make_cab },
	{ "lha", make_lha },
	{ "rpm", make_rpm },
	{ "quine.gz", craft_quine_gzip },
	{ "quine.zip", craft_quine_zip },
	{ "loop.iso", craft_loop_iso },
	{ "loop.xar", craft_loop_xar },
	{ NULL, NULL },
};

void
craft(struct bytes *ret, const char *name)
{
	for (const struct craft *c = crafts; c->name; c++) {
		if (strcmp(c->name, name) == 0) {
			c->make(ret);
			return;
		}
	}
	abort();
}

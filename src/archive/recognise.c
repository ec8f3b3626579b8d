/* SPDX-License-Identifier: MIT */
#include "archive/recognise.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct mark {
	size_t at;
	size_t len;
	const char *bytes;
	enum archive_guess guess;
};

#define MARK(at, bytes, guess)                                                 \
	{                                                                      \
		at, sizeof(bytes) - 1, bytes, guess                            \
	}

static const struct mark marks[] = {
	MARK(0, "PK\003\004", GUESS_YES), /* zip */
	MARK(0, "PK\005\006", GUESS_YES), /* an empty one */
	MARK(0, "PK00PK\003\004", GUESS_YES),
	MARK(0, "PK\007\010PK\003\004", GUESS_YES),
	MARK(0, "7z\274\257\047\034", GUESS_YES),
	MARK(0, "Rar!\032\007", GUESS_YES), MARK(257, "ustar", GUESS_YES),
	MARK(0, "xar!", GUESS_YES), MARK(0, "MSCF", GUESS_YES), /* cab */
	MARK(0, "!<arch>\n", GUESS_YES),
	MARK(0, "\355\253\356\333", GUESS_YES), /* rpm */
	MARK(0, "070701", GUESS_YES),		/* cpio */
	MARK(0, "070702", GUESS_YES), MARK(0, "070707", GUESS_YES),
	MARK(0, "\307\161", GUESS_PERHAPS), /* cpio, binary, either way */
	MARK(0, "\161\307", GUESS_PERHAPS), MARK(0, "#mtree", GUESS_MTREE),
	MARK(0, "WARC/", GUESS_YES),
	MARK(RECOGNISE_ISO_AT, RECOGNISE_ISO, GUESS_YES),
	/* compressed, whatever is within */
	MARK(0, "\037\213\010", GUESS_YES),	/* gzip */
	MARK(0, "BZh", GUESS_PERHAPS),		/* see is_bzip2() */
	MARK(0, "\3757zXZ\000", GUESS_YES),	/* xz */
	MARK(0, "\050\265\057\375", GUESS_YES), /* zstd */
	MARK(1, "\052\115\030", GUESS_PERHAPS), /* its skipped frames */
	MARK(0, "\004\042\115\030", GUESS_YES), /* lz4 */
	MARK(0, "\002\041\114\030", GUESS_YES), /* an old one */
	MARK(0, "LZIP", GUESS_YES),
	MARK(0, "\037\235", GUESS_PERHAPS),	/* compress */
	MARK(0, "\135\000\000", GUESS_PERHAPS), /* lzma */
	MARK(0, "MZ", GUESS_PERHAPS),		/* unpacks itself */
	MARK(0, "\177ELF", GUESS_PERHAPS),	/* likewise */
};

static bool
has_mark(const struct mark *mark, const unsigned char *head, size_t len)
{
	return mark->at <= len && mark->len <= len - mark->at &&
		memcmp(head + mark->at, mark->bytes, mark->len) == 0;
}

/* The digit of its level, and the beginning of a block or of the end. */
static bool
is_bzip2(const unsigned char *head, size_t len)
{
	return len >= 10 && memcmp(head, "BZh", 3) == 0 && head[3] >= '1' &&
		head[3] <= '9' &&
		(memcmp(head + 4, "1AY&SY", 6) == 0 ||
			memcmp(head + 4, "\027\162\105\070\120\220", 6) == 0);
}

/* "-lh5-", behind the size of the header and a checksum. */
static bool
is_lha(const unsigned char *head, size_t len)
{
	return len >= 21 && head[2] == '-' && head[3] == 'l' &&
		(head[4] == 'h' || head[4] == 'z') && head[6] == '-' &&
		head[20] <= 3;
}

/* An octal number with blanks before and NUL or blanks behind. */
static bool
read_octal(uint32_t *ret, const unsigned char *field, size_t len)
{
	bool has_digit = false;
	size_t i = 0;

	*ret = 0;
	while (i < len && field[i] == ' ')
		i++;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++) {
		*ret = *ret * 8 + (uint32_t)(field[i] - '0');
		has_digit = true;
	}
	for (; i < len; i++)
		if (field[i] != ' ' && field[i] != '\0')
			return false;
	return has_digit;
}

/* A tar from before ustar has nothing but the sum of its header, in which the
 * sum itself counts as blanks. */
static bool
is_old_tar(const unsigned char *head, size_t len)
{
	uint32_t told, sum = 0;

	if (len < 512 || head[0] == '\0' || !read_octal(&told, head + 148, 8))
		return false;
	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : head[i];
	return sum == told;
}

enum archive_guess
archive_recognise(const void *head, size_t len)
{
	enum archive_guess guess = GUESS_NO;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!has_mark(&marks[i], head, len))
			continue;
		if (marks[i].guess >= GUESS_YES)
			return marks[i].guess;
		guess = GUESS_PERHAPS;
	}
	if (len >= 3 && memcmp(head, "BZh", 3) == 0)
		return is_bzip2(head, len) ? GUESS_YES : GUESS_NO;
	if (is_lha(head, len) || is_old_tar(head, len))
		return GUESS_YES;
	return guess;
}

/* SPDX-License-Identifier: MIT */
#include "util/fold.h"

#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

/* Code points that the names of file systems take, however they decompose. */
#define ON_STACK 1024

/* --- ASCII ---------------------------------------------------------------- */

/* Eight bytes at a time: names are looked at by the million. */
#define WORD sizeof(uint64_t)
#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

static uint64_t
load_word(const char *s)
{
	uint64_t word;

	memcpy(&word, s, WORD);
	return word;
}

bool
fold_is_ascii(const char *s, size_t len)
{
	uint64_t all = 0;
	size_t i = 0;

	for (; i + WORD <= len; i += WORD)
		all |= load_word(s + i);
	for (; i < len; i++)
		all |= (unsigned char)s[i];
	return (all & EACH_BYTE(0x80)) == 0;
}

/* Each byte's top bit says whether it is at least, and above, as large: none
 * carries into the next where all are ASCII. */
static uint64_t
lower_word(uint64_t word)
{
	uint64_t from_a = word + EACH_BYTE(0x80 - 'A');
	uint64_t above_z = word + EACH_BYTE(0x7f - 'Z');

	return word | ((from_a & ~above_z & EACH_BYTE(0x80)) >> 2);
}

bool
fold_lower_ascii(char *to, const char *s, size_t len)
{
	uint64_t all = 0;
	size_t i = 0;

	for (; i + WORD <= len; i += WORD) {
		uint64_t word = load_word(s + i);

		all |= word;
		word = lower_word(word);
		memcpy(to + i, &word, WORD);
	}
	for (; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		all |= c;
		to[i] = (char)(c + ((unsigned char)(c - 'A') < 26) * 32);
	}
	return (all & EACH_BYTE(0x80)) == 0;
}

/* False if it is not. */
static bool
fold_ascii(struct strbuf *ret, const char *s, size_t len, enum fold how)
{
	char *to;

	strbuf_reserve(ret, len);
	to = ret->buf + ret->len;
	if (how == FOLD_CASE ? !fold_lower_ascii(to, s, len) :
			       !fold_is_ascii(s, len)) {
		*to = '\0';
		return false;
	}
	if (how == FOLD_NORMAL)
		memcpy(to, s, len);
	to[len] = '\0';
	ret->len += len;
	return true;
}

/* --- UTF-8 ---------------------------------------------------------------- */

/* Bytes of valid UTF-8 at s. */
static size_t
valid_len(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n =
			utf8proc_iterate((const utf8proc_uint8_t *)s + i,
				(utf8proc_ssize_t)(len - i), &code);

		if (n <= 0)
			break;
		i += (size_t)n;
	}
	return i;
}

/* utf8proc takes no text in which it would need memory of its own, and fails
 * for text that is not valid or is too long only. */
static void
fold_valid(struct strbuf *ret, const char *s, size_t len, enum fold how)
{
	utf8proc_int32_t stack[ON_STACK];
	_cleanup_(freep) utf8proc_int32_t *heap = NULL;
	utf8proc_int32_t *codes = stack;
	utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_ssize_t size = ON_STACK - 1; /* reencode adds a NUL */
	utf8proc_ssize_t n;

	if (how == FOLD_CASE)
		options |= UTF8PROC_CASEFOLD;
	n = utf8proc_decompose((const utf8proc_uint8_t *)s,
		(utf8proc_ssize_t)len, codes, size, options);
	if (n > size) {
		size = n;
		heap = xcalloc((size_t)size + 1, sizeof(*heap));
		codes = heap;
		n = utf8proc_decompose((const utf8proc_uint8_t *)s,
			(utf8proc_ssize_t)len, codes, size, options);
	}
	if (n >= 0)
		n = utf8proc_reencode(codes, n, options);
	if (n >= 0)
		strbuf_add(ret, codes, (size_t)n);
	else
		strbuf_add(ret, s, len);
}

static void
fold_part(struct strbuf *ret, const char *s, size_t len, enum fold how)
{
	if (fold_ascii(ret, s, len, how))
		return;
	while (len > 0) {
		size_t n = valid_len(s, len);

		if (n > 0)
			fold_valid(ret, s, n, how);
		if (n < len)
			strbuf_addc(ret, s[n++]);
		s += n;
		len -= n;
	}
}

/* Of a path most parts are ASCII, and nothing combines with the slash between
 * them. */
void
fold_bytes(struct strbuf *ret, const char *s, size_t len, enum fold how)
{
	if (fold_ascii(ret, s, len, how))
		return;
	while (len > 0) {
		const char *slash = memchr(s, '/', len);
		size_t n = slash ? (size_t)(slash - s) + 1 : len;

		fold_part(ret, s, n, how);
		s += n;
		len -= n;
	}
}

bool
fold_has_upper(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n =
			utf8proc_iterate((const utf8proc_uint8_t *)s + i,
				(utf8proc_ssize_t)(len - i), &code);

		if (n > 0 && utf8proc_tolower(code) != code)
			return true;
		i += n > 0 ? (size_t)n : 1;
	}
	return false;
}

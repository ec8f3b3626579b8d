/* SPDX-License-Identifier: MIT */
#include "util/strbuf.h"

#include "util/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Shared by every empty strbuf of every thread, so it is never written to,
 * not even with the NUL that is there already.
 */
char strbuf_empty[1];

void
strbuf_reserve(struct strbuf *s, size_t more)
{
	size_t need;
	size_t size;

	/* SIZE_MAX cannot be had: xreallocarray() reports it. */
	if (__builtin_add_overflow(s->len, more, &need) || need == SIZE_MAX)
		need = SIZE_MAX - 1;
	need++;
	if (need <= s->size)
		return;

	/* Half as much again: additions cost constant time on average. */
	size = s->size < 32 ? 32 : s->size;
	while (size < need && size <= SIZE_MAX / 2)
		size += size / 2;
	if (size < need)
		size = need;
	s->buf = xreallocarray(s->size > 0 ? s->buf : NULL, size, 1);
	s->size = size;
	s->buf[s->len] = '\0';
}

void
strbuf_add(struct strbuf *s, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	strbuf_reserve(s, len);
	memcpy(s->buf + s->len, bytes, len);
	s->len += len;
	s->buf[s->len] = '\0';
}

void
strbuf_adds(struct strbuf *s, const char *string)
{
	strbuf_add(s, string, strlen(string));
}

void
strbuf_addc(struct strbuf *s, char c)
{
	strbuf_add(s, &c, 1);
}

void
strbuf_addf(struct strbuf *s, const char *format, ...)
{
	va_list args;
	va_list again;
	size_t room = s->size > 0 ? s->size - s->len : 0;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(room > 0 ? s->buf + s->len : NULL, room, format, args);
	va_end(args);
	if (len < 0)
		abort(); /* beyond INT_MAX, or a format of ours is wrong */
	if ((size_t)len >= room && len > 0) {
		strbuf_reserve(s, (size_t)len);
		len = vsnprintf(s->buf + s->len, (size_t)len + 1, format,
			again);
		if (len < 0)
			abort();
	}
	va_end(again);
	s->len += (size_t)len;
}

void
strbuf_add_u64(struct strbuf *s, uint64_t n, size_t width)
{
	char digits[20]; /* of 2^64 */
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0 || (at > 0 && sizeof(digits) - at < width));
	strbuf_add(s, digits + at, sizeof(digits) - at);
}

void
strbuf_add_i64(struct strbuf *s, int64_t n)
{
	if (n < 0)
		strbuf_addc(s, '-');
	strbuf_add_u64(s, n < 0 ? -(uint64_t)n : (uint64_t)n, 1);
}

void
strbuf_truncate(struct strbuf *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->buf[len] = '\0';
}

char *
strbuf_detach(struct strbuf *s)
{
	char *bytes = s->size > 0 ? s->buf : xstrdup("");

	s->buf = strbuf_empty;
	s->len = 0;
	s->size = 0;
	return bytes;
}

void
strbuf_clear(struct strbuf *s)
{
	if (s->size > 0)
		free(s->buf);
	s->buf = strbuf_empty;
	s->len = 0;
	s->size = 0;
}

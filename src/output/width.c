/* SPDX-License-Identifier: MIT */
#include "output/width.h"

#include <string.h>
#include <utf8proc.h>

#define ELLIPSIS "\xe2\x80\xa6" /* U+2026, one column */

/* Bytes of the character at s (len > 0), its columns in *ret_columns. */
static size_t
next_char(const char *s, size_t len, size_t *ret_columns)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
		(utf8proc_ssize_t)len, &code);
	int columns;

	if (n <= 0) {
		*ret_columns = 1;
		return 1;
	}
	columns = utf8proc_charwidth(code);
	*ret_columns = columns > 0 ? (size_t)columns : 0;
	return (size_t)n;
}

size_t
width_of(const char *s, size_t len)
{
	size_t width = 0;

	for (size_t i = 0; i < len;) {
		size_t columns;

		i += next_char(s + i, len - i, &columns);
		width += columns;
	}
	return width;
}

/* Bytes of the longest beginning of at most max columns. */
static size_t
head_len(const char *s, size_t len, size_t max)
{
	size_t i = 0;
	size_t width = 0;

	while (i < len) {
		size_t columns;
		size_t n = next_char(s + i, len - i, &columns);

		if (width + columns > max)
			break;
		width += columns;
		i += n;
	}
	return i;
}

/* Where the longest end of at most max columns starts. */
static size_t
tail_start(const char *s, size_t len, size_t max)
{
	size_t width = width_of(s, len);
	size_t i = 0;
	size_t columns = 0;

	/* A combining mark must not lose its base and land on the ellipsis. */
	while (i < len) {
		size_t n = next_char(s + i, len - i, &columns);

		if (width <= max && columns > 0)
			break;
		width -= columns;
		i += n;
	}
	return i;
}

/*
 * Where the end to keep starts: at the last '/' if it leaves a third of the
 * room for the beginning, and at an earlier one while half the room is left.
 */
static size_t
choose_tail(const char *s, size_t len, size_t room)
{
	const char *slash = memrchr(s, '/', len);
	size_t start;

	if (!slash)
		return tail_start(s, len, room / 2);
	start = (size_t)(slash - s);
	if (width_of(slash, len - start) > room - room / 3)
		return tail_start(s, len, room - room / 3);
	while ((slash = memrchr(s, '/', start)) != NULL) {
		size_t earlier = (size_t)(slash - s);

		if (width_of(slash, len - earlier) > room / 2)
			break;
		start = earlier;
	}
	return start;
}

void
width_shorten(struct strbuf *ret, const char *s, size_t len, size_t max)
{
	const char *slash;
	size_t tail;
	size_t head;

	if (width_of(s, len) <= max) {
		strbuf_add(ret, s, len);
		return;
	}
	if (max == 0)
		return;
	tail = choose_tail(s, len, max - 1);
	head = head_len(s, tail, max - 1 - width_of(s + tail, len - tail));
	/* Whole components read better, unless that wastes most of it. */
	slash = memrchr(s, '/', head);
	if (slash && (size_t)(slash - s) + 1 > head / 2)
		head = (size_t)(slash - s) + 1;
	strbuf_add(ret, s, head);
	strbuf_adds(ret, ELLIPSIS);
	strbuf_add(ret, s + tail, len - tail);
}

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

/* One of the two between an archive and its member, which belong together. */
static bool
is_inside_mark(const char *s, size_t len, size_t slash)
{
	return (slash > 0 && s[slash - 1] == '/') ||
		(slash + 1 < len && s[slash + 1] == '/');
}

/*
 * The start of the longest end of whole components, "/june/file.jpg", that
 * takes at most max columns; from, which fits, if there is none longer.  A
 * member without its archive is no whole component.
 */
static size_t
whole_tail(const char *s, size_t len, size_t from, size_t max)
{
	size_t at = from;
	const char *slash;

	while ((slash = memrchr(s, '/', at)) != NULL) {
		at = (size_t)(slash - s);
		if (width_of(slash, len - at) > max)
			break;
		if (!is_inside_mark(s, len, at))
			from = at;
	}
	return from;
}

/* Bytes of the beginning to keep: whole components unless that is a waste. */
static size_t
choose_head(const char *s, size_t len, size_t max)
{
	size_t head = head_len(s, len, max);
	const char *slash = memrchr(s, '/', head);

	if (slash && (size_t)(slash - s) + 1 > head / 2)
		return (size_t)(slash - s) + 1;
	return head;
}

/*
 * The last components first, as many as leave a third of the room: they tell
 * paths apart that begin alike.  Then the beginning, and what is still free
 * goes to the components before the last.
 */
void
width_shorten(struct strbuf *ret, const char *s, size_t len, size_t max,
	bool ascii)
{
	const char *mark = ascii ? "..." : ELLIPSIS;
	const size_t mark_width = ascii ? 3 : 1;
	size_t room;
	size_t head;
	size_t tail;

	if (width_of(s, len) <= max) {
		strbuf_add(ret, s, len);
		return;
	}
	if (max < mark_width) {
		strbuf_add(ret, mark, max); /* one byte a column */
		return;
	}
	room = max - mark_width;
	tail = whole_tail(s, len, len, room - room / 3);
	if (tail == len)
		tail = tail_start(s, len,
			memchr(s, '/', len) ? room - room / 3 : room / 2);
	head = choose_head(s, tail, room - width_of(s + tail, len - tail));
	if (s[tail] == '/')
		tail = whole_tail(s, len, tail, room - width_of(s, head));
	strbuf_add(ret, s, head);
	strbuf_adds(ret, mark);
	strbuf_add(ret, s + tail, len - tail);
}

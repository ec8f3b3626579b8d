/* SPDX-License-Identifier: MIT */
#include "util/escape.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

static bool
is_plain_ascii(char c)
{
	return c >= 0x20 && c < 0x7f;
}

static bool
is_harmful(utf8proc_int32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		return true;
	if (c == 0x061c || c == 0x200e || c == 0x200f)
		return true; /* marks: they turn what stands beside them */
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
		c == 0x2028 || c == 0x2029;
}

/*
 * May the character at s be printed as it stands?  *ret_len gets its length,
 * 1 for a byte that is not UTF-8.
 */
static bool
is_printable(const char *s, size_t len, size_t *ret_len)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*ret_len = 1;
	if (is_plain_ascii(s[0]))
		return true;
	/* A copy: char is signed, and no cast may say otherwise. */
	if (len > sizeof(bytes))
		len = sizeof(bytes);
	memcpy(bytes, s, len);
	n = utf8proc_iterate(bytes, (utf8proc_ssize_t)len, &c);
	if (n <= 0)
		return false;
	*ret_len = (size_t)n;
	return !is_harmful(c);
}

/* How many bytes at s need no escape. */
static size_t
printable_run(const char *s, size_t len)
{
	size_t run = 0;

	while (run < len) {
		size_t n;

		if (!is_printable(s + run, len - run, &n))
			break;
		run += n;
	}
	return run;
}

static void
add_escaped(struct strbuf *ret, char c)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t byte = (uint8_t)c;

	strbuf_addc(ret, '\\');
	switch (c) {
	case '\n':
		strbuf_addc(ret, 'n');
		return;
	case '\t':
		strbuf_addc(ret, 't');
		return;
	case '\r':
		strbuf_addc(ret, 'r');
		return;
	default:
		strbuf_addc(ret, 'x');
		strbuf_addc(ret, digits[byte >> 4]);
		strbuf_addc(ret, digits[byte & 15]);
	}
}

void
escape_bytes(struct strbuf *ret, const char *s, size_t len)
{
	while (len > 0) {
		size_t run = printable_run(s, len);
		size_t bad = 0;

		strbuf_add(ret, s, run);
		s += run;
		len -= run;
		if (len == 0)
			return;
		(void)is_printable(s, len, &bad); /* it is not */
		for (size_t i = 0; i < bad; i++)
			add_escaped(ret, s[i]);
		s += bad;
		len -= bad;
	}
}

bool
escape_make_valid(struct strbuf *ret, const char *s, size_t len)
{
	static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
	bool replaced = false;

	while (len > 0) {
		utf8proc_uint8_t bytes[4];
		utf8proc_int32_t c;
		utf8proc_ssize_t n = 1;

		memcpy(bytes, s, len < sizeof(bytes) ? len : sizeof(bytes));
		if (!is_plain_ascii(s[0]))
			n = utf8proc_iterate(bytes,
				len < sizeof(bytes) ? (utf8proc_ssize_t)len : 4,
				&c);
		if (n > 0) {
			strbuf_add(ret, s, (size_t)n);
		} else {
			strbuf_adds(ret, replacement);
			replaced = true;
			n = 1;
		}
		s += n;
		len -= (size_t)n;
	}
	return replaced;
}

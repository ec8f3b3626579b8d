/* SPDX-License-Identifier: MIT */
/*
 * A growing byte string.  Holds any bytes, NUL included; always followed by a
 * NUL that is not counted, so buf is a C string where the content is one.
 *
 * Invariants: buf is never NULL (STRBUF_INIT points at a static empty
 * string); buf[len] == 0.  Running out of memory aborts the program: a path
 * that cannot be held cannot be reported either.
 * Threads: none; one owner.
 */
#ifndef CATALOG_UTIL_STRBUF_H
#define CATALOG_UTIL_STRBUF_H

#include <stddef.h>
#include <stdint.h>

struct strbuf {
	char *buf;   /* never NULL */
	size_t len;  /* bytes in use, without the closing NUL */
	size_t size; /* bytes allocated; 0 while buf is the static "" */
};

extern char strbuf_empty[];
#define STRBUF_INIT                                                            \
	{                                                                      \
		strbuf_empty, 0, 0                                             \
	}

void strbuf_reserve(struct strbuf *s, size_t more);
void strbuf_add(struct strbuf *s, const void *bytes, size_t len);
void strbuf_adds(struct strbuf *s, const char *string);
void strbuf_addc(struct strbuf *s, char c);
void strbuf_addf(struct strbuf *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* In decimal; with zeros before it, if it has fewer digits than width. */
void strbuf_add_u64(struct strbuf *s, uint64_t n, size_t width);
void strbuf_add_i64(struct strbuf *s, int64_t n);
/* Shorten to len bytes (len <= s->len); keeps the allocation. */
void strbuf_truncate(struct strbuf *s, size_t len);
/* Give the bytes to the caller, who frees them; s is empty again. */
char *strbuf_detach(struct strbuf *s);
/* Free; s is empty again.  Also the _cleanup_ function. */
void strbuf_clear(struct strbuf *s);

#endif

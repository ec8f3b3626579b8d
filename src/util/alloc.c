/* SPDX-License-Identifier: MIT */
#include "util/alloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Tables from two of them on are made of such. */
#define LARGE_PAGE ((size_t)2 << 20)
#define CACHE_LINE ((size_t)64)

/* write(), not stdio: there is no memory for a buffer to be had. */
static _Noreturn void
out_of_memory(void)
{
	static const char text[] = "catalog: out of memory\n";

	/* Nothing is left to do if this fails too. */
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		abort();
	abort();
}

void *
xcalloc(size_t n, size_t size)
{
	void *p;

	/* calloc(0) may return NULL, which here means failure. */
	if (n == 0 || size == 0)
		n = size = 1;
	p = calloc(n, size);
	if (!p)
		out_of_memory();
	return p;
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	/* realloc(p, 0) frees p on some systems and not on others. */
	if (n == 0 || size == 0)
		n = size = 1;
	p = reallocarray(p, n, size);
	if (!p)
		out_of_memory();
	return p;
}

void *
xgrow(void *items, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return items;
	if (n > SIZE_MAX / 2)
		out_of_memory();
	return xreallocarray(items, n > 0 ? 2 * n : 1, size);
}

char *
xstrdup(const char *s)
{
	return xmemdupz(s, strlen(s));
}

char *
xmemdupz(const void *bytes, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		out_of_memory();
	copy = xreallocarray(NULL, len + 1, 1);
	if (len > 0) /* bytes may be NULL then */
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

void *
calloc_large(size_t n, size_t size)
{
	const size_t n_bytes = size > 0 ? n * size : 0;
	const bool is_large = n_bytes >= 2 * LARGE_PAGE;
	void *p;

	if (size > 0 && n > SIZE_MAX / 2 / size)
		return NULL;
	if (posix_memalign(&p, is_large ? LARGE_PAGE : CACHE_LINE,
		    n_bytes > 0 ? n_bytes : 1) != 0)
		return NULL;
	if (is_large) /* a hint */
		(void)madvise(p, n_bytes, MADV_HUGEPAGE);
	return memset(p, 0, n_bytes);
}

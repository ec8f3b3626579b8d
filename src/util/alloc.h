/* SPDX-License-Identifier: MIT */
/*
 * Small allocations whose failure leaves nothing sensible to do: they print
 * "out of memory" to stderr and abort, so the catalogue keeps its last commit.
 * For anything sized by the data (a directory of a million names) use
 * calloc() and report ENOMEM.  (As git and tmux do; see STYLE 1.2.)
 */
#ifndef CATALOG_UTIL_ALLOC_H
#define CATALOG_UTIL_ALLOC_H

#include <stddef.h>

void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
/*
 * Room for one more behind the first n items of an array that grows by this
 * alone: doubled where n is a power of two, so n times in turn is linear.
 */
void *xgrow(void *items, size_t n, size_t size);
char *xstrdup(const char *s);
char *xmemdupz(const void *bytes, size_t len); /* copy and NUL-terminate */

/*
 * As calloc(), for a table whose items are met in no order: at the beginning of a
 * cache line; of large pages, where there are such and it fills some; and written.
 * With small pages much of the time goes into looking up where these are; and one
 * that is read before it is written (as atomic operations do) is made twice, the
 * second time with a word to the other thread's processor.  NULL: there is no
 * memory.  For free().
 */
void *calloc_large(size_t n, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Reading a large file without filling the page cache with it.
 *
 * What was there before stays, what was not goes again: by RWF_DONTCACHE where
 * the kernel and the file system know that, else by POSIX_FADV_DONTNEED for
 * each slice of which nothing was there before the file was read (mincore(2)).
 */
#ifndef CATALOG_HASH_PASSING_H
#define CATALOG_HASH_PASSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* So many slices are looked at before they are read: readahead is not that far
 * ahead. */
#define PASSING_LOOKS 4

/* From so many bytes on a file pushes others out of the page cache, and will
 * not be read again so soon that it is still there. */
#define PASSING_BYTES (INT64_C(64) << 20)

struct passing {
	bool is_on;
	bool by_flag; /* RWF_DONTCACHE, until a read says no */
	int64_t size;
	int64_t slice;		       /* that is being read; -1: none yet */
	int64_t looked;		       /* the next to be looked at */
	bool was_there[PASSING_LOOKS]; /* was anything of those there? */
};

/* Of a file of this size. */
void passing_begin(struct passing *p, int64_t size);
/* As io_pread_full(). */
ssize_t passing_read(struct passing *p, int fd, void *buffer, size_t count,
	int64_t offset);
/* All of it was read, or no more is. */
void passing_end(struct passing *p, int fd);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Where the files below a directory are on the disk of a model: in the order
 * in which the file system has them, whose blocks are spread over so much of
 * the model's disk in pieces that stay whole.
 */
#ifndef CATALOG_BENCH_LAYOUT_H
#define CATALOG_BENCH_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct layout;

/* Looks at all files below the directory. */
struct layout *layout_new(const char *dir, int64_t span_bytes);
/* The file's bytes from `from` on are there, for *ret_len of `len` at least;
 * -1: they are nowhere. */
int64_t layout_of(const struct layout *layout, int fd, int64_t from,
	int64_t len, int64_t *ret_len);
/* The piece of the table of inodes with this one; false if it was asked for
 * before.  *ret_len bytes are read at a time. */
bool layout_inode(struct layout *layout, ino_t inode, int64_t *ret_at,
	int64_t *ret_len);
/* The same of a directory's own bytes: was it asked for before? */
bool layout_is_new(struct layout *layout, ino_t inode);

#endif

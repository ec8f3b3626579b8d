/* SPDX-License-Identifier: MIT */
/*
 * An entry: one name in a directory with what lstat said of it.  A plain
 * value that every layer understands.
 */
#ifndef CATALOG_MODEL_ENTRY_H
#define CATALOG_MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct entry {
	const char *name;   /* borrowed; any bytes but '/' and NUL */
	size_t name_len;    /* 1..255 on every Linux file system */
	uint64_t inode;	    /* the 64-bit pattern; above 2^63 is legal */
	int64_t size_bytes; /* st_size */
	int64_t blocks;	    /* st_blocks, units of 512 bytes */
	int64_t mtime_ns;   /* since 1970, negative before */
	int64_t ctime_ns;
	uint32_t mode; /* type and permission bits, st_mode */
	uint32_t uid;
	uint32_t gid;
	uint32_t nlink; /* saturated at UINT32_MAX */
};

/* name is borrowed by the entry. */
void entry_from_stat(struct entry *ret, const char *name, size_t name_len,
	const struct stat *st);

/* find(1)'s letter: f d l p s c b, or ? for what nobody knows. */
char entry_type_letter(uint32_t mode);

/* Everything but the name is equal. */
bool entry_same_facts(const struct entry *a, const struct entry *b);

/* Size, mtime, ctime and inode are equal: digests taken then still hold. */
bool entry_same_content_facts(const struct entry *a, const struct entry *b);

static inline bool
entry_is_directory(const struct entry *e)
{
	return S_ISDIR(e->mode);
}

static inline bool
entry_is_regular(const struct entry *e)
{
	return S_ISREG(e->mode);
}

#endif

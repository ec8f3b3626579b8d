/* SPDX-License-Identifier: MIT */
/*
 * Which files were seen, for looks that count each once however many names it
 * has.  By several threads at once.  Private to src/store.
 */
#ifndef CATALOG_STORE_CONTENT_INODE_TABLE_H
#define CATALOG_STORE_CONTENT_INODE_TABLE_H

#include "store/pages/stored.h"

#include <stddef.h>
#include <stdint.h>

/* A file of some content, by one of its names. */
struct counted_file {
	int64_t content_id; /* from 1 to STORED_CONTENTS_MAX */
	int64_t inode;
	uint16_t volume; /* its place (volume_runs.h) */
};

struct inode_slot {
	uint64_t inode; /* of a volume: key_of(); 0: free */
	uint64_t file;	/* its content and its volume; 0: not yet */
};

struct inode_table {
	struct inode_slot *slots;
	size_t n_blocks;
};

enum inode_seen {
	INODE_NEW,
	INODE_AGAIN, /* and what it said was the same */
	/* It has another content by another name, or there is no room: once for
	 * each such name, and never before the first one of its content. */
	INODE_ELSE,
};

/* With room for so many files and a quarter more; one that is full stays right.
 * 0 or -ENOMEM. */
int inode_table_make(struct inode_table *ret, size_t n_files);
void inode_table_clear(struct inode_table *table);
enum inode_seen inode_table_add(struct inode_table *table,
	const struct counted_file *file);
/* It will be added soon: the memory may bring its slot. */
void inode_table_expect(const struct inode_table *table,
	const struct counted_file *file);
/* For qsort(): by content, volume and inode. */
int counted_file_compare(const void *a, const void *b);

#endif

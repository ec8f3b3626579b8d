/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten/: the names that wait, one behind the other in memory
 * that never moves.  There are many, and new memory is what takes the time, so
 * each takes no more of it than it needs: some 55 bytes.
 */
#ifndef CATALOG_STORE_UNWRITTEN_NAMES_H
#define CATALOG_STORE_UNWRITTEN_NAMES_H

#include "model/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What does not fit below: of large files, hard links, large numbers. */
struct unwritten_facts {
	int64_t size_bytes;
	uint64_t inode;
	int64_t blocks;
	uint32_t attribute_id;
	uint32_t nlink;
};

/* As it is kept. */
struct unwritten_name {
	int64_t mtime_ns;
	int64_t lag;
	uint32_t dir_id;
	uint32_t id;   /* of a directory: child_id; else content_id */
	uint32_t size; /* or which of the facts that are kept apart it has */
	uint32_t inode;
	uint16_t blocks;
	uint16_t attribute_id;
	uint16_t len;
	bool is_directory : 1;
	bool is_apart : 1;
	char bytes[];
};

struct unwritten_block;

/* All zero: none. */
struct unwritten_names {
	struct unwritten_block *last;
	struct unwritten_facts *apart;
	size_t n_apart;
	size_t n_bytes; /* of the names alone */
};

/* What can be kept so has numbers of less than this, and a name not longer. */
#define UNWRITTEN_ID_MAX UINT32_MAX
#define UNWRITTEN_LEN_MAX UINT16_MAX

void unwritten_names_clear(struct unwritten_names *names);
/* Copies it; id: as above. */
struct unwritten_name *unwritten_names_add(struct unwritten_names *names,
	int64_t dir_id, const struct entry *e, int64_t attribute_id, int64_t id,
	bool is_directory);
struct unwritten_facts unwritten_facts(const struct unwritten_names *names,
	const struct unwritten_name *name);
/* The one behind it in memory, if that is the one that came after it. */
struct unwritten_name *unwritten_name_next(struct unwritten_name *name);

#endif

/* SPDX-License-Identifier: MIT */
#include "scan/seal.h"

#include <string.h>
#include <xxhash.h>

/* No padding: it is hashed as bytes. */
struct sealed_facts {
	int64_t size_bytes;
	int64_t blocks;
	int64_t mtime_ns;
	int64_t ctime_ns;
	uint64_t inode;
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
	uint32_t nlink;
};
_Static_assert(sizeof(struct sealed_facts) == 56, "padding");

uint64_t
seal_of_name(const struct trust *trust, const struct entry *seen)
{
	struct sealed_facts facts = { .mode = S_IFDIR };
	XXH64_hash_t name = XXH3_64bits(seen->name, seen->name_len);

	if (!entry_is_directory(seen))
		facts = (struct sealed_facts){
			.size_bytes = seen->size_bytes,
			.blocks = seen->blocks,
			.mtime_ns = seen->mtime_ns,
			.ctime_ns = trust->ctime_ignored ? 0 : seen->ctime_ns,
			.inode = trust->inodes_stable ? seen->inode : 0,
			.mode = seen->mode,
			.uid = seen->uid,
			.gid = seen->gid,
			.nlink = seen->nlink,
		};
	return XXH3_64bits_withSeed(&facts, sizeof(facts), name);
}

uint64_t
seal_finish(uint64_t sum)
{
	return sum ? sum : 1;
}

/* SPDX-License-Identifier: MIT */
#include "hash/archive/told.h"

#include "hash/digest.h"

int64_t
told_sum(int64_t sum, const struct member *m)
{
	uint64_t path[2], all[2];
	int64_t facts[8];

	digest_memory(path, m->path, m->path_len);
	facts[0] = sum;
	facts[1] = (int64_t)path[0];
	facts[2] = (int64_t)path[1];
	facts[3] = (int64_t)m->level;
	facts[4] = (int64_t)m->mode;
	facts[5] = m->size_bytes;
	facts[6] = m->has_mtime ? m->mtime_ns : 0;
	facts[7] = m->has_crc ? (int64_t)m->crc : -1;
	digest_memory(all, facts, sizeof(facts));
	return (int64_t)all[0];
}

/* SPDX-License-Identifier: MIT */
/* The order in which a head that moves has the shortest way. */
#ifndef CATALOG_HASH_ORDER_H
#define CATALOG_HASH_ORDER_H

#include "hash/digest.h"
#include "hash/ground.h"
#include "hash/job.h"

/*
 * Sort the jobs by where on its disk each will begin to read, as FIEMAP says,
 * or, on a file system that does not say, by inode number, which on most is
 * near that.  Opens each file, in the order of the inodes.  Gives up, in any
 * order, when the digester should stop.
 */
void order_jobs(struct job **jobs, size_t n, const struct grounds *grounds,
	const struct digester *digester);

#endif

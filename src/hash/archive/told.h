/* SPDX-License-Identifier: MIT */
/*
 * A checksum of what an archive said of its members, in order.  Who reads the
 * archive later, and asks for members by their place, compares it.
 */
#ifndef CATALOG_HASH_ARCHIVE_TOLD_H
#define CATALOG_HASH_ARCHIVE_TOLD_H

#include "model/member.h"

/* The sum with one more member; it begins as 0. */
int64_t told_sum(int64_t sum, const struct member *member);

#endif

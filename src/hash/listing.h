/* SPDX-License-Identifier: MIT */
/*
 * A checksum of what an archive said of its members, in order.  Who reads the
 * archive later, and asks for members by their place, compares it.
 */
#ifndef CATALOG_HASH_LISTING_H
#define CATALOG_HASH_LISTING_H

#include "model/member.h"

/* The sum with one more member; it begins as 0. */
int64_t listing_add(int64_t sum, const struct member *member);

#endif

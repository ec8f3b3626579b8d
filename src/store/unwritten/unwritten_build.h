/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten_write.c.
 */
#ifndef CATALOG_STORE_UNWRITTEN_BUILD_H
#define CATALOG_STORE_UNWRITTEN_BUILD_H

#include "store/store.h"

/*
 * Put names and contents into the draft's file as pages (pages/grow.h), outside
 * a transaction: 1, and none wait any more; 0: that cannot be done, and nothing
 * was; or negative, and they are lost.
 */
int unwritten_build(struct store *store, struct error *err);

#endif

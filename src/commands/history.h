/* SPDX-License-Identifier: MIT */
/* How long what changed is remembered. */
#ifndef CATALOG_COMMANDS_HISTORY_H
#define CATALOG_COMMANDS_HISTORY_H

#include "store/store.h"

#define HISTORY_AS_BEFORE (-1)

/*
 * Forget the changes that are older than this many days; 0: none, ever.  The
 * catalogue remembers the number for HISTORY_AS_BEFORE.  In a transaction of
 * its own.
 */
int history_trim(struct store *store, int64_t days, struct error *err);

#endif

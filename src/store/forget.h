/* SPDX-License-Identifier: MIT */
/* What a person asks to have forgotten.  Each in a transaction. */
#ifndef CATALOG_STORE_FORGET_H
#define CATALOG_STORE_FORGET_H

#include "store/volumes.h"

/*
 * A root is no longer one: `catalog scan` leaves it out.  Its entries go with
 * it, but for those that another root above or below still stands for; with
 * keep they all stay, as they were last seen.  Adds the names that went to
 * *removed.
 */
int store_drop_root(struct store *store, const struct root_row *root, bool keep,
	int64_t *removed, struct error *err);

/* A volume with its roots, entries, problems and scans. */
int store_forget_volume(struct store *store, const struct volume_row *volume,
	struct error *err);

#endif

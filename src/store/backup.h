/* SPDX-License-Identifier: MIT */
/* A copy of the catalogue, made while others read and write it. */
#ifndef CATALOG_STORE_BACKUP_H
#define CATALOG_STORE_BACKUP_H

#include "store/store.h"

struct backup_options {
	bool overwrite; /* a file that is there already */
	/* Called after each step, in pages; may be NULL. */
	void (*on_progress)(void *arg, int64_t done, int64_t total);
	void *progress_arg;
};

/*
 * Copy the catalogue, as it is now, to `path` (0600).  It is written as
 * "PATH.part", checked, flushed and renamed: path is a whole copy or what it
 * was before.  The copy has no -wal, so it can be read from a medium that
 * cannot be written.
 *
 * A STORE_READ store with a transaction open (store_begin) copies that
 * snapshot, however much is written meanwhile; WAL only.  With a rollback
 * journal the run lock must be held, or the copy starts over again and again.
 * -EEXIST if there is a file and overwrite is not set, -EINTR when
 * interrupt_pending(), -EUCLEAN if the copy is damaged.
 */
int store_backup(struct store *store, const char *path,
	const struct backup_options *options, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The catalogue file.  This layer is the only one that knows SQL; its verbs
 * take and give model values.
 *
 * Threads: a struct store belongs to one thread for life.  A process has at
 * most one STORE_WRITE store; any number of STORE_READ stores may be open
 * beside it, in other threads, and see its last commit.
 * Transactions: opened by scan and hash, one a batch; the verbs of this layer
 * never open one.  Every verb returns 0 (or 1 where it says so), or a negative
 * code with the sentence in err; a full disk is -ENOSPC.
 */
#ifndef CATALOG_STORE_STORE_H
#define CATALOG_STORE_STORE_H

#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

enum store_mode {
	STORE_READ,  /* fails with -ENOENT when there is no catalogue yet */
	STORE_WRITE, /* creates (0600), migrates after a backup */
};

/*
 * path ":memory:" makes a private one for tests (STORE_WRITE only).
 * Refuses: a file that is not a catalogue, one made by a newer program, a
 * truncated or damaged one; says what to do.  WAL on a local file system, a
 * rollback journal on a network one (store_journal_note() says so).
 */
int store_open(struct store **ret, const char *path, enum store_mode mode,
	struct error *err);
/*
 * As store_open() for writing; but a catalogue that is not there yet is a draft
 * until store_publish(): nobody finds it, nothing of it is waited for, and if
 * the process dies or closes it, nothing is left.  A first scan fills it in
 * less time so.  With the run lock held.
 */
int store_open_draft(struct store **ret, const char *path, struct error *err);
bool store_is_draft(const struct store *store);
/* Is that what follows a catalogue's path in the name of a draft of it? */
bool store_is_draft_name(const char *suffix);
/*
 * Names that are added to a draft from now on wait in memory until it is
 * published (unwritten.h), for what is in them, if their files are read first.
 * Do any?
 */
int store_leave_unwritten(struct store *store, struct error *err);
bool store_has_unwritten(const struct store *store);
/* They have waited long enough.  Outside a transaction. */
int store_write_names(struct store *store, struct error *err);
/* Do so many that there may be no room for what one more transaction adds?  What
 * has none is written in the midst of it, which takes longer. */
bool store_has_many_unwritten(const struct store *store);
/*
 * What was committed is on the disk, whole, and has its name: a catalogue like
 * any other from here on.  Does nothing if it is one.  Outside a transaction,
 * with no statement open; -EEXIST if there is another by now.  Where it fails,
 * the store can be rolled back and closed, no more.
 */
int store_publish(struct store *store, struct error *err);
void store_close(struct store *store);

const char *store_path(const struct store *store);
/* A sentence for people if the file lies on a network file system, or NULL. */
const char *store_journal_note(const struct store *store);

/* BEGIN IMMEDIATE (STORE_WRITE) or BEGIN (STORE_READ: pins a snapshot). */
int store_begin(struct store *store, struct error *err);
/* Before it commits: refreshes totals and copies that the transaction made
 * stale, and raises fact.generation if an entry changed. */
int store_commit(struct store *store, struct error *err);
int store_rollback(struct store *store, struct error *err);

/* fact.value by name. */
int store_fact(struct store *store, int64_t *ret, const char *name,
	struct error *err);
int store_set_fact(struct store *store, const char *name, int64_t value,
	struct error *err);

/* Fold the WAL back and drop the planner's statistics; after a run. */
int store_tidy(struct store *store, struct error *err);

/* Rows inserted, updated or deleted in entry and directory so far; for tests
 * and for the promise that an unchanged re-scan writes none. */
int64_t store_rows_written(const struct store *store);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Names that a walk proved gone.  They are noted while it goes on and removed
 * at its end: then it is known which of them only moved, and how much of a
 * volume would go.  If that is more than max(1000, 20 %) of it, nothing is
 * removed and the scan is HELD (promise 2); the next scan finds the same
 * again, so the decision stays open until the names are back or somebody
 * accepts the loss.
 *
 * Writer's thread, inside its transaction.
 */
#ifndef CATALOG_SCAN_LOSSES_H
#define CATALOG_SCAN_LOSSES_H

#include "scan/batch.h"
#include "scan/targets.h"

struct losses;

struct losses *losses_new(struct store *store, struct targets *targets,
	bool accept);
void losses_free(struct losses *l);

/* An OPERATION_REMOVE of the root with this index. */
int losses_note(struct losses *l, size_t root, const struct operation *op,
	struct error *err);

/*
 * Settle what is noted of the volume of `first`, and write its history.  Not
 * is_whole: the walk was cut short, so nothing is removed.
 */
int losses_settle(struct losses *l, struct target *first, bool is_whole,
	struct error *err);

#endif

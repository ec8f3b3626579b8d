/* SPDX-License-Identifier: MIT */
/* All targets of du together; private to src/report. */
#ifndef CATALOG_REPORT_DU_TOTAL_H
#define CATALOG_REPORT_DU_TOTAL_H

#include "report/du.h"

#include "store/entries.h"

/* One target, as its own row has it. */
struct du_part {
	int64_t volume_id;
	struct totals totals;
};

/*
 * What all targets hold; parts has one for each.  A target that lies in
 * another, or was named twice, counts once, and so does a file with a link in
 * two of the directories.  A file that was named itself counts as one of its
 * own.
 */
int du_total(struct store *store, const struct report_du *options,
	const struct du_part *parts, struct totals *ret, struct error *err);
/* Turns *total into what it was at options->since_ns: as much less as the
 * targets have grown.  *ret_known: that is known of all of them. */
int du_total_then(struct store *store, const struct report_du *options,
	const struct du_part *parts, struct totals *total, bool *ret_known,
	struct error *err);

#endif

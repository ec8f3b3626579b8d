/* SPDX-License-Identifier: MIT */
/* dupes --verify. */
#ifndef CATALOG_COMMANDS_BYTEWISE_H
#define CATALOG_COMMANDS_BYTEWISE_H

#include "commands/session.h"
#include "hash/verify.h"
#include "report/dupes.h"

/*
 * Compare the files of each group that the report is going to show, byte by
 * byte.  A group that falls apart makes room for another below the limit, so
 * it goes on until all that are left were compared.  Needs a session for
 * writing: a digest that proved wrong is cleared.
 */
int compare_groups(struct session *s, const struct report_dupes *report,
	bool quiet, struct verify_stats *stats, struct error *err);

#endif

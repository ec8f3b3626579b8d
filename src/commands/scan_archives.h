/* SPDX-License-Identifier: MIT */
/* scan --archives. */
#ifndef CATALOG_COMMANDS_SCAN_ARCHIVES_H
#define CATALOG_COMMANDS_SCAN_ARCHIVES_H

#include "commands/session.h"
#include "scan/scan.h"

/*
 * Look into the archives of the roots that were scanned, as far as their
 * remembered --archives says.  EXIT_DONE, EXIT_INCOMPLETE, or a negative code.
 */
int scan_archives(struct session *s, const struct context *ctx,
	const struct scan_result *results, size_t n, struct error *err);

#endif

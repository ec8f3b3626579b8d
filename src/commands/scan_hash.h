/* SPDX-License-Identifier: MIT */
/* scan --hash. */
#ifndef CATALOG_COMMANDS_SCAN_HASH_H
#define CATALOG_COMMANDS_SCAN_HASH_H

#include "commands/session.h"
#include "scan/scan.h"

/*
 * Read, of the roots that were scanned, what their remembered --hash says.
 * EXIT_DONE, EXIT_INCOMPLETE, or a negative code.
 */
int scan_hash(struct session *s, const struct context *ctx,
	const struct scan_result *results, size_t n, struct error *err);

#endif

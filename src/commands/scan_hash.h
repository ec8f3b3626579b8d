/* SPDX-License-Identifier: MIT */
/* scan --hash. */
#ifndef CATALOG_COMMANDS_SCAN_HASH_H
#define CATALOG_COMMANDS_SCAN_HASH_H

#include "commands/session.h"
#include "scan/scan.h"

/*
 * Read, of the roots that were scanned, what their remembered --hash says.
 * was_begun: some of that was read just now.  EXIT_DONE, EXIT_INCOMPLETE, or a
 * negative code.
 */
int scan_hash(struct session *s, const struct context *ctx,
	const struct scan_result *results, size_t n, bool was_begun,
	struct error *err);

/* For scan_hash_begin(), and what that says. */
struct scan_hash_beginning {
	struct session *session;
	const struct context *ctx;
	struct progress *scanning; /* what the scan shows */
	bool was_begun;
};

/*
 * A scan_options.on_walked: reads what files of a new catalogue may have a
 * copy while its names wait for that, if they are on local disks that do not
 * spin.  scan_hash() does the rest.
 */
int scan_hash_begin(void *arg, int64_t max_ns, struct error *err);

#endif

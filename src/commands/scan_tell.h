/* SPDX-License-Identifier: MIT */
/* What `catalog scan` says of its results. */
#ifndef CATALOG_COMMANDS_SCAN_TELL_H
#define CATALOG_COMMANDS_SCAN_TELL_H

#include "commands/session.h"
#include "scan/scan.h"

/* On stderr: what is wrong with them, what was left out, what was learned. */
void scan_tell_messages(const struct scan_result *results, size_t n,
	bool all_volumes);
/* On stdout: a row for each that was or should have been walked. */
int scan_tell_rows(const struct context *ctx, const struct scan_result *results,
	size_t n, struct error *err);
/* The exit status: the worst of them decides. */
int scan_tell_status(const struct scan_result *results, size_t n);

#endif

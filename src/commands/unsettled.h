/* SPDX-License-Identifier: MIT */
/* What reports say of files that were not read yet. */
#ifndef CATALOG_COMMANDS_UNSETTLED_H
#define CATALOG_COMMANDS_UNSETTLED_H

#include "cli/context.h"
#include "commands/session.h"
#include "util/error.h"
#include "util/strbuf.h"

/*
 * Append "3 files (12 MiB) that may be copies are not read yet: 2 on 'nas', 1
 * on 'usb' (offline)"; nothing if there are none.  After
 * store_find_unsettled().  *ret_files (may be NULL): how many.
 */
int unsettled_clause(struct session *s, const struct context *ctx,
	bool is_scoped, struct strbuf *ret, int64_t *ret_files,
	struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* What reports say of files that were not read yet. */
#ifndef CATALOG_COMMANDS_UNSETTLED_H
#define CATALOG_COMMANDS_UNSETTLED_H

#include "cli/context.h"
#include "commands/session.h"
#include "store/survey/unsettled.h"
#include "util/error.h"
#include "util/strbuf.h"

/*
 * Append "3 files (12 MiB) that may be copies are not read yet: 2 on 'nas', 1
 * on 'usb' (offline)"; nothing if there are none.  After
 * store_find_unsettled().
 */
void unsettled_clause(const struct session *s, const struct context *ctx,
	struct strbuf *ret);

/* What waits for one volume each that is away: those of which most has to be
 * read first. */
struct waiting {
	struct unsettled *volumes; /* owned */
	size_t n;
	int64_t files; /* of all */
};

/* Looks for what is unsettled, and keeps what is so on offline volumes. */
int unsettled_waiting(struct session *s, bool is_scoped, int64_t min_size,
	struct waiting *ret, struct error *err);
void unsettled_waiting_clear(struct waiting *waiting);
/* Say on stderr which to attach, unless quiet. */
void unsettled_print_waiting(const struct session *s, const struct context *ctx,
	const struct waiting *waiting);

#endif

/* SPDX-License-Identifier: MIT */
/* What the commands that only report have in common. */
#ifndef CATALOG_COMMANDS_ANSWER_H
#define CATALOG_COMMANDS_ANSWER_H

#include "cli/context.h"
#include "commands/session.h"
#include "util/error.h"

/* ERROR_USAGE if --format=paths was asked of a report that has none. */
int answer_needs_rows(const struct context *ctx, struct error *err);

/* Opens for reading and pins what is there now, so that all parts of the
 * report agree.  Limits it to the operands, if any. */
int answer_open(struct session *s, const struct context *ctx, int argc,
	char **argv, bool *ret_scoped, struct error *err);

/* The status when the report returned r: the reader of a pipe that went away
 * has all it wants. */
int answer_status(int r, int status);

#endif

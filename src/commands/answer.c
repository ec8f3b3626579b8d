/* SPDX-License-Identifier: MIT */
#include "commands/answer.h"

#include "cli/command.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>

int
answer_needs_rows(const struct context *ctx, struct error *err)
{
	if (ctx->output.format != OUTPUT_PATHS)
		return 0;
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%s' has no paths to print; use another --format",
		ctx->command->name);
}

int
answer_open(struct session *s, const struct context *ctx, int argc, char **argv,
	bool *ret_scoped, struct error *err)
{
	int r = session_open(s, ctx, err);

	if (r >= 0)
		r = session_scope(s, argc, argv, ret_scoped, err);
	if (r >= 0)
		r = store_begin(s->store, err);
	return r;
}

int
answer_status(int r, int status)
{
	if (r == -EPIPE) {
		clearerr(stdout); /* or the last check of it would complain */
		return status;
	}
	return r < 0 ? r : status;
}

/* SPDX-License-Identifier: MIT */
/* catalog problems [PATH|VOLUME...]: what could not be read. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/report.h"
#include "util/cleanup.h"

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	bool is_scoped = false;
	int64_t n_rows = 0;
	int r = answer_open(&s, ctx, argc, argv, &is_scoped, err);

	(void)args; /* it has no options */
	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	r = report_problems(s.store, is_scoped, output, &n_rows, err);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_problems = {
	.name = "problems",
	.summary = "list what could not be read",
	.usage = "[PATH|VOLUME...]",
	.description =
		"Directories and files that could not be read, why, and since "
		"when. A problem is gone once the thing was read. No output "
		"is good news.",
	.examples = "catalog problems\n"
		    "catalog problems /mnt/nas",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.run = run,
};

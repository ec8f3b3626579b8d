/* SPDX-License-Identifier: MIT */
/* catalog scans: what ran, and how it ended. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/report.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	int64_t limit;
	bool is_long;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_NUMBER('n', "limit", limit, "N", 0, INT64_MAX,
		"print the newest N only"),
	OPT_FLAG('l', "long", is_long, "tell all that is known of each"),
	OPT_END
};
/* clang-format on */

static const struct args defaults = { .limit = REPORT_NO_LIMIT };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	const struct report_scans how = { args->limit, args->is_long };
	bool is_scoped;
	int64_t n_rows = 0;
	int r = answer_needs_rows(ctx, err);

	if (r >= 0)
		r = answer_open(&s, ctx, argc, argv, &is_scoped, err);
	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	r = report_scans(s.store, &how, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && args->limit != 0)
		log_note("nothing was scanned yet; try 'catalog scan DIR'");
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_scans = {
	.name = "scans",
	.summary = "list the scans that ran, newest first",
	.usage = "[options]",
	.description = "Each scan of each root, with how it ended: complete, "
		       "incomplete (something could not be read), interrupted, "
		       "offline or held.",
	.examples = "catalog scans --limit 10",
	.min_args = 0,
	.max_args = 0,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

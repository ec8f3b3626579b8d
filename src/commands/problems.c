/* SPDX-License-Identifier: MIT */
/* catalog problems [PATH|VOLUME...]: what could not be read. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
};

static const char *const keys[] = { "directory", "path", "time", NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "path", false },
	{ "since", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = { ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"what could not be read has no size; PATH or --under=PATH "
		"narrows it"),
	ANSWER_OPT_ORDER(keys), OPT_END };
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct answer *common = &((const struct args *)arguments)->common;
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	bool is_scoped = false;
	int64_t n_rows = 0;
	int r = answer_open_scoped(&s, ctx, common, argc, argv, &is_scoped,
		err);

	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	answer_set_order(output, common, columns);
	r = report_problems(s.store, is_scoped, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && common->limit != 0)
		log_note(is_scoped ? "no problems there" : "no problems");
	s.problems_told = true;
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_problems = {
	.name = "problems",
	.summary = "list what could not be read",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Directories and files that could not be read, why, and since "
		"when. A problem is gone once the thing was read. No rows are "
		"good news.",
	.examples = "catalog problems\n"
		    "catalog problems /mnt/nas",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

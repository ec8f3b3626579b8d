/* SPDX-License-Identifier: MIT */
/* catalog archives [PATH|VOLUME...]: archives that were looked into. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
};

static const char *const keys[] = { "directory", "path", "size", "members",
	"unpacked", "time", NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "path", false },
	{ "size", true },
	{ "members", true },
	{ "unpacked", true },
	{ "read", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = { ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE,
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
	struct report_archives how = { .min_size = common->size.min,
		.max_size = common->size.max };
	int64_t n_rows = 0;
	int r = answer_open_scoped(&s, ctx, common, argc, argv, &how.is_scoped,
		err);

	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	answer_set_order(output, common, columns);
	r = report_archives(s.store, &how, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && common->limit != 0)
		log_note("no archives are known%s; 'catalog scan --archives "
			 "DIR' looks into them",
			how.is_scoped || common->has_size ? " there" : "");
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_archives = {
	.name = "archives",
	.summary = "list archives and how much is in them",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"The archives that 'catalog scan --archives' looked into: what "
		"they are, how many members they have and how much that is "
		"unpacked, and which could not be read to the end and why.",
	.examples = "catalog scan --archives ~/Pictures\n"
		    "catalog archives\n"
		    "catalog archives --sort=unpacked /mnt/nas/photos",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

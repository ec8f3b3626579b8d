/* SPDX-License-Identifier: MIT */
/* catalog twins: names that are one name on some other file system. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/sums.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = { ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"only names are compared; --under=PATH narrows it"),
	OPT_REFUSED('s', "sort",
		"twins come directory by directory; sort(1) puts "
		"--format=plain in another order"),
	OPT_REFUSED('r', "reverse",
		"twins come directory by directory; sort(1) puts "
		"--format=plain in another order"),
	ANSWER_OPT_LIMIT, OPT_END };
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	struct report_twins how = { .limit = args->common.limit };
	int64_t n_groups = 0;
	int r = answer_open_scoped(&s, ctx, &args->common, argc, argv,
		&how.is_scoped, err);

	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	r = report_twins(s.store, &how, output, &n_groups, err);
	if (r >= 0 && n_groups == 0 && how.limit != 0)
		log_note("no names of one directory differ in case or form "
			 "only");
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_twins = {
	.name = "twins",
	.summary = "find names that differ in case or Unicode form only",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Names of one directory that a file system without regard to "
		"case (FAT, NTFS, most of Apple's) or to how characters are "
		"composed takes for one: copied there, one replaces the "
		"other.",
	.examples = "catalog twins\n"
		    "catalog twins ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

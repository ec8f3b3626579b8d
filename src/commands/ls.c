/* SPDX-License-Identifier: MIT */
/* catalog ls: what is in a directory, with the sums of those below. */
#include "commands/browse.h"
#include "commands/commands.h"

struct args {
	struct answer common;
	bool all;
	bool is_long;
	int64_t depth;
	bool members;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('a', "all", all, "names that begin with a dot too"),
	OPT_FLAG('l', "long", is_long, "with mode, links, owner and group"),
	OPT_NUMBER('d', "depth", depth, "N", 0, INT64_MAX,
		"N levels down; 0 is the directory itself (default: 1)"),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS), ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size", BROWSE_NO_SIZE), ANSWER_OPT_ORDER(browse_keys),
	OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS, .depth = 1 };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	struct report_browse how = {
		.is_long = args->is_long,
		.depth = args->depth,
		.order = (enum report_entry_order)args->common.sort,
		.reverse = args->common.reverse,
		.hidden = args->all,
		.limit = args->common.limit,
		.members = args->members,
	};

	return browse_run(ctx, &args->common, &how, argc, argv, err);
}

const struct command cmd_ls = {
	.name = "ls",
	.summary = "list directories, with the size of all below",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"What is in each directory named, or in the current one: of a "
		"directory the sum of all files below it, from the catalogue, "
		"so of volumes that are not mounted too.",
	.examples = "catalog ls ~/Pictures\n"
		    "catalog ls ~/Pictures/beach.zip\n"
		    "catalog ls --sort size drawer-disk:photos",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* catalog tree: directories and what is in them, as a drawing. */
#include "commands/browse.h"
#include "commands/commands.h"

struct args {
	struct answer common;
	bool all;
	bool directories;
	int64_t depth;
	bool members;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('a', "all", all, "names that begin with a dot too"),
	OPT_FLAG('D', "dirs", directories, "directories only"),
	OPT_NUMBER('d', "depth", depth, "N", 0, INT64_MAX,
		"N levels down (default: all)"),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS), ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size", BROWSE_NO_SIZE), ANSWER_OPT_ORDER(browse_keys),
	OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS,
	.depth = INT64_MAX };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	struct report_browse how = {
		.is_tree = true,
		.depth = args->depth,
		.order = (enum report_entry_order)args->common.sort,
		.reverse = args->common.reverse,
		.hidden = args->all,
		.directories_only = args->directories,
		.limit = args->common.limit,
		.members = args->members,
	};

	return browse_run(ctx, &args->common, &how, argc, argv, err);
}

const struct command cmd_tree = {
	.name = "tree",
	.summary = "draw directories with their sizes and shares",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Each directory named, or the current one, and what is below "
		"it, with sizes and with shares of the whole; from the "
		"catalogue, so of volumes that are not mounted too.",
	.examples = "catalog tree --dirs --depth 2 ~/Pictures\n"
		    "catalog tree --sort size drawer-disk",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* catalog top: the largest files, or directories by their own files. */
#include "commands/commands.h"
#include "commands/sums.h"

#include <errno.h>

#define SHOWN 20

struct args {
	struct answer common;
	bool members;
	bool directories;
};

static const char *const keys[] = { "size", "allocated", "files", "directory",
	"mtime", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('D', "dirs", directories,
		"directories, by the files right in them"),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS),
	SUMS_OPTIONS(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = {
	.common = { .size = { .min = 0, .max = INT64_MAX }, .limit = SHOWN },
};

static int
report(struct store *store, const struct report_sums *how,
	const void *arguments, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	const struct args *args = arguments;

	return report_top(store, how, args->directories, output, ret_rows, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	const struct sums_command command = { .common = &args->common,
		.arguments = args,
		.report = report,
		.takes_members = true,
		.members = args->members };

	if (args->directories && args->common.sort == REPORT_SUM_BY_MTIME)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--dirs goes by the files in directories, which have "
			"no time together: --sort=mtime goes without it");
	return sums_run(ctx, &command, argc, argv, err);
}

const struct command cmd_top = {
	.name = "top",
	.summary = "list the largest files or directories",
	.usage = "[options] [VOLUME|PATH...]",
	.description = "The 20 largest files, or as many as --limit says; with "
		       "--dirs the directories whose own files, not those "
		       "further below, take most. Every inode once, from the "
		       "catalogue, so of volumes that are not mounted too.",
	.examples = "catalog top\n"
		    "catalog top --dirs --limit 5 ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

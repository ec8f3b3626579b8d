/* SPDX-License-Identifier: MIT */
/* catalog types: how much there is of each extension or kind of file. */
#include "commands/commands.h"
#include "commands/sums.h"

struct args {
	struct answer common;
	bool members;
	int by;
};

static const char *const subjects[] = { "extension", "kind", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_CHOICE('b', "by", by, "WHAT", subjects,
		"a row for each extension (the default) or kind"),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS),
	SUMS_OPTIONS(sums_keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static int
report(struct store *store, const struct report_sums *how,
	const void *arguments, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	const struct args *args = arguments;

	return report_types(store, how, args->by == 1, output, ret_rows, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	const struct sums_command command = { .common = &args->common,
		.arguments = args,
		.report = report,
		.needs_rows = true,
		.takes_members = true,
		.members = args->members };

	return sums_run(ctx, &command, argc, argv, err);
}

const struct command cmd_types = {
	.name = "types",
	.summary = "sum up files by extension or kind",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"How many files there are of each type, what they take and "
		"which share of all that is; every inode once, from the "
		"catalogue, so of volumes that are not mounted too.",
	.examples = "catalog types --limit 20\n"
		    "catalog types --by kind ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

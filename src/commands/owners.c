/* SPDX-License-Identifier: MIT */
/* catalog owners: how much belongs to each user or group. */
#include "commands/commands.h"
#include "commands/sums.h"

struct args {
	struct answer common;
	int by;
};

static const char *const subjects[] = { "user", "group", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_CHOICE('b', "by", by, "WHAT", subjects,
		"a row for each user (the default) or group"),
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

	return report_owners(store, how, args->by == 1, output, ret_rows, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	const struct sums_command command = { .common = &args->common,
		.arguments = args,
		.report = report,
		.needs_rows = true };

	return sums_run(ctx, &command, argc, argv, err);
}

const struct command cmd_owners = {
	.name = "owners",
	.summary = "sum up files by owner or group",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"How many files each user or group has and what they take; "
		"every inode once, from the catalogue, so of volumes that are "
		"not mounted too. Names are those of this system.",
	.examples = "catalog owners\n"
		    "catalog owners --by group /srv/share",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

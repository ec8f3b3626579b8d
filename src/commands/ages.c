/* SPDX-License-Identifier: MIT */
/* catalog ages: when files were last modified. */
#include "commands/commands.h"
#include "commands/sums.h"

#include "report/report.h"
#include "util/clock.h"

/* Times are nanoseconds in 64 bits, from 1677 on. */
#define YEARS_MAX 250

struct args {
	struct answer common;
	int by;
	int64_t years;
};

static const char *const keys[] = { "size", "allocated", "files", "mtime",
	NULL };

static const char *const subjects[] = { "age", "year", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_CHOICE('b', "by", by, "WHAT", subjects,
		"a row for each step of age (the default) or calendar year"),
	OPT_NUMBER(0, "years", years, "N", 0, YEARS_MAX,
		"only what was not modified for N years"),
	SUMS_OPTIONS(keys), OPT_END
};
/* clang-format on */

/* In the order of time, unless something else is asked for. */
static const struct args defaults = {
	.common = { .size = { .min = 0, .max = INT64_MAX },
		.sort = REPORT_SUM_BY_NAME,
		.limit = REPORT_NO_LIMIT },
};

static int
report(struct store *store, const struct report_sums *how,
	const void *arguments, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	const struct args *args = arguments;
	const struct report_ages ages = {
		.sums = *how,
		.now_ns = clock_now_ns(),
		.by_year = args->by == 1,
		.years = args->years,
	};

	return report_ages(store, &ages, output, ret_rows, err);
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
		.narrowed_by = args->years > 0 ? "--years" : NULL };

	return sums_run(ctx, &command, argc, argv, err);
}

const struct command cmd_ages = {
	.name = "ages",
	.summary = "sum up files by when they were last modified",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"How many files were last modified when, the newest first, "
		"and how much is as old or older; every inode once, from the "
		"catalogue, so of volumes that are not mounted too.",
	.examples = "catalog ages\n"
		    "catalog ages --years 5 --by year /srv/share",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

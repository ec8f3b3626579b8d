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

static const char *const keys[] = { "directory", "path", "size", "mtime",
	NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "path", false },
	{ "size", true },
	{ "mtime", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = { ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE,
	ANSWER_OPT_ORDER(keys), OPT_END };
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static void
explain_nothing(const struct answer *common)
{
	if (common->limit == 0)
		return;
	log_note(common->has_size ?
			"no names like that; try without --size" :
			"no names of one directory differ in case or form "
			"only");
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	const struct answer *common = &args->common;
	const bool streams = common->sort == 0 && !common->reverse;
	struct report_twins how = { .size = common->size,
		.has_size = common->has_size,
		.limit = streams ? common->limit : REPORT_NO_LIMIT };
	struct output_order order = answer_order(common, columns);
	int64_t n_groups = 0;
	int r = answer_open_scoped(&s, ctx, common, argc, argv, &how.is_scoped,
		err);

	if (r < 0)
		return r;
	order.by_group = true;
	order.number = "group";
	output = output_new(stdout, &ctx->output);
	output_set_order(output, &order);
	r = report_twins(s.store, &how, output, &n_groups, err);
	if (r >= 0 && n_groups == 0)
		explain_nothing(common);
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

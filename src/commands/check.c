/* SPDX-License-Identifier: MIT */
/* catalog check: is the catalogue whole, and does it add up? */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "store/check.h"
#include "util/cleanup.h"
#include "util/log.h"

#include <errno.h>
#include <string.h>

struct args {
	bool full;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG(0, "full", full,
		"compare every index with its table too; slower"),
	OPT_END
};
/* clang-format on */

static const struct output_column columns[] = {
	{ "check", "CHECK", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "problem", "PROBLEM", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
};

DEFINE_CLEANUP(struct store *, store_close);

static int
print_problem(void *arg, const char *kind, const char *text, struct error *err)
{
	const struct output_value values[] = {
		output_text(kind, strlen(kind)),
		output_text(text, strlen(text)),
	};

	return output_row(arg, values, err);
}

/* What cannot even be opened is damaged too. */
static int
look(struct context *ctx, const struct args *args, struct output *output,
	struct check_result *ret, struct error *err)
{
	_cleanup_(store_closep) struct store *store = NULL;
	const struct check_options how = { .full = args->full,
		.on_problem = print_problem,
		.arg = output };
	struct error opening = ERROR_INIT;
	int r = store_open(&store, ctx->db_path, STORE_READ, &opening);

	if (r == -EUCLEAN) {
		ret->n_problems = 1;
		return print_problem(output, "structure", opening.text, err);
	}
	if (r < 0) {
		*err = opening;
		return r;
	}
	r = store_begin(store, err);
	return r < 0 ? r : store_check(store, &how, ret, err);
}

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(output_freep) struct output *output = NULL;
	struct check_result result = { 0 };
	int r = answer_needs_rows(ctx, err);

	(void)argc; /* none, says the table */
	(void)argv;
	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	output_begin(output, columns, sizeof(columns) / sizeof(*columns));
	r = look(ctx, args, output, &result, err);
	if (r >= 0)
		r = output_end(output, err);
	if (r < 0)
		return answer_status(r, EXIT_NO);
	if (result.is_partial)
		log_note("a scan runs or was cut off; run 'catalog scan' and "
			 "check again, for what it left half done was not "
			 "looked at");
	if (result.n_problems == 0)
		return EXIT_DONE;
	log_warning("the catalogue '%s' is damaged; restore a backup by "
		    "copying it there, as catalog-backup(1) tells, or move "
		    "it away and scan again",
		ctx->db_path);
	return EXIT_NO;
}

const struct command cmd_check = {
	.name = "check",
	.summary = "look for damage in the catalogue",
	.usage = "[options]",
	.description =
		"Reads all of the catalogue: is the file whole, does each "
		"entry hang on its volume, are the sums those of what they "
		"sum up? Prints what is not.",
	.examples = "catalog check --full",
	.min_args = 0,
	.max_args = 0,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

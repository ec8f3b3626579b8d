/* SPDX-License-Identifier: MIT */
/*
 * catalog roots: the directories that `catalog scan` re-indexes.  roots_edit.c
 * drops one, or sets the options it is scanned with.
 */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
};

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static const char *const keys[] = { "added", "path", "size", "entries",
	"problems", "time", NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "path", false },
	{ "bytes", true },
	{ "entries", true },
	{ "problems", true },
	{ "last_scan", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = { ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"roots are listed, not files; --sort=size has the largest "
		"first"),
	ANSWER_OPT_ORDER(keys), OPT_END };
/* clang-format on */

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct answer *common = &((const struct args *)arguments)->common;
	_cleanup_(answer_places_clear) struct answer_places places = { 0 };
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	bool is_scoped;
	int64_t n_rows = 0;
	struct report_places where;
	int r = answer_open(&s, ctx, 0, argv, &is_scoped, err);

	if (r >= 0)
		r = answer_places(&s, &places, common, argc, argv, err);
	if (r < 0)
		return r;
	where = (struct report_places){ places.list, places.n };
	output = output_new(stdout, &ctx->output);
	answer_set_order(output, common, columns);
	r = report_roots(s.store, &where, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && common->limit != 0)
		log_note("there are no roots%s; 'catalog scan DIR' adds one",
			places.n > 0 ? " there" : "");
	answer_about_places(&s, &places);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

static const struct command *const subcommands[] = { &cmd_roots_drop,
	&cmd_roots_set, NULL };

const struct command cmd_roots = {
	.name = "roots",
	.summary = "list what 'catalog scan' re-indexes; drop or change it",
	.usage = "[options] [COMMAND]",
	.description =
		"Each directory that was scanned, with the options it is "
		"scanned with and how its last scan ended.",
	.examples = "catalog roots",
	.min_args = 0,
	.max_args = 0,
	.subcommands = subcommands,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

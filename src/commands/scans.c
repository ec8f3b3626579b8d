/* SPDX-License-Identifier: MIT */
/* catalog scans: what ran, and how it ended. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
	bool is_long;
};

static const char *const keys[] = { "time", "path", "size", "files", "entries",
	"problems", NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "root", false },
	{ "bytes", true },
	{ "files", true },
	{ "entries", true },
	{ "problems", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('l', "long", is_long, "tell all that is known of each"),
	ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"scans are listed, not files; --sort=size has the largest "
		"first"),
	ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	const struct answer *common = &args->common;
	_cleanup_(answer_places_clear) struct answer_places places = { 0 };
	const bool as_they_come = common->sort == 0 && !common->reverse;
	struct report_scans how = { .is_long = args->is_long,
		.limit = as_they_come ? common->limit : REPORT_NO_LIMIT };
	bool is_scoped;
	int64_t n_rows = 0;
	int r = answer_needs_rows(ctx, err);

	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r >= 0)
		r = answer_places(&s, &places, common, argc, argv, err);
	if (r < 0)
		return r;
	how.places = (struct report_places){ places.list, places.n };
	output = output_new(stdout, &ctx->output);
	answer_set_order(output, common, columns);
	r = report_scans(s.store, &how, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && common->limit != 0)
		log_note(places.n > 0 ?
				"no root there was scanned; 'catalog roots' "
				"lists them" :
				"nothing was scanned yet; try 'catalog scan "
				"DIR'");
	answer_about_places(&s, &places);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_scans = {
	.name = "scans",
	.summary = "list the scans that ran, newest first",
	.usage = "[options] [VOLUME|PATH...]",
	.description = "Each scan of each root, with how it ended: complete, "
		       "incomplete (something could not be read), interrupted, "
		       "offline or held. With PATH, those of roots there.",
	.examples = "catalog scans --limit 10",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

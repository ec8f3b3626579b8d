/* SPDX-License-Identifier: MIT */
/* catalog volumes: the file systems the catalogue knows.  What changes them
 * is in volumes_edit.c and volumes_mark.c. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/space.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	struct answer common;
	bool is_long;
};

static const char *const keys[] = { "name", "size", "files", "free", "time",
	NULL };

static const struct answer_column columns[] = {
	{ NULL, false },
	{ "bytes", true },
	{ "files", true },
	{ "free", true },
	{ "last_scan", true },
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('l', "long", is_long,
		"tell what each is recognised by and trusted for"),
	ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"volumes are listed, not files; --sort=size has the largest "
		"first"),
	ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	struct report_volumes how = { .is_long = args->is_long };
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	_cleanup_(freep) struct report_online *online = NULL;
	_cleanup_(answer_places_clear) struct answer_places places = { 0 };
	bool is_scoped;
	int64_t n_rows = 0;
	int r = answer_needs_rows(ctx, err);

	if (r >= 0)
		r = answer_open(&s, ctx, argc, argv, &is_scoped, err);
	if (r >= 0)
		r = answer_places(&s, &places, &args->common, 0, argv, err);
	if (r < 0)
		return r;
	how.places = (struct report_places){ places.list, places.n };
	online = space_now(&s);
	how.online = online;
	how.n_online = s.n_places;
	output = output_new(stdout, &ctx->output);
	answer_set_order(output, &args->common, columns);
	r = report_volumes(s.store, &how, output, &n_rows, err);
	if (r >= 0 && n_rows == 0)
		log_note("no volume is known yet; try 'catalog scan DIR'");
	answer_about_places(&s, &places);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

static const struct command *const subcommands[] = {
	&cmd_volumes_rename,
	&cmd_volumes_note,
	&cmd_volumes_mark,
	&cmd_volumes_set,
	&cmd_volumes_forget,
	NULL,
};

const struct command cmd_volumes = {
	.name = "volumes",
	.heading = "about the catalogue and its parts",
	.summary = "list the volumes, mounted or not; name and mark them",
	.usage = "[options] [COMMAND]",
	.description =
		"Each file system of which something was scanned: whether it "
		"is mounted now, its space, what the catalogue holds of it, "
		"and where it is or was last mounted.",
	.examples = "catalog volumes",
	.min_args = 0,
	.max_args = 0,
	.subcommands = subcommands,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

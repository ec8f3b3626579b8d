/* SPDX-License-Identifier: MIT */
#include "commands/sums.h"

#include "cli/exit.h"
#include "util/cleanup.h"
#include "util/log.h"

const char *const sums_keys[] = { "size", "allocated", "files", "name", NULL };

static void
explain_nothing(const struct sums_command *command, bool is_scoped)
{
	if (command->narrowed_by)
		log_note("no file is like that; try without %s",
			command->narrowed_by);
	else if (command->common->has_size)
		log_note("no file is like that; try without --size");
	else if (is_scoped)
		log_note("there is no file; "
			 "'catalog ls PATH' shows what is");
	else
		log_note("no file is known; try 'catalog scan DIR'");
}

int
sums_run(struct context *ctx, const struct sums_command *command, int argc,
	char **argv, struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct answer *common = command->common;
	struct report_sums how = {
		.size = common->size,
		.order = (enum report_sum_order)common->sort,
		.reverse = common->reverse,
		.limit = common->limit,
		.members = command->members,
	};
	int64_t n_rows = 0;
	int r = command->needs_rows ? answer_needs_rows(ctx, err) : 0;

	s.takes_members = command->takes_members;
	if (r >= 0)
		r = answer_open_scoped(&s, ctx, common, argc, argv,
			&how.is_scoped, err);
	if (r < 0)
		return r;
	how.has_members = how.members || s.in_archives;
	output = output_new(stdout, &ctx->output);
	r = command->report(s.store, &how, command->arguments, output, &n_rows,
		err);
	if (r >= 0 && n_rows == 0 && common->limit != 0)
		explain_nothing(command, how.is_scoped);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

/* SPDX-License-Identifier: MIT */
#include "commands/browse.h"

#include "cli/exit.h"
#include "util/cleanup.h"
#include "util/log.h"

const char *const browse_keys[] = { "name", "size", "allocated", "files",
	"mtime", NULL };

int
browse_run(struct context *ctx, const struct answer *common,
	struct report_browse *options, int argc, char **argv, struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	_cleanup_(answer_targets_clear) struct answer_targets targets = { 0 };
	_cleanup_(
		answer_operands_clear) struct answer_operands operands = { 0 };
	bool is_scoped;
	int64_t n_rows = 0;
	int r = answer_open(&s, ctx, 0, argv, &is_scoped, err);

	s.takes_members = true;
	if (r >= 0)
		r = answer_operands(&s, &operands, common, argc, argv, err);
	if (r >= 0)
		r = answer_targets(&s, &targets, &operands, ANSWER_HERE, err);
	if (r < 0)
		return r;
	options->targets = targets.list;
	options->n_targets = targets.n;
	output = output_new(stdout, &ctx->output);
	r = report_browse(s.store, options, &ctx->output, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && options->limit != 0)
		log_note(options->hidden ?
				"nothing is in there" :
				"nothing is in there; --all shows names that "
				"begin with a dot");
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

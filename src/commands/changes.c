/* SPDX-License-Identifier: MIT */
/* catalog changes: what scans found added, removed, modified and moved. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/changes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/when.h"

#include <string.h>

struct args {
	struct answer common;
	const char *since;
	const char *scan;
	bool exit_code;
};

/* In the order of enum report_change_order. */
static const char *const keys[] = { "time", "path", "size", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_STRING(0, "since", since, "WHEN",
		"of scans since then: 2026-03-01, '2026-03-01 14:05', 3d"),
	OPT_STRING(0, "scan", scan, "N|A..B",
		"of scan N; of those after A, up to B"),
	OPT_FLAG(0, "exit-code", exit_code,
		"exit with 1 if there are changes, as diff does"),
	ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

/* "7", or as git has it "3..7": after 3, up to 7; either may be left out. */
static int
parse_scans(struct report_changes *ret, const char *text, struct error *err)
{
	const char *dots = strstr(text, "..");
	_cleanup_(freep) char *first = NULL;
	int64_t n = 0;
	int r = 0;

	if (!dots) {
		r = parse_number(&n, text, 1, INT64_MAX, err);
		ret->first_scan = ret->last_scan = n;
		return r;
	}
	first = xmemdupz(text, (size_t)(dots - text));
	if (*first)
		r = parse_number(&n, first, 0, INT64_MAX - 1, err);
	ret->first_scan = n + 1;
	if (r == 0 && dots[2])
		r = parse_number(&ret->last_scan, dots + 2, 1, INT64_MAX, err);
	return r;
}

static int
read_args(struct report_changes *ret, const struct args *args,
	struct error *err)
{
	int r = 0;

	ret->limit = args->common.limit;
	ret->size = args->common.size;
	ret->has_size = args->common.has_size;
	ret->order = (enum report_change_order)args->common.sort;
	ret->reverse = args->common.reverse;
	ret->has_since = args->since != NULL;
	if (args->since)
		r = parse_when(&ret->since_ns, args->since, clock_now_ns(),
			err);
	if (r == 0 && args->scan)
		r = parse_scans(ret, args->scan, err);
	if (r < 0 && err)
		err->kind = ERROR_USAGE;
	return r;
}

static void
explain_nothing(const struct report_changes *how)
{
	if (how->has_since || how->first_scan > 0 || how->last_scan > 0)
		log_note("no changes in that time; 'catalog scans' tells what "
			 "was scanned when");
	else if (how->has_size || how->places.n > 0)
		log_note("no changes like that; a root's first scan has none");
	else
		log_note("no changes; a root's first scan has none, 'catalog "
			 "scan' looks for more");
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(answer_places_clear) struct answer_places places = { 0 };
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	struct report_changes how = { .limit = REPORT_NO_LIMIT };
	bool is_scoped;
	int64_t n_rows = 0;
	int r = read_args(&how, args, err);

	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r >= 0)
		r = answer_places(&s, &places, &args->common, argc, argv, err);
	if (r < 0)
		return r;
	how.places = (struct report_places){ places.list, places.n };
	output = output_new(stdout, &ctx->output);
	r = report_changes(s.store, &how, output, &n_rows, err);
	if (r >= 0 && n_rows == 0 && args->common.limit != 0)
		explain_nothing(&how);
	answer_about_places(&s, &places);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r,
		args->exit_code && n_rows > 0 ? EXIT_NO : EXIT_DONE);
}

const struct command cmd_changes = {
	.name = "changes",
	.summary = "list what scans found added, removed, modified, moved",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Everything that each scan found different from the one "
		"before, the newest first; of volumes that are not mounted "
		"too. The first scan of a root finds no changes: all is new.",
	.examples = "catalog changes --since 7d ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* catalog du: what directories hold, and how that grew. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "output/human.h"
#include "report/du.h"
#include "store/history.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/when.h"

#include <errno.h>
#include <stdlib.h>

struct args {
	struct answer common;
	int64_t depth;
	const char *since;
	bool all;
	bool total;
	bool members;
};

static const char *const keys[] = { "size", "allocated", "files", "path",
	NULL };
static const enum report_entry_order orders[] = { REPORT_ENTRY_BY_SIZE,
	REPORT_ENTRY_BY_ALLOCATED, REPORT_ENTRY_BY_FILES,
	REPORT_ENTRY_BY_NAME };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('a', "all", all, "a row for each file too"),
	OPT_NUMBER('d', "depth", depth, "N", 0, INT64_MAX,
		"a row for each directory down to N levels below too"),
	OPT_STRING(0, "since", since, "WHEN",
		"how much they grew since then: 2026-03-01, 3d"),
	OPT_FLAG(0, "total", total,
		"a last row for all of them together; also -c"),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS), ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"directories are summed up whole; try "
		"'catalog types --size=SIZE PATH'"),
	ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

/* -1: as --all says. */
static const struct args defaults = {
	.common = { .limit = REPORT_NO_LIMIT },
	.depth = -1,
};

static int
read_args(struct report_du *ret, const struct args *args, struct error *err)
{
	int r = 0;

	ret->depth = args->depth >= 0 ? args->depth : args->all;
	ret->all = args->all;
	ret->members = args->members;
	ret->order = orders[args->common.sort];
	ret->reverse = args->common.reverse;
	ret->limit = args->common.limit;
	ret->total = args->total;
	ret->has_since = args->since != NULL;
	if (args->since)
		r = parse_when(&ret->since_ns, args->since, clock_now_ns(),
			err);
	if (r < 0 && err)
		err->kind = ERROR_USAGE;
	return r;
}

/* What was dropped cannot be told: then from where it is kept. */
static int
start_where_kept(struct session *s, struct report_du *how, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf when = STRBUF_INIT;
	int64_t start;
	int r = store_history_start(s->store, &start, err);

	if (r < 0 || !how->has_since || how->since_ns >= start)
		return r;
	how->since_ns = start;
	human_time_local(&when, start);
	log_note("no history is kept from before %s: growth is since then",
		when.buf);
	return 0;
}

/* Neither is known of what is in archives. */
static int
check_members(const struct session *s, const struct report_du *how,
	struct error *err)
{
	if (!how->members && !s->in_archives)
		return 0;
	if (how->has_since)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"what was in archives is not kept: --since goes with "
			"directories and files only");
	if (how->total)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"what is in archives is no part of a total: --total "
			"goes with directories and files only");
	return 0;
}

static void
print_completeness(struct session *s, const struct context *ctx,
	int64_t n_unknown)
{
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;

	if (n_unknown > 0)
		strbuf_addf(&clause, "what %lld %s held then is not known",
			(long long)n_unknown,
			n_unknown == 1 ? "directory" : "directories");
	session_print_completeness(s, ctx, clause.len > 0 ? clause.buf : NULL);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	_cleanup_(answer_targets_clear) struct answer_targets targets = { 0 };
	_cleanup_(
		answer_operands_clear) struct answer_operands operands = { 0 };
	const struct args *args = arguments;
	struct report_du how = { .limit = REPORT_NO_LIMIT };
	struct report_du_result result = { 0 };
	bool is_scoped;
	int r = read_args(&how, args, err);

	s.takes_members = true;
	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r < 0)
		return r;
	r = answer_operands(&s, &operands, &args->common, argc, argv, err);
	if (r >= 0)
		r = answer_targets(&s, &targets, &operands, ANSWER_VOLUMES,
			err);
	how.targets = targets.list;
	how.n_targets = targets.n;
	if (r >= 0)
		r = check_members(&s, &how, err);
	if (r >= 0)
		r = start_where_kept(&s, &how, err);
	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	r = report_du(s.store, &how, output, &result, err);
	if (r >= 0)
		print_completeness(&s, ctx, result.unknown);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_du = {
	.name = "du",
	.summary = "sum up directories; tell how they grew",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"What is in each directory named, or on each volume, and all "
		"below it: files only, every inode once, the largest first; "
		"from the catalogue, so of volumes that are not mounted too.",
	.examples = "catalog du --depth 1 ~/Pictures\n"
		    "catalog du --since 30d --depth 3 -n 20",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

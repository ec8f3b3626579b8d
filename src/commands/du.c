/* SPDX-License-Identifier: MIT */
/* catalog du: what directories hold, and how that grew. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "output/human.h"
#include "report/report.h"
#include "store/history.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/when.h"

#include <errno.h>
#include <stdlib.h>

struct args {
	int64_t depth;
	const char *since;
	int64_t limit;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_NUMBER('d', "depth", depth, "N", 0, INT64_MAX,
		"a row for each directory down to N levels below too"),
	OPT_STRING('s', "since", since, "WHEN",
		"how much they grew since then: 2026-03-01, 3d"),
	OPT_NUMBER('n', "limit", limit, "N", 0, INT64_MAX,
		"print the first N only"),
	OPT_END
};
/* clang-format on */

static const struct args defaults = { .limit = REPORT_NO_LIMIT };

static int
find_directory(struct session *s, int64_t *ret, const char *operand,
	struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	int64_t volume_id;

	if (session_place(s, &volume_id, &within, operand, err) < 0 ||
		store_find_directory(s->store, ret, volume_id, within, err) < 0)
		return err->code;
	if (*ret != 0)
		return 0;
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no directory '%s'", operand);
}

/* Those named, or the top of each volume. */
static int
find_directories(struct session *s, int64_t *ret, int argc, char **argv,
	struct error *err)
{
	for (int i = 0; i < argc; i++)
		if (find_directory(s, &ret[i], argv[i], err) < 0)
			return err->code;
	for (size_t i = 0; argc == 0 && i < s->n_volumes; i++)
		ret[i] = s->volumes[i].top_id;
	return 0;
}

static int
read_args(struct report_du *ret, const struct args *args, struct error *err)
{
	int r = 0;

	ret->depth = args->depth;
	ret->limit = args->limit;
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
	_cleanup_(freep) int64_t *directories = NULL;
	struct report_du how = { .limit = REPORT_NO_LIMIT };
	struct report_du_result result = { 0 };
	bool is_scoped;
	int r = read_args(&how, arguments, err);

	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r < 0)
		return r;
	how.n_directories = argc > 0 ? (size_t)argc : s.n_volumes;
	directories = xcalloc(how.n_directories + 1, sizeof(*directories));
	how.directories = directories;
	r = find_directories(&s, directories, argc, argv, err);
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

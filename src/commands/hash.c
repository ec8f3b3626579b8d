/* SPDX-License-Identifier: MIT */
/*
 * catalog hash [DIR|VOLUME...]: read what `dupes` would read, or all there
 * is, within limits; the digests are what other commands answer from.
 */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/reading.h"
#include "commands/unsettled.h"

#include "cli/exit.h"
#include "output/output.h"
#include "report/inventory.h"
#include "store/scans.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <string.h>

#define HASH_NO_ORDER                                                          \
	"what may free most is read first, and of each disk in its own order"

struct args {
	struct answer common; /* under and volume only */
	bool all;
	bool members;
	int64_t min_size;
	struct reading_args reading;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('a', "all", all,
		"read every file in full, not only those that may have a copy"),
	OPT_FLAG(0, "members", members, "read members of archives too"),
	OPT_SIZE(0, "min-size", min_size, "SIZE",
		"leave out files smaller than SIZE"),
	ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size", "only --min-size leaves files out"),
	OPT_REFUSED('s', "sort", HASH_NO_ORDER),
	OPT_REFUSED('r', "reverse", HASH_NO_ORDER),
	OPT_REFUSED('n', "limit",
		"--max-bytes and --max-time limit a run, the next one goes on"),
	READING_OPTIONS(reading), OPT_END
};
/* clang-format on */

/* --- what it did, as a row ------------------------------------------------ */

enum column {
	COL_STATUS,
	COL_FILES,
	COL_BYTES,
	COL_DIGESTS,
	COL_PROBLEMS,
	COL_PENDING_FILES,
	COL_PENDING_BYTES,
	COL_SECONDS,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "status", "STATUS", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "files", "READ", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "digests", "DIGESTS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "problems", "PROBLEMS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "pending_files", "WAITING", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "pending_bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "seconds", "SECONDS", OUTPUT_DECIMAL, OUTPUT_EVERYWHERE, false },
};
/* clang-format on */

static int
print_row(const struct context *ctx, const struct hash_stats *stats, int64_t ns,
	struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &ctx->output);
	_cleanup_(strbuf_clear) struct strbuf seconds = STRBUF_INIT;
	const char *status = stats->is_limited ? "limited" : "complete";
	struct output_value v[N_COLUMNS] = {
		[COL_STATUS] = output_text(status, strlen(status)),
		[COL_FILES] = output_number(stats->files_read),
		[COL_BYTES] = output_number(stats->bytes_read),
		[COL_DIGESTS] = output_number(stats->digests),
		[COL_PROBLEMS] = output_number(stats->problems),
		[COL_PENDING_FILES] = output_number(stats->pending_files),
		[COL_PENDING_BYTES] = output_number(stats->pending_bytes),
	};
	int r;

	/* Under cron a run that went well says nothing, as 'scan'. */
	if (ctx->quiet && ctx->output.format == OUTPUT_AUTO)
		return 0;
	strbuf_addf(&seconds, "%.3f", (double)ns / (double)NS_PER_SECOND);
	v[COL_SECONDS] = output_text(seconds.buf, seconds.len);
	output_begin(output, columns, N_COLUMNS);
	r = output_row(output, v, err);
	return r < 0 ? r : output_end(output, err);
}

/* Which volumes would have to be here to read what waits. */
static int
print_waiting(struct session *s, const struct context *ctx, bool is_scoped,
	int64_t min_size, const struct hash_stats *stats, struct error *err)
{
	_cleanup_(unsettled_waiting_clear) struct waiting waiting = { 0 };
	int r;

	if (stats->pending_files == 0 || ctx->quiet)
		return 0;
	r = unsettled_waiting(s, is_scoped, min_size, &waiting, err);
	if (r >= 0)
		unsettled_print_waiting(s, ctx, &waiting);
	return r;
}

/* --- the command ---------------------------------------------------------- */

/* Archives count as files that were read, their members as digests. */
static int
hash_members(struct session *s, const struct context *ctx,
	const struct hash_options *how, struct hash_stats *stats,
	struct error *err)
{
	struct members_stats members;
	struct hash_stats files;
	int r = reading_members(s, ctx, how, &members, &files, err);

	if (r < 0)
		return r;
	stats->files_read += files.files_read + members.archives;
	stats->bytes_read += files.bytes_read + members.bytes;
	stats->digests += files.digests + members.digests;
	stats->problems += files.problems + members.problems;
	stats->is_limited |= files.is_limited || members.is_limited;
	return 0;
}

static int
has_problems(struct session *s, const struct args *args, bool is_scoped,
	struct error *err)
{
	int r = report_has_problems(s->store, is_scoped, STAGE_HASH, err);

	return r == 0 && args->members ?
		report_has_problems(s->store, is_scoped, STAGE_MEMBER, err) :
		r;
}

/* Then what it reads before has to be worth most. */
static bool
may_stop_early(const struct budget_limits *limits)
{
	return limits->max_bytes > 0 || limits->max_ns > 0 ||
		limits->bytes_per_second > 0;
}

static int
hash(struct session *s, const struct context *ctx, const struct args *args,
	bool is_scoped, struct error *err)
{
	struct hash_options how = {
		.filter = { .min_size = args->min_size,
			.scope = is_scoped ? CANDIDATES_FOR_SCOPE :
					     CANDIDATES_ANYWHERE,
			.is_all = args->all,
			.by_gain = true },
		.n_jobs = (unsigned int)args->reading.jobs,
		.retry = true,
	};
	int64_t begun_ns = clock_monotonic_ns();
	struct hash_stats stats = { 0 };
	int r = reading_limits(&args->reading, &how.limits, err);

	how.filter.small_too = may_stop_early(&how.limits);
	if (r >= 0)
		r = reading_run(s, ctx, &how, &stats, err);
	if (r >= 0 && args->members && !stats.is_limited)
		r = hash_members(s, ctx, &how, &stats, err);
	if (r >= 0)
		r = print_row(ctx, &stats, clock_monotonic_ns() - begun_ns,
			err);
	if (r >= 0)
		r = print_waiting(s, ctx, is_scoped, args->min_size, &stats,
			err);
	if (r < 0)
		return r;
	session_print_completeness(s, ctx,
		stats.is_limited ?
			"stopped at the limit, the next run goes on" :
			NULL);
	r = has_problems(s, args, is_scoped, err);
	if (r < 0)
		return r;
	return r > 0 || s->asked_offline ? EXIT_INCOMPLETE : EXIT_DONE;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	const struct args *args = arguments;
	struct budget_limits ignored;
	bool is_scoped;
	int r = answer_needs_rows(ctx, err);

	/* Before anything is opened. */
	if (r >= 0)
		r = reading_limits(&args->reading, &ignored, err);
	if (r >= 0)
		r = reading_open(&s, ctx, err);
	if (r >= 0)
		r = answer_scope(&s, &args->common, argc, argv, &is_scoped,
			err);
	if (r >= 0)
		r = hash(&s, ctx, args, is_scoped, err);
	return r < 0 ? answer_status(r, EXIT_DONE) : r;
}

const struct command cmd_hash = {
	.name = "hash",
	.summary = "read files that may have a copy, or all of them",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Reads what 'dupes' would have to read, those files first of "
		"which most could be reclaimed, and keeps the digests, so "
		"that later answers cost nothing. It may be interrupted and "
		"limited at will; the next run goes on. With VOLUME or "
		"PATH, only files there are read.",
	.examples = "catalog hash\n"
		    "catalog hash --max-time=4h --bandwidth=20M nas-photos\n"
		    "catalog hash --all ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/*
 * catalog dupes [PATH|VOLUME...]: read what is pending, then report groups.
 *
 *   session_open -> all read already? --- yes ----------------> report
 *          no: session_open_writing -> hash_run -> session_open -> report
 *
 * When nothing is left to read the catalogue is only read, so a second report
 * writes nothing, needs no lock and works on a read-only disk (dupes_read.c).
 */
#include "commands/commands.h"
#include "commands/dupes_run.h"

#include "hash/trees/trees.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>

/* In the order of enum report_order. */
static const char *const orders[] = { "wasted", "size", "copies", "path",
	NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_SIZE(0, "min-size", min_size, "SIZE",
		"leave out files smaller than SIZE"),
	ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(orders),
	OPT_FLAG(0, "across", across,
		"only groups with copies on two or more volumes"),
	OPT_FLAG(0, "candidates", candidates,
		"list what may be equal and waits to be read instead"),
	OPT_FLAG('D', "dirs", dirs,
		"directories: equal ones, and those contained in another"),
	OPT_FLAG(0, "members", members, "members of archives are copies, too"),
	OPT_FLAG(0, "summary", summary, "print the totals only"),
	OPT_FLAG(0, "verify", verify,
		"compare the files of each group byte by byte first"),
	OPT_FLAG(0, "no-hash", no_hash,
		"read no file, report what is known already"),
	READING_OPTIONS(reading), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS,
	.min_size = 1 };

static void
dupes_clear(struct dupes *d)
{
	unsettled_waiting_clear(&d->waiting);
	session_close(&d->session);
}

/* --- the report ----------------------------------------------------------- */

/* The last line of a table: a result, so on stdout. */
static int
print_totals(const struct dupes *d, const struct report_totals *t,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;

	reading_add_count(&line, t->groups, "group", "groups");
	strbuf_adds(&line, d->args->candidates ? " of candidates, " : ", ");
	reading_add_count(&line, t->redundant, "redundant copy",
		"redundant copies");
	strbuf_adds(&line, ", ");
	reading_add_size(&line, d->ctx, t->wasted);
	strbuf_adds(&line, " reclaimable");
	if (d->args->candidates)
		strbuf_adds(&line, " at most");
	if (!d->args->summary && t->shown < t->groups)
		strbuf_addf(&line, " (%lld shown)", (long long)t->shown);
	/* What is said about it on stderr comes after it. */
	if (printf("%s%s\n", t->shown > 0 ? "\n" : "", line.buf) < 0 ||
		fflush(stdout) != 0)
		return error_errno(err, errno,
			"cannot write to standard output");
	return 0;
}

static int
print_summary(struct dupes *d, struct output *output,
	struct report_totals *totals, struct error *err)
{
	bool is_table = output_format_of(output) == OUTPUT_TABLE;
	int r = report_dupes_summary(d->session.store, &d->report,
		is_table ? NULL : output, totals, err);

	if (r >= 0 && is_table)
		r = print_totals(d, totals, err);
	return r;
}

static void
explain_nothing(const struct dupes *d, const char *what)
{
	const struct args *args = d->args;

	if (args->common.has_size || args->min_size > 1 || args->across)
		log_note("%s like that; try without %s", what,
			args->common.has_size	   ? "--size" :
				args->min_size > 1 ? "--min-size" :
						     "--across");
	else if (d->report.is_scoped)
		log_note("%s there; 'catalog dupes' without PATH looks "
			 "everywhere, 'catalog where FILE' for one content",
			what);
	else
		log_note("%s", what);
}

static int
print_groups(struct dupes *d, struct output *output,
	struct report_totals *totals, struct error *err)
{
	int r = report_dupes(d->session.store, &d->report, output, totals, err);

	if (r < 0)
		return r;
	if (totals->groups == 0)
		explain_nothing(d,
			d->args->candidates ? "no candidates" :
					      "no duplicates");
	else if (output_format_of(output) == OUTPUT_TABLE)
		r = print_totals(d, totals, err);
	return r;
}

static int
print_trees(struct dupes *d, struct output *output, struct report_totals *ret,
	struct error *err)
{
	const struct args *args = d->args;
	const struct trees_options what = { .min_size = args->common.size.min >
				args->min_size ?
			args->common.size.min :
			args->min_size,
		.max_size = args->common.size.max,
		.is_scoped = d->report.is_scoped,
		.members = args->members,
		.across = args->across };
	const struct report_trees how = {
		.order = (enum report_order)args->common.sort,
		.reverse = args->common.reverse,
		.limit = args->common.limit,
	};
	_cleanup_(trees_clear) struct trees trees = { 0 };
	bool is_table = output_format_of(output) == OUTPUT_TABLE;
	int r = trees_find(d->session.store, &what, &trees, err);

	if (r >= 0)
		r = report_trees(d->session.store, &trees, &how,
			args->summary ? NULL : output, ret, err);
	if (r >= 0 && args->summary && !is_table)
		return report_totals_row(ret, output, err);
	if (r >= 0 && ret->groups == 0 && !args->summary)
		explain_nothing(d, "no duplicate directories");
	else if (r >= 0 && is_table)
		r = print_totals(d, ret, err);
	return r;
}

/* --- the command ---------------------------------------------------------- */

static int
report(struct dupes *d, struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &d->ctx->output);
	struct report_totals totals;
	int status = dupes_status(d, err);
	int r;

	if (status < 0)
		return status;
	r = dupes_find_waiting(d, err);
	if (r < 0)
		return r;
	if (d->args->dirs)
		r = print_trees(d, output, &totals, err);
	else if (d->args->summary)
		r = print_summary(d, output, &totals, err);
	else
		r = print_groups(d, output, &totals, err);
	if (r >= 0)
		dupes_print_completeness(d);
	return answer_status(r, status);
}

static int
check(const struct args *args, struct error *err)
{
	if (args->verify && args->no_hash)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--verify reads files and --no-hash forbids it");
	if (args->candidates && args->verify)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"candidates were not read in full and have no groups "
			"to --verify");
	if (args->candidates && args->dirs)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--candidates are files and do not go with --dirs");
	if (args->members && args->verify)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--verify compares files, which --members are not");
	if (args->members && args->candidates)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--candidates are files and do not go with --members");
	if (args->candidates && args->common.sort == REPORT_BY_PATH)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--candidates cannot be sorted by path");
	return 0;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	const struct size_range range =
		answer_sizes(&args->common, args->min_size);
	_cleanup_(dupes_clear) struct dupes d = {
		.ctx = ctx,
		.args = args,
		.session = SESSION_INIT,
		.report = { .order = (enum report_order)args->common.sort,
			.reverse = args->common.reverse,
			.min_size = range.min,
			.max_size = range.max,
			.min_volumes = args->across ? 2 : 1,
			.limit = args->common.limit,
			.is_candidates = args->candidates,
			.has_members = args->members },
	};
	int r = args->summary ? answer_needs_rows(ctx, err) : 0;

	if (r >= 0)
		r = check(args, err);
	if (args->dirs) /* they are told by files of any size and number */
		d.report = (struct report_dupes){ .min_size = 1,
			.max_size = INT64_MAX,
			.min_volumes = 1,
			.limit = REPORT_NO_LIMIT };
	if (r >= 0)
		r = reading_limits(&args->reading, &d.limits, err);
	if (r >= 0)
		r = dupes_read(&d, argc, argv, err);
	return r < 0 ? r : report(&d, err);
}

const struct command cmd_dupes = {
	.name = "dupes",
	.heading = "about duplicates and copies",
	.summary = "report files with equal content",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Reads what has to be read to tell which files are equal, and "
		"reports them in groups. What was read is kept: the next run "
		"reads only what is new. With PATH or VOLUME, only files there "
		"are compared with each other. Hard links to one file are one "
		"copy. Empty files form no group.",
	.examples = "catalog dupes\n"
		    "catalog dupes --min-size 1M --limit 20 ~/Pictures\n"
		    "catalog dupes --across --format=ndjson",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/*
 * catalog dupes [PATH|VOLUME...]: read what is pending, then report groups.
 *
 *   session_open -> all read already? --- yes ----------------> report
 *                        no: session_open_writing -> hash_run -> report
 *
 * When nothing is left to read the catalogue is only read, so a second report
 * writes nothing, needs no lock and works on a read-only disk.
 */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "commands/bytewise.h"
#include "commands/reading.h"
#include "commands/unsettled.h"
#include "hash/hash.h"
#include "hash/settled.h"
#include "hash/trees/trees.h"
#include "output/human.h"
#include "report/dupes.h"
#include "report/inventory.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>

struct args {
	struct answer common;
	int64_t min_size;
	bool across;
	bool summary;
	bool verify;
	bool no_hash;
	bool candidates;
	bool dirs;
	bool members;
	struct reading_args reading;
};

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

struct dupes {
	const struct context *ctx;
	const struct args *args;
	struct session session;
	struct budget_limits limits;
	struct report_dupes report;
	struct hash_stats stats;
	struct members_stats members;
	bool members_settled;
	struct verify_stats verified;
	struct waiting waiting;
};

static void
dupes_clear(struct dupes *d)
{
	unsettled_waiting_clear(&d->waiting);
	session_close(&d->session);
}

static struct hash_places
places_of(const struct dupes *d)
{
	return (struct hash_places){ d->session.hash_places,
		d->session.n_places };
}

/* --- reading what is pending ------------------------------------------------- */

static int
hash_members(struct dupes *d, const struct hash_options *how, struct error *err)
{
	struct hash_stats files;
	int r = reading_members(&d->session, d->ctx, how, &d->members, &files,
		err);

	d->stats.is_limited |= d->members.is_limited || files.is_limited;
	d->members_settled = r >= 0 && !d->stats.is_limited;
	return r;
}

static int
hash(struct dupes *d, struct error *err)
{
	const struct hash_options how = {
		.filter = { .min_size = d->report.min_size,
			.max_size = d->report.max_size < INT64_MAX ?
				d->report.max_size :
				0,
			.scope = d->report.is_scoped ? CANDIDATES_IN_SCOPE :
						       CANDIDATES_ANYWHERE },
		.limits = d->limits,
		.n_jobs = (unsigned int)d->args->reading.jobs,
	};

	int r = reading_run(&d->session, d->ctx, &how, &d->stats, err);

	if (r < 0 || !d->args->members || d->stats.is_limited)
		return r;
	return hash_members(d, &how, err);
}

/* Say what helps when the catalogue cannot be written. */
static int
suggest_no_hash(struct error *err)
{
	_cleanup_(freep) char *text = xstrdup(err->text);

	return error_kind(err, err->kind, -err->code,
		"%s; with --no-hash, 'dupes' reports what is known already",
		text);
}

static int
open_writing(struct dupes *d, int argc, char **argv, struct error *err)
{
	int r;

	session_close(&d->session);
	r = session_open_writing(&d->session, d->ctx, err);
	if (r < 0)
		return r == -EINTR ? r : suggest_no_hash(err);
	return answer_scope(&d->session, &d->args->common, argc, argv,
		&d->report.is_scoped, err);
}

/* 1 if all of them are read and the files, too. */
static int
check_members(struct dupes *d, const struct hash_places *places,
	bool is_settled, struct error *err)
{
	int r = settled_members_check(d->session.store, places,
		&d->members.pending, err);

	d->members_settled = r > 0;
	return r < 0 ? r : r > 0 && is_settled;
}

/* 1 if there is nothing to read: the session is fit for the report. */
static int
look(struct dupes *d, int argc, char **argv, struct error *err)
{
	struct hash_places places;
	int r = answer_open_scoped(&d->session, d->ctx, &d->args->common, argc,
		argv, &d->report.is_scoped, err);

	if (r < 0)
		return r;
	places = places_of(d);
	r = settled_check(d->session.store, &places, &d->stats, err);
	if (r >= 0 && d->args->members)
		r = check_members(d, &places, r > 0, err);
	if (r < 0 || d->args->no_hash)
		return r < 0 ? r : 1;
	return r > 0 && !d->args->verify;
}

static int
find_out(struct dupes *d, int argc, char **argv, struct error *err)
{
	int r = look(d, argc, argv, err);

	if (r != 0)
		return r;
	r = open_writing(d, argc, argv, err);
	if (r >= 0)
		r = hash(d, err);
	if (r >= 0 && d->args->verify)
		r = compare_groups(&d->session, &d->report, d->ctx->quiet,
			&d->verified, err);
	return r;
}

/* --- the report ----------------------------------------------------------------- */

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

/* --- how complete it is ----------------------------------------------------------- */

/* Is a volume away that was asked for? */
static bool
any_offline(const struct session *s)
{
	for (size_t i = 0; i < s->n_volumes; i++) {
		int64_t id = s->volumes[i].volume.id;

		if (session_is_in_scope(s, id) && !session_is_online(s, id))
			return true;
	}
	return false;
}

/*
 * Candidates, and what waits for volumes that are away.  Looking for them
 * takes two passes over the catalogue, so only if there can be any.
 */
static int
find_waiting(struct dupes *d, struct error *err)
{
	bool may_wait = d->stats.pending_files > 0 ||
		(d->args->no_hash && !d->stats.is_settled);

	if (!d->args->candidates && !(may_wait && any_offline(&d->session)))
		return 0;
	return unsettled_waiting(&d->session, d->report.is_scoped,
		d->report.min_size, &d->waiting, err);
}

static void
print_completeness(struct dupes *d)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	int64_t n_pending = d->waiting.files;

	if (n_pending > 0) {
		reading_add_count(&line, n_pending, "file", "files");
		strbuf_adds(&line,
			n_pending == 1 ? " may have a copy but is" :
					 " may have copies but are");
		strbuf_adds(&line, " on an offline volume, not read yet");
	}
	if (d->stats.is_limited)
		strbuf_addf(&line,
			"%sstopped at the limit, not all files are "
			"read yet",
			line.len > 0 ? "; " : "");
	if (d->members.pending > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, d->members.pending, "member",
			"members");
		strbuf_adds(&line,
			" of archives on offline volumes not read yet");
	}
	if (d->args->members && d->args->no_hash && !d->members_settled)
		strbuf_addf(&line, "%ssome members may not be read yet",
			line.len > 0 ? "; " : "");
	if (d->args->no_hash && !d->stats.is_settled)
		strbuf_addf(&line, "%ssome files may not be read yet",
			line.len > 0 ? "; " : "");
	if (d->verified.offline > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, d->verified.offline, "file", "files");
		strbuf_adds(&line, " on offline volumes not compared");
	}
	if (report_has_problems(d->session.store, d->report.is_scoped,
		    STAGE_VERIFY, NULL) > 0)
		log_warning("some files are rotten: they may not be the copies "
			    "they were; 'catalog problems' names them");
	if (d->verified.different > 0)
		log_warning("%lld %s in a group by digest but not by content; "
			    "'catalog problems' names them",
			(long long)d->verified.different,
			d->verified.different == 1 ? "file was" : "files were");
	session_print_completeness(&d->session, d->ctx,
		line.len > 0 ? line.buf : NULL);
	unsettled_print_waiting(&d->session, d->ctx, &d->waiting);
}

static int
status_of(struct dupes *d, struct error *err)
{
	int r = report_has_problems(d->session.store, d->report.is_scoped,
		STAGE_HASH, err);

	if (r == 0 && d->args->members)
		r = report_has_problems(d->session.store, d->report.is_scoped,
			STAGE_MEMBER, err);
	if (r < 0)
		return r;
	return r > 0 || d->session.asked_offline ? EXIT_INCOMPLETE : EXIT_DONE;
}

/* --- the command ---------------------------------------------------------------- */

static int
report(struct dupes *d, struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &d->ctx->output);
	struct report_totals totals;
	int status = status_of(d, err);
	int r;

	if (status < 0)
		return status;
	r = find_waiting(d, err);
	if (r < 0)
		return r;
	if (d->args->dirs)
		r = print_trees(d, output, &totals, err);
	else if (d->args->summary)
		r = print_summary(d, output, &totals, err);
	else
		r = print_groups(d, output, &totals, err);
	if (r >= 0)
		print_completeness(d);
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
		r = find_out(&d, argc, argv, err);
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

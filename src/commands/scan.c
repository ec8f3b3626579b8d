/* SPDX-License-Identifier: MIT */
/* catalog scan [DIR...]: bring the catalogue up to date. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/history.h"
#include "commands/scan_archives.h"
#include "commands/scan_hash.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "output/human.h"
#include "output/progress.h"
#include "scan/scan.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>
#include <string.h>

struct args {
	struct string_list exclude;
	const char *name;
	bool all_volumes;
	bool accept_loss;
	int64_t jobs;
	int64_t timeout;
	int64_t keep_history;
	int hash;
	int64_t archives;
	int64_t archive_depth;
};

/* What --hash is when it is not given. */
#define HASH_AS_BEFORE (-1)
/* And --archives. */
#define ARCHIVES_AS_BEFORE (-1)

/* A drive that spins up takes half a minute, a busy server longer. */
static const struct args defaults = { .timeout = 300,
	.keep_history = HISTORY_AS_BEFORE,
	.hash = HASH_AS_BEFORE,
	.archives = ARCHIVES_AS_BEFORE };

/* In the order of enum root_hash. */
static const char *const hash_words[] = { "none", "candidates", "all", NULL };

static const struct option_spec options[] = {
	OPT_LIST('x', "exclude", exclude, "GLOB",
		"do not look at names or paths that match; repeatable"),
	OPT_STRING(0, "name", name, "VOLUME", "call the volume of DIR this"),
	OPT_FLAG('A', "all-volumes", all_volumes,
		"follow mount points below DIR, each as its own volume"),
	OPT_FLAG(0, "accept-loss", accept_loss,
		"apply removals even if much of a volume is gone"),
	OPT_OPTIONAL_CHOICE(0, "hash", hash, "WHAT", hash_words,
		ROOT_HASH_CANDIDATES,
		"then read files that may have a copy, or all; "
		"remembered like the others"),
	OPT_OPTIONAL_SIZE(0, "archives", archives, "SIZE", ROOT_ARCHIVES_ALL,
		"then look into archives of up to SIZE; 0: no more; "
		"remembered like the others"),
	OPT_NUMBER(0, "archive-depth", archive_depth, "N", 1, 16,
		"look into archives in archives, N deep in all; 1"),
	OPT_NUMBER('j', "jobs", jobs, "N", 1, 256,
		"read N directories of a volume at a time"),
	OPT_NUMBER(0, "timeout", timeout, "SECONDS", 0, 1000000,
		"give up on a volume that does not answer for so long; "
		"0: never; 300"),
	OPT_NUMBER(0, "keep-history", keep_history, "DAYS", 0, 36500,
		"forget changes older than that, from now on; 0: keep all"),
	OPT_END
};

/* --- results as rows ------------------------------------------------------- */

enum column {
	COL_VOLUME,
	COL_ROOT,
	COL_STATUS,
	COL_ENTRIES,
	COL_FILES,
	COL_DIRECTORIES,
	COL_BYTES,
	COL_ADDED,
	COL_REMOVED,
	COL_MODIFIED,
	COL_MOVED,
	COL_PROBLEMS,
	COL_SECONDS,
	N_COLUMNS
};

static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "root", "ROOT", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "status", "STATUS", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "entries", "ENTRIES", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "bytes", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "added", "ADDED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "removed", "REMOVED", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "modified", "CHANGED", OUTPUT_NUMBER,
		OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false },
	{ "moved", "MOVED", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "problems", "PROBLEMS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "seconds", "SECONDS", OUTPUT_DECIMAL, OUTPUT_MACHINE, false },
};

static struct output_value
text_value(const char *s)
{
	return s ? output_text(s, strlen(s)) : output_null();
}

static int
print_result(struct output *output, const struct scan_result *r,
	struct error *err)
{
	const struct scan_row *row = &r->row;
	struct strbuf seconds = STRBUF_INIT;
	struct output_value v[N_COLUMNS] = {
		[COL_VOLUME] = text_value(r->volume_name),
		[COL_ROOT] = text_value(r->path),
		[COL_STATUS] = text_value(scan_status_name(r->status)),
		[COL_ENTRIES] = output_number(row->entries),
		[COL_FILES] = output_number(row->files),
		[COL_DIRECTORIES] = output_number(row->directories),
		[COL_BYTES] = output_number(row->bytes),
		[COL_ADDED] = output_number(row->added),
		[COL_REMOVED] = output_number(row->removed),
		[COL_MODIFIED] = output_number(row->modified),
		[COL_MOVED] = output_number(row->moved),
		[COL_PROBLEMS] = output_number(row->problems),
	};
	int code;

	strbuf_addf(&seconds, "%.3f",
		(double)(row->finished_ns - row->started_ns) /
			(double)NS_PER_SECOND);
	v[COL_SECONDS] = output_text(seconds.buf, seconds.len);
	code = output_row(output, v, err);
	strbuf_clear(&seconds);
	return code;
}

/* --- messages ------------------------------------------------------------------ */

/* All there are, for what is said about one of them. */
struct results {
	const struct scan_result *results;
	size_t n;
	bool all_volumes;
};

/* Is this a root that the run walked? */
static bool
is_walked(const struct results *all, const char *path)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct scan_result *r = &all->results[i];

		if (r->status != SCAN_COVERED && r->status != SCAN_REFUSED &&
			r->status != SCAN_OFFLINE && strcmp(r->path, path) == 0)
			return true;
	}
	return false;
}

static void
explain_mounts(const struct results *all, const struct scan_result *r)
{
	for (size_t i = 0; i < r->n_mounts; i++) {
		_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%s/%s",
			strcmp(r->path, "/") == 0 ? "" : r->path, r->mounts[i]);
		if (!is_walked(all, path.buf))
			log_note("'%s' is a mount point and was skipped%s",
				path.buf,
				all->all_volumes ?
					"" :
					"; --all-volumes follows it");
	}
	if (r->row.skipped > (int64_t)r->n_mounts)
		log_note("%lld more mount points below '%s' were skipped",
			(long long)(r->row.skipped - (int64_t)r->n_mounts),
			r->path);
}

/* What is said once, the first time a scan finds it. */
static void
explain_lessons(const struct scan_result *r)
{
	int64_t minutes = r->row.clock_shift_ns / (INT64_C(60) * NS_PER_SECOND);

	if (minutes != 0)
		log_note("all times on volume '%s' are %lld minutes %s than "
			 "they were (another time zone, or daylight saving?); "
			 "its files count as unchanged",
			r->volume_name,
			(long long)(minutes < 0 ? -minutes : minutes),
			minutes < 0 ? "earlier" : "later");
	if (r->is_renumbered)
		log_note("the inode numbers of volume '%s' do not outlive a "
			 "remount; a file counts as unchanged when its path, "
			 "size and time are",
			r->volume_name);
}

static void
explain(const struct results *all, const struct scan_result *r)
{
	switch (r->status) {
	case SCAN_INCOMPLETE:
		log_warning("%lld %s below '%s' could not be read; "
			    "'catalog problems' lists them",
			(long long)r->row.problems,
			r->row.problems == 1 ? "thing" : "things", r->path);
		break;
	case SCAN_HELD:
		log_warning("%lld entries of volume '%s' are gone, so many "
			    "that it may be a mishap: none was removed from "
			    "the catalogue; if it is right, scan again with "
			    "--accept-loss",
			(long long)r->n_held, r->volume_name);
		break;
	case SCAN_INTERRUPTED:
		log_warning("the scan of '%s' was interrupted; what was read "
			    "is kept, the next scan does the rest",
			r->path);
		break;
	case SCAN_OFFLINE:
		log_warning("%s", r->message);
		break;
	case SCAN_REFUSED:
		log_error("%s", r->message);
		break;
	case SCAN_COVERED:
		/* The same directory twice is not worth a word. */
		if (!is_walked(all, r->path))
			log_note("%s", r->message);
		break;
	case SCAN_COMPLETE:
		break;
	}
	explain_lessons(r);
	explain_mounts(all, r);
}

static bool
is_worth_a_row(const struct scan_result *r)
{
	return r->status != SCAN_COVERED && r->status != SCAN_REFUSED;
}

static int
print_results(const struct context *ctx, const struct scan_result *results,
	size_t n, struct error *err)
{
	struct output *output = output_new(stdout, &ctx->output);
	/* Under cron a scan that went well says nothing; a program that asks
	 * for a format gets its rows. */
	bool is_silent = ctx->quiet && ctx->output.format == OUTPUT_AUTO;
	int code = 0;

	output_begin(output, columns, N_COLUMNS);
	for (size_t i = 0; i < n && code >= 0 && !is_silent; i++)
		if (is_worth_a_row(&results[i]))
			code = print_result(output, &results[i], err);
	if (code >= 0)
		code = output_end(output, err);
	output_free(output);
	return code;
}

/* The worst of them decides. */
static int
status_of(const struct scan_result *results, size_t n)
{
	int status = EXIT_DONE;

	for (size_t i = 0; i < n; i++) {
		const struct scan_result *r = &results[i];

		if (r->status == SCAN_REFUSED && r->kind == ERROR_USAGE)
			status = EXIT_USAGE;
		else if (status == EXIT_DONE && r->status != SCAN_COMPLETE &&
			r->status != SCAN_COVERED)
			status = EXIT_INCOMPLETE;
	}
	if (interrupt_pending())
		return EXIT_SIGNAL + interrupt_pending();
	return status;
}

/* --- the command ------------------------------------------------------------------ */

static void
on_progress(const struct scan_progress *p, void *arg)
{
	progress_update(arg, p->entries, p->expected, NULL);
}

static int
scan(struct session *s, const struct context *ctx, const struct scan_options *o,
	int64_t keep_history, struct error *err)
{
	struct scan_result *results = NULL;
	size_t n = 0;
	int code = scan_run(s->store, o, &results, &n, err);

	progress_clear(o->arg);
	for (size_t i = 0; i < n; i++)
		explain(&(struct results){ results, n, o->all_volumes },
			&results[i]);
	if (code >= 0)
		code = print_results(ctx, results, n, err);
	if (code >= 0 && n == 0)
		code = error_kind(err, ERROR_USAGE, ENOENT,
			"no directory to scan: name one, as in "
			"'catalog scan ~/Pictures'; later 'catalog scan' "
			"alone scans it again");
	if (code >= 0)
		code = history_trim(s->store, keep_history, err);
	if (code >= 0)
		code = store_tidy(s->store, err);
	if (code >= 0)
		code = status_of(results, n);
	if (code == EXIT_DONE || code == EXIT_INCOMPLETE) {
		int hashed = scan_hash(s, ctx, results, n, err);

		if (hashed != EXIT_DONE)
			code = hashed;
	}
	if (code == EXIT_DONE || code == EXIT_INCOMPLETE) {
		int listed = scan_archives(s, ctx, results, n, err);

		if (listed != EXIT_DONE)
			code = listed;
	}
	scan_results_free(results, n);
	return code;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	struct session s = SESSION_INIT;
	struct progress *progress;
	int code;
	struct scan_options o = {
		.dirs = (const char *const *)argv,
		.n_dirs = (size_t)argc,
		.excludes = args->exclude.items,
		.n_excludes = args->exclude.n_items,
		.name = args->name,
		.all_volumes = args->all_volumes,
		.accept_loss = args->accept_loss,
		.has_hash = args->hash != HASH_AS_BEFORE,
		.hash = args->hash == HASH_AS_BEFORE ?
			ROOT_HASH_NONE :
			(enum root_hash)args->hash,
		.has_archives = args->archives != ARCHIVES_AS_BEFORE,
		.archives = args->archives,
		.archive_depth = args->archive_depth,
		.jobs = (unsigned int)args->jobs,
		.timeout_ns = args->timeout * NS_PER_SECOND,
		.on_progress = on_progress,
	};

	if (args->name && argc != 1)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--name names one volume and needs one DIR");
	code = answer_needs_rows(ctx, err);
	if (code >= 0)
		code = session_open_writing(&s, ctx, err);
	if (code < 0)
		return code;
	progress = progress_new("scanning", false, ctx->quiet);
	o.arg = progress;
	code = scan(&s, ctx, &o, args->keep_history, err);
	progress_free(progress);
	session_close(&s);
	return code;
}

const struct command cmd_scan = {
	.name = "scan",
	.heading = "to fill the catalogue",
	.summary = "record the files below directories, or below all known "
		   "roots",
	.usage = "[DIR...]",
	.description =
		"Reads the metadata of everything below each DIR into the "
		"catalogue; the same command later brings it up to date. "
		"Without DIR, scans every root given before whose volume is "
		"mounted; volumes that are not keep their entries. Options "
		"given for a root are remembered for it.",
	.examples = "catalog scan ~/Pictures\n"
		    "catalog scan --exclude '*.tmp' /mnt/nas /media/usb1\n"
		    "catalog scan --quiet",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

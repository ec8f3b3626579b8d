/* SPDX-License-Identifier: MIT */
#include "commands/scan_tell.h"

#include "cli/exit.h"
#include "output/human.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <string.h>

/* --- results as rows ------------------------------------------------------ */

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

static bool
is_worth_a_row(const struct scan_result *r)
{
	return r->status != SCAN_COVERED && r->status != SCAN_REFUSED;
}

int
scan_tell_rows(const struct context *ctx, const struct scan_result *results,
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

/* --- messages ------------------------------------------------------------- */

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

void
scan_tell_messages(const struct scan_result *results, size_t n,
	bool all_volumes)
{
	const struct results all = { results, n, all_volumes };

	for (size_t i = 0; i < n; i++)
		explain(&all, &results[i]);
}

/* --- the exit status ------------------------------------------------------ */

int
scan_tell_status(const struct scan_result *results, size_t n)
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

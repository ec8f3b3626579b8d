/* SPDX-License-Identifier: MIT */
/* catalog scan [DIR...]: bring the catalogue up to date. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/history.h"
#include "commands/scan_archives.h"
#include "commands/scan_hash.h"
#include "commands/scan_tell.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "output/progress.h"
#include "scan/scan.h"
#include "util/clock.h"

#include <errno.h>

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

static void
on_progress(const struct scan_progress *p, void *arg)
{
	progress_update(arg, p->entries, p->expected, NULL);
}

static bool
was_begun(const struct scan_options *o)
{
	const struct scan_hash_beginning *beginning = o->walked_arg;

	return beginning->was_begun;
}

static int
scan(struct session *s, const struct context *ctx, const struct scan_options *o,
	int64_t keep_history, struct error *err)
{
	struct scan_result *results = NULL;
	size_t n = 0;
	int code = scan_run(s->store, o, &results, &n, err);

	progress_clear(o->arg);
	scan_tell_messages(results, n, o->all_volumes);
	if (code >= 0)
		code = scan_tell_rows(ctx, results, n, err);
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
		code = scan_tell_status(results, n);
	if (code == EXIT_DONE || code == EXIT_INCOMPLETE) {
		int hashed = scan_hash(s, ctx, results, n, was_begun(o), err);

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
	struct scan_hash_beginning beginning = { &s, ctx, NULL, false };
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
		code = session_open_scanning(&s, ctx, err);
	if (code < 0)
		return code;
	progress = progress_new("scanning", false, ctx->quiet);
	o.arg = progress;
	beginning.scanning = progress;
	o.walked_arg = &beginning;
	if (o.has_hash && o.hash == ROOT_HASH_CANDIDATES)
		o.on_walked = scan_hash_begin;
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

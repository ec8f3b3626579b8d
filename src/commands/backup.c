/* SPDX-License-Identifier: MIT */
/* catalog backup FILE: a copy of the catalogue, made while it is in use. */
#include "commands/commands.h"

#include "cli/exit.h"
#include "output/progress.h"
#include "store/backup.h"
#include "store/lock.h"
#include "util/cleanup.h"
#include "util/log.h"

struct args {
	bool force;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('f', "force", force, "overwrite FILE"), OPT_END
};
/* clang-format on */

DEFINE_CLEANUP(struct store *, store_close);
DEFINE_CLEANUP(struct run_lock *, run_lock_release);
DEFINE_CLEANUP(struct progress *, progress_free);

static void
on_progress(void *arg, int64_t done, int64_t total)
{
	progress_update(arg, done, total, NULL);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(run_lock_releasep) struct run_lock *lock = NULL;
	_cleanup_(store_closep) struct store *store = NULL;
	_cleanup_(progress_freep) struct progress *progress = NULL;
	const struct args *args = arguments;
	struct backup_options how = { .overwrite = args->force,
		.on_progress = on_progress };
	int r = store_open(&store, ctx->db_path, STORE_READ, err);

	(void)argc; /* one, says the table */
	/* A snapshot beside a running scan; there is none without a WAL. */
	if (r >= 0 && store_journal_note(store))
		r = run_lock_take(&lock, ctx->db_path, ctx->wait_seconds, err);
	else if (r >= 0)
		r = store_begin(store, err);
	if (r < 0)
		return r;
	progress = progress_new("copying", false, ctx->quiet);
	how.progress_arg = progress;
	r = store_backup(store, argv[0], &how, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_backup = {
	.name = "backup",
	.heading = "to look after it",
	.summary = "copy the catalogue to FILE, while a scan runs too",
	.usage = "[options] FILE",
	.description =
		"FILE is a whole and checked copy of the catalogue or what it "
		"was before. To restore it, copy it over the catalogue while "
		"nothing uses that.",
	.examples = "catalog backup --force /media/usb1/catalog.db",
	.min_args = 1,
	.max_args = 1,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

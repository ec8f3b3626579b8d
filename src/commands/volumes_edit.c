/* SPDX-License-Identifier: MIT */
/* catalog volumes rename, note, set, forget: what the catalogue says of a
 * volume; nothing is written to the volume itself. */
#include "commands/commands.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "output/human.h"
#include "store/entries.h"
#include "store/forget.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>

struct args {
	bool yes;
	int64_t jobs;
};

/* What --jobs is when it is not given; 0 is a value. */
#define JOBS_AS_BEFORE (-1)

static const struct args set_defaults = { .jobs = JOBS_AS_BEFORE };

/* clang-format off: one option an entry */
static const struct option_spec forget_options[] = {
	OPT_FLAG('y', "yes", yes, "do it; without, nothing is forgotten"),
	OPT_END
};

static const struct option_spec set_options[] = {
	OPT_NUMBER('j', "jobs", jobs, "N", 0, 64,
		"read the contents of N of its files at a time; "
		"0: what suits it"),
	OPT_END
};
/* clang-format on */

/* --- rename -------------------------------------------------------------- */

static int
run_rename(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	const struct volume_row *v;
	int r = session_open_writing(&s, ctx, err);

	(void)args; /* it has no options */
	(void)argc;
	if (r >= 0)
		r = session_volume(&s, &v, argv[0], err);
	if (r >= 0)
		r = store_begin(s.store, err);
	if (r >= 0)
		r = store_rename_volume(s.store, v->volume.id, argv[1], err);
	if (r >= 0)
		r = store_commit(s.store, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_volumes_rename = {
	.name = "volumes rename",
	.summary = "call a volume something else",
	.usage = "VOLUME NEW-NAME",
	.examples = "catalog volumes rename usb blue-box",
	.min_args = 2,
	.max_args = 2,
	.run = run_rename,
};

/* --- note ----------------------------------------------------------------- */

static int
run_note(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	const struct volume_row *v;
	const char *text = argc > 1 && *argv[1] ? argv[1] : NULL;
	int r = session_open_writing(&s, ctx, err);

	(void)args; /* it has no options */
	if (r >= 0)
		r = session_volume(&s, &v, argv[0], err);
	if (r >= 0)
		r = store_begin(s.store, err);
	if (r >= 0)
		r = store_note_volume(s.store, v->volume.id, text, err);
	if (r >= 0)
		r = store_commit(s.store, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_volumes_note = {
	.name = "volumes note",
	.summary = "note something about a volume, such as where it lies",
	.usage = "VOLUME [TEXT]",
	.description = "Without TEXT the note is taken away.",
	.examples = "catalog volumes note blue-box 'shelf 2, left'",
	.min_args = 1,
	.max_args = 2,
	.run = run_note,
};

/* --- set ------------------------------------------------------------------ */

static int
run_set(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	const struct args *args = arguments;
	const struct volume_row *v;
	int r;

	(void)argc; /* one, says the table */
	if (args->jobs == JOBS_AS_BEFORE)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'volumes set' needs an option to set");
	r = session_open_writing(&s, ctx, err);
	if (r >= 0)
		r = session_volume(&s, &v, argv[0], err);
	if (r >= 0)
		r = store_begin(s.store, err);
	if (r >= 0)
		r = store_set_volume_jobs(s.store, v->volume.id, args->jobs,
			err);
	if (r >= 0)
		r = store_commit(s.store, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_volumes_set = {
	.name = "volumes set",
	.summary = "set how a volume is read",
	.usage = "[options] VOLUME",
	.description = "'hash', 'dupes' and 'verify' go by it, unless they "
		       "are given --jobs themselves.",
	.examples = "catalog volumes set nas-photos --jobs=4",
	.min_args = 1,
	.max_args = 1,
	.options = set_options,
	.args_size = sizeof(struct args),
	.defaults = &set_defaults,
	.run = run_set,
};

/* --- forget --------------------------------------------------------------- */

static int
count_names(struct session *s, const struct volume_row *v, int64_t *ret,
	struct error *err)
{
	struct totals totals = { 0 };
	int r = store_directory_totals(s->store, &totals, v->top_id, err);

	*ret = totals.files + totals.directories;
	return r;
}

static int
forget(struct session *s, const struct volume_row *v, bool sure,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf n = STRBUF_INIT;
	int64_t n_names = 0;
	int r = count_names(s, v, &n_names, err);

	if (r < 0)
		return r;
	human_number(&n, n_names);
	strbuf_adds(&n, n_names == 1 ? " entry" : " entries");
	if (!sure)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"this forgets volume '%s' with its %s and "
			"their digests; add --yes to do so",
			v->volume.name, n.buf);
	r = store_begin(s->store, err);
	if (r >= 0)
		r = store_forget_volume(s->store, v, err);
	if (r >= 0)
		r = store_commit(s->store, err);
	if (r >= 0)
		log_note("volume '%s' with %s is forgotten", v->volume.name,
			n.buf);
	return r < 0 ? r : store_tidy(s->store, err);
}

static int
run_forget(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	const struct args *args = arguments;
	const struct volume_row *v;
	int r = session_open_writing(&s, ctx, err);

	(void)argc; /* one, says the table */
	if (r >= 0)
		r = session_volume(&s, &v, argv[0], err);
	if (r >= 0)
		r = forget(&s, v, args->yes, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_volumes_forget = {
	.name = "volumes forget",
	.summary = "remove a volume and all its entries from the catalogue",
	.usage = "[options] VOLUME",
	.description = "For a drive that is gone for good. Its files are not "
		       "touched; a scan of it would add it anew.",
	.examples = "catalog volumes forget old-usb --yes",
	.min_args = 1,
	.max_args = 1,
	.options = forget_options,
	.args_size = sizeof(struct args),
	.run = run_forget,
};

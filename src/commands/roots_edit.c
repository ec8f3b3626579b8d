/* SPDX-License-Identifier: MIT */
/*
 * catalog roots drop, catalog roots set.
 *
 * A root is named by its path, as it is mounted now or was last, or by
 * VOLUME:PATH.
 */
#include "commands/commands.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "output/human.h"
#include "store/entries.h"
#include "store/forget.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"
#include "volume/volume.h"

#include <errno.h>
#include <string.h>

struct args {
	bool yes;
	bool keep;
	struct string_list exclude;
	bool no_exclude;
	bool all_volumes;
	bool one_volume;
	int hash;
	int64_t archives;
	bool no_archives;
	int64_t archive_depth; /* 0: as before */
};

/* What --hash is when it is not given. */
#define HASH_AS_BEFORE (-1)
/* And --archives. */
#define ARCHIVES_AS_BEFORE (-1)

static const struct args set_defaults = { .hash = HASH_AS_BEFORE,
	.archives = ARCHIVES_AS_BEFORE };

/* In the order of enum root_hash. */
static const char *const hash_words[] = { "none", "candidates", "all", NULL };

/* clang-format off: one option an entry */
static const struct option_spec drop_options[] = {
	OPT_FLAG('y', "yes", yes, "do it; without, nothing is forgotten"),
	OPT_FLAG('k', "keep", keep, "keep the entries, as last seen"), OPT_END
};

static const struct option_spec set_options[] = {
	OPT_LIST('x', "exclude", exclude, "GLOB",
		"leave out what matches, and nothing else; repeatable"),
	OPT_FLAG(0, "no-exclude", no_exclude, "leave out nothing"),
	OPT_FLAG('A', "all-volumes", all_volumes,
		"follow mount points below the root"),
	OPT_FLAG(0, "one-volume", one_volume, "do not follow them"),
	OPT_CHOICE(0, "hash", hash, "WHAT", hash_words,
		"what each scan is to read after it"),
	OPT_OPTIONAL_SIZE(0, "archives", archives, "SIZE", ROOT_ARCHIVES_ALL,
		"look into archives of up to SIZE after each scan"),
	OPT_FLAG(0, "no-archives", no_archives, "look into none"),
	OPT_NUMBER(0, "archive-depth", archive_depth, "N", 1, 16,
		"look into archives in archives, N deep in all"),
	OPT_END
};
/* clang-format on */

/* --- one of them ---------------------------------------------------------- */

/* A session that writes, and the root that was named. */
struct chosen {
	struct session session;
	struct root_row *roots;
	size_t n_roots;
	const struct root_row *root;
	struct strbuf path; /* of it, absolute */
};

static void
chosen_clear(struct chosen *c)
{
	store_roots_free(c->roots, c->n_roots);
	strbuf_clear(&c->path);
	session_close(&c->session);
}

/* Is it what the user typed?  c->path becomes its path. */
static int
is_named(struct chosen *c, const struct root_row *root, const char *typed,
	const char *path, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	int r;

	strbuf_truncate(&c->path, 0);
	r = store_directory_path(c->session.store, &c->path, root->dir_id, NULL,
		err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < c->session.n_volumes; i++)
		if (c->session.volumes[i].volume.id == root->volume_id)
			strbuf_addf(&within, "%s:%s",
				c->session.volumes[i].volume.name,
				root->within);
	return strcmp(c->path.buf, path) == 0 || strcmp(within.buf, typed) == 0;
}

static int
choose(struct chosen *c, const struct context *ctx, const char *typed,
	struct error *err)
{
	_cleanup_(freep) char *path = NULL;
	int r = session_open_writing(&c->session, ctx, err);

	if (r >= 0)
		r = store_roots(c->session.store, &c->roots, &c->n_roots, err);
	if (r >= 0)
		r = volume_canonical_path(&path, typed, err);
	for (size_t i = 0; r >= 0 && i < c->n_roots; i++) {
		r = is_named(c, &c->roots[i], typed, path, err);
		if (r > 0) {
			c->root = &c->roots[i];
			return store_begin(c->session.store, err);
		}
	}
	if (r < 0)
		return r;
	return error_kind(err, ERROR_USAGE, ENOENT,
		"'%s' is no root; 'catalog roots' lists them", typed);
}

/* --- drop ----------------------------------------------------------------- */

static int
ask_for_yes(struct chosen *c, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf n = STRBUF_INIT;
	struct totals totals = { 0 };
	int r = store_directory_totals(c->session.store, &totals,
		c->root->dir_id, err);

	if (r < 0)
		return r;
	human_number(&n, totals.files + totals.directories);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"this forgets the root '%s' with its %s entries and their "
		"digests; add --yes to do so, or --keep to keep them",
		c->path.buf, n.buf);
}

static int
run_drop(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(chosen_clear) struct chosen c = { .path = STRBUF_INIT };
	_cleanup_(strbuf_clear) struct strbuf n = STRBUF_INIT;
	const struct args *args = arguments;
	int64_t removed = 0;
	int r = choose(&c, ctx, argv[0], err);

	(void)argc; /* one, says the table */
	if (r >= 0 && !args->yes && !args->keep)
		r = ask_for_yes(&c, err);
	if (r >= 0)
		r = store_drop_root(c.session.store, c.root, args->keep,
			&removed, err);
	if (r >= 0)
		r = store_commit(c.session.store, err);
	if (r >= 0)
		r = store_tidy(c.session.store, err);
	if (r < 0)
		return r;
	human_number(&n, removed);
	log_note("'%s' is no root any more; %s %s forgotten", c.path.buf, n.buf,
		removed == 1 ? "entry is" : "entries are");
	return EXIT_DONE;
}

const struct command cmd_roots_drop = {
	.name = "roots drop",
	.summary = "scan a root no more, and forget what is known of it",
	.usage = "[options] ROOT",
	.description =
		"Its files are not touched. What another root stands for too "
		"stays.",
	.examples = "catalog roots drop ~/Downloads --yes",
	.min_args = 1,
	.max_args = 1,
	.options = drop_options,
	.args_size = sizeof(struct args),
	.run = run_drop,
};

/* --- set ------------------------------------------------------------------ */

static void
set_excludes(struct root_options *ret, const struct string_list *globs)
{
	for (size_t i = 0; i < ret->n_excludes; i++)
		free(ret->excludes[i]);
	free(ret->excludes);
	ret->excludes = xcalloc(globs->n_items + 1, sizeof(*ret->excludes));
	ret->n_excludes = globs->n_items;
	for (size_t i = 0; i < globs->n_items; i++)
		ret->excludes[i] = xstrdup(globs->items[i]);
}

static int
check_set(const struct args *args, struct error *err)
{
	if (args->no_exclude && args->exclude.n_items > 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--exclude and --no-exclude contradict each other");
	if (args->all_volumes && args->one_volume)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--all-volumes and --one-volume contradict each other");
	if (args->no_archives && args->archives != ARCHIVES_AS_BEFORE)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--archives and --no-archives contradict each other");
	if (!args->no_exclude && args->exclude.n_items == 0 &&
		!args->all_volumes && !args->one_volume &&
		args->hash == HASH_AS_BEFORE && !args->no_archives &&
		args->archives == ARCHIVES_AS_BEFORE &&
		args->archive_depth == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'roots set' needs an option to set");
	return 0;
}

static int
change_options(const struct chosen *c, const struct args *args,
	struct error *err)
{
	_cleanup_(store_root_options_clear) struct root_options options = { 0 };
	_cleanup_(freep) char *json = NULL;
	int64_t ignored;
	int r = store_root_options_parse(&options, c->root->options, err);

	if (r < 0)
		return r;
	if (args->no_exclude || args->exclude.n_items > 0)
		set_excludes(&options, &args->exclude);
	if (args->all_volumes || args->one_volume)
		options.all_volumes = args->all_volumes;
	if (args->hash != HASH_AS_BEFORE)
		options.hash = (enum root_hash)args->hash;
	if (args->no_archives)
		options.archives = 0;
	if (args->archives != ARCHIVES_AS_BEFORE)
		options.archives = args->archives;
	if (args->archive_depth > 0)
		options.archive_depth = args->archive_depth;
	if (options.archives > 0 && options.archive_depth == 0)
		options.archive_depth = 1;
	json = store_root_options_print(&options);
	return store_put_root(c->session.store, &ignored, c->root->dir_id, json,
		err);
}

static int
run_set(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(chosen_clear) struct chosen c = { .path = STRBUF_INIT };
	const struct args *args = arguments;
	int r = check_set(args, err);

	(void)argc; /* one, says the table */
	if (r >= 0)
		r = choose(&c, ctx, argv[0], err);
	if (r >= 0)
		r = change_options(&c, args, err);
	if (r >= 0)
		r = store_commit(c.session.store, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_roots_set = {
	.name = "roots set",
	.summary = "change the options that a root is scanned with",
	.usage = "[options] ROOT",
	.description = "The next scan goes by them. Options that are not "
		       "given stay as they are.",
	.examples = "catalog roots set ~/Pictures --exclude '*.tmp'",
	.min_args = 1,
	.max_args = 1,
	.options = set_options,
	.args_size = sizeof(struct args),
	.defaults = &set_defaults,
	.run = run_set,
};

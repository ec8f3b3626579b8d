/* SPDX-License-Identifier: MIT */
#include "commands/scan_archives.h"

#include "cli/exit.h"
#include "hash/archive/archives.h"
#include "output/progress.h"
#include "report/inventory.h"
#include "store/scans.h"
#include "store/scope.h"
#include "util/cleanup.h"

#include <errno.h>

struct roots {
	struct root_row *rows;
	size_t n;
};

static void
roots_clear(struct roots *roots)
{
	store_roots_free(roots->rows, roots->n);
}

static bool
was_walked(const struct root_row *root, const struct scan_result *results,
	size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (results[i].row.root_id == root->id &&
			(results[i].status == SCAN_COMPLETE ||
				results[i].status == SCAN_INCOMPLETE ||
				results[i].status == SCAN_HELD))
			return true;
	return false;
}

static void
on_progress(void *arg, const struct archives_progress *p)
{
	progress_update(arg, p->files_done, p->files_total, NULL);
}

/* EXIT_DONE or EXIT_INCOMPLETE. */
static int
look_into(struct session *s, const struct context *ctx,
	const struct root_row *root, const struct root_options *options,
	struct error *err)
{
	const struct hash_places places = { s->hash_places, s->n_places };
	struct progress *progress =
		progress_new("looking into files", false, ctx->quiet);
	const struct archives_options how = {
		.max_size = options->archives,
		.levels = options->archive_depth,
		.on_progress = on_progress,
		.progress_arg = progress,
	};
	struct archives_stats stats;
	int r = store_scope_clear(s->store, err);

	if (r >= 0)
		r = store_scope_add_directory(s->store, root->dir_id, err);
	if (r >= 0)
		r = archives_run(s->store, &places, &how, &stats, err);
	progress_free(progress);
	if (r >= 0 && stats.interrupted)
		r = error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; the archives that were read are kept, "
			"the next scan does the rest");
	if (r >= 0)
		r = report_has_problems(s->store, true, STAGE_ARCHIVE, err);
	if (r < 0)
		return r;
	return r > 0 ? EXIT_INCOMPLETE : EXIT_DONE;
}

int
scan_archives(struct session *s, const struct context *ctx,
	const struct scan_result *results, size_t n, struct error *err)
{
	_cleanup_(roots_clear) struct roots roots = { 0 };
	bool is_located = false;
	int status = EXIT_DONE;
	int r = store_roots(s->store, &roots.rows, &roots.n, err);

	for (size_t i = 0; i < roots.n && r >= 0; i++) {
		_cleanup_(store_root_options_clear) struct root_options
			options = { 0 };

		if (!was_walked(&roots.rows[i], results, n))
			continue;
		r = store_root_options_parse(&options, roots.rows[i].options,
			err);
		if (r < 0 || options.archives <= 0)
			continue;
		/* The scan may have met volumes that were not known. */
		if (!is_located)
			r = session_locate(s, err);
		is_located = true;
		if (r >= 0)
			r = look_into(s, ctx, &roots.rows[i], &options, err);
		if (r > 0)
			status = r;
	}
	if (r >= 0 && is_located)
		r = store_tidy(s->store, err);
	return r < 0 ? r : status;
}

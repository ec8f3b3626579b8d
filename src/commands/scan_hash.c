/* SPDX-License-Identifier: MIT */
#include "commands/scan_hash.h"

#include "cli/exit.h"
#include "commands/reading.h"
#include "output/progress.h"
#include "report/inventory.h"
#include "store/scans.h"
#include "store/scope.h"
#include "util/cleanup.h"

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
was_walked(const struct scan_result *r)
{
	return r->status == SCAN_COMPLETE || r->status == SCAN_INCOMPLETE ||
		r->status == SCAN_HELD;
}

/* Add the root to the scope if it is to be read like this: 1, else 0. */
static int
add_root(struct session *s, const struct root_row *root, enum root_hash what,
	struct error *err)
{
	_cleanup_(store_root_options_clear) struct root_options options = { 0 };
	int r = store_root_options_parse(&options, root->options, err);

	if (r < 0 || options.hash != what)
		return r;
	r = store_scope_add_directory(s->store, root->dir_id, err);
	return r < 0 ? r : 1;
}

/* How many of the roots that were walked are to be read like this. */
static int
choose(struct session *s, const struct roots *roots, enum root_hash what,
	const struct scan_result *results, size_t n, struct error *err)
{
	int found = 0;
	int r = store_scope_clear(s->store, err);

	for (size_t i = 0; i < n && r >= 0; i++)
		for (size_t k = 0; k < roots->n && r >= 0; k++) {
			if (!was_walked(&results[i]) ||
				roots->rows[k].id != results[i].row.root_id)
				continue;
			r = add_root(s, &roots->rows[k], what, err);
			found += r > 0;
		}
	return r < 0 ? r : found;
}

static int
read_chosen(struct session *s, const struct context *ctx, enum root_hash what,
	bool was_begun, struct error *err)
{
	struct hash_options how = {
		.filter = { .scope = CANDIDATES_FOR_SCOPE,
			.is_all = what == ROOT_HASH_ALL,
			.by_gain = true },
	};
	struct hash_stats stats = { 0 };
	int r = store_any_problems(s->store, STAGE_HASH, err);

	/* What could not be read may have become readable; not if that was
	 * just now. */
	how.retry = r > 0 && !was_begun;
	if (r >= 0)
		r = reading_run(s, ctx, &how, &stats, err);
	if (r >= 0)
		r = report_has_problems(s->store, true, STAGE_HASH, err);
	if (r < 0)
		return r;
	return r > 0 ? EXIT_INCOMPLETE : EXIT_DONE;
}

int
scan_hash(struct session *s, const struct context *ctx,
	const struct scan_result *results, size_t n, bool was_begun,
	struct error *err)
{
	_cleanup_(roots_clear) struct roots roots = { 0 };
	int status = EXIT_DONE;
	int r = store_roots(s->store, &roots.rows, &roots.n, err);

	for (int what = ROOT_HASH_CANDIDATES; what <= ROOT_HASH_ALL && r >= 0;
		what++) {
		r = choose(s, &roots, (enum root_hash)what, results, n, err);
		/* The scan may have met volumes that were not known. */
		if (r > 0)
			r = session_locate(s, err) < 0 ?
				err->code :
				read_chosen(s, ctx, (enum root_hash)what,
					was_begun, err);
		if (r > 0)
			status = r;
	}
	return r < 0 ? r : status;
}

/* --- of a new catalogue --------------------------------------------------- */

/* A server may keep a reader waiting, and so what was scanned; a disk that
 * spins has files read in its own order. */
static bool
is_quick(const struct session *s)
{
	bool is_quick = true;

	for (size_t i = 0; i < s->n_places; i++)
		is_quick &= !s->hash_places[i].network &&
			!s->hash_places[i].rotational;
	return is_quick;
}

int
scan_hash_begin(void *arg, int64_t max_ns, struct error *err)
{
	struct scan_hash_beginning *b = arg;
	const struct hash_options how = { .limits = { .max_ns = max_ns } };
	struct hash_stats stats = { 0 };
	int r = session_locate(b->session, err);

	if (r < 0 || !is_quick(b->session))
		return r;
	progress_clear(b->scanning);
	b->was_begun = true;
	return reading_begun(b->session, b->ctx, &how, &stats, err);
}

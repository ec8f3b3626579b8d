/* SPDX-License-Identifier: MIT */
/*
 * An import: volume by volume, the two trees are laid beside each other
 * (import_tree.c), then what moved is told from what went, as at the end of a
 * scan, and what is gone there goes here.
 *
 * Each root of the other catalogue whose latest scan is newer than any here
 * becomes a root here, and that scan one of its scans, with the host that ran
 * it.  So the next import of the same catalogue finds nothing newer, and
 * changes nothing.
 *
 * Volumes that were known keep their names, notes and places: those are how
 * they are called and where they are mounted here.
 */
#include "store/import/import_run.h"

#include "store/check.h"
#include "store/history.h"
#include "store/scans.h"
#include "util/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- before ------------------------------------------------------------ */

static int
on_problem(void *arg, const char *kind, const char *text, struct error *err)
{
	(void)kind;
	return error_set(err, EUCLEAN,
		"'%s' is damaged: %s; 'catalog check' tells more",
		store_path(arg), text);
}

int
store_import_check(struct store *from, struct error *err)
{
	const struct check_options options = { .on_problem = on_problem,
		.arg = from };
	struct check_result result;
	int r = store_check(from, &options, &result, err);

	if (r < 0 || !result.is_partial)
		return r;
	return error_kind(err, ERROR_INCOMPLETE, EAGAIN,
		"a scan of '%s' is running or was cut off; "
		"run 'catalog scan' on it to its end first",
		store_path(from));
}

/* --- roots ------------------------------------------------------------- */

static void
roots_clear(struct import_roots *roots)
{
	free(roots->roots);
	store_roots_free(roots->rows, roots->n);
}

int
import_last_scan(struct bind *ret, struct store *store, int64_t root_id,
	struct error *err)
{
	*ret = bind_begin(store, Q_SCAN_LAST_ENDED);
	bind_i64(ret, root_id);
	return bind_next(ret, err);
}

static int
load_roots(struct store *store, struct import_roots *ret, struct error *err)
{
	size_t n = 0;
	int r = store_roots(store, &ret->rows, &n, err);

	if (r < 0)
		return r;
	ret->n = n;
	ret->roots = calloc(n + 1, sizeof(*ret->roots));
	if (!ret->roots)
		return error_set(err, ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		_cleanup_(bind_end) struct bind b = { 0 };
		struct import_root *root = &ret->roots[i];

		r = import_last_scan(&b, store, ret->rows[i].id, err);
		if (r < 0)
			return r;
		root->dir_id = ret->rows[i].dir_id;
		root->volume_id = ret->rows[i].volume_id;
		root->source_id = ret->rows[i].id;
		root->row = &ret->rows[i];
		root->time_ns = r > 0 ? bind_get_i64(&b, 0) : IMPORT_NEVER;
	}
	return 0;
}

/* --- one volume -------------------------------------------------------- */

/* Volumes of the other catalogue have ids of their own; identities agree. */
static int
find_volume(struct import *im, const struct volume_row *from, int64_t *ret_top,
	struct error *err)
{
	struct volume_row *rows = NULL;
	size_t n = 0;
	int r = store_volumes(im->to, &rows, &n, err);

	im->is_known = false;
	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct volume *v = &rows[i].volume;

		if (strcmp(v->identity, from->volume.identity) != 0)
			continue;
		im->is_known = true;
		im->volume_id = v->id;
		im->trust = trust_of_volume(v);
		*ret_top = rows[i].top_id;
	}
	if (r == 0)
		store_volumes_free(rows, n);
	return r;
}

static int
copy_times(struct import *im, const struct volume_row *from, struct error *err)
{
	_cleanup_(bind_end) struct bind seen =
		bind_begin(im->from, Q_VOLUME_SEEN);
	struct bind b;
	int r;

	bind_i64(&seen, from->volume.id);
	r = bind_next(&seen, err);
	if (r <= 0)
		return r;
	b = bind_begin(im->to, Q_VOLUME_IMPORTED);
	bind_i64(&b, im->volume_id);
	bind_i64(&b, bind_get_i64(&seen, 0));
	bind_i64(&b, bind_get_i64(&seen, 1));
	bind_text(&b, from->note);
	return bind_run(&b, err);
}

/* With a name of its own; its strings are the row's. */
static int
add_volume(struct import *im, const struct volume_row *from, struct error *err)
{
	struct volume v = from->volume;
	int r;

	im->trust = trust_of_volume(&v);
	v.id = 0;
	v.name = NULL;
	r = store_put_volume(im->to, &v, from->volume.name, err);
	free(v.name);
	if (r < 0)
		return r;
	im->volume_id = v.id;
	im->next_dir_id++; /* it has its own root now */
	im->result->volumes++;
	r = store_learn_volume(im->to, v.id, &im->trust, err);
	return r < 0 ? r : copy_times(im, from, err);
}

static bool
has_scans(const struct import *im, int64_t from_volume)
{
	for (size_t i = 0; i < im->from_roots.n; i++)
		if (im->from_roots.roots[i].volume_id == from_volume &&
			im->from_roots.roots[i].time_ns != IMPORT_NEVER)
			return true;
	return false;
}

/* The volume's latest scan, if it was one that was taken over. */
static int
finish_volume(struct import *im, const struct volume_row *from,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(im->to, Q_VOLUME_SEEN);
	int64_t last;
	int r;

	bind_i64(&b, im->volume_id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	last = bind_get_i64(&b, 2);
	bind_end(&b);
	if (from->last_scan_ns <= last)
		return 0;
	return store_finish_volume_scan(im->to, im->volume_id,
		from->last_scan_ns, err);
}

static int
import_volume(struct import *im, const struct volume_row *from,
	struct error *err)
{
	struct totals had = { 0 };
	int64_t top = 0;
	int r;

	if (!has_scans(im, from->volume.id))
		return 0;
	r = find_volume(im, from, &top, err);
	if (r == 0 && !im->is_known)
		r = add_volume(im, from, err);
	if (r == 0 && !im->is_known)
		r = store_find_directory(im->to, &top, im->volume_id, "", err);
	if (r == 0)
		r = totals_read(im->to, &had, top, err);
	if (r < 0)
		return r;
	im->volume_name = from->volume.name;
	im->shift_ns = from->volume.clock_shift_ns;
	im->had = had.files + had.directories;
	im->lost = 0;
	r = import_tree(im, from->top_id, from->volume.id, top, err);
	if (r == 0)
		r = import_apply_removals(im, err);
	if (r == 0)
		r = import_finish_roots(im, from->volume.id, err);
	return r < 0 ? r : finish_volume(im, from, err);
}

/* --- all of it --------------------------------------------------------- */

static int
count_names(struct import *im, const struct volume_row *rows, size_t n,
	struct error *err)
{
	struct totals t;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		r = totals_read(im->from, &t, rows[i].top_id, err);
		if (r == 0)
			im->total += t.files + t.directories;
	}
	return r;
}

static int
import_volumes(struct import *im, struct error *err)
{
	struct volume_row *rows = NULL;
	size_t n = 0;
	int r = store_volumes(im->from, &rows, &n, err);

	if (r < 0)
		return r;
	r = count_names(im, rows, n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = import_volume(im, &rows[i], err);
	store_volumes_free(rows, n);
	return r;
}

static void
import_clear(struct import *im)
{
	roots_clear(&im->from_roots);
	roots_clear(&im->to_roots);
	free(im->frames);
	free(im->removals);
	strbuf_clear(&im->names);
	idmap_clear(&im->archives);
}

int
store_import(struct store *store, struct store *from,
	const struct import_options *options, struct import_result *ret,
	struct error *err)
{
	_cleanup_(import_clear) struct import im = { .to = store,
		.from = from,
		.options = options,
		.result = ret,
		.names = STRBUF_INIT };
	int r;

	*ret = (struct import_result){ 0 };
	idmap_init(&im.archives, sizeof(int64_t));
	r = store_begin_history(store, clock_now_ns(), err);
	if (r == 0)
		r = store_last_directory_id(store, &im.next_dir_id, err);
	im.next_dir_id++;
	if (r == 0)
		r = load_roots(from, &im.from_roots, err);
	if (r == 0)
		r = load_roots(store, &im.to_roots, err);
	return r < 0 ? r : import_volumes(&im, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * The end of a volume: what moved is told from what went, as at the end of a
 * scan, what is gone there goes here, and the scans that are taken over get
 * their sums.
 */
#include "store/import/import_run.h"

#include "store/history.h"
#include "store/moves.h"
#include "store/scans.h"

#include <errno.h>

/* As a scan: more than max(1000, 20 %) of a volume is not let go unasked. */
#define LOSS_MINIMUM 1000
#define LOSS_PERCENT 20

/* --- scans ------------------------------------------------------------- */

/* What the other catalogue has of the scan; what it changed is known later. */
static int
copy_scan(struct import *im, struct import_root *root, int64_t root_id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind from = { 0 };
	_cleanup_(freep) char *status = NULL;
	_cleanup_(freep) char *host = NULL;
	struct bind b;
	size_t len;
	const char *path;
	int r = import_last_scan(&from, im->from, root->source_id, err);

	if (r <= 0)
		return r;
	status = bind_get_string(&from, 2);
	host = bind_get_string(&from, 3);
	b = bind_begin(im->to, Q_SCAN_IMPORT);
	bind_i64(&b, root_id);
	bind_i64(&b, im->volume_id);
	bind_i64(&b, bind_get_i64(&from, 0));
	bind_i64(&b, bind_get_i64(&from, 1));
	bind_text(&b, status);
	bind_text(&b, host);
	for (int column = 4; column <= 10; column++)
		bind_i64(&b, bind_get_i64(&from, column));
	path = bind_get_bytes(&from, 11, &len);
	bind_bytes(&b, path, len);
	r = bind_run(&b, err);
	if (r == 0)
		root->scan_id = sqlite3_last_insert_rowid(im->to->db);
	return r;
}

static bool
is_root(const struct import_roots *roots, int64_t dir_id, int64_t *ret_id)
{
	for (size_t i = 0; i < roots->n; i++) {
		*ret_id = roots->rows[i].id;
		if (roots->rows[i].dir_id == dir_id)
			return true;
	}
	return false;
}

int
import_record_scan(struct import *im, struct import_root *root, int64_t to_dir,
	bool is_first, struct error *err)
{
	int64_t root_id;
	int r = 0;

	/* A root that is one already keeps the options it has here. */
	if (!is_root(&im->to_roots, to_dir, &root_id))
		r = store_put_root(im->to, &root_id, to_dir, root->row->options,
			err);
	if (r == 0 && is_first)
		r = store_keep_unknown(im->to, to_dir, err);
	if (r == 0)
		r = copy_scan(im, root, root_id, err);
	if (r == 0)
		im->result->roots++;
	return r;
}

/* What this import made of each root, for its scan's row. */
int
import_finish_roots(struct import *im, int64_t from_volume, struct error *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < im->from_roots.n; i++) {
		const struct import_root *root = &im->from_roots.roots[i];
		struct bind b;

		if (root->volume_id != from_volume)
			continue;
		if (root->scan_id == 0) {
			im->result->older += root->time_ns != IMPORT_NEVER;
			continue;
		}
		b = bind_begin(im->to, Q_SCAN_IMPORTED);
		bind_i64(&b, root->scan_id);
		bind_i64(&b, root->added);
		bind_i64(&b, root->removed);
		bind_i64(&b, root->modified);
		bind_i64(&b, root->moved);
		r = bind_run(&b, err);
		im->result->added += root->added;
		im->result->removed += root->removed;
		im->result->modified += root->modified;
		im->result->moved += root->moved;
	}
	return r;
}

/* --- what goes --------------------------------------------------------- */

static int
too_much(const struct import *im, int64_t lost, struct error *err)
{
	return error_kind(err, ERROR_INCOMPLETE, EBUSY,
		"%lld of the %lld names on volume '%s' would go, so nothing "
		"was imported; --accept-loss lets them go",
		(long long)lost, (long long)im->had, im->volume_name);
}

static int
match_moves(struct import *im, int64_t *ret_lost, struct error *err)
{
	int64_t moved = 0;
	int r = 0;

	*ret_lost = im->lost;
	for (size_t i = 0; r == 0 && i < im->n_removals; i++) {
		const struct import_removal *m = &im->removals[i];
		const char *name = im->names.buf + m->name;
		int64_t n;

		r = store_count_entry(im->to, &n, m->dir_id, name, m->name_len,
			err);
		if (r < 0)
			return r;
		*ret_lost += n;
		if (m->has_history)
			r = store_moves_gone(im->to, m->root->scan_id,
				m->dir_id, name, m->name_len, err);
	}
	if (r == 0)
		r = store_moves_count(im->to, &moved, im->volume_id, err);
	*ret_lost -= moved;
	return r;
}

static void
on_moved(void *arg, int64_t to_scan, int64_t from_scan)
{
	struct import *im = arg;

	for (size_t i = 0; i < im->from_roots.n; i++) {
		struct import_root *root = &im->from_roots.roots[i];

		if (root->scan_id == to_scan) {
			root->moved++;
			root->added--;
		}
		if (root->scan_id == from_scan)
			root->removed--;
	}
}

int
import_apply_removals(struct import *im, struct error *err)
{
	const struct moves_listener listener = { on_moved, im };
	int64_t limit = im->had / 100 * LOSS_PERCENT;
	int64_t lost;
	int r = match_moves(im, &lost, err);

	if (r < 0)
		return r;
	if (limit < LOSS_MINIMUM)
		limit = LOSS_MINIMUM;
	if (lost > limit && !im->options->accept_loss)
		return too_much(im, lost, err);
	r = store_moves_settle(im->to, im->volume_id, &listener, err);
	for (size_t i = 0; r == 0 && i < im->n_removals; i++) {
		const struct import_removal *m = &im->removals[i];

		r = store_remove_entry(im->to, m->dir_id,
			im->names.buf + m->name, m->name_len, &m->root->removed,
			err);
	}
	im->n_removals = 0;
	strbuf_truncate(&im->names, 0);
	return r;
}

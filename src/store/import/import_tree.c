/* SPDX-License-Identifier: MIT */
/*
 * Two trees of one volume laid beside each other, directory by directory, as a
 * scan lays what it reads beside what is known.
 *
 * Both cursors give names in memcmp order.  Each directory comes with the times
 * of the latest scans that hold it, there and here; a root below may be newer
 * than what is around it, so the times are looked at again for each directory
 * met.  Where here is as new, nothing is written but digests.
 *
 * Nothing goes without proof: a name is missed only in a directory that was
 * read to its end there, and what goes is noted until all that is new is known,
 * so that what moved keeps its digest.  A directory that leads to a root which
 * was scanned later here stays.
 */
#include "store/import/import_run.h"

#include "util/bytes.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Names between two looks around. */
#define LOOK_EVERY 1024
/* Names until the notes about totals are settled, which hold memory. */
#define SETTLE_EVERY INT64_C(65536)

/* --- roots and times --------------------------------------------------- */

static struct import_root *
root_of(const struct import_roots *roots, int64_t dir_id)
{
	for (size_t i = 0; i < roots->n; i++)
		if (dir_id != 0 && roots->roots[i].dir_id == dir_id)
			return &roots->roots[i];
	return NULL;
}

/* The frame of a directory in that of f; 0 where there is none. */
static struct import_frame
child_of(const struct import *im, const struct import_frame *f,
	int64_t from_dir, int64_t to_dir)
{
	struct import_root *there = root_of(&im->from_roots, from_dir);
	const struct import_root *here = root_of(&im->to_roots, to_dir);
	struct import_frame child = *f;

	child.from_dir = from_dir;
	child.to_dir = to_dir;
	child.is_gone = child.is_whole = false;
	if (there && there->time_ns > child.from_time) {
		child.from_time = there->time_ns;
		child.root = there;
	}
	if (here && here->time_ns > child.to_time)
		child.to_time = here->time_ns;
	return child;
}

/* Is a root that was scanned after that time in the directory or below? */
static int
leads_to_newer(struct store *store, const struct import_roots *roots,
	int64_t dir_id, int64_t time_ns, struct error *err)
{
	int kept = subtree_is_kept(store, dir_id, err);

	for (size_t i = 0; kept > 0 && i < roots->n; i++) {
		int64_t id = roots->roots[i].dir_id;

		if (roots->roots[i].time_ns <= time_ns)
			continue;
		while (id != 0 && id != dir_id) {
			int r = query_i64_of(store, &id, Q_DIRECTORY_PARENT, id,
				err);

			if (r < 0)
				return r;
		}
		if (id == dir_id)
			return 1;
	}
	return kept < 0 ? kept : 0;
}

/* In the times of the volume as it is here. */
static void
translate(const struct import *im, struct entry *e)
{
	if (im->shift_ns == im->trust.shift_ns)
		return;
	/* Times are what somebody set; nonsense must wrap, not trap. */
	e->mtime_ns = (int64_t)((uint64_t)e->mtime_ns + (uint64_t)im->shift_ns);
	e->ctime_ns = (int64_t)((uint64_t)e->ctime_ns + (uint64_t)im->shift_ns);
	trust_normalise(&im->trust, e);
}

/* --- one name ---------------------------------------------------------- */

/* Only the way to a root of the other catalogue, or to a newer one. */
static int
follow_way(struct import *im, const struct import_frame *f,
	const struct known_entry *there, const struct known_entry *here,
	struct error *err)
{
	int64_t to_dir = here ? here->child_id : 0;
	struct import_frame child = child_of(im, f, there->child_id, to_dir);
	int r = leads_to_newer(im->from, &im->from_roots, there->child_id,
		child.to_time, err);

	if (r < 0 || (r == 0 && to_dir == 0))
		return r;
	r = 0;
	if (here && to_dir == 0) {
		int64_t removed = 0;

		r = store_remove_entry(im->to, f->to_dir, here->entry.name,
			here->entry.name_len, &removed, err);
		im->lost += removed;
	}
	if (r == 0 && to_dir == 0)
		r = import_add_way(im, f, &there->entry, &child.to_dir, err);
	return r < 0 ? r : import_push(im, &child, err);
}

static int
only_there(struct import *im, const struct import_frame *f,
	struct known_entry *there, struct error *err)
{
	struct import_frame child = child_of(im, f, there->child_id, 0);

	if (there->entry.mode != 0 && import_frame_wins(&child))
		return import_add(im, f, there, &child, err);
	return there->child_id != 0 ? follow_way(im, f, there, NULL, err) : 0;
}

static int
only_here(struct import *im, const struct import_frame *f,
	const struct known_entry *here, struct error *err)
{
	struct import_frame below = child_of(im, f, 0, here->child_id);
	int newer = 0;

	if (!import_frame_wins(f) || !f->is_whole)
		return 0;
	below.is_gone = true;
	/* A way has nothing to go; what it leads to may have. */
	if (here->entry.mode == 0)
		return import_frame_wins(&below) ?
			import_push(im, &below, err) :
			0;
	if (here->child_id != 0)
		newer = leads_to_newer(im->to, &im->to_roots, here->child_id,
			f->from_time - 1, err);
	return newer != 0 ? (newer < 0 ? newer : 0) :
			    import_remove_later(im, f, &here->entry, err);
}

/* A way in a directory that was read to its end is not there; only what was
 * scanned later still may be. */
static int
both_way(struct import *im, const struct import_frame *f,
	const struct known_entry *there, const struct known_entry *here,
	struct error *err)
{
	struct import_frame child =
		child_of(im, f, there->child_id, here->child_id);
	int r;

	if (!import_frame_wins(&child) || !f->is_whole)
		return follow_way(im, f, there, here, err);
	r = leads_to_newer(im->from, &im->from_roots, there->child_id,
		f->from_time, err);
	if (r <= 0)
		return r < 0 ? r : only_here(im, f, here, err);
	if (here->child_id == 0)
		return follow_way(im, f, there, here, err);
	r = here->entry.mode != 0 ? import_make_way(im, f, here, err) : 0;
	child.is_gone = true;
	return r < 0 ? r : import_push(im, &child, err);
}

static int
replace(struct import *im, const struct import_frame *f,
	struct known_entry *there, const struct known_entry *here,
	struct error *err)
{
	struct import_frame child = child_of(im, f, there->child_id, 0);
	int r = 0;

	if (!import_frame_wins(&child))
		return 0;
	if (here->child_id != 0)
		r = leads_to_newer(im->to, &im->to_roots, here->child_id,
			child.from_time - 1, err);
	if (r != 0)
		return r < 0 ? r : 0;
	child.to_dir = f->to_dir;
	r = import_remove_now(im, &child, here, err);
	child.to_dir = 0;
	return r < 0 ? r : import_add(im, f, there, &child, err);
}

static int
both(struct import *im, const struct import_frame *f, struct known_entry *there,
	struct known_entry *here, struct error *err)
{
	struct import_frame child =
		child_of(im, f, there->child_id, here->child_id);
	bool wins = import_frame_wins(&child);
	bool same;
	int r = 0;

	if (there->entry.mode == 0)
		return both_way(im, f, there, here, err);
	if ((there->child_id != 0) != (here->child_id != 0))
		return replace(im, f, there, here, err);
	trust_settle(&im->trust, &there->entry, &here->entry);
	if (wins)
		r = import_change(im, f, here, &there->entry, &child, err);
	if (r < 0)
		return r;
	if (there->child_id != 0)
		return import_push(im, &child, err);
	same = entry_same_content_facts(&there->entry, &here->entry);
	if (!wins && !same)
		return 0;
	/* What was known of the content went with the facts. */
	r = import_digest(im, f->to_dir, &there->entry, there->content_id,
		same ? here->content_id : 0, err);
	return r < 0 ?
		r :
		import_archive(im, f->from_dir, f->to_dir, &there->entry, err);
}

/* --- one directory ----------------------------------------------------- */

static int
look_around(struct import *im, struct error *err)
{
	if (++im->done % LOOK_EVERY != 0)
		return 0;
	if (interrupt_pending())
		return error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; nothing was imported");
	if (im->options->on_progress)
		im->options->on_progress(im->options->arg, im->done, im->total);
	return im->done % SETTLE_EVERY == 0 ? totals_flush(im->to, err) : 0;
}

static int
by_name(const struct known_entry *a, const struct known_entry *b)
{
	return bytes_compare(a->entry.name, a->entry.name_len, b->entry.name,
		b->entry.name_len);
}

/* What no directory can hold, and what would lead out of it. */
static int
check_name(const struct entry *e, struct error *err)
{
	bool is_dots = (e->name_len == 1 && e->name[0] == '.') ||
		(e->name_len == 2 && memcmp(e->name, "..", 2) == 0);

	if (e->name_len > 0 && !is_dots && !memchr(e->name, '/', e->name_len) &&
		!memchr(e->name, '\0', e->name_len))
		return 0;
	return error_set(err, EUCLEAN,
		"cannot import: a name in it is none that a file can have");
}

static int
merge_names(struct import *im, const struct import_frame *f, struct error *err)
{
	struct known_entry there, here;
	int is_there = 0;
	int is_here;
	int r = store_entries_open(im->to, f->to_dir, err);

	if (r == 0 && f->from_dir != 0)
		r = store_entries_open(im->from, f->from_dir, err);
	if (r < 0)
		return r;
	if (f->from_dir != 0)
		is_there = store_entries_next(im->from, &there, err);
	is_here = store_entries_next(im->to, &here, err);
	while (r == 0 && is_there >= 0 && is_here >= 0 && is_there + is_here) {
		int order = !is_there ? 1 :
			!is_here      ? -1 :
					by_name(&there, &here);

		if (order <= 0) {
			r = check_name(&there.entry, err);
			translate(im, &there.entry);
		}
		if (r < 0)
			break;
		if (order < 0)
			r = only_there(im, f, &there, err);
		else if (order == 0)
			r = both(im, f, &there, &here, err);
		else
			r = only_here(im, f, &here, err);
		if (r == 0 && order <= 0) {
			r = look_around(im, err);
			is_there = store_entries_next(im->from, &there, err);
		}
		if (order >= 0)
			is_here = store_entries_next(im->to, &here, err);
	}
	if (is_there < 0 || is_here < 0)
		return is_there < 0 ? is_there : is_here;
	return r;
}

static int
merge(struct import *im, struct import_frame *f, struct error *err)
{
	struct directory there = { 0 };
	struct directory here = { 0 };
	int r = 1;

	if (f->from_dir != 0)
		r = store_directory(im->from, &there, f->from_dir, err);
	if (r > 0)
		r = store_directory(im->to, &here, f->to_dir, err);
	if (r == 0)
		return error_set(err, EUCLEAN,
			"a directory is missing in the catalogue");
	if (r < 0)
		return r;
	f->is_whole = f->is_gone || there.state == DIRECTORY_COMPLETE;
	r = import_scan(im, f, err);
	if (r == 0)
		r = merge_names(im, f, err);
	if (r < 0 || !import_frame_wins(f) || there.state == DIRECTORY_WAY)
		return r;
	if (there.state != here.state)
		r = store_set_directory_state(im->to, f->to_dir, there.state, 0,
			err);
	return r < 0 ? r : import_problems(im, f, err);
}

/* The entry of a volume's own root is called by the volume's number. */
static int
top_entry(struct store *store, struct known_entry *ret, int64_t volume_id,
	char number[static 24], struct error *err)
{
	int len = snprintf(number, 24, "%lld", (long long)volume_id);
	int r = store_entry(store, ret, 0, number, (size_t)len, err);

	if (r == 0)
		return error_set(err, EUCLEAN,
			"a volume has no root directory in the catalogue");
	return r < 0 ? r : 0;
}

int
import_tree(struct import *im, int64_t from_top, int64_t from_volume,
	int64_t to_top, struct error *err)
{
	const struct import_frame above = { .from_time = IMPORT_NEVER,
		.to_time = IMPORT_NEVER };
	struct import_frame top = child_of(im, &above, from_top, to_top);
	char number_there[24], number_here[24];
	struct known_entry there, here;
	int r = top_entry(im->from, &there, from_volume, number_there, err);

	if (r == 0)
		r = top_entry(im->to, &here, im->volume_id, number_here, err);
	if (r < 0)
		return r;
	there.entry.name = here.entry.name;
	there.entry.name_len = here.entry.name_len;
	translate(im, &there.entry);
	r = there.entry.mode == 0 ? import_push(im, &top, err) :
				    both(im, &above, &there, &here, err);
	while (r == 0 && im->n_frames > 0) {
		struct import_frame f = im->frames[--im->n_frames];

		r = merge(im, &f, err);
	}
	return r;
}

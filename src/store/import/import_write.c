/* SPDX-License-Identifier: MIT */
/*
 * What an import writes: the same verbs as a scan's writer, with the same
 * history, but for a place where nothing had been scanned, whose first scan
 * has none.
 */
#include "store/import/import_run.h"

#include "store/history.h"
#include "store/moves.h"

#include <errno.h>
#include <stdlib.h>

static int
out_of_memory(struct error *err)
{
	return error_set(err, ENOMEM, "out of memory");
}

int
import_push(struct import *im, const struct import_frame *f, struct error *err)
{
	struct import_frame *frames = im->frames;
	size_t size = im->size_frames ? im->size_frames * 2 : 64;

	if (im->n_frames == im->size_frames) {
		frames = reallocarray(frames, size, sizeof(*frames));
		if (!frames)
			return out_of_memory(err);
		im->frames = frames;
		im->size_frames = size;
	}
	im->frames[im->n_frames++] = *f;
	return 0;
}

/* Where here nothing was scanned before, all is new and has no history. */
static bool
has_history(const struct import_frame *f)
{
	return f->to_time != IMPORT_NEVER;
}

/* Before anything of a root's is written: the scan that found it.  The frame
 * is that of the root's own directory, or nothing happens. */
int
import_scan(struct import *im, const struct import_frame *f, struct error *err)
{
	if (!import_frame_wins(f) || f->root->scan_id != 0 ||
		f->root->dir_id != f->from_dir)
		return 0;
	return import_record_scan(im, f->root, f->to_dir, !has_history(f), err);
}

int
import_add_way(struct import *im, const struct import_frame *f,
	const struct entry *entry, int64_t *ret_id, struct error *err)
{
	const struct directory dir = { .id = im->next_dir_id++,
		.parent_id = f->to_dir,
		.volume_id = im->volume_id,
		.name = entry->name,
		.name_len = entry->name_len,
		.state = DIRECTORY_WAY };
	int r = store_add_directory(im->to, &dir, err);

	*ret_id = dir.id;
	return r < 0 ? r : entry_add_way(im->to, dir.id, err);
}

/* The row of a directory that is new here. */
static int
add_directory(struct import *im, const struct import_frame *f,
	const struct entry *entry, int64_t *ret_id, struct error *err)
{
	const struct directory dir = { .id = im->next_dir_id++,
		.parent_id = f->to_dir,
		.volume_id = im->volume_id,
		.name = entry->name,
		.name_len = entry->name_len,
		.state = DIRECTORY_OPEN,
		.inode = entry->inode };
	int r = store_add_directory(im->to, &dir, err);

	*ret_id = dir.id;
	if (r == 0 && has_history(f))
		r = store_keep_nothing(im->to, dir.id, err);
	return r;
}

/* child: the frame of a directory that is only there, to_dir not known yet. */
int
import_add(struct import *im, const struct import_frame *f,
	const struct known_entry *there, struct import_frame *child,
	struct error *err)
{
	const struct entry *e = &there->entry;
	int r = 0;

	if (there->child_id != 0)
		r = add_directory(im, f, e, &child->to_dir, err);
	if (r == 0)
		r = import_scan(im, child, err);
	if (r == 0)
		r = store_add_entry(im->to, f->to_dir, e, child->to_dir, err);
	if (r < 0)
		return r;
	child->root->added++;
	if (has_history(child))
		r = store_moves_new(im->to, child->root->scan_id, f->to_dir,
			e->name, e->name_len, err);
	if (r == 0 && there->child_id == 0)
		r = import_digest(im, f->to_dir, e, there->content_id, 0, err);
	if (r == 0 && there->child_id == 0)
		r = import_archive(im, f->from_dir, f->to_dir, e, err);
	return r < 0 || there->child_id == 0 ? r : import_push(im, child, err);
}

/* As for a scan's summary: what is in a directory changes its times. */
static bool
is_worth_counting(const struct entry *was, const struct entry *is)
{
	return !entry_is_directory(is) || was->mode != is->mode ||
		was->uid != is->uid || was->gid != is->gid ||
		was->inode != is->inode;
}

int
import_change(struct import *im, const struct import_frame *f,
	const struct known_entry *was, const struct entry *is,
	const struct import_frame *child, struct error *err)
{
	struct import_root *root = child->root;
	int r = import_scan(im, child, err);

	if (r < 0 ||
		(was->entry.mode != 0 && entry_same_facts(&was->entry, is)))
		return r;
	if (was->entry.mode == 0) {
		root->added++;
	} else if (is_worth_counting(&was->entry, is)) {
		root->modified++;
		r = store_note_modified(im->to, root->scan_id, f->to_dir,
			&was->entry, is, err);
	}
	if (r < 0)
		return r;
	return store_change_entry(im->to, f->to_dir, was, is, was->child_id,
		err);
}

/* A name that is something else there, or not there, goes now. */
int
import_remove_now(struct import *im, const struct import_frame *f,
	const struct known_entry *here, struct error *err)
{
	const struct entry *e = &here->entry;
	int64_t removed = 0;
	int r = 0;

	/* Of a root that takes its place there is no scan yet. */
	if (has_history(f) && f->root->scan_id != 0)
		r = store_moves_gone(im->to, f->root->scan_id, f->to_dir,
			e->name, e->name_len, err);
	if (r == 0)
		r = store_remove_entry(im->to, f->to_dir, e->name, e->name_len,
			&removed, err);
	if (r < 0)
		return r;
	f->root->removed += removed;
	im->lost += removed;
	return 0;
}

int
import_remove_later(struct import *im, const struct import_frame *f,
	const struct entry *e, struct error *err)
{
	struct import_removal *removals = im->removals;
	size_t size = im->size_removals ? im->size_removals * 2 : 64;

	if (im->n_removals == im->size_removals) {
		removals = reallocarray(removals, size, sizeof(*removals));
		if (!removals)
			return out_of_memory(err);
		im->removals = removals;
		im->size_removals = size;
	}
	im->removals[im->n_removals++] = (struct import_removal){
		.root = f->root,
		.dir_id = f->to_dir,
		.name = im->names.len,
		.name_len = e->name_len,
		.has_history = has_history(f),
	};
	strbuf_add(&im->names, e->name, e->name_len);
	return 0;
}

/* It is no more than the way to roots that are scanned later. */
int
import_make_way(struct import *im, const struct import_frame *f,
	const struct known_entry *here, struct error *err)
{
	struct totals delta = totals_of_entry(&here->entry, -1);
	int r = entry_drop(im->to, f->to_dir, &here->entry, err);

	if (r == 0)
		r = entry_add_way(im->to, here->child_id, err);
	if (r == 0)
		r = store_set_directory_state(im->to, here->child_id,
			DIRECTORY_WAY, 0, err);
	store_note_totals(im->to, f->to_dir, &delta);
	f->root->removed++;
	return r;
}

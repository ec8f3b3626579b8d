/* SPDX-License-Identifier: MIT */
/*
 * A directory that was read, against what the catalogue knows of it: both in
 * the order of their names, side by side, so neither has to be searched and
 * only one row of the catalogue is held at a time.  Only differences are told.
 */
#include "scan/walker.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

/* The top unit's directory, to look for names that are missing. */
static int
open_again(struct walker *w)
{
	struct unit *u = walker_top(w);
	int fd = walker_open_top(w);

	if (fd >= 0)
		return fd;
	if (u->problem == 0)
		walker_tell_problem(w, u->dir_id, "", 0, -fd,
			"cannot open the directory again");
	u->problem = -fd;
	return fd;
}

/*
 * The proof of promise 2: the directory is open again and still the one that
 * was read, and it says that there is no such name.  *fd is opened at the
 * first need.  Whatever else it says is a problem, unless the unit has told of
 * names before: this one may be among them.
 */
static bool
is_gone(struct walker *w, int *fd, const struct entry *entry, bool has_told)
{
	struct stat st;

	if (*fd == -1)
		*fd = open_again(w);
	if (*fd < 0 || fstatat(*fd, entry->name, &st,
			       AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0)
		return false;
	if (errno == ENOENT || errno == ENOTDIR)
		return true;
	if (!has_told)
		walker_meet_problem(w, entry->name, entry->name_len, errno);
	return false;
}

static void
tell_added(struct walker *w, const struct unit *u, const struct seen *seen)
{
	struct operation *op;

	if (seen->is_told)
		return;
	op = walker_tell(w, OPERATION_ADD, u->dir_id);
	op->child_id = seen->child_id;
	batch_set_entry(w->batch, op, &seen->entry);
}

/*
 * Where inode numbers do not outlive a remount, a file is the same if size and
 * mtime are (DESIGN 4), and keeps the number it was first seen with.
 */
static void
settle_inode(const struct walker *w, struct seen *seen,
	const struct known_entry *known)
{
	if (!w->job->root->inodes_stable &&
		seen->entry.size_bytes == known->entry.size_bytes &&
		seen->entry.mtime_ns == known->entry.mtime_ns)
		seen->entry.inode = known->entry.inode;
}

/* Which operation makes the known entry what was seen? */
static bool
tell_what(const struct seen *seen, const struct known_entry *known,
	enum operation_type *ret)
{
	if (seen->is_told)
		return false;
	if (seen->child_id != 0 && known->child_id != 0) {
		/* Told when it was met, unless the one known by this name
		 * has moved away: the name is free for another. */
		*ret = OPERATION_ADD;
		return seen->child_id != known->child_id;
	}
	if (seen->child_id == 0 && known->child_id == 0) {
		*ret = OPERATION_CHANGE;
		return !entry_same_facts(&seen->entry, &known->entry);
	}
	*ret = seen->child_id ? OPERATION_REPLACE : OPERATION_REMOVE;
	return true;
}

/* A name both sides have. */
static void
tell_changed(struct walker *w, const struct unit *u, struct seen *seen,
	const struct known_entry *known)
{
	enum operation_type type;
	struct operation *op;

	settle_inode(w, seen, known);
	if (!tell_what(seen, known, &type))
		return;
	op = walker_tell(w, type, u->dir_id);
	op->child_id = seen->child_id;
	batch_set_was(w->batch, op, known);
	batch_set_entry(w->batch, op, &seen->entry);
}

static void
tell_missing(struct walker *w, const struct unit *u,
	const struct known_entry *known, int *fd, bool has_told)
{
	struct operation *op;

	if (known->entry.mode == 0 || !is_gone(w, fd, &known->entry, has_told))
		return;
	op = walker_tell(w, OPERATION_REMOVE, u->dir_id);
	batch_set_was(w->batch, op, known);
}

static int
merge(struct walker *w, const struct unit *u, bool only_additions)
{
	struct store *store = walker_store(w);
	_cleanup_(closep) int fd = -1;
	bool has_told = u->n_problems > 0;
	struct known_entry known;
	size_t i = 0;
	int order;
	int more;

	if (!store || store_entries_open(store, u->dir_id, &w->error) < 0)
		return w->error.code;
	while ((more = store_entries_next(store, &known, &w->error)) > 0) {
		order = 1;
		while (i < u->n_seen && (order = unit_compare_names(
			&u->seen[i], &known.entry)) < 0)
			tell_added(w, u, &u->seen[i++]);
		if (i < u->n_seen && order == 0)
			tell_changed(w, u, &u->seen[i++], &known);
		else if (!only_additions)
			tell_missing(w, u, &known, &fd, has_told);
	}
	store_entries_close(store);
	if (more < 0)
		return more;
	while (i < u->n_seen)
		tell_added(w, u, &u->seen[i++]);
	return 0;
}

void
reconcile(struct walker *w, bool only_additions)
{
	struct unit *u = walker_top(w);

	if (u->n_seen > 1)
		qsort(u->seen, u->n_seen, sizeof(*u->seen), unit_compare_names);
	if (u->known) {
		(void)merge(w, u, only_additions);
		return;
	}
	for (size_t i = 0; i < u->n_seen; i++)
		tell_added(w, u, &u->seen[i]);
}

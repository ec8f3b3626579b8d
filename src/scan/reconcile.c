/* SPDX-License-Identifier: MIT */
/*
 * A directory that was read, against what the catalogue knows of it: both in
 * the order of their names, side by side, so neither has to be searched and
 * only one row of the catalogue is held at a time.  Only differences are told.
 *
 * A name that is known, was not listed, and yet is there when asked for, says
 * that the listing was cut short (readdir() takes ENOENT from a server for the
 * end) or overtaken by changes.  Then the directory is read once more; if that
 * does not find the name either, what is below it was not seen: a problem.
 */
#include "scan/seal.h"
#include "scan/walker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

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

/* Names that are known but were not listed. */
struct absent {
	int fd;		/* the directory, open again; -1 until needed */
	bool has_told;	/* of names before: this one may be among them */
	size_t n_there; /* of them that are there all the same */
	size_t n_gone;	/* and not: the writer may hold on to them */
};

/*
 * Is that what is listed under another name?  On file systems that do not
 * tell A from a, a file renamed so is still found by its old name.  Only of
 * what cannot have two names: a directory, or a file with one link.
 */
static bool
is_alias(const struct unit *u, const struct stat *st)
{
	if (!S_ISDIR(st->st_mode) && st->st_nlink != 1)
		return false;
	for (size_t i = 0; i < u->n_seen; i++)
		if (u->seen[i].entry.inode == st->st_ino &&
			((u->seen[i].entry.mode ^ st->st_mode) & S_IFMT) == 0)
			return true;
	return false;
}

/*
 * The proof of promise 2: the directory is open again and still the one that
 * was read, and it says that there is no such name.  Whatever else it says is a
 * problem.
 */
static bool
is_gone(struct walker *w, struct absent *absent, const struct entry *entry)
{
	struct stat st;

	if (absent->fd == -1)
		absent->fd = open_again(w);
	if (absent->fd < 0)
		return false;
	if (fstatat(absent->fd, entry->name, &st,
		    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0) {
		if (is_alias(walker_top(w), &st))
			return true;
		if (!walker_leaves_out(w, entry->name, entry->name_len,
			    S_ISDIR(st.st_mode)))
			absent->n_there++;
		return false;
	}
	if (errno == ENOENT || errno == ENOTDIR)
		return true;
	if (!absent->has_told)
		walker_meet_problem(w, entry->name, entry->name_len, errno);
	return false;
}

static void
tell_added(struct walker *w, const struct unit *u, const struct seen *seen)
{
	struct operation *op;

	/* Known when it was met, and no more: it has moved meanwhile. */
	if (seen->is_told || seen->is_known)
		return;
	op = walker_tell(w, OPERATION_ADD, u->dir_id);
	op->child_id = seen->child_id;
	batch_set_entry(w->batch, op, &seen->entry);
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
	const struct known_entry *known, struct absent *absent)
{
	enum operation_type type;
	struct operation *op;

	trust_settle(w->trust, &seen->entry, &known->entry);
	if (!tell_what(seen, known, &type))
		return;
	absent->n_gone += type == OPERATION_REMOVE;
	op = walker_tell(w, type, u->dir_id);
	op->child_id = seen->child_id;
	batch_set_was(w->batch, op, known);
	batch_set_entry(w->batch, op, &seen->entry);
}

/*
 * A way to a root is nothing that was seen here, so nothing to miss.  What a
 * killed scan left is known by no more than its name, too (store/adopt.c), but
 * was seen.
 */
static bool
is_way(struct walker *w, const struct unit *u, const struct known_entry *known)
{
	struct directory dir = { .state = DIRECTORY_WAY };
	struct known_entry same;

	return known->entry.mode == 0 &&
		(store_named_directory(w->store, &same, &dir, u->dir_id,
			 known->entry.name, known->entry.name_len,
			 &w->error) <= 0 ||
			dir.state == DIRECTORY_WAY);
}

static void
tell_missing(struct walker *w, const struct unit *u,
	const struct known_entry *known, struct absent *absent)
{
	struct operation *op;

	if (is_way(w, u, known) || !is_gone(w, absent, &known->entry))
		return;
	absent->n_gone++;
	op = walker_tell(w, OPERATION_REMOVE, u->dir_id);
	batch_set_was(w->batch, op, known);
}

static int
merge(struct walker *w, const struct unit *u, bool only_additions,
	struct absent *absent)
{
	struct store *store = walker_store(w);
	struct known_entry known;
	size_t i = 0;
	int order;
	int more;

	if (!store || store_entries_open(store, u->dir_id, &w->error) < 0)
		return w->error.code;
	while ((more = store_entries_next(store, &known, &w->error)) > 0) {
		order = 1;
		while (i < u->n_seen &&
			(order = unit_compare_names(&u->seen[i],
				 &known.entry)) < 0)
			tell_added(w, u, &u->seen[i++]);
		if (i < u->n_seen && order == 0)
			tell_changed(w, u, &u->seen[i++], &known, absent);
		else if (!only_additions)
			tell_missing(w, u, &known, absent);
	}
	store_entries_close(store);
	if (more < 0)
		return more;
	while (i < u->n_seen)
		tell_added(w, u, &u->seen[i++]);
	return 0;
}

/* Read again for names that were not listed, n_there of them at least. */
static int
look_again(struct walker *w, struct unit *u, struct absent *absent)
{
	size_t n_there = absent->n_there;
	size_t n_seen = u->n_seen;
	struct known_entry known;
	struct store *store;
	int found;

	careful_read(w);
	for (size_t i = n_seen; i < u->n_seen; i++) {
		const struct entry *entry = &u->seen[i].entry;

		store = walker_store(w);
		if (!store)
			return w->error.code;
		found = store_entry(store, &known, u->dir_id, entry->name,
			entry->name_len, &w->error);
		if (found < 0)
			return found;
		if (found == 0)
			tell_added(w, u, &u->seen[i]);
		else
			tell_changed(w, u, &u->seen[i], &known, absent);
		n_there -= found > 0 && n_there > 0;
	}
	if (n_there == 0 || u->problem != 0 || walker_is_stopping(w))
		return 0;
	u->problem = EIO;
	walker_tell_problem(w, u->dir_id, "", 0, EIO,
		"does not list all names that are in it");
	return 0;
}

/* Is what is stored now all that was seen, and no more? */
static bool
reconcile_known(struct walker *w, struct unit *u, bool only_additions)
{
	struct absent absent = { .fd = -1, .has_told = u->n_problems > 0 };
	int code = merge(w, u, only_additions, &absent);

	if (absent.fd >= 0)
		(void)close(absent.fd);
	if (code >= 0 && absent.n_there > 0 && u->problem == 0)
		(void)look_again(w, u, &absent);
	return absent.n_there == 0 && absent.n_gone == 0;
}

static uint64_t
seal_of_unit(const struct walker *w, const struct unit *u)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < u->n_seen; i++)
		sum += seal_of_name(w->trust, &u->seen[i].entry);
	return seal_finish(sum);
}

uint64_t
reconcile(struct walker *w, bool only_additions)
{
	struct unit *u = walker_top(w);
	uint64_t seal = seal_of_unit(w, u);

	if (u->known && !u->differs && u->seal == seal)
		return seal;
	if (u->n_seen > 1)
		qsort(u->seen, u->n_seen, sizeof(*u->seen), unit_compare_names);
	if (u->known)
		return reconcile_known(w, u, only_additions) ? seal : 0;
	for (size_t i = 0; i < u->n_seen; i++)
		tell_added(w, u, &u->seen[i]);
	return seal;
}

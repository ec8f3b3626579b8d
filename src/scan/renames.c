/* SPDX-License-Identifier: MIT */
/*
 * Proof that a directory moved, all of it:
 * - the inode is that of a directory the catalogue knows on this volume, and
 *   inode numbers are stable there;
 * - it is the same directory and not a reused number: its mtime is as it was,
 *   or one of the first names known in it is there with the inode it had;
 * - it has left its old name: lstat in the old parent says that there is none
 *   or that it is something else, or the old parent itself does not exist any
 *   more.  An old place outside the root that is being walked cannot be looked
 *   at, so it proves nothing.
 * - nobody compares what has the old name now with what is known under its
 *   number: that is settled by who comes first (renames_claim()).
 *
 * The lock is held from the question to the push of the batch that tells of
 * the move.  So whoever learns from renames_claim() that a number has left its
 * old name can be sure that the writer hears of that first.
 *
 * A directory that moves while the tree is walked may be met by both names.
 * Read twice it would be told twice, so a bit a number says that it is taken.
 */
#include "scan/renames.h"

#include "scan/walker.h"
#include "store/moves.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/io.h"
#include "util/path.h"
#include "util/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Known names looked for in a directory whose mtime changed. */
#define NAMES_TRIED 8

struct octet {
	atomic_uchar bits;
};

struct numbers {
	int64_t *ids;
	size_t n;
};

struct renames {
	int64_t volume_id;
	int64_t last_dir_id;
	struct octet *taken; /* a bit a number, to last_dir_id */
	struct mutex *lock;
	bool is_loaded;		       /* lock */
	struct directory_inode *known; /* lock; by inode */
	size_t n_known;
	struct numbers moved; /* lock */
	struct numbers kept;  /* lock */
};

struct renames *
renames_new(int64_t volume_id, int64_t last_dir_id)
{
	struct renames *r = xcalloc(1, sizeof(*r));

	r->volume_id = volume_id;
	r->last_dir_id = last_dir_id;
	r->taken = xcalloc((size_t)last_dir_id / 8 + 1, sizeof(*r->taken));
	r->lock = mutex_new();
	return r;
}

void
renames_free(struct renames *r)
{
	if (!r)
		return;
	mutex_free(r->lock);
	free(r->taken);
	free(r->known);
	free(r->moved.ids);
	free(r->kept.ids);
	free(r);
}

/* Few: a linear search will do. */
static bool
holds(const struct numbers *numbers, int64_t dir_id)
{
	for (size_t i = 0; i < numbers->n; i++)
		if (numbers->ids[i] == dir_id)
			return true;
	return false;
}

static void
add(struct numbers *numbers, int64_t dir_id)
{
	numbers->ids = xgrow(numbers->ids, numbers->n, sizeof(*numbers->ids));
	numbers->ids[numbers->n++] = dir_id;
}

/* True for who comes first. */
static bool
take(struct renames *r, int64_t dir_id)
{
	unsigned char bit = (unsigned char)(1u << (dir_id % 8));

	if (dir_id <= 0 || dir_id > r->last_dir_id)
		return true;
	return (atomic_fetch_or(&r->taken[dir_id / 8].bits, bit) & bit) == 0;
}

enum claim
renames_claim(struct renames *r, int64_t dir_id, bool has_other_inode)
{
	enum claim result = CLAIM_TAKEN;

	if (!has_other_inode && take(r, dir_id))
		return CLAIM_FIRST;
	mutex_lock(r->lock);
	if (holds(&r->moved, dir_id))
		result = CLAIM_MOVED;
	else if (has_other_inode) {
		add(&r->kept, dir_id);
		result = take(r, dir_id) ? CLAIM_FIRST : CLAIM_TAKEN;
	}
	mutex_unlock(r->lock);
	return result;
}

static int
compare_inodes(const void *a, const void *b)
{
	const struct directory_inode *x = a;
	const struct directory_inode *y = b;

	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* The number known for an inode, 0 if there is none. */
static int64_t
number_of(struct renames *r, struct walker *w, uint64_t inode)
{
	const struct directory_inode key = { .inode = inode };
	const struct directory_inode *found;
	struct store *store;

	if (!r->is_loaded) {
		store = walker_store(w);
		if (!store ||
			store_directory_inodes(store, &r->known, &r->n_known,
				r->volume_id, &w->error) < 0)
			return 0;
		r->is_loaded = true;
	}
	if (r->n_known == 0)
		return 0;
	found = bsearch(&key, r->known, r->n_known, sizeof(*r->known),
		compare_inodes);
	/* One that this run found is not known from before. */
	return found && found->id <= r->last_dir_id ? found->id : 0;
}

/* Does the directory at w->path hold one of the names known of dir_id? */
static bool
shares_a_name(struct walker *w, int64_t dir_id)
{
	_cleanup_(closep) int fd = io_open_beneath(w->job->root->fd,
		w->path.buf, w->path.len, O_PATH | O_DIRECTORY);
	struct known_entry known;
	struct stat st;
	bool is_shared = false;

	if (fd < 0 || store_entries_open(w->store, dir_id, &w->error) < 0)
		return false;
	for (int i = 0; i < NAMES_TRIED && !is_shared &&
		store_entries_next(w->store, &known, &w->error) > 0;
		i++)
		is_shared =
			fstatat(fd, known.entry.name, &st,
				AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0 &&
			st.st_ino == known.entry.inode;
	store_entries_close(w->store);
	return is_shared;
}

/* Does the name it had lead to it no more? */
static bool
has_left(struct walker *w, int64_t parent_id, const char *name, uint64_t inode)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	const char *rest;
	struct stat st;

	if (store_directory_within(w->store, &within, parent_id, &w->error) <
			0 ||
		!path_is_within(within.buf, w->job->root->within, &rest))
		return false;
	fd = io_open_beneath(w->job->root->fd, rest, strlen(rest),
		O_PATH | O_DIRECTORY);
	if (fd < 0)
		return fd == -ENOENT || fd == -ENOTDIR;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
		return errno == ENOENT || errno == ENOTDIR;
	return st.st_ino != inode;
}

static bool
is_proved(struct walker *w, const struct entry *entry, int64_t dir_id,
	struct directory *ret_old)
{
	_cleanup_(freep) char *name = NULL;
	struct known_entry known;

	if (store_directory(w->store, ret_old, dir_id, &w->error) <= 0)
		return false;
	name = xmemdupz(ret_old->name, ret_old->name_len);
	ret_old->name = NULL; /* the store's next call takes it away */
	if (store_entry(w->store, &known, ret_old->parent_id, name,
		    ret_old->name_len, &w->error) <= 0 ||
		known.child_id != dir_id || known.entry.inode != entry->inode)
		return false;
	return (known.entry.mtime_ns == entry->mtime_ns ||
		       shares_a_name(w, dir_id)) &&
		has_left(w, ret_old->parent_id, name, entry->inode);
}

static void
tell_moved(struct renames *r, struct walker *w, struct seen *seen,
	int64_t dir_id)
{
	struct operation *op;

	op = walker_tell(w, OPERATION_MOVE, walker_top(w)->dir_id);
	op->child_id = dir_id;
	batch_set_entry(w->batch, op, &seen->entry);
	walker_flush(w);
	add(&r->moved, dir_id);
}

int
renames_find(struct walker *w, struct seen *seen, struct unit *ret_child)
{
	struct renames *r = crew_renames(w->crew);
	struct directory old;
	int64_t dir_id;
	bool found;

	if (!w->job->root->known || !w->trust->inodes_stable)
		return 0;
	mutex_lock(r->lock);
	dir_id = number_of(r, w, seen->entry.inode);
	found = dir_id != 0 && !holds(&r->moved, dir_id) &&
		!holds(&r->kept, dir_id) && walker_store(w) &&
		is_proved(w, &seen->entry, dir_id, &old);
	if (found)
		tell_moved(r, w, seen, dir_id);
	mutex_unlock(r->lock);
	if (w->error.code < 0)
		return w->error.code;
	if (!found)
		return 0;
	seen->child_id = dir_id;
	seen->is_told = true;
	ret_child->known = true;
	ret_child->dir_id = dir_id;
	ret_child->state = old.state;
	ret_child->seal = old.seal;
	ret_child->is_taken = !take(r, dir_id);
	return 1;
}

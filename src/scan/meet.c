/* SPDX-License-Identifier: MIT */
/*
 * What a walker does with each name it meets: remember it in the directory
 * being read, and of a subdirectory decide its number and who reads it.
 *
 * A directory not known before gets its number and its row the moment it is
 * met, before anything below it is told, so that whatever instant the program
 * dies at, every row in the catalogue hangs on a way up to its volume.  Names,
 * the directory's own entry among its parent's, are told when the directory
 * that holds them was read to its end, in their order, which keeps the entry
 * table dense; a run that was killed may leave out the entries of directories
 * it was in, which store_settle_killed() puts in.  Numbers of new directories
 * come from one counter: only this run writes while it holds the lock.
 */
#include "scan/renames.h"
#include "scan/walker.h"
#include "util/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

bool
walker_is_mount_point(const struct walker *w, const char *path)
{
	const struct walk_root *root = w->job->root;

	for (size_t i = 0; i < root->n_mount_points; i++)
		if (strcmp(root->mount_points[i], path) == 0)
			return true;
	return false;
}

bool
walker_holds_mount_point(const struct walker *w, const char *path)
{
	const struct walk_root *root = w->job->root;
	size_t len = strlen(path);

	for (size_t i = 0; i < root->n_mount_points; i++) {
		const char *point = root->mount_points[i];
		const char *slash = strrchr(point, '/');
		size_t parent = slash ? (size_t)(slash - point) : 0;

		if (parent == len && strncmp(point, path, len) == 0)
			return true;
	}
	return false;
}

/*
 * Has nobody touched the names in the directory since it was visited?  Then
 * what nftw() opened under a name is what its lstat saw (see walk.c).
 */
static bool
is_unchanged(struct walker *w, const struct unit *u)
{
	size_t skip = w->job->path_len ? w->job->path_len + 1 : 0;
	struct stat st;
	char saved;
	int result;

	if (u->fresh)
		return false;
	if (u->path_len == w->job->path_len) {
		result = fstat(w->job_fd, &st);
	} else {
		saved = w->path.buf[u->path_len];
		w->path.buf[u->path_len] = '\0';
		result = fstatat(w->job_fd, w->path.buf + skip, &st,
			AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
		w->path.buf[u->path_len] = saved;
	}
	return result == 0 && st.st_dev == u->stat.st_dev &&
		st.st_ino == u->stat.st_ino &&
		st.st_ctim.tv_sec == u->stat.st_ctim.tv_sec &&
		st.st_ctim.tv_nsec == u->stat.st_ctim.tv_nsec;
}

static void
hand_over(struct walker *w, const struct unit *child, const struct stat *st)
{
	struct job *job = xcalloc(1, sizeof(*job) + w->path.len + 1);

	job->root = w->job->root;
	job->dir_id = child->dir_id;
	job->known = child->known;
	job->state = child->state;
	job->seal = child->seal;
	job->careful = walker_holds_mount_point(w, w->path.buf);
	job->has_identity = true;
	job->dev = st->st_dev;
	job->ino = st->st_ino;
	job->path_len = w->path.len;
	memcpy(job->path, w->path.buf, w->path.len);
	walker_flush(w); /* the writer must hear of it before what is below */
	crew_add_job(w->crew, job);
}

/* A directory the catalogue does not know yet: gives it its number. */
static void
tell_new_directory(struct walker *w, const struct entry *entry,
	struct unit *ret_child)
{
	const struct unit *parent = walker_top(w);
	struct operation *op;

	ret_child->known = false;
	ret_child->dir_id = atomic_fetch_add(&w->shared->last_dir_id, 1) + 1;
	op = walker_tell(w, OPERATION_OPEN, parent->dir_id);
	op->child_id = ret_child->dir_id;
	op->state = ret_child->state;
	batch_set_entry(w->batch, op, entry);
}

/*
 * Of the directory below a mount only the name is known, see
 * note_mounted_directory().  A directory that nobody may enter has mode 0 too,
 * but an inode.
 */
static bool
is_only_a_name(const struct entry *entry)
{
	return entry->mode == S_IFDIR && entry->inode == 0;
}

/* A directory the catalogue knows by this number. */
static void
tell_known_directory(struct walker *w, struct entry *entry,
	const struct known_entry *known)
{
	struct operation *op;
	bool is_mount = is_only_a_name(entry);

	trust_settle(w->trust, entry, &known->entry);
	/* What was known of a mount point stays. */
	if (!is_mount && !entry_same_facts(&known->entry, entry)) {
		op = walker_tell(w, OPERATION_CHANGE, walker_top(w)->dir_id);
		op->child_id = known->child_id;
		batch_set_was(w->batch, op, known);
		batch_set_entry(w->batch, op, entry);
	}
}

static enum claim
claim(const struct walker *w, const struct entry *entry,
	const struct known_entry *known)
{
	return renames_claim(crew_renames(w->crew), known->child_id,
		w->trust->inodes_stable && known->entry.inode != entry->inode);
}

/* It may have moved here; else it is new. */
static int
number_unknown(struct walker *w, struct seen *seen, struct unit *ret_child)
{
	int result = 0;

	walker_top(w)->differs = true;
	if (!is_only_a_name(&seen->entry))
		result = renames_find(w, seen, ret_child);
	if (result == 0)
		tell_new_directory(w, &seen->entry, ret_child);
	return result;
}

/* Find the directory's number in the catalogue, or give it one. */
static int
number_directory(struct walker *w, struct seen *seen, struct unit *ret_child)
{
	struct entry *entry = &seen->entry;
	const struct unit *parent = walker_top(w);
	struct known_entry known;
	struct directory dir = { 0 };
	struct store *store;
	enum claim claimed = CLAIM_MOVED;
	int result = 0;

	ret_child->is_taken = false;
	if (parent->known) {
		store = walker_store(w);
		if (!store)
			return w->error.code;
		result = store_named_directory(store, &known, &dir,
			parent->dir_id, entry->name, entry->name_len,
			&w->error);
	}
	if (result > 0 && dir.id != 0)
		claimed = claim(w, entry, &known);
	if (claimed != CLAIM_MOVED) {
		ret_child->known = seen->is_known = true;
		ret_child->is_taken = claimed == CLAIM_TAKEN;
		ret_child->dir_id = dir.id;
		ret_child->state = dir.state;
		ret_child->seal = dir.seal;
		tell_known_directory(w, entry, &known);
	} else if (result >= 0) {
		result = number_unknown(w, seen, ret_child);
	}
	seen->child_id = ret_child->dir_id;
	return result < 0 ? result : 0;
}

static bool
is_excluded(struct walker *w, const char *name, bool is_directory)
{
	const struct filter *filter = w->job->root->filter;
	const struct unit *u = walker_top(w);

	return filter_is_own(filter, u->stat.st_dev, u->stat.st_ino, name) ||
		filter_excludes(filter, name, w->path.buf, is_directory);
}

enum child_fate
walker_meet_directory(struct walker *w, const char *name, size_t len,
	const struct stat *st, bool may_descend, struct unit *ret_child)
{
	struct unit *parent = walker_top(w);
	struct seen *seen;

	if (st->st_dev != parent->stat.st_dev ||
		walker_is_mount_point(w, w->path.buf)) {
		walker_meet_mount(w, name, len, true);
		return CHILD_LEAVE;
	}
	if (is_excluded(w, name, true))
		return CHILD_LEAVE;
	seen = unit_add(w, parent, name, len, st);
	if (!seen)
		return CHILD_LEAVE;
	walker_count(w, st);
	ret_child->state = DIRECTORY_OPEN;
	if (number_directory(w, seen, ret_child) < 0 || ret_child->is_taken)
		return CHILD_LEAVE;
	if (may_descend && !crew_wants_job(w->crew) &&
		!walker_holds_mount_point(w, w->path.buf) &&
		is_unchanged(w, parent))
		return CHILD_DESCEND;
	hand_over(w, ret_child, st);
	return CHILD_LEAVE;
}

/* The directory a file system is mounted on. */
static void
note_mounted_directory(struct walker *w, const char *name, size_t len)
{
	static const struct stat nothing = { .st_mode = S_IFDIR };
	struct unit child = { .state = DIRECTORY_MOUNT };
	struct seen *seen = unit_add(w, walker_top(w), name, len, &nothing);

	if (!seen || number_directory(w, seen, &child) < 0)
		return;
	if (child.known && child.state != DIRECTORY_MOUNT)
		walker_tell_state(w, child.dir_id, DIRECTORY_MOUNT, 0);
}

void
walker_meet_mount(struct walker *w, const char *name, size_t len,
	bool is_directory)
{
	struct operation *op;

	if (is_excluded(w, name, is_directory))
		return;
	if (is_directory)
		note_mounted_directory(w, name, len);
	op = walker_tell(w, OPERATION_MOUNT, walker_top(w)->dir_id);
	op->text = arena_copy(&w->batch->bytes, w->path.buf, w->path.len);
}

void
walker_meet_unreadable(struct walker *w, const char *name, size_t len,
	const struct stat *st, int error)
{
	struct unit *parent = walker_top(w);
	struct unit child = { .state = DIRECTORY_UNREAD };
	struct seen *seen;

	if (is_excluded(w, name, true))
		return;
	seen = unit_add(w, parent, name, len, st);
	if (!seen)
		return;
	walker_count(w, st);
	if (number_directory(w, seen, &child) < 0)
		return;
	if (child.known && child.state != DIRECTORY_UNREAD)
		walker_tell_state(w, child.dir_id, DIRECTORY_UNREAD, 0);
	walker_tell_problem(w, child.dir_id, "", 0, error,
		"cannot open the directory");
}

/* --- everything else --------------------------------------------------- */

/* filter_excludes() may want the whole path. */
static void
set_name_path(struct walker *w, const char *name, size_t len)
{
	if (!filter_needs_path(w->job->root->filter))
		return;
	strbuf_truncate(&w->path, walker_top(w)->path_len);
	if (w->path.len > 0)
		strbuf_addc(&w->path, '/');
	strbuf_add(&w->path, name, len);
}

bool
walker_leaves_out(struct walker *w, const char *name, size_t len,
	bool is_directory)
{
	size_t path_len = walker_top(w)->path_len;
	bool result;

	strbuf_truncate(&w->path, path_len);
	if (w->path.len > 0)
		strbuf_addc(&w->path, '/');
	strbuf_add(&w->path, name, len);
	result = walker_is_mount_point(w, w->path.buf) ||
		is_excluded(w, name, is_directory);
	strbuf_truncate(&w->path, path_len);
	return result;
}

void
walker_meet_file(struct walker *w, const char *name, size_t len,
	const struct stat *st)
{
	set_name_path(w, name, len);
	if (is_excluded(w, name, false))
		return;
	if (unit_add(w, walker_top(w), name, len, st))
		walker_count(w, st);
}

void
walker_meet_problem(struct walker *w, const char *name, size_t len, int error)
{
	struct unit *u = walker_top(w);

	if (error == ENOENT)
		return; /* it went between readdir and lstat; that is normal */
	set_name_path(w, name, len);
	if (is_excluded(w, name, false))
		return;
	u->problem = error;
	if (u->n_problems++ < WALKER_PROBLEMS_NAMED)
		walker_tell_problem(w, u->dir_id, name, len, error,
			"cannot examine");
}

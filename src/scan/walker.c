/* SPDX-License-Identifier: MIT */
/*
 * A walker: takes jobs, keeps the stack of directories being read, and tells
 * the writer what it finds.
 *
 *   job -> unit 0 -> nftw or readdir -> meet_* -> unit complete -> reconcile
 *                                         |                           |
 *                                         +--> batch -> queue <-------+
 *
 * A directory not known before gets its number and its row the moment it is
 * met, before anything below it is told, so that whatever instant the program
 * dies at, every row in the catalogue hangs on a way up to its volume.  Names,
 * the directory's own entry among its parent's, are told when the directory
 * that holds them was read to its end, in their order, which keeps the entry
 * table dense; a run that was killed may leave out the entries of directories
 * it was in, which store_begin_scan() puts in.  Numbers of new directories
 * come from one counter: only this run writes while it holds the lock.
 */
#include "scan/walker.h"

#include "store/scans.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* A view of the catalogue is given up after this long, so that the log of a
 * long scan can be folded back (an old view pins it). */
#define SNAPSHOT_NS NS_PER_SECOND

/* Kernel time stamps advance in ticks of up to 10 ms; a directory changed
 * less than a few ticks ago may change again within the same tick. */
#define FRESH_NS (50 * INT64_C(1000000))

/* Names with a problem row of their own per directory; the rest are counted
 * in one sentence. */
#define PROBLEMS_NAMED 64u

bool
walker_is_stopping(struct walker *w)
{
	if (w->error.code < 0 || interrupt_pending())
		atomic_store(&w->shared->stopping, true);
	return atomic_load_explicit(&w->shared->stopping,
		memory_order_relaxed);
}

struct store *
walker_store(struct walker *w)
{
	int64_t now = clock_monotonic_ns();

	if (w->store && now - w->snapshot_ns < SNAPSHOT_NS)
		return w->store;
	if (!w->store) {
		if (store_open(&w->store, w->shared->db_path, STORE_READ,
			&w->error) < 0)
			return NULL;
	} else if (store_rollback(w->store, &w->error) < 0) {
		return NULL;
	}
	if (store_begin(w->store, &w->error) < 0)
		return NULL;
	w->snapshot_ns = now;
	return w->store;
}

/* --- to the writer ---------------------------------------------------- */

static struct batch *
fresh_batch(struct walker *w)
{
	void *spare;

	if (queue_pop(w->shared->spares, &spare, 0) != QUEUE_ITEM)
		return batch_new(w->job->root->index);
	batch_reset(spare, w->job->root->index);
	return spare;
}

void
walker_flush(struct walker *w)
{
	if (!w->batch || (w->batch->n_operations == 0 &&
				 w->batch->entries == 0))
		return;
	if (queue_push(w->shared->batches, w->batch)) {
		w->batch = NULL;
		return;
	}
	/* The writer gave up and closed the queue. */
	atomic_store(&w->shared->stopping, true);
	batch_reset(w->batch, w->batch->root);
}

static struct batch *
current_batch(struct walker *w)
{
	if (w->batch && (batch_is_full(w->batch) ||
				w->batch->root != w->job->root->index))
		walker_flush(w);
	if (!w->batch)
		w->batch = fresh_batch(w);
	w->batch->root = w->job->root->index;
	return w->batch;
}

struct operation *
walker_tell(struct walker *w, enum operation_type type, int64_t dir_id)
{
	return batch_add(current_batch(w), type, dir_id);
}

void
walker_tell_problem(struct walker *w, int64_t dir_id, const char *name,
	size_t len, int error, const char *text)
{
	struct operation *op = walker_tell(w, OPERATION_PROBLEM, dir_id);

	op->entry.name = arena_copy(&w->batch->bytes, name, len);
	op->entry.name_len = len;
	op->error = error;
	op->text = text;
}

static void
tell_state(struct walker *w, int64_t dir_id, enum directory_state state)
{
	walker_tell(w, OPERATION_STATE, dir_id)->state = state;
}

static void
count(struct walker *w, const struct stat *st)
{
	struct batch *b = current_batch(w);

	b->entries++;
	if (S_ISDIR(st->st_mode)) {
		b->directories++;
		return;
	}
	b->files++;
	if (S_ISREG(st->st_mode))
		b->bytes_seen += st->st_size;
}

/* --- units ------------------------------------------------------------ */

struct unit *
walker_top(struct walker *w)
{
	return &w->units[w->n_units - 1];
}

struct unit *
walker_open_unit(struct walker *w, int64_t dir_id, bool known,
	const struct stat *st)
{
	struct unit *u = &w->units[w->n_units++];
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
	u->dir_id = dir_id;
	u->known = known;
	u->state = DIRECTORY_OPEN;
	u->suspect = false;
	u->fresh = clock_from_timespec(now) -
			clock_from_timespec(st->st_ctim) < FRESH_NS;
	u->problem = 0;
	u->n_problems = 0;
	u->stat = *st;
	u->path_len = w->path.len;
	u->n_seen = 0;
	return u;
}

static void
tell_outcome(struct walker *w, struct unit *u)
{
	enum directory_state state =
		u->problem ? DIRECTORY_PARTIAL : DIRECTORY_COMPLETE;

	if (!u->known || u->state != state)
		tell_state(w, u->dir_id, state);
	if (u->n_problems > PROBLEMS_NAMED)
		walker_tell_problem(w, u->dir_id, "", 0, u->problem,
			"many names in it could not be examined");
	if (w->shared->any_problems && u->known)
		(void)walker_tell(w, OPERATION_SOLVED, u->dir_id);
}

void
walker_close_unit(struct walker *w)
{
	struct unit *u = walker_top(w);

	strbuf_truncate(&w->path, u->path_len);
	if (u->suspect && !walker_is_stopping(w))
		careful_read(w);
	if (walker_is_stopping(w)) {
		if (w->error.code == 0)
			reconcile(w, true);
	} else {
		reconcile(w, false);
		tell_outcome(w, u);
	}
	arena_reset(&u->names);
	w->n_units--;
}

struct seen *
unit_add(struct walker *w, struct unit *u, const char *name, size_t len,
	const struct stat *st)
{
	struct seen *seen = u->seen;
	size_t size = u->size_seen ? u->size_seen * 2 : 64;

	if (u->n_seen == u->size_seen) {
		seen = reallocarray(u->seen, size, sizeof(*seen));
		if (!seen) {
			(void)error_set(&w->error, ENOMEM,
				"out of memory for a directory of %zu names",
				u->n_seen);
			return NULL;
		}
		u->seen = seen;
		u->size_seen = size;
	}
	seen += u->n_seen++;
	seen->child_id = 0;
	entry_from_stat(&seen->entry, arena_copy(&u->names, name, len), len,
		st);
	return seen;
}

/* --- subdirectories ---------------------------------------------------- */

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
 * A directory the catalogue knows by this number.  Where inode numbers do not
 * outlive a remount it keeps the one it was first seen with.
 */
static int
tell_known_directory(struct walker *w, struct entry *entry,
	const struct known_entry *known, struct unit *ret_child)
{
	struct directory directory;
	struct operation *op;
	int found;

	ret_child->known = true;
	ret_child->dir_id = known->child_id;
	if (!w->job->root->inodes_stable)
		entry->inode = known->entry.inode;
	/* Of a mount point only the name is known: what was stays. */
	if (entry->mode != S_IFDIR && !entry_same_facts(&known->entry, entry)) {
		op = walker_tell(w, OPERATION_CHANGE, walker_top(w)->dir_id);
		op->child_id = known->child_id;
		batch_set_was(w->batch, op, known);
		batch_set_entry(w->batch, op, entry);
	}
	found = store_directory(w->store, &directory, known->child_id,
		&w->error);
	ret_child->state = found > 0 ? directory.state : DIRECTORY_WAY;
	return found < 0 ? found : 0;
}

/* Find the directory's number in the catalogue, or give it one. */
static int
number_directory(struct walker *w, struct seen *seen, struct unit *ret_child)
{
	struct entry *entry = &seen->entry;
	const struct unit *parent = walker_top(w);
	struct known_entry known;
	struct store *store;
	int result = 0;

	if (parent->known) {
		store = walker_store(w);
		if (!store)
			return w->error.code;
		result = store_entry(store, &known, parent->dir_id,
			entry->name, entry->name_len, &w->error);
	}
	if (result > 0 && known.child_id != 0)
		result = tell_known_directory(w, entry, &known, ret_child);
	else if (result >= 0)
		tell_new_directory(w, entry, ret_child);
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
	count(w, st);
	ret_child->state = DIRECTORY_OPEN;
	if (number_directory(w, seen, ret_child) < 0)
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
		tell_state(w, child.dir_id, DIRECTORY_MOUNT);
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
	count(w, st);
	if (number_directory(w, seen, &child) < 0)
		return;
	if (child.known && child.state != DIRECTORY_UNREAD)
		tell_state(w, child.dir_id, DIRECTORY_UNREAD);
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

void
walker_meet_file(struct walker *w, const char *name, size_t len,
	const struct stat *st)
{
	set_name_path(w, name, len);
	if (is_excluded(w, name, false))
		return;
	if (unit_add(w, walker_top(w), name, len, st))
		count(w, st);
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
	if (u->n_problems++ < PROBLEMS_NAMED)
		walker_tell_problem(w, u->dir_id, name, len, error,
			"cannot examine");
}

/* --- jobs -------------------------------------------------------------- */

static void
job_failed(struct walker *w, int error, const char *text)
{
	tell_state(w, w->job->dir_id, DIRECTORY_UNREAD);
	walker_tell_problem(w, w->job->dir_id, "", 0, error, text);
}

/*
 * Does the directory above say that there is no such name any more?  That is
 * as normal as a file that went between readdir and lstat; the next scan will
 * not see it.
 */
static bool
is_vanished(const struct job *job)
{
	_cleanup_(closep) int fd = -1;
	const char *slash = memrchr(job->path, '/', job->path_len);
	size_t above = slash ? (size_t)(slash - job->path) : 0;
	struct stat st;

	fd = io_open_beneath(job->root->fd, job->path, above,
		O_PATH | O_DIRECTORY);
	return fd >= 0 && job->path_len > 0 &&
		fstatat(fd, slash ? slash + 1 : job->path, &st,
			AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 &&
		errno == ENOENT;
}

static int
known_state(struct walker *w, enum directory_state *ret)
{
	struct directory directory;
	struct store *store;
	int found;

	*ret = DIRECTORY_OPEN;
	if (!w->job->known)
		return 0;
	store = walker_store(w);
	if (!store)
		return w->error.code;
	found = store_directory(store, &directory, w->job->dir_id, &w->error);
	if (found > 0)
		*ret = directory.state;
	return found < 0 ? found : 0;
}

static void
run_job(struct walker *w)
{
	const struct job *job = w->job;
	_cleanup_(closep) int fd = -1;
	enum directory_state state;
	struct stat st;

	fd = io_open_beneath(job->root->fd, job->path, job->path_len,
		O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	if (fd < 0) {
		if (fd != -ENOENT || !is_vanished(job))
			job_failed(w, -fd, "cannot open the directory");
		return;
	}
	if (fstat(fd, &st) < 0) {
		job_failed(w, errno, "cannot examine the directory");
		return;
	}
	if (job->has_identity &&
		(st.st_dev != job->dev || st.st_ino != job->ino)) {
		job_failed(w, ESTALE, "was replaced while it was scanned");
		return;
	}
	if (known_state(w, &state) < 0)
		return;
	w->job_fd = fd;
	strbuf_truncate(&w->path, 0);
	strbuf_add(&w->path, job->path, job->path_len);
	walker_open_unit(w, job->dir_id, job->known, &st)->state = state;
	if (job->careful || walker_holds_mount_point(w, job->path)) {
		careful_read(w);
		walker_close_unit(w);
	} else {
		walk_subtree(w);
	}
}

static void
walker_clear(struct walker *w)
{
	for (unsigned int i = 0; i < w->size_units; i++) {
		free(w->units[i].seen);
		arena_clear(&w->units[i].names);
	}
	free(w->units);
	batch_free(w->batch);
	strbuf_clear(&w->path);
	store_close(w->store);
}

int
walker_run(struct crew *crew, struct error *err)
{
	struct scan_shared *shared = crew_shared(crew);
	struct walker w = { .crew = crew, .shared = shared, .path = STRBUF_INIT,
		.job_fd = -1, .size_units = shared->levels + 1,
		.error = ERROR_INIT };
	struct job *job;
	int code;

	w.units = xcalloc(w.size_units, sizeof(*w.units));
	while ((job = crew_take_job(crew)) != NULL) {
		w.job = job;
		if (!walker_is_stopping(&w))
			run_job(&w);
		w.n_units = 0;
		walker_flush(&w);
		crew_finish_job(crew, job);
	}
	code = w.error.code;
	if (code < 0 && err)
		*err = w.error;
	walker_clear(&w);
	return code;
}

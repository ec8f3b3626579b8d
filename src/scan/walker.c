/* SPDX-License-Identifier: MIT */
/*
 * A walker: takes jobs, keeps the stack of directories being read, and tells
 * the writer what it finds.
 *
 *   job -> unit 0 -> nftw or readdir -> meet_* -> unit complete -> reconcile
 *                                         |                           |
 *                                         +--> batch -> queue <-------+
 */
#include "scan/walker.h"

#include "store/scans.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/io.h"
#include "util/sum.h"

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

bool
walker_is_stopping(struct walker *w)
{
	pulse_beat(w->pulse);
	if (w->error.code < 0 || interrupt_pending())
		atomic_store(&w->shared->stopping, true);
	return atomic_load_explicit(&w->shared->stopping, memory_order_relaxed);
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
	/* Under a rollback journal nobody commits while others have a view:
	 * the writer would wait for a walker that waits for him to take what
	 * it found.  There each statement looks for itself. */
	if (!store_journal_note(w->store) &&
		store_begin(w->store, &w->error) < 0)
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
	bool is_pushed;

	if (!w->batch ||
		(w->batch->n_operations == 0 && w->batch->entries == 0))
		return;
	atomic_store(&w->pulse->is_reading, false);
	is_pushed = queue_push(w->shared->batches, w->batch);
	atomic_store(&w->pulse->is_reading, true);
	if (is_pushed) {
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
	if (w->batch &&
		(batch_is_full(w->batch) ||
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

void
walker_tell_state(struct walker *w, int64_t dir_id, enum directory_state state,
	uint64_t seal)
{
	struct operation *op = walker_tell(w, OPERATION_STATE, dir_id);

	op->state = state;
	op->seal = seal;
}

void
walker_count(struct walker *w, const struct stat *st)
{
	struct batch *b = current_batch(w);

	b->entries++;
	if (S_ISDIR(st->st_mode)) {
		b->directories++;
		return;
	}
	b->files++;
	if (S_ISREG(st->st_mode))
		b->bytes_seen = sum_sizes(b->bytes_seen, st->st_size);
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
	u->seal = 0;
	u->differs = false;
	u->suspect = false;
	u->fresh = clock_from_timespec(now) - clock_from_timespec(st->st_ctim) <
		FRESH_NS + w->trust->granularity_ns;
	u->problem = 0;
	u->n_problems = 0;
	u->stat = *st;
	u->path_len = w->path.len;
	u->n_seen = 0;
	return u;
}

static void
tell_outcome(struct walker *w, struct unit *u, uint64_t seal)
{
	enum directory_state state =
		u->problem ? DIRECTORY_PARTIAL : DIRECTORY_COMPLETE;

	if (u->problem)
		seal = 0;
	if (!u->known || u->differs || u->state != state || u->seal != seal)
		walker_tell_state(w, u->dir_id, state, seal);
	if (u->n_problems > WALKER_PROBLEMS_NAMED)
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
			(void)reconcile(w, true);
	} else {
		tell_outcome(w, u, reconcile(w, false));
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
	seen->is_told = false;
	seen->is_known = false;
	entry_from_stat(&seen->entry, arena_copy(&u->names, name, len), len,
		st);
	if (S_ISREG(st->st_mode))
		times_note(&w->times, &seen->entry);
	trust_normalise(w->trust, &seen->entry);
	return seen;
}

/* --- jobs -------------------------------------------------------------- */

static void
job_failed(struct walker *w, int error, const char *text)
{
	walker_tell_state(w, w->job->dir_id, DIRECTORY_UNREAD, 0);
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

static void
run_job(struct walker *w)
{
	const struct job *job = w->job;
	_cleanup_(closep) int fd = -1;
	struct unit *u;
	struct stat st;

	w->trust = lessons_begin(job->root->lessons, w);
	if (!w->trust)
		return;
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
	w->job_fd = fd;
	strbuf_truncate(&w->path, 0);
	strbuf_add(&w->path, job->path, job->path_len);
	u = walker_open_unit(w, job->dir_id, job->known, &st);
	u->state = job->state;
	u->seal = job->seal;
	if (job->careful || crew_shares_waiting(w->crew) ||
		walker_holds_mount_point(w, job->path)) {
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
	struct walker w = { .crew = crew,
		.shared = shared,
		.pulse = crew_pulse(crew),
		.path = STRBUF_INIT,
		.job_fd = -1,
		.size_units = shared->levels + 1,
		.error = ERROR_INIT };
	struct lessons *lessons = NULL;
	struct job *job;
	int code;

	w.units = xcalloc(w.size_units, sizeof(*w.units));
	while ((job = crew_take_job(crew, w.pulse)) != NULL) {
		w.job = job;
		atomic_store(&w.pulse->is_reading, true);
		if (!walker_is_stopping(&w))
			run_job(&w);
		w.n_units = 0;
		walker_flush(&w);
		atomic_store(&w.pulse->is_reading, false);
		lessons = job->root->lessons;
		crew_finish_job(crew, job);
	}
	if (lessons)
		lessons_add_times(lessons, &w.times);
	code = w.error.code;
	if (code < 0 && err)
		*err = w.error;
	walker_clear(&w);
	return code;
}

/* SPDX-License-Identifier: MIT */
/*
 *	store_checks (longest unread first) -> job -> lane, readers
 *	                                               |
 *	   equal: note the time <----------------------+
 *	   not equal: read it once more, then it is rotten:
 *	   a problem, and a look for a copy that is healthy
 *
 * The readers are those of schedule.c, so volumes are read side by side, a
 * disk that spins in its order.  A file is read from the disk: what the
 * kernel holds of it in memory is let go first, or rot would hide behind it.
 *
 * A file that opens as another one than was scanned, or is one after it was
 * read, has changed; that is the next scan's affair and no rot.  Only two
 * reads in a row that agree with each other, and not with the catalogue, from
 * a file whose size, times and inode are those of the catalogue before and
 * after, are rot.
 *
 * A drive that is pulled out fails file by file.  After FAILURES_MAX in a row
 * it is left alone for the rest of the run, so that it costs a few problem
 * rows and not one a file.
 *
 * Transactions and interrupts are as in results.c and hash.c.
 */
#include "hash/bitrot.h"

#include "hash/healthy.h"
#include "hash/schedule.h"
#include "store/scans.h"
#include "store/verified.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMMIT_NS (2 * NS_PER_SECOND)
#define PROGRESS_NS (NS_PER_SECOND / 5)
#define WAIT_MS 100
/* Between two looks at the other end. */
#define BATCH 128
/* A spot of a disk may spoil a few files that lie side by side. */
#define FAILURES_MAX 16

/* What the two reads of a file said. */
enum { TICKET_FIRST, TICKET_SECOND };

/* A volume that was read from. */
struct source {
	int64_t volume_id;
	int failures; /* in a row */
	bool is_lost;
};

struct bitrot {
	struct store *store;
	const struct hash_places *places;
	const struct bitrot_options *options;
	struct bitrot_stats *stats;
	struct budget budget;
	struct schedule *schedule;
	struct job *held;	/* its next name may follow */
	int64_t offline_volume; /* of the last that was not here */
	uint64_t offline_inode;
	struct source *sources;
	size_t n_sources;
	struct strbuf within; /* path of the directory within_dir */
	int64_t within_dir;
	int64_t n_files; /* to be read */
	struct hash_progress progress;
	int64_t progress_at_ns;
	int64_t commit_at_ns;
	bool in_transaction;
	bool at_end; /* of the checks */
	bool is_stopping;
};

static struct source *
source_of(struct bitrot *v, int64_t volume_id)
{
	for (size_t i = 0; i < v->n_sources; i++)
		if (v->sources[i].volume_id == volume_id)
			return &v->sources[i];
	v->sources = xreallocarray(v->sources, v->n_sources + 1,
		sizeof(*v->sources));
	v->sources[v->n_sources] = (struct source){ .volume_id = volume_id };
	return &v->sources[v->n_sources++];
}

/* --- transactions ---------------------------------------------------------- */

static int
begin(struct bitrot *v, struct error *err)
{
	int r;

	if (v->in_transaction)
		return 0;
	r = store_begin(v->store, err);
	if (r < 0)
		return r;
	v->in_transaction = true;
	v->commit_at_ns = clock_monotonic_ns() + COMMIT_NS;
	return 0;
}

static int
commit(struct bitrot *v, struct error *err)
{
	if (!v->in_transaction)
		return 0;
	v->in_transaction = false;
	if (store_commit(v->store, err) == 0)
		return 0;
	(void)store_rollback(v->store, NULL); /* the commit's error counts */
	return err ? err->code : -EIO;
}

/* --- feeding ----------------------------------------------------------------- */

static int
submit_held(struct bitrot *v, struct error *err)
{
	struct job *job = take_ptr(&v->held);

	if (!job)
		return 0;
	if (!budget_begin(&v->budget, job->facts.size_bytes)) {
		job_free(job);
		v->is_stopping = true;
		v->stats->is_limited = true;
		return 0;
	}
	return schedule_submit(v->schedule, job, err);
}

static bool
is_held(const struct bitrot *v, const struct check *c)
{
	const struct job *job = v->held;

	return job && job->volume_id == c->volume_id &&
		job->parent_id == c->content_id &&
		entry_same_content_facts(&job->facts, &c->entry) &&
		schedule_trusts_inodes(v->schedule, job->place);
}

static void
note_offline(struct bitrot *v, const struct check *c)
{
	if (v->offline_volume == c->volume_id &&
		v->offline_inode == c->entry.inode)
		return;
	v->offline_volume = c->volume_id;
	v->offline_inode = c->entry.inode;
	v->stats->offline++;
}

/* Where the file is now: 1, or 0 when it is not mounted. */
static int
find_path(struct bitrot *v, struct job *job, const struct check *c,
	struct error *err)
{
	const char *rest;
	int r;

	if (!schedule_is_online(v->schedule, c->volume_id))
		return 0;
	if (v->within_dir != c->dir_id) {
		strbuf_truncate(&v->within, 0);
		v->within_dir = 0;
		r = store_directory_within(v->store, &v->within, c->dir_id,
			err);
		if (r < 0)
			return r;
		v->within_dir = c->dir_id;
	}
	if (!schedule_find_place(v->schedule, c->volume_id, v->within.buf,
		    &job->place, &rest))
		return 0;
	strbuf_adds(&job->path, rest);
	path_append(&job->path, c->entry.name, c->entry.name_len);
	return 1;
}

static int
hold(struct bitrot *v, const struct check *c, struct error *err)
{
	_cleanup_(job_freep) struct job *job = job_new();
	int r;

	if (source_of(v, c->volume_id)->is_lost)
		return 0;
	r = find_path(v, job, c, err);
	if (r == 0)
		note_offline(v, c);
	if (r <= 0)
		return r;
	job->volume_id = c->volume_id;
	job->stage = STAGE_FULL;
	job->is_fresh = true;
	job->ticket = TICKET_FIRST;
	job->parent_id = c->content_id;
	job->stored = c->digest;
	job->facts = c->entry;
	job->facts.name = NULL;
	job->facts.name_len = 0;
	job_add_name(job, c->dir_id, c->entry.name, c->entry.name_len);
	v->held = take_ptr(&job);
	return 0;
}

/* 1 when something moved, 0 when there is nothing to do now. */
static int
feed_one(struct bitrot *v, struct error *err)
{
	struct check c;
	int r;

	if (v->held && !schedule_has_room(v->schedule, v->held->volume_id))
		return 0;
	r = v->at_end ? 0 : store_checks_next(v->store, &c, err);
	if (r < 0)
		return r;
	if (r == 0) {
		bool was_held = v->held != NULL;

		v->at_end = true;
		r = submit_held(v, err);
		return r < 0 ? r : was_held;
	}
	if (is_held(v, &c)) {
		job_add_name(v->held, c.dir_id, c.entry.name, c.entry.name_len);
		return 1;
	}
	r = submit_held(v, err);
	if (r >= 0 && !v->is_stopping)
		r = hold(v, &c, err);
	return r < 0 ? r : 1;
}

static int
feed(struct bitrot *v, struct error *err)
{
	int moved = 0;

	for (int i = 0; i < BATCH && !v->is_stopping; i++) {
		int r = feed_one(v, err);

		if (r < 0)
			return r;
		if (r == 0)
			break;
		moved = 1;
	}
	return moved;
}

/* --- what was read --------------------------------------------------------------- */

static bool
is_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Each name of the file was looked at, so others come first the next time. */
static int
note_time(struct bitrot *v, const struct job *job, struct error *err)
{
	int64_t now = clock_now_ns();
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = begin(v, err);

	while (r >= 0 && job_next_name(job, &at, &dir_id, &name, &len))
		r = store_put_verified(v->store, dir_id, name, len, now, err);
	return r;
}

/* What is wrong with each of its names; problem NULL: nothing. */
static int
note_names(struct bitrot *v, const struct job *job, int code,
	const char *problem, struct error *err)
{
	const char *name;
	int64_t dir_id;
	size_t len, at = 0;
	int r = note_time(v, job, err);

	while (r >= 0 && job_next_name(job, &at, &dir_id, &name, &len)) {
		if (problem)
			r = store_put_problem(v->store, dir_id, name, len,
				STAGE_VERIFY, code, problem, err);
		else
			r = store_clear_problems(v->store, dir_id, name, len,
				STAGE_VERIFY, 0, err);
	}
	return r;
}

static int
tell(struct bitrot *v, const struct job *job, enum bitrot_state state,
	const char *problem, const struct bitrot_copy *copy, struct error *err)
{
	static const struct bitrot_copy none = { 0 };
	struct bitrot_finding finding = {
		.state = state,
		.volume_id = job->volume_id,
		.size_bytes = job->facts.size_bytes,
		.mtime_ns = job->facts.mtime_ns,
		.stored = &job->stored,
		.found = state == BITROT_ROTTEN ? &job->digest : NULL,
		.problem = problem,
		.copy = copy ? copy : &none,
	};
	size_t at = 0;

	(void)job_next_name(job, &at, &finding.dir_id, &finding.name,
		&finding.name_len); /* there is one */
	return v->options->on_finding(v->options->arg, &finding, err);
}

static int
take_ok(struct bitrot *v, const struct job *job, struct error *err)
{
	int r = note_names(v, job, 0, NULL, err);

	v->stats->ok++;
	return r < 0 ? r : tell(v, job, BITROT_OK, NULL, NULL, err);
}

static int
take_rotten(struct bitrot *v, const struct job *job, struct error *err)
{
	static const char text[] =
		"rotten: its bytes are not those that were hashed, though its "
		"size and times are";
	const struct copy_of of = { .content_id = job->parent_id,
		.volume_id = job->volume_id,
		.inode = job->facts.inode,
		.digest = job->stored };
	struct bitrot_copy copy = { 0 };
	int r = healthy_copy(v->store, v->places, &of, &copy, err);

	v->stats->rotten++;
	if (r >= 0)
		r = note_names(v, job, 0, text, err);
	if (r >= 0)
		r = tell(v, job, BITROT_ROTTEN, text, &copy, err);
	free(copy.name);
	return r;
}

static int
take_failure(struct bitrot *v, const struct job *job, int code,
	const char *what, struct error *err)
{
	struct error problem = ERROR_INIT;
	int r;

	if (what)
		(void)error_set(&problem, code, "%s", what);
	else
		(void)error_errno(&problem, code, "cannot read");
	v->stats->unreadable++;
	r = note_names(v, job, code, problem.text, err);
	return r < 0 ? r :
		       tell(v, job, BITROT_UNREADABLE, problem.text, NULL, err);
}

static int
take_changed(struct bitrot *v, const struct job *job, struct error *err)
{
	int r = note_time(v, job, err);

	v->stats->changed++;
	return r < 0 ? r :
		       tell(v, job, BITROT_CHANGED,
			       "changed since it was scanned", NULL, err);
}

/* The same file again, in front of all others that wait for room. */
static int
read_again(struct bitrot *v, struct job **job, struct error *err)
{
	(*job)->ticket = TICKET_SECOND;
	(*job)->before = (*job)->digest;
	(*job)->is_alone = false;
	return schedule_submit(v->schedule, take_ptr(job), err);
}

static int
judge(struct bitrot *v, struct job **job, struct error *err)
{
	struct job *j = *job;
	bool is_equal_now = is_equal(&j->digest, &j->stored);

	if (j->ticket == TICKET_FIRST)
		return is_equal_now ? take_ok(v, j, err) :
				      read_again(v, job, err);
	if (is_equal_now || !is_equal(&j->digest, &j->before))
		return take_failure(v, j, EIO,
			"two reads of it gave different bytes", err);
	return take_rotten(v, j, err);
}

/* Is that a failure of the drive, and not of the one file? */
static bool
is_of_volume(int code)
{
	return code != EACCES && code != EPERM && code != ENOMEM &&
		code != EMFILE && code != ENFILE;
}

static int
take_error(struct bitrot *v, const struct job *job, struct error *err)
{
	struct source *source = source_of(v, job->volume_id);
	int code = -job->status;

	if (source->is_lost)
		return 0; /* counted as left */
	if (is_of_volume(code) && ++source->failures >= FAILURES_MAX) {
		source->is_lost = true;
		v->stats->lost_volumes++;
		v->stats->lost_volume_id = source->volume_id;
	}
	return take_failure(v, job, code, NULL, err);
}

/*
 * A server that forgot the share says of each file that it is stale, as we do
 * of one that changed: then the volume itself does not answer.
 */
static int
status_of(const struct bitrot *v, const struct job *job)
{
	struct stat st;

	if (job->status == -ESTALE &&
		stat(v->places->places[job->place].mount_point, &st) < 0)
		return -EIO;
	return job->status;
}

static int
take(struct bitrot *v, struct job *result, struct error *err)
{
	_cleanup_(job_freep) struct job *job = result;

	if (job->status == -EINTR) {
		v->is_stopping = true;
		if (!v->stats->is_limited)
			v->stats->interrupted = true;
		return 0;
	}
	v->progress.files_done++;
	job->status = status_of(v, job);
	if (job->status == -ESTALE)
		return take_changed(v, job, err);
	if (job->status < 0)
		return take_error(v, job, err);
	source_of(v, job->volume_id)->failures = 0;
	return judge(v, &job, err);
}

static int
take_results(struct bitrot *v, bool may_wait, struct error *err)
{
	int wait_ms = may_wait ? WAIT_MS : 0;

	for (int i = 0; i < BATCH; i++) {
		struct job *job = schedule_wait(v->schedule, wait_ms);
		int r;

		if (!job)
			break;
		r = take(v, job, err);
		if (r < 0)
			return r;
		wait_ms = 0;
	}
	if (v->in_transaction && clock_monotonic_ns() >= v->commit_at_ns)
		return commit(v, err);
	return 0;
}

/* --- the run ---------------------------------------------------------------------- */

static void
show_progress(struct bitrot *v)
{
	int64_t now;

	if (!v->options->on_progress)
		return;
	now = clock_monotonic_ns();
	if (now < v->progress_at_ns)
		return;
	v->progress_at_ns = now + PROGRESS_NS;
	v->progress.bytes_done = schedule_bytes_read(v->schedule);
	if (v->progress.bytes_total < v->progress.bytes_done)
		v->progress.bytes_total = v->progress.bytes_done;
	v->options->on_progress(v->options->arg, &v->progress);
}

static void
stop_if_due(struct bitrot *v)
{
	if (interrupt_pending() != 0)
		v->stats->interrupted = true;
	else if (budget_is_over(&v->budget))
		v->stats->is_limited = true;
	else
		return;
	v->is_stopping = true;
	schedule_stop(v->schedule);
}

static int
work(struct bitrot *v, struct error *err)
{
	bool is_reading;
	int moved;
	int r;

	do {
		stop_if_due(v);
		moved = feed(v, err);
		if (moved < 0)
			return moved;
		/* Asked before: a result may be what is read again. */
		is_reading = schedule_in_flight(v->schedule) > 0;
		r = take_results(v, moved == 0, err);
		if (r < 0)
			return r;
		show_progress(v);
	} while (moved > 0 || is_reading);
	return commit(v, err);
}

/* How much there is to read on the volumes that are here. */
static int
sum_up(struct bitrot *v, struct error *err)
{
	int64_t limit = v->budget.limits.max_bytes;

	for (size_t i = 0; i < v->places->n_places; i++) {
		int64_t id = v->places->places[i].volume_id;
		int64_t files = 0, bytes = 0;
		bool is_known = false;
		int r;

		for (size_t j = 0; j < i && !is_known; j++)
			is_known = v->places->places[j].volume_id == id;
		if (is_known || !schedule_is_online(v->schedule, id))
			continue;
		r = store_checks_sum(v->store, id, &files, &bytes, err);
		if (r < 0)
			return r;
		v->n_files += files;
		if (__builtin_add_overflow(v->progress.bytes_total, bytes,
			    &v->progress.bytes_total))
			v->progress.bytes_total = INT64_MAX;
	}
	if (limit > 0 && v->progress.bytes_total > limit)
		v->progress.bytes_total = limit;
	return 0;
}

static int
tidy(struct bitrot *v, struct error *err)
{
	int r = begin(v, err);

	if (r >= 0)
		r = store_tidy_verified(v->store, err);
	return r < 0 ? r : commit(v, err);
}

static int
run(struct bitrot *v, struct error *err)
{
	int r = tidy(v, err);

	if (r >= 0)
		r = store_checks_open(v->store, v->options->is_scoped, err);
	if (r >= 0)
		r = sum_up(v, err);
	if (r >= 0)
		r = work(v, err);
	store_checks_close(v->store);
	if (v->in_transaction) {
		v->in_transaction = false;
		(void)store_rollback(v->store, NULL); /* r says why */
	}
	return r;
}

int
bitrot_run(struct store *store, const struct hash_places *places,
	const struct bitrot_options *options, struct bitrot_stats *ret,
	struct error *err)
{
	struct bitrot v = {
		.store = store,
		.places = places,
		.options = options,
		.stats = ret,
		.within = STRBUF_INIT,
	};
	int r;

	*ret = (struct bitrot_stats){ 0 };
	budget_init(&v.budget, &options->limits);
	v.schedule = schedule_new(places, options->n_jobs, &v.budget);
	r = run(&v, err);
	ret->bytes_read = schedule_bytes_read(v.schedule);
	ret->left = v.n_files - ret->ok - ret->changed - ret->rotten -
		ret->unreadable;
	if (ret->left < 0)
		ret->left = 0; /* names whose inodes mean nothing */
	schedule_free(v.schedule);
	job_free(v.held);
	strbuf_clear(&v.within);
	free(v.sources);
	return r;
}

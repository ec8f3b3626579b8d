/* SPDX-License-Identifier: MIT */
/*
 * Files go by one after the other.  Most are no archives, which their first
 * bytes say; those are told so at once.  The others get a child each
 * (archive/reader.h), a few at a time, and this thread polls them and writes
 * what they say.
 *
 *	files nobody looked into --> open, head --no--> entry: no archive
 *	                                |
 *	                               yes --> slot, child --> members
 *	                                          |
 *	                 still the same file? <---+--> entry: that archive
 *
 * An archive is in the catalogue before it is anybody's: only when it was read
 * to the end, and the file is still the one that was opened, do its names say
 * so.  What a run leaves behind that was cut off is dropped by the next one.
 *
 * Files known to be equal to one that was looked into are not opened, and the
 * names of one inode are looked at once.
 */
#include "hash/archives.h"

#include "archive/reader.h"
#include "archive/recognise.h"
#include "hash/access.h"
#include "hash/ground.h"
#include "store/archives.h"
#include "store/members.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/io.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#define COMMIT_NS NS_PER_SECOND
#define PROGRESS_NS (NS_PER_SECOND / 5)
/* So often is an interrupt looked for, and the time of the children. */
#define POLL_MS 100
/* More children than that are a burden to a disk, and to others. */
#define SLOTS_MAX 4u

/* A name of the file that is looked at. */
struct name {
	int64_t dir_id;
	size_t at; /* in struct job's names, closed by NUL */
	size_t len;
};

/* One inode. */
struct job {
	const struct ground *ground;
	int fd;
	struct entry facts;
	int64_t volume_id;
	struct name *list;
	size_t n;
	struct strbuf names;
};

/* An archive that is being read. */
struct slot {
	bool is_busy;
	struct run *run;
	struct job job;
	struct archive_reader *reader;
	struct members *members;
	int64_t archive_id;
	bool is_full; /* of members */
};

struct run {
	struct store *store;
	const struct archives_options *options;
	struct archives_stats *stats;
	struct archives_progress progress;
	struct grounds *grounds;
	struct slot slots[SLOTS_MAX];
	size_t n_slots;
	size_t n_busy;
	bool has_ahead; /* a row that was taken, but not handled yet */
	bool is_at_end;
	struct unlisted ahead;
	bool in_transaction;
	int64_t commit_ns;
	int64_t progress_ns;
};

/* --- transactions and progress ------------------------------------------- */

static int
begin(struct run *run, struct error *err)
{
	int r;

	if (run->in_transaction)
		return 0;
	r = store_begin(run->store, err);
	if (r < 0)
		return r;
	run->in_transaction = true;
	run->commit_ns = clock_monotonic_ns() + COMMIT_NS;
	return 0;
}

static int
commit(struct run *run, struct error *err)
{
	if (!run->in_transaction)
		return 0;
	run->in_transaction = false;
	return store_commit(run->store, err);
}

static void
show_progress(struct run *run)
{
	int64_t now = clock_monotonic_ns();

	if (!run->options->on_progress || now < run->progress_ns)
		return;
	run->progress_ns = now + PROGRESS_NS;
	run->options->on_progress(run->options->progress_arg, &run->progress);
}

/* --- what becomes of a file ---------------------------------------------- */

static void
job_clear(struct job *job)
{
	closep(&job->fd);
	free(job->list);
	strbuf_clear(&job->names);
}

static const char *
name_of(const struct job *job, size_t i)
{
	return job->names.buf + job->list[i].at;
}

/* code: errno, 0 where none fits; text NULL: there is no problem any more. */
static int
put_problem(struct run *run, const struct job *job, int code, const char *text,
	struct error *err)
{
	int r = begin(run, err);

	for (size_t i = 0; i < job->n && r >= 0; i++)
		r = text ? store_put_problem(run->store, job->list[i].dir_id,
				   name_of(job, i), job->list[i].len,
				   STAGE_ARCHIVE, code, text, err) :
			   store_clear_problems(run->store, job->list[i].dir_id,
				   name_of(job, i), job->list[i].len,
				   STAGE_ARCHIVE, 0, err);
	if (text)
		run->stats->problems += (int64_t)job->n;
	return r;
}

/* The file could not be read; nothing is known of its inside. */
static int
put_unread(struct run *run, const struct job *job, int code, struct error *err)
{
	struct error problem = ERROR_INIT;

	if (code == -ESTALE)
		(void)error_set(&problem, ESTALE,
			"changed since it was scanned");
	else
		(void)error_errno(&problem, -code, "cannot read");
	return put_problem(run, job, -code, problem.text, err);
}

/* That is what the file is, 0: no archive. */
static int
settle(struct run *run, const struct job *job, int64_t id,
	enum archive_state state, const char *text, struct error *err)
{
	bool is_whole = id == 0 || state == ARCHIVE_COMPLETE;
	int r = put_problem(run, job, 0, is_whole ? NULL : text, err);

	for (size_t i = 0; i < job->n && r >= 0; i++)
		r = store_set_archive(run->store, job->list[i].dir_id,
			name_of(job, i), job->list[i].len, id, err);
	if (id != 0)
		run->stats->archives += (int64_t)job->n;
	return r;
}

/* --- an archive ends --------------------------------------------------------- */

static void
slot_clear(struct slot *slot)
{
	if (!slot->is_busy)
		return;
	archive_reader_free(slot->reader);
	members_free(slot->members);
	job_clear(&slot->job);
	slot->is_busy = false;
	slot->run->n_busy--;
}

static int
keep(struct slot *slot, const struct archive_result *result, struct error *err)
{
	const struct members_sums *sums = members_sums(slot->members);
	const struct archive_facts facts = {
		.format = result->format,
		.state = result->state,
		.text = result->text,
		.files = sums->files,
		.directories = sums->directories,
		.bytes = sums->bytes,
	};
	struct run *run = slot->run;
	int r = store_finish_archive(run->store, slot->archive_id, &facts, err);

	run->stats->opened++;
	run->stats->members += sums->files;
	return r < 0 ? r :
		       settle(run, &slot->job, slot->archive_id, result->state,
			       result->text, err);
}

static int
finish(struct slot *slot, const struct archive_result *result,
	struct error *err)
{
	struct run *run = slot->run;
	const struct job *job = &slot->job;
	int now = access_check(job->ground, job->fd, &job->facts);
	int r = begin(run, err);

	if (r >= 0 && now >= 0 && result->state != ARCHIVE_UNREAD &&
		result->state != ARCHIVE_NONE)
		r = keep(slot, result, err);
	else if (r >= 0) {
		r = store_drop_archive(run->store, slot->archive_id, err);
		if (r >= 0 && now < 0)
			r = put_unread(run, job, now, err);
		else if (r >= 0 && result->state == ARCHIVE_UNREAD)
			r = put_unread(run, job,
				result->error ? -result->error : -EIO, err);
		else if (r >= 0)
			r = settle(run, job, 0, ARCHIVE_NONE, NULL, err);
	}
	run->progress.files_done++;
	slot_clear(slot);
	return r;
}

/* --- an archive is read ---------------------------------------------------- */

static int
on_member(void *arg, const struct member *member, struct error *err)
{
	struct slot *slot = arg;
	int r;

	if (slot->is_full)
		return 0;
	r = begin(slot->run, err);
	if (r >= 0)
		r = members_add(slot->members, member, err);
	slot->is_full = r == 0;
	return r < 0 ? r : 0;
}

/* Take what the child has said. */
static int
take(struct slot *slot, struct error *err)
{
	const struct wire_events events = { on_member, slot };
	struct archive_result result;
	int r = archive_reader_take(slot->reader, &events, &result, err);

	if (r > 0 && slot->is_full) {
		result = (struct archive_result){ .state = ARCHIVE_LIMITED,
			.format = "",
			.text = "limit of members: it has too many with the "
				"directories" };
		r = 0;
	}
	return r == 0 ? finish(slot, &result, err) : r < 0 ? r : 0;
}

static struct slot *
free_slot(struct run *run)
{
	for (size_t i = 0; i < run->n_slots; i++)
		if (!run->slots[i].is_busy)
			return &run->slots[i];
	return NULL;
}

/* Takes the job over. */
static int
start(struct run *run, struct job *job, struct error *err)
{
	const struct archive_limits limits =
		archive_limits_for(job->facts.size_bytes,
			(unsigned int)run->options->levels);
	struct slot *slot = free_slot(run);
	int r;

	*slot = (struct slot){ .is_busy = true, .run = run, .job = *job };
	*job = (struct job){ .fd = -1, .names = STRBUF_INIT };
	run->n_busy++;
	r = begin(run, err);
	if (r >= 0)
		r = store_add_archive(run->store, &slot->archive_id,
			run->options->levels, err);
	if (r < 0)
		return r;
	slot->members = members_new(run->store, slot->archive_id);
	return archive_reader_start(&slot->reader, slot->job.fd,
		name_of(&slot->job, 0), &limits, err);
}

/* Wait for the children, at most so long, and take what they said. */
static int
attend(struct run *run, int wait_ms, struct error *err)
{
	struct pollfd polled[SLOTS_MAX];
	int r = 0;

	for (size_t i = 0; i < run->n_slots; i++)
		polled[i] = (struct pollfd){ .events = POLLIN,
			.fd = run->slots[i].is_busy ?
				archive_reader_fd(run->slots[i].reader) :
				-1 };
	if (poll(polled, run->n_slots, wait_ms) < 0 && errno != EINTR)
		return error_errno(err, errno, "cannot wait");
	/* Those that say nothing are asked too: their time may be over. */
	for (size_t i = 0; i < run->n_slots && r >= 0; i++)
		if (run->slots[i].is_busy)
			r = take(&run->slots[i], err);
	return r;
}

/* --- files go by ------------------------------------------------------------ */

/* 1 and run->ahead, or 0 at the end. */
static int
look_ahead(struct run *run, struct error *err)
{
	int r;

	if (run->has_ahead || run->is_at_end)
		return run->has_ahead;
	r = store_unlisted_next(run->store, &run->ahead, err);
	run->has_ahead = r > 0;
	run->is_at_end = r == 0;
	return r;
}

static void
add_name(struct job *job, const struct unlisted *row)
{
	job->list = xreallocarray(job->list, job->n + 1, sizeof(*job->list));
	job->list[job->n++] = (struct name){ .dir_id = row->dir_id,
		.at = job->names.len,
		.len = row->entry.name_len };
	strbuf_add(&job->names, row->entry.name, row->entry.name_len);
	strbuf_addc(&job->names, '\0');
}

/* The names of the next file.  1, or 0 at the end. */
static int
next_job(struct run *run, struct job *ret, int64_t *ret_content,
	struct error *err)
{
	int r = look_ahead(run, err);

	if (r <= 0)
		return r;
	ret->facts = run->ahead.entry;
	ret->volume_id = run->ahead.volume_id;
	*ret_content = run->ahead.content_id;
	do {
		add_name(ret, &run->ahead);
		run->has_ahead = false;
		r = look_ahead(run, err);
	} while (r > 0 && run->ahead.volume_id == ret->volume_id &&
		ret->facts.inode != 0 &&
		entry_same_content_facts(&run->ahead.entry, &ret->facts));
	ret->facts.name = NULL;
	return r < 0 ? r : 1;
}

/* job->fd, or a negative errno in *ret_verdict; 1 if it is not mounted. */
static int
open_file(struct run *run, struct job *job, int *ret_verdict, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf file = STRBUF_INIT;
	const char *rest;
	size_t place;
	int r = store_directory_within(run->store, &path, job->list[0].dir_id,
		err);

	if (r < 0)
		return r;
	*ret_verdict = 1;
	if (!grounds_find(run->grounds, job->volume_id, path.buf, &place,
		    &rest))
		return 0;
	strbuf_adds(&file, rest);
	path_append(&file, name_of(job, 0), job->list[0].len);
	job->ground = grounds_at(run->grounds, place);
	job->fd = access_open(job->ground, file.buf, file.len, &job->facts);
	*ret_verdict = job->fd < 0 ? job->fd : 0;
	return 0;
}

/* By its beginning; a negative errno if that cannot be read. */
static int
guess_fd(int fd)
{
	char head[RECOGNISE_HEAD];
	char iso[sizeof(RECOGNISE_ISO) - 1];
	ssize_t n = io_pread_full(fd, head, sizeof(head), 0);
	enum archive_guess guess;

	if (n < 0)
		return (int)n;
	guess = archive_recognise(head, (size_t)n);
	if (guess != GUESS_NO || n < (ssize_t)sizeof(head))
		return (int)guess;
	n = io_pread_full(fd, iso, sizeof(iso), RECOGNISE_ISO_AT);
	if (n < 0)
		return (int)n;
	return n == (ssize_t)sizeof(iso) &&
			memcmp(iso, RECOGNISE_ISO, sizeof(iso)) == 0 ?
		GUESS_YES :
		GUESS_NO;
}

/* What is known of another file that is equal.  1 if that settled it. */
static int
settle_equal(struct run *run, const struct job *job, int64_t content_id,
	struct error *err)
{
	struct archive_found found;
	int r;

	if (content_id == 0)
		return 0;
	r = store_archive_of_content(run->store, &found, content_id,
		run->options->levels, err);
	if (r <= 0)
		return r;
	r = settle(run, job, found.id, found.state, found.text, err);
	return r < 0 ? r : 1;
}

static int
look_at(struct run *run, struct job *job, int64_t content_id, struct error *err)
{
	int verdict = 0;
	int r = settle_equal(run, job, content_id, err);

	if (r != 0)
		return r;
	r = open_file(run, job, &verdict, err);
	if (r < 0 || verdict > 0)
		return r;
	run->stats->looked++;
	if (verdict == 0)
		verdict = guess_fd(job->fd);
	if (verdict < 0)
		return put_unread(run, job, verdict, err);
	if (verdict != GUESS_NO)
		return start(run, job, err);
	r = access_check(job->ground, job->fd, &job->facts);
	return r < 0 ? put_unread(run, job, r, err) :
		       settle(run, job, 0, ARCHIVE_NONE, NULL, err);
}

/* Look at the next file.  1, or 0 at the end. */
static int
feed(struct run *run, struct error *err)
{
	_cleanup_(
		job_clear) struct job job = { .fd = -1, .names = STRBUF_INIT };
	size_t n_busy = run->n_busy;
	int64_t content_id = 0;
	int r = next_job(run, &job, &content_id, err);

	if (r > 0) {
		r = look_at(run, &job, content_id, err);
		run->progress.files_done += run->n_busy == n_busy;
	} else if (r == 0)
		return 0;
	return r < 0 ? r : 1;
}

/* What was not read to its end is nobody's. */
static int
abandon(struct run *run, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < run->n_slots; i++) {
		int64_t id = run->slots[i].archive_id;

		if (!run->slots[i].is_busy)
			continue;
		slot_clear(&run->slots[i]);
		if (r >= 0)
			r = begin(run, err);
		if (r >= 0 && id != 0)
			r = store_drop_archive(run->store, id, err);
	}
	return r;
}

static int
work(struct run *run, struct error *err)
{
	int r = 1;

	while (r > 0 || run->n_busy > 0) {
		if (interrupt_pending() != 0) {
			run->stats->interrupted = true;
			break;
		}
		if (r > 0 && run->n_busy < run->n_slots)
			r = feed(run, err);
		if (r >= 0 && run->n_busy > 0) {
			bool can_feed = r > 0 && run->n_busy < run->n_slots;
			int code = attend(run, can_feed ? 0 : POLL_MS, err);

			r = code < 0 ? code : r;
		}
		if (r >= 0 && run->in_transaction &&
			clock_monotonic_ns() >= run->commit_ns &&
			commit(run, err) < 0)
			return err->code;
		if (r < 0)
			return r;
		show_progress(run);
	}
	return abandon(run, err);
}

static int
tidy(struct store *store, struct error *err)
{
	int r = store_begin(store, err);

	if (r >= 0)
		r = store_tidy_archives(store, err);
	if (r >= 0)
		r = store_commit(store, err);
	if (r < 0)
		(void)store_rollback(store, NULL); /* r says why */
	return r;
}

static unsigned int
slots_for(unsigned int n_jobs)
{
	unsigned int n = n_jobs ? n_jobs : (unsigned int)get_nprocs();

	return n < SLOTS_MAX ? n : SLOTS_MAX;
}

int
archives_run(struct store *store, const struct hash_places *places,
	const struct archives_options *options, struct archives_stats *ret,
	struct error *err)
{
	_cleanup_(grounds_closep) struct grounds *grounds =
		grounds_open(places);
	struct run run = { .store = store,
		.options = options,
		.stats = ret,
		.grounds = grounds };
	int r;

	*ret = (struct archives_stats){ 0 };
	run.n_slots = slots_for(options->n_jobs);
	r = store_unlisted_open(store, options->max_size, options->levels, err);
	if (r >= 0)
		r = store_unlisted_count(store, &run.progress.files_total, err);
	if (r >= 0)
		r = work(&run, err);
	for (size_t i = 0; i < run.n_slots; i++)
		slot_clear(&run.slots[i]);
	if (r >= 0)
		r = commit(&run, err);
	if (run.in_transaction)
		(void)store_rollback(store, NULL); /* r says why */
	store_unlisted_close(store);
	return r < 0 ? r : tidy(store, err);
}

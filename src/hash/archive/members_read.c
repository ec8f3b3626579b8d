/* SPDX-License-Identifier: MIT */
/*
 * The members of one archive, as a child reads them.
 *
 * A child is told which members to read, by their places in the list; it tells
 * all members again, as it did when the archive was listed.  A digest counts if
 * the member at its place looks as the catalogue has it, and if the file was
 * the same before and after; and if the child came to the end, the whole list
 * must be that of then.  So neither a file that changed nor another version of
 * a library gives a member the digest of another one.
 *
 * What could not be read is marked, and not tried again before the archive
 * changes or somebody asks to.
 */
#include "hash/archive/members_run.h"

#include "archive/child.h"
#include "hash/archive/told.h"
#include "hash/digest.h"
#include "store/archive/archives.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* A second more for so many bytes that are unpacked and digested. */
#define BYTES_A_SECOND (INT64_C(16) << 20)
/* So long a file system that does not answer is asked. */
#define PATIENCE_NS NS_PER_SECOND

/* An archive that is being read. */
struct task {
	struct members_run *run;
	struct packed file;
	struct archive_wanted wanted;
	unsigned char *bits;
	struct stream_digest *streams[WIRE_LEVEL_MAX + 1];
	struct member_archive archive;
	int64_t listing; /* so far */
	int64_t n_told;
	int64_t bytes;	 /* digested */
	int64_t digests; /* of them so many */
	bool is_other;	 /* it is not what was listed */
};

static void
task_free(struct task *task)
{
	packed_clear(&task->file);
	free(task->bits);
	for (size_t i = 0; i <= WIRE_LEVEL_MAX; i++)
		stream_digest_free(task->streams[i]);
	task->run->underway -= task->bytes;
	free(task);
}
DEFINE_CLEANUP(struct task *, task_free);

void
members_free_task(void *arg)
{
	task_free(arg);
}

/* --- in the child -------------------------------------------------------- */

static void
begin_digest(void *arg, unsigned int level)
{
	stream_digest_begin(((struct task *)arg)->streams[level]);
}

static void
add_digest(void *arg, unsigned int level, const void *bytes, size_t len)
{
	stream_digest_add(((struct task *)arg)->streams[level], bytes, len);
}

static void
end_digest(void *arg, unsigned int level, unsigned char ret[DIGEST_BYTES])
{
	stream_digest_end(((struct task *)arg)->streams[level], ret);
}

/* --- an archive begins ---------------------------------------------------- */

/* Of its file no more than that a second, and the time that it takes, twice
 * over: what is read to find the list is read again. */
static void
slow_down(struct archive_limits *limits, int64_t size, int64_t rate)
{
	if (rate <= 0)
		return;
	limits->bytes_per_second = rate;
	limits->time_ns += 2 * (size / rate) * NS_PER_SECOND;
}

int
members_start(struct members_run *run, struct packed *file,
	const struct member_archive *archive, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct archive_limits limits =
		archive_limits_for(file->facts.size_bytes,
			(unsigned int)archive->levels);
	_cleanup_(task_freep) struct task *task = xcalloc(1, sizeof(*task));
	int r;

	*task = (struct task){ .run = run, .file = *file, .archive = *archive };
	*file = (struct packed)PACKED_INIT;
	task->bits = xcalloc((size_t)archive->last_place / 8 + 1, 1);
	for (size_t i = 1; i <= limits.levels && i <= WIRE_LEVEL_MAX; i++)
		task->streams[i] = stream_digest_new();
	task->wanted = (struct archive_wanted){ .bits = task->bits,
		.n = (uint32_t)archive->last_place,
		.digester = { begin_digest, add_digest, end_digest, task } };
	limits.time_ns += archive->bytes / BYTES_A_SECOND * NS_PER_SECOND;
	limits.wanted = &task->wanted;
	slow_down(&limits, task->file.facts.size_bytes,
		run->options->limits.bytes_per_second);
	r = store_member_work_places(run->store, archive->id, task->bits, err);
	if (r >= 0)
		r = store_archive_listed_name(run->store, &name, archive->id,
			packed_name(&task->file, 0), err);
	if (r >= 0)
		r = children_start(&run->children, task, task->file.fd,
			name.buf, &limits, err);
	if (r < 0)
		return r;
	task = NULL; /* that child's, from now on */
	return 0;
}

/* --- an archive is read --------------------------------------------------- */

static bool
is_wanted(const struct task *task, int64_t place)
{
	return place > 0 && place <= task->archive.last_place &&
		((unsigned int)task->bits[(place - 1) / 8] >>
				((place - 1) % 8) &
			1u) != 0;
}

static int
on_member(void *arg, const struct member *member, struct error *err)
{
	struct task *task = arg;
	int r = 1;

	task->listing = told_sum(task->listing, member);
	task->n_told++;
	if (is_wanted(task, task->n_told))
		r = store_member_work_fits(task->run->store, task->archive.id,
			task->n_told, member, err);
	if (r == 0)
		task->is_other = true;
	return r < 0 ? r : 0;
}

static int
on_digest(void *arg, const struct wire_digest *digest, struct error *err)
{
	struct task *task = arg;
	int r = transaction_begin(&task->run->transaction, err);

	if (r >= 0)
		r = store_member_work_put(task->run->store, task->archive.id,
			digest->place, digest->size_bytes, digest->digest, err);
	if (r < 0)
		return r;
	task->is_other |= r == 0;
	task->bytes += digest->size_bytes;
	task->run->underway += digest->size_bytes;
	task->digests++;
	return 0;
}

/* --- an archive ends ------------------------------------------------------ */

static int
put_unread(struct task *task, int code, struct error *err)
{
	task->run->stats->problems++;
	return packed_put_unread(&task->file, &task->run->transaction,
		STAGE_MEMBER, code, err);
}

static int
put_problem(struct task *task, const char *text, struct error *err)
{
	task->run->stats->problems += text != NULL;
	return packed_put_problem(&task->file, &task->run->transaction,
		STAGE_MEMBER, 0, text, err);
}

/* The digests are true. */
static int
keep(struct task *task, const struct archive_result *result, struct error *err)
{
	struct members_stats *stats = task->run->stats;
	char text[64];
	int64_t n = 0;
	int r = store_member_work_lacking(task->run->store, &n,
		task->archive.id, err);

	if (r >= 0)
		r = store_member_work_keep(task->run->store, task->archive.id,
			true, err);
	if (r < 0)
		return r;
	stats->digests += task->digests;
	stats->bytes += task->bytes;
	(void)snprintf(text, sizeof(text), "%lld %s in it could not be read",
		(long long)n, n == 1 ? "member" : "members");
	if (n == 0)
		return put_problem(task, NULL, err);
	return put_problem(task,
		result->state == ARCHIVE_COMPLETE ||
				result->state == ARCHIVE_ENCRYPTED ?
			text :
			result->text,
		err);
}

static int
finish(struct task *task, const struct archive_result *result,
	struct error *err)
{
	struct members_run *run = task->run;
	int now = packed_check(&task->file, run->grounds, result->is_stuck);
	int r = transaction_begin(&run->transaction, err);

	if (result->state == ARCHIVE_COMPLETE &&
		task->listing != task->archive.listing)
		task->is_other = true;
	run->stats->archives++;
	if (r >= 0 && now < 0)
		r = put_unread(task, now, err);
	else if (r >= 0 && result->state == ARCHIVE_UNREAD)
		r = put_unread(task, result->error ? -result->error : -EIO,
			err);
	else if (r >= 0 && task->is_other) {
		r = store_forget_archive(run->store, task->archive.id, err);
		if (r >= 0)
			r = put_problem(task,
				"its members are not those that were listed; "
				"the next scan lists them again",
				err);
	} else if (r >= 0)
		r = keep(task, result, err);
	run->done += task->archive.bytes;
	return r;
}

/* As where a child failed, what it had read until then is true. */
int
members_cut_off(void *arg, struct error *err)
{
	struct task *task = arg;
	struct members_run *run = task->run;
	int r;

	if (task->digests == 0 || task->is_other ||
		packed_check(&task->file, run->grounds,
			!child_finds_answer(task->file.fd, PATIENCE_NS)) < 0)
		return 0;
	r = transaction_begin(&run->transaction, err);
	if (r >= 0)
		r = store_member_work_keep(run->store, task->archive.id, false,
			err);
	run->stats->digests += task->digests;
	run->stats->bytes += task->bytes;
	return r < 0 ? r : 0;
}

int
members_take(void *arg, struct archive_reader *reader, struct error *err)
{
	struct task *task = arg;
	const struct wire_events events = { .on_member = on_member,
		.on_digest = on_digest,
		.arg = task };
	struct archive_result result;
	int r = archive_reader_take(reader, &events, &result, err);

	return r == 0 ? finish(task, &result, err) : r;
}

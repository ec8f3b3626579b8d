/* SPDX-License-Identifier: MIT */
/*
 * Archives that hold members which may have a copy, one after the other; a few
 * are read at a time, each by a child that this thread polls (archive/reader.h),
 * as when they were listed.
 *
 *	archive with work --> a file that is it --none mounted--> pending
 *	                              |
 *	     members, digests <-- slot, child
 *	                              |
 *	          still the same file, the same list? --> all at once stored
 *
 * A child is told which members to read, by their places in the list; it tells
 * all members again, as it did when the archive was listed.  A digest counts if
 * the member at its place looks as the catalogue has it, and if the file was
 * the same before and after; and if the child came to the end, the whole list
 * must be that of then.  So neither a file that changed nor another version of
 * a library gives a member the digest of another one.
 *
 * Archives that are equal are one in the catalogue before that begins, so they
 * are read once.  What could not be read is marked, and not tried again before
 * the archive changes or somebody asks to.
 */
#include "hash/archive/members.h"

#include "archive/reader.h"
#include "hash/access.h"
#include "hash/digest.h"
#include "hash/archive/told.h"
#include "hash/archive/packed.h"
#include "store/archive/archives.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/sysinfo.h>

#define PROGRESS_NS (NS_PER_SECOND / 5)
#define POLL_MS 100
#define SLOTS_MAX 4u
/* A second more for so many bytes that are unpacked and digested. */
#define BYTES_A_SECOND (INT64_C(16) << 20)

/* An archive that is being read. */
struct slot {
	bool is_busy;
	struct run *run;
	struct packed file;
	struct archive_reader *reader;
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

struct run {
	struct store *store;
	struct transaction transaction;
	const struct members_options *options;
	struct members_stats *stats;
	struct budget budget;
	struct grounds *grounds;
	struct slot slots[SLOTS_MAX];
	size_t n_slots;
	size_t n_busy;
	int64_t last; /* archive that was begun */
	int64_t done; /* bytes */
	int64_t total;
	int64_t progress_ns;
};

static void
show_progress(struct run *run)
{
	int64_t now = clock_monotonic_ns();
	int64_t done = run->done;

	if (!run->options->on_progress || now < run->progress_ns)
		return;
	run->progress_ns = now + PROGRESS_NS;
	for (size_t i = 0; i < run->n_slots; i++)
		done += run->slots[i].is_busy ? run->slots[i].bytes : 0;
	run->options->on_progress(run->options->progress_arg, done, run->total);
}

/* --- in the child -------------------------------------------------------- */

static void
begin_digest(void *arg, unsigned int level)
{
	stream_digest_begin(((struct slot *)arg)->streams[level]);
}

static void
add_digest(void *arg, unsigned int level, const void *bytes, size_t len)
{
	stream_digest_add(((struct slot *)arg)->streams[level], bytes, len);
}

static void
end_digest(void *arg, unsigned int level, unsigned char ret[DIGEST_BYTES])
{
	stream_digest_end(((struct slot *)arg)->streams[level], ret);
}

/* --- an archive is read ---------------------------------------------------- */

static void
slot_clear(struct slot *slot)
{
	if (!slot->is_busy)
		return;
	archive_reader_free(slot->reader);
	packed_clear(&slot->file);
	free(slot->bits);
	for (size_t i = 0; i <= WIRE_LEVEL_MAX; i++)
		stream_digest_free(slot->streams[i]);
	slot->is_busy = false;
	slot->run->n_busy--;
}

static bool
is_wanted(const struct slot *slot, int64_t place)
{
	return place > 0 && place <= slot->archive.last_place &&
		((unsigned int)slot->bits[(place - 1) / 8] >>
				((place - 1) % 8) &
			1u) != 0;
}

static int
on_member(void *arg, const struct member *member, struct error *err)
{
	struct slot *slot = arg;
	int r = 1;

	slot->listing = told_sum(slot->listing, member);
	slot->n_told++;
	if (is_wanted(slot, slot->n_told))
		r = store_member_work_fits(slot->run->store, slot->archive.id,
			slot->n_told, member, err);
	if (r == 0)
		slot->is_other = true;
	return r < 0 ? r : 0;
}

static int
on_digest(void *arg, const struct wire_digest *digest, struct error *err)
{
	struct slot *slot = arg;
	int r = transaction_begin(&slot->run->transaction, err);

	if (r >= 0)
		r = store_member_work_put(slot->run->store, slot->archive.id,
			digest->place, digest->size_bytes, digest->digest, err);
	if (r < 0)
		return r;
	slot->is_other |= r == 0;
	slot->bytes += digest->size_bytes;
	slot->digests++;
	return 0;
}

/* --- an archive ends --------------------------------------------------------- */

static int
put_unread(struct slot *slot, int code, struct error *err)
{
	slot->run->stats->problems++;
	return packed_put_unread(&slot->file, &slot->run->transaction,
		STAGE_MEMBER, code, err);
}

static int
put_problem(struct slot *slot, const char *text, struct error *err)
{
	slot->run->stats->problems += text != NULL;
	return packed_put_problem(&slot->file, &slot->run->transaction,
		STAGE_MEMBER, 0, text, err);
}

/* The digests are true. */
static int
keep(struct slot *slot, const struct archive_result *result, struct error *err)
{
	struct members_stats *stats = slot->run->stats;
	char text[64];
	int64_t n = 0;
	int r = store_member_work_lacking(slot->run->store, &n,
		slot->archive.id, err);

	if (r >= 0)
		r = store_member_work_keep(slot->run->store, slot->archive.id,
			true, err);
	if (r < 0)
		return r;
	stats->digests += slot->digests;
	stats->bytes += slot->bytes;
	(void)snprintf(text, sizeof(text), "%lld %s in it could not be read",
		(long long)n, n == 1 ? "member" : "members");
	if (n == 0)
		return put_problem(slot, NULL, err);
	return put_problem(slot,
		result->state == ARCHIVE_COMPLETE ||
				result->state == ARCHIVE_ENCRYPTED ?
			text :
			result->text,
		err);
}

static int
finish(struct slot *slot, const struct archive_result *result,
	struct error *err)
{
	struct run *run = slot->run;
	int now = packed_check(&slot->file, run->grounds, result->is_stuck);
	int r = transaction_begin(&run->transaction, err);

	if (result->state == ARCHIVE_COMPLETE &&
		slot->listing != slot->archive.listing)
		slot->is_other = true;
	run->stats->archives++;
	if (r >= 0 && now < 0)
		r = put_unread(slot, now, err);
	else if (r >= 0 && result->state == ARCHIVE_UNREAD)
		r = put_unread(slot, result->error ? -result->error : -EIO,
			err);
	else if (r >= 0 && slot->is_other) {
		r = store_forget_archive(run->store, slot->archive.id, err);
		if (r >= 0)
			r = put_problem(slot,
				"its members are not those that were listed; "
				"the next scan lists them again",
				err);
	} else if (r >= 0)
		r = keep(slot, result, err);
	run->done += slot->archive.bytes;
	slot_clear(slot);
	return r;
}

/* Take what the child has said. */
static int
take(struct slot *slot, struct error *err)
{
	const struct wire_events events = { .on_member = on_member,
		.on_digest = on_digest,
		.arg = slot };
	struct archive_result result;
	int r = archive_reader_take(slot->reader, &events, &result, err);

	return r == 0 ? finish(slot, &result, err) : r < 0 ? r : 0;
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

/* --- an archive begins ------------------------------------------------------- */

/* The files that are the archive, an inode each. */
struct files {
	struct packed *list;
	size_t n;
};

static void
files_clear(struct files *files)
{
	for (size_t i = 0; i < files->n; i++)
		packed_clear(&files->list[i]);
	free(files->list);
}

static int
on_name(void *arg, int64_t volume_id, int64_t dir_id, const struct entry *facts)
{
	struct files *files = arg;
	struct packed *last = files->n > 0 ? &files->list[files->n - 1] : NULL;

	if (!last || last->volume_id != volume_id || facts->inode == 0 ||
		!entry_same_content_facts(facts, &last->facts)) {
		files->list = xreallocarray(files->list, files->n + 1,
			sizeof(*files->list));
		last = &files->list[files->n++];
		*last = (struct packed)PACKED_INIT;
		last->volume_id = volume_id;
		last->facts = *facts;
		last->facts.name = NULL;
	}
	packed_add_name(last, dir_id, facts->name, facts->name_len);
	return 0;
}

static struct slot *
free_slot(struct run *run)
{
	for (size_t i = 0; i < run->n_slots; i++)
		if (!run->slots[i].is_busy)
			return &run->slots[i];
	return NULL;
}

/* Takes the file over. */
static int
start(struct run *run, struct packed *file,
	const struct member_archive *archive, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct archive_limits limits =
		archive_limits_for(file->facts.size_bytes,
			(unsigned int)archive->levels);
	struct slot *slot = free_slot(run);
	int r;

	*slot = (struct slot){ .is_busy = true,
		.run = run,
		.file = *file,
		.archive = *archive };
	*file = (struct packed)PACKED_INIT;
	run->n_busy++;
	slot->bits = xcalloc((size_t)archive->last_place / 8 + 1, 1);
	for (size_t i = 1; i <= limits.levels && i <= WIRE_LEVEL_MAX; i++)
		slot->streams[i] = stream_digest_new();
	slot->wanted = (struct archive_wanted){ .bits = slot->bits,
		.n = (uint32_t)archive->last_place,
		.digester = { begin_digest, add_digest, end_digest, slot } };
	limits.time_ns += archive->bytes / BYTES_A_SECOND * NS_PER_SECOND;
	limits.wanted = &slot->wanted;
	r = store_member_work_places(run->store, archive->id, slot->bits, err);
	if (r >= 0)
		r = store_archive_listed_name(run->store, &name, archive->id,
			packed_name(&slot->file, 0), err);
	return r < 0 ? r :
		       archive_reader_start(&slot->reader, slot->file.fd,
			       name.buf, &limits, err);
}

/* Of the files, one that can be read; *ret_code: why there is none, or 0. */
static int
open_any(struct run *run, struct files *files, struct packed **ret,
	int *ret_code, struct error *err)
{
	int r = 0;

	*ret = NULL;
	*ret_code = 0;
	for (size_t i = 0; i < files->n && r >= 0 && !*ret; i++) {
		int verdict = 0;

		r = packed_open(&files->list[i], run->store, run->grounds,
			&verdict, err);
		if (r >= 0 && verdict == 0)
			*ret = &files->list[i];
		else if (r >= 0 && verdict < 0 && *ret_code == 0) {
			*ret_code = verdict;
			r = packed_put_unread(&files->list[i],
				&run->transaction, STAGE_MEMBER, verdict, err);
			run->stats->problems++;
		}
	}
	return r;
}

/* Begin the next archive.  1, or 0 when there is no other. */
static int
feed(struct run *run, struct error *err)
{
	_cleanup_(files_clear) struct files files = { 0 };
	struct member_archive archive;
	struct packed *file = NULL;
	int code;
	int r = store_member_work_next(run->store, &archive, run->last, err);

	if (r <= 0)
		return r;
	run->last = archive.id;
	r = store_archive_names(run->store, archive.id, on_name, &files, err);
	if (r >= 0)
		r = open_any(run, &files, &file, &code, err);
	if (r < 0)
		return r;
	if (!file) {
		run->stats->pending += code == 0 ? archive.n : 0;
		run->done += archive.bytes;
		return 1;
	}
	if (!budget_begin(&run->budget, file->facts.size_bytes)) {
		run->stats->is_limited = true;
		return 0;
	}
	r = start(run, file, &archive, err);
	return r < 0 ? r : 1;
}

/* --- the run ----------------------------------------------------------------- */

/* What was not read to its end is read again by the next run. */
static bool
should_stop(struct run *run)
{
	if (interrupt_pending() != 0)
		run->stats->interrupted = true;
	else if (budget_is_over(&run->budget))
		run->stats->is_limited = true;
	else
		return false;
	return true;
}

static int
work(struct run *run, struct error *err)
{
	int r = 1;

	while ((r > 0 || run->n_busy > 0) && !should_stop(run)) {
		if (r > 0 && run->n_busy < run->n_slots)
			r = feed(run, err);
		if (r >= 0 && run->n_busy > 0) {
			bool can_feed = r > 0 && run->n_busy < run->n_slots;
			int code = attend(run, can_feed ? 0 : POLL_MS, err);

			r = code < 0 ? code : r;
		}
		if (r < 0)
			return r;
		if (transaction_commit_if_due(&run->transaction, err) < 0)
			return -EIO; /* err says why */
		show_progress(run);
	}
	return 0;
}

/* Which members are to be read. */
static int
prepare(struct run *run, struct error *err)
{
	int64_t n_merged = 0;
	int r = transaction_begin(&run->transaction, err);

	if (r >= 0)
		r = store_merge_archives(run->store, &n_merged, err);
	if (r >= 0 && n_merged > 0)
		r = store_tidy_archives(run->store, err);
	if (r >= 0)
		r = store_member_work_open(run->store, &run->options->filter,
			err);
	if (r >= 0)
		r = store_member_work_bytes(run->store, &run->total, err);
	return r < 0 ? r : transaction_commit(&run->transaction, err);
}

int
members_run(struct store *store, const struct hash_places *places,
	const struct members_options *options, struct members_stats *ret,
	struct error *err)
{
	_cleanup_(grounds_closep) struct grounds *grounds =
		grounds_open(places);
	struct run run = { .store = store,
		.transaction = { .store = store },
		.options = options,
		.stats = ret,
		.grounds = grounds };
	unsigned int n = options->n_jobs;
	int r;

	*ret = (struct members_stats){ 0 };
	if (n == 0)
		n = (unsigned int)get_nprocs();
	run.n_slots = n < SLOTS_MAX ? n : SLOTS_MAX;
	budget_init(&run.budget, &options->limits);
	r = prepare(&run, err);
	if (r >= 0)
		r = work(&run, err);
	for (size_t i = 0; i < run.n_slots; i++)
		slot_clear(&run.slots[i]);
	if (r >= 0)
		r = transaction_commit(&run.transaction, err);
	transaction_abandon(&run.transaction);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Archives that are being read, a few at a time, each by a child that this
 * thread polls.
 *
 * An archive is in the catalogue before it is anybody's: only when it was read
 * to the end, and the file is still the one that was opened, do its names say
 * so.  What a run leaves behind that was cut off is dropped by the next one.
 */
#include "hash/archive/archives_run.h"

#include "hash/access.h"
#include "hash/archive/told.h"
#include "store/scans.h"

#include <errno.h>
#include <poll.h>

/* --- what becomes of a file ---------------------------------------------- */

/* text NULL: there is no problem any more. */
static int
put_problem(struct archives_run *run, const struct packed *file,
	const char *text, struct error *err)
{
	if (text)
		run->stats->problems += (int64_t)file->n;
	return packed_put_problem(file, &run->transaction, STAGE_ARCHIVE, 0,
		text, err);
}

int
archives_put_unread(struct archives_run *run, const struct packed *file,
	int code, struct error *err)
{
	run->stats->problems += (int64_t)file->n;
	return packed_put_unread(file, &run->transaction, STAGE_ARCHIVE, code,
		err);
}

int
archives_settle(struct archives_run *run, const struct packed *file, int64_t id,
	enum archive_state state, const char *text, struct error *err)
{
	bool is_whole = id == 0 || state == ARCHIVE_COMPLETE;
	int r = put_problem(run, file, is_whole ? NULL : text, err);

	if (r >= 0 && id != 0) /* its members are to be read anew */
		r = packed_put_problem(file, &run->transaction, STAGE_MEMBER, 0,
			NULL, err);
	for (size_t i = 0; i < file->n && r >= 0; i++)
		r = store_set_archive(run->store, file->list[i].dir_id,
			packed_name(file, i), file->list[i].len, id, err);
	if (id != 0)
		run->stats->archives += (int64_t)file->n;
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
	packed_clear(&slot->file);
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
		.listing = slot->listing,
	};
	struct archives_run *run = slot->run;
	int r = store_finish_archive(run->store, slot->archive_id, &facts, err);

	run->stats->opened++;
	run->stats->members += sums->files;
	return r < 0 ? r :
		       archives_settle(run, &slot->file, slot->archive_id,
			       result->state, result->text, err);
}

static int
finish(struct slot *slot, const struct archive_result *result,
	struct error *err)
{
	struct archives_run *run = slot->run;
	const struct packed *file = &slot->file;
	int now = packed_check(&slot->file, run->grounds, result->is_stuck);
	int r = transaction_begin(&run->transaction, err);

	if (r >= 0 && now >= 0 && result->state != ARCHIVE_UNREAD &&
		result->state != ARCHIVE_NONE)
		r = keep(slot, result, err);
	else if (r >= 0) {
		r = store_drop_archive(run->store, slot->archive_id, err);
		if (r >= 0 && now < 0)
			r = archives_put_unread(run, file, now, err);
		else if (r >= 0 && result->state == ARCHIVE_UNREAD)
			r = archives_put_unread(run, file,
				result->error ? -result->error : -EIO, err);
		else if (r >= 0)
			r = archives_settle(run, file, 0, ARCHIVE_NONE, NULL,
				err);
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

	slot->listing = told_sum(slot->listing, member);
	if (slot->is_full)
		return 0;
	r = transaction_begin(&slot->run->transaction, err);
	if (r >= 0)
		r = members_add(slot->members, member, err);
	slot->is_full = r == 0;
	return r < 0 ? r : 0;
}

/* Take what the child has said. */
static int
take(struct slot *slot, struct error *err)
{
	const struct wire_events events = { .on_member = on_member,
		.arg = slot };
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
free_slot(struct archives_run *run)
{
	for (size_t i = 0; i < run->n_slots; i++)
		if (!run->slots[i].is_busy)
			return &run->slots[i];
	return NULL;
}

int
archives_start(struct archives_run *run, struct packed *file, struct error *err)
{
	struct archive_limits limits =
		archive_limits_for(file->facts.size_bytes,
			(unsigned int)run->options->levels);
	struct slot *slot = free_slot(run);
	int r;

	if (run->options->time_ns > 0)
		limits.time_ns = run->options->time_ns;
	*slot = (struct slot){ .is_busy = true, .run = run, .file = *file };
	*file = (struct packed)PACKED_INIT;
	run->n_busy++;
	r = transaction_begin(&run->transaction, err);
	if (r >= 0)
		r = store_add_archive(run->store, &slot->archive_id,
			run->options->levels, err);
	if (r < 0)
		return r;
	slot->members = members_new(run->store, slot->archive_id);
	return archive_reader_start(&slot->reader, slot->file.fd,
		packed_name(&slot->file, 0), &limits, err);
}

int
archives_attend(struct archives_run *run, int wait_ms, struct error *err)
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

int
archives_abandon(struct archives_run *run, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < run->n_slots; i++) {
		int64_t id = run->slots[i].archive_id;

		if (!run->slots[i].is_busy)
			continue;
		slot_clear(&run->slots[i]);
		if (r >= 0)
			r = transaction_begin(&run->transaction, err);
		if (r >= 0 && id != 0)
			r = store_drop_archive(run->store, id, err);
	}
	return r;
}

void
archives_stop(struct archives_run *run)
{
	for (size_t i = 0; i < run->n_slots; i++)
		slot_clear(&run->slots[i]);
}

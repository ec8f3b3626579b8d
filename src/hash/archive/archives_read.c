/* SPDX-License-Identifier: MIT */
/*
 * What children say of archives, and what becomes of their files.
 *
 * An archive is in the catalogue before it is anybody's: only when it was read
 * to the end, and the file is still the one that was opened, do its names say
 * so.  What a run leaves behind that was cut off is dropped by the next one.
 */
#include "hash/archive/archives_run.h"

#include "hash/access.h"
#include "hash/archive/told.h"
#include "store/archive/members.h"
#include "store/scans.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* An archive that is being read. */
struct task {
	struct archives_run *run;
	struct packed file;
	struct members *members;
	int64_t archive_id;
	int64_t listing; /* so far: hash/archive/told.h */
	bool is_full;	 /* of members */
};

static void
task_free(struct task *task)
{
	members_free(task->members);
	packed_clear(&task->file);
	free(task);
}
DEFINE_CLEANUP(struct task *, task_free);

void
archives_free_task(void *arg)
{
	task_free(arg);
}

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

/* --- an archive ends ------------------------------------------------------ */

static int
keep(struct task *task, const struct archive_result *result, struct error *err)
{
	const struct members_sums *sums = members_sums(task->members);
	const struct archive_facts facts = {
		.format = result->format,
		.state = result->state,
		.text = result->text,
		.files = sums->files,
		.directories = sums->directories,
		.bytes = sums->bytes,
		.listing = task->listing,
	};
	struct archives_run *run = task->run;
	int r = store_finish_archive(run->store, task->archive_id, &facts, err);

	run->stats->opened++;
	run->stats->members += sums->files;
	return r < 0 ? r :
		       archives_settle(run, &task->file, task->archive_id,
			       result->state, result->text, err);
}

static int
finish(struct task *task, const struct archive_result *result,
	struct error *err)
{
	struct archives_run *run = task->run;
	const struct packed *file = &task->file;
	int now = packed_check(&task->file, run->grounds, result->is_stuck);
	int r = transaction_begin(&run->transaction, err);

	if (r >= 0 && now >= 0 && result->state != ARCHIVE_UNREAD &&
		result->state != ARCHIVE_NONE)
		r = keep(task, result, err);
	else if (r >= 0) {
		r = store_drop_archive(run->store, task->archive_id, err);
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
	return r;
}

/* --- an archive is read --------------------------------------------------- */

static int
on_member(void *arg, const struct member *member, struct error *err)
{
	struct task *task = arg;
	int r;

	task->listing = told_sum(task->listing, member);
	if (task->is_full)
		return 0;
	r = transaction_begin(&task->run->transaction, err);
	if (r >= 0)
		r = members_add(task->members, member, err);
	task->is_full = r == 0;
	return r < 0 ? r : 0;
}

int
archives_take(void *arg, struct archive_reader *reader, struct error *err)
{
	struct task *task = arg;
	const struct wire_events events = { .on_member = on_member,
		.arg = task };
	struct archive_result result;
	int r = archive_reader_take(reader, &events, &result, err);

	if (r > 0 && task->is_full) {
		result = (struct archive_result){ .state = ARCHIVE_LIMITED,
			.format = "",
			.text = "limit of members: it has too many with the "
				"directories" };
		r = 0;
	}
	return r == 0 ? finish(task, &result, err) : r;
}

int
archives_start(struct archives_run *run, struct packed *file, struct error *err)
{
	struct archive_limits limits =
		archive_limits_for(file->facts.size_bytes,
			(unsigned int)run->options->levels);
	_cleanup_(task_freep) struct task *task = xcalloc(1, sizeof(*task));
	int r;

	if (run->options->time_ns > 0)
		limits.time_ns = run->options->time_ns;
	*task = (struct task){ .run = run, .file = *file };
	*file = (struct packed)PACKED_INIT;
	r = transaction_begin(&run->transaction, err);
	if (r >= 0)
		r = store_add_archive(run->store, &task->archive_id,
			run->options->levels, err);
	if (r < 0)
		return r;
	task->members = members_new(run->store, task->archive_id);
	r = children_start(&run->children, task, task->file.fd,
		packed_name(&task->file, 0), &limits, err);
	if (r < 0)
		return r;
	task = NULL; /* that child's, from now on */
	return 0;
}

int
archives_abandon(struct archives_run *run, struct error *err)
{
	void *left;
	int r = 0;

	while ((left = children_kill(&run->children))) {
		_cleanup_(task_freep) struct task *task = left;

		if (r >= 0)
			r = transaction_begin(&run->transaction, err);
		if (r >= 0)
			r = store_drop_archive(run->store, task->archive_id,
				err);
	}
	return r;
}

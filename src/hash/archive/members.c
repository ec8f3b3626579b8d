/* SPDX-License-Identifier: MIT */
/*
 * Archives that hold members which may have a copy, one after the other; a few
 * are read at a time, each by a child (children.h), as when they were listed.
 *
 *	archive with work --> a file that is it --none mounted--> pending
 *	                              |
 *	        members, digests <-- child
 *	                              |
 *	          still the same file, the same list? --> all at once stored
 *
 * What comes below the child is in members_read.c.
 *
 * Archives that are equal are one in the catalogue before that begins, so they
 * are read once.
 */
#include "hash/archive/members_run.h"

#include "store/archive/archives.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <stdlib.h>

/* --- an archive begins ---------------------------------------------------- */

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
		files->list =
			xgrow(files->list, files->n, sizeof(*files->list));
		last = &files->list[files->n++];
		*last = (struct packed)PACKED_INIT;
		last->volume_id = volume_id;
		last->facts = *facts;
		last->facts.name = NULL;
	}
	packed_add_name(last, dir_id, facts->name, facts->name_len);
	return 0;
}

/* Of the files, one that can be read; *ret_code: why there is none, or 0. */
static int
open_any(struct members_run *run, struct files *files, struct packed **ret,
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
feed(void *arg, struct error *err)
{
	struct members_run *run = arg;
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
	r = members_start(run, file, &archive, err);
	return r < 0 ? r : 1;
}

/* --- the run -------------------------------------------------------------- */

/* The members that were not read are read by the next run. */
static bool
should_stop(void *arg)
{
	struct members_run *run = arg;

	if (interrupt_pending() != 0)
		run->stats->interrupted = true;
	else if (budget_is_over(&run->budget))
		run->stats->is_limited = true;
	else
		return false;
	return true;
}

static void
show_progress(void *arg)
{
	const struct members_run *run = arg;

	if (run->options->on_progress)
		run->options->on_progress(run->options->progress_arg,
			run->done + run->underway, run->total);
}

static int
cut_off(struct members_run *run, struct error *err)
{
	void *task;
	int r = 0;

	while (r >= 0 && (task = children_kill(&run->children))) {
		r = members_cut_off(task, err);
		members_free_task(task);
	}
	return r;
}

/* One at a time where they are not to be read as fast as they can. */
static unsigned int
n_children(const struct members_options *options)
{
	return options->limits.bytes_per_second > 0 ? 1 : options->n_jobs;
}

/* Which members are to be read. */
static int
prepare(struct members_run *run, struct error *err)
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
	const struct children_ops ops = { .feed = feed,
		.take = members_take,
		.free = members_free_task,
		.should_stop = should_stop,
		.on_progress = show_progress };
	struct members_run run = { .store = store,
		.transaction = { .store = store },
		.options = options,
		.stats = ret,
		.grounds = grounds };
	int r;

	*ret = (struct members_stats){ 0 };
	children_init(&run.children, &ops, &run, &run.transaction,
		n_children(options));
	budget_init(&run.budget, &options->limits);
	r = prepare(&run, err);
	if (r >= 0)
		r = children_run(&run.children, err);
	if (r >= 0)
		r = cut_off(&run, err);
	children_stop(&run.children);
	if (r >= 0)
		r = transaction_commit(&run.transaction, err);
	transaction_abandon(&run.transaction);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Files go by one after the other.  Most are no archives, which their first
 * bytes say; those are told so at once.  The others get a child each, a few at
 * a time (children.h), and this thread writes what they say.
 *
 *	files nobody looked into --> open, head --no--> entry: no archive
 *	                                |
 *	                               yes --> child --> members
 *	                                         |
 *	                still the same file? <---+--> entry: that archive
 *
 * What is written is in archives_read.c.
 *
 * Files known to be equal to one that was looked into are not opened, and the
 * names of one inode are looked at once.
 */
#include "hash/archive/archives.h"

#include "archive/recognise.h"
#include "hash/access.h"
#include "hash/archive/archives_run.h"
#include "hash/settled.h"
#include "util/interrupt.h"
#include "util/io.h"

#include <errno.h>
#include <string.h>

/* --- files go by ---------------------------------------------------------- */

/* 1 and run->ahead, or 0 at the end. */
static int
look_ahead(struct archives_run *run, struct error *err)
{
	int r;

	if (run->has_ahead || run->is_at_end)
		return run->has_ahead;
	r = store_unlisted_next(run->store, &run->ahead, err);
	run->has_ahead = r > 0;
	run->is_at_end = r == 0;
	return r;
}

/* The names of the next file.  1, or 0 at the end. */
static int
next_file(struct archives_run *run, struct packed *ret, int64_t *ret_content,
	struct error *err)
{
	int r = look_ahead(run, err);

	if (r <= 0)
		return r;
	ret->facts = run->ahead.entry;
	ret->volume_id = run->ahead.volume_id;
	*ret_content = run->ahead.content_id;
	do {
		packed_add_name(ret, run->ahead.dir_id, run->ahead.entry.name,
			run->ahead.entry.name_len);
		run->has_ahead = false;
		r = look_ahead(run, err);
	} while (r > 0 && run->ahead.volume_id == ret->volume_id &&
		ret->facts.inode != 0 &&
		entry_same_content_facts(&run->ahead.entry, &ret->facts));
	ret->facts.name = NULL;
	return r < 0 ? r : 1;
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
settle_equal(struct archives_run *run, const struct packed *file,
	int64_t content_id, struct error *err)
{
	struct archive_found found;
	int r;

	if (content_id == 0)
		return 0;
	r = store_archive_of_content(run->store, &found, content_id,
		run->options->levels, err);
	if (r <= 0)
		return r;
	r = archives_settle(run, file, found.id, found.state, found.text, err);
	return r < 0 ? r : 1;
}

static int
look_at(struct archives_run *run, struct packed *file, int64_t content_id,
	struct error *err)
{
	int verdict = 0;
	int r = settle_equal(run, file, content_id, err);

	if (r != 0)
		return r;
	r = packed_open(file, run->store, run->grounds, &verdict, err);
	if (r < 0 || verdict > 0)
		return r;
	run->stats->looked++;
	if (verdict == 0)
		verdict = guess_fd(file->fd);
	if (verdict < 0)
		return archives_put_unread(run, file, verdict, err);
	if (verdict != GUESS_NO)
		return archives_start(run, file, err);
	r = access_check(file->ground, file->fd, &file->facts);
	return r < 0 ? archives_put_unread(run, file, r, err) :
		       archives_settle(run, file, 0, ARCHIVE_NONE, NULL, err);
}

/* Look at the next file.  1, or 0 at the end. */
static int
feed(void *arg, struct error *err)
{
	struct archives_run *run = arg;
	_cleanup_(packed_clear) struct packed file = PACKED_INIT;
	size_t n_busy = run->children.n_busy;
	int64_t content_id = 0;
	int r = next_file(run, &file, &content_id, err);

	if (r > 0) {
		r = look_at(run, &file, content_id, err);
		run->progress.files_done += run->children.n_busy == n_busy;
	} else if (r == 0)
		return 0;
	return r < 0 ? r : 1;
}

/* --- the run -------------------------------------------------------------- */

static bool
should_stop(void *arg)
{
	struct archives_run *run = arg;

	if (interrupt_pending() != 0)
		run->stats->interrupted = true;
	return run->stats->interrupted;
}

static void
show_progress(void *arg)
{
	const struct archives_run *run = arg;

	if (run->options->on_progress)
		run->options->on_progress(run->options->progress_arg,
			&run->progress);
}

static int
tidy(struct store *store, bool any, struct error *err)
{
	int r = store_begin(store, err);

	if (r >= 0)
		r = store_tidy_archives(store, err);
	if (r >= 0 && any)
		r = settled_members_reset(store, err);
	if (r >= 0)
		r = store_commit(store, err);
	if (r < 0)
		(void)store_rollback(store, NULL); /* r says why */
	return r;
}

int
archives_run(struct store *store, const struct hash_places *places,
	const struct archives_options *options, struct archives_stats *ret,
	struct error *err)
{
	_cleanup_(grounds_closep) struct grounds *grounds =
		grounds_open(places);
	const struct children_ops ops = { .feed = feed,
		.take = archives_take,
		.free = archives_free_task,
		.should_stop = should_stop,
		.on_progress = show_progress };
	struct archives_run run = { .store = store,
		.transaction = { .store = store },
		.options = options,
		.stats = ret,
		.grounds = grounds };
	int r;

	*ret = (struct archives_stats){ 0 };
	children_init(&run.children, &ops, &run, &run.transaction,
		options->n_jobs);
	r = store_unlisted_open(store, options->max_size, options->levels, err);
	if (r >= 0)
		r = store_unlisted_count(store, &run.progress.files_total, err);
	if (r >= 0)
		r = children_run(&run.children, err);
	if (r >= 0)
		r = archives_abandon(&run, err);
	children_stop(&run.children);
	if (r >= 0)
		r = transaction_commit(&run.transaction, err);
	transaction_abandon(&run.transaction);
	store_unlisted_close(store);
	return r < 0 ? r : tidy(store, ret->archives > 0, err);
}

/* SPDX-License-Identifier: MIT */
#include "scan/writer.h"

#include "scan/lessons.h"
#include "scan/losses.h"
#include "scan/root.h"
#include "store/changes.h"
#include "store/history.h"
#include "store/moves.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a crash may cost: the work since the last commit. */
#define COMMIT_NS NS_PER_SECOND
/* Bounds the write-ahead log between commits (about 100 bytes each). */
#define COMMIT_OPERATIONS 200000
/* To commit to a draft (store.h) waits for nothing, so totals are written more
 * often, while the walk goes on; and a crash costs all of it, so it is one only
 * for so long. */
#define COMMIT_DRAFT 100000
#define DRAFT_NS (5 * NS_PER_SECOND)
/* How often the caller is told of progress while batches keep coming. */
#define PROGRESS_MS 100

struct writer {
	struct store *store;
	struct targets *targets;
	const struct scan_options *options;
	int64_t started_ns;
	int64_t expected;
	int64_t entries;
	int64_t looked_ns;    /* monotonic, of the last progress */
	int64_t begun_ns;     /* monotonic */
	int64_t commit_ns;    /* likewise, of the last commit */
	int64_t n_operations; /* since then */
	struct losses *losses;
};

struct writer *
writer_new(struct store *store, struct targets *targets,
	const struct scan_options *options, int64_t started_ns)
{
	struct writer *w = xcalloc(1, sizeof(*w));
	int64_t entries;

	w->store = store;
	w->targets = targets;
	w->options = options;
	w->started_ns = started_ns;
	w->begun_ns = w->commit_ns = clock_monotonic_ns();
	w->losses = losses_new(store, targets, options->accept_loss);
	for (size_t i = 0; i < targets->n_targets; i++) {
		const struct target *t = &targets->targets[i];

		if (!target_is_walked(t))
			continue;
		if (store_last_scan_entries(store, &entries, t->root_id, NULL) <
				0 ||
			entries == 0) {
			w->expected = 0;
			break;
		}
		w->expected += entries;
	}
	return w;
}

void
writer_free(struct writer *w)
{
	if (!w)
		return;
	losses_free(w->losses);
	free(w);
}

/* --- operations --------------------------------------------------------- */

static int
apply_open(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	const struct directory dir = {
		.id = op->child_id,
		.parent_id = op->dir_id,
		.volume_id = t->volume_id,
		.name = op->entry.name,
		.name_len = op->entry.name_len,
		.state = op->state,
		.inode = op->entry.inode,
	};

	if (store_add_directory(w->store, &dir, err) < 0)
		return err->code;
	return t->walk.is_first ? 0 : store_keep_nothing(w->store, dir.id, err);
}

/* A new name.  Of a root's first scan no history is kept: all of it is new. */
int
writer_add_entry(struct store *store, struct target *t, int64_t dir_id,
	const struct entry *entry, int64_t child_id, struct error *err)
{
	t->result.row.added++;
	if (store_add_entry(store, dir_id, entry, child_id, err) < 0)
		return err->code;
	if (t->walk.is_first)
		return 0;
	return store_moves_new(store, t->result.row.id, dir_id, entry->name,
		entry->name_len, err);
}

static int
apply_replace(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	if (store_moves_gone(w->store, t->result.row.id, op->dir_id,
		    op->entry.name, op->entry.name_len, err) < 0 ||
		store_remove_entry(w->store, op->dir_id, op->entry.name,
			op->entry.name_len, &t->result.row.removed, err) < 0)
		return err->code;
	return writer_add_entry(w->store, t, op->dir_id, &op->entry,
		op->child_id, err);
}

/* Times, size and links of a directory follow from what is in it; they are
 * stored, but not worth a line in anybody's summary. */
static bool
is_worth_counting(const struct entry *was, const struct entry *is)
{
	return !entry_is_directory(is) || was->mode != is->mode ||
		was->uid != is->uid || was->gid != is->gid ||
		was->inode != is->inode;
}

static int
apply_change(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	int code = 0;

	if (op->was->entry.mode == 0) {
		t->result.row.added++; /* so far only the way to a root */
	} else if (is_worth_counting(&op->was->entry, &op->entry)) {
		t->result.row.modified++;
		code = store_note_modified(w->store, t->result.row.id,
			op->dir_id, &op->was->entry, &op->entry, err);
	}
	if (code < 0)
		return code;
	return store_change_entry(w->store, op->dir_id, op->was, &op->entry,
		op->child_id, err);
}

static int
apply_move(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	t->result.row.moved++;
	return store_move_directory(w->store, t->result.row.id, op->child_id,
		op->dir_id, &op->entry, err);
}

/* Stored before anything that is compared by it. */
static int
apply_learn(struct writer *w, struct target *t, struct error *err)
{
	const struct lessons *l = t->walk.lessons;

	t->result.row.clock_shift_ns = lessons_new_shift(l);
	t->result.is_renumbered = lessons_found_renumbered(l);
	return store_learn_volume(w->store, t->volume_id, lessons_trust(l),
		err);
}

static void
note_mount(struct target *t, const struct operation *op)
{
	struct scan_result *r = &t->result;

	r->row.skipped++;
	if (r->n_mounts == SCAN_MOUNTS_NAMED)
		return;
	r->mounts = xgrow(r->mounts, r->n_mounts, sizeof(*r->mounts));
	r->mounts[r->n_mounts++] = xstrdup(op->text);
}

static int
apply_problem(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	t->result.row.problems++;
	return store_put_problem(w->store, op->dir_id, op->entry.name,
		op->entry.name_len, STAGE_SCAN, op->error, op->text, err);
}

static int
apply(struct writer *w, size_t root, const struct operation *op,
	struct error *err)
{
	struct target *t = &w->targets->targets[root];

	switch (op->type) {
	case OPERATION_OPEN:
		return apply_open(w, t, op, err);
	case OPERATION_ADD:
		return writer_add_entry(w->store, t, op->dir_id, &op->entry,
			op->child_id, err);
	case OPERATION_CHANGE:
		return apply_change(w, t, op, err);
	case OPERATION_REPLACE:
		return apply_replace(w, t, op, err);
	case OPERATION_MOVE:
		return apply_move(w, t, op, err);
	case OPERATION_REMOVE:
		return losses_note(w->losses, root, op, err);
	case OPERATION_STATE:
		return store_set_directory_state(w->store, op->dir_id,
			op->state, op->seal, err);
	case OPERATION_LEARN:
		return apply_learn(w, t, err);
	case OPERATION_MOUNT:
		note_mount(t, op);
		return 0;
	case OPERATION_PROBLEM:
		return apply_problem(w, t, op, err);
	case OPERATION_SOLVED:
		return store_clear_problems(w->store, op->dir_id, NULL, 0,
			STAGE_SCAN, w->started_ns, err);
	}
	return error_set(err, EINVAL, "unknown operation");
}

/* Most of what a first scan tells. */
static bool
is_plain_news(const struct operation *op)
{
	return op->type == OPERATION_OPEN || op->type == OPERATION_ADD ||
		op->type == OPERATION_STATE;
}

static int
apply_each(struct writer *w, const struct batch *b, size_t from, size_t to,
	enum operation_type type, struct error *err)
{
	for (size_t i = from; i < to; i++)
		if (b->operations[i].type == type &&
			apply(w, b->root, &b->operations[i], err) < 0)
			return err->code;
	return 0;
}

static int
add_names(struct writer *w, const struct batch *b, size_t from, size_t to,
	struct error *err)
{
	struct target *t = &w->targets->targets[b->root];
	struct new_name list[BATCH_OPERATIONS];
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		const struct operation *op = &b->operations[i];

		if (op->type == OPERATION_ADD)
			list[n++] = (struct new_name){ op->dir_id, &op->entry,
				op->child_id };
	}
	t->result.row.added += (int64_t)n;
	return store_add_entries(w->store, list, n, err);
}

/*
 * Directories, names and states: in that order they may be taken together,
 * and many names at a time are stored in much less time.  Only on a root's
 * first scan is nothing to be done for each name.
 */
static int
apply_news(struct writer *w, const struct batch *b, size_t from, size_t to,
	struct error *err)
{
	bool is_first = w->targets->targets[b->root].walk.is_first;
	int r = apply_each(w, b, from, to, OPERATION_OPEN, err);

	if (r == 0)
		r = is_first ? add_names(w, b, from, to, err) :
			       apply_each(w, b, from, to, OPERATION_ADD, err);
	return r < 0 ? r : apply_each(w, b, from, to, OPERATION_STATE, err);
}

static int
apply_batch(struct writer *w, const struct batch *b, struct error *err)
{
	struct scan_row *row = &w->targets->targets[b->root].result.row;
	size_t next;

	for (size_t i = 0; i < b->n_operations; i = next) {
		for (next = i; next < b->n_operations &&
			is_plain_news(&b->operations[next]);)
			next++;
		if (apply_news(w, b, i, next, err) < 0)
			return err->code;
		if (next < b->n_operations &&
			apply(w, b->root, &b->operations[next++], err) < 0)
			return err->code;
	}
	row->entries += b->entries;
	row->files += b->files;
	row->directories += b->directories;
	row->bytes = sum_sizes(row->bytes, b->bytes_seen);
	w->entries += b->entries;
	w->n_operations += (int64_t)b->n_operations;
	return 0;
}

static bool
is_draft_due(const struct writer *w, int64_t now_ns)
{
	return store_is_draft(w->store) && now_ns - w->begun_ns >= DRAFT_NS;
}

static bool
is_commit_due(const struct writer *w)
{
	int64_t most =
		store_is_draft(w->store) ? COMMIT_DRAFT : COMMIT_OPERATIONS;
	int64_t now = clock_monotonic_ns();

	return w->n_operations >= most || is_draft_due(w, now) ||
		(w->n_operations > 0 && now - w->commit_ns >= COMMIT_NS);
}

static int
commit(struct writer *w, struct error *err)
{
	if (store_commit(w->store, err) < 0)
		return err->code;
	w->commit_ns = clock_monotonic_ns();
	w->n_operations = 0;
	if (store_has_many_unwritten(w->store) &&
		store_write_names(w->store, err) < 0)
		return err->code;
	if (is_draft_due(w, w->commit_ns) && store_publish(w->store, err) < 0)
		return err->code;
	return store_begin(w->store, err);
}

static void
look_around(struct writer *w, const struct writer_watch *watch)
{
	const struct scan_progress p = { w->entries, w->expected };
	int64_t now = clock_monotonic_ns();

	if (now - w->looked_ns < PROGRESS_MS * (NS_PER_SECOND / 1000))
		return;
	w->looked_ns = now;
	watch->look(watch->arg);
	if (w->options->on_progress)
		w->options->on_progress(&p, w->options->arg);
}

int
writer_run(struct writer *w, struct queue *batches, struct queue *spares,
	const struct writer_watch *watch, struct error *err)
{
	enum queue_result result;
	void *item;
	int code = 0;

	while (code >= 0) {
		result = queue_pop(batches, &item, PROGRESS_MS);
		if (result == QUEUE_CLOSED)
			return 0;
		if (result == QUEUE_ITEM) {
			code = apply_batch(w, item, err);
			if (!queue_try_push(spares, item))
				batch_free(item);
		}
		look_around(w, watch);
		if (code >= 0 && is_commit_due(w))
			code = commit(w, err);
	}
	return code;
}

/* --- the end ------------------------------------------------------------- */

/* Nothing is known of where it hangs but the root. */
static int
note_hung(struct writer *w, struct target *t, struct error *err)
{
	t->result.row.problems++;
	if (store_adopt_directories(w->store, err) < 0)
		return err->code;
	return store_put_problem(w->store, t->walk.dir_id, "", 0, STAGE_SCAN,
		ETIMEDOUT, "the file system stopped answering", err);
}

static int
finish_target(struct writer *w, struct target *t, struct error *err)
{
	struct scan_result *r = &t->result;

	if (t->is_hung && note_hung(w, t, err) < 0)
		return err->code;
	if (!t->is_hung &&
		root_update(t, w->store, lessons_trust(t->walk.lessons), err) <
			0)
		return err->code;
	if (interrupt_pending())
		r->status = SCAN_INTERRUPTED;
	else if (r->status != SCAN_HELD && r->row.problems > 0)
		r->status = SCAN_INCOMPLETE;
	r->row.finished_ns = clock_now_ns();
	r->row.status = scan_status_name(r->status);
	if (store_finish_scan(w->store, &r->row, err) < 0)
		return err->code;
	return store_finish_volume_scan(w->store, t->volume_id,
		r->row.started_ns, err);
}

/* The granularity is only known at the end of the walk. */
static int
learn_granularity(struct writer *w, const struct target *t, struct error *err)
{
	struct trust trust;

	if (t->is_hung) /* its walkers may still be at it */
		return 0;
	trust = *lessons_trust(t->lessons);
	trust.granularity_ns = lessons_granularity(t->lessons);
	if (trust.granularity_ns == lessons_trust(t->lessons)->granularity_ns)
		return 0;
	return store_learn_volume(w->store, t->volume_id, &trust, err);
}

/* Of one volume, whose first target it is. */
static int
finish_volume(struct writer *w, struct target *t, bool was_stopped,
	struct error *err)
{
	if (learn_granularity(w, t, err) < 0)
		return err->code;
	return losses_settle(w->losses, t, !was_stopped && !t->is_hung, err);
}

int64_t
writer_draft_ns(const struct writer *w)
{
	return w->begun_ns + DRAFT_NS - clock_monotonic_ns();
}

int
writer_finish(struct writer *w, struct error *err)
{
	struct targets *targets = w->targets;
	bool was_stopped = interrupt_pending() != 0;
	int code = 0;

	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (targets_is_first_of_volume(targets, i))
			code = finish_volume(w, &targets->targets[i],
				was_stopped, err);
	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (target_is_walked(&targets->targets[i]))
			code = finish_target(w, &targets->targets[i], err);
	if (code < 0)
		return code;
	return store_commit(w->store, err);
}

/* SPDX-License-Identifier: MIT */
#include "scan/writer.h"

#include "store/scans.h"
#include "util/alloc.h"
#include "util/arena.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a crash may cost: the work since the last commit. */
#define COMMIT_NS NS_PER_SECOND
/* Bounds the write-ahead log between commits (about 100 bytes each). */
#define COMMIT_OPERATIONS 200000
/* How often the caller is told of progress while batches keep coming. */
#define PROGRESS_MS 100

/* Promise 2: hold when more than max(1000, 20 %) of a volume would go. */
#define LOSS_MINIMUM 1000
#define LOSS_PERCENT 20

/* A name proved gone; with has_entry it is something else now. */
struct removal {
	size_t root;
	int64_t dir_id;
	const char *name; /* in writer.names */
	size_t name_len;
	bool has_entry;
	struct entry entry; /* what is there now; name shared with `name` */
};

struct writer {
	struct store *store;
	struct targets *targets;
	const struct scan_options *options;
	int64_t started_ns;
	int64_t expected;
	int64_t entries;
	int64_t commit_ns;    /* monotonic, of the last commit */
	int64_t n_operations; /* since then */
	struct removal *removals;
	size_t n_removals;
	size_t size_removals;
	struct arena names;
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
	w->commit_ns = clock_monotonic_ns();
	for (size_t i = 0; i < targets->n_targets; i++) {
		const struct target *t = &targets->targets[i];

		if (!target_is_walked(t))
			continue;
		if (store_last_scan_entries(store, &entries, t->root_id,
			    NULL) < 0 || entries == 0) {
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
	free(w->removals);
	arena_clear(&w->names);
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
	};

	return store_add_directory(w->store, &dir, err);
}

static int
apply_add(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	t->result.row.added++;
	return store_add_entry(w->store, op->dir_id, &op->entry, op->child_id,
		err);
}

static int
apply_replace(struct writer *w, struct target *t, const struct operation *op,
	struct error *err)
{
	if (store_remove_entry(w->store, op->dir_id, op->entry.name,
		    op->entry.name_len, &t->result.row.removed, err) < 0)
		return err->code;
	return apply_add(w, t, op, err);
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
	if (op->was->entry.mode == 0)
		t->result.row.added++; /* so far only the way to a root */
	else if (is_worth_counting(&op->was->entry, &op->entry))
		t->result.row.modified++;
	return store_change_entry(w->store, op->dir_id, op->was, &op->entry,
		op->child_id, err);
}

static int
note_removal(struct writer *w, size_t root, const struct operation *op,
	struct error *err)
{
	const struct entry *name = &op->was->entry;
	struct removal *r = w->removals;
	size_t size = w->size_removals ? w->size_removals * 2 : 64;

	if (w->n_removals == w->size_removals) {
		r = reallocarray(r, size, sizeof(*r));
		if (!r)
			return error_set(err, ENOMEM,
				"out of memory for %zu removals",
				w->n_removals);
		w->removals = r;
		w->size_removals = size;
	}
	r += w->n_removals++;
	*r = (struct removal){ .root = root, .dir_id = op->dir_id,
		.name = arena_copy(&w->names, name->name, name->name_len),
		.name_len = name->name_len,
		.has_entry = op->entry.name != NULL, .entry = op->entry };
	r->entry.name = r->name;
	return 0;
}

static void
note_mount(struct target *t, const struct operation *op)
{
	struct scan_result *r = &t->result;

	r->row.skipped++;
	if (r->n_mounts == SCAN_MOUNTS_NAMED)
		return;
	r->mounts = xreallocarray(r->mounts, r->n_mounts + 1,
		sizeof(*r->mounts));
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
		return apply_add(w, t, op, err);
	case OPERATION_CHANGE:
		return apply_change(w, t, op, err);
	case OPERATION_REPLACE:
		return apply_replace(w, t, op, err);
	case OPERATION_REMOVE:
		return note_removal(w, root, op, err);
	case OPERATION_STATE:
		return store_set_directory_state(w->store, op->dir_id,
			op->state, err);
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

static int
apply_batch(struct writer *w, const struct batch *b, struct error *err)
{
	struct scan_row *row = &w->targets->targets[b->root].result.row;

	for (size_t i = 0; i < b->n_operations; i++)
		if (apply(w, b->root, &b->operations[i], err) < 0)
			return err->code;
	row->entries += b->entries;
	row->files += b->files;
	row->directories += b->directories;
	row->bytes += b->bytes_seen;
	w->entries += b->entries;
	w->n_operations += (int64_t)b->n_operations;
	return 0;
}

static bool
is_commit_due(const struct writer *w)
{
	return w->n_operations >= COMMIT_OPERATIONS ||
		(w->n_operations > 0 &&
			clock_monotonic_ns() - w->commit_ns >= COMMIT_NS);
}

static int
commit(struct writer *w, struct error *err)
{
	if (store_commit(w->store, err) < 0)
		return err->code;
	w->commit_ns = clock_monotonic_ns();
	w->n_operations = 0;
	return store_begin(w->store, err);
}

static void
tell_progress(struct writer *w)
{
	const struct scan_progress p = { w->entries, w->expected };

	if (w->options->on_progress)
		w->options->on_progress(&p, w->options->arg);
}

int
writer_run(struct writer *w, struct queue *batches, struct queue *spares,
	struct error *err)
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
		tell_progress(w);
		if (code >= 0 && is_commit_due(w))
			code = commit(w, err);
	}
	return code;
}

/* --- the end ------------------------------------------------------------- */

static int
count_losses(struct writer *w, int64_t volume_id, int64_t *ret_lost,
	int64_t *ret_total, struct error *err)
{
	struct totals totals = { 0 };
	struct volume_row *rows = NULL;
	size_t n = 0;
	int64_t names;

	*ret_lost = *ret_total = 0;
	for (size_t i = 0; i < w->n_removals; i++) {
		const struct removal *r = &w->removals[i];

		if (w->targets->targets[r->root].volume_id != volume_id)
			continue;
		if (store_count_entry(w->store, &names, r->dir_id, r->name,
			    r->name_len, err) < 0)
			return err->code;
		*ret_lost += names;
	}
	if (store_volumes(w->store, &rows, &n, err) < 0)
		return err->code;
	for (size_t i = 0; i < n; i++)
		if (rows[i].volume.id == volume_id)
			(void)store_directory_totals(w->store, &totals,
				rows[i].top_id, err);
	store_volumes_free(rows, n);
	*ret_total = totals.files + totals.directories;
	return 0;
}

static bool
is_too_much(int64_t lost, int64_t total)
{
	int64_t limit = total / 100 * LOSS_PERCENT;

	return lost > (limit > LOSS_MINIMUM ? limit : LOSS_MINIMUM);
}

static int
apply_removal(struct writer *w, const struct removal *r, struct error *err)
{
	struct scan_row *row = &w->targets->targets[r->root].result.row;

	if (store_remove_entry(w->store, r->dir_id, r->name, r->name_len,
		    &row->removed, err) < 0)
		return err->code;
	w->n_operations++;
	if (!r->has_entry)
		return is_commit_due(w) ? commit(w, err) : 0;
	row->added++;
	return store_add_entry(w->store, r->dir_id, &r->entry, 0, err);
}

/* Removals of one volume: all or, if too many, none. */
static int
settle_volume(struct writer *w, struct target *first, struct error *err)
{
	int64_t lost;
	int64_t total;

	if (count_losses(w, first->volume_id, &lost, &total, err) < 0)
		return err->code;
	if (!w->options->accept_loss && is_too_much(lost, total)) {
		for (size_t i = 0; i < w->n_removals; i++) {
			struct target *t =
				&w->targets->targets[w->removals[i].root];

			if (t->volume_id == first->volume_id) {
				t->result.status = SCAN_HELD;
				t->result.n_held = lost;
			}
		}
		return 0;
	}
	for (size_t i = 0; i < w->n_removals; i++)
		if (w->targets->targets[w->removals[i].root].volume_id ==
				first->volume_id &&
			apply_removal(w, &w->removals[i], err) < 0)
			return err->code;
	return 0;
}

static int
finish_target(struct writer *w, struct target *t, struct error *err)
{
	struct scan_result *r = &t->result;

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

int
writer_finish(struct writer *w, struct error *err)
{
	struct targets *targets = w->targets;
	int code = 0;

	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (!interrupt_pending() &&
			targets_is_first_of_volume(targets, i))
			code = settle_volume(w, &targets->targets[i], err);
	for (size_t i = 0; i < targets->n_targets && code >= 0; i++)
		if (target_is_walked(&targets->targets[i]))
			code = finish_target(w, &targets->targets[i], err);
	if (code < 0)
		return code;
	return store_commit(w->store, err);
}

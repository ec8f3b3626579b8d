/* SPDX-License-Identifier: MIT */
#include "scan/scan.h"

#include "scan/crews.h"
#include "scan/targets.h"
#include "scan/writer.h"
#include "store/entries.h"
#include "store/history.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <stdlib.h>

DEFINE_CLEANUP(struct writer *, writer_free);

const char *
scan_status_name(enum scan_status status)
{
	static const char *const names[] = {
		[SCAN_COMPLETE] = "complete",
		[SCAN_INCOMPLETE] = "incomplete",
		[SCAN_INTERRUPTED] = "interrupted",
		[SCAN_OFFLINE] = "offline",
		[SCAN_HELD] = "held",
		[SCAN_COVERED] = "covered",
		[SCAN_REFUSED] = "refused",
	};

	return names[status];
}

/* --- the run -------------------------------------------------------------- */

static int
keep_unknown(const struct targets *targets, struct store *store,
	struct error *err)
{
	for (size_t i = 0; i < targets->n_targets; i++) {
		const struct target *t = &targets->targets[i];

		if (target_is_walked(t) && t->walk.is_first &&
			store_keep_unknown(store, t->walk.dir_id, err) < 0)
			return err->code;
	}
	return 0;
}

/* Is there a name in one of them, as of a directory on the way to another? */
static int
any_has_names(const struct targets *targets, struct store *store,
	struct error *err)
{
	struct known_entry ignored;
	int found = 0;

	for (size_t i = 0; i < targets->n_targets && found == 0; i++) {
		const struct target *t = &targets->targets[i];

		if (!target_is_walked(t))
			continue;
		found = store_entries_open(store, t->walk.dir_id, err);
		if (found == 0)
			found = store_entries_next(store, &ignored, err);
		store_entries_close(store);
	}
	return found;
}

/* Walkers cannot open a draft, and need not where nothing is known. */
static int
prepare_draft(struct targets *targets, struct store *store, struct error *err)
{
	int r;

	if (!store_is_draft(store))
		return 0;
	r = any_has_names(targets, store, err);
	if (r != 0)
		return r < 0 ? r : store_publish(store, err);
	for (size_t i = 0; i < targets->n_targets; i++)
		targets->targets[i].walk.known = false;
	return store_leave_unwritten(store, err);
}

/* Volumes, roots and scans must be visible to the walkers' own stores. */
static int
record(struct targets *targets, struct store *store,
	const struct scan_options *options, struct error *err)
{
	if (store_begin(store, err) < 0)
		return err->code;
	if (store_begin_history(store, clock_now_ns(), err) < 0 ||
		targets_record(targets, store, options, err) < 0 ||
		keep_unknown(targets, store, err) < 0) {
		(void)store_rollback(store, NULL);
		return err->code;
	}
	return store_commit(store, err);
}

static void
watch(void *arg)
{
	crews_watch(arg);
}

/* While names wait for what is in them; where all answered, for who does not is
 * not to hold up what was scanned. */
static int
read_before_publishing(struct store *store, const struct writer *writer,
	const struct crews *crews, const struct scan_options *options,
	struct error *err)
{
	int64_t max_ns = writer_draft_ns(writer);
	int r;

	if (!options->on_walked || !store_has_unwritten(store) ||
		crews_is_haunted(crews) || max_ns <= 0 ||
		interrupt_pending() != 0)
		return 0;
	r = options->on_walked(options->walked_arg, max_ns, err);
	if (r < 0) /* what was scanned stays */
		(void)store_publish(store, NULL);
	return r;
}

static int
walk_and_write(struct crews *crews, struct store *store,
	struct targets *targets, const struct scan_options *options,
	struct error *err)
{
	_cleanup_(writer_freep) struct writer *writer = NULL;
	int code;

	writer = writer_new(store, targets, options, crews_started_ns(crews));
	code = store_begin(store, err);
	if (code >= 0)
		code = crews_start(crews, err);
	if (code >= 0)
		code = writer_run(writer, crews_batches(crews),
			crews_spares(crews),
			&(struct writer_watch){ watch, crews }, err);
	code = crews_stop(crews, code, err);
	if (code >= 0)
		code = writer_finish(writer, err);
	if (code >= 0)
		return read_before_publishing(store, writer, crews, options,
			err);
	(void)store_rollback(store, NULL);
	return code;
}

static int
run_targets(struct store *store, struct targets *targets,
	const struct scan_options *options, struct error *err)
{
	struct crews *crews = NULL;
	int code;

	code = record(targets, store, options, err);
	if (code >= 0)
		code = prepare_draft(targets, store, err);
	if (code >= 0)
		code = crews_new(&crews, targets, options, store, err);
	if (code >= 0)
		code = walk_and_write(crews, store, targets, options, err);
	if (crews && crews_is_haunted(crews))
		targets->is_haunted = true;
	crews_free(crews);
	/* A draft that failed is dropped: who knows what the disk took of it. */
	return code < 0 ? code : store_publish(store, err);
}

static void
hand_out_results(struct targets *targets, struct scan_result **ret,
	size_t *ret_n)
{
	struct scan_result *results =
		xcalloc(targets->n_targets + 1, sizeof(*results));

	for (size_t i = 0; i < targets->n_targets; i++)
		results[i] = targets->targets[i].result;
	*ret = results;
	*ret_n = targets->n_targets;
}

int
scan_run(struct store *store, const struct scan_options *options,
	struct scan_result **ret_results, size_t *ret_n, struct error *err)
{
	struct targets *targets = xcalloc(1, sizeof(*targets));
	struct mounts *mounts = NULL;
	int code;

	code = mounts_read(&mounts, err);
	if (code >= 0)
		code = targets_find(targets, store, mounts, options, err);
	if (code >= 0)
		code = run_targets(store, targets, options, err);
	hand_out_results(targets, ret_results, ret_n);
	/* A thread that a dead server holds up still looks at these. */
	if (!targets->is_haunted) {
		targets_clear(targets);
		free(targets);
		mounts_free(mounts);
	}
	return code < 0 ? code : 0;
}

void
scan_results_free(struct scan_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct scan_result *r = &results[i];

		free(r->path);
		free(r->volume_name);
		free(r->message);
		for (size_t k = 0; k < r->n_mounts; k++)
			free(r->mounts[k]);
		free(r->mounts);
	}
	free(results);
}

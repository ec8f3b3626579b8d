/* SPDX-License-Identifier: MIT */
/*
 * Transactions, facts and upkeep of an open catalogue (open.c opens it).
 *
 * While a transaction runs the other files note what it makes stale: totals of
 * directories, counts of contents, the generation.  store_commit() settles
 * these first, in the same transaction, so that no reader ever sees a
 * catalogue that does not add up.  A rollback drops the notes and everything
 * that was remembered of rows that may now be gone.
 */
#include "store/store.h"

#include "store/internal.h"
#include "store/names/name_index.h"
#include "store/survey/sightings.h"
#include "store/survey/standing.h"
#include "store/unwritten/unwritten.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>

const char *
store_path(const struct store *store)
{
	return store->path;
}

const char *
store_journal_note(const struct store *store)
{
	return store->journal_note;
}

int64_t
store_rows_written(const struct store *store)
{
	return store->rows_written;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	halves_forget(store);
	checks_free(store->checks);
	other_free(store->other);
	standing_free(store->standing);
	free(store->few_list);
	free(store->waiting);
	unlisted_free(store->unlisted);
	store_disconnect(store);
	draft_drop(store);
	attributes_free(store);
	paths_free(store);
	idmap_clear(&store->totals);
	idmap_clear(&store->touched);
	idmap_clear(&store->kept);
	entries_free(store);
	strbuf_clear(&store->directory_name);
	scope_free(store->scope);
	free(store->journal_note);
	free(store->path);
	free(store);
}

/* --- transactions ------------------------------------------------------ */

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

int
store_begin(struct store *store, struct error *err)
{
	int64_t ignored;
	int r;

	if (store->mode == STORE_WRITE) {
		spare_files_keep();
		return run(store, Q_BEGIN_WRITE, err);
	}
	paths_forget(store); /* others may have written meanwhile */
	halves_forget(store);
	r = run(store, Q_BEGIN_READ, err);
	if (r < 0)
		return r;
	/* BEGIN alone pins nothing; the first read does. */
	return store_fact(store, &ignored, "generation", err);
}

static void
forget_notes(struct store *store)
{
	idmap_clear(&store->totals);
	waiting_forget(store);
	bulk_forget(store);
	store->entry_changed = false;
	store->out_of_memory = false;
	sightings_free(store->sightings);
	store->sightings = NULL;
}

static int
settle(struct store *store, struct error *err)
{
	int r = waiting_flush(store, err);

	if (r == 0)
		r = totals_flush(store, err);
	if (r == 0 && !unwritten_is_on(store)) /* its names are not there */
		r = touched_flush(store, err);
	if (r == 0 && store->entry_changed)
		r = run(store, Q_GENERATION_RAISE, err);
	if (r == 0)
		r = run(store, Q_COMMIT, err);
	return r;
}

int
store_commit(struct store *store, struct error *err)
{
	int r;

	if (store->mode == STORE_READ) {
		halves_forget(store);
		return run(store, Q_COMMIT, err);
	}
	r = settle(store, err);
	if (r < 0)
		(void)store_rollback(store, NULL); /* err has the reason */
	else {
		forget_notes(store);
		unwritten_committed(store);
	}
	return r;
}

int
store_rollback(struct store *store, struct error *err)
{
	forget_notes(store);
	idmap_clear(&store->touched);
	unwritten_rolled_back(store);
	halves_forget(store);
	attributes_free(store);
	paths_forget(store);
	store->kept_loaded = false;
	store->scans_settled = false;
	name_index_forget(store);
	store_entries_close(store);
	/* SQLite rolls back by itself after some failures; a draft that was
	 * not published has nothing that could be. */
	if (!store->db || sqlite3_get_autocommit(store->db))
		return 0;
	/* A reader has changed nothing but tables of its own, which stay. */
	return run(store, store->mode == STORE_READ ? Q_COMMIT : Q_ROLLBACK,
		err);
}

/* --- facts and upkeep -------------------------------------------------- */

int
store_fact(struct store *store, int64_t *ret, const char *name,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_FACT);
	int r;

	bind_text(&b, name);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	*ret = r > 0 ? bind_get_i64(&b, 0) : 0;
	return 0;
}

int
store_set_fact(struct store *store, const char *name, int64_t value,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_FACT_SET);

	bind_text(&b, name);
	bind_i64(&b, value);
	return bind_run(&b, err);
}

int
store_tidy(struct store *store, struct error *err)
{
	int rc;
	int r = name_index_refresh(store, err);

	if (r < 0)
		return r;
	/* Statements say themselves how they go about it, and are tested with
	 * no statistics.  With those that earlier versions kept, SQLite reads
	 * all names at each look for a few, for a Bloom filter of them. */
	r = query_exec(store,
		"DROP TABLE IF EXISTS sqlite_stat1;"
		"DROP TABLE IF EXISTS sqlite_stat4;",
		err);
	if (r < 0)
		return r;
	/* A reader in the way is not waited for: what can be folded back is,
	 * and the next run does the rest. */
	(void)sqlite3_busy_timeout(store->db, 0);
	rc = sqlite3_wal_checkpoint_v2(store->db, NULL,
		SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
		return error_sqlite(err, store, rc,
			"cannot write the catalogue");
	return 0;
}

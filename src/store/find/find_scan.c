/* SPDX-License-Identifier: MIT */
/*
 * All entries in the order of the file, or those that the index of names
 * leaves (name_ranges.h), by as many threads as there are processors:
 *
 *   numbers of directories  |0......|......|......|......last|   PIECES
 *                            main    helper  main ...
 *
 * A thread takes the next piece and looks at the entries of those directories
 * with the rough filter (wanted_sql.h) on a connection of its own; the main
 * thread on ours.  Each marks directories in a map of its own, a bit each;
 * at the end the maps are put together and what is above a marked directory
 * is marked too.
 *
 * A helper's connection may see a later state than ours, of a scan that goes on
 * meanwhile; then its generation differs and it leaves the work to us.
 *
 * Memory: a bit a directory and thread; and if what is found is kept, so that
 * the walk need not look for it again (find_tree.h), up to MOST_KEPT bytes.
 */
#include "store/find/find_scan.h"

#include "store/entries.h"
#include "store/find/wanted_sql.h"
#include "store/internal.h"
#include "store/names/name_ranges.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/thread.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PIECES 128
/* More helpers than this would only wait for memory. */
#define MAX_HELPERS 7
/* A catalogue whose directories have such numbers is not ours. */
#define MAX_DIRECTORIES (INT64_C(1) << 31)
/* When one directory in so many is marked, walking costs as little. */
#define TOO_MANY 4
/* Fewer blocks of names than this are looked at before a helper is ready. */
#define BLOCKS_ALONE 256
/* So many take some 5 ms: better at once than after a walk, which may be
 * short.  One through everything never is. */
#define BLOCKS_QUICK 1024

/* Of what is counted: neither ways nor tops, which have no names of their
 * own. */
#define COUNT_SQL "SELECT count(*) FROM entry AS e WHERE "
#define COUNT_ONLY                                                             \
	" AND e.dir_id > 0"                                                    \
	" AND e.attribute_id NOT IN (SELECT id FROM attribute WHERE mode = 0)"
#define SCAN_SQL "SELECT e.dir_id, e.name FROM entry AS e WHERE "
#define KEEP_SQL                                                               \
	"SELECT e.dir_id, e.name, e.size, e.blocks, e.mtime, e.lag, e.inode,"  \
	" e.attribute_id, e.nlink, e.child_id, "
#define KEEP_DIGEST                                                            \
	"(SELECT c.digest FROM content AS c"                                   \
	" WHERE c.id = e.content_id AND c.covered = c.size)"
#define KEEP_FROM " FROM entry AS e WHERE "
/* A piece: whole directories, or what the index of names says. */
#define PIECE_SQL "e.dir_id >= ?1 AND e.dir_id < ?2 AND "
/* Behind the filter: SQLite compares each row it comes to with these again,
 * where the index it goes along already did. */
#define RANGE_SQL                                                              \
	" AND (e.dir_id, e.name) >= (?1, ?2) AND (e.dir_id, e.name) < (?3, ?4)"
/* Some 600,000 rows, below so many directories, which take 32 bytes and their
 * name. */
#define KEPT_DIRECTORIES (INT64_C(1) << 21)
#define MOST_KEPT (64 << 20)

/* What the threads share. */
struct work {
	const char *path; /* of the catalogue */
	const struct wanted *filter;
	const struct found_digests *found;
	struct wanted_empty empty;
	const struct find_bound *bound; /* NULL: none */
	bool archives;			/* lead somewhere, too */
	bool counts;			/* instead of marking */
	int64_t generation;
	int64_t n_directories;
	const struct name_ranges *ranges; /* the pieces; NULL: all, in PIECES */
	int n_pieces;
	atomic_int next_piece;
	atomic_bool give_up; /* too many are marked, or something failed */
	bool keeps;	     /* what is found, too */
	bool digests;	     /* theirs, too */
	int64_t most_kept;
	atomic_bool too_many; /* to be kept */
	struct strbuf *kept;  /* of each piece */
	atomic_llong n_kept;  /* bytes */
	atomic_llong n_marked;
	atomic_llong n_counted;
};

struct helper {
	struct work *work;
	struct thread *thread;
	struct find_marks *marks; /* NULL: it did not look at anything */
	bool failed;
};

/* --- looking ------------------------------------------------------------------ */

static const char *
bound_sql(const struct find_bound *bound)
{
	static const char *const texts[][2] = {
		[FIND_BY_SIZE] = { "e.size > ?5 AND ", "e.size < ?5 AND " },
		[FIND_BY_BLOCKS] = { "e.blocks > ?5 AND ",
			"e.blocks < ?5 AND " },
		[FIND_BY_MTIME] = { "e.mtime > ?5 AND ", "e.mtime < ?5 AND " },
	};

	return bound && bound->is_set ? texts[bound->key][bound->is_below] : "";
}

static void
add_columns(struct strbuf *text, const struct work *w)
{
	if (w->keeps) {
		strbuf_adds(text, KEEP_SQL);
		strbuf_adds(text, w->digests ? KEEP_DIGEST : "NULL");
		strbuf_adds(text, KEEP_FROM);
	} else {
		strbuf_adds(text, w->counts ? COUNT_SQL : SCAN_SQL);
	}
}

static int
prepare(const struct work *w, struct store *store, sqlite3_stmt **ret,
	const struct wanted_sql *sql)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	int rc;

	add_columns(&text, w);
	if (!w->ranges)
		strbuf_adds(&text, PIECE_SQL);
	strbuf_addf(&text, "(%s(%s%s))",
		w->archives ? "e.archive_id > 0 OR " : "", bound_sql(w->bound),
		wanted_sql_text(sql));
	/* Behind the filter, which lets few through. */
	if (w->counts)
		strbuf_adds(&text, COUNT_ONLY);
	if (w->ranges)
		strbuf_adds(&text, RANGE_SQL);
	rc = sqlite3_prepare_v2(store->db, text.buf, -1, ret, NULL);
	if (rc == SQLITE_OK && *bound_sql(w->bound))
		rc = sqlite3_bind_int64(*ret, 5, w->bound->than);
	return rc == SQLITE_OK ? wanted_sql_bind(sql, *ret) : rc;
}

/* The n-th parameter and the next: a name's place.  An SQLite code. */
static int
bind_place(sqlite3_stmt *stmt, int n, int64_t dir_id, const char *name,
	size_t len)
{
	int rc = sqlite3_bind_int64(stmt, n, dir_id);

	return rc != SQLITE_OK ?
		rc :
		sqlite3_bind_blob64(stmt, n + 1, name, len, SQLITE_STATIC);
}

static int
bind_piece(const struct work *w, sqlite3_stmt *stmt, int piece)
{
	int64_t size = w->n_directories / PIECES + 1;
	const struct name_range *range;
	int rc;

	if (!w->ranges) {
		rc = sqlite3_bind_int64(stmt, 1, piece * size);
		return rc != SQLITE_OK ?
			rc :
			sqlite3_bind_int64(stmt, 2, (piece + 1) * size);
	}
	range = &w->ranges->items[piece];
	rc = bind_place(stmt, 1, range->dir_id,
		w->ranges->names.buf + range->name_at, range->name_len);
	return rc != SQLITE_OK ?
		rc :
		bind_place(stmt, 3, range->end_dir_id,
			w->ranges->names.buf + range->end_name_at,
			range->end_name_len);
}

/* The row as KEEP_SQL has it.  False if its numbers are not ours. */
static bool
read_row(const struct work *w, struct find_row *ret, sqlite3_stmt *stmt)
{
	int64_t dir_id = sqlite3_column_int64(stmt, 0);
	int64_t child_id = sqlite3_column_int64(stmt, 9);
	const void *digest = sqlite3_column_blob(stmt, 10);

	*ret = (struct find_row){
		.size_bytes = sqlite3_column_int64(stmt, 2),
		.blocks = sqlite3_column_int64(stmt, 3),
		.mtime_ns = sqlite3_column_int64(stmt, 4),
		.lag = sqlite3_column_int64(stmt, 5),
		.inode = sqlite3_column_int64(stmt, 6),
		.attribute_id = sqlite3_column_int64(stmt, 7),
		.dir_id = (int32_t)dir_id,
		.child_id = (int32_t)child_id,
		.nlink = (uint32_t)sqlite3_column_int64(stmt, 8),
	};
	if (digest && sqlite3_column_bytes(stmt, 10) == DIGEST_BYTES) {
		ret->has_digest = true;
		memcpy(ret->digest, digest, DIGEST_BYTES);
	}
	return dir_id >= 0 && dir_id < w->n_directories && child_id >= 0 &&
		child_id < w->n_directories && (!digest || ret->has_digest);
}

static void
keep(struct work *w, sqlite3_stmt *stmt, int piece)
{
	struct strbuf *kept = &w->kept[piece];
	size_t before = kept->len;
	struct find_row row;

	if (atomic_load_explicit(&w->too_many, memory_order_relaxed))
		return;
	if (!read_row(w, &row, stmt)) {
		atomic_store(&w->too_many, true);
		return;
	}
	find_row_add(kept, &row, sqlite3_column_blob(stmt, 1),
		(size_t)sqlite3_column_bytes(stmt, 1));
	before = kept->len - before;
	if (atomic_fetch_add(&w->n_kept, (long long)before) > w->most_kept)
		atomic_store(&w->too_many, true);
}

static void
mark(struct work *w, struct find_marks *marks, sqlite3_stmt *stmt, int piece)
{
	int64_t dir_id = sqlite3_column_int64(stmt, 0);

	(void)find_marks_set(marks, dir_id);
	if (w->keeps)
		keep(w, stmt, piece);
	else if (!marks->keys.too_many)
		find_keys_add(&marks->keys, dir_id,
			sqlite3_column_blob(stmt, 1),
			(size_t)sqlite3_column_bytes(stmt, 1));
}

/* One piece.  An SQLite code. */
static int
look_at_piece(struct work *w, struct store *store, sqlite3_stmt *stmt,
	struct find_marks *marks, int piece)
{
	int64_t before = marks->n_set;
	int rc = bind_piece(w, stmt, piece);

	if (rc != SQLITE_OK)
		return rc;
	store->in_rows = true;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (w->counts)
			atomic_fetch_add(&w->n_counted,
				sqlite3_column_int64(stmt, 0));
		else
			mark(w, marks, stmt, piece);
	store->in_rows = false;
	if (rc != SQLITE_DONE)
		return rc;
	before = atomic_fetch_add(&w->n_marked, marks->n_set - before) +
		marks->n_set - before;
	if (before > w->n_directories / TOO_MANY &&
		(!w->keeps || atomic_load(&w->too_many)))
		atomic_store(&w->give_up, true);
	return sqlite3_reset(stmt);
}

static int
look(struct work *w, struct store *store, struct find_marks *marks,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found,
		.empty = &w->empty };
	sqlite3_stmt *stmt = NULL;
	int rc = SQLITE_OK;
	int r = wanted_sql_new(&sql, store, w->filter,
		w->counts || w->keeps ? WANTED_EXACT : WANTED_ROUGH, &none,
		err);

	if (r < 0)
		return r;
	rc = prepare(w, store, &stmt, sql);
	while (rc == SQLITE_OK && !atomic_load(&w->give_up)) {
		int piece = atomic_fetch_add(&w->next_piece, 1);

		if (piece >= w->n_pieces)
			break;
		rc = look_at_piece(w, store, stmt, marks, piece);
		/* What was not matched to its end may match. */
		if (wanted_sql_given_up(sql) > 0)
			atomic_store(&w->give_up, true);
	}
	if (rc != SQLITE_OK) {
		atomic_store(&w->give_up, true);
		r = error_sqlite(err, store, rc, "cannot read the catalogue");
	}
	(void)sqlite3_finalize(stmt); /* its failure was reported */
	return r;
}

/* --- helpers ------------------------------------------------------------------ */

DEFINE_CLEANUP(struct store *, store_close);

static void
help(void *arg)
{
	_cleanup_(store_closep) struct store *store = NULL;
	struct helper *h = arg;
	int64_t generation;

	/* Without it the work is done all the same, so nothing is said. */
	if (store_open(&store, h->work->path, STORE_READ, NULL) < 0 ||
		store_begin(store, NULL) < 0 ||
		store_fact(store, &generation, "generation", NULL) < 0 ||
		generation != h->work->generation)
		return;
	store_read_once(store, true);
	h->marks = find_marks_new(h->work->n_directories);
	h->failed = h->marks && look(h->work, store, h->marks, NULL) < 0;
}

/* How many were started. */
static size_t
start_helpers(struct helper *helpers, struct work *w, const struct store *store)
{
	size_t wanted = thread_processors() - 1;
	size_t n = 0;

	if (strcmp(store->path, ":memory:") == 0)
		return 0;
	while (n < wanted && n < MAX_HELPERS) {
		helpers[n].work = w;
		if (thread_start(&helpers[n].thread, help, &helpers[n]) < 0)
			break;
		n++;
	}
	return n;
}

/* Their marks into ours.  False if one of them failed at a piece. */
static bool
join_helpers(struct helper *helpers, size_t n, struct find_marks *marks)
{
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		thread_join(helpers[i].thread);
		good = good && !helpers[i].failed;
		if (helpers[i].marks)
			find_marks_merge(marks, helpers[i].marks);
		find_marks_free(helpers[i].marks);
	}
	return good;
}

/* --- the whole ---------------------------------------------------------------- */

static int
is_worth_it(const struct work *w, struct store *store, bool *ret,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found };
	int r = wanted_sql_new(&sql, store, w->filter, WANTED_ROUGH, &none,
		err);

	if (r == 0)
		*ret = !wanted_sql_is_true(sql);
	return r;
}

/* Does an entry say by itself whether it is meant? */
static int
is_alone_enough(const struct work *w, struct store *store, bool *ret,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found };
	int r = wanted_sql_new(&sql, store, w->filter, WANTED_EXACT, &none,
		err);

	if (r == 0)
		*ret = !wanted_sql_has_context(sql);
	return r;
}

/* What all of them marked.  1, or 0 if it is no use. */
static int
look_together(struct work *w, struct store *store, struct find_marks *marks,
	bool alone, struct error *err)
{
	struct helper helpers[MAX_HELPERS] = { 0 };
	int r = wanted_empty_find(&w->empty, store, w->filter, err);

	if (r >= 0) {
		size_t n = alone ? 0 : start_helpers(helpers, w, store);

		r = look(w, store, marks, err);
		if (!join_helpers(helpers, n, marks))
			atomic_store(&w->give_up, true);
	}
	wanted_empty_clear(&w->empty);
	return r < 0 ? r : !w->counts && !atomic_load(&w->give_up);
}

static int
run(struct find_marks **ret, struct work *w, struct store *store, bool alone,
	struct error *err)
{
	_cleanup_(find_marks_freep) struct find_marks *marks =
		find_marks_new(w->n_directories);
	int r;

	if (!marks)
		return 0; /* it goes without */
	store_read_once(store, true);
	r = look_together(w, store, marks, alone, err);
	if (r > 0 && w->keeps && !atomic_load(&w->too_many))
		marks->tree = find_tree_new(w->kept, (size_t)w->n_pieces,
			w->n_directories);
	else if (w->keeps)
		marks->keys.too_many = true;
	if (r > 0) {
		r = find_marks_carry_up(marks, store, atomic_load(&w->n_marked),
			err);
		if (r == 0)
			*ret = take_ptr(&marks);
	}
	store_read_once(store, false);
	return r;
}

static void
forget_kept(struct work *w)
{
	for (int i = 0; w->kept && i < w->n_pieces; i++)
		strbuf_clear(&w->kept[i]);
	free(w->kept);
}

static int
run_keeping(struct find_marks **ret, struct work *w, struct store *store,
	bool alone, struct error *err)
{
	int r;

	w->kept = xcalloc((size_t)w->n_pieces + 1, sizeof(w->kept[0]));
	for (int i = 0; i < w->n_pieces; i++)
		w->kept[i] = (struct strbuf)STRBUF_INIT;
	r = run(ret, w, store, alone, err);
	forget_kept(w);
	return r;
}

int
find_scan(struct find_marks **ret, struct store *store,
	const struct find_scan_job *job, bool *ret_done, struct error *err)
{
	_cleanup_(name_ranges_clear) struct name_ranges ranges =
		NAME_RANGES_INIT;
	struct work w = { .path = store->path,
		.filter = job->filter,
		.found = job->found,
		.bound = job->bound,
		.archives = job->archives };
	bool worth = false;
	bool alone;
	/* What an archive is called says nothing about what is in it. */
	int r = job->archives ?
		0 :
		name_ranges_find(&ranges, store, job->filter, err);

	*ret = NULL;
	*ret_done = !job->if_quick ||
		(r > 0 &&
			(job->is_everywhere ||
				ranges.n_blocks <= BLOCKS_QUICK));
	if (r < 0 || !*ret_done)
		return r < 0 ? r : 0;
	w.n_pieces = PIECES;
	if (r > 0) {
		w.ranges = &ranges;
		w.n_pieces = (int)ranges.n_items;
	}
	worth = job->bound && job->bound->is_set;
	r = worth ? 0 : is_worth_it(&w, store, &worth, err);
	if (r == 0)
		r = store_last_directory_id(store, &w.n_directories, err);
	if (r == 0)
		r = store_fact(store, &w.generation, "generation", err);
	w.n_directories++;
	if (r < 0 || !worth || w.n_directories > MAX_DIRECTORIES)
		return r;
	if (job->keeps && w.n_directories <= KEPT_DIRECTORIES)
		r = is_alone_enough(&w, store, &w.keeps, err);
	if (r < 0)
		return r;
	w.digests = job->digests;
	w.most_kept = job->most_kept ? job->most_kept : MOST_KEPT;
	alone = w.ranges && ranges.n_blocks < BLOCKS_ALONE;
	return w.keeps ? run_keeping(ret, &w, store, alone, err) :
			 run(ret, &w, store, alone, err);
}

int
find_scan_count(int64_t *ret, struct store *store, const struct wanted *filter,
	const struct found_digests *found, bool *ret_done, struct error *err)
{
	_cleanup_(name_ranges_clear) struct name_ranges ranges =
		NAME_RANGES_INIT;
	_cleanup_(find_marks_freep) struct find_marks *none = NULL;
	struct work w = { .path = store->path,
		.filter = filter,
		.found = found,
		.counts = true,
		.n_pieces = PIECES };
	bool can = false;
	int r = name_ranges_find(&ranges, store, filter, err);

	*ret_done = false;
	if (r < 0 || (r > 0 && ranges.n_blocks <= BLOCKS_QUICK))
		return r < 0 ? r : 0;
	r = is_alone_enough(&w, store, &can, err);
	if (r == 0)
		r = store_last_directory_id(store, &w.n_directories, err);
	if (r == 0)
		r = store_fact(store, &w.generation, "generation", err);
	w.n_directories++;
	if (r < 0 || !can || w.n_directories > MAX_DIRECTORIES)
		return r;
	r = run(&none, &w, store, false, err);
	*ret = atomic_load(&w.n_counted);
	*ret_done = r == 0 && !atomic_load(&w.give_up);
	return r;
}

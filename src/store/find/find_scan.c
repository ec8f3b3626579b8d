/* SPDX-License-Identifier: MIT */
/*
 * All entries in the order of the file, or those that the index of names
 * leaves (name_ranges.h), by as many threads as there are processors:
 *
 *   numbers of directories  |0......|......|......|......last|   pieces
 *                            main    helper  main ...
 *
 * A thread takes the next piece and looks at the entries of those directories
 * with the filter (find_look.h) on a connection of its own; the main
 * thread on ours.  Each marks directories in a map of its own, a bit each;
 * at the end the maps are put together and what is above a marked directory
 * is marked too.
 *
 * A helper's connection may see a later state than ours, of a scan that goes on
 * meanwhile; then its generation differs and it leaves the work to us.
 *
 * Memory: a bit a directory and thread; a few bytes a directory where its path
 * or its place matter (wanted_dirs.h, find_reach.h); and if what is found is
 * kept, so that the walk need not look for it again (find_tree.h), up to
 * MOST_KEPT bytes.
 */
#include "store/find/find_scan.h"

#include "store/entries.h"
#include "store/find/find_look.h"
#include "store/find/wanted_sql.h"
#include "store/internal.h"
#include "store/names/name_ranges.h"
#include "util/alloc.h"
#include "util/thread.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* More helpers than this would only wait for memory. */
#define MAX_HELPERS 7
/* A catalogue whose directories have such numbers is not ours. */
#define MAX_DIRECTORIES (INT64_C(1) << 31)
/* Fewer blocks of names than this are looked at before a helper is ready. */
#define BLOCKS_ALONE 256
/* So many take some 5 ms: better at once than after a walk, which may be
 * short.  One through everything never is. */
#define BLOCKS_QUICK 1024

/* Some 600,000 rows, below so many directories, which take 32 bytes and their
 * name. */
#define KEPT_DIRECTORIES (INT64_C(1) << 21)
#define MOST_KEPT (64 << 20)
/* Where a few are asked for: most is kept in vain. */
#define MOST_KEPT_OF_FEW (1 << 20)

struct helper {
	struct find_look *look;
	struct thread *thread;
	struct find_marks *marks; /* NULL: it did not look at anything */
	bool failed;
};

/* --- helpers -------------------------------------------------------------- */

DEFINE_CLEANUP(struct store *, store_close);

static void
help(void *arg)
{
	_cleanup_(store_closep) struct store *store = NULL;
	struct helper *h = arg;
	int64_t generation;

	/* Without it the work is done all the same, so nothing is said. */
	if (store_open(&store, h->look->path, STORE_READ, NULL) < 0 ||
		store_begin(store, NULL) < 0 ||
		store_fact(store, &generation, "generation", NULL) < 0 ||
		generation != h->look->generation)
		return;
	store_read_once(store, true);
	h->marks = find_marks_new(h->look->n_directories);
	h->failed = h->marks && find_look(h->look, store, h->marks, NULL) < 0;
}

/* How many were started. */
static size_t
start_helpers(struct helper *helpers, struct find_look *w,
	const struct store *store)
{
	size_t wanted = thread_processors() - 1;
	size_t n = 0;

	if (strcmp(store->path, ":memory:") == 0)
		return 0;
	while (n < wanted && n < MAX_HELPERS) {
		helpers[n].look = w;
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

/* --- the whole ------------------------------------------------------------ */

static int
is_worth_it(const struct find_look *w, struct store *store, bool *ret,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found, .dirs = w->dirs };
	int r = wanted_sql_new(&sql, store, w->filter, WANTED_ROUGH, &none,
		err);

	if (r == 0)
		*ret = !wanted_sql_is_true(sql);
	return r;
}

/* Does an entry say by itself whether it is meant? */
static int
is_alone_enough(const struct find_look *w, struct store *store, bool *ret,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found, .dirs = w->dirs };
	int r = wanted_sql_new(&sql, store, w->filter, WANTED_EXACT, &none,
		err);

	if (r == 0)
		*ret = !wanted_sql_has_context(sql);
	return r;
}

/* What all of them marked.  1, or 0 if it is no use. */
static int
look_together(struct find_look *w, struct store *store,
	struct find_marks *marks, bool alone, struct error *err)
{
	struct helper helpers[MAX_HELPERS] = { 0 };
	int r = wanted_empty_find(&w->empty, store, w->filter, err);

	if (r >= 0) {
		size_t n = alone ? 0 : start_helpers(helpers, w, store);

		r = find_look(w, store, marks, err);
		if (!join_helpers(helpers, n, marks))
			atomic_store(&w->give_up, true);
	}
	wanted_empty_clear(&w->empty);
	return r < 0 ? r : !w->counts && !atomic_load(&w->give_up);
}

static int
run(struct find_marks **ret, struct find_look *w, struct store *store,
	bool alone, struct error *err)
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
forget_kept(struct find_look *w)
{
	for (int i = 0; w->kept && i < w->n_pieces; i++)
		strbuf_clear(&w->kept[i]);
	free(w->kept);
}

static int
run_keeping(struct find_marks **ret, struct find_look *w, struct store *store,
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

static void
look_clear(struct find_look *w)
{
	free(w->reach.bits);
	w->reach = (struct subtree_bits){ 0 };
}

/* NULL: all names. */
static void
use_ranges(struct find_look *w, const struct name_ranges *ranges)
{
	w->ranges = ranges;
	w->n_pieces = ranges ? (int)ranges->n_items : FIND_LOOK_PIECES;
}

/* What there is to look at. */
static int
begin(struct find_look *w, struct store *store, struct wanted_dirs *dirs,
	struct error *err)
{
	/* To few of a volume it is not far, and there may be much of it. */
	int r = wanted_dirs_find(dirs, store, w->filter, !w->is_few, err);

	w->dirs = dirs;
	if (r == 0)
		r = store_last_directory_id(store, &w->n_directories, err);
	if (r == 0)
		r = store_fact(store, &w->generation, "generation", err);
	w->n_directories++;
	return r;
}

/* What is left out because of where it is.  1: w->reach says it, or it is
 * nothing; 0: the walk will see to it. */
static int
limit(struct find_look *w, struct store *store,
	const struct find_limits *limits, bool is_quick, struct error *err)
{
	int r;

	if (!find_limits_any(limits))
		return 1;
	if (is_quick)
		return 0;
	r = find_reach_load(&w->reach, store, limits, err);
	if (r <= 0)
		look_clear(w);
	return r;
}

/* Does it keep what it finds, and so find its own bound? */
static int
choose(struct find_look *w, struct store *store,
	const struct find_scan_job *job, bool in_reach, struct error *err)
{
	int r = 0;

	w->digests = job->digests;
	w->most_kept = job->most_kept ? job->most_kept :
		job->is_few	      ? MOST_KEPT_OF_FEW :
					MOST_KEPT;
	/* A way's place in the depth only its entry tells. */
	if (job->keeps && w->n_directories <= KEPT_DIRECTORIES &&
		(in_reach || !find_limits_depth(job->limits)))
		r = is_alone_enough(w, store, &w->keeps, err);
	w->raises =
		w->keeps && in_reach && job->bound && job->bound->n_first > 0;
	return r;
}

/* 1 if it is worth it. */
static int
prepare(struct find_look *w, struct store *store,
	const struct find_scan_job *job, bool is_quick, struct error *err)
{
	/* What it finds of the first few says what need not be looked at. */
	bool worth =
		job->bound && (job->bound->is_set || job->bound->n_first > 0);
	int r = 0;

	if (!worth)
		r = is_worth_it(w, store, &worth, err);
	if (r < 0 || !worth || w->n_directories > MAX_DIRECTORIES)
		return r;
	r = limit(w, store, job->limits, is_quick, err);
	if (r >= 0)
		r = choose(w, store, job, r > 0, err);
	return r < 0 ? r : 1;
}

int
find_scan(struct find_marks **ret, struct store *store,
	const struct find_scan_job *job, bool *ret_done, struct error *err)
{
	_cleanup_(name_ranges_clear) struct name_ranges ranges =
		NAME_RANGES_INIT;
	_cleanup_(wanted_dirs_clear) struct wanted_dirs dirs = WANTED_DIRS_INIT;
	_cleanup_(look_clear) struct find_look w = { .path = store->path,
		.filter = job->filter,
		.found = job->found,
		.bound = job->bound,
		.is_few = job->is_few,
		.archives = job->archives };
	bool is_quick, alone;
	/* What an archive is called says nothing about what is in it. */
	int r = job->archives ?
		0 :
		name_ranges_find(&ranges, store, job->filter, err);

	*ret = NULL;
	is_quick = r > 0 && ranges.n_blocks <= BLOCKS_QUICK;
	*ret_done = !job->if_quick || is_quick ||
		(r > 0 && job->limits->is_everywhere);
	if (r < 0 || !*ret_done)
		return r < 0 ? r : 0;
	use_ranges(&w, r > 0 ? &ranges : NULL);
	r = begin(&w, store, &dirs, err);
	if (r == 0)
		r = prepare(&w, store, job, is_quick, err);
	if (r <= 0)
		return r;
	alone = w.ranges && ranges.n_blocks < BLOCKS_ALONE;
	return w.keeps ? run_keeping(ret, &w, store, alone, err) :
			 run(ret, &w, store, alone, err);
}

int
find_scan_count(int64_t *ret, struct store *store, const struct wanted *filter,
	const struct find_limits *limits, const struct found_digests *found,
	bool *ret_done, struct error *err)
{
	_cleanup_(name_ranges_clear) struct name_ranges ranges =
		NAME_RANGES_INIT;
	_cleanup_(find_marks_freep) struct find_marks *none = NULL;
	_cleanup_(wanted_dirs_clear) struct wanted_dirs dirs = WANTED_DIRS_INIT;
	_cleanup_(look_clear) struct find_look w = { .path = store->path,
		.filter = filter,
		.found = found,
		.counts = true,
		.n_pieces = FIND_LOOK_PIECES };
	bool can = false;
	int r = name_ranges_find(&ranges, store, filter, err);

	*ret_done = false;
	if (r < 0 || (r > 0 && ranges.n_blocks <= BLOCKS_QUICK))
		return r < 0 ? r : 0;
	r = begin(&w, store, &dirs, err);
	if (r == 0)
		r = is_alone_enough(&w, store, &can, err);
	if (r < 0 || !can || w.n_directories > MAX_DIRECTORIES)
		return r;
	r = limit(&w, store, limits, false, err);
	if (r <= 0)
		return r;
	r = run(&none, &w, store, false, err);
	*ret = atomic_load(&w.n_counted);
	*ret_done = r == 0 && !atomic_load(&w.give_up);
	return r;
}

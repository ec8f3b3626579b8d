/* SPDX-License-Identifier: MIT */
/*
 * Reports: rows of the catalogue handed to an output, one function each.
 *
 * The output is the caller's, new: the report begins and ends it.  What the
 * scoped ones see is what store/scope.h was told; paths are those of the
 * places the store was told.  Nothing is printed elsewhere, so remarks about
 * an empty or incomplete answer are the caller's, who gets the numbers.
 *
 * All return 0 or a negative code: that of the store, of the output (-EPIPE:
 * the reader went away), or -EINTR with ERROR_INTERRUPTED.
 */
#ifndef CATALOG_REPORT_REPORT_H
#define CATALOG_REPORT_REPORT_H

#include "model/tree.h"
#include "output/output.h"
#include "store/find.h"
#include "store/rows.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/parse.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define REPORT_NO_LIMIT (-1)

/* A path within a volume, and all below it; "" for all of the volume. */
struct report_place {
	int64_t volume_id;
	const char *within;
};

struct report_places {
	const struct report_place *list; /* none: everything */
	size_t n;
};

/* --- find ------------------------------------------------------------- */

enum report_find_order {
	REPORT_FIND_PATH, /* as it is walked */
	REPORT_FIND_NAME, /* from here on: by bytes, */
	REPORT_FIND_SIZE, /* largest first, */
	REPORT_FIND_ALLOCATED,
	REPORT_FIND_MTIME, /* newest first */
	REPORT_FIND_CTIME,
};

struct report_find {
	struct find_options find;
	enum report_find_order order;
	bool reverse;
	int64_t limit;
};

struct report_find_result {
	int64_t rows;
	int64_t given_up; /* names left out: see store_find_given_up() */
};

/*
 * Streams in the order of paths.  Any other order holds the rows, but no more
 * than the limit.
 */
int report_find(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err);
/* How many there are, as one row; the limit counts too. */
int report_find_count(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err);

/* --- dupes ------------------------------------------------------------ */

enum report_order {
	REPORT_BY_WASTED,
	REPORT_BY_SIZE,
	REPORT_BY_COPIES,
	REPORT_BY_PATH, /* of the first copy of each group */
};

struct report_dupes {
	enum report_order order;
	bool reverse;
	int64_t min_size;
	int64_t max_size;
	int64_t min_volumes; /* 1, or 2: only groups across volumes */
	int64_t limit;
	bool is_scoped;
	/* What may be equal instead of what is; not by path.  After
	 * store_find_unsettled(). */
	bool is_candidates;
};

struct report_totals {
	int64_t groups; /* all, beyond the limit too */
	int64_t shown;
	int64_t copies;
	int64_t redundant; /* copies beyond the first of each group */
	int64_t wasted;	   /* their bytes; saturates */
};

/*
 * Groups, each with its copies by volume and path.  A file with several links
 * is one copy, under the first of its paths.  Holds one group in memory, and
 * the groups that only their digests or paths can put in order.
 */
int report_dupes(struct store *store, const struct report_dupes *options,
	struct output *output, struct report_totals *ret, struct error *err);
/* The totals alone; output may be NULL, else it gets them as one row. */
int report_dupes_summary(struct store *store,
	const struct report_dupes *options, struct output *output,
	struct report_totals *ret, struct error *err);
/* The contents that report_dupes() would show, in its order.  Caller frees. */
int report_dupes_contents(struct store *store,
	const struct report_dupes *options, int64_t **ret, size_t *ret_n,
	struct error *err);

struct report_trees {
	enum report_order order;
	bool reverse;
	int64_t limit;
};

/*
 * Equal and contained directories.  output NULL: the totals only, in which
 * what is contained is one redundant copy.
 */
int report_trees(struct store *store, const struct trees *trees,
	const struct report_trees *options, struct output *output,
	struct report_totals *ret, struct error *err);
/* Totals as one row. */
int report_totals_row(const struct report_totals *totals, struct output *output,
	struct error *err);

/* --- copies ----------------------------------------------------------- */

struct report_few {
	int64_t min_size;
	int64_t max_size;
	int64_t min_copies;  /* fewer than that, */
	int64_t min_volumes; /* or on fewer volumes than that */
	int64_t only_on;     /* a volume: content that is on no other; or 0 */
	bool candidates;     /* those too of which more copies may be found */
	bool by_size;	     /* largest first, else by directory */
	bool reverse;	     /* by size: smallest first */
	int64_t limit;
	bool is_scoped;
};

struct report_few_totals {
	int64_t contents; /* beyond the limit too */
	int64_t shown;
	int64_t bytes; /* of one copy of each; saturates */
};

/*
 * Contents with few copies and where those are; the scope limits which files
 * are looked at, not where their copies are.  After store_find_unsettled().
 * output NULL: the totals only.
 */
int report_few(struct store *store, const struct report_few *options,
	struct output *output, struct report_few_totals *ret,
	struct error *err);
/* The totals as one row. */
int report_few_summary(const struct report_few_totals *totals,
	struct output *output, struct error *err);

/* --- where ------------------------------------------------------------- */

struct report_where;

enum report_state {
	REPORT_UNKNOWN,	  /* no file has this content */
	REPORT_CANDIDATE, /* one may have it that was not read */
	REPORT_KNOWN,
};

/* One content that is looked for. */
struct report_content {
	const char *query;     /* as it was asked for */
	int64_t size;	       /* -1: not known */
	const uint8_t *digest; /* of all of it, or NULL */
	int64_t content_id;    /* that has it, or 0 */
	int64_t partial_id;    /* that its head and tail have, or 0 */
	bool has_same_size;    /* look at those of ROWS_SAME_SIZE with compare:
			     * 0 differs, 1 equal, 2 not known, or negative */
	int (*compare)(void *arg, const struct rows *row, struct error *err);
	void *arg;
};

struct report_where_options {
	bool missing; /* a row only for what is not known */
	bool is_scoped;
};

/* store, output are borrowed. */
int report_where_open(struct report_where **ret, struct store *store,
	struct output *output, const struct report_where_options *options,
	struct error *err);
int report_where_add(struct report_where *w,
	const struct report_content *content, enum report_state *ret,
	struct error *err);
int report_where_end(struct report_where *w, struct error *err);
void report_where_free(struct report_where *w);

/* --- compare ----------------------------------------------------------- */

struct report_compared {
	int64_t missing; /* content of the scope that is not on the other side */
	int64_t missing_bytes; /* saturates */
	int64_t only_a;	       /* names; a directory with all below it is one */
	int64_t only_b;
	int64_t differ;
	int64_t same;	 /* files */
	int64_t unknown; /* may be missing; or, by name, were compared by size
			  * and time alone */
	int64_t shown;
};

struct report_only_here {
	struct size_range size;
	bool by_size; /* largest first, else by directory */
	bool reverse; /* by size: smallest first */
	int64_t limit;
};

/* Content of the scope that is not on the other side (store/scope.h). */
int report_only_here(struct store *store,
	const struct report_only_here *options, struct output *output,
	struct report_compared *ret, struct error *err);

struct report_names {
	int64_t a; /* directory ids */
	int64_t b;
	bool all; /* what is the same, too */
	int64_t limit;
};

/* Two trees by relative name.  Holds the directories that are still to be
 * visited. */
int report_names(struct store *store, const struct report_names *options,
	struct output *output, struct report_compared *ret, struct error *err);

/* --- volumes, roots, scans, problems ----------------------------------------- */

/* A volume that is online: what is known of it at this moment. */
struct report_online {
	int64_t volume_id;
	const char *mount_point;
	int64_t capacity_bytes; /* -1: unknown, take what is stored */
	int64_t free_bytes;
};

struct report_volumes {
	const struct report_online *online;
	size_t n_online;
	struct report_places places; /* those that they are on */
	bool is_long; /* what each is recognised by and can be trusted for */
};

int report_volumes(struct store *store, const struct report_volumes *options,
	struct output *output, int64_t *ret_rows, struct error *err);
/* Directories that are scanned, with their options and last scan. */
int report_roots(struct store *store, const struct report_places *places,
	struct output *output, int64_t *ret_rows, struct error *err);

struct report_scans {
	struct report_places places; /* of roots there */
	int64_t limit;
	bool is_long; /* who ran it, and all counts */
};

/* Newest first. */
int report_scans(struct store *store, const struct report_scans *options,
	struct output *output, int64_t *ret_rows, struct error *err);
int report_problems(struct store *store, bool is_scoped, struct output *output,
	int64_t *ret_rows, struct error *err);

/* What was looked into, and how much is in it. */
struct report_archives {
	bool is_scoped;
	int64_t min_size; /* of the archive */
	int64_t max_size;
};
int report_archives(struct store *store, const struct report_archives *options,
	struct output *output, int64_t *ret_rows, struct error *err);

/* Is any problem of this stage (store/scans.h) in the scope?  1 or 0. */
int report_has_problems(struct store *store, bool is_scoped, const char *stage,
	struct error *err);

/* --- changes ----------------------------------------------------------- */

enum report_change_order {
	REPORT_CHANGES_BY_TIME, /* newest first */
	REPORT_CHANGES_BY_PATH,
	REPORT_CHANGES_BY_SIZE, /* largest first */
};

struct report_changes {
	struct report_places places; /* one after another */
	int64_t first_scan;	     /* 0: any */
	int64_t last_scan;
	int64_t since_ns;
	bool has_since;
	struct size_range size; /* now, or of what is gone then */
	bool has_size;
	enum report_change_order order;
	bool reverse;
	int64_t limit;
};

int report_changes(struct store *store, const struct report_changes *options,
	struct output *output, int64_t *ret_rows, struct error *err);

/* --- ls, tree ---------------------------------------------------------- */

enum report_entry_order {
	REPORT_ENTRY_BY_NAME,
	REPORT_ENTRY_BY_SIZE, /* this and the next: the largest first */
	REPORT_ENTRY_BY_ALLOCATED,
	REPORT_ENTRY_BY_FILES,
	REPORT_ENTRY_BY_MTIME, /* the newest first */
};

/* What an operand names: an entry of a directory, or the directory itself if
 * name_len is 0. */
struct report_target {
	int64_t dir_id;
	const char *name;
	size_t name_len;
};

struct report_browse {
	const struct report_target *targets;
	size_t n_targets;
	bool is_tree;  /* each target first, what is below it as a drawing */
	bool is_long;  /* ls: mode, owner and the like in a table */
	int64_t depth; /* 1: what is in a directory; 0: itself */
	enum report_entry_order order;
	bool reverse;
	bool hidden; /* names that begin with a dot too */
	bool directories_only;
	int64_t limit;
};

int report_browse(struct store *store, const struct report_browse *options,
	const struct output_options *look, struct output *output,
	int64_t *ret_rows, struct error *err);

/* --- types, ages, owners, top, twins ----------------------------------- */

enum report_sum_order {
	REPORT_SUM_BY_SIZE, /* this and the next two: the largest first */
	REPORT_SUM_BY_ALLOCATED,
	REPORT_SUM_BY_FILES,
	REPORT_SUM_BY_NAME, /* of the type, the owner; ages: by time */
};

/* Which files are looked at, every inode once, and how rows come. */
struct report_sums {
	struct size_range size;
	bool is_scoped;
	enum report_sum_order order;
	bool reverse;
	int64_t limit;
};

int report_types(struct store *store, const struct report_sums *options,
	bool by_kind, struct output *output, int64_t *ret_rows,
	struct error *err);

struct report_ages {
	struct report_sums sums;
	int64_t now_ns;
	bool by_year;  /* of the last modification, else by age */
	int64_t years; /* only what was not modified for so long */
};

int report_ages(struct store *store, const struct report_ages *options,
	struct output *output, int64_t *ret_rows, struct error *err);
int report_owners(struct store *store, const struct report_sums *options,
	bool by_group, struct output *output, int64_t *ret_rows,
	struct error *err);
/* The largest files, or the directories whose own files, not those further
 * below, are largest.  Holds as many as the limit says. */
int report_top(struct store *store, const struct report_sums *options,
	bool directories, struct output *output, int64_t *ret_rows,
	struct error *err);

struct report_twins {
	bool is_scoped;
	int64_t limit; /* of groups */
};

/* Names of one directory that are one name where case or the way in which
 * characters are composed does not count. */
int report_twins(struct store *store, const struct report_twins *options,
	struct output *output, int64_t *ret_groups, struct error *err);

/* --- du ---------------------------------------------------------------- */

struct report_du {
	const struct report_target *targets;
	size_t n_targets;
	int64_t depth; /* how many levels of those below get a row too */
	bool all;      /* files too, not only directories */
	enum report_entry_order order; /* SIZE, ALLOCATED or FILES */
	bool reverse;
	int64_t since_ns;
	bool has_since; /* tell how they grew, most first; else largest first */
	int64_t limit;
};

struct report_du_result {
	int64_t rows;
	int64_t unknown; /* of them, how much they held then is not known */
};

int report_du(struct store *store, const struct report_du *options,
	struct output *output, struct report_du_result *ret, struct error *err);

/* --- verify ------------------------------------------------------------- */

struct report_name {
	int64_t dir_id; /* 0: there is none */
	int64_t volume_id;
	const char *name;
	size_t name_len;
};

struct report_finding {
	const char *state;
	struct report_name file;
	int64_t size;
	int64_t mtime_ns;
	const char *problem;   /* NULL: none */
	const uint8_t *digest; /* DIGEST_BYTES; NULL: not known */
	const uint8_t *found;
	struct report_name copy; /* that should be healthy */
	bool is_copy_read;	 /* and is */
};

/* Rows as they come: begin, rows, end. */
struct verify_report;
int report_verify_begin(struct verify_report **ret, struct store *store,
	struct output *output, struct error *err);
int report_verify_row(struct verify_report *v,
	const struct report_finding *finding, struct error *err);
int report_verify_end(struct verify_report *v, struct error *err);
void report_verify_free(struct verify_report *v);
DEFINE_CLEANUP(struct verify_report *, report_verify_free);

/* --- metrics ----------------------------------------------------------- */

/* Append them as Prometheus reads them.  pending_bytes: of what waits to be
 * hashed, or -1 to have it looked up. */
int report_metrics(struct store *store, const struct report_volumes *online,
	int64_t pending_bytes, struct strbuf *ret, struct error *err);

/* --- sql --------------------------------------------------------------- */

/* Each statement in sql, with an output of its own if it has columns. */
int report_sql(struct store *store, const char *sql, FILE *stream,
	const struct output_options *options, struct error *err);

#endif

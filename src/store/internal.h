/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: what a struct store holds, and the verbs that its files
 * offer each other but nobody else.
 */
#ifndef CATALOG_STORE_INTERNAL_H
#define CATALOG_STORE_INTERNAL_H

#include "model/entry.h"
#include "store/changes.h"
#include "store/entries.h"
#include "store/idmap.h"
#include "store/query.h"
#include "store/setup.h"
#include "store/store.h"
#include "store/survey/survey.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#define STORE_APPLICATION_ID 0x63744c67 /* "ctLg" */
#define STORE_BUSY_MS 15000		/* how long a lock is waited for */
#define STORE_VERSION 2			/* of schema.sql */

struct attribute_cache;
struct entry_chunk;
struct path_cache;
struct contents_state;
struct checks;
struct standing;
struct few_filter;
struct other;
struct volume_runs;
struct sightings;
struct waiting;
struct unlisted_cursor;
struct bulk;
struct scope;
struct new_contents;
struct unwritten;

struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	struct store_setup setup;
	char *draft;	      /* where it is while it is one, else NULL */
	char *journal_note;   /* NULL on a local file system */
	int64_t rows_written; /* in entry and directory */
	sqlite3_stmt *statements[QUERY_N];
	const struct look *look; /* while a statement looks (look.h) */
	bool in_rows;	     /* a report is stepping: it may be interrupted */
	int64_t deadline_ns; /* clock_monotonic_ns() when a statement is to be
			      * given up; 0: never */

	/* What the open transaction has to settle before it commits. */
	bool entry_changed;   /* raise fact.generation */
	uint64_t temp_made;   /* temp.c: tables of temp.sql, a bit each */
	bool out_of_memory;   /* a note below was lost: do not commit */
	struct idmap totals;  /* directory -> struct totals_note */
	struct idmap touched; /* content id / 64 -> bits */

	/* The run whose changes of totals are kept (history.c); 0: none. */
	int64_t history_ns;
	int64_t history_last_dir; /* it added the directories beyond */

	/* What is remembered of the catalogue; dropped by a rollback. */
	struct attribute_cache *attributes;
	struct path_cache *paths; /* with the places */
	struct idmap kept;	  /* directories on the way to a root */
	bool kept_loaded;

	struct entry_chunk *entries;  /* store_entries_open() */
	struct strbuf directory_name; /* store_directory() */
	int64_t unsealed_dir;	      /* whose seal was removed last; 0: none */
	bool name_index_known;	      /* the next is what the file says */
	int64_t name_index_last;      /* name_index.h */
	int64_t name_index_min;	      /* names worth one; 0: as was measured */
	bool scans_settled; /* killed runs are marked; ours have begun */

	/* contents.c keeps its cursors here and says how to free them. */
	struct contents_state *contents;
	void (*free_contents)(struct contents_state *);
	struct scope *scope;   /* scope.c; NULL: empty */
	int64_t scope_few;     /* names are asked for by directory; 0: as was
			       * measured, -1: none */
	struct checks *checks; /* verified.c */
	struct standing *standing;   /* store_find_unsettled() */
	struct few_filter *few_list; /* freed by free() */
	struct other *other;	     /* store_compare_sides() */
	struct dir_names *dir_names; /* while these are read */
	struct waiting *waiting;     /* waiting.c; freed by free() */
	/* Of a reader, until its transaction ends (halves.h). */
	struct store *beside;
	struct volume_runs *volume_runs;
	struct sightings *sightings;
	struct unlisted_cursor *unlisted;  /* archives.c */
	struct bulk *bulk;		   /* bulk.c; NULL if only read */
	struct new_contents *new_contents; /* likewise; freed by free() */
	struct unwritten *unwritten;	   /* likewise; freed by its own */
};

/* --- netfs.c ----------------------------------------------------------- */

/* Does a server (or a FUSE daemon) answer for the file or the directory it
 * would be in?  Then its kind, "NFS", else NULL. */
const char *netfs_kind(const char *path);

/* --- library.c ----------------------------------------------------------- */

/* Before SQLite is used: the first store of a process is opened by its main
 * thread before there are others.  Later calls do nothing. */
void library_configure(void);

/* --- write_early.c and spare_files.c, called by SQLite ------------------- */

/* As pwrite64(). */
ssize_t write_early(int fd, const void *bytes, size_t len, off64_t at);
/* As open(); when the process has no descriptor left, one of those kept for
 * SQLite is given up for it. */
int spare_files_open(const char *path, int flags, int mode);
/* Keep them, and again those that were given up, as far as there are any. */
void spare_files_keep(void);

/* --- file.c -------------------------------------------------------------- */

/* Not a path. */
#define STORE_IN_MEMORY ":memory:"

/* As mkdir -p, 0700, for the directories above a file. */
int make_parents(const char *path, struct error *err);
/* Is it there, and may it be read or written?  If a writer finds none, an empty
 * one is made: a draft where that is asked for and nothing is in its place. */
int file_find(struct store *store, struct error *err);
/* What a reader is told who finds none. */
int file_missing(const char *path, struct error *err);

/* --- open.c (see also setup.h) ------------------------------------------ */

/* Open the file and make it ready; and let go of it, with all that belongs to
 * the connection.  Between them it may have been given another name. */
int store_set_up(struct store *store, struct error *err);
void store_disconnect(struct store *store);

/* Will this reader come to each page of the file once, or to some often? */
void store_read_once(struct store *store, bool once);
/* Is the time over, or was the program interrupted? */
bool store_is_stopped(const struct store *store);

/* --- draft.c ------------------------------------------------------------ */

/* What is added to a catalogue's name, at most: ".draft-XXXXXX-journal". */
#define STORE_DRAFT_SUFFIX 21
/* An empty file for a catalogue that is not there yet, beside its place. */
int draft_create(struct store *store, struct error *err);
/* Instead of a journal that outlives the process. */
int draft_tune(struct store *store, struct error *err);
/* What was not published is thrown away.  After store_disconnect(). */
void draft_drop(struct store *store);

/* --- temp.c -------------------------------------------------------------- */

/* The tables of temp.sql: all, for a writer, and for a reader those that a
 * statement names which is going to be prepared. */
int temp_make_all(struct store *store, struct error *err);
int temp_make_named(struct store *store, const char *sql, struct error *err);
/* Then there is nothing in them. */
bool temp_none_made(const struct store *store);

/* --- attributes.c ------------------------------------------------------ */

int attribute_put(struct store *store, int64_t *ret_id,
	const struct entry *entry, struct error *err);
/* Sets mode, uid and gid. */
int attribute_get(struct store *store, int64_t id, struct entry *ret,
	struct error *err);
void attributes_free(struct store *store);

/* --- touched.c: contents whose members changed ------------------------- */

/* Note that names of this content came or went; 0 is ignored. */
void store_touch_content(struct store *store, int64_t content_id);
/* Recompute copies and volumes of what was touched; drop what is unused. */
int touched_flush(struct store *store, struct error *err);

/* --- totals.c ---------------------------------------------------------- */

/* What is noted of one directory. */
struct totals_note {
	struct totals sum;
	int64_t parent_id;
	int64_t depth; /* below the volume's own root, from 1; 0: not known */
	bool parent_known;
	bool is_unsealed; /* and known to be */
	size_t place;	  /* where it waits (bulk.c), if it does */
};

/* Add what was noted to the directories and all above them. */
int totals_flush(struct store *store, struct error *err);
/* A new directory: its parent is known, which saves looking it up; so is where
 * it waits for its row, from 1. */
void totals_note_new(struct store *store, int64_t dir_id, int64_t parent_id,
	size_t place);
size_t totals_new_place(struct store *store, int64_t dir_id);
void totals_note_sealed(struct store *store, int64_t dir_id);
/* Has it no seal because the open transaction added it?  False if in doubt. */
bool totals_is_unsealed(struct store *store, int64_t dir_id);
/* The totals row of a directory, after a flush. */
int totals_read(struct store *store, struct totals *ret, int64_t dir_id,
	struct error *err);
void totals_add(struct totals *to, const struct totals *t);
/* What one name adds to the totals of its directory, times sign. */
struct totals totals_of_entry(const struct entry *entry, int sign);
struct totals totals_negative(const struct totals *t);

/* --- history.c --------------------------------------------------------- */

/* The totals of a directory are about to change: keep what they are. */
int history_keep(struct store *store, int64_t dir_id, struct error *err);
int history_remove(struct store *store, int64_t dir_id, struct error *err);

/* --- subtree.c --------------------------------------------------------- */

/* Remove a directory and everything below it, but not its own entry.  Rows
 * on the way to a root stay, as ways.  Adds the names to *removed. */
int subtree_remove(struct store *store, int64_t dir_id, int64_t *removed,
	struct error *err);
/* The same with the roots: its name means something else now. */
int subtree_forget(struct store *store, int64_t dir_id, struct error *err);
/* Is a root there or below?  1 or 0. */
int subtree_is_kept(struct store *store, int64_t dir_id, struct error *err);

/* --- volume_names.c ---------------------------------------------------- */

/* Can the volume be called so, and is no other one?  id 0: a new one. */
int volume_check_name(struct store *store, int64_t id, const char *name,
	struct error *err);
/* The suggestion, or with -2, -3 ... the first that is free. */
int volume_invent_name(struct store *store, char **ret, const char *suggestion,
	struct error *err);

/* --- ways.c ------------------------------------------------------------ */

/* A directory and its entry, of which nothing else is known. */
int way_add(struct store *store, const struct directory *dir,
	struct error *err);

/* --- listing.c --------------------------------------------------------- */

void entries_free(struct store *store);

/* --- entries.c --------------------------------------------------------- */

/* ctime is stored as what it is behind mtime (schema.sql). */
static inline int64_t
lag_of(const struct entry *e)
{
	return (int64_t)((uint64_t)e->ctime_ns - (uint64_t)e->mtime_ns);
}

static inline int64_t
ctime_of_lag(int64_t mtime_ns, int64_t lag)
{
	return (int64_t)((uint64_t)mtime_ns + (uint64_t)lag);
}

/* The same of the entry `e`, where a sum that does not fit must not become a
 * floating point number. */
#define ENTRY_CTIME_SQL                                                        \
	"(CASE"                                                                \
	" WHEN e.lag > 0 AND e.mtime > 9223372036854775807 - e.lag"            \
	" THEN (e.mtime | (-9223372036854775807 - 1))"                         \
	" + (e.lag | (-9223372036854775807 - 1))"                              \
	" WHEN e.lag < 0 AND e.mtime < (-9223372036854775807 - 1) - e.lag"     \
	" THEN (e.mtime & 9223372036854775807)"                                \
	" + (e.lag & 9223372036854775807)"                                     \
	" ELSE e.mtime + e.lag END)"

/* The columns of ENTRY and ENTRIES, all but the name. */
int entry_read(const struct bind *b, struct known_entry *ret,
	struct error *err);
/* The row of that name in that directory, the statement's parameters: 1 or 0.
 * The name is borrowed. */
int entry_read_named(struct bind *b, struct known_entry *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);
/* Of a regular file what its digest hangs on, in five columns from that one on:
 * name (borrowed until the next row), size, mtime, lag, inode. */
void entry_read_content_facts(const struct bind *b, int column,
	struct entry *ret);
/* bind_run() of what changes an entry or a directory: store->rows_written. */
int entry_run_counted(struct bind *b, struct error *err);
/* Something stored in the directory is about to change. */
int entry_unseal(struct store *store, int64_t dir_id, struct error *err);
/* Other names of this inode whose content was read under other facts. */
int entry_clear_linked(struct store *store, int64_t dir_id,
	const struct entry *e, struct error *err);
/* Give a directory that is only a way its entry, of mode 0. */
int entry_add_way(struct store *store, int64_t dir_id, struct error *err);

/* Forget a name's row and its problems, nothing else. */
int entry_drop(struct store *store, int64_t dir_id, const struct entry *entry,
	struct error *err);

/* --- bulk.c: directories that wait for their rows, and names ------------- */

int bulk_register(struct store *store, struct error *err);
void bulk_free(struct bulk *bulk);
int bulk_add_directory(struct store *store, const struct directory *dir,
	struct error *err);
/* Of one that waits there: true; else its row is to be changed. */
bool bulk_set_state(struct store *store, int64_t dir_id, size_t place,
	enum directory_state state, uint64_t seal);
bool bulk_add_sum(struct store *store, int64_t dir_id, size_t place,
	const struct totals *sum);
/* Does any wait, and must all be written before this statement? */
bool bulk_has_directories(const struct store *store);
bool bulk_is_waited_for(const struct store *store, enum query query);
int bulk_flush(struct store *store, struct error *err);
void bulk_forget(struct store *store);

/* --- changes.c --------------------------------------------------------- */

struct change {
	int64_t scan_id;
	enum change_kind kind;
	uint32_t mode; /* its type */
	const char *within;
	size_t within_len;
	const char *old_within; /* NULL: did not move */
	size_t old_within_len;
	int64_t size_bytes;
	int64_t old_size_bytes; /* not of what was added */
	int64_t mtime_ns;
};
int change_add(struct store *store, const struct change *change,
	struct error *err);

/* --- paths.c ----------------------------------------------------------- */

void paths_forget(struct store *store);
/* The path of a name within its volume. */
int paths_of_name(struct store *store, struct strbuf *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);
/* The error of a directory that is below itself. */
int paths_in_circle(int64_t dir_id, struct error *err);
/* Is a path on the volume its directory's with the name behind it, from the
 * top on?  Not where only a part of it is mounted, or parts in several places.
 */
bool paths_are_plain(struct store *store, int64_t volume_id);
/* The i-th part of a volume, "" for all of it, that a path may be seen through:
 * where it is mounted, and where it was last.  1 with it, borrowed; 0 behind
 * these. */
int paths_mount_root(struct store *store, const char **ret, int64_t volume_id,
	size_t i, struct error *err);
void paths_free(struct store *store);

/* --- candidates.c: SQL functions, and where its cursors are ------------ */

int contents_prepare(struct store *store, struct error *err);
/* How many names there are, as far as the candidates were looked for among
 * all of them; 0: not known. */
int64_t contents_names_noted(const struct store *store);
/* How many small files are to be read in the order of the catalogue. */
int64_t contents_small_wanted(const struct store *store);
/* Was it there when the candidates were listed?  Then it may have names that no
 * scan has looked at for long, with numbers that other files have by now. */
bool contents_is_of_before(const struct store *store, int64_t content_id);
/* maybe_twin() is about the sizes of members (member_work.c), until the second
 * of these. */
int contents_note_members(struct store *store, struct error *err);
void contents_forget_sizes(struct store *store);

/* --- contents.c ---------------------------------------------------------- */

int contents_set_parent(struct store *store, int64_t content_id,
	int64_t parent_id, struct error *err);

/* 1, or 0 when the name no longer has the facts or has a content: then that it
 * was to get one is counted. */
int store_set_content(struct store *store, int64_t dir_id,
	const struct entry *facts, int64_t content_id, struct error *err);
/* A content that was there already gets names of files on one volume that have
 * one name each and no content yet: it has so many copies more. */
int store_add_copies(struct store *store, int64_t content_id, int64_t copies,
	int64_t volume_id, struct error *err);

/* --- waiting.c: its SQL function, and what waits for the commit ---------- */

int waiting_register(struct store *store, struct error *err);
int waiting_flush(struct store *store, struct error *err);
void waiting_forget(struct store *store);

/* --- subtree_bits.c ------------------------------------------------------ */

/* A catalogue whose directories have such numbers is not ours. */
#define SUBTREE_DIRECTORIES_MAX (INT64_C(1) << 31)

/* The directories of a subtree, a bit each. */
struct subtree_bits {
	uint64_t *bits; /* freed by free() */
	int64_t n;	/* all have numbers below */
};
/* None of those there are; *ret is zero. */
int subtree_none(struct subtree_bits *ret, struct store *store,
	struct error *err);
/* Of n directories; *ret are zero. */
int subtree_bits(struct store *store, struct subtree_bits *const ret[],
	const int64_t dir_ids[], size_t n, struct error *err);

/* What is below each of n directories is added to its bits, */
int subtree_mark(struct store *store, struct subtree_bits *const ret[],
	const int64_t dir_ids[], size_t n, struct error *err);
/* and below one that has few names. */
int subtree_mark_by_names(struct store *store, struct subtree_bits *bits,
	int64_t dir_id, struct error *err);

/* One that has another number is none. */
static inline void
subtree_add(struct subtree_bits *s, int64_t dir_id)
{
	if (dir_id > 0 && dir_id < s->n)
		s->bits[dir_id / 64] |= UINT64_C(1) << (dir_id % 64);
}

static inline bool
subtree_has(const struct subtree_bits *s, int64_t dir_id)
{
	return dir_id > 0 && dir_id < s->n &&
		(s->bits[dir_id / 64] >> (dir_id % 64) & 1) != 0;
}

/* --- scope.c ----------------------------------------------------------- */

/* Before a statement is run that may ask what is in the scope. */
int scope_ready(struct store *store, const char *sql, struct error *err);
void scope_free(struct scope *scope);
/* Its SQL function. */
int scope_register(struct store *store, struct error *err);

/* Those in the scope, borrowed; zero if there are none. */
int scope_directories(struct store *store, struct subtree_bits *ret,
	struct error *err);
/* How many names are below its directories, as was noted there. */
int scope_count_names(struct store *store, int64_t *ret, struct error *err);
/* 1 with the directories in the scope, borrowed, where there are so many that
 * one had better look at all names there are; 0. */
int scope_within(struct store *store, const struct subtree_bits **ret,
	struct error *err);
/* The directories on the ways from the tops of volumes to what is in the scope,
 * and those in it.  *ret is zero. */
int scope_ways(struct store *store, struct subtree_bits *ret,
	struct error *err);

/* --- other.c ------------------------------------------------------------- */

void other_free(struct other *o);
/* Its SQL function. */
int other_register(struct store *store, struct error *err);

/* --- dir_names.c, few_list.c: their SQL functions ------------------------- */

int dir_names_register(struct store *store, struct error *err);
int few_list_register(struct store *store, struct error *err);

/* --- verified.c ---------------------------------------------------------- */

void checks_free(struct checks *checks);

/* --- archives.c ---------------------------------------------------------- */

void unlisted_free(struct unlisted_cursor *cursor);

/* --- match.c: SQL functions -------------------------------------------- */

int match_register(struct store *store, struct error *err);

#endif

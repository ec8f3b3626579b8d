/* SPDX-License-Identifier: MIT */
/*
 * One walker thread: its state, shared by the files that make it up.
 *
 *   walker.c     jobs, the stack of open directories, batches to the writer
 *   lessons.c    what the volume can be trusted for; sample.c looks at files
 *   meet.c       what is done with each name
 *   renames.c    directories that moved
 *   walk.c       reading a subtree with nftw(): the fast way
 *   careful.c    reading one directory with readdir(): after an error, around
 *                mount points, where /proc is missing, and on volumes far away,
 *                where other walkers help
 *   reconcile.c  comparing a directory that was read with what is known of it;
 *                seal.c spares that where nothing changed
 *
 * A struct walker belongs to its thread.  A struct unit is a directory being
 * read: the names gathered so far, until it is complete and compared as one.
 */
#ifndef CATALOG_SCAN_WALKER_H
#define CATALOG_SCAN_WALKER_H

#include "scan/batch.h"
#include "scan/crew.h"
#include "scan/lessons.h"
#include "store/entries.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <sys/stat.h>

/* A name that was seen; child_id is a directory's number, else 0. */
struct seen {
	struct entry entry; /* first: unit_compare_names() takes either */
	int64_t child_id;
	bool is_told;  /* a directory that moved here: nothing left to tell */
	bool is_known; /* a directory that was known by this name when met */
};

/* Names with a problem row of their own per directory; the rest are counted
 * in one sentence. */
#define WALKER_PROBLEMS_NAMED 64u

struct unit {
	int64_t dir_id;
	bool known;		    /* compare with the catalogue */
	enum directory_state state; /* in the catalogue, if known */
	uint64_t seal;		    /* likewise */
	bool is_taken;		    /* of a child: nobody is to read it again */
	bool differs; /* a subdirectory of it is new, so compare it */
	bool suspect; /* reading it may have ended early: read it again */
	bool fresh;   /* changed too recently for its ctime to prove a thing */
	int problem;  /* first errno met in it, 0 if none */
	unsigned int n_problems;
	struct stat stat;  /* the directory itself */
	size_t path_len;   /* of walker.path that names it */
	struct seen *seen; /* every name, directories too */
	size_t n_seen;
	size_t size_seen;
	struct arena names;
};

struct walker {
	struct crew *crew;
	struct scan_shared *shared;
	struct pulse *pulse;
	struct store *store; /* own, read-only; NULL until needed */
	int64_t snapshot_ns; /* when its view of the catalogue was taken */
	struct batch *batch; /* being filled */
	const struct job *job;
	const struct trust *trust; /* in the job's volume */
	struct times_seen times;   /* on the crew's volume */
	int job_fd;		   /* the job's directory */
	struct strbuf path;	   /* of what is being read, from the root */
	struct unit *units;	   /* by level below the job's directory */
	unsigned int n_units;	   /* open now */
	unsigned int size_units;   /* allocated: shared->levels + 1 */
	struct error error;	   /* ends the run; set once */
};

/* The thread's main function: take jobs until there are none. */
int walker_run(struct crew *crew, struct error *err);

/* Has the run failed or been told to stop? */
bool walker_is_stopping(struct walker *w);

/* --- units ------------------------------------------------------------ */

/* Begin reading a directory at the next level.  The path must be in place. */
struct unit *walker_open_unit(struct walker *w, int64_t dir_id, bool known,
	const struct stat *st);
/* The deepest unit is read: compare it, tell the writer, close it.  On a stop
 * only additions are told and nothing is taken for complete. */
void walker_close_unit(struct walker *w);
struct unit *walker_top(struct walker *w);
/* Remember a name.  -ENOMEM sets w->error. */
struct seen *unit_add(struct walker *w, struct unit *u, const char *name,
	size_t len, const struct stat *st);

/* memcmp order of struct seen or struct entry, as the catalogue's; for qsort()
 * and bsearch(). */
int unit_compare_names(const void *a, const void *b);
/* The top unit's directory, opened without following links, or a negative
 * errno: -ESTALE if it is another one by now. */
int walker_open_top(struct walker *w);

/* --- what was met ------------------------------------------------------ */

enum child_fate {
	CHILD_DESCEND, /* read it here and now: *ret_dir_id is set */
	CHILD_LEAVE,   /* not ours, or somebody else was given it */
};

/*
 * A subdirectory of the top unit.  Tells the writer what is new about it and
 * decides who reads it.  w->path must name it.  may_descend: this walker could.
 */
enum child_fate walker_meet_directory(struct walker *w, const char *name,
	size_t len, const struct stat *st, bool may_descend,
	struct unit *ret_child);
void walker_meet_file(struct walker *w, const char *name, size_t len,
	const struct stat *st);
/* A name of the top unit that could not be examined. */
void walker_meet_problem(struct walker *w, const char *name, size_t len,
	int error);
/* A directory that could not be opened; like walker_meet_directory(). */
void walker_meet_unreadable(struct walker *w, const char *name, size_t len,
	const struct stat *st, int error);
/* A mount point: nothing below it, nor its own lstat, belongs here.  A file
 * may be one, too: it is told of, and what is known of it stays. */
void walker_meet_mount(struct walker *w, const char *name, size_t len,
	bool is_directory);

/* Is a name of the top unit none that this scan looks at? */
bool walker_leaves_out(struct walker *w, const char *name, size_t len,
	bool is_directory);
/* Is `path` (relative to the root) a mount point?  Has it one inside? */
bool walker_is_mount_point(const struct walker *w, const char *path);
bool walker_holds_mount_point(const struct walker *w, const char *path);

/* --- to the writer ------------------------------------------------------ */

/* The next operation of the batch; pushes a full batch first. */
struct operation *walker_tell(struct walker *w, enum operation_type type,
	int64_t dir_id);
void walker_flush(struct walker *w);
void walker_tell_state(struct walker *w, int64_t dir_id,
	enum directory_state state, uint64_t seal);
/* One more name seen, for the summary and the progress line. */
void walker_count(struct walker *w, const struct stat *st);
void walker_tell_problem(struct walker *w, int64_t dir_id, const char *name,
	size_t len, int error, const char *text);

/* --- the catalogue ------------------------------------------------------ */

/* The walker's read-only store, opened and its snapshot renewed as needed;
 * NULL (and w->error) on failure.  Not while a cursor is open. */
struct store *walker_store(struct walker *w);

/* --- ways to read ------------------------------------------------------- */

/* Walk the job's directory, whose unit is open, and all below; closes it. */
void walk_subtree(struct walker *w);
/* Read the top unit's directory again (or for the first time), name by name.
 * Subdirectories not yet seen become jobs. */
void careful_read(struct walker *w);
/* Compare the top unit with the catalogue and tell the differences.
 * only_additions: it was not read to its end.  Returns the seal it has from
 * now on, 0 if what is stored is not all that was seen. */
uint64_t reconcile(struct walker *w, bool only_additions);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The walkers of one volume, and the directories they hand one another.
 *
 * Each walker is a thread that takes a job (a directory), walks the subtree,
 * and hands over subdirectories while another walker has nothing to do, and one
 * ahead.  The crew is done when no job is left and nobody works.
 *
 * Jobs are taken last in, first out, so a wide tree does not pile up.
 */
#ifndef CATALOG_SCAN_CREW_H
#define CATALOG_SCAN_CREW_H

#include "scan/filter.h"
#include "store/entries.h"
#include "util/error.h"
#include "util/queue.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One root of a run.  Immutable while it is walked. */
struct walk_root {
	size_t index;	    /* among the roots of the run */
	int fd;		    /* its directory, O_RDONLY; owned by the run */
	const char *within; /* its path within the volume, relative */
	int64_t volume_id;
	int64_t dir_id;
	bool known;		    /* the catalogue may hold entries of it */
	enum directory_state state; /* there */
	uint64_t seal;		    /* likewise */
	bool is_first; /* never scanned before: all of it is new, which
			    * is no history */
	struct lessons *lessons; /* of its volume */
	const struct filter *filter;
	/* Mount points below the root, relative to it, in strcmp order. */
	const char *const *mount_points;
	size_t n_mount_points;
};

/* What all walkers of a run share. */
struct scan_shared {
	struct queue *batches; /* to the writer */
	struct queue *spares;  /* and back */
	char *db_path;	       /* walkers open their own read-only store */
	int64_t started_ns;
	bool any_problems;   /* the catalogue holds problems of a scan */
	unsigned int levels; /* directories one nftw() may hold open */
	_Atomic int64_t last_dir_id;
	_Atomic bool stopping; /* the writer failed or the user said stop */
	_Atomic unsigned int crews_at_work; /* the last closes batches */
};

/* A directory to walk.  Opened from the root's descriptor without following
 * links, and only walked if it still is the directory that was seen. */
struct job {
	struct job *next; /* crew's list */
	const struct walk_root *root;
	int64_t dir_id;
	bool known;
	enum directory_state state; /* in the catalogue, if known */
	uint64_t seal;
	bool careful; /* read it with readdir(), not nftw() */
	bool has_identity;
	dev_t dev;
	ino_t ino;
	size_t path_len;
	char path[]; /* relative to the root */
};

struct crew;
struct pulse;

/* is_far: a server answers for the volume, so waiting is most of the work. */
int crew_start(struct crew **ret, struct scan_shared *shared,
	const struct walk_root *const *roots, size_t n_roots,
	unsigned int n_walkers, bool is_far, struct error *err);
/* Is somebody idle, or soon, and nothing waiting?  Cheap: asked per directory. */
bool crew_wants_job(const struct crew *crew);
/* Takes the job over. */
void crew_add_job(struct crew *crew, struct job *job);
/* The next job, or NULL when the crew is done or told to stop.  Whoever waits
 * for one helps with errands; pulse is the caller's. */
struct job *crew_take_job(struct crew *crew, struct pulse *pulse);
void crew_finish_job(struct crew *crew, struct job *job);

/* --- help within a directory ---------------------------------------------- */

/* Something in parts that do not depend on each other, each as good as done
 * when run() returns, in whichever thread.  The caller's until it is done. */
struct errand {
	void (*run)(struct errand *errand, size_t part, struct pulse *pulse);
	size_t n_parts;
	size_t n_taken;	     /* the crew's from here on */
	size_t n_done;	     /* lock */
	struct errand *next; /* lock */
};

/* Is each answer of the file system waited for, and are there walkers to wait
 * side by side? */
bool crew_shares_waiting(const struct crew *crew);
/* Run all parts, with the help of walkers that have no job. */
void crew_run_errand(struct crew *crew, struct errand *errand,
	struct pulse *pulse);

/* --- is it getting anywhere? -------------------------------------------- */

/* Each walker's own; the crew only looks. */
struct pulse {
	_Alignas(64) _Atomic uint64_t beats; /* names met, more or less */
	_Atomic bool is_reading; /* in the file system, not in our queue */
};

static inline void
pulse_beat(struct pulse *pulse)
{
	atomic_store_explicit(&pulse->beats,
		atomic_load_explicit(&pulse->beats, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/* A place for the calling walker to leave its signs of life. */
struct pulse *crew_pulse(struct crew *crew);

enum crew_state {
	CREW_WORKING,
	CREW_DONE,
	CREW_STUCK, /* all at work wait for the file system, for that long */
};
enum crew_state crew_check(struct crew *crew, int64_t timeout_ns);
/*
 * Stop waiting for it.  A thread that hangs in the kernel cannot be stopped:
 * it keeps whatever it was lent, which therefore must never be freed.
 */
void crew_abandon(struct crew *crew);
bool crew_is_abandoned(const struct crew *crew);

/* Wait for the walkers and free the crew; returns the first error.  An
 * abandoned one is left alone. */
int crew_join(struct crew *crew, struct error *err);

struct scan_shared *crew_shared(const struct crew *crew);
struct renames *crew_renames(const struct crew *crew);

#endif

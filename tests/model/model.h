/* SPDX-License-Identifier: MIT */
/*
 * A model of what the catalogue must know, and random work to hold it to.
 *
 *   main.c      the knobs; a run in a process of its own; its verdict
 *   shrink.c    a failing list of steps made short
 *   choose.c    the next step, fitting the tree as it is
 *   step.c      a step done, or printed
 *   world.c     two ext4 file systems on loop devices, three mount points
 *   truth.c     what is there: an lstat walk that reads every byte
 *   program.c   the program under test, run as a user who is not root
 *   known.c     what the catalogue says, read with SQLite
 *   sound.c     what must hold of any catalogue
 *   judge*.c    before, truth and after, compared
 *
 * Nothing of the program's own code is used, so that both cannot be wrong in
 * the same way.  Everything is small (about 60 names), so lists are searched
 * from end to end.
 *
 * A failure is a sentence in world.failure; the first one stays.  What goes
 * wrong in the test itself ends it: die().
 */
#ifndef CATALOG_TESTS_MODEL_H
#define CATALOG_TESTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define N_VOLUMES 2
#define N_PLACES 3
#define NAME_SIZE 16
#define PATH_SIZE 128
#define MAX_NODES 400
#define DIGEST_SIZE 16

/* --- steps --------------------------------------------------------------- */

enum step_type {
	STEP_NONE,
	STEP_CREATE,   /* path, number: size, seed: content */
	STEP_COPY,     /* path: of, other: to; the same content */
	STEP_EDIT,     /* path, number: offset, seed: the byte */
	STEP_TRUNCATE, /* path, number: size */
	STEP_BACK,     /* as edit, then mtime is put back */
	STEP_RENAME,   /* path to other */
	STEP_SWAP,     /* path and other change places */
	STEP_TO_DIR,   /* a file becomes a directory that holds one */
	STEP_TO_FILE,  /* a directory becomes a file */
	STEP_LINK,     /* path is also called other */
	STEP_SYMLINK,  /* path says `..` */
	STEP_MKDIR,
	STEP_REMOVE,	 /* with all below */
	STEP_CHMOD,	 /* path, number: mode */
	STEP_UNMOUNT,	 /* volume */
	STEP_MOUNT,	 /* volume, number: place */
	STEP_STRAY,	 /* number: place; a file where nothing is mounted */
	STEP_SCAN,	 /* path */
	STEP_SCAN_PLACE, /* number: place, whatever is there */
	STEP_SCAN_ALL,	 /* every known root */
	STEP_EXCLUDE,	 /* path; seed: which pattern */
	STEP_KILL_SCAN,	 /* path, or all if seed % 2; number: microseconds */
	STEP_STOP_SCAN,	 /* the same with SIGINT */
	STEP_DUPES,
	STEP_KILL_DUPES,
	N_STEPS
};

struct step {
	enum step_type type;
	int volume;
	unsigned int number;
	unsigned int seed;
	char path[PATH_SIZE]; /* within the volume; "" is its top */
	char other[PATH_SIZE];
};

/* --- what is there -------------------------------------------------------- */

struct node {
	int parent; /* index; -1 of the top */
	char name[NAME_SIZE];
	char path[PATH_SIZE];
	struct stat st;
	bool is_reachable; /* for a user who is not root: lstat works */
	bool is_readable;  /* ... and what is in it can be read */
	unsigned char digest[DIGEST_SIZE]; /* of a regular file */
};

struct tree {
	struct node nodes[MAX_NODES];
	int n_nodes;
};

/* --- what the catalogue says ---------------------------------------------- */

struct facts {
	int64_t size, mtime, ctime, blocks;
	uint64_t inode;
	uint32_t mode, uid, gid, nlink;
};

struct row {
	int64_t dir;
	int64_t child; /* 0: not a directory */
	int volume;    /* -1: none of ours */
	char name[NAME_SIZE];
	struct facts facts;
	int64_t content; /* 0: nothing was read */
	bool is_full;
	bool is_judged;			   /* for the judge's use */
	unsigned char digest[DIGEST_SIZE]; /* if is_full */
};

struct directory {
	int64_t id, parent;
	int volume;
	int state;
	char name[NAME_SIZE];
	char path[PATH_SIZE]; /* within the volume */
};

struct root {
	int64_t id, dir;
	int volume;
	bool is_excluding[2]; /* which of exclude_patterns */
	char path[PATH_SIZE];
};

/* What the catalogue knows of a volume itself. */
struct record {
	int volume;
	char mount_point[256];
};

struct scan_record {
	int64_t id, root, added, removed, modified, moved;
	char status[16];
};

struct known {
	struct row *rows;
	struct directory *directories;
	struct root *roots;
	struct record *records;
	struct scan_record *scans;
	size_t n_rows, n_directories, n_roots, n_records, n_scans;
	bool is_there; /* false: no catalogue yet */
};

/* --- the world ------------------------------------------------------------ */

struct volume {
	char device[32];
	int device_fd;	  /* keeps the loop device */
	int place;	  /* -1: not mounted */
	struct tree tree; /* as it is, or was when it was unmounted */
};

struct counts {
	long steps, scans, dupes, killed, full, groups, moved, kept, reads;
};

struct world {
	char base[256];
	char db[300];
	int program_fd;
	int64_t last_scan;
	struct volume volumes[N_VOLUMES];
	struct known before;
	struct known after;
	struct counts *counts;
	char failure[1024];
};

/* main.c */
_Noreturn void die(const char *what);
/* The test's own allocations: never NULL. */
void *must(void *p);
void fail(struct world *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* world.c */
/* False where the machine does not allow it. */
bool world_open(struct world *w, const char *base, const char *program);
void world_place(const struct world *w, int place, char *ret, size_t size);
/* The path of a name on a volume that is mounted. */
void world_path(const struct world *w, int volume, const char *path, char *ret,
	size_t size);
bool world_mount(struct world *w, int volume, int place);
bool world_unmount(struct world *w, int volume);
int world_who_is_at(const struct world *w, int place);

/* truth.c */
void truth_read(struct world *w, int volume);
int truth_find(const struct tree *t, const char *path);
/* Is there a name of this path? */
bool truth_is_on(const struct tree *t, const char *path);
void facts_of(struct facts *ret, const struct stat *st);
bool facts_equal(const struct facts *a, const struct facts *b);
bool facts_same_content(const struct facts *a, const struct facts *b);
/* Did the file with these facts ever hold what has this digest?  Without
 * ctime: by inode, size and mtime alone. */
bool history_has(int volume, const struct facts *f, const unsigned char *digest,
	bool with_ctime);
void history_note(int volume, const struct tree *t);

/* step.c, choose.c */
extern const char *const exclude_patterns[2];
bool step_is_command(const struct step *s);
void step_change(struct world *w, const struct step *s);
void step_print(const struct step *s, char *ret, size_t size);
void choose_begin(unsigned long seed);
void choose(const struct world *w, struct step *ret);

/* program.c */
struct run_options {
	int signal; /* 0: let it end */
	unsigned int after_us;
};
/* Exit status, or 128 + signal.  args end with NULL. */
int program_run(const struct world *w, const char *const *args,
	const struct run_options *o, char *ret_said, size_t size);

/* known.c, sound.c */
void known_read(struct known *ret, const struct world *w);
void known_clear(struct known *k);
const struct directory *known_directory(const struct known *k, int64_t id);
struct row *known_row(const struct known *k, int64_t dir, const char *name);
/* Does another name of the inode say that the file has changed? */
bool known_other_facts(const struct known *k, const struct row *row);
/* The row of a directory in its parent. */
struct row *known_row_of(const struct known *k, int64_t id);
const struct directory *known_at(const struct known *k, int volume,
	const char *path);
void sound_check(struct world *w, bool is_whole);

/* judge.c: do the command and judge what it did */
void judge_command(struct world *w, const struct step *s);

/* judge_scan.c */
struct target {
	int volume;
	bool is_excluding[2];
	char path[PATH_SIZE];
};
struct region {
	const struct target *targets;
	size_t n_targets;
	bool is_cut; /* killed or stopped: what is old may still be there */
};
void judge_scan(struct world *w, const struct region *region);
bool is_excluded(const struct target *t, const char *name);
bool path_is_below(const char *path, const char *top);

/* judge_digests.c */
void judge_digests(struct world *w);
void judge_dupes(struct world *w);
/* The access times that the last truth_read() saw are still those, but for
 * files that `dupes` had to read. */
void judge_reads(struct world *w, bool is_dupes);

/* shrink.c: try() says whether these steps fail */
size_t shrink(struct step *steps, size_t n,
	bool (*try)(const struct step *, size_t), int seconds);

#endif

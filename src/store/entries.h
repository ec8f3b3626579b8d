/* SPDX-License-Identifier: MIT */
/*
 * Entries and directories: what scan reads to compare with and writes.
 */
#ifndef CATALOG_STORE_ENTRIES_H
#define CATALOG_STORE_ENTRIES_H

#include "model/entry.h"
#include "store/store.h"

/* How well the catalogue knows a directory. */
enum directory_state {
	DIRECTORY_WAY = 0,	/* only the way to a scanned root */
	DIRECTORY_OPEN = 1,	/* being read; or its scan was cut off */
	DIRECTORY_COMPLETE = 2, /* read to its end */
	DIRECTORY_PARTIAL = 3,	/* read, but something in it failed */
	DIRECTORY_UNREAD = 4,	/* could not be opened */
	DIRECTORY_MOUNT = 5,	/* another file system is mounted on it */
};

struct directory {
	int64_t id;
	int64_t parent_id; /* 0 for a volume's own root */
	int64_t volume_id;
	const char *name; /* borrowed */
	size_t name_len;
	enum directory_state state;
	uint64_t inode; /* 0 while it is not known */
	uint64_t seal;	/* see store_set_directory_state() */
};

/* An entry as the catalogue knows it. */
struct known_entry {
	struct entry entry; /* name borrowed from the cursor */
	int64_t child_id;   /* of a directory, else 0 */
	int64_t content_id; /* 0 while nothing was read of it */
};

/* --- reading ---------------------------------------------------------- */

/* 1 and *ret (name borrowed from the arguments) if it is known, else 0. */
int store_entry(struct store *store, struct known_entry *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);

/*
 * The entries of a directory in memcmp order of their names.  One at a time
 * per store.  store_entries_next: 1 and *ret, or 0 at the end; the names are
 * borrowed until the next call.
 */
int store_entries_open(struct store *store, int64_t dir_id, struct error *err);
int store_entries_next(struct store *store, struct known_entry *ret,
	struct error *err);
void store_entries_close(struct store *store);

/* 1 and *ret (name copied into the store, valid until the next call). */
int store_directory(struct store *store, struct directory *ret, int64_t id,
	struct error *err);

/* store_entry() of a name that may be a directory's: then its id (0 if it is
 * none), state and seal too.  The rest of *ret_dir is left alone. */
int store_named_directory(struct store *store, struct known_entry *ret,
	struct directory *ret_dir, int64_t dir_id, const char *name,
	size_t name_len, struct error *err);

/* The highest directory.id in use, 0 if none.  Only the writer hands out new
 * ones, so a counter from here on is safe while the run lock is held. */
int store_last_directory_id(struct store *store, int64_t *ret,
	struct error *err);

/* Totals of a subtree, every inode once (directory table's comment). */
struct totals {
	int64_t files;
	int64_t directories;
	int64_t bytes;
	int64_t blocks;
	int64_t linked;
};
/* The same as stored, at the cost of one row: of files with several links each
 * name is among the files, and none in bytes and blocks. */
int store_directory_sums(struct store *store, struct totals *ret,
	int64_t dir_id, struct error *err);
int store_directory_totals(struct store *store, struct totals *ret,
	int64_t dir_id, struct error *err);
/* Of several together, none of which is below another. */
int store_directories_totals(struct store *store, struct totals *ret,
	const int64_t *dir_ids, size_t n, struct error *err);

/* --- writing ---------------------------------------------------------- */

int store_add_directory(struct store *store, const struct directory *dir,
	struct error *err);
/*
 * The seal is the caller's: whatever tells it that what it would see in the
 * directory is what is stored.  Any change to the names stored there or to the
 * facts about them removes it (0), but for facts about a subdirectory.
 */
int store_set_directory_state(struct store *store, int64_t dir_id,
	enum directory_state state, uint64_t seal, struct error *err);

/* A name that is not known, or is only a way (and then its roots go with it);
 * of one that is known the facts change.  child_id 0 unless it is a directory.
 */
/* Several such, of any directories, more quickly; names are borrowed. */
struct new_name {
	int64_t dir_id;
	const struct entry *entry;
	int64_t child_id;
};
int store_add_entries(struct store *store, const struct new_name *list,
	size_t n, struct error *err);
int store_add_entry(struct store *store, int64_t dir_id,
	const struct entry *entry, int64_t child_id, struct error *err);
/*
 * New facts about a known name.  Clears its content, and that of every other
 * name of the same inode, in the same statement unless size, mtime, ctime and
 * inode are as before (promise 3).  `was` is what the caller compared with.
 */
int store_change_entry(struct store *store, int64_t dir_id,
	const struct known_entry *was, const struct entry *entry,
	int64_t child_id, struct error *err);
/* Forget a name and, if it is a directory, everything below it.  Adds what
 * went to *removed (names). */
int store_remove_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t *removed, struct error *err);

/* How many names store_remove_entry() would remove. */
int store_count_entry(struct store *store, int64_t *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err);

/*
 * Totals: add what changed directly in a directory.  The store sums these up
 * the tree at commit, in the same transaction.  store_add_entry and friends
 * call it themselves; exposed for tests of the sums.
 */
void store_note_totals(struct store *store, int64_t dir_id,
	const struct totals *delta);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: what a struct store holds, and the verbs that its files
 * offer each other but nobody else.
 */
#ifndef CATALOG_STORE_INTERNAL_H
#define CATALOG_STORE_INTERNAL_H

#include "model/entry.h"
#include "store/entries.h"
#include "store/idmap.h"
#include "store/query.h"
#include "store/store.h"
#include "util/strbuf.h"

#define STORE_APPLICATION_ID 0x63744c67 /* "ctLg" */
#define STORE_VERSION 1			/* of schema.sql */

struct attribute_cache;
struct path_cache;
struct place_list;
struct contents_state;

struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	char *journal_note;   /* NULL on a local file system */
	int64_t rows_written; /* in entry and directory */
	sqlite3_stmt *statements[QUERY_N];
	bool in_rows; /* a report is stepping: it may be interrupted */

	/* What the open transaction has to settle before it commits. */
	bool entry_changed;   /* raise fact.generation */
	bool out_of_memory;   /* a note below was lost: do not commit */
	struct idmap totals;  /* directory -> struct pending_totals */
	struct idmap touched; /* content id / 64 -> bits */

	/* What is remembered of the catalogue; dropped by a rollback. */
	struct attribute_cache *attributes;
	struct path_cache *paths;
	struct idmap kept; /* directories on the way to a root */
	bool kept_loaded;

	struct place_list *places;
	struct bind entries;	      /* store_entries_open() */
	struct strbuf directory_name; /* store_directory() */

	/* contents.c keeps its cursors here and says how to free them. */
	struct contents_state *contents;
	void (*free_contents)(struct contents_state *);
};

/* --- open.c: what tests change about opening --------------------------- */

/* SQL that brings a catalogue from version - 1 to version. */
struct migration {
	int version;
	const char *sql;
};

struct store_setup {
	bool (*is_network)(const char *path); /* does WAL work there? */
	const char *schema;		      /* of a new file */
	const char *views;		      /* dropped and made again */
	int version;			      /* of both */
	const struct migration *migrations;   /* by version */
	size_t n_migrations;
};

extern const struct store_setup store_setup_default;
int store_open_as(struct store **ret, const char *path, enum store_mode mode,
	const struct store_setup *setup, struct error *err);

/* --- migrate.c --------------------------------------------------------- */

/* Make the tables of a new file, or bring an older one up to date. */
int migrate(struct store *store, const struct store_setup *setup,
	struct error *err);

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

/* Add what was noted to the directories and all above them. */
int totals_flush(struct store *store, struct error *err);
/* The parent is known: saves looking it up. */
void totals_note_parent(struct store *store, int64_t dir_id,
	int64_t parent_id);
/* What one name adds to the totals of its directory, times sign. */
struct totals totals_of_entry(const struct entry *entry, int sign);

/* --- subtree.c --------------------------------------------------------- */

/* Remove a directory and everything below it, but not its own entry.  Rows
 * on the way to a root stay, as ways.  Adds the names to *removed. */
int subtree_remove(struct store *store, int64_t dir_id, int64_t *removed,
	struct error *err);

/* --- paths.c ----------------------------------------------------------- */

void paths_forget(struct store *store);
void paths_free(struct store *store);

/* --- candidates.c: SQL functions, and where its cursors are ------------ */

int contents_prepare(struct store *store, struct error *err);

/* --- match.c: SQL functions -------------------------------------------- */

int match_register(struct store *store, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Volumes, roots, and where they are mounted while a report runs. */
#ifndef CATALOG_STORE_VOLUMES_H
#define CATALOG_STORE_VOLUMES_H

#include "model/trust.h"
#include "model/volume.h"
#include "store/store.h"
#include "util/strbuf.h"

/*
 * Find the volume by identity or add it (with its top directory).  Sets
 * volume->id and, for a new one, a unique name: volume->name if given (a name
 * taken by another volume is ERROR_USAGE), else from `suggestion` with -2, -3.
 * Updates mount point, space and traits of a known one; what was learned of
 * it (struct trust) stays and is set in `volume`.
 */
int store_put_volume(struct store *store, struct volume *volume,
	const char *suggestion, struct error *err);
/* What a scan found that it can be trusted for. */
int store_learn_volume(struct store *store, int64_t id,
	const struct trust *trust, struct error *err);
int store_rename_volume(struct store *store, int64_t id, const char *name,
	struct error *err);
/* NULL: no note. */
int store_note_volume(struct store *store, int64_t id, const char *text,
	struct error *err);
/* How many of its files are to be read at a time; 0: what suits it. */
int store_set_volume_jobs(struct store *store, int64_t id, int64_t jobs,
	struct error *err);
/* It is known by this from now on; ERROR_USAGE if another volume is. */
int store_identify_volume(struct store *store, int64_t id, const char *identity,
	struct error *err);
int store_finish_volume_scan(struct store *store, int64_t volume_id,
	int64_t started_ns, struct error *err);

/* All volumes by id.  The array and its values are the caller's: free with
 * store_volumes_free(). */
struct volume_row {
	struct volume volume;
	int64_t top_id;
	int64_t last_seen_ns;
	int64_t last_scan_ns; /* 0: never */
	char *note;
};
int store_volumes(struct store *store, struct volume_row **ret, size_t *ret_n,
	struct error *err);
void store_volumes_free(struct volume_row *rows, size_t n);

/*
 * Where a volume is mounted now.  Commands look the mounts up and tell the
 * store before a report runs; what is not told is offline.  A volume may have
 * several places (bind mounts); the first whose mount_root holds a path gives
 * it its absolute form.
 */
struct place {
	int64_t volume_id;
	const char *mount_point;
	const char *mount_root; /* relative; "" for all of the volume */
};
int store_set_places(struct store *store, const struct place *places,
	size_t n_places, struct error *err);
bool store_is_online(struct store *store, int64_t volume_id);

/*
 * Absolute path of a directory, from the places, or for an offline volume as
 * it was last mounted.  Cached: asking for the directories of a report in
 * order costs little.  *ret_online may be NULL.
 */
int store_directory_path(struct store *store, struct strbuf *ret,
	int64_t dir_id, bool *ret_online, struct error *err);
/* The same of any path within a volume, known or not. */
int store_absolute_path(struct store *store, struct strbuf *ret,
	int64_t volume_id, const char *within, bool *ret_online,
	struct error *err);
/* A directory's path within the volume, relative. */
int store_directory_within(struct store *store, struct strbuf *ret,
	int64_t dir_id, struct error *err);

/*
 * The directory.id of `within` on a volume, or 0 if it is not known.  By
 * store_make_directory(), rows of state DIRECTORY_WAY are made for what is
 * missing, each with an entry of mode 0 in its parent, so that a later scan
 * of the parent finds its number; the entry of a volume's own root is
 * (directory 0, name = the volume's id in decimal).
 */
int store_find_directory(struct store *store, int64_t *ret, int64_t volume_id,
	const char *within, struct error *err);
int store_make_directory(struct store *store, int64_t *ret, int64_t volume_id,
	const char *within, struct error *err);

/* --- roots ------------------------------------------------------------ */
struct root_row {
	int64_t id;
	int64_t dir_id;
	int64_t volume_id;
	char *options; /* JSON */
	char *within;  /* path in the volume, relative */
};
int store_put_root(struct store *store, int64_t *ret_id, int64_t dir_id,
	const char *options, struct error *err);
int store_roots(struct store *store, struct root_row **ret, size_t *ret_n,
	struct error *err);
void store_roots_free(struct root_row *rows, size_t n);
/* What is read of the files of a root after each scan. */
enum root_hash {
	ROOT_HASH_NONE,
	ROOT_HASH_CANDIDATES, /* those that may have a copy */
	ROOT_HASH_ALL,
};

/* JSON of what was remembered <-> lists, so that no other layer parses it. */
struct root_options {
	char **excludes;
	size_t n_excludes;
	bool all_volumes;
	enum root_hash hash;
	int64_t archives;      /* look into files up to this size; 0: do not */
	int64_t archive_depth; /* levels; 1: archives in archives are files */
};
#define ROOT_ARCHIVES_ALL INT64_MAX
int store_root_options_parse(struct root_options *ret, const char *json,
	struct error *err);
/* "none" "candidates" "all" */
const char *store_root_hash_name(enum root_hash hash);
char *store_root_options_print(const struct root_options *options);
void store_root_options_clear(struct root_options *options);

#endif

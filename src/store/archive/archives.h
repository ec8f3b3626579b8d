/* SPDX-License-Identifier: MIT */
/*
 * What is known of the inside of files: which were not looked into yet, and
 * what was found.  store/archive/members.h has the members.
 */
#ifndef CATALOG_STORE_ARCHIVE_ARCHIVES_H
#define CATALOG_STORE_ARCHIVE_ARCHIVES_H

#include "model/entry.h"
#include "model/member.h"
#include "store/store.h"

/* --- files that nobody looked into ---------------------------------------- */

/* One name of a regular file. */
struct unlisted {
	int64_t dir_id;
	int64_t volume_id;
	struct entry entry; /* size, times, inode, name; the name is borrowed
			     * until the next call */
	int64_t content_id; /* 0: nothing was read of it */
};

/*
 * Of the scope (scope.h): files up to max_size that were not looked into, or
 * not to that level; by volume and inode, so the names of an inode come
 * together.  One at a time per store; it works on a copy, so writing goes on.
 */
int store_unlisted_open(struct store *store, int64_t max_size, int64_t levels,
	struct error *err);
/* 1 and *ret, or 0 at the end. */
int store_unlisted_next(struct store *store, struct unlisted *ret,
	struct error *err);
int store_unlisted_count(struct store *store, int64_t *ret, struct error *err);
void store_unlisted_close(struct store *store);

/* --- what was found ------------------------------------------------------- */

struct archive_found {
	int64_t id; /* 0: it is no archive */
	enum archive_state state;
	char text[256]; /* why it is not complete */
};

/* What another file with the same full content is: 1 and *ret, else 0. */
int store_archive_of_content(struct store *store, struct archive_found *ret,
	int64_t content_id, int64_t levels, struct error *err);

/* A new one, of which nobody knows until it is set; its id. */
int store_add_archive(struct store *store, int64_t *ret, int64_t levels,
	struct error *err);
struct archive_facts {
	const char *format;
	enum archive_state state;
	const char *text;
	int64_t files, directories, bytes;
	int64_t listing; /* see schema.sql */
};
int store_finish_archive(struct store *store, int64_t id,
	const struct archive_facts *facts, struct error *err);
/* That is what the file of this name is; 0: no archive. */
int store_set_archive(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t id, struct error *err);
int store_drop_archive(struct store *store, int64_t id, struct error *err);
/* Drop those that no file is, and those that were not finished. */
int store_tidy_archives(struct store *store, struct error *err);

/* "complete" "encrypted" ...; static. */
const char *archive_state_name(enum archive_state state);

#endif

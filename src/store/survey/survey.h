/* SPDX-License-Identifier: MIT */
/*
 * A survey: one look at every name of the catalogue, or of the scope, in the
 * order they are stored (by directory, then by name), for reports that sum up.
 *
 * A row that comes out of a cursor costs more than reading it, so nothing
 * comes out: the callback runs inside the statement.  And each field that is
 * decoded counts when there are millions, so a survey says which it wants.
 */
#ifndef CATALOG_STORE_SURVEY_SURVEY_H
#define CATALOG_STORE_SURVEY_SURVEY_H

#include "store/store.h"

#include <stddef.h>

struct survey_entry {
	int64_t dir_id;
	const char *name; /* borrowed until the callback returns */
	size_t name_len;
	int64_t size_bytes;
	int64_t blocks; /* of 512 bytes */
	int64_t mtime_ns;
	int64_t attribute_id; /* store_attributes() */
	/* Of what has several links, and then all fields are set; else 0. */
	int64_t inode;
	int64_t volume_id;
};

/* Which fields are set: size, blocks and attribute, and as follows. */
enum survey {
	SURVEY_SIZES,	    /* no more */
	SURVEY_NAMES,	    /* name */
	SURVEY_TIMES,	    /* mtime */
	SURVEY_DIRECTORIES, /* dir_id */
	SURVEY_LARGE,	    /* all, of what is no smaller than the floor */
	SURVEY_NAMES_ONLY,  /* dir_id and name, no others */
	SURVEY_N
};

/* Must not use the store. */
typedef void survey_fn(const struct survey_entry *entry, void *arg);

struct survey_job {
	enum survey what;
	bool is_scoped;
	int64_t first_dir; /* not where it is scoped */
	int64_t last_dir;
	const int64_t *floor; /* may rise on the way; SURVEY_LARGE only */
	survey_fn *visit;
	void *arg;
};

int store_survey(struct store *store, const struct survey_job *job,
	struct error *err);

/*
 * Another store for another thread that sees just what this one sees (which
 * has a transaction open).  1 and *ret, to be closed; 0 if there can be none:
 * the catalogue is not in a file, is open for writing or has changed meanwhile.
 */
int store_open_beside(struct store **ret, struct store *store,
	struct error *err);

/* All attributes by id; [0 .. n), mode 0 where there is none.  Caller frees. */
struct survey_attribute {
	uint32_t mode;
	uint32_t uid;
	uint32_t gid;
};
int store_attributes(struct store *store, struct survey_attribute **ret,
	size_t *ret_n, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A survey: one look at every name of the catalogue, or of the scope, for
 * reports that sum up.
 */
#ifndef CATALOG_STORE_SURVEY_SURVEY_H
#define CATALOG_STORE_SURVEY_SURVEY_H

#include "store/pages/stored.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

/* Of what has several links volume_id is set. */
struct survey_job {
	stored_entry_fn *visit;
	void *first;
	/* By another thread, of the second half of the directories; NULL: there
	 * is one thread only. */
	void *second;
	bool is_scoped; /* then, too */
	/* As in store/pages/look.h: names of smaller files may be left out. */
	const int64_t *floor;
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

/* SPDX-License-Identifier: MIT */
/*
 * How volumes and entries are called in reports; private to src/report.
 */
#ifndef CATALOG_REPORT_NAMES_H
#define CATALOG_REPORT_NAMES_H

#include "output/output.h"
#include "report/report.h"
#include "store/rows.h"
#include "store/volumes.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

DEFINE_CLEANUP(struct rows *, rows_close);

struct report_places;

struct names {
	struct store *store; /* borrowed */
	struct volume_row *volumes;
	size_t n_volumes;
};

#define NAMES_INIT                                                             \
	{                                                                      \
		NULL, NULL, 0                                                  \
	}

int names_load(struct names *names, struct store *store, struct error *err);
void names_clear(struct names *names);

/* Borrowed; "?" for a volume that is not there. */
const char *names_volume(const struct names *names, int64_t volume_id);

/*
 * Set *ret to the absolute path of a name in a directory.  name_len 0: of the
 * directory itself.  dir_id 0: the root directory of a volume, whose own
 * number child_id is.  *ret_online may be NULL.
 */
struct names_entry {
	int64_t dir_id;
	int64_t child_id;
	const char *name;
	size_t name_len;
};
int names_path(const struct names *names, struct strbuf *ret,
	const struct names_entry *entry, bool *ret_online, struct error *err);

/* The bytes of all volumes, every inode once. */
int names_whole(const struct names *names, int64_t *ret, struct error *err);

/* Is it one of those places, or below one? */
bool places_hold(const struct report_places *places, int64_t volume_id,
	const char *within);
/* Is any of them on that volume? */
bool places_touch(const struct report_places *places, int64_t volume_id);

/* --- values ------------------------------------------------------------ */

struct output_value value_string(const char *s); /* NULL: null */
struct output_value value_strbuf(const struct strbuf *s);
/* A column as it is, null included. */
struct output_value value_i64(const struct rows *rows, int column);
struct output_value value_bytes(const struct rows *rows, int column);

#endif

/* SPDX-License-Identifier: MIT */
/* where: is a content known, and where is it? */
#ifndef CATALOG_REPORT_WHERE_H
#define CATALOG_REPORT_WHERE_H

#include "output/output.h"
#include "store/rows.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct report_where;

enum report_state {
	REPORT_UNKNOWN,	  /* no file has this content */
	REPORT_CANDIDATE, /* one may have it that was not read */
	REPORT_KNOWN,
};

/* One content that is looked for. */
struct report_content {
	const char *query;     /* as it was asked for */
	int64_t size;	       /* -1: not known */
	const uint8_t *digest; /* of all of it, or NULL */
	int64_t content_id;    /* that has it, or 0 */
	int64_t partial_id;    /* that its head and tail have, or 0 */
	bool has_same_size;    /* look at those of ROWS_SAME_SIZE with compare:
			     * 0 differs, 1 equal, 2 not known, or negative */
	int (*compare)(void *arg, const struct rows *row, struct error *err);
	void *arg;
};

struct report_where_options {
	bool missing; /* a row only for what is not known */
	bool is_scoped;
	bool is_sorted; /* the rows of a content may not stay together */
};

/* store, output are borrowed. */
int report_where_open(struct report_where **ret, struct store *store,
	struct output *output, const struct report_where_options *options,
	struct error *err);
int report_where_add(struct report_where *w,
	const struct report_content *content, enum report_state *ret,
	struct error *err);
int report_where_end(struct report_where *w, struct error *err);
void report_where_free(struct report_where *w);

#endif

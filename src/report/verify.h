/* SPDX-License-Identifier: MIT */
/* verify: rows about files that were read again. */
#ifndef CATALOG_REPORT_VERIFY_H
#define CATALOG_REPORT_VERIFY_H

#include "output/output.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report_name {
	int64_t dir_id; /* 0: there is none */
	int64_t volume_id;
	const char *name;
	size_t name_len;
};

struct report_finding {
	const char *state;
	struct report_name file;
	int64_t size;
	int64_t mtime_ns;
	const char *problem;   /* NULL: none */
	const uint8_t *digest; /* DIGEST_BYTES; NULL: not known */
	const uint8_t *found;
	struct report_name copy; /* that should be healthy */
	bool is_copy_read;	 /* and is */
};

/* Rows as they come: begin, rows, end. */
struct verify_report;
int report_verify_begin(struct verify_report **ret, struct store *store,
	struct output *output, struct error *err);
int report_verify_row(struct verify_report *v,
	const struct report_finding *finding, struct error *err);
int report_verify_end(struct verify_report *v, struct error *err);
void report_verify_free(struct verify_report *v);
DEFINE_CLEANUP(struct verify_report *, report_verify_free);

#endif

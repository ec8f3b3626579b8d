/* SPDX-License-Identifier: MIT */
/* What the catalogue is made of: volumes, roots, scans, problems, archives. */
#ifndef CATALOG_REPORT_INVENTORY_H
#define CATALOG_REPORT_INVENTORY_H

#include "output/output.h"
#include "report/report.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A volume that is online: what is known of it at this moment. */
struct report_online {
	int64_t volume_id;
	const char *mount_point;
	int64_t capacity_bytes; /* -1: unknown, take what is stored */
	int64_t free_bytes;
};

struct report_volumes {
	const struct report_online *online;
	size_t n_online;
	struct report_places places; /* those that they are on */
	bool is_long; /* what each is recognised by and can be trusted for */
};

int report_volumes(struct store *store, const struct report_volumes *options,
	struct output *output, int64_t *ret_rows, struct error *err);
/* Directories that are scanned, with their options and last scan. */
int report_roots(struct store *store, const struct report_places *places,
	struct output *output, int64_t *ret_rows, struct error *err);

struct report_scans {
	struct report_places places; /* of roots there */
	int64_t limit;
	bool is_long; /* who ran it, and all counts */
};

/* Newest first. */
int report_scans(struct store *store, const struct report_scans *options,
	struct output *output, int64_t *ret_rows, struct error *err);
int report_problems(struct store *store, bool is_scoped, struct output *output,
	int64_t *ret_rows, struct error *err);

/* What was looked into, and how much is in it. */
struct report_archives {
	bool is_scoped;
	int64_t min_size; /* of the archive */
	int64_t max_size;
};
int report_archives(struct store *store, const struct report_archives *options,
	struct output *output, int64_t *ret_rows, struct error *err);

/* Is any problem of this stage (store/scans.h) in the scope?  1 or 0. */
int report_has_problems(struct store *store, bool is_scoped, const char *stage,
	struct error *err);

#endif

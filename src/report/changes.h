/* SPDX-License-Identifier: MIT */
/* changes: what scans found different. */
#ifndef CATALOG_REPORT_CHANGES_H
#define CATALOG_REPORT_CHANGES_H

#include "output/output.h"
#include "report/report.h"
#include "store/store.h"
#include "util/error.h"
#include "util/parse.h"

#include <stdbool.h>
#include <stdint.h>

enum report_change_order {
	REPORT_CHANGES_BY_TIME, /* newest first */
	REPORT_CHANGES_BY_PATH,
	REPORT_CHANGES_BY_SIZE, /* largest first */
};

struct report_changes {
	struct report_places places;
	int64_t first_scan; /* 0: any */
	int64_t last_scan;
	int64_t since_ns;
	bool has_since;
	struct size_range size; /* now, or of what is gone then */
	bool has_size;
	enum report_change_order order;
	bool reverse;
	int64_t limit;
};

int report_changes(struct store *store, const struct report_changes *options,
	struct output *output, int64_t *ret_rows, struct error *err);

#endif

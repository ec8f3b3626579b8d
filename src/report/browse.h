/* SPDX-License-Identifier: MIT */
/* ls and tree: directories and what is in them. */
#ifndef CATALOG_REPORT_BROWSE_H
#define CATALOG_REPORT_BROWSE_H

#include "output/output.h"
#include "report/report.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report_browse {
	const struct report_target *targets;
	size_t n_targets;
	bool is_tree;  /* each target first, what is below it as a drawing */
	bool is_long;  /* ls: mode, owner and the like in a table */
	int64_t depth; /* 1: what is in a directory; 0: itself */
	enum report_entry_order order;
	bool reverse;
	bool hidden; /* names that begin with a dot too */
	bool directories_only;
	bool members; /* archives are entered as directories are */
	int64_t limit;
};

int report_browse(struct store *store, const struct report_browse *options,
	const struct output_options *look, struct output *output,
	int64_t *ret_rows, struct error *err);

#endif

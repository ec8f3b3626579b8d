/* SPDX-License-Identifier: MIT */
/* du: what directories hold, and how that grew. */
#ifndef CATALOG_REPORT_DU_H
#define CATALOG_REPORT_DU_H

#include "output/output.h"
#include "report/report.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report_du {
	const struct report_target *targets;
	size_t n_targets;
	int64_t depth; /* how many levels of those below get a row too */
	bool all;      /* files too, not only directories */
	enum report_entry_order order; /* SIZE, ALLOCATED or FILES */
	bool reverse;
	int64_t since_ns;
	bool has_since; /* tell how they grew, most first; else largest first */
	int64_t limit;
	bool members; /* what is in archives, apart; and rows for it */
	bool total; /* a last row for all targets together; beyond the limit */
};

struct report_du_result {
	int64_t rows;
	int64_t unknown; /* of them, how much they held then is not known */
};

int report_du(struct store *store, const struct report_du *options,
	struct output *output, struct report_du_result *ret, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* compare: what one side has and the other has not. */
#ifndef CATALOG_REPORT_COMPARE_H
#define CATALOG_REPORT_COMPARE_H

#include "output/output.h"
#include "store/store.h"
#include "util/error.h"
#include "util/parse.h"

#include <stdbool.h>
#include <stdint.h>

struct report_compared {
	int64_t missing;       /* content that is not on the other side */
	int64_t missing_bytes; /* saturates */
	int64_t only_a;	       /* names; a directory with all below it is one */
	int64_t only_b;
	int64_t differ;
	int64_t same;	 /* files */
	int64_t unknown; /* may be missing; or, by name, were compared by size
			  * and time alone */
	int64_t shown;
};

struct report_only_here {
	int64_t a; /* directory ids */
	int64_t b;
	struct size_range size;
	bool by_size; /* largest first, else by directory */
	bool reverse; /* by size: smallest first */
	int64_t limit;
};

/* Content below a that is not below b. */
int report_only_here(struct store *store,
	const struct report_only_here *options, struct output *output,
	struct report_compared *ret, struct error *err);

struct report_names {
	int64_t a; /* directory ids */
	int64_t b;
	bool all; /* what is the same, too */
	int64_t limit;
};

/* Two trees by relative name.  Holds the directories that are still to be
 * visited. */
int report_names(struct store *store, const struct report_names *options,
	struct output *output, struct report_compared *ret, struct error *err);

#endif

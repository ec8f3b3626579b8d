/* SPDX-License-Identifier: MIT */
/* What the reports over all files (types, ages, owners, top) share. */
#ifndef CATALOG_COMMANDS_SUMS_H
#define CATALOG_COMMANDS_SUMS_H

#include "commands/answer.h"
#include "report/sums.h"

/* keys: those of --sort, in the order of enum report_sum_order. */
#define SUMS_OPTIONS(keys)                                                     \
	ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(keys)
/* Of types and owners, which have names. */
extern const char *const sums_keys[];

/* The report proper; arguments are the command's. */
typedef int sums_fn(struct store *store, const struct report_sums *options,
	const void *arguments, struct output *output, int64_t *ret_rows,
	struct error *err);

struct sums_command {
	const struct answer *common;
	const void *arguments;
	sums_fn *report;
	bool needs_rows;    /* it has no paths */
	bool takes_members; /* in operands; members: --members */
	bool members;
	const char *narrowed_by; /* an option of its own that was given */
};

int sums_run(struct context *ctx, const struct sums_command *command, int argc,
	char **argv, struct error *err);

#endif

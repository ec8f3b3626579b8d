/* SPDX-License-Identifier: MIT */
/* What ls and tree share: they differ in what they show first. */
#ifndef CATALOG_COMMANDS_BROWSE_H
#define CATALOG_COMMANDS_BROWSE_H

#include "commands/answer.h"
#include "report/browse.h"

/* The keys of --sort, in the order of enum report_entry_order. */
extern const char *const browse_keys[];

#define BROWSE_NO_SIZE                                                         \
	"directories are listed whole; try 'catalog find --size=SIZE "         \
	"--under=PATH'"

/* options->targets are found here. */
int browse_run(struct context *ctx, const struct answer *common,
	struct report_browse *options, int argc, char **argv,
	struct error *err);

#endif

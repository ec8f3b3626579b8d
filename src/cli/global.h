/* SPDX-License-Identifier: MIT */
/* The options every command takes, as they were typed. */
#ifndef CATALOG_CLI_GLOBAL_H
#define CATALOG_CLI_GLOBAL_H

#include "cli/command.h"

struct global_args {
	const char *db; /* NULL: not given */
	int format;	/* enum output_format */
	bool nul;
	bool exact;
	bool si;
	bool no_header;
	bool quiet;
	bool short_help; /* -h */
	bool help;	 /* --help */
	bool version;
	bool dump_options;
	int64_t wait_seconds;
};

/* --db, --format, -q, --help ...; fill a struct global_args. */
extern const struct option_spec global_options[];

#endif

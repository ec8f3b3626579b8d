/* SPDX-License-Identifier: MIT */
/* Exit statuses, DESIGN 3. */
#ifndef CATALOG_CLI_EXIT_H
#define CATALOG_CLI_EXIT_H

#include "util/error.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_NO = 1, /* "no", or differences found */
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3, /* done, but something could not be read */
	EXIT_FAILED = 4,
	EXIT_LOCKED = 75,  /* EX_TEMPFAIL */
	EXIT_SIGNAL = 128, /* plus the signal */
};

int exit_status_of(const struct error *err);

#endif

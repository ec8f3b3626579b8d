/* SPDX-License-Identifier: MIT */
#ifndef CATALOG_CLI_OPTIONS_H
#define CATALOG_CLI_OPTIONS_H

#include "cli/command.h"
#include "cli/habits.h"

/*
 * getopt_long habits: --x=y, --x y, unambiguous prefixes, bundled letters,
 * "--", operands and options mixed.  Fills args and the global values; leaves
 * the operands in *ret_argv (argv itself, rearranged, NULL-terminated).
 * argv does not hold the program's or the command's name.  A wrong option is
 * answered with what to try instead (cli/habits.h) or the nearest one, always
 * as ERROR_USAGE.
 */
struct option_parse {
	const char *command; /* whose habits count; NULL: none in particular */
	const struct option_spec *own; /* may be NULL */
	void *own_args;
	void *global_args;    /* struct global_args */
	bool stop_at_operand; /* what follows the first operand is operands */
	/* Set to what is worth a remark, if not NULL. */
	const struct habit **ret_habit;
};
int options_parse(const struct option_parse *how, int argc, char **argv,
	int *ret_argc, char ***ret_argv, struct error *err);
/* Free what OPTION_LIST and OPTION_TERM rows allocated in args. */
void options_clear(const struct option_spec *specs, void *args);

#endif

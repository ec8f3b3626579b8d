/* SPDX-License-Identifier: MIT */
#ifndef CATALOG_CLI_CLI_H
#define CATALOG_CLI_CLI_H

#include "cli/command.h"

/*
 * Find the command, parse global and own options, run it, print its error,
 * check that stdout was really written.  Returns the exit status.  The table
 * is an argument: cli never includes commands/.
 */
int cli_main(const struct command *const *commands, int argc, char **argv);

#endif

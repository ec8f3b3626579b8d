/* SPDX-License-Identifier: MIT */
#ifndef CATALOG_CLI_HELP_H
#define CATALOG_CLI_HELP_H

#include "cli/command.h"

#include <stdio.h>

void help_overview(FILE *f, const struct command *const *commands);
void help_command(FILE *f, const struct command *command, int width);
/* The table in a form that tools/gen-completions and the sync checks read:
 * "command NAME SUMMARY" and "option COMMAND LETTER LONG VALUE CHOICES HELP"
 * lines, tab-separated (hidden option --dump-options). */
void help_dump(FILE *f, const struct command *const *commands);

#endif

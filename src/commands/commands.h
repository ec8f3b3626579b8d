/* SPDX-License-Identifier: MIT */
/* One command a file, src/commands/NAME.c; the table names them all. */
#ifndef CATALOG_COMMANDS_COMMANDS_H
#define CATALOG_COMMANDS_COMMANDS_H

#include "cli/command.h"

extern const struct command cmd_help;

/* NULL-terminated. */
extern const struct command *const commands[];

#endif

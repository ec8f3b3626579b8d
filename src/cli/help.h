/* SPDX-License-Identifier: MIT */
#ifndef CATALOG_CLI_HELP_H
#define CATALOG_CLI_HELP_H

#include "cli/command.h"

#include <stdio.h>

void help_overview(FILE *f, const struct command *const *commands);
/* width: columns to wrap at; 0 for 80. */
void help_command(FILE *f, const struct command *command, int width);
/* -h: usage and the command's own options only. */
void help_command_short(FILE *f, const struct command *command, int width);
/* NULL if there is none of that name; of subcommands, of that last word. */
const struct command *help_find(const struct command *const *commands,
	const char *name);
/* ERROR_USAGE: "unknown command 'dups'; did you mean 'dupes'?"; of a
 * subcommand with the name of its command, which lists something itself. */
int help_unknown(const struct command *const *commands, const char *of,
	const char *name, struct error *err);
/*
 * The table in a form that tools/gen-completions and the sync checks read,
 * tab-separated (hidden option --dump-options):
 *   command NAME SUMMARY USAGE
 *   option COMMAND LETTER LONG VALUE CHOICES HELP
 * Subcommands follow their command, with names of two words.
 * COMMAND is "*" for the options of all commands; a missing field is "-";
 * VALUE is in brackets where it is optional, "VALUE..." where the option may
 * be given several times; CHOICES are joined by "|".
 */
void help_dump(FILE *f, const struct command *const *commands);

#endif

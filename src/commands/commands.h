/* SPDX-License-Identifier: MIT */
/* One command a file, src/commands/NAME.c; the table names them all. */
#ifndef CATALOG_COMMANDS_COMMANDS_H
#define CATALOG_COMMANDS_COMMANDS_H

#include "cli/command.h"

extern const struct command cmd_ages;
extern const struct command cmd_backup;
extern const struct command cmd_changes;
extern const struct command cmd_check;
extern const struct command cmd_compare;
extern const struct command cmd_copies;
extern const struct command cmd_du;
extern const struct command cmd_dupes;
extern const struct command cmd_export;
extern const struct command cmd_find;
extern const struct command cmd_hash;
extern const struct command cmd_help;
extern const struct command cmd_import;
extern const struct command cmd_ls;
extern const struct command cmd_metrics;
extern const struct command cmd_owners;
extern const struct command cmd_archives;
extern const struct command cmd_problems;
extern const struct command cmd_roots;
extern const struct command cmd_scan;
extern const struct command cmd_scans;
extern const struct command cmd_sql;
extern const struct command cmd_top;
extern const struct command cmd_tree;
extern const struct command cmd_twins;
extern const struct command cmd_types;
extern const struct command cmd_verify;
extern const struct command cmd_volumes;
extern const struct command cmd_where;

/* Subcommands that are in a file apart from their command. */
extern const struct command cmd_roots_drop;
extern const struct command cmd_roots_set;
extern const struct command cmd_volumes_forget;
extern const struct command cmd_volumes_mark;
extern const struct command cmd_volumes_note;
extern const struct command cmd_volumes_rename;
extern const struct command cmd_volumes_set;

/* NULL-terminated. */
extern const struct command *const commands[];

#endif

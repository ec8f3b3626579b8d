/* SPDX-License-Identifier: MIT */
/* All commands, in the order `catalog help` lists them. */
#include "commands/commands.h"

const struct command *const commands[] = {
	&cmd_scan,
	&cmd_hash,
	&cmd_dupes,
	&cmd_copies,
	&cmd_where,
	&cmd_verify,
	&cmd_compare,
	&cmd_find,
	&cmd_changes,
	&cmd_du,
	&cmd_volumes,
	&cmd_roots,
	&cmd_scans,
	&cmd_problems,
	&cmd_sql,
	&cmd_export,
	&cmd_import,
	&cmd_metrics,
	&cmd_backup,
	&cmd_check,
	&cmd_help,
	NULL,
};

/* SPDX-License-Identifier: MIT */
/* All commands, in the order `catalog help` lists them. */
#include "commands/commands.h"

const struct command *const commands[] = {
	&cmd_help,
	NULL,
};

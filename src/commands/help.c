/* SPDX-License-Identifier: MIT */
/* catalog help [COMMAND]: the overview, or all about one command. */
#include "commands/commands.h"

#include "cli/exit.h"
#include "cli/help.h"

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	const struct command *command;

	(void)args; /* it has no options */
	if (argc == 0) {
		help_overview(stdout, ctx->commands);
		return EXIT_DONE;
	}
	command = help_find(ctx->commands, argv[0]);
	if (!command)
		return help_unknown(ctx->commands, argv[0], err);
	help_command(stdout, command, ctx->output.width);
	return EXIT_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.summary = "say what the commands do",
	.usage = "[COMMAND]",
	.description = "Without COMMAND, list all commands; with one, tell "
		       "all about it.",
	.examples = "catalog help dupes",
	.min_args = 0,
	.max_args = 1,
	.no_catalogue = true,
	.run = run,
};

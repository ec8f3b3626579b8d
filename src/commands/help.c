/* SPDX-License-Identifier: MIT */
/* catalog help [COMMAND]: the overview, or all about one command. */
#include "commands/commands.h"

#include "cli/exit.h"
#include "cli/help.h"

#include <errno.h>

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
		return help_unknown(ctx->commands, NULL, argv[0], err);
	if (argc > 1) {
		const struct command *const *subs = command->subcommands;

		if (!subs)
			return error_kind(err, ERROR_USAGE, EINVAL,
				"'%s' has no subcommands", command->name);
		command = help_find(subs, argv[1]);
		if (!command)
			return help_unknown(subs, argv[0], argv[1], err);
	}
	help_command(stdout, command, ctx->output.width);
	return EXIT_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.summary = "say what the commands do",
	.usage = "[COMMAND [SUBCOMMAND]]",
	.description = "Without COMMAND, list all commands; with one, tell "
		       "all about it.",
	.examples = "catalog help dupes",
	.min_args = 0,
	.max_args = 2,
	.no_catalogue = true,
	.run = run,
};

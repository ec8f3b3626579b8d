/* SPDX-License-Identifier: MIT */
/*
 * From argv to a command's run() and back to an exit status:
 *
 *   global options -> the command's name -> its options and the global ones
 *   again -> number of operands -> context -> run -> was stdout written?
 *
 * The only place that prints the error of a command.
 */
#include "cli/cli.h"

#include "cli/exit.h"
#include "cli/global.h"
#include "cli/help.h"
#include "cli/options.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Print a failure; the status it ends the program with. */
static int
report_error(int code, struct error *err)
{
	/*
	 * A reader that closed the pipe has all it wants, as with `| head`.
	 * Only output says EPIPE.
	 */
	if (code == -EPIPE) {
		clearerr(stdout); /* or check_stdout() would complain */
		return EXIT_DONE;
	}
	if (!err->text[0])
		(void)error_set(err, -code, "%s", strerror(-code));
	log_error("%s", err->text);
	return exit_status_of(err);
}

/* The same for misuse, with where to read on. */
static int
report_usage(struct error *err, const struct command *command)
{
	int status = report_error(-EINVAL, err);

	if (status == EXIT_USAGE && command)
		fprintf(stderr, "Usage: catalog %s %s\n", command->name,
			command->usage);
	else if (status == EXIT_USAGE)
		fputs("Try 'catalog help'.\n", stderr);
	return status;
}

static int
check_operands(const struct command *c, int argc, char **argv,
	struct error *err)
{
	if (argc < c->min_args)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' needs %s argument%s", c->name,
			argc			? "another" :
				c->min_args > 1 ? "more" :
						  "an",
			c->min_args > 1 && !argc ? "s" : "");
	if (c->max_args == 0 && argc > 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' takes no arguments; '%s' is one", c->name,
			argv[0]);
	if (c->max_args != ARGS_ANY && argc > c->max_args)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' takes at most %d argument%s; '%s' is one more",
			c->name, c->max_args, c->max_args == 1 ? "" : "s",
			argv[c->max_args]);
	return 0;
}

/*
 * --help and its kind, wherever they stand: they never run a command.
 * False if none was given.
 */
static bool
print_help(const struct command *const *commands, const struct command *command,
	const struct global_args *global)
{
	if (global->dump_options)
		help_dump(stdout, commands);
	else if (global->version)
		puts("catalog " CATALOG_VERSION);
	else if (!global->help && !global->short_help)
		return false;
	else if (!command)
		help_overview(stdout, commands);
	else if (global->help)
		help_command(stdout, command, 0);
	else
		help_command_short(stdout, command, 0);
	return true;
}

static int
run_with(struct context *ctx, const struct global_args *global,
	const void *args, int argc, char **argv, const struct habit *habit)
{
	struct error err = ERROR_INIT;
	int r;

	if (check_operands(ctx->command, argc, argv, &err) < 0)
		return report_usage(&err, ctx->command);
	log_set_quiet(global->quiet);
	if (habit)
		log_note("%s", habit->hint);
	r = context_init(ctx, global, &err);
	if (r < 0)
		return report_error(r, &err);
	r = ctx->command->run(ctx, args, argc, argv, &err);
	return r < 0 ? report_error(r, &err) : r;
}

static int run_command(struct context *ctx, struct global_args *global,
	int argc, char **argv);

/*
 * The first operand is the name of a subcommand.  args are what the options
 * before it set, which would go unheard.
 */
static int
run_subcommand(struct context *ctx, struct global_args *global,
	const void *args, int argc, char **argv)
{
	const struct command *c = ctx->command;
	const struct command *sub = help_find(c->subcommands, argv[0]);
	_cleanup_(freep) void *unset = xcalloc(1, c->args_size + 1);
	struct error err = ERROR_INIT;

	if (c->defaults)
		memcpy(unset, c->defaults, c->args_size);
	if (!sub) {
		(void)help_unknown(c->subcommands, c->name, argv[0], &err);
	} else if (memcmp(args, unset, c->args_size) != 0) {
		(void)error_kind(&err, ERROR_USAGE, EINVAL,
			"options of '%s' do not go with '%s'", c->name,
			sub->name);
	} else {
		ctx->command = sub;
		return run_command(ctx, global, argc - 1, argv + 1);
	}
	return report_usage(&err, c);
}

/* argv holds what stands behind the command's name. */
static int
run_command(struct context *ctx, struct global_args *global, int argc,
	char **argv)
{
	const struct command *c = ctx->command;
	_cleanup_(freep) void *args = xcalloc(1, c->args_size + 1);
	struct option_parse how = {
		.command = c->name,
		.own = c->options,
		.own_args = args,
		.global_args = global,
		.stop_at_operand = c->subcommands != NULL,
	};
	const struct habit *habit = NULL;
	struct error err = ERROR_INIT;
	int status;

	how.ret_habit = &habit;
	if (c->defaults)
		memcpy(args, c->defaults, c->args_size);
	if (options_parse(&how, argc, argv, &argc, &argv, &err) < 0)
		status = report_usage(&err, c);
	else if (c->subcommands && argc > 0)
		status = run_subcommand(ctx, global, args, argc, argv);
	else if (print_help(ctx->commands, c, global))
		status = EXIT_DONE;
	else
		status = run_with(ctx, global, args, argc, argv, habit);
	options_clear(c->options, args);
	context_clear(ctx);
	return status;
}

static int
dispatch(const struct command *const *commands, int argc, char **argv)
{
	struct global_args global = { .db = NULL };
	struct option_parse how = {
		.global_args = &global,
		.stop_at_operand = true,
	};
	struct context ctx = { .program = "catalog", .commands = commands };
	struct error err = ERROR_INIT;

	if (options_parse(&how, argc, argv, &argc, &argv, &err) < 0)
		return report_usage(&err, NULL);
	if (argc > 0) {
		ctx.command = help_find(commands, argv[0]);
		if (!ctx.command) {
			(void)help_unknown(commands, NULL, argv[0], &err);
			return report_usage(&err, NULL);
		}
		return run_command(&ctx, &global, argc - 1, argv + 1);
	}
	if (print_help(commands, NULL, &global))
		return EXIT_DONE;
	help_overview(stderr, commands);
	return EXIT_USAGE;
}

/* Results that never arrived are a failure; a reader that left is not. */
static int
check_stdout(int status)
{
	int code;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	code = errno ? errno : EIO;
	if (code == EPIPE || status == EXIT_FAILED)
		return status; /* nothing to say, or already said */
	log_error("cannot write to standard output: %s", strerror(code));
	return EXIT_FAILED;
}

int
cli_main(const struct command *const *commands, int argc, char **argv)
{
	return check_stdout(dispatch(commands, argc - 1, argv + 1));
}

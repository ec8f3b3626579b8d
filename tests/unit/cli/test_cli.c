/* SPDX-License-Identifier: MIT */
/* cli_main() with a table of its own; both streams are caught in files. */
#include "cli/cli.h"

#include "cli/exit.h"
#include "cli/help.h"
#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 8

struct args {
	bool loud;
	int64_t result;
	struct string_list items;
};

static const struct args defaults = { .result = 0 };

static const struct option_spec options[] = {
	OPT_FLAG('l', "loud", loud, "say what is done"),
	OPT_NUMBER('r', "result", result, "N", INT32_MIN, INT32_MAX,
		"what to return"),
	OPT_LIST('i', "item", items, "ITEM", "something"),
	OPT_END,
};

static int
run(struct context *ctx, const void *pointer, int argc, char **argv,
	struct error *err)
{
	const struct args *args = pointer;

	if (args->loud)
		printf("%s %d %s %s %zu\n", ctx->command->name, argc,
			argc ? argv[0] : "-", ctx->db_path,
			args->items.n_items);
	if (args->result == -EBUSY)
		return error_kind(err, ERROR_LOCKED, EBUSY, "it is locked");
	return (int)args->result;
}

static const struct command work = {
	.name = "work",
	.summary = "do something",
	.usage = "[options] ARG [ARG]",
	.description = "This is what it does.",
	.examples = "catalog work x   work on x",
	.min_args = 1,
	.max_args = 2,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

static const struct command rest = {
	.name = "rest",
	.summary = "do nothing",
	.usage = "",
	.no_catalogue = true,
	.run = run,
	.args_size = sizeof(struct args),
};

static const struct command more_some = {
	.name = "more some",
	.summary = "do some more",
	.usage = "ARG",
	.min_args = 1,
	.max_args = 1,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

static const struct command *const more_commands[] = { &more_some, NULL };

static const struct command more = {
	.name = "more",
	.summary = "list more",
	.usage = "[COMMAND]",
	.subcommands = more_commands,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

static const struct command *const table[] = { &work, &rest, &more, NULL };

/* What a call left behind; of stdout and stderr the beginning. */
struct result {
	int status;
	char out[4096];
	char err[4096];
};

static int
redirect(int fd, const char *path)
{
	int kept = dup(fd);
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(kept, 0);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(dup2(file, fd), fd);
	ck_assert_int_eq(close(file), 0);
	return kept;
}

static void
restore(int fd, int kept, const char *path, char *ret_text, size_t size)
{
	FILE *f = fopen(path, "r");

	ck_assert_int_eq(dup2(kept, fd), fd);
	ck_assert_int_eq(close(kept), 0);
	ck_assert_ptr_nonnull(f);
	ret_text[fread(ret_text, 1, size - 1, f)] = '\0';
	(void)fclose(f); /* only read */
}

/* words: up to MAX_WORDS, separated by single blanks. */
static struct result
call(const char *words)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *out = scratch_path(dir, "out");
	_cleanup_(freep) char *err = scratch_path(dir, "err");
	_cleanup_(freep) char *copy = strdup(words);
	char *argv[MAX_WORDS + 2] = { copy };
	struct result r;
	char *rest_of = copy;
	int argc = 0;
	int out_fd;
	int err_fd;

	while (argc <= MAX_WORDS &&
		(argv[argc] = strsep(&rest_of, " ")) != NULL)
		argc++;
	argv[argc] = NULL;
	(void)fflush(stdout); /* Check's own output is no concern */
	out_fd = redirect(STDOUT_FILENO, out);
	err_fd = redirect(STDERR_FILENO, err);
	r.status = cli_main(table, argc, argv);
	(void)fflush(stdout); /* cli_main() did */
	restore(STDOUT_FILENO, out_fd, out, r.out, sizeof(r.out));
	restore(STDERR_FILENO, err_fd, err, r.err, sizeof(r.err));
	return r;
}

static const struct {
	const char *words;
	int status;
	const char *out;
	const char *err;
} calls[] = {
	{ "catalog work -l --db=/d x", 0, "work 1 x /d 0\n", "" },
	{ "catalog --db=/d work -l x y", 0, "work 2 x /d 0\n", "" },
	{ "catalog --db=/d -- work -l -- -x", 0, "work 1 -x /d 0\n", "" },
	{ "catalog work -l x --db /d -i a -ib", 0, "work 1 x /d 2\n", "" },
	{ "catalog rest -q", 0, "", "" },
	{ "catalog work -r3 --db=/d x", 3, "", "" },
	{ "catalog work -r=-2 x", 2, "",
		"catalog: --result: " }, /* parse.h's sentence */
	{ "catalog work -r-16 --db=/d x", 75, "", "catalog: it is locked\n" },
	{ "catalog work -r-28 --db=/d x", 4, "",
		"catalog: No space left on device\n" },
	{ "catalog work -r-32 --db=/d x", 0, "", "" }, /* EPIPE */
	{ "catalog", 2, "", "Usage: catalog [options] COMMAND" },
	{ "catalog --help", 0, "Usage: catalog [options] COMMAND", "" },
	{ "catalog -h", 0, "Usage: catalog [options] COMMAND", "" },
	{ "catalog --version", 0, "catalog " CATALOG_VERSION "\n", "" },
	{ "catalog rest --version", 0, "catalog " CATALOG_VERSION "\n", "" },
	{ "catalog wrk x", 2, "",
		"catalog: unknown command 'wrk'; did you mean 'work'?\n"
		"Try 'catalog help'.\n" },
	{ "catalog xyzzy", 2, "",
		"catalog: unknown command 'xyzzy'\nTry 'catalog help'.\n" },
	{ "catalog --lod work x", 2, "",
		"catalog: unknown option '--lod'; 'catalog help' lists those "
		"there are\nTry 'catalog help'.\n" },
	{ "catalog work --lod x", 2, "",
		"catalog: unknown option '--lod'; did you mean '--loud'?\n"
		"Usage: catalog work [options] ARG [ARG]\n" },
	{ "catalog work", 2, "",
		"catalog: 'work' needs an argument\n"
		"Usage: catalog work [options] ARG [ARG]\n" },
	{ "catalog work a b c", 2, "",
		"catalog: 'work' takes at most 2 arguments; 'c' is one more\n"
		"Usage: catalog work [options] ARG [ARG]\n" },
	{ "catalog rest a", 2, "",
		"catalog: 'rest' takes no arguments; 'a' is one\n" },
	{ "catalog work --db= x", 2, "", "catalog: --db: the name" },
	{ "catalog work -lh x", 0, "Usage: catalog work [options]", "" },
	{ "catalog work --help", 0, "Usage: catalog work [options]", "" },
	{ "catalog --help work", 0, "Usage: catalog work [options]", "" },
	{ "catalog --db=/d more -l", 0, "more 0 - /d 0\n", "" },
	{ "catalog more -q some -l --db=/d x", 0, "more some 1 x /d 0\n", "" },
	{ "catalog more some", 2, "",
		"catalog: 'more some' needs an argument\n"
		"Usage: catalog more some ARG\n" },
	{ "catalog more sme x", 2, "",
		"catalog: unknown command 'sme'; did you mean 'more some'?\n"
		"Usage: catalog more [COMMAND]\n" },
	{ "catalog more -l some x", 2, "",
		"catalog: options of 'more' do not go with 'more some'\n" },
	{ "catalog more --help some", 0, "Usage: catalog more some ARG\n", "" },
	{ "catalog more -h", 0,
		"Usage: catalog more [COMMAND]\n\nlist more\n\n"
		"Subcommands:\n  more some ",
		"" },
};

START_TEST(answers)
{
	struct result r = call(calls[_i].words);

	ck_assert_msg(r.status == calls[_i].status, "%s: status %d: %s",
		calls[_i].words, r.status, r.err);
	/* Long texts are told by how they begin. */
	ck_assert_msg(strncmp(r.out, calls[_i].out, strlen(calls[_i].out)) == 0,
		"%s: stdout: %s", calls[_i].words, r.out);
	ck_assert_msg(strncmp(r.err, calls[_i].err, strlen(calls[_i].err)) == 0,
		"%s: stderr: %s", calls[_i].words, r.err);
	ck_assert_int_eq(r.out[0] == '\0', calls[_i].out[0] == '\0');
	ck_assert_int_eq(r.err[0] == '\0', calls[_i].err[0] == '\0');
}
END_TEST

START_TEST(short_and_long_help_differ)
{
	struct result brief = call("catalog work -h");
	struct result full = call("catalog work --help");

	ck_assert_ptr_nonnull(strstr(brief.out, "-r, --result=N"));
	ck_assert_ptr_null(strstr(brief.out, "--format"));
	ck_assert_ptr_null(strstr(brief.out, "This is what it does."));
	ck_assert_ptr_nonnull(strstr(full.out, "-r, --result=N"));
	ck_assert_ptr_nonnull(strstr(full.out, "--format=FORMAT"));
	ck_assert_ptr_nonnull(strstr(full.out, "--wait[=SECONDS]"));
	ck_assert_ptr_nonnull(strstr(full.out, "This is what it does."));
	ck_assert_ptr_nonnull(strstr(full.out, "catalog work x   work on x"));
	ck_assert_ptr_null(strstr(full.out, "dump-options"));
}
END_TEST

START_TEST(help_fits_the_width)
{
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	const char *line;

	help_command(f, &work, 60);
	ck_assert_int_eq(fclose(f), 0);
	for (line = text; *line; line = strchr(line, '\n') + 1)
		ck_assert_uint_le(strcspn(line, "\n"), 60);
}
END_TEST

START_TEST(dumps_the_table)
{
	struct result r = call("catalog --dump-options");

	ck_assert_int_eq(r.status, 0);
	ck_assert_ptr_nonnull(strstr(r.out,
		"command\twork\tdo something\t[options] ARG [ARG]\n"
		"option\twork\tl\tloud\t-\t-\tsay what is done\n"
		"option\twork\tr\tresult\tN\t-\twhat to return\n"
		"option\twork\ti\titem\tITEM...\t-\tsomething\n"));
	ck_assert_ptr_nonnull(strstr(r.out,
		"command\tmore some\tdo some more\tARG\n"
		"option\tmore some\tl\tloud\t-\t-\tsay what is done\n"));
	ck_assert_ptr_nonnull(strstr(r.out,
		"option\t*\t-\tformat\tFORMAT\t"
		"auto|table|plain|ndjson|csv|paths"
		"\t"));
	ck_assert_ptr_nonnull(
		strstr(r.out, "option\t*\t-\twait\t[SECONDS]\t-\t"));
	ck_assert_ptr_nonnull(strstr(r.out, "option\t*\th\t-\t-\t-\t"));
	ck_assert_ptr_null(strstr(r.out, "dump-options"));
}
END_TEST

START_TEST(full_stdout_fails)
{
	char word[] = "catalog";
	char option[] = "--version";
	char *argv[] = { word, option, NULL };
	struct result r;
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *err = scratch_path(dir, "err");
	int err_fd;
	int out_fd;

	(void)fflush(stdout); /* as in call() */
	out_fd = redirect(STDOUT_FILENO, "/dev/full");
	err_fd = redirect(STDERR_FILENO, err);
	r.status = cli_main(table, 2, argv);
	__fpurge(stdout); /* what could not be written stays buffered */
	clearerr(stdout);
	restore(STDOUT_FILENO, out_fd, "/dev/null", r.out, sizeof(r.out));
	restore(STDERR_FILENO, err_fd, err, r.err, sizeof(r.err));
	ck_assert_int_eq(r.status, EXIT_FAILED);
	ck_assert_str_eq(r.err,
		"catalog: cannot write to standard output: "
		"No space left on device\n");
}
END_TEST

Suite *suite_cli(void);

Suite *
suite_cli(void)
{
	Suite *s = suite_create("cli");
	TCase *t = tcase_create("cli");

	tcase_add_loop_test(t, answers, 0,
		(int)(sizeof(calls) / sizeof(calls[0])));
	tcase_add_test(t, short_and_long_help_differ);
	tcase_add_test(t, help_fits_the_width);
	tcase_add_test(t, dumps_the_table);
	tcase_add_test(t, full_stdout_fails);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* catalog compare A B: what is in A and not in B. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "commands/reading.h"
#include "output/human.h"
#include "report/compare.h"
#include "store/entries.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>
#include <string.h>

struct args {
	struct answer common;
	bool names;
	bool all;
};

static const char *const keys[] = { "directory", "size", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG(0, "names", names,
		"compare name by name: only in A, only in B, differing"),
	OPT_FLAG('a', "all", all, "with --names: tell what is the same, too"),
	OPT_REFUSED('u', "under",
		"A and B say what is compared, each VOLUME, PATH or "
		"VOLUME:PATH"),
	OPT_REFUSED('V', "volume",
		"A and B say what is compared, each VOLUME, PATH or "
		"VOLUME:PATH"),
	ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

/* Or in an archive. */
static bool
is_file(struct session *s, int64_t volume_id, const char *within)
{
	const char *inside = strstr(within, "//");
	_cleanup_(freep) char *path = xmemdupz(within,
		inside ? (size_t)(inside - within) : strlen(within));
	char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct known_entry known;
	int64_t dir_id = 0;

	if (slash)
		*slash = '\0';
	return store_find_directory(s->store, &dir_id, volume_id,
		       slash ? path : "", NULL) >= 0 &&
		dir_id != 0 &&
		store_entry(s->store, &known, dir_id, name, strlen(name),
			NULL) > 0;
}

static int
find_directory(struct session *s, int64_t *ret, const char *operand,
	struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	int64_t volume_id;

	if (session_place_inside(s, &volume_id, &within, NULL, operand, err) <
			0 ||
		store_find_directory(s->store, ret, volume_id, within, err) < 0)
		return err->code;
	if (*ret != 0)
		return 0;
	if (is_file(s, volume_id, within))
		return error_kind(err, ERROR_USAGE, ENOTDIR,
			"'%s' is no directory; 'catalog where' looks for the "
			"content of a file, 'catalog dupes --dirs --members' "
			"compares archives with directories",
			operand);
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no directory '%s'", operand);
}

/* --- the answer ----------------------------------------------------------- */

static void
add_content_totals(struct strbuf *line, const struct context *ctx,
	const struct report_compared *t)
{
	reading_add_count(line, t->missing, "file", "files");
	strbuf_adds(line, ", ");
	reading_add_size(line, ctx, t->missing_bytes);
	strbuf_adds(line, ", with content that is only in A");
}

static void
add_name_totals(struct strbuf *line, const struct report_compared *t)
{
	human_number(line, t->only_a);
	strbuf_adds(line, " only in A, ");
	human_number(line, t->only_b);
	strbuf_adds(line, " only in B, ");
	human_number(line, t->differ);
	strbuf_adds(line, t->differ == 1 ? " differs, " : " differ, ");
	human_number(line, t->same);
	strbuf_adds(line, t->same == 1 ? " is the same" : " are the same");
}

/* The last line of a table: a result, so on stdout. */
static int
print_totals(const struct context *ctx, const struct args *args,
	const struct report_compared *t, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;

	if (args->names)
		add_name_totals(&line, t);
	else
		add_content_totals(&line, ctx, t);
	/* What is said about it on stderr comes after it. */
	if (printf("%s%s\n", t->shown > 0 ? "\n" : "", line.buf) < 0 ||
		fflush(stdout) != 0)
		return error_errno(err, errno,
			"cannot write to standard output");
	return 0;
}

static int
answer(struct session *s, const struct context *ctx, const struct args *args,
	const int64_t sides[2], struct report_compared *ret, struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &ctx->output);
	const struct report_names how = { .a = sides[0],
		.b = sides[1],
		.all = args->all,
		.limit = args->common.limit };
	const struct report_only_here content = {
		.a = sides[0],
		.b = sides[1],
		.size = args->common.size,
		.by_size = args->common.sort == 1,
		.reverse = args->common.reverse,
		.limit = args->common.limit,
	};
	int r;

	if (args->names)
		r = report_names(s->store, &how, output, ret, err);
	else
		r = report_only_here(s->store, &content, output, ret, err);
	if (r >= 0 && output_format_of(output) == OUTPUT_TABLE)
		r = print_totals(ctx, args, ret, err);
	return r;
}

/* --- how complete it is --------------------------------------------------- */

static void
add_unknown(struct strbuf *line, const struct args *args, int64_t n)
{
	if (n == 0)
		return;
	reading_add_count(line, n, "file was", "files were");
	strbuf_adds(line,
		args->names ?
			" compared by size and time alone, not read yet" :
			" not compared, because not all of that size were "
			"read");
}

static int
status_of(const struct report_compared *t, int64_t n_problems)
{
	if (t->missing + t->only_a + t->only_b + t->differ > 0)
		return EXIT_NO;
	return t->unknown > 0 || n_problems > 0 ? EXIT_INCOMPLETE : EXIT_DONE;
}

static int
check_args(const struct args *args, struct error *err)
{
	const struct answer *common = &args->common;

	if (args->all && !args->names)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--all goes with --names");
	if (args->names && (common->has_size || common->sort != 0))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--names goes through both sides name by name; "
			"--size and --sort=size go without it");
	if (common->reverse && common->sort == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--reverse goes with --sort=size");
	return 0;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;
	struct report_compared totals = { 0 };
	int64_t sides[2], n_problems = 0;
	bool is_scoped;
	int r = check_args(args, err);

	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	for (int i = 0; i < argc && r >= 0; i++)
		r = find_directory(&s, &sides[i], argv[i], err);
	if (r >= 0)
		r = answer(&s, ctx, args, sides, &totals, err);
	if (r < 0)
		return answer_status(r, status_of(&totals, 0));
	/* How complete is what is below either? */
	r = session_scope(&s, argc, argv, &is_scoped, err);
	if (r >= 0)
		r = store_count_problems_scoped(s.store, &n_problems, err);
	if (r < 0)
		return r;
	add_unknown(&clause, args, totals.unknown);
	session_print_completeness(&s, ctx, clause.len > 0 ? clause.buf : NULL);
	return status_of(&totals, n_problems);
}

const struct command cmd_compare = {
	.name = "compare",
	.summary = "tell what is in one directory and not in another",
	.usage = "[options] VOLUME|PATH VOLUME|PATH",
	.description =
		"Lists the files below the first directory, A, whose content "
		"no file below the second, B, has under whatever name; with "
		"--names, what is only in A, only in B, or differs under the "
		"same name. It reads no file, so volumes that are not mounted "
		"can be compared.",
	.examples = "catalog compare ~/Pictures photos\n"
		    "catalog compare --names ~/Pictures /media/usb1",
	.min_args = 2,
	.max_args = 2,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

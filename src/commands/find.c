/* SPDX-License-Identifier: MIT */
/* catalog find [PATTERN]: entries by name, type and size. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/report.h"
#include "store/scope.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct args {
	bool glob;
	const char *type;
	struct size_range size;
	bool has_size;
	struct string_list under;
	struct string_list volume;
	int64_t limit;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('g', "glob", glob,
		"PATTERN is a glob that matches the whole name"),
	OPT_STRING('t', "type", type, "LETTERS",
		"only these types: f d l p s c b, as in f,l"),
	OPT_RANGE('s', "size", size, "[+-]SIZE",
		"only sizes above, below or exactly SIZE"),
	OPT_LIST('u', "under", under, "PATH",
		"only what is below PATH or VOLUME:PATH; repeatable"),
	OPT_LIST('V', "volume", volume, "VOLUME",
		"only what is on VOLUME; repeatable"),
	OPT_NUMBER('n', "limit", limit, "N", 0, INT64_MAX,
		"print N entries at most"),
	OPT_END
};
/* clang-format on */

static const struct args defaults = { .limit = REPORT_NO_LIMIT };

/* --- what was asked for ---------------------------------------------------- */

static int
parse_types(int64_t *ret, const char *letters, struct error *err)
{
	static const char known[] = "fdlpscb";
	static const uint32_t modes[] = { S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO,
		S_IFSOCK, S_IFCHR, S_IFBLK };

	for (const char *c = letters; *c; c++) {
		const char *found = strchr(known, *c);

		if (found)
			*ret |= rows_type(modes[found - known]);
		else if (*c != ',' || c == letters)
			return error_kind(err, ERROR_USAGE, EINVAL,
				"--type: '%s' is not a list of types: "
				"f d l p s c b, as in f,l",
				letters);
	}
	if (*ret == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--type: no type given; f is a regular file");
	return 0;
}

/* Nobody looks for a star in a name without saying so. */
static bool
is_glob(const char *pattern)
{
	return strpbrk(pattern, "*?") != NULL;
}

static int
take_pattern(struct report_find *ret, const char *pattern, bool glob,
	struct error *err)
{
	if (strchr(pattern, '/'))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s': names are compared, and no name has a '/'; "
			"--under PATH looks below a directory",
			pattern);
	if (!*pattern)
		return 0; /* part of any name */
	ret->pattern = pattern;
	ret->match = glob || is_glob(pattern) ? ROWS_MATCH_GLOB :
						ROWS_MATCH_SUBSTRING;
	return 0;
}

static int
take_args(struct report_find *ret, const struct args *args, int argc,
	char **argv, struct error *err)
{
	*ret = (struct report_find){
		.size = { .min = 0, .max = INT64_MAX },
		.limit = args->limit,
	};
	if (args->has_size)
		ret->size = args->size;
	if (args->volume.n_items > 0 && args->under.n_items > 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--volume and --under do not go together; "
			"--under VOLUME:PATH says both");
	if (args->type && parse_types(&ret->types, args->type, err) < 0)
		return -EINVAL;
	return argc > 0 ? take_pattern(ret, argv[0], args->glob, err) : 0;
}

/* --- where to look ----------------------------------------------------------- */

static int
unknown_volume(const struct session *s, const char *name, struct error *err)
{
	for (size_t i = 0; i < s->n_volumes; i++)
		if (text_is_near(name, s->volumes[i].volume.name))
			return error_kind(err, ERROR_USAGE, ENOENT,
				"no volume is called '%s'; is '%s' meant?",
				name, s->volumes[i].volume.name);
	return error_kind(err, ERROR_USAGE, ENOENT,
		"no volume is called '%s'; 'catalog volumes' lists them", name);
}

static int
scope_volume(struct session *s, const char *name, struct error *err)
{
	for (size_t i = 0; i < s->n_volumes; i++)
		if (strcmp(s->volumes[i].volume.name, name) == 0)
			return store_scope_add_directory(s->store,
				s->volumes[i].top_id, err);
	return unknown_volume(s, name, err);
}

static int
open_scoped(struct session *s, const struct context *ctx,
	const struct args *args, bool *ret_scoped, struct error *err)
{
	/* Operands come as char **; nobody writes to them. */
	_cleanup_(freep) char **paths =
		xcalloc(args->under.n_items + 1, sizeof(paths[0]));
	int r;

	for (size_t i = 0; i < args->under.n_items; i++)
		memcpy(&paths[i], &args->under.items[i], sizeof(paths[i]));
	r = answer_open(s, ctx, (int)args->under.n_items, paths, ret_scoped,
		err);
	for (size_t i = 0; i < args->volume.n_items && r >= 0; i++) {
		r = scope_volume(s, args->volume.items[i], err);
		*ret_scoped = true;
	}
	return r;
}

static void
explain_nothing(const struct report_find *find)
{
	if (find->limit == 0)
		return;
	if (find->pattern)
		log_note("nothing matches '%s'", find->pattern);
	else
		log_note("nothing matches");
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	const struct args *args = arguments;
	struct report_find find;
	int64_t n_rows = 0;
	int r = take_args(&find, args, argc, argv, err);

	if (r < 0)
		return r;
	r = open_scoped(&s, ctx, args, &find.is_scoped, err);
	if (r < 0)
		return r;
	output = output_new(stdout, &ctx->output);
	r = report_find(s.store, &find, output, &n_rows, err);
	if (r >= 0 && n_rows == 0)
		explain_nothing(&find);
	if (r >= 0)
		session_print_completeness(&s, ctx, NULL);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_find = {
	.name = "find",
	.summary = "find files by name, on unplugged volumes too",
	.usage = "[PATTERN]",
	.description =
		"Lists the entries whose name contains PATTERN; without "
		"PATTERN, all of them. A PATTERN with * or ? in it, or any "
		"with --glob, is a glob for the whole name. Case counts only "
		"if PATTERN has an upper-case letter.",
	.examples = "catalog find holiday\n"
		    "catalog find '*.nef' --volume drawer-disk\n"
		    "catalog find --type f --size +1G -0 | xargs -0 ls -l",
	.min_args = 0,
	.max_args = 1,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* catalog copies: what has too few copies, what a volume alone has. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "commands/unsettled.h"
#include "output/human.h"
#include "report/few.h"
#include "store/survey/unsettled.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>

struct args {
	struct answer common;
	int64_t min;
	int64_t min_volumes;
	const char *only_on;
	int64_t min_size;
	bool candidates;
	bool summary;
};

static const char *const orders[] = { "directory", "size", NULL };

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_NUMBER(0, "min", min, "N", 0, INT64_MAX,
		"content with fewer than N copies; 2 if not given"),
	OPT_NUMBER(0, "min-volumes", min_volumes, "N", 0, INT64_MAX,
		"and content on fewer than N volumes"),
	OPT_STRING(0, "only-on", only_on, "VOLUME",
		"content that would be lost with VOLUME"),
	OPT_SIZE(0, "min-size", min_size, "SIZE",
		"leave out files smaller than SIZE"),
	OPT_FLAG(0, "candidates", candidates,
		"also content of which more copies may yet be found"),
	OPT_FLAG(0, "summary", summary, "print the totals only"),
	ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(orders), OPT_END
};
/* clang-format on */

static const struct args defaults = {
	.common = ANSWER_DEFAULTS,
	.min = -1,
	.min_size = 1,
};

static int
take_args(struct report_few *ret, struct session *s, const struct args *args,
	struct error *err)
{
	const struct volume_row *v;

	const struct size_range range =
		answer_sizes(&args->common, args->min_size);

	*ret = (struct report_few){
		.min_size = range.min,
		.max_size = range.max,
		.min_copies = args->min >= 0 ? args->min : 2,
		.min_volumes = args->min_volumes,
		.candidates = args->candidates,
		.by_size = args->common.sort == 1,
		.reverse = args->common.reverse,
		.limit = args->common.limit,
		.is_scoped = ret->is_scoped,
	};
	/* Who asks about volumes does not ask about copies. */
	if (args->min_volumes > 0 && args->min < 0)
		ret->min_copies = 0;
	if (!args->only_on)
		return 0;
	if (args->min >= 0 || args->min_volumes > 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--only-on tells of all copies, however many; "
			"it does not go with --min or --min-volumes");
	if (session_volume(s, &v, args->only_on, err) < 0)
		return err->code;
	ret->only_on = v->volume.id;
	ret->min_copies = INT64_MAX;
	return 0;
}

static void
add_what(struct strbuf *ret, const struct args *args, int64_t n)
{
	human_number(ret, n);
	strbuf_adds(ret, n == 1 ? " content" : " contents");
	if (args->only_on)
		strbuf_addf(ret, " only on '%s'", args->only_on);
	else if (args->min_volumes > 0 && args->min < 0)
		strbuf_addf(ret, " on fewer than %lld volumes",
			(long long)args->min_volumes);
	else
		strbuf_addf(ret, " with fewer than %lld %s",
			(long long)(args->min >= 0 ? args->min : 2),
			args->min == 1 ? "copy" : "copies");
	if (args->min_volumes > 0 && args->min >= 0)
		strbuf_addf(ret, " or on fewer than %lld volumes",
			(long long)args->min_volumes);
}

/* The last line of a table: a result, so on stdout. */
static int
print_totals(const struct context *ctx, const struct args *args,
	const struct report_few_totals *t, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;

	add_what(&line, args, t->contents);
	strbuf_adds(&line, ", ");
	if (ctx->output.exact)
		strbuf_addf(&line, "%lld bytes", (long long)t->bytes);
	else
		human_size(&line, t->bytes);
	if (!args->summary && t->shown < t->contents)
		strbuf_addf(&line, " (%lld shown)", (long long)t->shown);
	/* What is said about it on stderr comes after it. */
	if (printf("%s%s\n", t->shown > 0 ? "\n" : "", line.buf) < 0 ||
		fflush(stdout) != 0)
		return error_errno(err, errno,
			"cannot write to standard output");
	return 0;
}

/* What may be tried when there is nothing. */
static const char *
advice(const struct args *args)
{
	if (args->common.has_size)
		return " like that; try without --size";
	if (args->min_size > 1)
		return " like that; try without --min-size";
	return args->candidates ? "" : "; --candidates tells what may be such";
}

static int
print(struct session *s, const struct context *ctx, const struct args *args,
	const struct report_few *how, struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &ctx->output);
	bool is_table = output_format_of(output) == OUTPUT_TABLE;
	struct report_few_totals totals;
	int r = report_few(s->store, how, args->summary ? NULL : output,
		&totals, err);

	if (r >= 0 && args->summary && !is_table)
		return report_few_summary(&totals, output, err);
	if (r >= 0 && is_table && (args->summary || totals.contents > 0))
		r = print_totals(ctx, args, &totals, err);
	else if (r >= 0 && totals.contents == 0) {
		_cleanup_(strbuf_clear) struct strbuf nothing = STRBUF_INIT;

		add_what(&nothing, args, 0);
		log_note("no%s%s", nothing.buf + 1, advice(args));
	}
	return r;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;
	struct report_few how = { .is_scoped = false };
	int r = args->summary ? answer_needs_rows(ctx, err) : 0;

	if (r >= 0 && args->common.reverse && args->common.sort == 0)
		r = error_kind(err, ERROR_USAGE, EINVAL,
			"--reverse goes with --sort=size");
	if (r >= 0)
		r = answer_open_scoped(&s, ctx, &args->common, argc, argv,
			&how.is_scoped, err);
	/* Copies count wherever they are: so does what is not known. */
	session_forget_scope(&s);
	if (r >= 0)
		r = take_args(&how, &s, args, err);
	if (r >= 0)
		r = store_find_unsettled(s.store, 1, how.is_scoped, err);
	if (r >= 0)
		r = print(&s, ctx, args, &how, err);
	if (r >= 0) {
		unsettled_clause(&s, ctx, &clause);
		session_print_completeness(&s, ctx,
			clause.len > 0 ? clause.buf : NULL);
	}
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_copies = {
	.name = "copies",
	.summary = "report content that has too few copies",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Tells which content is on fewer volumes, or has fewer copies, "
		"than you want, and what would be lost with a volume. It reads "
		"no file: what was read by 'dupes' and 'hash' counts, and a "
		"file whose size no other has is unique. Hard links are one "
		"copy. With PATH or VOLUME, only content that is there is "
		"reported; its copies count wherever they are.",
	.examples = "catalog copies --min-volumes 2 ~/Pictures\n"
		    "catalog copies --only-on photos --summary\n"
		    "catalog copies --min 3 --sort size --limit 20",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* catalog export: what is known, in other programs' formats. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/export_mtree.h"
#include "commands/export_scope.h"

#include "cli/exit.h"
#include "output/human.h"
#include "report/export/export.h"
#include "util/cleanup.h"
#include "util/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum to {
	TO_NDJSON,
	TO_CSV,
	TO_NCDU,
	TO_XXHSUM,
	TO_MTREE,
	TO_POSTGRES,
	TO_PGBINARY
};

static const char *const formats[] = { "ndjson", "csv", "ncdu", "xxhsum",
	"mtree", "postgres", "postgres-binary", NULL };

#define EXPORT_NO_ORDER                                                        \
	"names come in the order of the tree, all of them; try 'catalog find " \
	"--format=ndjson'"

struct args {
	struct answer common; /* under and volume only */
	int to;
	const char *table;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_CHOICE(0, "to", to, "FORMAT", formats,
		"what to write (default: ndjson)"),
	OPT_STRING(0, "create-table", table, "NAME",
		"postgres: a script for psql that makes this table"),
	ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"a list is of everything there; try 'catalog find --size=SIZE "
		"--format=ndjson'"),
	OPT_REFUSED('s', "sort", EXPORT_NO_ORDER),
	OPT_REFUSED('r', "reverse", EXPORT_NO_ORDER),
	OPT_REFUSED('n', "limit", EXPORT_NO_ORDER), OPT_END
};
/* clang-format on */

static int
export_rows(struct session *s, const struct context *ctx,
	const struct export_scope *scope, enum output_format format,
	struct exported *ret, struct error *err)
{
	_cleanup_(output_freep) struct output *output = NULL;
	struct output_options how = ctx->output;

	how.format = format;
	how.nul = false;
	output = output_new(stdout, &how);
	return report_export_rows(s->store, scope->tops, scope->n, output, ret,
		err);
}

static int
export_to(struct session *s, const struct context *ctx, const struct args *args,
	const struct export_scope *scope, struct exported *ret,
	struct error *err)
{
	switch ((enum to)args->to) {
	case TO_CSV:
		return export_rows(s, ctx, scope, OUTPUT_CSV, ret, err);
	case TO_NCDU:
		return report_export_ncdu(s->store, scope->tops, scope->n,
			stdout, ret, err);
	case TO_XXHSUM:
		return report_export_xxhsum(s->store, scope->tops, scope->n,
			stdout, ret, err);
	case TO_MTREE:
		return export_mtree(s->store, scope->tops, scope->n, stdout,
			ret, err);
	case TO_POSTGRES:
		return report_export_postgres(s->store, scope->tops, scope->n,
			args->table, stdout, ret, err);
	case TO_PGBINARY:
		return report_export_pgbinary(s->store, scope->tops, scope->n,
			stdout, ret, err);
	case TO_NDJSON:
		break;
	}
	return export_rows(s, ctx, scope, OUTPUT_NDJSON, ret, err);
}

/* What the list lacks, beside what the catalogue does not know. */
static void
print_completeness(struct session *s, const struct context *ctx,
	const struct exported *result)
{
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;

	if (result->undigested > 0) {
		human_number(&clause, result->undigested);
		strbuf_adds(&clause,
			result->undigested == 1 ? " file has" : " files have");
		strbuf_adds(&clause, " no digest yet ('catalog hash --all')");
	}
	if (result->unfit > 0) {
		if (clause.len > 0)
			strbuf_adds(&clause, "; ");
		human_number(&clause, result->unfit);
		strbuf_adds(&clause,
			result->unfit == 1 ? " path has" : " paths have");
		strbuf_adds(&clause,
			" a newline, which such a list cannot hold");
	}
	session_print_completeness(s, ctx, clause.len > 0 ? clause.buf : NULL);
}

static int
check_args(const struct context *ctx, const struct args *args,
	struct error *err)
{
	if (ctx->output.format != OUTPUT_AUTO)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'export' writes what --to says; there is no --format");
	if (ctx->output.nul)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'export' has no paths to end in NUL; "
			"'catalog find -0' prints paths");
	if (args->to == TO_PGBINARY && isatty(STDOUT_FILENO))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--to=postgres-binary is nothing for a terminal; "
			"redirect it: >FILE");
	if (args->table && args->to != TO_POSTGRES)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--create-table goes with --to=postgres");
	if (args->table && *args->table == '\0')
		return error_kind(err, ERROR_USAGE, EINVAL,
			"a table's name cannot be empty");
	return 0;
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(export_scope_clear) struct export_scope scope = { 0 };
	_cleanup_(
		answer_operands_clear) struct answer_operands operands = { 0 };
	const struct args *args = arguments;
	struct exported result = { 0 };
	bool is_scoped;
	int r = check_args(ctx, args, err);

	if (r == 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r >= 0)
		r = answer_operands(&s, &operands, &args->common, argc, argv,
			err);
	if (r >= 0)
		r = export_scope_find(&s, &scope, (int)operands.n,
			operands.items, err);
	if (r < 0)
		return r;
	r = export_to(&s, ctx, args, &scope, &result, err);
	if (r >= 0)
		print_completeness(&s, ctx, &result);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_export = {
	.name = "export",
	.summary = "write what is known in other programs' formats",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Everything known of the volumes and directories named, or of "
		"all of them, on standard output, whether they are mounted or "
		"not: as ndjson or csv, for ncdu -f, for xxhsum -c, as an "
		"mtree list, or as rows for PostgreSQL's COPY.",
	.examples =
		"catalog export --to=ncdu DRIVE >drive.json\n"
		"catalog export --to=xxhsum /mnt/nas >nas.xxh128\n"
		"catalog export --to=postgres --create-table=files >files.sql",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

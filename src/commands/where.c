/* SPDX-License-Identifier: MIT */
/*
 * catalog where FILE|DIGEST...: is this content known, and where?
 *
 * Contents are looked up some thousands at a time:
 *
 *   operands -> sizes, digests -> store_lookup_run (one pass each)
 *            -> a file whose size is known is read -> report_where_add
 *               (where_read.c)
 *
 * A file is read as far as needed: not at all if no file of its size is known,
 * and not beyond its head and tail if those are like no other's.  Files of the
 * catalogue that were not read yet are read to compare, if they are mounted;
 * nothing is written, so this needs no lock.
 *
 * One that lies on a volume that is away, or in an archive, is looked up by the
 * digest in the catalogue.
 */
#include "commands/commands.h"
#include "commands/where_run.h"

#include "cli/exit.h"
#include "output/human.h"
#include "store/content/lookup.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/parse.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One pass over the catalogue answers so many. */
#define BATCH 4096

static const char *const keys[] = { "added", "path", "size", "copies", "mtime",
	NULL };

/* Those that what is missing has come first. */
static const struct answer_column columns[] = {
	{ NULL, false },
	{ "path", false },
	{ "size", true },
	{ "copies", true },
	{ "mtime", true },
};

#define LAST_OF_MISSING 2

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG(0, "stdin", from_stdin,
		"read what to look for from standard input, one a line"),
	OPT_FLAG(0, "missing", missing, "tell only what is not known"),
	OPT_FLAG(0, "no-hash", no_hash,
		"read no file of the catalogue to compare"),
	ANSWER_OPT_SCOPE, ANSWER_OPT_SIZE, ANSWER_OPT_ORDER(keys), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS };

static void
where_clear(struct where *w)
{
	report_where_free(w->report);
	lookup_free(w->lookup);
	arena_clear(&w->texts);
	free(w->queries);
	session_close(&w->session);
}

/* --- what is asked ------------------------------------------------------- */

/* 32 hexadecimal digits; a file of that name is "./NAME". */
static bool
parse_digest(uint8_t ret[DIGEST_BYTES], const char *text)
{
	return strlen(text) == (size_t)DIGEST_BYTES * 2 &&
		parse_hex(ret, text, DIGEST_BYTES);
}

static int
take_file(struct where *w, struct query *q, struct error *err)
{
	struct lookup_file file = { .fd = -1 };

	q->failure = lookup_open(&file, q->path);
	if (q->failure < 0)
		return 0;
	q->size = file.facts.size_bytes;
	lookup_close(&file);
	return store_lookup_add_size(w->session.store, q->size, err);
}

/* Nothing is there: on a volume that is away there may be, or in an archive. */
static int
look_away(struct where *w, struct query *q, struct error *err)
{
	struct error why = ERROR_INIT;
	int r = away_find(&w->session, &q->away, q->text, &why);

	if (r < 0 && why.kind == ERROR_USAGE) {
		log_warning("%s", why.text);
		q->is_told = true;
		return 0;
	}
	if (r <= 0) {
		*err = why;
		return r;
	}
	if (q->away.path) {
		q->path = arena_copy(&w->texts, q->away.path,
			strlen(q->away.path));
		free(take_ptr(&q->away.path));
		return take_file(w, q, err);
	}
	q->is_away = true;
	if (!q->away.has_digest)
		return 0;
	q->failure = 0;
	q->is_digest = true;
	memcpy(q->digest, q->away.digest, DIGEST_BYTES);
	return store_lookup_add_digest(w->session.store, q->digest, err);
}

static int
add_query(struct where *w, const char *text, struct error *err)
{
	struct query *q = &w->queries[w->n++];
	int r;

	*q = (struct query){ .size = -1 };
	q->text = q->path = arena_copy(&w->texts, text, strlen(text));
	q->is_digest = parse_digest(q->digest, text);
	if (q->is_digest)
		return store_lookup_add_digest(w->session.store, q->digest,
			err);
	r = take_file(w, q, err);
	return q->failure == -ENOENT || q->failure == -ENOTDIR ?
		look_away(w, q, err) :
		r;
}

static int
look_up_all(struct where *w, struct error *err)
{
	int r = store_lookup_run(w->session.store, err);

	for (size_t i = 0; i < w->n && r >= 0; i++)
		r = where_look_up(w, &w->queries[i], err);
	w->n = 0;
	arena_reset(&w->texts);
	if (r >= 0)
		r = store_lookup_clear(w->session.store, err);
	return r;
}

static int
take(struct where *w, const char *text, struct error *err)
{
	int r = add_query(w, text, err);

	return r < 0 || w->n < BATCH ? r : look_up_all(w, err);
}

static int
take_stdin(struct where *w, bool nul, struct error *err)
{
	_cleanup_(freep) char *line = NULL;
	const int end = nul ? '\0' : '\n';
	size_t size = 0;
	ssize_t len;
	int r = 0;

	while (r >= 0 && (len = getdelim(&line, &size, end, stdin)) > 0) {
		if (line[len - 1] == end)
			line[--len] = '\0';
		if (len > 0)
			r = take(w, line, err);
	}
	if (r >= 0 && ferror(stdin))
		r = error_errno(err, errno, "cannot read standard input");
	return r;
}

/* --- the command ---------------------------------------------------------- */

static int
print_completeness(struct where *w, const struct context *ctx,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;
	int64_t n = 0;
	int r = 0;

	if (w->any_digest_missing)
		r = store_lookup_unread(w->session.store, &n, err);
	if (n > 0) {
		human_number(&clause, n);
		strbuf_adds(&clause,
			n == 1 ? " file was not read in full and" :
				 " files were not read in full and");
		strbuf_adds(&clause, " may have a digest that is not known");
	}
	if (r >= 0)
		session_print_completeness(&w->session, ctx,
			clause.len > 0 ? clause.buf : NULL);
	return r;
}

static int
check_args(const struct args *args, int argc, struct error *err)
{
	if (argc == 0 && !args->from_stdin)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"nothing to look for; name a file, a digest, or "
			"--stdin");
	if (args->missing && args->common.sort > LAST_OF_MISSING)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--missing tells what has no copies: --sort=%s goes "
			"without it",
			keys[args->common.sort]);
	return 0;
}

static int
answer(struct where *w, struct context *ctx, int argc, char **argv,
	struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &ctx->output);
	const struct answer *common = &w->args->common;
	const struct report_where_options how = { .missing = w->args->missing,
		.is_scoped = w->is_scoped,
		.is_sorted = common->sort != 0 || common->reverse };
	int r;

	answer_set_order(output, common, columns);
	r = report_where_open(&w->report, w->session.store, output, &how, err);
	for (int i = 0; i < argc && r >= 0; i++)
		r = take(w, argv[i], err);
	if (r >= 0 && w->args->from_stdin)
		r = take_stdin(w, ctx->output.nul, err);
	if (r >= 0)
		r = look_up_all(w, err);
	return r < 0 ? r : report_where_end(w->report, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(where_clear) struct where w = { .args = arguments,
		.session = SESSION_INIT };
	struct hash_places places;
	int r = check_args(w.args, argc, err);

	if (r >= 0)
		r = answer_open_scoped(&w.session, ctx, &w.args->common, 0,
			argv, &w.is_scoped, err);
	if (r < 0)
		return r;
	places = (struct hash_places){ w.session.hash_places,
		w.session.n_places };
	w.lookup = lookup_new(w.session.store, &places);
	w.queries = xcalloc(BATCH, sizeof(w.queries[0]));
	r = answer(&w, ctx, argc, argv, err);
	if (r >= 0 && w.any_left_out && !w.any_told)
		log_note("nothing that was asked for is of that size");
	if (r >= 0)
		r = print_completeness(&w, ctx, err);
	if (w.any_failed)
		return answer_status(r, EXIT_INCOMPLETE);
	return answer_status(r, w.any_missing ? EXIT_NO : EXIT_DONE);
}

const struct command cmd_where = {
	.name = "where",
	.summary = "tell whether a content is known, and where it is",
	.usage = "[options] [FILE|DIGEST...]",
	.description =
		"Tells which catalogued files, on volumes that are not mounted "
		"too, have the content of FILE, which need not be catalogued "
		"itself, or the XXH3-128 DIGEST that 'xxhsum -H2' prints. FILE "
		"is read only if a file of its size is known. A file that may "
		"have the content and could not be read is a candidate.",
	.examples = "catalog where ~/Pictures/2024/holiday.jpg\n"
		    "find /media/usb1 -type f -print0 | "
		    "catalog where --stdin -0 --missing",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

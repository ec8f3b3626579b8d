/* SPDX-License-Identifier: MIT */
/* catalog find [PATTERN...]: entries by whatever is known of them. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/find_advice.h"

#include "cli/exit.h"
#include "report/find.h"
#include "store/entries.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/strbuf.h"

#include <errno.h>
#include <string.h>

struct args {
	struct option_terms terms;
	bool glob;
	bool regex;
	bool on_path;
	bool ignore_case;
	struct answer common; /* --size and --volume are terms */
	int64_t min_depth;
	int64_t max_depth;
	bool count;
	bool members;
};

static const char *const orders[] = {
	[REPORT_FIND_PATH] = "path",
	[REPORT_FIND_NAME] = "name",
	[REPORT_FIND_SIZE] = "size",
	[REPORT_FIND_ALLOCATED] = "allocated",
	[REPORT_FIND_MTIME] = "mtime",
	[REPORT_FIND_CTIME] = "ctime",
	NULL,
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('g', "glob", glob, "patterns are globs for the whole name"),
	OPT_FLAG('E', "regex", regex, "patterns are regular expressions"),
	OPT_FLAG('p', "path", on_path, "compare with the whole path"),
	OPT_FLAG('i', "ignore-case", ignore_case, "case never counts"),
	OPT_TERM(0, "name", terms, "PATTERN",
		"a pattern, even if it is '(' or begins with '-'"),
	OPT_TERM('t', "type", terms, "LETTERS",
		"only these types: f d l p s c b, as in f,l"),
	OPT_TERM('e', "ext", terms, "EXT",
		"only names that end in .EXT; several as in jpg,png"),
	OPT_TERM('S', "size", terms, "[+-]SIZE", ANSWER_HELP_SIZE),
	OPT_TERM('m', "mtime", terms, "[+-]WHEN",
		"modified in the last (-7d), before (+1y), or on 2026-03-01"),
	OPT_TERM(0, "ctime", terms, "[+-]WHEN", "the same of the inode"),
	OPT_TERM(0, "newer", terms, "WHEN",
		"modified after WHEN: 2026-03-01, 3d or ./FILE"),
	OPT_TERM(0, "older", terms, "WHEN", "modified before WHEN"),
	OPT_TERM(0, "owner", terms, "USER[:GROUP]",
		"only what belongs to USER, name or number"),
	OPT_TERM(0, "group", terms, "GROUP", "only what belongs to GROUP"),
	OPT_TERM(0, "mode", terms, "[-/]MODE",
		"these permissions: exactly 644, all of -022, any of /022"),
	OPT_TERM(0, "empty", terms, NULL,
		"only files of no bytes and directories without entries"),
	OPT_TERM(0, "hidden", terms, NULL,
		"only names with a dot first, and what is below such"),
	OPT_TERM(0, "digest", terms, "HEX",
		"only contents whose digest begins with HEX"),
	OPT_TERM('V', "volume", terms, "VOLUME", ANSWER_HELP_VOLUME),
	OPT_TERM(0, "online", terms, NULL, "only what is mounted now"),
	OPT_TERM(0, "offline", terms, NULL, "only what is not mounted now"),
	OPT_TERM('a', "and", terms, NULL,
		"both what is before and what is behind (need not be said)"),
	OPT_TERM('o', "or", terms, NULL,
		"either what is before or what is behind"),
	OPT_TERM(0, "not", terms, NULL,
		"what the next condition leaves out; also '!'"),
	ANSWER_OPT_UNDER,
	OPT_NUMBER('d', "depth", max_depth, "N", 0, INT64_MAX,
		"at most N levels below where it begins"),
	OPT_NUMBER(0, "min-depth", min_depth, "N", 0, INT64_MAX,
		"at least N levels below"),
	ANSWER_OPT_ORDER(orders),
	OPT_FLAG(0, "members", members, ANSWER_HELP_MEMBERS),
	OPT_FLAG('c', "count", count, "print only how many there are"),
	OPT_OPERANDS(terms), OPT_END
};
/* clang-format on */

static const struct args defaults = { .common = ANSWER_DEFAULTS,
	.max_depth = INT64_MAX };

static int
parse_wanted(struct wanted **ret, const struct args *args, struct error *err)
{
	const struct expression e = { .terms = &args->terms,
		.now_ns = clock_now_ns(),
		.glob = args->glob,
		.regex = args->regex,
		.on_path = args->on_path,
		.ignore_case = args->ignore_case };

	if (args->glob && args->regex)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--glob and --regex do not go together");
	return expression_parse(ret, &e, err);
}

/* --- where to look -------------------------------------------------------- */

/* Names of volumes become their numbers. */
static int
resolve_volumes(const struct session *s, struct wanted *f, struct error *err)
{
	int r = 0;

	for (; f && r == 0; f = f->a) {
		const struct volume_row *v;

		if (f->kind == WANTED_VOLUME) {
			r = session_volume(s, &v, f->text, err);
			if (r == 0)
				f->min = v->volume.id;
		}
		if (r == 0)
			r = resolve_volumes(s, f->b, err);
	}
	return r;
}

/* Can there be anything on that volume?  Not, only if that is sure. */
static bool
may_be_on(const struct session *s, const struct wanted *f, int64_t volume_id)
{
	if (!f)
		return true;
	if (f->kind == WANTED_AND)
		return may_be_on(s, f->a, volume_id) &&
			may_be_on(s, f->b, volume_id);
	if (f->kind == WANTED_OR)
		return may_be_on(s, f->a, volume_id) ||
			may_be_on(s, f->b, volume_id);
	if (f->kind == WANTED_VOLUME)
		return f->min == volume_id;
	return f->kind != WANTED_ONLINE || session_is_online(s, volume_id);
}

/* The completeness line is about the volumes that were looked at. */
static void
note_scope(struct session *s, const struct wanted *wanted,
	const struct find_options *find)
{
	for (size_t i = 0; i < s->n_volumes; i++) {
		int64_t id = s->volumes[i].volume.id;
		bool is_there = find->n_places == 0;

		for (size_t j = 0; j < find->n_places; j++)
			is_there |= find->places[j].volume_id == id;
		if (is_there && may_be_on(s, wanted, id))
			session_note_scope(s, id);
	}
	if (s->n_scoped == s->n_volumes)
		session_forget_scope(s); /* everything */
}

struct places {
	struct find_place *items; /* borrow from owned */
	char **owned;		  /* NULL: of all of a volume */
	size_t n_items;
	bool inside; /* one of them is in an archive */
};

static void
places_clear(struct places *p)
{
	for (size_t i = 0; i < p->n_items; i++)
		free(p->owned[i]);
	free(p->owned);
	free(p->items);
}

/* Is there a directory, or at least a name? */
static int
is_known(struct session *s, const struct find_place *p, struct error *err)
{
	const char *slash = strrchr(p->within, '/');
	_cleanup_(freep) char *parent =
		xmemdupz(p->within, slash ? (size_t)(slash - p->within) : 0);
	const char *name = slash ? slash + 1 : p->within;
	struct known_entry known;
	int64_t dir_id;
	int r = store_find_directory(s->store, &dir_id, p->volume_id, p->within,
		err);

	if (r < 0 || dir_id != 0)
		return r < 0 ? r : 1;
	r = store_find_directory(s->store, &dir_id, p->volume_id, parent, err);
	if (r < 0 || dir_id == 0)
		return r;
	return store_entry(s->store, &known, dir_id, name, strlen(name), err);
}

static int
find_places(struct session *s, struct places *ret,
	const struct string_list *under, struct error *err)
{
	ret->items =
		xcalloc(under->n_items + s->n_volumes + 1, sizeof(*ret->items));
	ret->owned =
		xcalloc(under->n_items + s->n_volumes + 1, sizeof(*ret->owned));
	for (size_t i = 0; i < under->n_items; i++) {
		struct find_place *p = &ret->items[i];
		struct inside inside = { 0 };
		int r = session_place_inside(s, &p->volume_id, &ret->owned[i],
			&inside, under->items[i], err);

		p->within = ret->owned[i];
		ret->n_items++;
		if (r >= 0)
			r = inside.archive_id ? 1 : is_known(s, p, err);
		ret->inside |= inside.archive_id != 0;
		if (r == 0)
			r = error_kind(err, ERROR_USAGE, ENOENT,
				"the catalogue knows no '%s'; "
				"'catalog scan DIR' adds one",
				under->items[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

/*
 * On which volumes all must be says where to look, which costs less than to ask
 * of each name where it is.  Below places, and where that is on none, it stays a
 * condition.
 */
static void
look_on_volumes(const struct session *s, struct places *places,
	struct wanted **wanted)
{
	struct wanted *volumes =
		places->n_items == 0 ? wanted_take_volumes(wanted) : NULL;

	for (size_t i = 0; volumes && i < s->n_volumes; i++) {
		int64_t id = s->volumes[i].volume.id;

		if (wanted_is_on(volumes, id))
			places->items[places->n_items++] =
				(struct find_place){ id, "" };
	}
	if (places->n_items == 0)
		*wanted = wanted_and(volumes, *wanted);
	else
		wanted_free(volumes);
}

/* --- what to say ---------------------------------------------------------- */

static void
print_remarks(struct session *s, const struct context *ctx,
	const struct args *args, const struct report_find_result *result)
{
	const struct find_asked asked = { .terms = &args->terms,
		.glob = args->glob,
		.regex = args->regex,
		.on_path = args->on_path,
		.ignore_case = args->ignore_case };
	_cleanup_(strbuf_clear) struct strbuf clause = STRBUF_INIT;

	if (result->rows == 0 && !args->count && args->common.limit != 0)
		find_explain_nothing(&asked);
	if (result->given_up > 0)
		strbuf_addf(&clause,
			"the regular expression takes too long on %lld %s",
			(long long)result->given_up,
			result->given_up == 1 ? "name" : "names");
	session_print_completeness(s, ctx, clause.len > 0 ? clause.buf : NULL);
}

static int
answer(struct session *s, const struct context *ctx, const struct args *args,
	const struct report_find *how, struct error *err)
{
	_cleanup_(output_freep) struct output *output =
		output_new(stdout, &ctx->output);
	struct report_find_result result = { 0 };
	int r = args->count ?
		report_find_count(s->store, how, output, &result, err) :
		report_find(s->store, how, output, &result, err);

	if (r >= 0)
		print_remarks(s, ctx, args, &result);
	return answer_status(r,
		result.given_up > 0 ? EXIT_INCOMPLETE : EXIT_DONE);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(wanted_freep) struct wanted *wanted = NULL;
	_cleanup_(places_clear) struct places places = { 0 };
	const struct args *args = arguments;
	struct report_find how;
	bool is_scoped;
	int r = parse_wanted(&wanted, args, err);

	(void)argc; /* the terms have the operands too */
	if (r >= 0 && args->count)
		r = answer_needs_rows(ctx, err);
	if (r >= 0)
		r = answer_open(&s, ctx, 0, argv, &is_scoped, err);
	if (r >= 0)
		r = resolve_volumes(&s, wanted, err);
	if (r >= 0)
		r = find_places(&s, &places, &args->common.under, err);
	if (r < 0)
		return r;
	/* All names are counted by a look, which knows where each is. */
	if (!args->count || args->members || args->min_depth > 0 ||
		args->max_depth < INT64_MAX)
		look_on_volumes(&s, &places, &wanted);
	how = (struct report_find){
		.find = { .wanted = wanted,
			.places = places.items,
			.n_places = places.n_items,
			.members = args->members,
			.min_depth = args->min_depth,
			.max_depth = args->max_depth },
		.order = (enum report_find_order)args->common.sort,
		.reverse = args->common.reverse,
		.limit = args->common.limit,
		.members = args->members || places.inside,
	};
	find_note_dot(&args->terms);
	if (wanted || how.find.n_places > 0)
		note_scope(&s, wanted, &how.find);
	return answer(&s, ctx, args, &how, err);
}

const struct command cmd_find = {
	.name = "find",
	.heading = "to find, browse and sum up",
	.summary = "find files by name, on unplugged volumes too",
	.usage = "[options] [PATTERN...]",
	.description =
		"Lists the entries whose name contains PATTERN; without "
		"PATTERN, all of them. A PATTERN with * or ? in it, or any "
		"with --glob, is a glob for the whole name; one with a slash "
		"is compared with the path. Case counts only if PATTERN has an "
		"upper-case letter. All conditions must hold; --or, --not and "
		"parentheses combine them in other ways.",
	.examples = "catalog find holiday\n"
		    "catalog find '*.nef' --volume drawer-disk\n"
		    "catalog find --ext jpg,png --or --size +1G\n"
		    "catalog find --type f --mtime -7d --sort size -n 20\n"
		    "catalog find --type f --size +1G -0 | xargs -0 ls -l",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "cli/global.h"
#include "util/cleanup.h"

#include <check.h>
#include <stdarg.h>
#include <string.h>

#define MAX_WORDS 16

struct args {
	bool all;
	bool absolute;
	const char *name;
	struct string_list exclude;
	int64_t min_size;
	struct size_range size;
	bool has_size;
	int64_t limit;
	int64_t any;
	int sort;
	int hash;
};

static const char *const sorts[] = { "wasted", "size", "path", NULL };
static const char *const hashes[] = { "none", "candidates", "all", NULL };

static const struct option_spec specs[] = {
	OPT_FLAG('a', "all", all, "x"),
	OPT_FLAG('b', "absolute", absolute, "x"),
	OPT_STRING('n', "name", name, "NAME", "x"),
	OPT_LIST('x', "exclude", exclude, "GLOB", "x"),
	OPT_SIZE('m', "min-size", min_size, "SIZE", "x"),
	OPT_RANGE(0, "size", size, "SIZE", "x"),
	OPT_NUMBER('l', "limit", limit, "N", 1, 100, "x"),
	OPT_NUMBER(0, "any", any, "N", 0, 0, "x"),
	OPT_CHOICE(0, "sort", sort, "HOW", sorts, "x"),
	OPT_OPTIONAL_CHOICE('H', "hash", hash, "WHAT", hashes, 1, "x"),
	OPT_END,
};

/* One parse: what went in and what came out. */
struct run {
	char text[MAX_WORDS][32];
	char *words[MAX_WORDS];
	struct args args;
	struct global_args global;
	struct error err;
	int argc;
	char **argv;
};

/* Words up to a NULL; the result of options_parse(). */
static int
parse(struct run *r, int stop_at_operand, ...)
{
	struct option_parse how = { .own = specs,
		.own_args = &r->args,
		.global_args = &r->global,
		.stop_at_operand = stop_at_operand != 0 };
	va_list words;
	int n = 0;
	const char *word;

	memset(r, 0, sizeof(*r));
	r->argc = -1;
	va_start(words, stop_at_operand);
	while ((word = va_arg(words, const char *)) != NULL) {
		ck_assert_int_lt(n, MAX_WORDS - 1);
		ck_assert_uint_lt(strlen(word), sizeof(r->text[n]));
		r->words[n] = memcpy(r->text[n], word, strlen(word) + 1);
		n++;
	}
	va_end(words);
	return options_parse(&how, n, r->words, &r->argc, &r->argv, &r->err);
}

#define PARSE(r, ...) parse(r, false, __VA_ARGS__, (char *)NULL)
#define ok(result) ck_assert_msg((result) == 0, "%s", r.err.text)

START_TEST(takes_values_in_every_form)
{
	struct run r;

	ok(PARSE(&r, "--name=a b", "-m", "4k", "--limit", "7", "-a"));
	ck_assert_str_eq(r.args.name, "a b");
	ck_assert_int_eq(r.args.min_size, 4096);
	ck_assert_int_eq(r.args.limit, 7);
	ck_assert(r.args.all && !r.args.absolute);
	ok(PARSE(&r, "-n5", "-bn", "-x"));
	ck_assert_str_eq(r.args.name, "-x");
	ck_assert(r.args.absolute);
	ok(PARSE(&r, "-abnx=y"));
	ck_assert_str_eq(r.args.name, "x=y");
	ok(PARSE(&r, "--name="));
	ck_assert_str_eq(r.args.name, "");
	ok(PARSE(&r, "--size", "-10k"));
	ck_assert(r.args.has_size);
	ck_assert_int_eq(r.args.size.min, 0);
}
END_TEST

START_TEST(keeps_every_list_item)
{
	struct run r;

	ok(PARSE(&r, "-x", "a", "--exclude=b", "-xc"));
	ck_assert_uint_eq(r.args.exclude.n_items, 3);
	ck_assert_str_eq(r.args.exclude.items[0], "a");
	ck_assert_str_eq(r.args.exclude.items[1], "b");
	ck_assert_str_eq(r.args.exclude.items[2], "c");
	options_clear(specs, &r.args);
	ck_assert_uint_eq(r.args.exclude.n_items, 0);
	ck_assert_ptr_null(r.args.exclude.items);
}
END_TEST

START_TEST(optional_values_must_be_joined)
{
	struct run r;

	ok(PARSE(&r, "--hash", "all", "--wait", "5"));
	ck_assert_int_eq(r.args.hash, 1);
	ck_assert_int_eq(r.global.wait_seconds, -1);
	ck_assert_int_eq(r.argc, 2);
	ok(PARSE(&r, "--hash=all", "--wait=5"));
	ck_assert_int_eq(r.args.hash, 2);
	ck_assert_int_eq(r.global.wait_seconds, 5);
	ok(PARSE(&r, "-Hall"));
	ck_assert_int_eq(r.args.hash, 2);
}
END_TEST

START_TEST(leaves_the_operands)
{
	struct run r;

	ok(PARSE(&r, "one", "-a", "-", "--", "-b", "--"));
	ck_assert_int_eq(r.argc, 4);
	ck_assert_str_eq(r.argv[0], "one");
	ck_assert_str_eq(r.argv[1], "-");
	ck_assert_str_eq(r.argv[2], "-b");
	ck_assert_str_eq(r.argv[3], "--");
	ck_assert_ptr_null(r.argv[4]);
	ck_assert(r.args.all && !r.args.absolute);
	ok(PARSE(&r, "--"));
	ck_assert_int_eq(r.argc, 0);
	ok(PARSE(&r, ""));
	ck_assert_int_eq(r.argc, 1);
}
END_TEST

START_TEST(stops_at_the_first_operand_if_asked)
{
	struct run r;

	ok(parse(&r, true, "-a", "scan", "-b", "--nonsense", (char *)NULL));
	ck_assert_int_eq(r.argc, 3);
	ck_assert_str_eq(r.argv[0], "scan");
	ck_assert_str_eq(r.argv[2], "--nonsense");
	ck_assert(r.args.all && !r.args.absolute);
}
END_TEST

START_TEST(global_options_mix_with_own)
{
	struct run r;

	ok(PARSE(&r, "-aq0", "--db", "f", "--format=csv", "--bytes"));
	ck_assert(
		r.args.all && r.global.quiet && r.global.nul && r.global.exact);
	ck_assert_str_eq(r.global.db, "f");
	ck_assert_int_eq(r.global.format, OUTPUT_CSV);
	ok(PARSE(&r, "-h"));
	ck_assert(r.global.short_help && !r.global.help);
	ok(PARSE(&r, "--help"));
	ck_assert(!r.global.short_help && r.global.help);
}
END_TEST

START_TEST(prefixes_suffice)
{
	struct run r;

	ok(PARSE(&r, "--min=1k", "--form", "plain", "--siz=3", "--an=0"));
	ck_assert_int_eq(r.args.min_size, 1024);
	ck_assert_int_eq(r.global.format, OUTPUT_PLAIN);
	ck_assert(r.args.has_size);
}
END_TEST

#define UNKNOWN(word)                                                          \
	"unknown option '" word "'; 'catalog help' lists those there are"

static const struct {
	const char *words[2];
	const char *text;
} mistakes[] = {
	{ { "--a" }, "option '--a' is ambiguous: --all, --absolute, --any" },
	{ { "--limt=3" }, "unknown option '--limt'; did you mean '--limit'?" },
	{ { "--formt" }, "unknown option '--formt'; did you mean '--format'?" },
	{ { "--xyzzyx" }, UNKNOWN("--xyzzyx") },
	{ { "--dump-option" }, UNKNOWN("--dump-option") },
	{ { "--=x" }, UNKNOWN("--") },
	{ { "-z" }, UNKNOWN("-z") },
	{ { "-az" }, UNKNOWN("-z") },
	{ { "-limit" }, NULL }, /* a value for -l, and no number */
	{ { "-format" }, "unknown option '-format'; did you mean '--format'?" },
	{ { "--all=yes" }, "option '--all' takes no value" },
	{ { "--name" }, "option '--name' needs a value: --name=NAME" },
	{ { "-an" }, "option '--name' needs a value: --name=NAME" },
	{ { "--sort", "sise" },
		"--sort: 'sise' is not one of wasted, size, path" },
	{ { "--hash=" }, "--hash: '' is not one of none, candidates, all" },
	{ { "--limit", "0" }, NULL },
	{ { "--limit", "101" }, NULL },
	{ { "--any", "-1" }, NULL },
	{ { "--min-size", "many" }, NULL },
	{ { "--size=" }, NULL },
	{ { "--wait=-1" }, NULL },
	{ { "--wait=1s" }, NULL },
};

START_TEST(answers_mistakes)
{
	struct run r;

	ck_assert_int_lt(parse(&r, false, mistakes[_i].words[0],
				 mistakes[_i].words[1], (char *)NULL),
		0);
	ck_assert_int_eq(r.err.kind, ERROR_USAGE);
	ck_assert_int_lt(r.err.code, 0);
	ck_assert_int_eq(r.argc, -1);
	if (mistakes[_i].text)
		ck_assert_str_eq(r.err.text, mistakes[_i].text);
	else /* parse.h's sentence behind the option's name */
		ck_assert_mem_eq(r.err.text, "--", 2);
}
END_TEST

/* --- words in their order ------------------------------------------------- */

struct term_args {
	struct option_terms terms;
	bool all;
};

#undef OPT_BASE
#define OPT_BASE(t, l, n, field, v, h)                                         \
	.type = (t), .letter = (l), .name = (n), .value = (v), .help = (h),    \
	.offset = offsetof(struct term_args, field), .present = SIZE_MAX

static const struct option_spec term_specs[] = {
	OPT_TERM('s', "size", terms, "SIZE", "x"),
	OPT_TERM('o', "or", terms, NULL, "x"),
	OPT_FLAG('a', "all", all, "x"),
	OPT_OPERANDS(terms),
	OPT_END,
};

static int
parse_terms(struct term_args *args, char **words, int n, struct error *err)
{
	struct global_args global = { .db = NULL };
	struct option_parse how = { .own = term_specs,
		.own_args = args,
		.global_args = &global };
	int argc;
	char **argv;

	return options_parse(&how, n, words, &argc, &argv, err);
}

/* "size=1 a or ..." */
static void
spell(const struct option_terms *terms, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < terms->n_items; i++) {
		const struct option_term *t = &terms->items[i];
		size_t len = strlen(ret);

		(void)snprintf(ret + len, size - len, "%s%s%s%s%s",
			i > 0 ? " " : "", t->spec ? t->spec->name : "",
			t->spec && t->value ? "=" : "",
			t->value ? t->value : "", t->is_quoted ? "'" : "");
	}
}

START_TEST(terms_keep_their_order)
{
	static char words[][12] = { "b", "--size=1", "-aos2", "--or", "-s",
		"-3", "c", "--", "-d", "--size" };
	char *pointers[11] = { NULL };
	struct term_args args = { .all = false };
	struct error err = ERROR_INIT;
	char text[200];

	for (size_t i = 0; i < 10; i++)
		pointers[i] = words[i];
	ck_assert_int_eq(parse_terms(&args, pointers, 10, &err), 0);
	ck_assert(args.all);
	spell(&args.terms, text, sizeof(text));
	ck_assert_str_eq(text, "b size=1 or size=2 or size=-3 c -d' --size'");
	options_clear(term_specs, &args);
	ck_assert_uint_eq(args.terms.n_items, 0);
}
END_TEST

START_TEST(a_term_without_value_takes_none)
{
	static char word[] = "--or=x";
	char *words[] = { word, NULL };
	struct term_args args = { .all = false };
	struct error err = ERROR_INIT;

	ck_assert_int_lt(parse_terms(&args, words, 1, &err), 0);
	ck_assert_str_eq(err.text, "option '--or' takes no value");
	options_clear(term_specs, &args);
}
END_TEST

Suite *suite_options(void);

Suite *
suite_options(void)
{
	Suite *s = suite_create("options");
	TCase *t = tcase_create("options");
	int n_mistakes = sizeof(mistakes) / sizeof(mistakes[0]);

	tcase_add_test(t, takes_values_in_every_form);
	tcase_add_test(t, keeps_every_list_item);
	tcase_add_test(t, optional_values_must_be_joined);
	tcase_add_test(t, leaves_the_operands);
	tcase_add_test(t, stops_at_the_first_operand_if_asked);
	tcase_add_test(t, global_options_mix_with_own);
	tcase_add_test(t, prefixes_suffice);
	tcase_add_test(t, terms_keep_their_order);
	tcase_add_test(t, a_term_without_value_takes_none);
	tcase_add_loop_test(t, answers_mistakes, 0, n_mistakes);
	suite_add_tcase(s, t);
	return s;
}

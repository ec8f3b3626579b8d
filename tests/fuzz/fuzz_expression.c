/* SPDX-License-Identifier: MIT */
/*
 * Words of find, in any order: each line of the input is a word, "--size=+1M",
 * "(", "a*b".  Whatever they are, they are a filter that can be run, or one
 * error of misuse with a sentence.
 */
#include "commands/commands.h"
#include "commands/expression.h"

#include "cli/options.h"
#include "store/find/wanted.h"
#include "store/find/wanted_sql.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 64
#define NOW_NS INT64_C(1700000000000000000)

/* The words, in a copy that they point into. */
static int
split(char *text, char **words)
{
	int n = 0;
	char *rest = text;
	char *word;

	while (n < MAX_WORDS && (word = strsep(&rest, "\n")) != NULL)
		words[n++] = word;
	words[n] = NULL;
	return n;
}

static void
check_misuse(const struct error *err)
{
	if (err->kind != ERROR_USAGE || !err->text[0])
		abort();
}

/* Where cmd_find keeps the list that its operands go to. */
static const struct option_terms *
terms_of(void *args)
{
	const struct option_spec *spec = cmd_find.options;

	while (spec->type != OPTION_OPERAND)
		spec++;
	return (const struct option_terms *)(void *)((char *)args +
		spec->offset);
}

static void
parse(const struct option_terms *terms, bool regex)
{
	const struct expression e = { .terms = terms,
		.now_ns = NOW_NS,
		.regex = regex };
	_cleanup_(wanted_freep) struct wanted *wanted = NULL;
	struct error err = ERROR_INIT;

	if (expression_parse(&wanted, &e, &err) < 0)
		check_misuse(&err);
	else if (wanted && wanted_check(wanted, &err) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = xmemdupz(data, size);
	_cleanup_(freep) void *args = xcalloc(1, cmd_find.args_size);
	/* Global options are none of its business: room for any. */
	static char global[4096];
	struct option_parse how = { .own = cmd_find.options,
		.own_args = args,
		.global_args = global };
	struct error err = ERROR_INIT;
	char *words[MAX_WORDS + 1];
	char **operands;
	int n = split(text, words);

	if (options_parse(&how, n, words, &n, &operands, &err) < 0) {
		check_misuse(&err);
	} else {
		parse(terms_of(args), false);
		parse(terms_of(args), true);
	}
	options_clear(cmd_find.options, args);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The promise over the option tables of all commands: an option is spelled the
 * same wherever it stands, a letter means one thing, and every report takes
 * the common options or says what to try instead.
 */
#include "cli/global.h"
#include "commands/answer.h"
#include "commands/commands.h"

#include <check.h>
#include <string.h>

/* Those that answer no question about files.  All others are reports. */
static const char *const others[] = { "scan", "hash", "sql", "export", "import",
	"metrics", "backup", "check", "help" };

/* What find(1) calls them is worth more than one meaning for a letter; and a
 * name is given to a volume by one command and looked for by the other. */
static const struct {
	const char *command;
	const char *name;
} exceptions[] = { { "find", "and" }, { "find", "or" }, { "scan", "name" } };

/* Every row that is in every report, and what it says. */
static const struct {
	const char *name;
	char letter;
	const char *value;
	const char *help;
} common[] = {
	{ "under", 'u', "PATH", ANSWER_HELP_UNDER },
	{ "volume", 'V', "VOLUME", ANSWER_HELP_VOLUME },
	{ "size", 'S', "[+-]SIZE", ANSWER_HELP_SIZE },
	{ "sort", 's', "KEY", "in which order the rows come" },
	{ "reverse", 'r', NULL, "turn the order around" },
	{ "limit", 'n', "N", "print the first N only" },
};

#define N_COMMON ((int)(sizeof(common) / sizeof(common[0])))

/* Words that --sort knows: one for one thing.  catalog(1) explains them. */
static const char *const sort_keys[] = { "added", "allocated", "copies",
	"ctime", "directory", "entries", "files", "free", "members", "mtime",
	"name", "path", "problems", "size", "time", "unpacked", "wasted" };

struct row {
	const char *command;
	const struct option_spec *spec;
};

static struct row rows[1024];
static size_t n_rows;

static void
add_options(const char *command, const struct option_spec *spec)
{
	for (; spec && spec->type != OPTION_END; spec++) {
		if (spec->type == OPTION_OPERAND)
			continue;
		ck_assert_uint_lt(n_rows, sizeof(rows) / sizeof(rows[0]));
		rows[n_rows++] = (struct row){ command, spec };
	}
}

static void
setup(void)
{
	n_rows = 0;
	add_options("catalog", global_options);
	for (size_t i = 0; commands[i]; i++) {
		const struct command *const *sub = commands[i]->subcommands;

		add_options(commands[i]->name, commands[i]->options);
		for (; sub && *sub; sub++)
			add_options((*sub)->name, (*sub)->options);
	}
	ck_assert_uint_gt(n_rows, 100);
}

static bool
is_exception(const struct row *row)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(row->command, exceptions[i].command) == 0 &&
			row->spec->name &&
			strcmp(row->spec->name, exceptions[i].name) == 0)
			return true;
	return false;
}

static bool
is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

START_TEST(a_name_is_spelled_one_way)
{
	for (size_t i = 0; i < n_rows; i++) {
		const struct option_spec *a = rows[i].spec;

		for (size_t j = 0; a->name && j < i; j++) {
			const struct option_spec *b = rows[j].spec;

			if (!is_same(a->name, b->name))
				continue;
			ck_assert_msg(a->letter == b->letter,
				"--%s: letters of '%s' and '%s'", a->name,
				rows[i].command, rows[j].command);
			ck_assert_msg(a->type == OPTION_REFUSED ||
					is_exception(&rows[i]) ||
					is_exception(&rows[j]) ||
					b->type == OPTION_REFUSED ||
					is_same(a->value, b->value),
				"--%s: values of '%s' and '%s'", a->name,
				rows[i].command, rows[j].command);
		}
	}
}
END_TEST

START_TEST(a_letter_is_one_name)
{
	for (size_t i = 0; i < n_rows; i++) {
		const struct option_spec *a = rows[i].spec;

		for (size_t j = 0; a->letter && j < i; j++)
			ck_assert_msg(a->letter != rows[j].spec->letter ||
					is_same(a->name, rows[j].spec->name) ||
					is_exception(&rows[i]) ||
					is_exception(&rows[j]),
				"-%c: names in '%s' and '%s'", a->letter,
				rows[i].command, rows[j].command);
	}
}
END_TEST

static const struct option_spec *
find_row(const char *command, const char *name)
{
	const struct option_spec *found = NULL;

	for (size_t i = 0; i < n_rows; i++)
		if (strcmp(rows[i].command, command) == 0 &&
			is_same(rows[i].spec->name, name)) {
			ck_assert_msg(!found, "'%s' has two --%s", command,
				name);
			found = rows[i].spec;
		}
	return found;
}

static bool
is_report(const char *command)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(command, others[i]) == 0)
			return false;
	return true;
}

START_TEST(every_report_has_the_common_options)
{
	const char *name = common[_i].name;
	size_t n = 0;

	for (size_t i = 0; commands[i]; i++) {
		const char *command = commands[i]->name;
		const struct option_spec *spec = find_row(command, name);

		if (!is_report(command))
			continue;
		n++;
		ck_assert_msg(spec != NULL, "'%s' lacks --%s", command, name);
		ck_assert_int_eq(spec->letter, common[_i].letter);
		if (spec->type == OPTION_REFUSED)
			continue;
		ck_assert_msg(is_same(spec->value, common[_i].value),
			"'%s': value of --%s", command, name);
		ck_assert_msg(is_same(spec->help, common[_i].help),
			"'%s': help of --%s", command, name);
	}
	ck_assert_uint_gt(n, 15);
}
END_TEST

START_TEST(what_is_refused_says_what_to_try)
{
	size_t n = 0;

	for (size_t i = 0; i < n_rows; i++) {
		const struct option_spec *spec = rows[i].spec;

		if (spec->type != OPTION_REFUSED)
			continue;
		n++;
		ck_assert(spec->is_hidden);
		ck_assert_ptr_nonnull(spec->name);
		ck_assert_msg(strlen(spec->help) > 20, "'%s': --%s",
			rows[i].command, spec->name);
	}
	ck_assert_uint_gt(n, 0);
}
END_TEST

static bool
is_sort_key(const char *word)
{
	for (size_t i = 0; i < sizeof(sort_keys) / sizeof(char *); i++)
		if (strcmp(word, sort_keys[i]) == 0)
			return true;
	return false;
}

static bool
has_choice(const struct option_spec *spec, const char *choice)
{
	for (size_t i = 0; spec->choices[i]; i++)
		if (strcmp(spec->choices[i], choice) == 0)
			return true;
	return false;
}

START_TEST(orders_have_one_name_each)
{
	for (size_t i = 0; i < n_rows; i++) {
		const struct option_spec *spec = rows[i].spec;

		if (!is_same(spec->name, "sort") ||
			spec->type == OPTION_REFUSED)
			continue;
		for (size_t k = 0; spec->choices[k]; k++)
			ck_assert_msg(is_sort_key(spec->choices[k]),
				"'%s': --sort=%s", rows[i].command,
				spec->choices[k]);
		/* Of what nearly all have, the rest has a reason. */
		ck_assert_msg(has_choice(spec, "path") ||
				has_choice(spec, "name") ||
				has_choice(spec, "directory") ||
				strcmp(rows[i].command, "ages") == 0,
			"'%s': no order by name", rows[i].command);
		ck_assert_msg(has_choice(spec, "size") ||
				strcmp(rows[i].command, "problems") == 0,
			"'%s': no order by size", rows[i].command);
		ck_assert_ptr_eq(spec->words, answer_sort_words);
	}
}
END_TEST

/* A word of others is none of ours with another meaning, but "time", which is
 * ls(1)'s for what is mtime here. */
START_TEST(words_of_others_lead_to_ours)
{
	for (const struct choice_word *w = answer_sort_words; w->word; w++) {
		ck_assert_msg(is_sort_key(w->choice), "%s", w->choice);
		ck_assert_msg(!is_sort_key(w->word) ||
				strcmp(w->word, "time") == 0,
			"%s", w->word);
	}
}
END_TEST

Suite *suite_option_tables(void);

Suite *
suite_option_tables(void)
{
	Suite *s = suite_create("option_tables");
	TCase *tc = tcase_create("option_tables");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_name_is_spelled_one_way);
	tcase_add_test(tc, a_letter_is_one_name);
	tcase_add_loop_test(tc, every_report_has_the_common_options, 0,
		N_COMMON);
	tcase_add_test(tc, what_is_refused_says_what_to_try);
	tcase_add_test(tc, orders_have_one_name_each);
	tcase_add_test(tc, words_of_others_lead_to_ours);
	suite_add_tcase(s, tc);
	return s;
}

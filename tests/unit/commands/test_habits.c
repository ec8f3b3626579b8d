/* SPDX-License-Identifier: MIT */
/*
 * The promise over the table of habits: a row is reached, and what it says to
 * try is there.
 */
#include "cli/global.h"
#include "cli/habits.h"
#include "cli/help.h"
#include "commands/commands.h"

#include <check.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const struct option_spec *
find_in(const struct option_spec *spec, const char *name, size_t len)
{
	for (; spec && spec->type != OPTION_END; spec++)
		if (spec->name && strlen(spec->name) == len &&
			memcmp(spec->name, name, len) == 0)
			return spec;
	return NULL;
}

/* The option of that name; of any command if it is NULL. */
static const struct option_spec *
find_option(const char *command, const char *name, size_t len)
{
	const struct option_spec *spec = find_in(global_options, name, len);

	for (size_t i = 0; commands[i] && !spec; i++)
		if (!command || strcmp(commands[i]->name, command) == 0)
			spec = find_in(commands[i]->options, name, len);
	return spec;
}

/* Does the program itself know the word, so that nobody asks for the habit? */
static bool
is_taken(const struct habit *h)
{
	const struct option_spec *spec;

	if (h->word[0] != '-' && h->command)
		return help_find(help_find(commands, h->command)->subcommands,
			       h->word) != NULL;
	if (h->word[0] != '-')
		return help_find(commands, h->word) != NULL;
	if (h->word[1] == '-') {
		if (!h->command)
			return find_in(global_options, h->word + 2,
				       strlen(h->word) - 2) != NULL;
		spec = find_option(h->command, h->word + 2,
			strlen(h->word) - 2);
		return spec && spec->type != OPTION_REFUSED;
	}
	return false; /* a letter that works is obeyed with a remark */
}

START_TEST(every_row_is_reached)
{
	size_t n = 0;

	for (const struct habit *h = habits; h->word; h++, n++) {
		const char *of = h->command ? h->command : "any";

		ck_assert_msg(!h->command || help_find(commands, h->command),
			"there is no command '%s'", of);
		ck_assert_msg(!is_taken(h), "%s: %s is known", of, h->word);
		ck_assert_ptr_eq(habit_find(h->command, h->word,
					 strlen(h->word)),
			h);
		ck_assert_msg(!h->same != !h->hint, "%s: %s: one of both", of,
			h->word);
	}
	ck_assert_uint_gt(n, 200);
}
END_TEST

START_TEST(the_same_is_there)
{
	for (const struct habit *h = habits; h->word; h++) {
		const struct option_spec *spec = h->same ?
			find_option(h->command, h->same, strlen(h->same)) :
			NULL;

		ck_assert_msg(!h->same || (spec && !spec->is_hidden),
			"%s: there is no --%s", h->word, h->same);
	}
}
END_TEST

/* The command that a hint is about at this point: "'catalog top --dirs'". */
static const char *
command_at(const char *at, const char *quote)
{
	static char name[32];
	size_t len;

	if (strncmp(at, quote, strlen(quote)) != 0)
		return NULL;
	at += strlen(quote);
	len = strcspn(at, " '");
	ck_assert_uint_lt(len, sizeof(name));
	memcpy(name, at, len);
	name[len] = '\0';
	ck_assert_msg(help_find(commands, name) != NULL,
		"there is no command '%s'", name);
	return name;
}

START_TEST(what_to_try_is_there)
{
	for (const struct habit *h = habits; h->word; h++) {
		const char *command = h->command;

		for (const char *c = h->hint; c && *c; c++) {
			const char *named = command_at(c, "'catalog ");
			size_t len = 0;

			if (named)
				command = named;
			else if (*c == '\'')
				command = h->command;
			if (strncmp(c, "--", 2) != 0)
				continue;
			c += 2;
			while (islower((unsigned char)c[len]) || c[len] == '-')
				len++;
			/* What is said of several is quoted, or of any. */
			ck_assert_msg(find_option(command, c, len) != NULL,
				"%s: '%s' has no --%.*s", h->word,
				command ? command : "any", (int)len, c);
			c += len - 1;
		}
	}
}
END_TEST

Suite *suite_habits(void);

Suite *
suite_habits(void)
{
	Suite *s = suite_create("habits");
	TCase *tc = tcase_create("habits");

	tcase_add_test(tc, every_row_is_reached);
	tcase_add_test(tc, the_same_is_there);
	tcase_add_test(tc, what_to_try_is_there);
	suite_add_tcase(s, tc);
	return s;
}

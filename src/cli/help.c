/* SPDX-License-Identifier: MIT */
/*
 * Help is derived from the tables of commands and options; no text about an
 * option exists twice.  Descriptions are wrapped to the terminal.
 */
#include "cli/help.h"

#include "cli/global.h"
#include "cli/habits.h"
#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define DEFAULT_WIDTH 80
/* Where the text of an option starts; longer names get a line of their own. */
#define OPTION_INDENT 26
#define MIN_WIDTH 40

/* What is typed for it: the last word of its name. */
static const char *
word_of(const struct command *c)
{
	const char *space = strrchr(c->name, ' ');

	return space ? space + 1 : c->name;
}

const struct command *
help_find(const struct command *const *commands, const char *name)
{
	for (; *commands; commands++)
		if (strcmp(word_of(*commands), name) == 0)
			return *commands;
	return NULL;
}

int
help_unknown(const struct command *const *commands, const char *of,
	const char *name, struct error *err)
{
	const struct habit *habit = habit_find(of, name, strlen(name));
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	if (habit && of)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' has no subcommand '%s'; %s", of, name,
			habit->hint);
	if (habit)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"unknown command '%s'; %s", name, habit->hint);
	for (; *commands; commands++) {
		const char *word = word_of(*commands);
		size_t distance = text_distance(name, word);

		if (text_is_near(name, word) && distance < best_distance) {
			best = (*commands)->name;
			best_distance = distance;
		}
	}
	if (best)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"unknown command '%s'; did you mean '%s'?", name, best);
	if (of)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' has no subcommand '%s'; --under=PATH or "
			"--volume=VOLUME says what to list",
			of, name);
	return error_kind(err, ERROR_USAGE, EINVAL, "unknown command '%s'",
		name);
}

/* --- Wrapped text -------------------------------------------------------- */

/*
 * Words of text from column on, wrapped before width and indented.  Our own
 * help is ASCII, so bytes are columns.
 */
static void
print_wrapped(FILE *f, const char *text, size_t column, size_t indent,
	size_t width)
{
	bool first = true;

	while (*text) {
		size_t len = strcspn(text, " \n");

		if (!first && column + 1 + len > width) {
			fprintf(f, "\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		if (!first)
			fputc(' ', f);
		fwrite(text, 1, len, f);
		column += len + !first;
		first = false;
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', f);
}

static size_t
usable_width(int width)
{
	if (width <= 0)
		return DEFAULT_WIDTH;
	return width < MIN_WIDTH ? MIN_WIDTH : (size_t)width;
}

/* --- Options ------------------------------------------------------------- */

/* "-m, --min-size=SIZE", "    --wait[=SECONDS]", "-h" */
static void
add_names(struct strbuf *ret, const struct option_spec *o)
{
	const char *close = o->is_optional ? "]" : "";

	if (o->letter)
		strbuf_addf(ret, "-%c%s", o->letter, o->name ? ", " : "");
	else
		strbuf_adds(ret, "    ");
	if (o->name)
		strbuf_addf(ret, "--%s", o->name);
	if (!o->value)
		return;
	strbuf_adds(ret, o->is_optional ? "[" : "");
	strbuf_addf(ret, "%s%s%s", o->name ? "=" : " ", o->value, close);
}

static void
add_choices(struct strbuf *ret, const struct option_spec *o,
	const char *separator)
{
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		strbuf_addf(ret, "%s%s", i > 0 ? separator : "", o->choices[i]);
}

static void
print_option(FILE *f, const struct option_spec *o, size_t width)
{
	_cleanup_(strbuf_clear) struct strbuf names = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;

	strbuf_adds(&names, "  ");
	add_names(&names, o);
	strbuf_adds(&text, o->help);
	if (o->choices) {
		strbuf_adds(&text, ": ");
		add_choices(&text, o, ", ");
	}
	fputs(names.buf, f);
	if (names.len + 2 > OPTION_INDENT)
		fprintf(f, "\n%*s", OPTION_INDENT, "");
	else
		fprintf(f, "%*s", (int)(OPTION_INDENT - names.len), "");
	print_wrapped(f, text.buf, OPTION_INDENT, OPTION_INDENT, width);
}

static void
print_options(FILE *f, const char *title, const struct option_spec *options,
	size_t width)
{
	if (!options || options->type == OPTION_END)
		return;
	fprintf(f, "\n%s:\n", title);
	for (; options->type != OPTION_END; options++)
		if (!options->is_hidden)
			print_option(f, options, width);
}

/* --- Pages --------------------------------------------------------------- */

void
help_overview(FILE *f, const struct command *const *commands)
{
	fputs("Usage: catalog [options] COMMAND [options] [ARG...]\n\n"
	      "Catalogue the files of many drives and find the duplicates.\n\n"
	      "Commands:\n",
		f);
	for (; *commands; commands++) {
		if ((*commands)->heading)
			fprintf(f, " %s\n", (*commands)->heading);
		fprintf(f, "  %-10s  %s\n", (*commands)->name,
			(*commands)->summary);
	}
	print_options(f, "Options of all commands", global_options,
		DEFAULT_WIDTH);
	fputs("\nTo begin: 'catalog scan DIR', then 'catalog find NAME', "
	      "'catalog du DIR',\n'catalog dupes'. 'catalog help COMMAND' tells "
	      "more about a command.\n",
		f);
}

static void
print_usage(FILE *f, const struct command *c, size_t width)
{
	fprintf(f, "Usage: catalog %s %s\n\n", c->name, c->usage);
	print_wrapped(f, c->summary, 0, 0, width);
}

static void
print_subcommands(FILE *f, const struct command *c)
{
	if (!c->subcommands)
		return;
	fputs("\nSubcommands:\n", f);
	for (size_t i = 0; c->subcommands[i]; i++)
		fprintf(f, "  %-18s  %s\n", c->subcommands[i]->name,
			c->subcommands[i]->summary);
}

void
help_command_short(FILE *f, const struct command *command, int width)
{
	const struct habit *habit = habit_find(command->name, "-h", 2);

	print_usage(f, command, usable_width(width));
	print_subcommands(f, command);
	print_options(f, "Options", command->options, usable_width(width));
	if (habit && habit->hint)
		fprintf(f, "\n-h is help; %s.\n", habit->hint);
	fprintf(f, "\n'catalog help %s' tells more.\n", command->name);
}

static void
print_examples(FILE *f, const char *examples)
{
	fputs("\nExamples:\n", f);
	while (*examples) {
		size_t len = strcspn(examples, "\n");

		fprintf(f, "  %.*s\n", (int)len, examples);
		examples += len;
		examples += *examples == '\n';
	}
}

void
help_command(FILE *f, const struct command *command, int width)
{
	size_t columns = usable_width(width);

	print_usage(f, command, columns);
	if (command->description) {
		fputc('\n', f);
		print_wrapped(f, command->description, 0, 0, columns);
	}
	print_subcommands(f, command);
	print_options(f, "Options", command->options, columns);
	print_options(f, "Options of all commands", global_options, columns);
	if (command->examples)
		print_examples(f, command->examples);
}

/* --- The table for tools ------------------------------------------------- */

static bool
is_repeatable(const struct option_spec *o)
{
	return o->type == OPTION_LIST || (o->type == OPTION_TERM && o->value);
}

static void
dump_option(FILE *f, const char *command, const struct option_spec *o)
{
	_cleanup_(strbuf_clear) struct strbuf choices = STRBUF_INIT;
	const char letter[] = { o->letter ? o->letter : '-', '\0' };

	add_choices(&choices, o, "|");
	fprintf(f, "option\t%s\t%s\t%s\t", command, letter,
		o->name ? o->name : "-");
	fprintf(f, o->is_optional ? "[%s]" : "%s", o->value ? o->value : "-");
	fprintf(f, "%s\t%s\t%s\n", is_repeatable(o) ? "..." : "",
		choices.len ? choices.buf : "-", o->help);
}

static void
dump_options(FILE *f, const char *command, const struct option_spec *options)
{
	for (; options && options->type != OPTION_END; options++)
		if (!options->is_hidden)
			dump_option(f, command, options);
}

/* Commands in commands: as deep as the tables are. */
static void
dump_commands(FILE *f, const struct command *const *commands)
{
	for (; *commands; commands++) {
		const struct command *c = *commands;

		fprintf(f, "command\t%s\t%s\t%s\n", c->name, c->summary,
			c->usage);
		dump_options(f, c->name, c->options);
		if (c->subcommands)
			dump_commands(f, c->subcommands);
	}
}

void
help_dump(FILE *f, const struct command *const *commands)
{
	dump_options(f, "*", global_options);
	dump_commands(f, commands);
}

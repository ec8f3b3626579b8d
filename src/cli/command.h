/* SPDX-License-Identifier: MIT */
/*
 * A command is data plus one function.  Options are rows of a table whose
 * values land in the command's own args struct: no globals.  Help,
 * completions and the check of the manual pages derive from these tables.
 *
 * A command may have subcommands, commands themselves: "volumes rename" is one
 * of "volumes".  Its first operand chooses; it takes no others of its own.
 */
#ifndef CATALOG_CLI_COMMAND_H
#define CATALOG_CLI_COMMAND_H

#include "cli/context.h"
#include "util/error.h"
#include "util/parse.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARGS_ANY (-1)

enum option_type {
	OPTION_END,
	OPTION_FLAG,	/* bool */
	OPTION_STRING,	/* const char *, borrowed from argv */
	OPTION_LIST,	/* struct string_list, may be given several times */
	OPTION_SIZE,	/* int64_t by parse_size(); */
	OPTION_RANGE,	/* struct size_range by parse_size_range() */
	OPTION_NUMBER,	/* int64_t, 0..INT64_MAX unless min/max say so */
	OPTION_CHOICE,	/* int, index into `choices` */
	OPTION_TERM,	/* struct option_terms: word by word, as they stand */
	OPTION_OPERAND, /* not an option: operands go to the terms as well */
	OPTION_REFUSED, /* known elsewhere; help says what to try instead */
};

struct string_list {
	const char **items; /* strings borrowed from argv */
	size_t n_items;
};

/*
 * For commands to which the order of their words means something: all rows of
 * type OPTION_TERM, and OPTION_OPERAND, add to one list.
 */
struct option_term {
	const struct option_spec *spec; /* NULL: an operand */
	const char *value;		/* borrowed from argv; NULL: a flag */
	bool is_quoted;			/* an operand behind "--" */
};

struct option_terms {
	struct option_term *items;
	size_t n_items;
};

/* What others call a choice: taken where that is one.  Ends with NULL. */
struct choice_word {
	const char *word;
	const char *choice;
};

struct option_spec {
	enum option_type type;
	char letter;	   /* short form, 0 if none */
	const char *name;  /* long form; NULL if there is a letter only */
	const char *value; /* placeholder in help: "SIZE"; NULL for flags */
	const char *help;  /* one clause, lower case, no full stop */
	size_t offset;	   /* where the value goes in the args struct */
	size_t present;	   /* offset of a bool set when given; SIZE_MAX none */
	const char *const *choices; /* NULL-terminated */
	const struct choice_word
		*words;	  /* what else names one; NULL: nothing */
	int64_t min, max; /* for numbers; both 0: any from 0 */
	bool is_optional; /* numbers, sizes and choices: the value may be left out,
			      * so it must be joined: --wait=5, -w5 */
	int64_t bare;	  /* what an option without its value means */
	bool is_hidden; /* not in help, completions or suggestions */
};

#define OPT_BASE(t, l, n, field, v, h)                                         \
	.type = (t), .letter = (l), .name = (n), .value = (v), .help = (h),    \
	.offset = offsetof(struct args, field), .present = SIZE_MAX
#define OPT_FLAG(l, n, field, h)                                               \
	{                                                                      \
		OPT_BASE(OPTION_FLAG, l, n, field, NULL, h)                    \
	}
#define OPT_STRING(l, n, field, v, h)                                          \
	{                                                                      \
		OPT_BASE(OPTION_STRING, l, n, field, v, h)                     \
	}
#define OPT_LIST(l, n, field, v, h)                                            \
	{                                                                      \
		OPT_BASE(OPTION_LIST, l, n, field, v, h)                       \
	}
#define OPT_SIZE(l, n, field, v, h)                                            \
	{                                                                      \
		OPT_BASE(OPTION_SIZE, l, n, field, v, h)                       \
	}
#define OPT_RANGE(l, n, field, v, h)                                           \
	{                                                                      \
		.type = OPTION_RANGE, .letter = (l), .name = (n),              \
		.value = (v), .help = (h),                                     \
		.offset = offsetof(struct args, field),                        \
		.present = offsetof(struct args, has_##field)                  \
	}
#define OPT_NUMBER(l, n, field, v, lo, hi, h)                                  \
	{                                                                      \
		OPT_BASE(OPTION_NUMBER, l, n, field, v, h), .min = (lo),       \
							    .max = (hi)        \
	}
#define OPT_CHOICE(l, n, field, v, list, h)                                    \
	{                                                                      \
		OPT_BASE(OPTION_CHOICE, l, n, field, v, h), .choices = (list)  \
	}
/* v NULL: takes no value */
#define OPT_TERM(l, n, field, v, h)                                            \
	{                                                                      \
		OPT_BASE(OPTION_TERM, l, n, field, v, h)                       \
	}
#define OPT_OPERANDS(field)                                                    \
	{                                                                      \
		OPT_BASE(OPTION_OPERAND, 0, NULL, field, NULL, ""),            \
			.is_hidden = true                                      \
	}
#define OPT_OPTIONAL_NUMBER(l, n, field, v, lo, hi, if_bare, h)                \
	{                                                                      \
		OPT_BASE(OPTION_NUMBER, l, n, field, v, h),                    \
			.min = (lo), .max = (hi), .is_optional = true,         \
			.bare = (if_bare)                                      \
	}
#define OPT_OPTIONAL_SIZE(l, n, field, v, if_bare, h)                          \
	{                                                                      \
		OPT_BASE(OPTION_SIZE, l, n, field, v, h), .is_optional = true, \
							  .bare = (if_bare)    \
	}
#define OPT_OPTIONAL_CHOICE(l, n, field, v, list, if_bare, h)                  \
	{                                                                      \
		OPT_BASE(OPTION_CHOICE, l, n, field, v, h),                    \
			.choices = (list), .is_optional = true,                \
			.bare = (if_bare)                                      \
	}
/* An option of other commands that means nothing here: whoever types it is told
 * why, and what to try. */
#define OPT_REFUSED(l, n, why)                                                 \
	{                                                                      \
		.type = OPTION_REFUSED, .letter = (l), .name = (n),            \
		.help = (why), .present = SIZE_MAX, .is_hidden = true          \
	}
#define OPT_END                                                                \
	{                                                                      \
		.type = OPTION_END                                             \
	}

struct command {
	const char *name;	 /* of a subcommand both: "volumes rename" */
	const char *summary;	 /* one line for `catalog help` */
	const char *heading;	 /* there: printed above it; NULL: none */
	const char *usage;	 /* "[options] DIR..." */
	const char *description; /* a paragraph for --help, or NULL */
	const char *examples; /* lines "catalog ...  what it does", or NULL */
	int min_args;
	int max_args;	   /* ARGS_ANY */
	bool no_catalogue; /* ctx->db_path is not needed and may be NULL */
	/* NULL-terminated; NULL if none.  With some, max_args is 0. */
	const struct command *const *subcommands;
	const struct option_spec *options; /* NULL if none */
	size_t args_size;
	const void *defaults; /* initial struct args, or NULL for zeros */
	/*
	 * args is the filled struct args; argv the operands.  Returns an exit
	 * status (cli/exit.h); a negative code with err set is printed by
	 * cli and turned into one by err->kind.
	 */
	int (*run)(struct context *ctx, const void *args, int argc, char **argv,
		struct error *err);
};

/* NULL-terminated table of all commands (src/commands/table.c). */
typedef const struct command *const command_table[];

#endif

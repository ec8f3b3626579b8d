/* SPDX-License-Identifier: MIT */
/*
 * What the commands that only report have in common: the options that all of
 * them spell the same way, and how each begins and ends.
 *
 * A report takes what it is about as operands, VOLUME, PATH or VOLUME:PATH, or
 * where its operand is something else (find's PATTERN) by --under, which the
 * others take too; --volume narrows that.  --size says which files count,
 * --sort and --reverse in which order rows come, --limit how many.  Formats,
 * units and the like are options of all commands (cli/global.c).  At the end
 * each says on stderr what the answer does not rest on
 * (session_print_completeness()).
 *
 * A command has a `struct answer common` in its struct args, initialised with
 * ANSWER_DEFAULTS, and lists all of the ANSWER_OPT_; for one that means nothing
 * to it, OPT_REFUSED says what to try.  A unit test holds every report to it.
 */
#ifndef CATALOG_COMMANDS_ANSWER_H
#define CATALOG_COMMANDS_ANSWER_H

#include "cli/command.h"
#include "cli/context.h"
#include "commands/session.h"
#include "report/report.h"
#include "util/error.h"

struct answer {
	struct string_list under;
	struct string_list volume;
	struct size_range size;
	bool has_size;
	int sort; /* index into the report's own list of keys */
	bool reverse;
	int64_t limit;
};

#define ANSWER_DEFAULTS                                                        \
	{                                                                      \
		.size = { .min = 0, .max = INT64_MAX },                        \
		.limit = REPORT_NO_LIMIT,                                      \
	}

/*
 * Orders have one name each, in all reports (catalog(1), and a unit test).
 * These are what other programs and the columns of this one call them.
 */
extern const struct choice_word answer_sort_words[];

/* The same words for it, wherever it stands. */
#define ANSWER_HELP_UNDER "only what is below PATH or VOLUME:PATH; repeatable"
#define ANSWER_HELP_VOLUME "only what is on VOLUME; repeatable"
#define ANSWER_HELP_SIZE "only sizes above, below or of exactly SIZE"
#define ANSWER_HELP_MEMBERS "what is in archives too, as ARCHIVE//MEMBER"
#define ANSWER_HELP_SINCE                                                      \
	"of then and later: 2026-03-01, '2026-03-01 14:05', 3d"

#define ANSWER_OPT_UNDER                                                       \
	OPT_LIST('u', "under", common.under, "PATH", ANSWER_HELP_UNDER)
#define ANSWER_OPT_VOLUME                                                      \
	OPT_LIST('V', "volume", common.volume, "VOLUME", ANSWER_HELP_VOLUME)
#define ANSWER_OPT_SIZE                                                        \
	{                                                                      \
		.type = OPTION_RANGE, .letter = 'S', .name = "size",           \
		.value = "[+-]SIZE", .help = ANSWER_HELP_SIZE,                 \
		.offset = offsetof(struct args, common.size),                  \
		.present = offsetof(struct args, common.has_size)              \
	}
#define ANSWER_OPT_SORT(keys)                                                  \
	{                                                                      \
		OPT_BASE(OPTION_CHOICE, 's', "sort", common.sort, "KEY",       \
			"in which order the rows come"),                       \
			.choices = (keys), .words = answer_sort_words          \
	}
#define ANSWER_OPT_REVERSE                                                     \
	OPT_FLAG('r', "reverse", common.reverse, "turn the order around")
#define ANSWER_OPT_LIMIT                                                       \
	OPT_NUMBER('n', "limit", common.limit, "N", 0, INT64_MAX,              \
		"print the first N only")

#define ANSWER_OPT_SCOPE ANSWER_OPT_UNDER, ANSWER_OPT_VOLUME
#define ANSWER_OPT_ORDER(keys)                                                 \
	ANSWER_OPT_SORT(keys), ANSWER_OPT_REVERSE, ANSWER_OPT_LIMIT

/* ERROR_USAGE if --format=paths was asked of a report that has none. */
int answer_needs_rows(const struct context *ctx, struct error *err);

/* Opens for reading and pins what is there now, so that all parts of the
 * report agree.  Limits it to the operands, if any. */
int answer_open(struct session *s, const struct context *ctx, int argc,
	char **argv, bool *ret_scoped, struct error *err);
/* The same with --under and --volume. */
int answer_open_scoped(struct session *s, const struct context *ctx,
	const struct answer *common, int argc, char **argv, bool *ret_scoped,
	struct error *err);
/* The scope alone, of a session that is open. */
int answer_scope(struct session *s, const struct answer *common, int argc,
	char **argv, bool *ret_scoped, struct error *err);

/*
 * Operands, --under and --volume as one list of operands.  A --volume beside
 * paths leaves those of them that are on it; ERROR_USAGE if none is.
 */
struct answer_operands {
	char **items; /* borrowed from argv and the session; nobody writes */
	size_t n;
};
int answer_operands(const struct session *s, struct answer_operands *ret,
	const struct answer *common, int argc, char **argv, struct error *err);
void answer_operands_clear(struct answer_operands *o);

/* The same as places, which need not be known: what was there may be gone. */
struct answer_places {
	struct report_place *list;
	char **within; /* owned, borrowed by the above */
	size_t n;
};
int answer_places(const struct session *s, struct answer_places *ret,
	const struct answer *common, int argc, char **argv, struct error *err);
void answer_places_clear(struct answer_places *p);
/* The completeness line is about the volumes they are on. */
void answer_about_places(struct session *s, const struct answer_places *p);

/* Have the output print rows in the order of the common options; columns: one
 * a key of --sort, NULL for as they come. */
struct answer_column {
	const char *key;
	bool descending;
};
struct output_order answer_order(const struct answer *common,
	const struct answer_column *columns);
void answer_set_order(struct output *output, const struct answer *common,
	const struct answer_column *columns);

/* What the operands name, directories or files; without any, what `absent`
 * says.  ERROR_USAGE if the catalogue knows no such thing. */
struct answer_targets {
	struct report_target *list;
	char **names;
	size_t n;
};
enum answer_absent {
	ANSWER_VOLUMES, /* the top of each volume */
	ANSWER_HERE,	/* the current directory */
};
int answer_targets(struct session *s, struct answer_targets *ret,
	const struct answer_operands *operands, enum answer_absent absent,
	struct error *err);
void answer_targets_clear(struct answer_targets *t);

/* What --size says, of files that are not empty and have min bytes. */
struct size_range answer_sizes(const struct answer *common, int64_t min);

/* The status when the report returned r: the reader of a pipe that went away
 * has all it wants. */
int answer_status(int r, int status);

#endif

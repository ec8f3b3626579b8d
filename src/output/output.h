/* SPDX-License-Identifier: MIT */
/*
 * Rows to a stream in one of five formats.  A report describes its columns
 * once and then hands over values; no report knows a format and no format
 * knows a report.
 *
 *   output_new -> output_begin(columns) -> { output_row }* -> output_end
 *
 * Rows stream: nothing is kept but what a terminal table needs to align a
 * window of lines (OUTPUT_WINDOW).  Threads: one owner.
 */
#ifndef CATALOG_OUTPUT_OUTPUT_H
#define CATALOG_OUTPUT_OUTPUT_H

#include "output/colour.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Rows a table keeps to align its columns. */
#define OUTPUT_WINDOW 512

enum output_format {
	OUTPUT_AUTO, /* table on a terminal, plain elsewhere; with nul paths
		      * if there is a path column, else plain */
	OUTPUT_TABLE,
	OUTPUT_PLAIN,
	OUTPUT_NDJSON,
	OUTPUT_CSV,
	OUTPUT_PATHS,
};

enum output_type {
	OUTPUT_TEXT,   /* words for people, UTF-8; made valid where not */
	OUTPUT_PATH,   /* bytes; escaped on a terminal; in ndjson KEY and,
			* where not valid UTF-8, KEY_base64 as well */
	OUTPUT_SIZE,   /* bytes; human in a table unless exact was asked for */
	OUTPUT_NUMBER, /* int64 */
	OUTPUT_UNSIGNED, /* the 64-bit pattern, unsigned: inodes */
	OUTPUT_DECIMAL,	 /* a number spelled already, "0.25"; bytes */
	OUTPUT_TIME,	 /* ns since 1970; RFC 3339 UTC with nanoseconds in
			* ndjson, csv and plain; local "2026-03-02 14:05" in a
			* table */
	OUTPUT_BOOL,
	OUTPUT_MODE,  /* st_mode; octal permission bits as text, "0644";
			* -rw-r--r-- in a table */
	OUTPUT_HEX,   /* bytes as lower-case hex */
	OUTPUT_SHARE, /* millionths of a whole (bar.h): a fraction; in a table
		       * per cent and a bar */
	OUTPUT_LIST,  /* an array of TEXT or of objects: see output_value */
	OUTPUT_ANY,   /* each value says its own type: output_value.type */
};

/* Where a column is shown. */
#define OUTPUT_IN_TABLE (1u << 0)
#define OUTPUT_IN_PLAIN (1u << 1) /* and csv */
#define OUTPUT_IN_JSON (1u << 2)
#define OUTPUT_EVERYWHERE (OUTPUT_IN_TABLE | OUTPUT_IN_PLAIN | OUTPUT_IN_JSON)
#define OUTPUT_MACHINE (OUTPUT_IN_PLAIN | OUTPUT_IN_JSON)
/* In a table that has the room: while a line is too long for the terminal, the
 * first of these columns is left out, then the second ... */
#define OUTPUT_IF_ROOM (1u << 3)
/* Of the first column: if the line is too long even so, each row is printed as
 * a record, a line for each of its values. */
#define OUTPUT_AS_RECORD (1u << 4)

struct output_column {
	const char *key;   /* ndjson key and csv/plain heading: snake_case */
	const char *title; /* table heading, upper case */
	enum output_type type;
	unsigned int where;
	bool shrink; /* table: may be shortened in the middle to fit */
};

struct output_value {
	bool is_null;
	int64_t number; /* SIZE NUMBER UNSIGNED TIME BOOL MODE SHARE */
	/* TEXT PATH HEX DECIMAL; borrowed until output_row returns */
	const void *bytes;
	size_t len;
	enum output_type type; /* in an ANY column */
	/* In a table with colours: "01;34", borrowed likewise, or NULL. */
	const char *colour;
	/* In a table, of a text: so many bytes at its beginning are no part of
	 * the name but a drawing, which has no colour and is not shortened. */
	size_t lead;
	/* LIST: n_items rows of the columns `item_columns`; with one column
	 * whose key is NULL the items are plain values, else objects.  Only
	 * ndjson shows lists. */
	const struct output_column *item_columns;
	size_t n_item_columns;
	const struct output_value *items; /* n_items * n_item_columns */
	size_t n_items;
};

struct output_options {
	enum output_format format;
	bool nul;	/* -0: paths (and plain rows) end in NUL, raw bytes */
	bool exact;	/* --bytes */
	bool si;	/* sizes in powers of 1000 */
	bool no_header; /* csv and table; plain has none anyway */
	bool color;
	bool ascii;	       /* the locale has no other characters */
	const char *ls_colors; /* $LS_COLORS, borrowed; NULL: not set */
	bool terminal;	       /* stream is a terminal: escape, fit the width */
	int width;	       /* columns of the terminal; 0: do not fit */
};

struct output;

/* stream is borrowed.  Never fails but for memory (aborts). */
struct output *output_new(FILE *stream, const struct output_options *options);
/*
 * Before output_begin(): print rows by the column of that key, and not more
 * than the limit.  Those in another order than they come in are kept until
 * output_end(), at some hundred bytes each, or as many as the limit says.
 */
struct output_order {
	const char *key; /* NULL: as they come */
	bool descending;
	bool reverse;  /* whatever the order is */
	int64_t limit; /* negative: none */
	/* Count no row that continues another; those that are kept stay
	 * together in any case. */
	bool by_group;
	const char *number; /* column for the number of each that was kept */
};
void output_set_order(struct output *o, const struct output_order *how);
/* columns must live until output_end(). */
void output_begin(struct output *o, const struct output_column *columns,
	size_t n_columns);
/*
 * One row; n values as the columns given.  Returns 0, or a negative code when
 * the stream failed (-EPIPE: the reader went away, not an error to print).
 */
int output_row(struct output *o, const struct output_value *values,
	struct error *err);
/*
 * The same for a row that belongs to the row above: in table format its null
 * cells are blank instead of "-".
 */
int output_continue(struct output *o, const struct output_value *values,
	struct error *err);
/* Flushes.  Same result as output_row(). */
int output_end(struct output *o, struct error *err);
void output_free(struct output *o);
DEFINE_CLEANUP(struct output *, output_free);

/* Is it of use to look up what is in this column?  Before the first row. */
bool output_shows(const struct output *output,
	const struct output_column *column);
enum output_format output_format_of(const struct output *o); /* never AUTO */

/*
 * The colour of a file's name for output_value.colour, as ls(1) would choose
 * it by LS_COLORS; NULL if none, or if none are shown.  Valid until
 * output_free().
 */
const char *output_colour(struct output *o, const struct colour_of *what);

static inline struct output_value
output_text(const char *s, size_t len)
{
	struct output_value v = { .is_null = !s, .bytes = s, .len = len };

	return v;
}

static inline struct output_value
output_number(int64_t n)
{
	struct output_value v = { .number = n };

	return v;
}

static inline struct output_value
output_null(void)
{
	struct output_value v = { .is_null = true };

	return v;
}

#endif

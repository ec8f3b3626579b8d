/* SPDX-License-Identifier: MIT */
/*
 * What a format is to output.c; private to src/output.  A format turns rows
 * into bytes in o->text and never touches the stream: output.c writes and
 * checks in one place.
 */
#ifndef CATALOG_OUTPUT_FORMAT_H
#define CATALOG_OUTPUT_FORMAT_H

#include "output/output.h"
#include "util/strbuf.h"

struct order;

struct output_ops {
	/* Before the first row; NULL if there is nothing to do. */
	void (*begin)(struct output *o);
	void (*row)(struct output *o, const struct output_value *values,
		bool continued);
	/* After the last row, whether or not there was one; may be NULL. */
	void (*end)(struct output *o);
	/* Frees o->state; may be NULL. */
	void (*free)(struct output *o);
};

struct output {
	FILE *stream;		       /* borrowed */
	struct output_options options; /* format is never AUTO */
	bool is_auto;		       /* the format was ours to choose */
	const struct output_ops *ops;
	const struct output_column *columns;
	size_t n_columns;
	struct strbuf text;	 /* not written yet */
	void *state;		 /* the format's own */
	struct colours *colours; /* when the first one is asked for */
	struct order *order;	 /* NULL: as they come */
	int failed;		 /* errno of the first failed write, or 0 */
};

extern const struct output_ops output_table;
extern const struct output_ops output_plain;
extern const struct output_ops output_csv;
extern const struct output_ops output_ndjson;
extern const struct output_ops output_paths;

/* What a value is: the column says so, or leaves it to each value. */
static inline enum output_type
format_type(const struct output_column *column,
	const struct output_value *value)
{
	return column->type == OUTPUT_ANY ? value->type : column->type;
}

/* Does a table put it to the right? */
static inline bool
format_is_number(enum output_type type)
{
	return type == OUTPUT_SIZE || type == OUTPUT_NUMBER ||
		type == OUTPUT_UNSIGNED || type == OUTPUT_DECIMAL;
}

/*
 * Append a value that is not bytes (TEXT, PATH) and not a LIST as programs
 * read it: the same spelling in plain, csv and ndjson.
 */
void format_exact(struct strbuf *ret, enum output_type type,
	const struct output_value *value);

/* Is this the column whose value --format=paths prints? */
bool format_is_path_column(const struct output_column *column);

#endif

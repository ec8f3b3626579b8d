/* SPDX-License-Identifier: MIT */
/*
 * sql: a user's statements.  SQLite types values, not columns, so each value
 * says its own type: a blob is taken for a path, which is what blobs are in
 * the catalogue (and what prints any bytes without loss).
 */
#include "report/names.h"
#include "report/sql.h"

#include "util/alloc.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct statement {
	struct rows *rows;
	struct output *output;
	struct output_column *columns;
	struct output_value *values;
	struct strbuf *numbers; /* spelled, one a column */
	size_t n;
};

static void
statement_clear(struct statement *s)
{
	for (size_t i = 0; s->numbers && i < s->n; i++)
		strbuf_clear(&s->numbers[i]);
	free(s->numbers);
	free(s->values);
	free(s->columns);
	output_free(s->output);
	rows_close(s->rows);
}

/* With --format=paths what is called "path" is one, and there must be one. */
static int
describe(struct statement *s, struct error *err)
{
	bool paths = output_format_of(s->output) == OUTPUT_PATHS;
	bool has_path = false;

	s->n = (size_t)rows_n_columns(s->rows);
	s->columns = xcalloc(s->n + 1, sizeof(s->columns[0]));
	s->values = xcalloc(s->n + 1, sizeof(s->values[0]));
	s->numbers = xcalloc(s->n + 1, sizeof(s->numbers[0]));
	for (size_t i = 0; i < s->n; i++) {
		const char *name = rows_column_name(s->rows, (int)i);
		bool is_path = paths && strcmp(name, "path") == 0;

		has_path = has_path || is_path;
		s->columns[i] = (struct output_column){ .key = name,
			.title = name,
			.type = is_path ? OUTPUT_PATH : OUTPUT_ANY,
			.where = OUTPUT_EVERYWHERE,
			.shrink = true };
		s->numbers[i] = (struct strbuf)STRBUF_INIT;
	}
	if (paths && s->n > 0 && !has_path)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--format=paths needs a column called path");
	return 0;
}

/* The shortest decimal that is read back as the same number. */
static void
spell_real(struct strbuf *ret, double x)
{
	for (int digits = 15; digits <= 17; digits++) {
		strbuf_truncate(ret, 0);
		strbuf_addf(ret, "%.*g", digits, x);
		if (strtod(ret->buf, NULL) == x)
			return;
	}
}

static void
take_value(struct statement *s, size_t i)
{
	struct output_value *v = &s->values[i];
	struct strbuf *number = &s->numbers[i];
	int column = (int)i;

	strbuf_truncate(number, 0);
	switch (rows_kind(s->rows, column)) {
	case 'i':
		strbuf_addf(number, "%" PRId64, rows_i64(s->rows, column));
		*v = value_strbuf(number);
		v->type = OUTPUT_DECIMAL;
		break;
	case 'r':
		spell_real(number, rows_real(s->rows, column));
		*v = value_strbuf(number);
		v->type = OUTPUT_DECIMAL;
		/* JSON has no infinity. */
		v->is_null = !isfinite(rows_real(s->rows, column));
		break;
	case 't':
		*v = value_bytes(s->rows, column);
		v->type = OUTPUT_TEXT;
		break;
	case 'b':
		*v = value_bytes(s->rows, column);
		v->type = OUTPUT_PATH;
		break;
	default:
		*v = output_null();
		break;
	}
}

static int
print_rows(struct statement *s, struct error *err)
{
	int r = describe(s, err);

	if (r < 0 || s->n == 0)
		return r;
	output_begin(s->output, s->columns, s->n);
	while ((r = rows_next(s->rows, err)) > 0) {
		for (size_t i = 0; i < s->n; i++)
			take_value(s, i);
		r = output_row(s->output, s->values, err);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : output_end(s->output, err);
}

int
report_sql(struct store *store, const char *sql, FILE *stream,
	const struct output_options *options, struct error *err)
{
	int r = 0;

	while (*sql && r >= 0) {
		_cleanup_(statement_clear) struct statement s = { 0 };

		r = rows_open_sql(&s.rows, store, sql, &sql, err);
		if (r < 0)
			return r;
		if (!s.rows)
			continue;
		s.output = output_new(stream, options);
		r = print_rows(&s, err);
	}
	return r;
}

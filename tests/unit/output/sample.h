/* SPDX-License-Identifier: MIT */
/* Rows for the tests of formats, and what they become. */
#ifndef CATALOG_TESTS_UNIT_OUTPUT_SAMPLE_H
#define CATALOG_TESTS_UNIT_OUTPUT_SAMPLE_H

#include "output/output.h"

#include <stdlib.h>
#include <string.h>

/* All that is printed for n_rows rows; the caller frees it. */
static inline char *
sample_print(const struct output_options *options,
	const struct output_column *columns, size_t n_columns,
	const struct output_value *values, size_t n_rows)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct output *o = output_new(f, options);

	output_begin(o, columns, n_columns);
	for (size_t i = 0; i < n_rows; i++)
		if (output_row(o, &values[i * n_columns], NULL) < 0)
			abort();
	if (output_end(o, NULL) < 0)
		abort();
	output_free(o);
	(void)fclose(f); /* memory */
	return text;
}

static inline struct output_value
sample_text(const char *s)
{
	return output_text(s, s ? strlen(s) : 0);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Only the path of each row, raw, one per line or NUL-terminated with -0.  On
 * a terminal a name is escaped unless -0 asked for the bytes themselves.
 */
#include "output/format.h"

#include "util/escape.h"

static void
add_path(struct output *o, const struct output_value *value)
{
	if (o->options.terminal && !o->options.nul)
		escape_bytes(&o->text, value->bytes, value->len);
	else
		strbuf_add(&o->text, value->bytes, value->len);
	strbuf_addc(&o->text, o->options.nul ? '\0' : '\n');
}

static void
row(struct output *o, const struct output_value *values, bool continued)
{
	(void)continued; /* each line stands for itself */
	for (size_t i = 0; i < o->n_columns; i++)
		if (format_is_path_column(&o->columns[i]) && !values[i].is_null)
			add_path(o, &values[i]);
}

const struct output_ops output_paths = { .row = row };

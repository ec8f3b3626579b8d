/* SPDX-License-Identifier: MIT */
/*
 * The table for people.
 *
 * Rows are collected as finished cells until a window of them is full
 * (OUTPUT_WINDOW), because a column is as wide as its widest cell.  Then the
 * widths are settled (table_fit.c), paths are shortened to fit the terminal,
 * libsmartcols aligns the window (table_lines.c), and the next one starts
 * empty.  The heading is printed once, and a column never gets narrower from
 * one window to the next (one that may shrink does when others need the room),
 * so windows line up.
 *
 * A window ends before a row that starts something new; only when a group is
 * endless (OUTPUT_WINDOW * WINDOW_LIMIT rows) it is cut within, so memory
 * stays bounded.
 */
#include "output/table.h"

#include "output/bar.h"
#include "output/human.h"
#include "output/width.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/escape.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_LIMIT 8
/* Finer than a tenth nobody reads from a bar. */
#define BAR_WIDTH 10

static bool
is_shown(const struct output_column *c)
{
	return (c->where & OUTPUT_IN_TABLE) && c->type != OUTPUT_LIST;
}

static void
begin(struct output *o)
{
	struct table *t = xcalloc(1, sizeof(*t));

	o->state = t;
	t->headed = o->options.no_header;
	t->columns = xcalloc(o->n_columns + 1, sizeof(t->columns[0]));
	t->widths = xcalloc(o->n_columns + 1, sizeof(t->widths[0]));
	t->limits = xcalloc(o->n_columns + 1, sizeof(t->limits[0]));
	t->has_words = xcalloc(o->n_columns + 1, sizeof(t->has_words[0]));
	t->hidden = xcalloc(o->n_columns + 1, sizeof(t->hidden[0]));
	for (size_t i = 0; i < o->n_columns; i++) {
		const struct output_column *c = &o->columns[i];

		if (!is_shown(c))
			continue;
		if (!t->headed)
			t->widths[t->n_columns] =
				width_of(c->title, strlen(c->title));
		t->columns[t->n_columns++] = c;
	}
}

static void
add_cell(struct strbuf *ret, const struct output *o,
	const struct output_column *c, const struct output_value *value)
{
	enum output_type type = format_type(c, value);

	switch (type) {
	case OUTPUT_TEXT:
	case OUTPUT_PATH:
		escape_bytes(ret, value->bytes, value->len);
		break;
	case OUTPUT_SIZE:
		if (o->options.exact)
			format_exact(ret, type, value);
		else if (o->options.si)
			human_size_si(ret, value->number);
		else
			human_size(ret, value->number);
		break;
	case OUTPUT_SHARE:
		share_percent(ret, value->number);
		strbuf_addc(ret, ' ');
		bar_print(ret, value->number, BAR_WIDTH, o->options.ascii);
		break;
	case OUTPUT_NUMBER:
		human_number(ret, value->number);
		break;
	case OUTPUT_TIME:
		human_time_local(ret, value->number);
		break;
	case OUTPUT_BOOL:
		strbuf_adds(ret, value->number ? "yes" : "no");
		break;
	case OUTPUT_MODE:
		human_mode(ret, (uint32_t)value->number);
		break;
	case OUTPUT_UNSIGNED:
	case OUTPUT_DECIMAL:
	case OUTPUT_HEX:
	case OUTPUT_LIST:
	case OUTPUT_ANY:
		format_exact(ret, type, value);
		break;
	}
}

static void
forget_cells(struct table *t)
{
	for (size_t i = 0; i < t->n_lines * t->n_columns; i++) {
		free(t->cells[i]);
		free(t->colours[i]);
	}
	t->n_lines = 0;
}

static void
flush_window(struct output *o, struct table *t)
{
	if (t->n_lines > 0 && t->n_columns > 0) {
		table_fit(o, t);
		table_print(o, t);
	}
	forget_cells(t);
}

static void
make_room(struct table *t)
{
	if (t->n_lines < t->room)
		return;
	t->room = t->room ? t->room * 2 : OUTPUT_WINDOW;
	t->cells = xreallocarray(t->cells, t->room * (t->n_columns + 1),
		sizeof(t->cells[0]));
	t->colours = xreallocarray(t->colours, t->room * (t->n_columns + 1),
		sizeof(t->colours[0]));
	t->leads = xreallocarray(t->leads, t->room * (t->n_columns + 1),
		sizeof(t->leads[0]));
}

static void
row(struct output *o, const struct output_value *values, bool continued)
{
	struct table *t = o->state;
	size_t next;
	size_t n = 0;

	if ((t->n_lines >= OUTPUT_WINDOW && !continued) ||
		t->n_lines >= (size_t)OUTPUT_WINDOW * WINDOW_LIMIT)
		flush_window(o, t);
	make_room(t);
	next = t->n_lines++ * t->n_columns;
	for (size_t i = 0; i < o->n_columns; i++) {
		struct strbuf text = STRBUF_INIT;

		if (!is_shown(&o->columns[i]))
			continue;
		if (!values[i].is_null)
			add_cell(&text, o, &o->columns[i], &values[i]);
		else if (!continued)
			strbuf_addc(&text, '-');
		t->has_words[n] |= !values[i].is_null &&
			!format_is_number(
				format_type(&o->columns[i], &values[i]));
		n++;
		t->colours[next] = o->options.color && values[i].colour ?
			xstrdup(values[i].colour) :
			NULL;
		t->leads[next] = values[i].is_null ? 0 : values[i].lead;
		t->cells[next++] = strbuf_detach(&text);
	}
}

static void
end(struct output *o)
{
	flush_window(o, o->state);
}

static void
free_table(struct output *o)
{
	struct table *t = o->state;

	if (!t)
		return;
	forget_cells(t);
	free(t->cells);
	free(t->colours);
	free(t->leads);
	free(t->columns);
	free(t->widths);
	free(t->limits);
	free(t->has_words);
	free(t->hidden);
	free(t);
	o->state = NULL;
}

const struct output_ops output_table = {
	.begin = begin,
	.row = row,
	.end = end,
	.free = free_table,
};

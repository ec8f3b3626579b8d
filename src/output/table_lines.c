/* SPDX-License-Identifier: MIT */
/*
 * The lines of a window of a table, laid out by libsmartcols.
 *
 * Cells are escaped before libsmartcols sees them and fitted by us: its own
 * encoding would escape a second time, its own truncation cuts the end of a
 * path, which is the part people look for.  What it cannot do is mended in the
 * text it returns: blanks at the end of a line, and a colour that must not
 * reach the drawing before a name.
 */
#include "output/table.h"

#include "output/width.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#define BOLD "\033[1m"

static bool
is_right(const struct table *t, size_t i)
{
	enum output_type type = t->columns[i]->type;

	return type == OUTPUT_ANY ? !t->has_words[i] : format_is_number(type);
}

/* libsmartcols fails for want of memory only. */
static void *
must(void *p)
{
	if (!p)
		abort();
	return p;
}

/*
 * A column is at least as wide as its name, shown or not: later windows name
 * it with blanks, as many as it is wide.
 */
static void
new_column(const struct output *o, const struct table *t,
	struct libscols_table *smart, size_t i)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct libscols_column *column;

	if (t->headed)
		strbuf_addf(&name, "%*s", (int)t->limits[i], "");
	else
		strbuf_adds(&name, t->columns[i]->title);
	column = must(scols_table_new_column(smart, name.buf, 0,
		is_right(t, i) ? SCOLS_FL_RIGHT : 0));
	if (o->options.color) /* fails for a NULL column only */
		(void)scols_cell_set_color(scols_column_get_header(column),
			BOLD);
}

/* A table for one window; results of setters: they fail for NULL only. */
static struct libscols_table *
new_smart_table(const struct output *o, const struct table *t)
{
	struct libscols_table *smart = must(scols_new_table());

	(void)scols_table_enable_noencoding(smart, 1);
	(void)scols_table_enable_colors(smart, o->options.color);
	(void)scols_table_enable_noheadings(smart, t->headed);
	(void)scols_table_set_column_separator(smart, TABLE_SEPARATOR);
	(void)scols_table_set_termforce(smart, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < t->n_columns; i++)
		if (!t->hidden[i])
			new_column(o, t, smart, i);
	return smart;
}

static void
set_colour(struct libscols_line *line, size_t i, const char *colour)
{
	_cleanup_(strbuf_clear) struct strbuf sequence = STRBUF_INIT;

	if (!colour)
		return;
	strbuf_addf(&sequence, "\033[%sm", colour);
	if (scols_cell_set_color(scols_line_get_cell(line, i), sequence.buf) <
		0)
		abort(); /* for want of memory */
}

/*
 * A drawing stays whole while that leaves the name some room; otherwise both
 * are shortened as one, and *lead is 0 from then on.  Has it a lead as before?
 */
static bool
add_fitted(struct strbuf *ret, const struct output *o, const char *cell,
	size_t *lead, size_t limit)
{
	size_t lead_width = width_of(cell, *lead);
	const size_t before = *lead;

	if (width_of(cell, strlen(cell)) > limit &&
		lead_width + TABLE_SHRUNK_MIN > limit)
		*lead = lead_width = 0;
	strbuf_add(ret, cell, *lead);
	cell += *lead;
	width_shorten(ret, cell, strlen(cell), limit - lead_width,
		o->options.ascii);
	return *lead == before;
}

static void
add_line(const struct output *o, const struct table *t,
	struct libscols_table *smart, size_t first)
{
	struct libscols_line *line = must(scols_table_new_line(smart, NULL));
	char **cells = &t->cells[first];
	size_t n = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		_cleanup_(strbuf_clear) struct strbuf fitted = STRBUF_INIT;
		bool is_whole;

		if (t->hidden[i])
			continue;
		is_whole = add_fitted(&fitted, o, cells[i],
			&t->leads[first + i], t->limits[i]);
		if (scols_line_set_data(line, n, fitted.buf) < 0)
			abort(); /* for want of memory */
		/* What was shortened with its drawing has no colour. */
		set_colour(line, n++, is_whole ? t->colours[first + i] : NULL);
	}
}

/* Blanks that libsmartcols puts where a line's last cells are empty. */
static void
add_without_blanks(struct strbuf *ret, const char *line, size_t len)
{
	while (len > 0 && line[len - 1] == ' ')
		len--;
	strbuf_add(ret, line, len);
	strbuf_addc(ret, '\n');
}

/* A line that ends in this column; the blanks of a bar are ours. */
static void
add_end(struct strbuf *ret, const struct output_column *column,
	const char *line, size_t len)
{
	if (column->type == OUTPUT_SHARE) {
		add_without_blanks(ret, line, len);
		return;
	}
	strbuf_add(ret, line, len);
	strbuf_addc(ret, '\n');
}

static size_t
last_shown(const struct table *t)
{
	size_t last = t->n_columns - 1;

	while (last > 0 && t->hidden[last])
		last--;
	return last;
}

/*
 * The same where the cell begins with a drawing and has a colour, which
 * libsmartcols put before all of it.
 */
static void
add_uncoloured_lead(struct strbuf *ret, const char *colour, size_t lead,
	const char *line, size_t len)
{
	_cleanup_(strbuf_clear) struct strbuf sequence = STRBUF_INIT;
	const char *at = NULL;
	const char *next = line;

	strbuf_addf(&sequence, "\033[%sm", colour);
	while ((next = memmem(next, len - (size_t)(next - line), sequence.buf,
			sequence.len)) != NULL)
		at = next++;
	if (!at || (size_t)(at - line) + sequence.len + lead > len) {
		strbuf_add(ret, line, len);
	} else {
		const char *name = at + sequence.len + lead;

		strbuf_add(ret, line, (size_t)(at - line));
		strbuf_add(ret, at + sequence.len, lead);
		strbuf_add(ret, sequence.buf, sequence.len);
		strbuf_add(ret, name, len - (size_t)(name - line));
	}
	strbuf_addc(ret, '\n');
}

/* The lines as they are, but for blanks at the end that are not a name's. */
static void
add_lines(struct strbuf *ret, const struct table *t, const char *text)
{
	size_t last = last_shown(t);
	size_t i = t->headed ? 1 : 0; /* line 0 is the heading */
	size_t cell;

	for (const char *end; *text; text = *end ? end + 1 : end, i++) {
		end = strchrnul(text, '\n');
		cell = i > 0 ? (i - 1) * t->n_columns + last : 0;
		if (i == 0 || !t->cells[cell][0])
			add_without_blanks(ret, text, (size_t)(end - text));
		else if (t->leads[cell] > 0 && t->colours[cell])
			add_uncoloured_lead(ret, t->colours[cell],
				t->leads[cell], text, (size_t)(end - text));
		else
			add_end(ret, t->columns[last], text,
				(size_t)(end - text));
	}
}

/* A line for each value, an empty line between records. */
static void
print_records(struct output *o, struct table *t)
{
	const struct output_column *column;
	size_t widest = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		size_t width = strlen(t->columns[i]->title);

		widest = width > widest ? width : widest;
	}
	for (size_t i = 0; i < t->n_lines * t->n_columns; i++) {
		if (i % t->n_columns == 0 && t->headed)
			strbuf_addc(&o->text, '\n');
		column = t->columns[i % t->n_columns];
		strbuf_addf(&o->text, "%-*s  ", (int)widest, column->title);
		add_end(&o->text, column, t->cells[i], strlen(t->cells[i]));
		t->headed = true;
	}
}

/* Give the collected cells to libsmartcols and take its lines. */
void
table_print(struct output *o, struct table *t)
{
	_cleanup_(freep) char *text = NULL;
	struct libscols_table *smart;

	if (t->as_records) {
		print_records(o, t);
		return;
	}
	smart = new_smart_table(o, t);
	for (size_t i = 0; i < t->n_lines; i++)
		add_line(o, t, smart, i * t->n_columns);
	if (scols_print_table_to_string(smart, &text) != 0)
		abort(); /* for want of memory */
	scols_unref_table(smart);
	add_lines(&o->text, t, text);
	t->headed = true;
}

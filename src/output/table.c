/* SPDX-License-Identifier: MIT */
/*
 * The table for people, laid out by libsmartcols.
 *
 * Rows are collected as finished cells until a window of them is full
 * (OUTPUT_WINDOW), because a column is as wide as its widest cell.  Then the
 * widths are settled, paths are shortened to fit the terminal, libsmartcols
 * aligns the window, and the next one starts empty.  The heading is printed
 * once, and a column never gets narrower from one window to the next (one
 * that may shrink does when others need the room), so windows line up.
 *
 * Cells are escaped before libsmartcols sees them and fitted by us: its own
 * encoding would escape a second time, its own truncation cuts the end of a
 * path, which is the part people look for.
 *
 * Columns that a report can do without are left out where the terminal is too
 * narrow for them, as the first window says.
 *
 * A window ends before a row that starts something new; only when a group is
 * endless (OUTPUT_WINDOW * WINDOW_LIMIT rows) it is cut within, so memory
 * stays bounded.
 */
#include "output/format.h"

#include "output/bar.h"
#include "output/human.h"
#include "output/width.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/escape.h"

#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR "  "
#define SEPARATOR_WIDTH 2
#define WINDOW_LIMIT 8
/* A shortened column keeps this much, even if the line gets too long. */
#define SHRUNK_MIN 12
/* Finer than a tenth nobody reads from a bar. */
#define BAR_WIDTH 10
#define BOLD "\033[1m"

struct table {
	const struct output_column **columns; /* those that are shown */
	size_t n_columns;
	size_t *widths;	 /* widest cell so far, before shortening */
	size_t *limits;	 /* what a cell may take in this window */
	bool *has_words; /* a column of mixed types: not only numbers so far */
	char **cells;	 /* n_lines * n_columns, owned */
	char **colours;	 /* likewise; NULL where there is none */
	size_t *leads;	 /* likewise; bytes before what is coloured */
	size_t n_lines;
	size_t room;  /* lines that cells has room for */
	bool *hidden; /* columns there is no room for */
	bool as_records;
	bool fitted; /* these two are settled */
	bool headed; /* the heading was printed, or is not wanted */
};

static bool
is_shown(const struct output_column *c)
{
	return (c->where & OUTPUT_IN_TABLE) && c->type != OUTPUT_LIST;
}

static bool
is_number(enum output_type type)
{
	return type == OUTPUT_SIZE || type == OUTPUT_NUMBER ||
		type == OUTPUT_UNSIGNED || type == OUTPUT_DECIMAL;
}

static bool
is_right(const struct table *t, size_t i)
{
	enum output_type type = t->columns[i]->type;

	return type == OUTPUT_ANY ? !t->has_words[i] : is_number(type);
}

/* libsmartcols fails for want of memory only. */
static void *
must(void *p)
{
	if (!p)
		abort();
	return p;
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

/* Columns that share a line must fit: what is left for the shrinkable. */
static size_t
room_for_shrinkable(const struct output *o, const struct table *t)
{
	size_t room = (size_t)o->options.width;

	for (size_t i = 0, n = 0; i < t->n_columns; i++) {
		size_t taken = n > 0 ? SEPARATOR_WIDTH : 0;

		if (t->hidden[i])
			continue;
		n++;
		if (!t->columns[i]->shrink)
			taken += t->widths[i];
		room -= taken < room ? taken : room;
	}
	return room;
}

static bool
can_shrink(const struct table *t, size_t i)
{
	return !t->hidden[i] && t->columns[i]->shrink;
}

/* Narrow ones keep their width, the wide ones share the rest evenly. */
static void
share_room(struct table *t, size_t room)
{
	size_t n = 0;
	size_t share;
	bool settled;

	for (size_t i = 0; i < t->n_columns; i++)
		n += can_shrink(t, i);
	do {
		settled = true;
		share = n ? room / n : 0;
		for (size_t i = 0; i < t->n_columns; i++) {
			if (t->limits[i] || !can_shrink(t, i) ||
				t->widths[i] > share)
				continue;
			t->limits[i] = t->widths[i];
			room -= t->widths[i];
			n--;
			settled = false;
		}
	} while (!settled && n > 0);
	for (size_t i = 0; i < t->n_columns; i++)
		if (!t->limits[i] && can_shrink(t, i))
			t->limits[i] = share > SHRUNK_MIN ? share : SHRUNK_MIN;
}

/* What a line takes at least. */
static size_t
least_width(const struct table *t)
{
	size_t width = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		size_t least = t->widths[i];

		if (t->hidden[i])
			continue;
		if (t->columns[i]->shrink && least > SHRUNK_MIN)
			least = SHRUNK_MIN;
		width += least + (width > 0 ? SEPARATOR_WIDTH : 0);
	}
	return width;
}

/* Which columns there is room for; once, or columns would come and go. */
static void
fit(const struct output *o, struct table *t)
{
	const size_t room = (size_t)o->options.width;

	if (t->fitted || room == 0)
		return;
	t->fitted = true;
	for (size_t i = 0; i < t->n_columns && least_width(t) > room; i++)
		t->hidden[i] = (t->columns[i]->where & OUTPUT_IF_ROOM) != 0;
	t->as_records = least_width(t) > room &&
		(t->columns[0]->where & OUTPUT_AS_RECORD) != 0;
	if (t->as_records) /* then there is room for all of them */
		memset(t->hidden, 0, t->n_columns * sizeof(t->hidden[0]));
}

static void
settle_widths(const struct output *o, struct table *t)
{
	for (size_t i = 0; i < t->n_lines * t->n_columns; i++) {
		size_t width = width_of(t->cells[i], strlen(t->cells[i]));

		if (width > t->widths[i % t->n_columns])
			t->widths[i % t->n_columns] = width;
	}
	fit(o, t);
	for (size_t i = 0; i < t->n_columns; i++)
		t->limits[i] = 0;
	if (o->options.width > 0)
		share_room(t, room_for_shrinkable(o, t));
	for (size_t i = 0; i < t->n_columns; i++)
		if (!t->limits[i])
			t->limits[i] = t->widths[i];
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
	(void)scols_table_set_column_separator(smart, SEPARATOR);
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
 * are shortened as one, and *lead is 0 from then on.
 */
static void
add_fitted(struct strbuf *ret, const struct output *o, const char *cell,
	size_t *lead, size_t limit)
{
	size_t lead_width = width_of(cell, *lead);

	if (width_of(cell, strlen(cell)) > limit &&
		lead_width + SHRUNK_MIN > limit)
		*lead = lead_width = 0;
	strbuf_add(ret, cell, *lead);
	cell += *lead;
	width_shorten(ret, cell, strlen(cell), limit - lead_width,
		o->options.ascii);
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

		if (t->hidden[i])
			continue;
		add_fitted(&fitted, o, cells[i], &t->leads[first + i],
			t->limits[i]);
		if (scols_line_set_data(line, n, fitted.buf) < 0)
			abort(); /* for want of memory */
		set_colour(line, n++, t->colours[first + i]);
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
static void
print_window(struct output *o, struct table *t)
{
	_cleanup_(freep) char *text = NULL;
	struct libscols_table *smart;

	settle_widths(o, t);
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
	if (t->n_lines > 0 && t->n_columns > 0)
		print_window(o, t);
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
			!is_number(format_type(&o->columns[i], &values[i]));
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

/* SPDX-License-Identifier: MIT */
/*
 * How wide the columns of a table may be.
 *
 * Columns that a report can do without are left out where the terminal is too
 * narrow for them, as the first window says; if that is not enough, and the
 * report allows it, each row becomes a record, a line for each value.  Of those
 * that stay, numbers get what they need and what may shrink shares the rest.
 */
#include "output/table.h"

#include "output/width.h"

#include <string.h>

/* Columns that share a line must fit: what is left for the shrinkable. */
static size_t
room_for_shrinkable(const struct output *o, const struct table *t)
{
	size_t room = (size_t)o->options.width;

	for (size_t i = 0, n = 0; i < t->n_columns; i++) {
		size_t taken = n > 0 ? TABLE_SEPARATOR_WIDTH : 0;

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
			t->limits[i] = share > TABLE_SHRUNK_MIN ?
				share :
				TABLE_SHRUNK_MIN;
}

/* What a line takes if those that may shrink have no more than `shrunk`. */
static size_t
least_width(const struct table *t, size_t shrunk)
{
	size_t width = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		size_t least = t->widths[i];

		if (t->hidden[i])
			continue;
		if (t->columns[i]->shrink && least > shrunk)
			least = shrunk;
		width += least + (width > 0 ? TABLE_SEPARATOR_WIDTH : 0);
	}
	return width;
}

/* Which columns there is room for; once, or columns would come and go. */
static void
choose_columns(const struct output *o, struct table *t)
{
	const size_t room = (size_t)o->options.width;

	if (t->fitted || room == 0)
		return;
	t->fitted = true;
	for (size_t i = 0;
		i < t->n_columns && least_width(t, TABLE_SHRUNK_WANTED) > room;
		i++)
		t->hidden[i] = (t->columns[i]->where & OUTPUT_IF_ROOM) != 0;
	t->as_records = least_width(t, TABLE_SHRUNK_MIN) > room &&
		(t->columns[0]->where & OUTPUT_AS_RECORD) != 0;
	if (t->as_records) /* then there is room for all of them */
		memset(t->hidden, 0, t->n_columns * sizeof(t->hidden[0]));
}

void
table_fit(const struct output *o, struct table *t)
{
	for (size_t i = 0; i < t->n_lines * t->n_columns; i++) {
		size_t width = width_of(t->cells[i], strlen(t->cells[i]));

		if (width > t->widths[i % t->n_columns])
			t->widths[i % t->n_columns] = width;
	}
	choose_columns(o, t);
	for (size_t i = 0; i < t->n_columns; i++)
		t->limits[i] = 0;
	if (o->options.width > 0)
		share_room(t, room_for_shrinkable(o, t));
	for (size_t i = 0; i < t->n_columns; i++)
		if (!t->limits[i])
			t->limits[i] = t->widths[i];
}

/* SPDX-License-Identifier: MIT */
#include "report/names.h"

#include "store/entries.h"
#include "util/path.h"

#include <string.h>

int
names_load(struct names *names, struct store *store, struct error *err)
{
	*names = (struct names){ .store = store };
	return store_volumes(store, &names->volumes, &names->n_volumes, err);
}

void
names_clear(struct names *names)
{
	store_volumes_free(names->volumes, names->n_volumes);
	*names = (struct names)NAMES_INIT;
}

const char *
names_volume(const struct names *names, int64_t volume_id)
{
	for (size_t i = 0; i < names->n_volumes; i++)
		if (names->volumes[i].volume.id == volume_id)
			return names->volumes[i].volume.name;
	return "?";
}

int
names_path(const struct names *names, struct strbuf *ret,
	const struct names_entry *entry, bool *ret_online, struct error *err)
{
	bool is_top = entry->dir_id == 0;
	int r;

	strbuf_truncate(ret, 0);
	r = store_directory_path(names->store, ret,
		is_top ? entry->child_id : entry->dir_id, ret_online, err);
	if (r < 0)
		return r;
	if (!is_top && entry->name_len > 0)
		path_append(ret, entry->name, entry->name_len);
	return 0;
}

struct output_value
value_string(const char *s)
{
	return s ? output_text(s, strlen(s)) : output_null();
}

struct output_value
value_strbuf(const struct strbuf *s)
{
	return output_text(s->buf, s->len);
}

struct output_value
value_i64(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ?
		output_null() :
		output_number(rows_i64(rows, column));
}

struct output_value
value_bytes(const struct rows *rows, int column)
{
	size_t len = 0;
	const char *bytes;

	if (rows_is_null(rows, column))
		return output_null();
	bytes = rows_bytes(rows, column, &len);
	return output_text(bytes, len);
}

int
names_whole(const struct names *names, int64_t *ret, struct error *err)
{
	int r = 0;

	*ret = 0;
	for (size_t i = 0; i < names->n_volumes && r >= 0; i++) {
		struct totals totals = { 0 };

		r = store_directory_totals(names->store, &totals,
			names->volumes[i].top_id, err);
		*ret = (int64_t)((uint64_t)*ret + (uint64_t)totals.bytes);
	}
	return r;
}

/* --- places --------------------------------------------------------------- */

bool
places_hold(const struct report_places *places, int64_t volume_id,
	const char *within)
{
	for (size_t i = 0; i < places->n; i++)
		if (places->list[i].volume_id == volume_id &&
			path_is_within(within, places->list[i].within, NULL))
			return true;
	return places->n == 0;
}

bool
places_touch(const struct report_places *places, int64_t volume_id)
{
	for (size_t i = 0; i < places->n; i++)
		if (places->list[i].volume_id == volume_id)
			return true;
	return places->n == 0;
}

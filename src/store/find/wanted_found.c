/* SPDX-License-Identifier: MIT */
/* What a filter asks for that is not in a name's row, found at once. */
#include "store/find/wanted_pieces.h"

#include "store/internal.h"
#include "store/pages/look.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/parse.h"

#include <assert.h>
#include <stdlib.h>

/* --- digests -------------------------------------------------------------- */

#define DIGEST_DIGITS ((size_t)DIGEST_BYTES * 2)

/* The first or last digest that begins with these digits. */
static void
fill_digest(unsigned char *ret, const struct wanted *f, int digit)
{
	for (size_t i = 0; i < DIGEST_DIGITS; i++) {
		int value =
			i < f->text_len ? parse_hex_digit(f->text[i]) : digit;

		/* wanted.h lets nothing else in */
		assert(value >= 0);
		ret[i / 2] = (unsigned char)(ret[i / 2] * 16 + value);
	}
}

struct digest_range
wanted_digest_range(const struct wanted *f)
{
	struct digest_range range = { { 0 }, { 0 } };

	fill_digest(range.first, f, 0);
	fill_digest(range.last, f, 15);
	return range;
}

/* Chains lean to the left, as in wanted_free(). */
static void
gather_ranges(struct digest_range **ranges, size_t *n, const struct wanted *f)
{
	for (; f; f = f->a) {
		if (f->kind == WANTED_DIGEST) {
			*ranges = xreallocarray(*ranges, *n + 1,
				sizeof(**ranges));
			(*ranges)[(*n)++] = wanted_digest_range(f);
		}
		gather_ranges(ranges, n, f->b);
	}
}

int
wanted_digests_find(struct found_digests *ret, struct store *store,
	const struct wanted *filter, struct error *err)
{
	struct digest_range *ranges = NULL;
	size_t n = 0;
	int r;

	gather_ranges(&ranges, &n, filter);
	r = digests_find(store, ret, ranges, n, err);
	free(ranges);
	return r;
}

/* --- empty directories ---------------------------------------------------- */

static bool
asks_for_empty(const struct wanted *f)
{
	for (; f; f = f->a)
		if (f->kind == WANTED_EMPTY || asks_for_empty(f->b))
			return true;
	return false;
}

int
wanted_empty_find(struct wanted_empty *ret, struct store *store,
	const struct wanted *filter, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { .store = NULL };
	size_t room = 0;
	int r = 0;

	if (!asks_for_empty(filter))
		return 0;
	b = bind_begin(store, Q_DIRECTORIES_EMPTY);
	while ((r = bind_next(&b, err)) > 0) {
		if (ret->n == room) {
			room = room * 2 + 64;
			ret->ids = xreallocarray(ret->ids, room,
				sizeof(*ret->ids));
		}
		ret->ids[ret->n++] = bind_get_i64(&b, 0);
	}
	ret->is_known = r == 0;
	return r;
}

void
wanted_empty_clear(struct wanted_empty *empty)
{
	free(empty->ids);
	*empty = (struct wanted_empty){ .ids = NULL };
}

/* --- directories ---------------------------------------------------------- */

static bool
asks_for_places(const struct wanted *f, bool of_volumes)
{
	for (; f; f = f->a)
		if (f->kind == WANTED_HIDDEN ||
			(of_volumes &&
				(f->kind == WANTED_VOLUME ||
					f->kind == WANTED_ONLINE)) ||
			asks_for_places(f->b, of_volumes))
			return true;
	return false;
}

struct dirs_look {
	struct wanted_dirs *dirs;
	int64_t *parents;
};

static void
take_directory(const struct stored_directory *dir, void *arg)
{
	struct dirs_look *look = arg;
	struct wanted_directory *d;

	if (dir->id <= 0 || dir->id >= look->dirs->n)
		return;
	d = &look->dirs->list[dir->id];
	d->volume_id = dir->volume_id;
	/* Where a volume is mounted says nothing about what is on it. */
	d->is_hidden =
		dir->parent_id > 0 && dir->name_len > 0 && dir->name[0] == '.';
	look->parents[dir->id] = dir->parent_id;
}

/* What is below a hidden directory is hidden.  A parent is asked for once, so
 * that a loop ends, too. */
static void
hide_below(struct dirs_look *look)
{
	struct wanted_directory *list = look->dirs->list;
	int64_t *way = xcalloc((size_t)look->dirs->n, sizeof(*way));

	for (int64_t id = 1; id < look->dirs->n; id++) {
		int64_t at = id;
		size_t n = 0;

		while (at > 0 && at < look->dirs->n && look->parents[at] > 0) {
			way[n++] = at;
			at = look->parents[at];
			look->parents[way[n - 1]] = 0;
		}
		for (bool is_hidden = at > 0 && at < look->dirs->n &&
				list[at].is_hidden;
			n > 0; is_hidden = list[way[n]].is_hidden)
			list[way[--n]].is_hidden |= is_hidden;
	}
	free(way);
}

static int
look_at_directories(struct wanted_dirs *ret, struct store *store,
	struct error *err)
{
	struct dirs_look look = { .dirs = ret };
	const struct look all = { .directory = take_directory, .arg = &look };
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r < 0 || last >= INT32_MAX)
		return r < 0 ? r : 0;
	ret->n = last + 1;
	ret->list = xcalloc((size_t)ret->n, sizeof(*ret->list));
	look.parents = xcalloc((size_t)ret->n, sizeof(*look.parents));
	r = look_at(store, &all, INT64_MIN, INT64_MAX, err);
	if (r >= 0)
		hide_below(&look);
	free(look.parents);
	return r < 0 ? r : 1;
}

/* 1, or 0: not all of a volume is in one place. */
static int
find_online(struct wanted_dirs *dirs, struct store *store, int64_t volume_id,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	bool is_online = false;
	int r;

	if (!paths_are_plain(store, volume_id))
		return 0;
	r = store_absolute_path(store, &path, volume_id, "", &is_online, err);
	for (int64_t id = 1; id < dirs->n && r >= 0 && is_online; id++)
		dirs->list[id].is_online |=
			dirs->list[id].volume_id == volume_id;
	return r < 0 ? r : 1;
}

int
wanted_dirs_find(struct wanted_dirs *ret, struct store *store,
	const struct wanted *filter, bool of_volumes, struct error *err)
{
	struct volume_row *volumes = NULL;
	size_t n = 0;
	int r;

	if (!asks_for_places(filter, of_volumes))
		return 0;
	r = look_at_directories(ret, store, err);
	if (r <= 0)
		return r;
	r = store_volumes(store, &volumes, &n, err);
	for (size_t i = 0; r >= 0 && i < n; i++) {
		r = find_online(ret, store, volumes[i].volume.id, err);
		if (r <= 0)
			break;
	}
	ret->is_known = r > 0 || (r == 0 && n == 0);
	store_volumes_free(volumes, n);
	return r < 0 ? r : 0;
}

void
wanted_dirs_clear(struct wanted_dirs *dirs)
{
	free(dirs->list);
	*dirs = (struct wanted_dirs){ .list = NULL };
}

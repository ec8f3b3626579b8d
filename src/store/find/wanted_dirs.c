/* SPDX-License-Identifier: MIT */
/*
 * A look at all directories, which are then placed: where a part of a volume is
 * mounted, and at the tops, it is known what its path is and whether that is
 * online.  It is the same for all below, but for what is placed itself; what is
 * below a hidden directory is hidden.
 */
#include "store/find/wanted_dirs.h"

#include "store/find/find_orphans.h"
#include "store/internal.h"
#include "store/pages/look.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>

/* A page has fewer directories with their entries: so the table is no larger
 * than the file, but for numbers that are not in use. */
#define IDS_PER_PAGE 128
#define IDS_ALWAYS (INT64_C(1) << 20) /* 32 MiB */

/* --- what is asked for ---------------------------------------------------- */

static bool
is_about_paths(const struct wanted *f)
{
	return f->on_path;
}

static bool
is_about_dirs(const struct wanted *f)
{
	return f->kind == WANTED_HIDDEN || is_about_paths(f);
}

static bool
is_about_volumes(const struct wanted *f)
{
	return f->kind == WANTED_VOLUME || f->kind == WANTED_ONLINE;
}

/* --- the look ------------------------------------------------------------- */

struct dirs_look {
	struct wanted_dirs *dirs;
	bool with_names;
};

static bool
has_dir(const struct wanted_dirs *dirs, int64_t id)
{
	return id > 0 && id < dirs->n && dirs->list[id].volume_id != 0;
}

static void
set_name(struct wanted_dirs *dirs, struct wanted_directory *d, const char *name,
	size_t len)
{
	d->name_at = dirs->names.len;
	d->name_len = (uint32_t)len;
	strbuf_add(&dirs->names, name, len);
}

static void
take_directory(const struct stored_directory *dir, void *arg)
{
	const struct dirs_look *look = arg;
	struct wanted_directory *d;

	if (dir->id <= 0 || dir->id >= look->dirs->n)
		return;
	d = &look->dirs->list[dir->id];
	d->volume_id = dir->volume_id;
	if (dir->parent_id <= 0)
		return; /* it is a top if a volume says so */
	/* Beyond them it is no parent. */
	d->parent_id =
		dir->parent_id < look->dirs->n ? (int32_t)dir->parent_id : 0;
	/* Where a volume is mounted says nothing about what is on it. */
	d->is_hidden = dir->name_len > 0 && dir->name[0] == '.';
	if (look->with_names)
		set_name(look->dirs, d, dir->name, dir->name_len);
}

int
wanted_dirs_are_worth_a_table(struct store *store, int64_t last,
	struct error *err)
{
	int64_t n_pages = 0;
	int r = query_i64(store, &n_pages, Q_PAGES, err);

	return r < 0 ?
		r :
		last < INT32_MAX && last <= IDS_ALWAYS + n_pages * IDS_PER_PAGE;
}

/* 1, or 0 if they are not to be known. */
static int
look_at_directories(struct wanted_dirs *ret, struct store *store,
	bool with_names, struct error *err)
{
	struct dirs_look look = { .dirs = ret, .with_names = with_names };
	const struct look all = { .directory = take_directory, .arg = &look };
	int64_t last = 0;
	int r = store_last_directory_id(store, &last, err);

	if (r >= 0)
		r = wanted_dirs_are_worth_a_table(store, last, err);
	if (r <= 0)
		return r;
	ret->n = last + 1;
	ret->list = xcalloc((size_t)ret->n, sizeof(*ret->list));
	r = look_at(store, &all, INT64_MIN, INT64_MAX, err);
	return r < 0 ? r : 1;
}

/* --- places --------------------------------------------------------------- */

/* 1, or 0 if there is no such directory. */
static int
place(struct wanted_dirs *dirs, struct store *store, int64_t volume_id,
	const char *within, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	int64_t id = 0;
	int r = store_find_directory(store, &id, volume_id, within, err);

	if (r < 0 || !has_dir(dirs, id))
		return r < 0 ? r : 0;
	r = store_absolute_path(store, &path, volume_id, within,
		&dirs->list[id].is_online, err);
	if (r < 0)
		return r;
	dirs->list[id].is_placed = true;
	/* What is above a part says whether that is hidden. */
	if (!*within)
		dirs->list[id].progress = DIR_SETTLED;
	set_name(dirs, &dirs->list[id], path.buf, path.len);
	return 1;
}

/* The top of a volume, and the tops of its parts that are mounted.  1, or 0 if
 * one was not found. */
static int
place_volume(struct wanted_dirs *dirs, struct store *store, int64_t volume_id,
	struct error *err)
{
	const char *root;
	int found = place(dirs, store, volume_id, "", err);

	for (size_t i = 0; found >= 0; i++) {
		int r = paths_mount_root(store, &root, volume_id, i, err);

		if (r == 0)
			break;
		if (r > 0)
			r = place(dirs, store, volume_id, root, err);
		if (r <= 0)
			found = r;
	}
	return found;
}

static int
place_volumes(struct wanted_dirs *dirs, struct store *store, struct error *err)
{
	struct volume_row *volumes = NULL;
	size_t n = 0;
	int found = 1;
	int r = store_volumes(store, &volumes, &n, err);

	for (size_t i = 0; r >= 0 && i < n; i++) {
		r = place_volume(dirs, store, volumes[i].volume.id, err);
		if (r == 0)
			found = 0;
	}
	store_volumes_free(volumes, n);
	return r < 0 ? r : found;
}

/* Names do not lead to all directories while a scan adds some.  1, or 0. */
static int
has_orphans(struct store *store, struct error *err)
{
	_cleanup_(find_orphans_clear) struct find_orphans orphans = { 0 };
	int r = find_orphans_load(&orphans, store, err);

	return r < 0 ? r : orphans.n_items > 0;
}

/* 1; 0: a part may be mounted that was not found. */
static int
place_all(struct wanted_dirs *dirs, struct store *store, struct error *err)
{
	int r = place_volumes(dirs, store, err);

	if (r != 0)
		return r;
	r = has_orphans(store, err);
	return r < 0 ? r : r == 0;
}

/* --- what is passed on ---------------------------------------------------- */

static void
inherit(struct wanted_directory *d, const struct wanted_directory *above)
{
	d->is_hidden |= above->is_hidden;
	if (!d->is_placed)
		d->is_online = above->is_online;
	d->progress = DIR_SETTLED;
}

/* Up from `id` to the first that is settled, and down again.  False if there is
 * none: the way ends, or is a circle. */
static bool
settle_one(struct wanted_dirs *dirs, int64_t id, int32_t *way)
{
	struct wanted_directory *list = dirs->list;
	size_t n = 0;

	while (has_dir(dirs, id) && list[id].progress == DIR_OPEN) {
		list[id].progress = DIR_ON_WAY;
		way[n++] = (int32_t)id;
		id = list[id].parent_id;
	}
	if (!has_dir(dirs, id) || list[id].progress != DIR_SETTLED)
		return false;
	for (; n > 0; id = way[n])
		inherit(&list[way[--n]], &list[id]);
	return true;
}

static bool
settle(struct wanted_dirs *dirs)
{
	int32_t *way = xcalloc((size_t)dirs->n + 1, sizeof(*way));
	bool good = true;

	for (int64_t id = 1; id < dirs->n && good; id++)
		good = !has_dir(dirs, id) || settle_one(dirs, id, way);
	free(way);
	return good;
}

/* --- the whole ------------------------------------------------------------ */

int
wanted_dirs_find(struct wanted_dirs *ret, struct store *store,
	const struct wanted *filter, bool of_volumes, struct error *err)
{
	int r;

	if (!wanted_asks_for(filter, is_about_dirs) &&
		(!of_volumes || !wanted_asks_for(filter, is_about_volumes)))
		return 0;
	r = look_at_directories(ret, store,
		wanted_asks_for(filter, is_about_paths), err);
	if (r <= 0)
		return r;
	r = place_all(ret, store, err);
	ret->is_known = r > 0 && settle(ret);
	return r < 0 ? r : 0;
}

void
wanted_dirs_clear(struct wanted_dirs *dirs)
{
	free(dirs->list);
	strbuf_clear(&dirs->names);
	*dirs = (struct wanted_dirs)WANTED_DIRS_INIT;
}

/* --- paths ---------------------------------------------------------------- */

/* How long the path is. */
static size_t
path_length(const struct wanted_dirs *dirs, const struct wanted_directory *d)
{
	size_t len = 0;

	for (; !d->is_placed; d = &dirs->list[d->parent_id])
		len += d->name_len + 1;
	/* "/" and "VOLUME:/" end in the slash already. */
	if (len > 0 &&
		(d->name_len == 0 ||
			dirs->names.buf[d->name_at + d->name_len - 1] == '/'))
		len--;
	return len + d->name_len;
}

void
wanted_dirs_path(const struct wanted_dirs *dirs, int64_t id, struct strbuf *ret)
{
	const struct wanted_directory *d;
	size_t len;
	char *end;

	strbuf_truncate(ret, 0);
	if (!has_dir(dirs, id))
		return;
	d = &dirs->list[id];
	len = path_length(dirs, d);
	strbuf_reserve(ret, len);
	ret->len = len;
	end = ret->buf + len;
	*end = '\0';
	for (; !d->is_placed; d = &dirs->list[d->parent_id]) {
		end -= d->name_len;
		memcpy(end, dirs->names.buf + d->name_at, d->name_len);
		if (end > ret->buf)
			*--end = '/';
	}
	memcpy(ret->buf, dirs->names.buf + d->name_at, d->name_len);
}

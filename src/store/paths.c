/* SPDX-License-Identifier: MIT */
/*
 * Paths of directories, and where volumes are mounted while a report runs.
 *
 * A directory knows its parent and its name, so a path is a climb of point
 * queries.  Reports ask for directories in order, whose parents are mostly the
 * same; hashing asks by the sizes of the files, in no order at all: a
 * direct-mapped cache holds paths within the volume, of the directory asked
 * for and of its parent, and a climb stops at the first one it holds.  It is
 * emptied when its paths are more than MOST_BYTES.
 */
#include "store/internal.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define N_SLOTS 16384u
#define LONGEST_KEPT 4096
#define MOST_BYTES ((size_t)3 << 20)

struct slot {
	int64_t dir_id; /* 0: empty */
	int64_t volume_id;
	char *within;
	size_t len;
};

/* A volume as it was last mounted. */
struct mount {
	int64_t volume_id;
	char *name;
	char *point;
	char *root;
};

struct path_cache {
	struct slot slots[N_SLOTS];
	size_t n_bytes;	      /* of the paths in them */
	struct place *places; /* strings owned, unlike the caller's */
	size_t n_places;
	struct mount *mounts; /* of offline volumes, read on demand */
	size_t n_mounts;
};

static struct path_cache *
cache_of(struct store *store)
{
	if (!store->paths)
		store->paths = xcalloc(1, sizeof(*store->paths));
	return store->paths;
}

static struct slot *
slot_of(struct store *store, int64_t dir_id)
{
	return &cache_of(store)->slots[(uint64_t)dir_id % N_SLOTS];
}

static void
mount_clear(struct mount *m)
{
	free(m->name);
	free(m->point);
	free(m->root);
}

static void
forget_slots(struct path_cache *cache)
{
	if (cache->n_bytes == 0)
		return; /* to look at them is to page them in */
	for (size_t i = 0; i < N_SLOTS; i++) {
		free(cache->slots[i].within);
		cache->slots[i] = (struct slot){ 0 };
	}
	cache->n_bytes = 0;
}

void
paths_forget(struct store *store)
{
	struct path_cache *cache = store->paths;

	if (!cache)
		return;
	forget_slots(cache);
	for (size_t i = 0; i < cache->n_mounts; i++)
		mount_clear(&cache->mounts[i]);
	free(cache->mounts);
	cache->mounts = NULL;
	cache->n_mounts = 0;
}

/* struct place lends its strings; the copies in the cache are ours. */
static void
free_own(const char *s)
{
	free((void *)(uintptr_t)s); /* NOLINT(performance-no-int-to-ptr) */
}

static void
forget_places(struct path_cache *cache)
{
	for (size_t i = 0; i < cache->n_places; i++) {
		free_own(cache->places[i].mount_point);
		free_own(cache->places[i].mount_root);
	}
	free(cache->places);
	cache->places = NULL;
	cache->n_places = 0;
}

void
paths_free(struct store *store)
{
	if (!store->paths)
		return;
	paths_forget(store);
	forget_places(store->paths);
	free(store->paths);
	store->paths = NULL;
}

/* --- within the volume ------------------------------------------------- */

static void
keep(struct store *store, int64_t dir_id, int64_t volume_id, const char *within,
	size_t len)
{
	struct path_cache *cache = cache_of(store);
	struct slot *slot = slot_of(store, dir_id);

	if (len > LONGEST_KEPT || slot->dir_id == dir_id)
		return;
	if (cache->n_bytes > MOST_BYTES)
		forget_slots(cache);
	if (slot->dir_id != 0) {
		free(slot->within);
		cache->n_bytes -= slot->len + 1;
	}
	slot->dir_id = dir_id;
	slot->volume_id = volume_id;
	slot->within = xmemdupz(within, len);
	slot->len = len;
	cache->n_bytes += len + 1;
}

/* Names met while climbing, the deepest first, and who has them. */
struct climb {
	struct strbuf names; /* each closed by a NUL */
	int64_t parent_id;   /* of the directory that was asked for */
	size_t parent_len;   /* how much of the path is its parent's */
	int64_t volume_id;
	struct strbuf base; /* path of the last one reached */
};

static void
climb_clear(struct climb *c)
{
	strbuf_clear(&c->names);
	strbuf_clear(&c->base);
}

static int
no_directory(int64_t id, struct error *err)
{
	return error_set(err, ENOENT, "no directory %lld in the catalogue",
		(long long)id);
}

int
paths_in_circle(int64_t id, struct error *err)
{
	return error_set(err, EUCLEAN,
		"directory %lld of the catalogue is below itself: the "
		"catalogue is damaged, see 'catalog check'",
		(long long)id);
}

static int
climb(struct store *store, struct climb *c, int64_t dir_id, struct error *err)
{
	/* In a damaged catalogue they may go in a circle (Brent's way to tell):
	 * then one comes again that is noted, ever later ones are. */
	int64_t noted = 0;
	size_t n = 0, until = 16;

	for (int64_t id = dir_id; id != 0;) {
		_cleanup_(bind_end) struct bind b = { 0 };
		struct slot *slot = slot_of(store, id);
		const char *name;
		size_t len;
		int r;

		if (slot->dir_id == id) {
			strbuf_add(&c->base, slot->within, slot->len);
			c->volume_id = slot->volume_id;
			return 0;
		}
		if (id == noted)
			return paths_in_circle(dir_id, err);
		if (++n == until) {
			noted = id;
			until *= 2;
		}
		b = bind_begin(store, Q_DIRECTORY);
		bind_i64(&b, id);
		r = bind_next(&b, err);
		if (r < 0)
			return r;
		if (r == 0)
			return no_directory(id, err);
		if (id == dir_id)
			c->parent_id = bind_get_i64(&b, 0);
		id = bind_get_i64(&b, 0);
		c->volume_id = bind_get_i64(&b, 1);
		name = bind_get_bytes(&b, 2, &len);
		if (id != 0) {
			strbuf_add(&c->names, name, len);
			strbuf_addc(&c->names, '\0');
		}
	}
	return 0;
}

/* The names in reverse. */
static void
descend(struct strbuf *path, struct climb *c)
{
	size_t end = c->names.len;

	while (end > 0) {
		size_t start = end - 1;

		while (start > 0 && c->names.buf[start - 1] != '\0')
			start--;
		c->parent_len = path->len;
		path_append(path, c->names.buf + start, end - 1 - start);
		end = start;
	}
}

static int
within(struct store *store, struct strbuf *ret, int64_t dir_id,
	int64_t *ret_volume, struct error *err)
{
	_cleanup_(climb_clear) struct climb c = {
		.names = STRBUF_INIT,
		.base = STRBUF_INIT,
	};
	const struct slot *slot = slot_of(store, dir_id);
	int r;

	if (slot->dir_id == dir_id && dir_id != 0) {
		strbuf_add(ret, slot->within, slot->len);
		*ret_volume = slot->volume_id;
		return 0;
	}
	r = climb(store, &c, dir_id, err);
	if (r < 0)
		return r;
	descend(&c.base, &c);
	if (c.names.len > 0 && c.parent_id != 0)
		keep(store, c.parent_id, c.volume_id, c.base.buf, c.parent_len);
	keep(store, dir_id, c.volume_id, c.base.buf, c.base.len);
	strbuf_add(ret, c.base.buf, c.base.len);
	*ret_volume = c.volume_id;
	return 0;
}

int
store_directory_within(struct store *store, struct strbuf *ret, int64_t dir_id,
	struct error *err)
{
	int64_t volume_id;

	strbuf_truncate(ret, 0);
	return within(store, ret, dir_id, &volume_id, err);
}

int
paths_of_name(struct store *store, struct strbuf *ret, int64_t dir_id,
	const char *name, size_t name_len, struct error *err)
{
	int r = 0;

	strbuf_truncate(ret, 0);
	if (dir_id == 0)
		return 0; /* a volume's own root */
	r = store_directory_within(store, ret, dir_id, err);
	if (r == 0)
		path_append(ret, name, name_len);
	return r;
}

/* --- where volumes are ------------------------------------------------- */

int
store_set_places(struct store *store, const struct place *places,
	size_t n_places, struct error *err)
{
	struct path_cache *cache = cache_of(store);

	(void)err; /* running out of memory aborts: places are few */
	forget_places(cache);
	cache->places = xcalloc(n_places, sizeof(*places));
	for (size_t i = 0; i < n_places; i++) {
		cache->places[i].volume_id = places[i].volume_id;
		cache->places[i].mount_point = xstrdup(places[i].mount_point);
		cache->places[i].mount_root = xstrdup(places[i].mount_root);
	}
	cache->n_places = n_places;
	return 0;
}

bool
store_is_online(struct store *store, int64_t volume_id)
{
	const struct path_cache *cache = cache_of(store);

	for (size_t i = 0; i < cache->n_places; i++)
		if (cache->places[i].volume_id == volume_id)
			return true;
	return false;
}

/* MOUNT_POINT/rest, if the path lies in what is mounted there. */
static bool
make_absolute(struct strbuf *ret, const char *mount_point,
	const char *mount_root, const char *path)
{
	const char *rest;

	if (!path_is_within(path, mount_root, &rest))
		return false;
	strbuf_truncate(ret, 0);
	strbuf_adds(ret, mount_point);
	if (*rest)
		path_append(ret, rest, strlen(rest));
	return true;
}

static int
last_mount(struct store *store, const struct mount **ret, int64_t volume_id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	struct path_cache *cache = cache_of(store);
	struct mount *m;
	int r;

	for (size_t i = 0; i < cache->n_mounts; i++) {
		*ret = &cache->mounts[i];
		if ((*ret)->volume_id == volume_id)
			return 0;
	}
	b = bind_begin(store, Q_VOLUME_MOUNT);
	bind_i64(&b, volume_id);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	if (r == 0)
		return error_set(err, ENOENT, "no volume %lld in the catalogue",
			(long long)volume_id);
	cache->mounts =
		xgrow(cache->mounts, cache->n_mounts, sizeof(*cache->mounts));
	m = &cache->mounts[cache->n_mounts++];
	m->volume_id = volume_id;
	m->name = bind_get_string(&b, 0);
	m->point = bind_get_string(&b, 1);
	m->root = bind_get_string(&b, 2);
	*ret = m;
	return 0;
}

bool
paths_are_plain(struct store *store, int64_t volume_id)
{
	const struct path_cache *cache = cache_of(store);
	const struct mount *m = NULL;

	for (size_t i = 0; i < cache->n_places; i++) {
		if (cache->places[i].volume_id != volume_id)
			continue;
		/* The first one that holds a path gives it its form. */
		return *cache->places[i].mount_root == '\0';
	}
	return last_mount(store, &m, volume_id, NULL) == 0 && *m->root == '\0';
}

int
paths_mount_root(struct store *store, const char **ret, int64_t volume_id,
	size_t i, struct error *err)
{
	const struct path_cache *cache = cache_of(store);
	const struct mount *m = NULL;
	int r;

	for (size_t at = 0; at < cache->n_places; at++)
		if (cache->places[at].volume_id == volume_id && i-- == 0) {
			*ret = cache->places[at].mount_root;
			return 1;
		}
	if (i > 0)
		return 0;
	r = last_mount(store, &m, volume_id, err);
	if (r < 0)
		return r;
	*ret = m->root;
	return 1;
}

int
store_absolute_path(struct store *store, struct strbuf *ret, int64_t volume_id,
	const char *within, bool *ret_online, struct error *err)
{
	const struct path_cache *cache = cache_of(store);
	const struct mount *m = NULL;
	bool online = false;
	int r = 0;

	for (size_t i = 0; !online && i < cache->n_places; i++) {
		const struct place *p = &cache->places[i];

		online = p->volume_id == volume_id &&
			make_absolute(ret, p->mount_point, p->mount_root,
				within);
	}
	if (!online) {
		r = last_mount(store, &m, volume_id, err);
		if (r == 0 && !make_absolute(ret, m->point, m->root, within)) {
			/* It was last seen through a bind mount that shows
			 * another part: say which volume it is on. */
			strbuf_truncate(ret, 0);
			strbuf_addf(ret, "%s:/", m->name);
			strbuf_adds(ret, within);
		}
	}
	if (r == 0 && ret_online)
		*ret_online = online;
	return r;
}

int
store_directory_path(struct store *store, struct strbuf *ret, int64_t dir_id,
	bool *ret_online, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	int64_t volume_id;
	int r = within(store, &path, dir_id, &volume_id, err);

	if (r < 0)
		return r;
	return store_absolute_path(store, ret, volume_id, path.buf, ret_online,
		err);
}

/* SPDX-License-Identifier: MIT */
#include "hash/ground.h"

#include "util/alloc.h"
#include "util/path.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>

struct grounds {
	const struct hash_places *places;
	struct ground *grounds;
};

bool
ground_is_overlay(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == OVERLAYFS_SUPER_MAGIC;
}

static void
open_ground(struct ground *ret, const struct hash_place *place)
{
	_cleanup_(closep) int fd = -1;
	struct stat st;

	ret->fd = -1;
	ret->trust = (struct trust){
		.inodes_stable = place->inodes_stable,
		.ctime_ignored = place->ctime_ignored,
		.granularity_ns = place->granularity_ns,
		.shift_ns = place->clock_shift_ns,
	};
	fd = open(place->mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	ret->device = st.st_dev;
	ret->is_overlay = ground_is_overlay(fd);
	ret->fd = take_fd(&fd);
}

struct grounds *
grounds_open(const struct hash_places *places)
{
	struct grounds *g = xcalloc(1, sizeof(*g));

	g->places = places;
	/* One more: an empty list is a list too. */
	g->grounds = xcalloc(places->n_places + 1, sizeof(*g->grounds));
	for (size_t i = 0; i < places->n_places; i++)
		open_ground(&g->grounds[i], &places->places[i]);
	return g;
}

void
grounds_close(struct grounds *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->places->n_places; i++)
		closep(&g->grounds[i].fd);
	free(g->grounds);
	free(g);
}

const struct ground *
grounds_at(const struct grounds *g, size_t i)
{
	return &g->grounds[i];
}

bool
grounds_find(const struct grounds *g, int64_t volume_id, const char *within,
	size_t *ret, const char **ret_rest)
{
	for (size_t i = 0; i < g->places->n_places; i++) {
		const struct hash_place *place = &g->places->places[i];

		if (place->volume_id != volume_id || g->grounds[i].fd < 0)
			continue;
		if (path_is_within(within, place->mount_root, ret_rest)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

void
grounds_note_unmapped(const struct grounds *g, size_t i)
{
	__atomic_store_n(&g->grounds[i].is_unmapped, true, __ATOMIC_RELAXED);
}

bool
grounds_is_unmapped(const struct grounds *g, size_t i)
{
	return __atomic_load_n(&g->grounds[i].is_unmapped, __ATOMIC_RELAXED);
}

void
grounds_lose(struct grounds *g, int64_t volume_id)
{
	/* Not closed: that might wait, too. */
	for (size_t i = 0; i < g->places->n_places; i++)
		if (g->places->places[i].volume_id == volume_id)
			g->grounds[i].fd = -1;
}

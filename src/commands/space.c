/* SPDX-License-Identifier: MIT */
#include "commands/space.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "volume/canonical.h"
#include "volume/volume.h"

#include <fcntl.h>

/* A dead server would hang us, so network volumes keep what their last scan
 * saw. */
static void
look_at(struct report_online *ret, const struct hash_place *place)
{
	_cleanup_(closep) int fd = -1;
	struct volume v = { .capacity_bytes = -1, .free_bytes = -1 };

	if (!place->network)
		fd = canonical_open(place->mount_point,
			O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		volume_read_space(&v, fd);
	*ret = (struct report_online){ .volume_id = place->volume_id,
		.mount_point = place->mount_point,
		.capacity_bytes = v.capacity_bytes,
		.free_bytes = v.free_bytes };
}

struct report_online *
space_now(const struct session *s)
{
	struct report_online *online =
		xcalloc(s->n_places + 1, sizeof(online[0]));

	for (size_t i = 0; i < s->n_places; i++)
		look_at(&online[i], &s->hash_places[i]);
	return online;
}

/* SPDX-License-Identifier: MIT */
#include "scan/markers.h"

#include "volume/identity.h"

#include <string.h>

static bool
starts_with(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

/* Without its marker, seen would be v.  Where a file system is mounted alone
 * says too little: any other may be mounted there. */
static bool
is_same_but_for_marker(const struct volume *v, const struct volume *seen)
{
	return !starts_with(v->identity, "marker:") &&
		!starts_with(v->identity, "place:") &&
		strcmp(v->mount_point, seen->mount_point) == 0 &&
		strcmp(v->fstype, seen->fstype) == 0 &&
		volume_identity_matches(seen, v);
}

/* Does a mount other than that of the path show the volume v? */
static bool
is_elsewhere(const struct volume *v, const struct mounts *mounts,
	const char *path)
{
	const struct mount *own = mounts_of_path(mounts, path);

	for (size_t i = 0; i < mounts->n_mounts; i++) {
		const struct mount *m = &mounts->mounts[i];
		struct volume other = { 0 };
		bool same;

		if (m->hidden || mount_is_pseudo(m->fstype) ||
			(own && m->device == own->device))
			continue;
		same = volume_identify(&other, m, IDENTIFY_QUIETLY, NULL) ==
				0 &&
			strcmp(other.identity, v->identity) == 0;
		volume_clear(&other);
		if (same)
			return true;
	}
	return false;
}

struct volume *
markers_find_owner(struct volume_row *volumes, size_t n_volumes,
	const struct mounts *mounts, const struct volume_place *place)
{
	const struct volume *seen = &place->volume;
	struct volume *owner = NULL;

	if (!starts_with(seen->identity, "marker:"))
		return NULL;
	for (size_t i = 0; i < n_volumes; i++) {
		if (strcmp(volumes[i].volume.identity, seen->identity) == 0)
			return NULL; /* it is known by it */
		if (!owner && is_same_but_for_marker(&volumes[i].volume, seen))
			owner = &volumes[i].volume;
	}
	return owner && !is_elsewhere(owner, mounts, place->path) ? owner :
								    NULL;
}

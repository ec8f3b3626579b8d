/* SPDX-License-Identifier: MIT */
#include "scan/markers.h"

#include "util/path.h"
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

static bool
is_known(const struct volume_row *volumes, size_t n_volumes,
	const char *identity)
{
	for (size_t i = 0; i < n_volumes; i++)
		if (strcmp(volumes[i].volume.identity, identity) == 0)
			return true;
	return false;
}

/* Is v one of several that seen may be, or one that has a marker to show? */
static bool
is_in_doubt(const struct volume_row *volumes, size_t n_volumes,
	const struct volume *v, const struct volume *seen)
{
	if (seen->network)
		return false;
	for (size_t i = 0; i < n_volumes; i++) {
		const struct volume *other = &volumes[i].volume;

		if (starts_with(other->identity, "marker:") &&
			(other->id == v->id ||
				volume_identity_matches(other, seen)))
			return true;
	}
	return false;
}

/* seen may be v; what does its marker say?  One that nobody is known by may
 * have been written by hand since; none is none of a volume that has one. */
static bool
is_confirmed(const struct volume_row *volumes, size_t n_volumes,
	const struct volume *v, const struct mount *m)
{
	struct volume marked = { 0 };
	bool result;

	if (volume_identify(&marked, m, IDENTIFY_ASK, NULL) < 0)
		return true; /* who opens the place will hear of it */
	result = strcmp(marked.identity, v->identity) == 0 ||
		(starts_with(marked.identity, "marker:") &&
			!starts_with(v->identity, "marker:") &&
			!is_known(volumes, n_volumes, marked.identity));
	volume_clear(&marked);
	return result;
}

const struct mount *
markers_find_mount(const struct volume_row *volumes, size_t n_volumes,
	const struct mounts *mounts, const struct volume *volume,
	const char *within)
{
	for (size_t i = 0; i < mounts->n_mounts; i++) {
		const struct mount *m = &mounts->mounts[i];
		struct volume seen = { 0 };
		bool same;

		if (m->hidden || mount_is_pseudo(m->fstype) ||
			!path_is_within(within, m->root, NULL))
			continue;
		if (volume_identify(&seen, m, IDENTIFY_QUIETLY, NULL) < 0)
			continue;
		same = volume_identity_matches(volume, &seen) &&
			(!is_in_doubt(volumes, n_volumes, volume, &seen) ||
				is_confirmed(volumes, n_volumes, volume, m));
		volume_clear(&seen);
		if (same)
			return m;
	}
	return NULL;
}

struct volume *
markers_find_namesake(struct volume_row *volumes, size_t n_volumes,
	const struct mounts *mounts, const char *name,
	const struct volume_place *place)
{
	struct volume *found = NULL;

	if (!place->volume.network)
		return NULL;
	for (size_t i = 0; i < n_volumes; i++) {
		struct volume *v = &volumes[i].volume;

		if (strcmp(v->identity, place->volume.identity) == 0)
			return NULL; /* it is known by itself */
		if (v->network && strcmp(v->name, name) == 0)
			found = v;
	}
	if (found &&
		markers_find_mount(volumes, n_volumes, mounts, found,
			found->mount_root))
		return NULL;
	return found;
}

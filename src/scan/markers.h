/* SPDX-License-Identifier: MIT */
/*
 * Which mount is which volume, where markers or the user have a say: a volume
 * may have been given a marker by hand since it was catalogued, a clone may
 * have one that its original has not, a marker may have been removed, and a
 * server may go by another name.
 */
#ifndef CATALOG_SCAN_MARKERS_H
#define CATALOG_SCAN_MARKERS_H

#include "store/volumes.h"
#include "volume/volume.h"

#include <stddef.h>

/*
 * The place has a marker that no volume is known by: which of the volumes is
 * it, that goes by something else yet?  NULL if none is, or if it may be a
 * clone of one: another file system with the old identity is mounted, or it is
 * not mounted where that volume was.
 */
struct volume *markers_find_owner(struct volume_row *volumes, size_t n_volumes,
	const struct mounts *mounts, const struct volume_place *place);

/*
 * A share whose server answers to another name has another identity.  The
 * user may say that it is a known one by calling it by that one's name: the
 * network volume of this name, if nothing known is mounted there and it is
 * mounted nowhere else.  NULL if there is none.
 */
struct volume *markers_find_namesake(struct volume_row *volumes,
	size_t n_volumes, const struct mounts *mounts, const char *name,
	const struct volume_place *place);

/*
 * The first mount of a volume that shows `within`, or NULL.  Where it
 * is in doubt the marker is read, but no server's, as it may not answer: who
 * opens the place must compare.
 */
const struct mount *markers_find_mount(const struct volume_row *volumes,
	size_t n_volumes, const struct mounts *mounts,
	const struct volume *volume, const char *within);

#endif

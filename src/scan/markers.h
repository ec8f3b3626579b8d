/* SPDX-License-Identifier: MIT */
/*
 * Volumes that were given a marker by hand since they were catalogued.
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

#endif

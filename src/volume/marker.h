/* SPDX-License-Identifier: MIT */
/* Writing the marker of a volume (identity.h, rung 1): the one thing that is
 * ever written to what is scanned, and only when asked for. */
#ifndef CATALOG_VOLUME_MARKER_H
#define CATALOG_VOLUME_MARKER_H

#include "util/error.h"
#include "volume/mounts.h"

/* The mount that shows the top of the volume that `mount` lies on, where a
 * marker has its place; NULL if none does. */
const struct mount *marker_mount(const struct mounts *mounts,
	const struct mount *mount);

/*
 * Write the identifier at the top of the mount.  -EEXIST if there is a marker
 * already.  It is on the disk when this returns, or not there at all.
 */
int marker_write(const struct mount *top, const char *identifier,
	struct error *err);

/* Take away what marker_write() wrote: the catalogue could not follow. */
void marker_remove(const struct mount *top);

/*
 * NAME and eight random digits: two catalogues may both call a volume "usb",
 * and a drive may meet both.  No '/' nor control character; caller frees.
 */
char *marker_identifier(const char *name);

#endif

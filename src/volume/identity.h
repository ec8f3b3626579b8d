/* SPDX-License-Identifier: MIT */
/*
 * Which volume is this?  DESIGN 4's ladder, first that holds:
 *   1. a marker file ".catalog-volume" at the top of the mount, its first
 *      line being an identifier          -> "marker:ID"
 *   2. the file system's UUID (FS_IOC_GETFSUUID, else /dev/disk/by-uuid,
 *      else libblkid's cache or a probe) plus subvolume
 *                                        -> "uuid:UUID[/SUBVOLUME]"
 *   3. network and FUSE: type and source -> "net:nfs:server:/export"
 *   4. else host and mount point         -> "place:HOST:/mnt/x"
 * Everything found is kept in the volume, whichever decided.  Works without
 * root.  nfs and nfs4, and cifs and smb3, count as one type.
 */
#ifndef CATALOG_VOLUME_IDENTITY_H
#define CATALOG_VOLUME_IDENTITY_H

#include "model/volume.h"
#include "util/error.h"
#include "volume/mounts.h"

#define VOLUME_MARKER ".catalog-volume"

enum identify {
	/* A scan asked for it: may open and read the mount. */
	IDENTIFY_ASK,
	/* A report wants to know what is online: mountinfo, /dev/disk/by-uuid
	 * and, on local file systems only, an ioctl on the mount point. */
	IDENTIFY_QUIETLY,
};

/* Fills identity, uuid, label, fstype, source, mount_point, mount_root and
 * the traits.  ret must be zeroed; clear with volume_clear(). */
int volume_identify(struct volume *ret, const struct mount *mount,
	enum identify how, struct error *err);

#endif

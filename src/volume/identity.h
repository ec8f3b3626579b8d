/* SPDX-License-Identifier: MIT */
/*
 * Which volume is this?  DESIGN 4's ladder, first that holds:
 *   1. a marker file ".catalog-volume" at the top of the file system, its
 *      first line being an identifier   -> "marker:ID[/SUBVOLUME]"
 *   2. the file system's UUID (FS_IOC_GETFSUUID, else /dev/disk/by-uuid,
 *      else libblkid's probe or cache) plus subvolume
 *                                       -> "uuid:UUID[/SUBVOLUME]"
 *   3. network and FUSE: type and source -> "net:nfs:server:/export"
 *      with our host's name in front of a source that means something on
 *      this host only                   -> "net:fuse.bindfs:HOST:/data"
 *      ZFS                              -> "zfs:pool/dataset"
 *   4. else host and mount point        -> "place:HOST:/mnt/x"
 * Everything found is kept in the volume, whichever decided.  Works without
 * root.  nfs and nfs4, and cifs and smb3, count as one type; the names of
 * servers are compared without case.  A FUSE source that is but a word
 * ("s3fs") tells nothing: rung 4.
 *
 * SUBVOLUME is the btrfs subvolume's path from the top level.  Its own UUID
 * would survive a rename, but to learn it somebody must be allowed to open
 * the directory: the path is the same for root, for a user and for a report
 * that only reads mountinfo, and it keeps its meaning through a rollback.
 */
#ifndef CATALOG_VOLUME_IDENTITY_H
#define CATALOG_VOLUME_IDENTITY_H

#include "model/volume.h"
#include "util/error.h"
#include "volume/mounts.h"

#include <stdbool.h>

#define VOLUME_MARKER ".catalog-volume"

enum identify {
	/* A scan asked for it: may open and read the mount. */
	IDENTIFY_ASK,
	/* A report wants to know what is online: mountinfo, /dev/disk/by-uuid
	 * and, on local file systems only, an ioctl on the mount point. */
	IDENTIFY_QUIETLY,
};

/* Fills identity, uuid, label, fstype, source, mount_point, mount_root and
 * the traits.  ret must be zeroed; clear with volume_clear().  IDENTIFY_QUIETLY
 * reads no marker: compare by volume_identity_matches(). */
int volume_identify(struct volume *ret, const struct mount *mount,
	enum identify how, struct error *err);

/*
 * The same with what the caller knows better.  top: a mount that shows the
 * top of the same file system (where a marker lies; whose mount point names
 * it on rung 4), or NULL.  fd: a directory on it, or -1.  A mount with an
 * empty fstype is one the table does not know: rung 1 or 4.
 */
int volume_identify_at(struct volume *ret, const struct mount *mount,
	const struct mount *top, int fd, enum identify how, struct error *err);

/* Is `known`, from the catalogue, the volume seen, quietly perhaps, mounted
 * now?  By identity, else, for one that has a marker, by all the rest. */
bool volume_identity_matches(const struct volume *known,
	const struct volume *seen);

/* A name to call it by: its label, else the last component of its mount
 * point, else this host's name.  No '/' nor control character in it.  Whether
 * it is taken already is the store's affair.  Caller frees. */
char *volume_suggest_name(const struct volume *v);

/* Does the open file or directory lie on that very mount? */
bool mount_holds(const struct mount *mount, int fd);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A volume: one file system with a lasting identity (DESIGN 4).  A plain
 * value; all strings are owned and freed by volume_clear().
 */
#ifndef CATALOG_MODEL_VOLUME_H
#define CATALOG_MODEL_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

struct volume {
	int64_t id;	   /* in the catalogue; 0 while it is not in it */
	char *name;	   /* what people call it; NULL: not chosen yet */
	char *identity;	   /* lasting key: "uuid:...", "net:nfs:srv:/x", ... */
	char *uuid;	   /* file system UUID or NULL */
	char *label;	   /* file system label or NULL */
	char *fstype;	   /* "ext4", "nfs4", "fuse.sshfs" */
	char *source;	   /* "/dev/sda1", "srv:/export" */
	char *mount_point; /* absolute; where it is, or was last, mounted */
	char *mount_root;  /* path within the volume that is mounted there,
			    * relative ("" for the whole volume) */
	int64_t capacity_bytes; /* statvfs; -1 unknown */
	int64_t free_bytes;	/* available to users; -1 unknown */
	int64_t granularity_ns; /* of its time stamps */
	bool inodes_stable;	/* inode numbers outlive a remount */
	bool ctime_ignored;	/* ctime does not, either: see trust.h */
	int64_t clock_shift_ns; /* of its times, since it was first scanned */
	bool rotational;
	bool network; /* a server answers, or a FUSE daemon does */
	bool read_only;
	int64_t jobs; /* files of it to read at a time; 0: what suits it */
};

void volume_clear(struct volume *v);

#endif

/* SPDX-License-Identifier: MIT */
/* What the name of a file system type tells (declared in volume/mounts.h). */
#include "volume/mounts.h"

#include <string.h>

static const char *const pseudo_types[] = { "autofs", "binder", "binfmt_misc",
	"bpf", "cgroup", "cgroup2", "configfs", "cpuset", "debugfs", "devfs",
	"devpts", "devtmpfs", "dlmfs", "efivarfs", "fuse.lxcfs", "fuse.portal",
	"fusectl", "futexfs", "hugetlbfs", "inotifyfs", "mqueue", "nfsd",
	"nsfs", "openpromfs", "pipefs", "proc", "pstore", "resctrl",
	"rpc_pipefs", "securityfs", "selinuxfs", "smackfs", "sockfs", "spufs",
	"sysfs", "tracefs", "usbfs", "xenfs", NULL };

static const char *const network_types[] = { "9p", "acfs", "afs", "beegfs",
	"ceph", "cifs", "coda", "davfs", "fuse", "glusterfs", "gpfs", "lustre",
	"ncpfs", "nfs", "nfs4", "orangefs", "panfs", "prl_fs", "pvfs2", "smb2",
	"smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "wekafs", NULL };

/* overlay: only a mount with all layers on one file system, or with xino,
 * keeps its numbers, and nothing tells which this is. */
static const char *const renumbering_types[] = { "9p", "cifs", "davfs", "exfat",
	"fuse", "fuseblk", "msdos", "ncpfs", "overlay", "prl_fs", "smb2",
	"smb3", "smbfs", "umsdos", "vboxsf", "vfat", "vmhgfs", NULL };

#define SECOND 1000000000L

struct granularity {
	const char *fstype;
	long ns;
};

/* ext2 and ext3 have nanoseconds only where inodes have 256 bytes. */
static const struct granularity granularities[] = {
	{ "cifs", 100 },
	{ "exfat", SECOND / 100 },
	{ "ext2", SECOND },
	{ "ext3", SECOND },
	{ "fuseblk", 100 },
	{ "hfs", SECOND },
	{ "hfsplus", SECOND },
	{ "iso9660", SECOND },
	{ "minix", SECOND },
	{ "msdos", 2 * SECOND },
	{ "ntfs", 100 },
	{ "ntfs3", 100 },
	{ "reiserfs", SECOND },
	{ "smb2", 100 },
	{ "smb3", 100 },
	{ "smbfs", SECOND },
	{ "squashfs", SECOND },
	{ "udf", 1000 },
	{ "ufs", SECOND },
	{ "umsdos", 2 * SECOND },
	{ "vfat", 2 * SECOND },
};

static bool
is_one_of(const char *fstype, const char *const *types)
{
	for (; *types; types++) {
		if (strcmp(fstype, *types) == 0)
			return true;
	}
	return false;
}

/* "fuse.sshfs" and the like; not fuseblk, which sits on a block device. */
static bool
is_fuse_subtype(const char *fstype)
{
	return strncmp(fstype, "fuse.", strlen("fuse.")) == 0;
}

bool
mount_is_pseudo(const char *fstype)
{
	return is_one_of(fstype, pseudo_types);
}

bool
mount_is_network(const char *fstype)
{
	return is_fuse_subtype(fstype) || is_one_of(fstype, network_types);
}

bool
mount_has_stable_inodes(const char *fstype)
{
	return !is_fuse_subtype(fstype) &&
		!is_one_of(fstype, renumbering_types);
}

long
mount_granularity_ns(const char *fstype)
{
	size_t n = sizeof(granularities) / sizeof(granularities[0]);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(fstype, granularities[i].fstype) == 0)
			return granularities[i].ns;
	}
	return 1;
}

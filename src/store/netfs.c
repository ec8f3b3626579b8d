/* SPDX-License-Identifier: MIT */
/*
 * Is a file on a network file system?  SQLite's WAL needs memory shared by all
 * who use the file, and locks that work, which a server does not give.  FUSE
 * counts, because what is behind it cannot be known.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

/* linux/magic.h has not all of these. */
static const struct {
	uint32_t magic;
	const char *kind;
} network[] = {
	{ 0x00006969, "NFS" },
	{ 0xff534d42, "CIFS" },
	{ 0xfe534d42, "SMB" },
	{ 0x0000517b, "SMB" },
	{ 0x01021997, "9P" },
	{ 0x65735546, "FUSE" },
	{ 0x00c36400, "Ceph" },
	{ 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" },
	{ 0x73757245, "Coda" },
	{ 0x0bd00bd0, "Lustre" },
	{ 0x47504653, "GPFS" },
	{ 0x01161970, "GFS2" },
	{ 0x7461636f, "OCFS2" },
};

/* Of the file, or of its directory while there is no file. */
static int
stat_fs(const char *path, struct statfs *ret)
{
	_cleanup_(freep) char *dir = NULL;
	char *slash;

	if (statfs(path, ret) == 0)
		return 0;
	dir = strdup(path);
	slash = dir ? strrchr(dir, '/') : NULL;
	if (!slash)
		return statfs(".", ret);
	slash[slash == dir ? 1 : 0] = '\0';
	return statfs(dir, ret);
}

const char *
netfs_kind(const char *path)
{
	struct statfs fs;

	if (stat_fs(path, &fs) < 0)
		return NULL; /* opening it will say why */
	for (size_t i = 0; i < sizeof(network) / sizeof(*network); i++)
		if (network[i].magic == (uint32_t)fs.f_type)
			return network[i].kind;
	return NULL;
}

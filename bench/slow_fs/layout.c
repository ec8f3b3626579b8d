/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <fcntl.h>
#include <ftw.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Files that were written one after the other stay so within that. */
#define PIECE (INT64_C(16) << 20)

/* As ext4 has them: 16 groups of 8,192 inodes and 128 MiB have their tables at
 * the beginning of the first, and 128 KiB of a table are read at a time. */
#define INODES_TOGETHER 131072
#define BYTES_TOGETHER (INT64_C(2) << 30)
#define INODE_BYTES 256
#define TABLE_BYTES (INT64_C(128) << 10)
#define INODES_AT_ONCE (TABLE_BYTES / INODE_BYTES)

struct layout {
	int64_t least; /* of the file system's own positions */
	double stretch;
	size_t n_inodes;
	pthread_mutex_t lock;
	bool *tables; /* lock: that were read, by INODES_AT_ONCE */
	bool *inodes; /* lock: that were asked for */
};

/* Room for one extent behind the head, which ends in an array of any size. */
union question {
	struct fiemap map;
	char room[sizeof(struct fiemap) + sizeof(struct fiemap_extent)];
};

/* The file system's own position. */
static int64_t
physical_of(int fd, int64_t from, int64_t len, int64_t *ret_len)
{
	union question q = { .map = {
				     .fm_start = (uint64_t)from,
				     .fm_length = (uint64_t)len,
				     .fm_extent_count = 1,
			     } };
	const struct fiemap_extent *extent = &q.map.fm_extents[0];
	int64_t skip;

	*ret_len = len;
	if (ioctl(fd, FS_IOC_FIEMAP, &q) < 0 || q.map.fm_mapped_extents == 0 ||
		(extent->fe_flags & FIEMAP_EXTENT_UNKNOWN) != 0)
		return -1;
	skip = from - (int64_t)extent->fe_logical;
	if (skip < 0) { /* a hole first */
		*ret_len = -skip;
		return -1;
	}
	if ((int64_t)extent->fe_length - skip < len)
		*ret_len = (int64_t)extent->fe_length - skip;
	return (int64_t)extent->fe_physical + skip;
}

static int64_t
stretched(const struct layout *l, int64_t at)
{
	if (at < l->least)
		return 0;
	at -= l->least;
	return (int64_t)((double)(at / PIECE) * PIECE * l->stretch) +
		at % PIECE;
}

/* --- the tree ------------------------------------------------------------ */

/* nftw() has no argument for its caller. */
static int64_t least, most;

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	int64_t at, len;
	int fd;

	(void)st;
	(void)ftw;
	if (type != FTW_F)
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return 0;
	(void)fsync(fd); /* what has no place yet gets one */
	at = physical_of(fd, 0, 1, &len);
	(void)close(fd);
	if (at < 0)
		return 0;
	if (least < 0 || at < least)
		least = at;
	if (at > most)
		most = at;
	return 0;
}

struct layout *
layout_new(const char *dir, int64_t span_bytes)
{
	struct layout *l = calloc(1, sizeof(*l));
	struct statvfs fs;

	if (!l || statvfs(dir, &fs) < 0)
		abort();
	least = most = -1;
	(void)nftw(dir, look_at, 64, FTW_PHYS);
	l->least = least > 0 ? least : 0;
	l->stretch = most > l->least ?
		(double)span_bytes / (double)(most - l->least + PIECE) :
		1;
	l->n_inodes = fs.f_files + 1;
	l->inodes = calloc(l->n_inodes, sizeof(*l->inodes));
	l->tables =
		calloc(l->n_inodes / INODES_AT_ONCE + 1, sizeof(*l->tables));
	if (!l->inodes || !l->tables)
		abort();
	(void)pthread_mutex_init(&l->lock, NULL);
	return l;
}

/* --- questions ----------------------------------------------------------- */

int64_t
layout_of(const struct layout *l, int fd, int64_t from, int64_t len,
	int64_t *ret_len)
{
	int64_t at = physical_of(fd, from, len, ret_len);

	return at < 0 ? -1 : stretched(l, at);
}

static bool
is_new(struct layout *l, bool *known, size_t i)
{
	bool result;

	(void)pthread_mutex_lock(&l->lock);
	result = !known[i];
	known[i] = true;
	(void)pthread_mutex_unlock(&l->lock);
	return result;
}

bool
layout_inode(struct layout *l, ino_t inode, int64_t *ret_at, int64_t *ret_len)
{
	size_t i = (size_t)inode % l->n_inodes / INODES_AT_ONCE;

	*ret_at = stretched(l,
		(int64_t)(inode / INODES_TOGETHER) * BYTES_TOGETHER +
			(int64_t)(inode % INODES_TOGETHER / INODES_AT_ONCE) *
				TABLE_BYTES);
	*ret_len = TABLE_BYTES;
	return is_new(l, l->tables, i);
}

bool
layout_is_new(struct layout *l, ino_t inode)
{
	return is_new(l, l->inodes, (size_t)inode % l->n_inodes);
}

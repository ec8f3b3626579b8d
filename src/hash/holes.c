/* SPDX-License-Identifier: MIT */
#include "hash/holes.h"

#include <errno.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BYTES_A_BLOCK 512

static bool
is_believed(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return false;
	switch ((uint32_t)fs.f_type) {
	case EXT4_SUPER_MAGIC: /* and ext2, ext3 */
	case XFS_SUPER_MAGIC:
	case BTRFS_SUPER_MAGIC:
	case TMPFS_MAGIC:
		return true;
	default:
		return false;
	}
}

void
holes_init(struct holes *h, int fd)
{
	struct stat st;

	*h = (struct holes){ .fd = fd };
	h->is_on = fstat(fd, &st) == 0 &&
		st.st_blocks < st.st_size / BYTES_A_BLOCK && is_believed(fd);
}

int64_t
holes_length(struct holes *h, int64_t at, int64_t end)
{
	int64_t data;

	if (!h->is_on || at < h->data_end)
		return 0;
	data = lseek(h->fd, at, SEEK_DATA);
	if (data < 0 && errno == ENXIO)
		return end - at;
	h->data_end = data < 0 ? -1 : lseek(h->fd, data, SEEK_HOLE);
	if (data < at || h->data_end <= data) {
		h->is_on = false;
		return 0;
	}
	return (data < end ? data : end) - at;
}

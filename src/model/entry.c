/* SPDX-License-Identifier: MIT */
#include "model/entry.h"

#include "util/clock.h"

void
entry_from_stat(struct entry *ret, const char *name, size_t name_len,
	const struct stat *st)
{
	ret->name = name;
	ret->name_len = name_len;
	ret->inode = (uint64_t)st->st_ino;
	ret->size_bytes = (int64_t)st->st_size;
	ret->blocks = (int64_t)st->st_blocks;
	ret->mtime_ns = clock_from_timespec(st->st_mtim);
	ret->ctime_ns = clock_from_timespec(st->st_ctim);
	ret->mode = (uint32_t)st->st_mode;
	ret->uid = (uint32_t)st->st_uid;
	ret->gid = (uint32_t)st->st_gid;
	ret->nlink = (uint64_t)st->st_nlink > UINT32_MAX ?
		UINT32_MAX :
		(uint32_t)st->st_nlink;
}

char
entry_type_letter(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return 'f';
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	default:
		return '?';
	}
}

bool
entry_same_facts(const struct entry *a, const struct entry *b)
{
	return entry_same_content_facts(a, b) && a->blocks == b->blocks &&
		a->mode == b->mode && a->uid == b->uid && a->gid == b->gid &&
		a->nlink == b->nlink;
}

bool
entry_same_content_facts(const struct entry *a, const struct entry *b)
{
	return a->size_bytes == b->size_bytes && a->mtime_ns == b->mtime_ns &&
		a->ctime_ns == b->ctime_ns && a->inode == b->inode;
}

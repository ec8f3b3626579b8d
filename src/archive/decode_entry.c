/* SPDX-License-Identifier: MIT */
#include "archive/decode.h"

#include "archive/functions.h"

#include <string.h>
#include <sys/stat.h>

static uint32_t
mode_of(struct archive_entry *entry)
{
	uint32_t mode = (uint32_t)lib.archive_entry_mode(entry);

	switch (mode & (uint32_t)S_IFMT) {
	case S_IFDIR:
	case S_IFLNK:
	case S_IFIFO:
	case S_IFSOCK:
	case S_IFCHR:
	case S_IFBLK:
		return mode & ((uint32_t)S_IFMT | 07777u);
	default: /* hard links in a tar have no type */
		return S_IFREG | (mode & 07777u);
	}
}

struct member
decode_entry(struct archive_entry *entry, unsigned int level)
{
	struct member m = { .level = level, .size_bytes = -1 };
	int64_t ns = 0;

	m.path = lib.archive_entry_pathname(entry);
	if (!m.path)
		m.path = lib.archive_entry_pathname_utf8(entry);
	m.path_len = m.path ? strlen(m.path) : 0;
	m.mode = mode_of(entry);
	if (S_ISREG(m.mode) && lib.archive_entry_size_is_set(entry) &&
		lib.archive_entry_size(entry) >= 0 &&
		!lib.archive_entry_hardlink(entry))
		m.size_bytes = lib.archive_entry_size(entry);
	if (lib.archive_entry_mtime_is_set(entry) &&
		!__builtin_mul_overflow((int64_t)lib.archive_entry_mtime(entry),
			INT64_C(1000000000), &ns) &&
		!__builtin_add_overflow(ns,
			(int64_t)lib.archive_entry_mtime_nsec(entry), &ns)) {
		m.mtime_ns = ns;
		m.has_mtime = true;
	}
	m.is_encrypted = lib.archive_entry_is_encrypted(entry) != 0;
	return m;
}

static size_t
ends_in(const char *name, size_t len, const char *suffix)
{
	size_t n = strlen(suffix);

	return len > n && strcasecmp(name + len - n, suffix) == 0 ? n : 0;
}

size_t
decode_stem(const char *name)
{
	static const char *const suffixes[] = { ".gz", ".bz2", ".xz", ".zst",
		".lz4", ".lzma", ".lz", ".Z" };
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (ends_in(name, len, suffixes[i]))
			return len - ends_in(name, len, suffixes[i]);
	return len;
}

/* SPDX-License-Identifier: MIT */
/*
 * A member: one name in an archive, with what the archive says of it.  A
 * plain value that every layer understands.
 */
#ifndef CATALOG_MODEL_MEMBER_H
#define CATALOG_MODEL_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An archive's own word for a path may be longer than any file's. */
#define MEMBER_PATH_MAX 32767u

struct member {
	const char *path; /* borrowed; as the archive has it, but no NUL */
	size_t path_len;  /* 1..MEMBER_PATH_MAX */
	/* 1: of the archive; n + 1: of the archive that the last member of
	 * level n is. */
	unsigned int level;
	uint32_t mode;	    /* type and permission bits, as st_mode */
	int64_t size_bytes; /* of a regular file; -1: not told */
	int64_t mtime_ns;
	uint32_t crc; /* CRC-32 of what is in it */
	bool has_mtime;
	bool has_crc;
	bool is_encrypted;
};

/* A directory that the archive only implies. */
static inline bool
member_is_implied(const struct member *m)
{
	return m->mode == 0040000 && !m->has_mtime;
}

/* How the reading of an archive ended. */
enum archive_state {
	ARCHIVE_COMPLETE,
	ARCHIVE_NONE,	   /* it is no archive */
	ARCHIVE_ENCRYPTED, /* what can be seen is there, the rest is not */
	ARCHIVE_DAMAGED,   /* likewise */
	ARCHIVE_LIMITED,   /* likewise: it met a limit */
	ARCHIVE_CRASHED,   /* whoever was to read it died */
	ARCHIVE_UNREAD,	   /* the file itself could not be read */
	ARCHIVE_STATES
};

#endif

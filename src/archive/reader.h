/* SPDX-License-Identifier: MIT */
/*
 * What is in an archive: a child process reads it, for decoders have bugs and
 * archives have enemies.  The caller opens the file and hands over descriptors
 * only; nothing is unpacked, no file is written or opened.
 *
 * Threads: archive_reader_start() forks, so no other thread may be running.
 */
#ifndef CATALOG_ARCHIVE_READER_H
#define CATALOG_ARCHIVE_READER_H

#include "archive/wire.h"
#include "model/digest.h"

#include <stdbool.h>
#include <stdint.h>

/* Takes bytes in and gives their digest; in the child, which has a copy of
 * it.  One at each level is at work at a time, from 1. */
struct archive_digester {
	void (*begin)(void *arg, unsigned int level);
	void (*add)(void *arg, unsigned int level, const void *bytes,
		size_t len);
	void (*end)(void *arg, unsigned int level,
		unsigned char ret[DIGEST_BYTES]);
	void *arg;
};

/* Which members are to be read, and not only listed. */
struct archive_wanted {
	const unsigned char *bits; /* of place 1, 2, ...: bit 0 of [0] is 1's */
	uint32_t n;		   /* bits */
	struct archive_digester digester;
};

struct archive_limits {
	unsigned int levels;	/* 1: archives in archives are files */
	uint32_t members;	/* so many at most */
	int64_t unpack_bytes;	/* to be unpacked while reading the list */
	int64_t expansion;	/* times its own size, beyond ... */
	int64_t expansion_from; /* ... so many bytes */
	int64_t time_ns;
	int64_t memory_bytes;
	int64_t bytes_per_second; /* of the file, at most; 0: at will */
	const struct archive_wanted *wanted; /* borrowed; NULL: none */
};

/* Those of docs/ARCHIVES.md, for a file of this size. */
struct archive_limits archive_limits_for(int64_t size_bytes,
	unsigned int levels);

struct archive_result {
	enum archive_state state;
	int error; /* errno of ARCHIVE_UNREAD */
	uint32_t n_members;
	const char *format; /* "ZIP"; borrowed from the reader */
	const char *text;   /* why it is not complete; likewise */
	bool is_stuck;	    /* the child does not die, or its time was over
			     * and the file does not even answer; whoever
			     * touches that may wait for ever */
};

struct archive_reader;

/* fd stays the caller's, and open as long as the reader; its offset is moved.
 * name: what the file is called,
 * which names the member of a file that is only compressed. */
int archive_reader_start(struct archive_reader **ret, int fd, const char *name,
	const struct archive_limits *limits, struct error *err);
/* To be polled for input. */
int archive_reader_fd(const struct archive_reader *r);
/*
 * Take what is there, without waiting.  1: there may be more, poll; 0: it
 * ended, and however it did is in *ret (ARCHIVE_CRASHED if the child died or
 * talked nonsense, ARCHIVE_LIMITED if its time was over).  Negative: the code
 * of on_member.
 */
int archive_reader_take(struct archive_reader *r,
	const struct wire_events *events, struct archive_result *ret,
	struct error *err);
/* Kills the child if it is still at work. */
void archive_reader_free(struct archive_reader *r);
DEFINE_CLEANUP(struct archive_reader *, archive_reader_free);

#endif

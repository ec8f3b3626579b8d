/* SPDX-License-Identifier: MIT */
/*
 * Reading an archive, in the child: bytes in, frames (archive/wire.h) out.
 * Private to archive/, and to be run by nobody who has something to lose.
 */
#ifndef CATALOG_ARCHIVE_DECODE_H
#define CATALOG_ARCHIVE_DECODE_H

#include "archive/reader.h"
#include "archive/recognise.h"
#include "model/member.h"
#include "util/strbuf.h"

#include <sys/types.h>

/* Where the bytes come from.  read: as read(2).  seek: as lseek(2), NULL where
 * there is only forward. */
struct source {
	ssize_t (*read)(void *arg, void *buffer, size_t len);
	int64_t (*seek)(void *arg, int64_t offset, int whence);
	void *arg;
};

struct decoder {
	const struct archive_limits *limits;
	int out; /* the pipe */
	struct strbuf frames;
	int64_t flush_at_ns; /* when they are due if there is a digest */
	uint32_t n_members;
	int64_t size;	  /* of the file */
	int64_t unpacked; /* by archives in archives */
	enum archive_state state;
	bool is_over; /* nothing more is to be read */
	int error;    /* errno, of what could not be read */
	char text[200];
};

/*
 * List the archive in fd, called name, from its beginning, and write frames to
 * out, the last one the end.  False if the parent went away.  The libraries
 * are loaded (archive/libraries.h): here it is too late for that.
 */
bool decode(int fd, int out, const char *name,
	const struct archive_limits *limits);

/* --- for the parts of it -------------------------------------------------- */

/* The first trouble stays.  False, for who returns that. */
__attribute__((format(printf, 3, 4))) bool decode_trouble(struct decoder *d,
	enum archive_state state, const char *format, ...);
/* The same, and there is no going on: a limit was met. */
__attribute__((format(printf, 2, 3))) bool decode_stop(struct decoder *d,
	const char *format, ...);
/* Tell of a member.  False when it is time to stop. */
bool decode_tell(struct decoder *d, const struct member *member);
/* And of what was read of one. */
bool decode_tell_digest(struct decoder *d, const struct wire_digest *digest);
/* The format of the archive itself. */
bool decode_tell_format(struct decoder *d, const char *format);
/* Is what comes next, the member that was just told or (ahead: 1) will be,
 * to be read? */
bool decode_wants(const struct decoder *d, uint32_t ahead);

/* The content of a member on its way, digested while it is read. */
struct content {
	struct decoder *d;
	const struct source *source;
	uint32_t place;
	unsigned int level;
	int64_t most; /* bytes that it may have; -1: any */
	int64_t size; /* so far */
	bool is_bad;
};

void content_begin(struct content *c, struct decoder *d,
	const struct source *source, uint32_t place);
/* Read what is left of it.  False if it cannot be read to its end. */
bool content_drain(struct content *c);
/* Tell the digest of what was read. */
bool content_tell(struct content *c);
/* What is to be done with the data of the member that was just told: read it,
 * look into it, both or nothing.  False when it is time to stop. */
bool decode_content(struct decoder *d, const struct source *source,
	const struct member *member);

/* Archives in archives: should a member of this level be looked into? */
bool decode_goes_below(const struct decoder *d, const struct member *member);
/* It is a member of this level, called name: is it an archive, then list it.
 * False when it is time to stop. */
bool decode_member(struct decoder *d, const struct source *source,
	const char *name, unsigned int level);
/* Is that more than a file of so many bytes may become? */
bool decode_is_too_much(struct decoder *d, int64_t packed, int64_t unpacked);

struct archive_entry;
/* What libarchive knows of a member, borrowed from the entry. */
struct member decode_entry(struct archive_entry *entry, unsigned int level);
/* How much of a compressed file's name is that of what is in it:
 * "photo.tif.gz" -> "photo.tif"; what is no suffix of ours stays. */
size_t decode_stem(const char *name);

struct archive;
/* libarchive says that it ended: was it cut off?  packed: what was fetched. */
bool decode_is_torn(struct archive *a, const struct source *source,
	int64_t packed);

/* libarchive.  guess: what the first bytes say. */
bool decode_any(struct decoder *d, const struct source *source,
	const char *name, unsigned int level, enum archive_guess guess);
/* libzip; 1, 0: it is none that libzip reads (nothing was told), -1: stop. */
int decode_zip(struct decoder *d, const struct source *source,
	unsigned int level);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A file that may be an archive, with all its names: opened, watched and
 * written about.  Private to hash/archive/.
 */
#ifndef CATALOG_HASH_ARCHIVE_PACKED_H
#define CATALOG_HASH_ARCHIVE_PACKED_H

#include "hash/ground.h"
#include "hash/transaction.h"
#include "model/entry.h"
#include "util/strbuf.h"

/* One of its names. */
struct packed_name {
	int64_t dir_id;
	size_t at; /* in struct packed's names, closed by NUL */
	size_t len;
};

/* One inode. */
struct packed {
	const struct ground *ground; /* borrowed */
	int fd;
	struct entry facts;
	int64_t volume_id;
	struct packed_name *list;
	size_t n;
	struct strbuf names;
};

#define PACKED_INIT                                                            \
	{                                                                      \
		.fd = -1, .names = STRBUF_INIT                                 \
	}

void packed_clear(struct packed *p);
void packed_add_name(struct packed *p, int64_t dir_id, const char *name,
	size_t len);
const char *packed_name(const struct packed *p, size_t i);

/* Open it by its first name: p->ground, p->fd; *ret_verdict is 0, a negative
 * errno, or 1 if it is not mounted. */
int packed_open(struct packed *p, struct store *store,
	const struct grounds *grounds, int *ret_verdict, struct error *err);

/*
 * After the last byte: access_check().  is_stuck: its volume does not answer
 * (archive/reader.h).
 * Then nothing there is looked at any more, in this run, and no descriptor is
 * closed, since that might wait as well; the answer is -ETIMEDOUT.
 */
int packed_check(struct packed *p, struct grounds *grounds, bool is_stuck);

/* A problem of all its names.  code: errno, 0 where none fits; text NULL:
 * there is no problem any more. */
int packed_put_problem(const struct packed *p, struct transaction *t,
	const char *stage, int code, const char *text, struct error *err);
/* The same for a file that could not be read, code: negative. */
int packed_put_unread(const struct packed *p, struct transaction *t,
	const char *stage, int code, struct error *err);

#endif

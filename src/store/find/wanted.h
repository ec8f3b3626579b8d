/* SPDX-License-Identifier: MIT */
/*
 * What find looks for: conditions on an entry, combined with and, or and not.
 * A tree of plain values; store/find/find.h runs it.
 */
#ifndef CATALOG_STORE_FIND_WANTED_H
#define CATALOG_STORE_FIND_WANTED_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wanted_kind {
	WANTED_AND, /* a and b */
	WANTED_OR,  /* a or b */
	WANTED_NOT, /* not a */

	/*
	 * The name, or the whole path, is like `text`.  Compared in NFC;
	 * without regard to case if ignore_case.  What is not UTF-8 is
	 * compared as bytes.
	 */
	WANTED_SUBSTRING, /* is part of it */
	WANTED_GLOB,	  /* glob(7), all of it; a slash is as any other */
	WANTED_REGEX,	  /* pcre2pattern(3), any part of it */
	WANTED_EXTENSION, /* it ends in a dot and `text`, case ignored */
	WANTED_HIDDEN,	  /* it, or a directory above, begins with a dot */

	WANTED_SIZE,  /* min <= bytes <= max */
	WANTED_MTIME, /* nanoseconds */
	WANTED_CTIME,
	WANTED_TYPE, /* min: sum of wanted_type() */
	WANTED_UID,  /* min */
	WANTED_GID,
	WANTED_MODE,	 /* of the bits 07777: min is all of them */
	WANTED_MODE_ALL, /* min are among them */
	WANTED_MODE_ANY, /* some of min are among them; 0: any */
	WANTED_EMPTY,	 /* a file of no bytes, a directory without entries */
	WANTED_DIGEST,	 /* its full one begins with `text`, hex digits */
	WANTED_VOLUME,	 /* min: its id; text: its name, for who resolves it */
	WANTED_ONLINE,	 /* its volume is mounted */
};

struct wanted {
	enum wanted_kind kind;
	struct wanted *a;
	struct wanted *b;
	int64_t min;
	int64_t max;
	char *text; /* text_len bytes and a NUL */
	size_t text_len;
	bool on_path;
	bool ignore_case;
};

/* A bit of WANTED_TYPE, for the type in this st_mode. */
static inline int64_t
wanted_type(uint32_t mode)
{
	return INT64_C(1) << ((mode >> 12) & 15);
}

/* These abort when memory runs out. */
struct wanted *wanted_new(enum wanted_kind kind);
struct wanted *wanted_new_text(enum wanted_kind kind, const char *text,
	size_t len);
struct wanted *wanted_new_range(enum wanted_kind kind, int64_t min,
	int64_t max);
/* They take a and b over; either may be NULL, which is "everything". */
struct wanted *wanted_and(struct wanted *a, struct wanted *b);
struct wanted *wanted_or(struct wanted *a, struct wanted *b);
struct wanted *wanted_not(struct wanted *a);
void wanted_free(struct wanted *filter);
DEFINE_CLEANUP(struct wanted *, wanted_free);

/*
 * Takes out a condition that all must meet and that is only about volumes:
 * WANTED_VOLUME, or made of such.  NULL if there is none; of several, the
 * others stay.
 */
struct wanted *wanted_take_volumes(struct wanted **filter);
/* Does what was taken out let this volume through? */
bool wanted_is_on(const struct wanted *volumes, int64_t volume_id);

/* Is a condition of the filter meant, however they are combined? */
bool wanted_asks_for(const struct wanted *filter,
	bool (*is_meant)(const struct wanted *condition));

/* ERROR_USAGE if a pattern in it cannot be used.  NULL is fine. */
int wanted_check(const struct wanted *filter, struct error *err);

#endif

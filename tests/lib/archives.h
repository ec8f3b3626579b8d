/* SPDX-License-Identifier: MIT */
/* Archives for tests, made by libarchive; and what our reader says of one. */
#ifndef CATALOG_TESTS_ARCHIVES_H
#define CATALOG_TESTS_ARCHIVES_H

#include "archive/reader.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be packed; mtime is 1600000000 of all. */
struct packed {
	const char *path;
	const char *bytes; /* NULL: a directory */
	size_t len;
	uint32_t type;	    /* AE_IF...; 0: by bytes */
	const char *target; /* of a symbolic link */
};

/* In memory; NULL if libarchive cannot write that.  format as for bsdtar
 * --format, filter "gzip" ... or NULL, options as for bsdtar --options. */
struct strbuf archives_pack(const char *format, const char *filter,
	const char *options, const struct packed *members, size_t n);

/*
 * Read these bytes as a file called name: a line a member, "1 f a/b 12\n",
 * level, type, path and size, and what follows of: crc=...  t=SECONDS
 * encrypted.  The strings of ret_result live in static memory.
 */
void archives_list(struct strbuf *ret, struct archive_result *ret_result,
	const void *bytes, size_t len, const char *name,
	const struct archive_limits *limits);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * libarchive and libzip, loaded when an archive is read or an mtree list is
 * written and not before.  They bring some fifteen more libraries, and loading
 * all of those takes three times as long as everything else that a report does
 * to start.
 *
 * Their functions are called through `lib`, by their own names:
 * lib.archive_read_new().
 */
#ifndef CATALOG_ARCHIVE_LIBRARIES_H
#define CATALOG_ARCHIVE_LIBRARIES_H

#include "util/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <zip.h>

struct libraries {
#define LIBARCHIVE(name) __typeof__(name) *(name);
#define LIBZIP(name) __typeof__(name) *(name);
#include "archive/libraries.def"
#undef LIBARCHIVE
#undef LIBZIP
};

/* All NULL until libraries_load() succeeds, then never written again. */
extern struct libraries lib;

/* 0, also if they are there already; -ELIBACC when one cannot be loaded.  Not
 * for two threads at once. */
int libraries_load(struct error *err);

#endif

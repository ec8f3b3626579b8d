/* SPDX-License-Identifier: MIT */
/*
 * The functions of libarchive and libzip, called through `lib` by their own
 * names: lib.archive_read_new().  Private to archive/.
 */
#ifndef CATALOG_ARCHIVE_FUNCTIONS_H
#define CATALOG_ARCHIVE_FUNCTIONS_H

#include "archive/libraries.h"

#include <archive.h>
#include <archive_entry.h>
#include <zip.h>

struct functions {
#define LIBARCHIVE(name) __typeof__(name) *(name);
#define LIBZIP(name) __typeof__(name) *(name);
#include "archive/functions.def"
#undef LIBARCHIVE
#undef LIBZIP
};

/* All NULL until libraries_load() succeeds, then never written again. */
extern struct functions lib;

#endif

/* SPDX-License-Identifier: MIT */
/*
 * libarchive and libzip, loaded when an archive is read or an mtree list is
 * written and not before.  They bring some fifteen more libraries, and loading
 * all of those takes three times as long as everything else that a report does
 * to start.
 */
#ifndef CATALOG_ARCHIVE_LIBRARIES_H
#define CATALOG_ARCHIVE_LIBRARIES_H

#include "util/error.h"

/* 0, also if they are there already; -ELIBACC when one cannot be loaded.  Not
 * for two threads at once. */
int libraries_load(struct error *err);

#endif

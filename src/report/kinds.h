/* SPDX-License-Identifier: MIT */
/* What kind of thing a file is, by its extension.  Private to src/report. */
#ifndef CATALOG_REPORT_KINDS_H
#define CATALOG_REPORT_KINDS_H

#include <stddef.h>

/* Longer ones are part of a name. */
#define EXTENSION_MAX 15

/*
 * The extension of a name in lower case (ASCII), its length returned; 0 if it
 * has none: behind the last dot, which does not begin the name, stand 1 to
 * EXTENSION_MAX letters and digits, not all of them digits if more than three.
 * ret is filled up with NULs.
 */
size_t extension_of(char ret[EXTENSION_MAX + 1], const char *name, size_t len);

/* "picture", "video" ...; "other" for one that is not known, "none" for "". */
const char *kind_of(const char *extension);

#endif

/* SPDX-License-Identifier: MIT */
/* Is this an archive?  By its first bytes, whatever it is called. */
#ifndef CATALOG_ARCHIVE_RECOGNISE_H
#define CATALOG_ARCHIVE_RECOGNISE_H

#include <stddef.h>

enum archive_guess {
	GUESS_NO,
	GUESS_PERHAPS, /* a program that may have one behind it, or a format
			* without a mark: only reading tells */
	GUESS_YES,
	GUESS_MTREE, /* yes; to whom it does not say so it is just words */
};

/* What every format but one shows itself by. */
#define RECOGNISE_HEAD 512u
/* ISO 9660 has its mark here. */
#define RECOGNISE_ISO_AT 32769u
#define RECOGNISE_ISO "CD001"
/* Enough for all. */
#define RECOGNISE_ALL (RECOGNISE_ISO_AT + sizeof(RECOGNISE_ISO) - 1)

/* head: the first `len` bytes of a file, as many as there are up to
 * RECOGNISE_HEAD or RECOGNISE_ALL. */
enum archive_guess archive_recognise(const void *head, size_t len);

#endif

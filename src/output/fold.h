/* SPDX-License-Identifier: MIT */
/*
 * Names as file systems without regard to case or composition compare them.
 */
#ifndef CATALOG_OUTPUT_FOLD_H
#define CATALOG_OUTPUT_FOLD_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Append the bytes, case folded and composed (NFC).  What is not valid UTF-8
 * has no case beyond ASCII and stays as it is.
 */
void name_fold(struct strbuf *ret, const char *name, size_t len);
/* Composed only: differs for names that differ in case. */
void name_compose(struct strbuf *ret, const char *name, size_t len);

/* Are all bytes ASCII? */
bool name_is_ascii(const char *name, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What every name that a pattern matches, or path if it is on_path, has in it;
 * private to src/store.
 */
#ifndef CATALOG_STORE_FIND_LITERALS_H
#define CATALOG_STORE_FIND_LITERALS_H

#include "store/find/wanted.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Pieces of so many bytes or more, a NUL behind each, as they stand in a form of
 * the name (store/names/grams.h).  *ret_ascii_only: so says only a name that is
 * ASCII; others may match without.  False if there are none.
 */
bool literals_of(struct strbuf *ret, size_t least, bool *ret_ascii_only,
	const struct wanted *pattern);

#endif

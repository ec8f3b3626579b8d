/* SPDX-License-Identifier: MIT */
/*
 * What every name that a pattern matches has in it; private to src/store, for
 * the index of names.
 */
#ifndef CATALOG_STORE_NAMES_LITERALS_H
#define CATALOG_STORE_NAMES_LITERALS_H

#include "store/find/wanted.h"
#include "util/strbuf.h"

#include <stdbool.h>

/*
 * Pieces of three bytes or more, a NUL behind each, as they stand in a form of
 * the name (grams.h).  *ret_ascii_only: so says only a name that is ASCII;
 * others may match without.  False if there are none.
 */
bool literals_of(struct strbuf *ret, bool *ret_ascii_only,
	const struct wanted *pattern);

#endif

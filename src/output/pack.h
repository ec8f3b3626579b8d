/* SPDX-License-Identifier: MIT */
/*
 * A row of values as a string of bytes, to keep many of them: a tenth of what
 * the values take.  Private to src/output.
 */
#ifndef CATALOG_OUTPUT_PACK_H
#define CATALOG_OUTPUT_PACK_H

#include "output/output.h"
#include "util/strbuf.h"

/* The columns and colours of a value are borrowed still, nothing else. */
void pack_value(struct strbuf *to, const struct output_value *value);
/*
 * The reverse, for n values; the position behind them.  Texts lie in the bytes,
 * each with a NUL behind it, and live as long; lists are unpack_free()'s.
 */
const char *unpack_values(struct output_value *ret, size_t n, const char *from);
void unpack_free(struct output_value *values, size_t n);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The colours of file names, as ls(1) has them from $LS_COLORS.
 *
 * Reports do not use this but output_colour() (output.h), which knows whether
 * colours are wanted at all.
 */
#ifndef CATALOG_OUTPUT_COLOUR_H
#define CATALOG_OUTPUT_COLOUR_H

#include "util/cleanup.h"

#include <stddef.h>
#include <stdint.h>

/* What a name can be coloured by. */
struct colour_of {
	uint32_t mode; /* st_mode */
	int64_t nlink;
	const char *name; /* bytes, the last component is enough */
	size_t name_len;
};

struct colours;

/*
 * spec: the value of LS_COLORS, or NULL: what ls does without one.  What is
 * wrong in it is left out; only digits and semicolons ever become a colour, so
 * the variable cannot drive the terminal.
 */
struct colours *colours_new(const char *spec);
/* "01;34", borrowed from colours, or NULL for none. */
const char *colours_find(const struct colours *colours,
	const struct colour_of *what);
void colours_free(struct colours *colours);
DEFINE_CLEANUP(struct colours *, colours_free);

#endif

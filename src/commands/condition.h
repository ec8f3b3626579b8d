/* SPDX-License-Identifier: MIT */
/* One condition of find, from an option and its value or from a pattern. */
#ifndef CATALOG_COMMANDS_CONDITION_H
#define CATALOG_COMMANDS_CONDITION_H

#include "commands/expression.h"

/* The option of that term; *ret is the caller's. */
int condition_parse(struct wanted **ret, const struct expression *e,
	const struct option_term *term, struct error *err);
/* Does the word belong to the grammar?  An operand does if it is "(" ... */
bool condition_is(const struct option_term *term, const char *name);
/*
 * Of these several in one group mean any of them: nothing is of two types, so
 * nobody can mean both.
 */
bool condition_is_choice(const struct option_term *term);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What people type who know find, du, ls, tree, ncdu, locate, fdupes and
 * jdupes: options and commands that this program spells in another way, or
 * has no need of, each with what to try here.
 */
#ifndef CATALOG_CLI_HABITS_H
#define CATALOG_CLI_HABITS_H

#include <stddef.h>

struct habit {
	const char *command; /* "find"; NULL: any, and commands themselves */
	const char *word;    /* "-name", "--larger", "-Q", "locate" */
	const char *same;    /* the long option that does just that, or NULL */
	const char *hint;    /* else what to try: a clause, lower case */
};

/* Ends with a word of NULL. */
extern const struct habit habits[];

/* word: len bytes, as it was typed; NULL if nobody is known to type it.
 * command may be NULL. */
const struct habit *habit_find(const char *command, const char *word,
	size_t len);

#endif

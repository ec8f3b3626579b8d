/* SPDX-License-Identifier: MIT */
/*
 * find's words as a filter:
 *
 *	expression = group { "--or" group }
 *	group      = term { [ "--and" ] term }
 *	term       = "--not" term | "(" expression ")" | condition
 *
 * "!" is --not.  Behind "--", and as the value of --name, words are nothing but
 * patterns.
 */
#ifndef CATALOG_COMMANDS_EXPRESSION_H
#define CATALOG_COMMANDS_EXPRESSION_H

#include "cli/command.h"
#include "store/find/wanted.h"
#include "util/error.h"

#include <stdbool.h>

struct expression {
	const struct option_terms *terms;
	int64_t now_ns;
	/* How patterns are to be read. */
	bool glob;
	bool regex;
	bool on_path;
	bool ignore_case;
};

/*
 * *ret is NULL for no words at all: everything.  WANTED_VOLUME has the name
 * that was given, not the number.  Caller frees with wanted_free().
 */
int expression_parse(struct wanted **ret, const struct expression *e,
	struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* What find says to those who know other programs, or found nothing. */
#ifndef CATALOG_COMMANDS_FIND_ADVICE_H
#define CATALOG_COMMANDS_FIND_ADVICE_H

#include "cli/command.h"

#include <stdbool.h>

/* What was asked for, as it was typed. */
struct find_asked {
	const struct option_terms *terms; /* borrowed */
	bool glob;
	bool regex;
	bool on_path;
	bool ignore_case;
};

/* "find . '*.jpg'": a dot is in many names, so that this finds something. */
void find_note_dot(const struct option_terms *terms);
/* That nothing matches, and what may be tried instead. */
void find_explain_nothing(const struct find_asked *asked);

#endif

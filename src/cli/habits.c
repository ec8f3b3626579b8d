/* SPDX-License-Identifier: MIT */
#include "cli/habits.h"

#include <stdbool.h>
#include <string.h>

#define HABIT(command, word, same, hint) { command, word, same, hint },

/* clang-format off: rows are those of the file */
const struct habit habits[] = {
#include "cli/habits.def"
	{ NULL, NULL, NULL, NULL },
};
/* clang-format on */

static bool
is_it(const struct habit *h, const char *word, size_t len)
{
	return strlen(h->word) == len && memcmp(h->word, word, len) == 0;
}

const struct habit *
habit_find(const char *command, const char *word, size_t len)
{
	const struct habit *any = NULL;

	for (const struct habit *h = habits; h->word; h++) {
		if (!is_it(h, word, len))
			continue;
		if (!h->command)
			any = any ? any : h;
		else if (command && strcmp(h->command, command) == 0)
			return h;
	}
	return any;
}

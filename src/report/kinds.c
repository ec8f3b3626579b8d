/* SPDX-License-Identifier: MIT */
#include "report/kinds.h"

#include <stdlib.h>
#include <string.h>

struct kind {
	char extension[EXTENSION_MAX + 1];
	const char *name;
};

static const struct kind kinds[] = {
#define KIND(extension, kind) { extension, kind },
#include "report/kinds.def"
#undef KIND
};

static int
compare(const void *key, const void *kind)
{
	return strcmp(key, ((const struct kind *)kind)->extension);
}

const char *
kind_of(const char *extension)
{
	const struct kind *found;

	if (!*extension)
		return "none";
	found = bsearch(extension, kinds, sizeof(kinds) / sizeof(kinds[0]),
		sizeof(kinds[0]), compare);
	return found ? found->name : "other";
}

size_t
extension_of(char ret[EXTENSION_MAX + 1], const char *name, size_t len)
{
	const char *dot = memrchr(name, '.', len);
	size_t n = dot ? (size_t)(name + len - dot) - 1 : 0;
	size_t n_digits = 0;

	memset(ret, 0, EXTENSION_MAX + 1);
	if (dot == name || n == 0 || n > EXTENSION_MAX)
		return 0;
	for (size_t i = 0; i < n; i++) {
		char c = dot[i + 1];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (c >= '0' && c <= '9')
			n_digits++;
		else if (c < 'a' || c > 'z')
			n_digits = EXTENSION_MAX + 1; /* no extension */
		if (n_digits > EXTENSION_MAX)
			break;
		ret[i] = c;
	}
	if (n_digits > EXTENSION_MAX || (n_digits == n && n > 3)) {
		memset(ret, 0, EXTENSION_MAX + 1);
		return 0;
	}
	return n;
}

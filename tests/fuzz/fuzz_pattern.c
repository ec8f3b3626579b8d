/* SPDX-License-Identifier: MIT */
/*
 * A pattern and a name, both any bytes: byte 0 says which kind of pattern, the
 * pattern ends at the first NUL behind it, the rest is the name.  Matching
 * ends, twice with the same result, and a pattern that is a plain part of the
 * name is found in it.
 */
#include "store/find/pattern.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum wanted_kind kinds[] = { WANTED_SUBSTRING, WANTED_GLOB,
		WANTED_REGEX, WANTED_EXTENSION };
	_cleanup_(wanted_freep) struct wanted *w = NULL;
	_cleanup_(pattern_freep) struct pattern *p = NULL;
	struct error err = ERROR_INIT;
	const char *text = (const char *)data + 1;
	const char *name;
	size_t len;
	bool yes;

	if (size < 2)
		return 0;
	len = strnlen(text, size - 1);
	w = wanted_new_text(kinds[data[0] & 3], text, len);
	w->ignore_case = (data[0] & 4) != 0;
	if (pattern_new(&p, w, &err) < 0) {
		if (err.kind != ERROR_USAGE || !err.text[0])
			abort();
		return 0;
	}
	name = text + len + (len < size - 1);
	size -= 1 + len + (len < size - 1);
	yes = pattern_matches(p, name, size);
	if (yes != pattern_matches(p, name, size))
		abort();
	if (w->kind == WANTED_SUBSTRING &&
		!pattern_matches(p, w->text, w->text_len))
		abort();
	return 0;
}

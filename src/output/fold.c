/* SPDX-License-Identifier: MIT */
#include "output/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool
name_is_ascii(const char *name, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)name[i];
	return all < 0x80;
}

static void
add_lower(struct strbuf *ret, const char *name, size_t len)
{
	strbuf_add(ret, name, len);
	for (char *c = ret->buf + ret->len - len; len > 0; c++, len--)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
}

/* False if it is not UTF-8. */
static bool
map(struct strbuf *ret, const char *name, size_t len, unsigned int options)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)name,
		(utf8proc_ssize_t)len, &folded,
		(utf8proc_option_t)(options | UTF8PROC_STABLE |
			UTF8PROC_COMPOSE));

	if (n == UTF8PROC_ERROR_NOMEM)
		abort();
	if (n >= 0)
		strbuf_add(ret, folded, (size_t)n);
	free(folded);
	return n >= 0;
}

void
name_fold(struct strbuf *ret, const char *name, size_t len)
{
	if (name_is_ascii(name, len) || !map(ret, name, len, UTF8PROC_CASEFOLD))
		add_lower(ret, name, len);
}

void
name_compose(struct strbuf *ret, const char *name, size_t len)
{
	if (name_is_ascii(name, len) || !map(ret, name, len, 0))
		strbuf_add(ret, name, len);
}

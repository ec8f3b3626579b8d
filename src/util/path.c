/* SPDX-License-Identifier: MIT */
#include "util/path.h"

#include <string.h>

void
path_append(struct strbuf *s, const char *name, size_t len)
{
	if (s->len > 0 && s->buf[s->len - 1] != '/')
		strbuf_addc(s, '/');
	strbuf_add(s, name, len);
}

bool
path_is_within(const char *path, const char *dir, const char **ret_rest)
{
	size_t len = strlen(dir);
	const char *rest = path + len;

	if (strncmp(path, dir, len) != 0)
		return false;
	if (len == 0 && path[0] == '/')
		return false; /* "" is no parent of an absolute path */
	if (len > 0 && dir[len - 1] != '/' && *rest != '\0') {
		if (*rest != '/')
			return false; /* "/ab" is not below "/a" */
		rest++;
	}
	if (ret_rest)
		*ret_rest = rest;
	return true;
}

/* The end, then '/', then all else. */
static int
rank(unsigned char c)
{
	if (c == '\0' || c == '/')
		return c == '/';
	return c + 1;
}

int
path_compare(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return rank((unsigned char)*a) - rank((unsigned char)*b);
}

/* Append to the absolute path ret, with "." and ".." taken as text. */
static void
add_components(struct strbuf *ret, const char *path)
{
	const char *name;
	size_t len;

	while (path_next(&path, &name, &len)) {
		if (len == 1 && name[0] == '.')
			continue;
		if (len == 2 && name[0] == '.' && name[1] == '.') {
			size_t end = ret->len;

			while (end > 1 && ret->buf[end - 1] != '/')
				end--;
			strbuf_truncate(ret, end > 1 ? end - 1 : 1);
			continue;
		}
		path_append(ret, name, len);
	}
}

void
path_absolute(struct strbuf *ret, const char *base, const char *path)
{
	strbuf_truncate(ret, 0);
	strbuf_addc(ret, '/');
	if (path[0] != '/')
		add_components(ret, base);
	add_components(ret, path);
}

bool
path_next(const char **path, const char **ret_name, size_t *ret_len)
{
	const char *name = *path + strspn(*path, "/");
	size_t len = strcspn(name, "/");

	if (len == 0)
		return false;
	*ret_name = name;
	*ret_len = len;
	*path = name + len;
	return true;
}

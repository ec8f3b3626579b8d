/* SPDX-License-Identifier: MIT */
#include "output/colour.h"

#include "util/alloc.h"
#include "util/strbuf.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Longer ones are none: "38;2;255;255;255;48;2;255;255;255;1;4" has 37. */
#define LONGEST_COLOUR 63

/* What ls knows by two letters, as far as a catalogue can tell it. */
enum kind {
	KIND_FILE,
	KIND_DIRECTORY,
	KIND_LINK,
	KIND_PIPE,
	KIND_SOCKET,
	KIND_BLOCK,
	KIND_CHARACTER,
	KIND_EXECUTABLE,
	KIND_SETUID,
	KIND_SETGID,
	KIND_STICKY,
	KIND_WRITABLE,
	KIND_STICKY_WRITABLE,
	KIND_LINKED,
	N_KINDS
};

static const struct {
	char letters[3];
	const char *colour; /* without LS_COLORS, as dircolors(1) has it */
} kinds[N_KINDS] = {
	[KIND_FILE] = { "fi", NULL },
	[KIND_DIRECTORY] = { "di", "01;34" },
	[KIND_LINK] = { "ln", "01;36" },
	[KIND_PIPE] = { "pi", "33" },
	[KIND_SOCKET] = { "so", "01;35" },
	[KIND_BLOCK] = { "bd", "01;33" },
	[KIND_CHARACTER] = { "cd", "01;33" },
	[KIND_EXECUTABLE] = { "ex", "01;32" },
	[KIND_SETUID] = { "su", "37;41" },
	[KIND_SETGID] = { "sg", "30;43" },
	[KIND_STICKY] = { "st", "37;44" },
	[KIND_WRITABLE] = { "ow", "34;42" },
	[KIND_STICKY_WRITABLE] = { "tw", "30;42" },
	[KIND_LINKED] = { "mh", NULL },
};

/* "*.jpg=01;35": the end of a name. */
struct suffix {
	char *text;
	size_t len;
	char *colour; /* NULL: none, in spite of an earlier one */
};

struct colours {
	char *of_kind[N_KINDS];
	struct suffix *suffixes;
	size_t n_suffixes;
};

/* --- LS_COLORS ------------------------------------------------------------ */

/* A copy of the colour; NULL for one that changes nothing or is no colour. */
static char *
take_colour(const char *s, size_t len)
{
	bool is_plain = true;

	if (len > LONGEST_COLOUR)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)s[i]) && s[i] != ';')
			return NULL;
		is_plain = is_plain && s[i] == '0';
	}
	return is_plain ? NULL : xmemdupz(s, len);
}

static void
take_suffix(struct colours *c, const char *key, size_t key_len,
	const char *value, size_t value_len)
{
	struct strbuf text = STRBUF_INIT;
	struct suffix *s;

	for (size_t i = 0; i < key_len; i++) {
		if (key[i] == '\\' && i + 1 < key_len)
			i++;
		strbuf_addc(&text, key[i]);
	}
	c->suffixes = xgrow(c->suffixes, c->n_suffixes, sizeof(*c->suffixes));
	s = &c->suffixes[c->n_suffixes++];
	s->len = text.len;
	s->text = strbuf_detach(&text);
	s->colour = take_colour(value, value_len);
}

/* "di=01;34" or "*.jpg=01;35". */
static void
take_item(struct colours *c, const char *item, size_t len)
{
	const char *equals = memchr(item, '=', len);
	size_t key_len;
	const char *value;
	size_t value_len;

	if (!equals || equals == item)
		return;
	key_len = (size_t)(equals - item);
	value = equals + 1;
	value_len = len - key_len - 1;
	if (item[0] == '*') {
		take_suffix(c, item + 1, key_len - 1, value, value_len);
		return;
	}
	/* "ln=target": what a link points to is not known here. */
	if (key_len != 2 || (value_len == 6 && !memcmp(value, "target", 6)))
		return;
	for (size_t k = 0; k < N_KINDS; k++) {
		if (memcmp(kinds[k].letters, item, 2) != 0)
			continue;
		free(c->of_kind[k]);
		c->of_kind[k] = take_colour(value, value_len);
	}
}

struct colours *
colours_new(const char *spec)
{
	struct colours *c = xcalloc(1, sizeof(*c));

	for (size_t k = 0; k < N_KINDS; k++)
		c->of_kind[k] =
			kinds[k].colour ? xstrdup(kinds[k].colour) : NULL;
	while (spec && *spec) {
		size_t len = strcspn(spec, ":");

		take_item(c, spec, len);
		spec += len;
		spec += *spec == ':';
	}
	return c;
}

void
colours_free(struct colours *c)
{
	if (!c)
		return;
	for (size_t k = 0; k < N_KINDS; k++)
		free(c->of_kind[k]);
	for (size_t i = 0; i < c->n_suffixes; i++) {
		free(c->suffixes[i].text);
		free(c->suffixes[i].colour);
	}
	free(c->suffixes);
	free(c);
}

/* --- which one ------------------------------------------------------------ */

static enum kind
kind_of_directory(uint32_t mode)
{
	if ((mode & S_ISVTX) && (mode & S_IWOTH))
		return KIND_STICKY_WRITABLE;
	if (mode & S_IWOTH)
		return KIND_WRITABLE;
	return mode & S_ISVTX ? KIND_STICKY : KIND_DIRECTORY;
}

/* A kind without a colour leaves the name to the next one. */
static enum kind
kind_of_file(const struct colours *c, const struct colour_of *what)
{
	if ((what->mode & S_ISUID) && c->of_kind[KIND_SETUID])
		return KIND_SETUID;
	if ((what->mode & S_ISGID) && c->of_kind[KIND_SETGID])
		return KIND_SETGID;
	if ((what->mode & 0111) && c->of_kind[KIND_EXECUTABLE])
		return KIND_EXECUTABLE;
	if (what->nlink > 1 && c->of_kind[KIND_LINKED])
		return KIND_LINKED;
	return KIND_FILE;
}

static enum kind
kind_of(const struct colours *c, const struct colour_of *what)
{
	switch (what->mode & S_IFMT) {
	case S_IFDIR:
		return kind_of_directory(what->mode);
	case S_IFLNK:
		return KIND_LINK;
	case S_IFIFO:
		return KIND_PIPE;
	case S_IFSOCK:
		return KIND_SOCKET;
	case S_IFBLK:
		return KIND_BLOCK;
	case S_IFCHR:
		return KIND_CHARACTER;
	default:
		return kind_of_file(c, what);
	}
}

/* The last one that fits, as in ls. */
static const struct suffix *
suffix_of(const struct colours *c, const struct colour_of *what)
{
	for (size_t i = c->n_suffixes; i-- > 0;) {
		const struct suffix *s = &c->suffixes[i];

		if (s->len <= what->name_len &&
			strncasecmp(what->name + what->name_len - s->len,
				s->text, s->len) == 0)
			return s;
	}
	return NULL;
}

const char *
colours_find(const struct colours *c, const struct colour_of *what)
{
	enum kind kind = kind_of(c, what);
	const struct suffix *suffix = NULL;

	if (kind == KIND_FILE)
		suffix = suffix_of(c, what);
	return suffix ? suffix->colour : c->of_kind[kind];
}

/* SPDX-License-Identifier: MIT */
#include "commands/find_advice.h"

#include "util/cleanup.h"
#include "util/fold.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <string.h>
#include <sys/stat.h>

static const char *
first_pattern(const struct find_asked *asked)
{
	for (size_t i = 0; i < asked->terms->n_items; i++)
		if (!asked->terms->items[i].spec)
			return asked->terms->items[i].value;
	return NULL;
}

/* A pattern that looks like the directory find(1) takes first, or NULL.  Only
 * the current directory is looked at: others may be on a server that is gone.
 */
static const char *
first_directory(const struct find_asked *asked)
{
	struct stat st;

	for (size_t i = 0; i < asked->terms->n_items; i++) {
		const struct option_term *term = &asked->terms->items[i];

		if (term->spec || !*term->value || strpbrk(term->value, "*?["))
			continue;
		if (strchr(term->value, '/') ||
			(lstat(term->value, &st) == 0 && S_ISDIR(st.st_mode)))
			return term->value;
	}
	return NULL;
}

void
find_note_dot(const struct option_terms *terms)
{
	for (size_t i = 0; i < terms->n_items; i++) {
		const struct option_term *term = &terms->items[i];

		if (!term->spec && !term->is_quoted &&
			(strcmp(term->value, ".") == 0 ||
				strcmp(term->value, "..") == 0))
			log_note("'%s' is a pattern like others; --under=%s "
				 "says where to look",
				term->value, term->value);
	}
}

/* A number alone is days, as in find(1), but who types 2005 means a year. */
static bool
is_year(const char *value)
{
	return value && strlen(value) == 4 &&
		strspn(value, "0123456789") == 4 &&
		(strncmp(value, "19", 2) == 0 || strncmp(value, "20", 2) == 0);
}

/* What may be tried instead of the one condition there is. */
static void
add_condition_advice(struct strbuf *ret, const struct option_term *term)
{
	const char *name = term->spec->name;

	if (strcmp(name + 1, "time") == 0 && is_year(term->value))
		strbuf_addf(ret,
			"; %s are days, --%s=%s-01-01..%s-12-31 is a year",
			term->value, name, term->value, term->value);
	else if (strcmp(name, "digest") == 0)
		strbuf_adds(ret,
			"; what was not read has no digest, 'catalog hash "
			"--all' reads it");
	else if (term->value)
		strbuf_addf(ret, "; try another --%s", name);
}

/* In a star that means anything: not one behind a backslash, unless that is
 * behind another. */
static bool
ends_in_any(const char *glob)
{
	size_t len = strlen(glob);
	size_t n = 0;

	if (len == 0 || glob[len - 1] != '*')
		return false;
	while (n + 1 < len && glob[len - 2 - n] == '\\')
		n++;
	return n % 2 == 0;
}

static void
add_glob_advice(struct strbuf *ret, const char *glob, const char *what)
{
	const char *before = glob[0] == '*' ? "" : "*";
	const char *behind = ends_in_any(glob) ? "" : "*";

	if (*before || *behind)
		strbuf_addf(ret,
			"; a glob has to fit all of the %s: try '%s%s%s'", what,
			before, glob, behind);
}

static void
add_pattern_advice(struct strbuf *ret, const struct find_asked *asked,
	const char *pattern)
{
	const char *what =
		asked->on_path || strchr(pattern, '/') ? "path" : "name";

	if (asked->regex)
		strbuf_addf(ret,
			"; a regular expression fits any part of the %s, as "
			"'a.*z'",
			what);
	else if (asked->glob || strpbrk(pattern, "*?"))
		add_glob_advice(ret, pattern, what);
	else
		strbuf_addf(ret,
			"; try a part of the %s,%s or 'catalog scan' if it is "
			"new",
			what,
			fold_has_upper(pattern, strlen(pattern)) &&
					!asked->ignore_case ?
				" --ignore-case," :
				"");
}

/* What may be tried instead, or nothing. */
static void
add_advice(struct strbuf *ret, const struct find_asked *asked,
	const char *pattern)
{
	const char *directory = first_directory(asked);

	if (directory && asked->terms->n_items > 1)
		strbuf_addf(ret,
			"; '%s' is a pattern like others, --under=%s says "
			"where to look",
			directory, directory);
	else if (asked->terms->n_items > 1)
		strbuf_adds(ret, "; try fewer conditions");
	else if (pattern && *pattern)
		add_pattern_advice(ret, asked, pattern);
	else if (!pattern && asked->terms->n_items == 1)
		add_condition_advice(ret, &asked->terms->items[0]);
}

void
find_explain_nothing(const struct find_asked *asked)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	const char *pattern = first_pattern(asked);

	strbuf_adds(&text, "nothing matches");
	if (pattern && *pattern && asked->terms->n_items == 1)
		strbuf_addf(&text, " '%s'", pattern);
	add_advice(&text, asked, pattern);
	log_note("%s", text.buf);
}

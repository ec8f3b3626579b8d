/* SPDX-License-Identifier: MIT */
/*
 * Substrings are compared with the forms that are indexed, so they are pieces
 * themselves.  Globs and regular expressions are read only as far as it is
 * easy: of an ASCII name, plain ASCII in the pattern is there as it stands but
 * for case.  In doubt a piece ends; in great doubt there are none.
 */
#include "store/find/literals.h"

#include "util/fold.h"

#include <string.h>

struct reader {
	struct strbuf *ret;
	size_t least;
	struct strbuf piece;
};

static void
end_piece(struct reader *r)
{
	if (r->piece.len >= r->least) {
		fold_bytes(r->ret, r->piece.buf, r->piece.len, FOLD_CASE);
		strbuf_addc(r->ret, '\0');
	}
	strbuf_truncate(&r->piece, 0);
}

static void
add_char(struct reader *r, char c)
{
	if ((unsigned char)c < 0x80 && c != '\0')
		strbuf_addc(&r->piece, c);
	else
		end_piece(r);
}

/* --- globs ---------------------------------------------------------------- */

/* Brackets and backslashes are rare, and left to PCRE2. */
static bool
read_glob(struct reader *r, const char *s, size_t len)
{
	if (memchr(s, '[', len) || memchr(s, '\\', len))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '*' || s[i] == '?')
			end_piece(r);
		else
			add_char(r, s[i]);
	}
	end_piece(r);
	return true;
}

/* --- regular expressions -------------------------------------------------- */

/* Behind the bracket that ends a class, or NULL. */
static const char *
skip_class(const char *s, const char *end)
{
	s++;
	if (s < end && *s == '^')
		s++;
	if (s < end && *s == ']')
		s++;
	for (; s < end && *s != ']'; s++) {
		/* [:alpha:] and the like have a bracket of their own. */
		if (*s == '[' || *s == '\\')
			return NULL;
	}
	return s < end ? s + 1 : NULL;
}

/* Behind a group, whatever is in it, or NULL. */
static const char *
skip_group(const char *s, const char *end)
{
	int depth = 0;

	while (s && s < end) {
		if (*s == '(') {
			/* (?i) and (*VERB) change what is outside. */
			if (s + 1 < end &&
				(s[1] == '*' ||
					(s[1] == '?' &&
						(s + 2 >= end || s[2] != ':'))))
				return NULL;
			depth++;
		}
		if (*s == ')' && --depth == 0)
			return s + 1;
		if (*s == '[') {
			s = skip_class(s, end);
		} else if (*s == '\\') {
			/* \Q quotes the brackets behind it. */
			if (s + 1 >= end || s[1] == 'Q' || s[1] == 'E')
				return NULL;
			s += 2;
		} else {
			s++;
		}
	}
	return NULL;
}

/* A backslash: a character that stands for itself, or one of few classes. */
static const char *
read_escape(struct reader *r, const char *s, const char *end)
{
	if (s + 1 >= end)
		return NULL;
	if (strchr("dDwWsSbB", s[1]) && s[1] != '\0')
		end_piece(r);
	else if ((s[1] >= '!' && s[1] <= '/') || (s[1] >= ':' && s[1] <= '@') ||
		(s[1] >= '[' && s[1] <= '`') || (s[1] >= '{' && s[1] <= '~'))
		add_char(r, s[1]);
	else
		return NULL;
	return s + 2;
}

/* What stands before it may be there not at all, or often. */
static const char *
read_quantifier(struct reader *r, const char *s, const char *end)
{
	if (*s != '+' && r->piece.len > 0)
		strbuf_truncate(&r->piece, r->piece.len - 1);
	end_piece(r);
	if (*s == '{') {
		while (s < end && *s != '}')
			s++;
		if (s == end)
			return NULL;
	}
	return s + 1;
}

static bool
read_regex(struct reader *r, const char *s, size_t len)
{
	const char *end = s + len;

	while (s && s < end) {
		switch (*s) {
		case '|': /* then the other side is enough */
		case ')':
			return false;
		case '\\':
			s = read_escape(r, s, end);
			break;
		case '(':
			end_piece(r);
			s = skip_group(s, end);
			break;
		case '[':
			end_piece(r);
			s = skip_class(s, end);
			break;
		case '*':
		case '+':
		case '?':
		case '{':
			s = read_quantifier(r, s, end);
			break;
		case '.':
		case '^':
		case '$':
			end_piece(r);
			s++;
			break;
		default:
			add_char(r, *s++);
			break;
		}
	}
	end_piece(r);
	return s != NULL;
}

/* --- all of them ---------------------------------------------------------- */

/* As pattern_new() makes what it looks for. */
static void
read_substring(struct strbuf *ret, size_t least, const struct wanted *f)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf normal = STRBUF_INIT;

	fold_bytes(&normal, f->text, f->text_len, FOLD_NORMAL);
	if (f->kind == WANTED_EXTENSION)
		strbuf_addc(&text, '.');
	fold_bytes(&text, normal.buf, normal.len,
		f->ignore_case ? FOLD_CASE : FOLD_NORMAL);
	/* In both forms ASCII letters are small. */
	for (size_t i = 0; i < text.len; i++)
		if (text.buf[i] >= 'A' && text.buf[i] <= 'Z')
			text.buf[i] = (char)(text.buf[i] | 0x20);
	if (text.len < least || memchr(text.buf, '\0', text.len))
		return;
	strbuf_add(ret, text.buf, text.len);
	strbuf_addc(ret, '\0');
}

bool
literals_of(struct strbuf *ret, size_t least, bool *ret_ascii_only,
	const struct wanted *f)
{
	struct reader r = { .ret = ret, .least = least, .piece = STRBUF_INIT };
	bool good = true;

	*ret_ascii_only = false;
	if (f->kind == WANTED_SUBSTRING || f->kind == WANTED_EXTENSION) {
		read_substring(ret, least, f);
	} else if (f->kind == WANTED_GLOB || f->kind == WANTED_REGEX) {
		*ret_ascii_only = true;
		good = f->kind == WANTED_GLOB ?
			read_glob(&r, f->text, f->text_len) :
			read_regex(&r, f->text, f->text_len);
	}
	strbuf_clear(&r.piece);
	return good && ret->len > 0;
}

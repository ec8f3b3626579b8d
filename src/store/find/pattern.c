/* SPDX-License-Identifier: MIT */
/*
 * Matching names: millions of times for one answer, so what is cheap comes
 * first.
 *
 *   name is ASCII?  lower it in place, memmem(): most names end here
 *   else            fold it (util/fold.h), the same
 *   glob, regex     the longest part that every match has (literals.h) is
 *                   looked for first; then PCRE2, compiled to machine code
 *                   where that works
 *
 * A regular expression is somebody's own, but may still be one that takes for
 * ever ("(a+)+$"): the steps for one name are limited, and names given up are
 * counted.  Names are bytes: one that is not UTF-8 is matched byte by byte, by
 * a second program that is compiled when the first such name comes.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "store/find/pattern.h"

#include "store/find/literals.h"
#include "util/alloc.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <errno.h>
#include <pcre2.h>
#include <string.h>

/* A name of a file system fits in; a path may be longer. */
#define ON_STACK 512
/* Some 20 ms for one name; sane expressions take some hundred steps. */
#define MATCH_LIMIT 1000000
#define HEAP_LIMIT_KIB 20000
#define JIT_STACK_MIN ((size_t)32 << 10)
#define JIT_STACK_MAX ((size_t)1 << 20)

struct pattern {
	enum wanted_kind kind;
	enum fold fold;
	struct strbuf needle; /* folded; of a program what any match contains */
	bool needle_is_ascii;
	struct strbuf ending; /* of a glob what any match ends in, likewise */
	bool is_bytes;	      /* a glob or regex that is not UTF-8 itself */
	struct strbuf folded;
	int64_t given_up;
	struct wanted source; /* of the programs; its text is ours */
	pcre2_code *code;
	pcre2_code *bytes_code; /* for what is not UTF-8 */
	bool bytes_tried;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

/* --- substrings ----------------------------------------------------------- */

void
pattern_fold(const struct pattern *p, struct strbuf *ret, const char *s,
	size_t len)
{
	if (p->is_bytes && p->code)
		strbuf_add(ret, s, len);
	else
		fold_bytes(ret, s, len, p->fold);
}

static const struct strbuf *
fold(struct pattern *p, const char *s, size_t len)
{
	strbuf_truncate(&p->folded, 0);
	pattern_fold(p, &p->folded, s, len);
	return &p->folded;
}

static bool
ends_in_extension(const char *s, size_t len, const struct strbuf *needle)
{
	return len > needle->len &&
		memcmp(s + len - needle->len, needle->buf, needle->len) == 0;
}

/* memmem() first makes a table, which a name is too short for. */
bool
pattern_has_needle(const char *s, size_t len, const char *needle,
	size_t needle_len)
{
	const char *last;

	if (needle_len == 0 || len < needle_len || len >= ON_STACK)
		return memmem(s, len, needle, needle_len) != NULL;
	last = s + len - needle_len;
	while ((s = memchr(s, needle[0], (size_t)(last - s) + 1))) {
		if (memcmp(s, needle, needle_len) == 0)
			return true;
		if (s++ == last)
			break;
	}
	return false;
}

static bool
is_like(const struct pattern *p, const char *s, size_t len)
{
	if (p->kind == WANTED_EXTENSION)
		return ends_in_extension(s, len, &p->needle);
	return pattern_has_needle(s, len, p->needle.buf, p->needle.len);
}

static bool
contains(struct pattern *p, const char *s, size_t len)
{
	char lowered[ON_STACK];
	const struct strbuf *folded;

	if (p->fold == FOLD_NORMAL && fold_is_ascii(s, len))
		return is_like(p, s, len);
	if (p->fold == FOLD_CASE && len <= sizeof(lowered) &&
		fold_lower_ascii(lowered, s, len))
		return p->needle_is_ascii && is_like(p, lowered, len);
	folded = fold(p, s, len);
	return is_like(p, folded->buf, folded->len);
}

/* --- PCRE2 ---------------------------------------------------------------- */

static int compile(struct pattern *p, pcre2_code **ret, bool is_bytes,
	struct error *err);

static bool
is_utf8_error(int r)
{
	return r <= PCRE2_ERROR_UTF8_ERR1 && r >= PCRE2_ERROR_UTF8_ERR21;
}

static int
run(const struct pattern *p, const pcre2_code *code, const char *s, size_t len,
	uint32_t options)
{
	return pcre2_match(code, (PCRE2_SPTR)s, len, 0, options, p->data,
		p->context);
}

/* One that makes no sense in bytes matches none of these names. */
static int
run_on_bytes(struct pattern *p, const char *s, size_t len)
{
	if (!p->bytes_tried && compile(p, &p->bytes_code, true, NULL) < 0)
		p->bytes_code = NULL;
	p->bytes_tried = true;
	return p->bytes_code ? run(p, p->bytes_code, s, len, 0) :
			       PCRE2_ERROR_NOMATCH;
}

/* PCRE2 looks after case; what is ASCII is valid.  What is not is matched as it
 * was: `s`. */
static bool
matches_code(struct pattern *p, const char *folded, size_t folded_len,
	const char *s, size_t len)
{
	bool is_ascii = !p->is_bytes && fold_is_ascii(folded, folded_len);
	int r = run(p, p->code, folded, folded_len,
		is_ascii ? PCRE2_NO_UTF_CHECK : 0);

	if (is_utf8_error(r))
		r = run_on_bytes(p, s, len);
	if (r >= 0)
		return true;
	if (r != PCRE2_ERROR_NOMATCH)
		p->given_up++;
	return false;
}

/* False: something ASCII is missing that is in every match, whatever its case.
 */
static bool
has_what_code_needs(const struct pattern *p, const char *s, size_t len)
{
	char lowered[ON_STACK];

	if (p->needle.len == 0 || len > sizeof(lowered) ||
		!fold_lower_ascii(lowered, s, len))
		return true; /* other letters may fold to these */
	return pattern_has_needle(lowered, len, p->needle.buf, p->needle.len);
}

bool
pattern_matches(struct pattern *p, const char *s, size_t len)
{
	const struct strbuf *folded;

	if (!p->code)
		return contains(p, s, len);
	if (!has_what_code_needs(p, s, len))
		return false;
	/* What is ASCII is normal already. */
	if (fold_is_ascii(s, len))
		return matches_code(p, s, len, s, len);
	folded = fold(p, s, len);
	return matches_code(p, folded->buf, folded->len, s, len);
}

bool
pattern_matches_folded(struct pattern *p, const struct strbuf *folded,
	const struct strbuf *s)
{
	return p->code ?
		matches_code(p, folded->buf, folded->len, s->buf, s->len) :
		is_like(p, folded->buf, folded->len);
}

static int
bad_pattern(const struct wanted *match, int code, size_t offset,
	struct error *err)
{
	PCRE2_UCHAR text[256];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	if (match->kind == WANTED_GLOB)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%.200s' is not a pattern: %s", match->text,
			(const char *)text);
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%.200s' is not a regular expression: %s, at character %zu",
		match->text, (const char *)text, offset + 1);
}

/* Without machine code, it is interpreted. */
static void
prepare_to_match(struct pattern *p)
{
	p->data = pcre2_match_data_create(1, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context)
		abort(); /* for want of memory */
	(void)pcre2_set_match_limit(p->context, MATCH_LIMIT);
	(void)pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
	p->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	if (p->stack)
		pcre2_jit_stack_assign(p->context, NULL, p->stack);
}

static int
compile_regex(const struct pattern *p, pcre2_code **ret, bool is_bytes,
	PCRE2_SPTR text, size_t len, struct error *err)
{
	uint32_t options =
		PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
	PCRE2_SIZE offset = 0;
	int code = 0;

	if (!is_bytes)
		options |= PCRE2_UTF | PCRE2_UCP;
	if (p->source.ignore_case)
		options |= PCRE2_CASELESS;
	*ret = pcre2_compile(text, len, options, &code, &offset, NULL);
	if (!*ret)
		return bad_pattern(&p->source, code, offset, err);
	(void)pcre2_jit_compile(*ret, PCRE2_JIT_COMPLETE);
	return 0;
}

/* Is the last piece of a glob where it ends? */
static bool
ends_in_piece(const struct wanted *f)
{
	unsigned char last =
		f->text_len > 0 ? (unsigned char)f->text[f->text_len - 1] : '*';

	return f->kind == WANTED_GLOB && last != '*' && last != '?' &&
		last < 0x80;
}

/* The longest thing that is in every match, and the last. */
static void
find_needle(struct pattern *p)
{
	_cleanup_(strbuf_clear) struct strbuf pieces = STRBUF_INIT;
	const char *piece = "";
	bool ascii_only;

	if (!literals_of(&pieces, 1, &ascii_only, &p->source))
		return;
	for (size_t at = 0; at < pieces.len; at += strlen(piece) + 1) {
		piece = pieces.buf + at;
		if (strlen(piece) > p->needle.len) {
			strbuf_truncate(&p->needle, 0);
			strbuf_adds(&p->needle, piece);
		}
	}
	if (ends_in_piece(&p->source))
		strbuf_adds(&p->ending, piece);
}

static int
compile(struct pattern *p, pcre2_code **ret, bool is_bytes, struct error *err)
{
	PCRE2_SPTR text = (PCRE2_SPTR)p->source.text;
	PCRE2_UCHAR *regex = NULL;
	PCRE2_SIZE regex_len = 0;
	uint32_t options = PCRE2_CONVERT_GLOB_NO_WILD_SEPARATOR;
	int r;

	if (p->kind == WANTED_REGEX)
		return compile_regex(p, ret, is_bytes, text, p->source.text_len,
			err);
	if (!is_bytes)
		options |= PCRE2_CONVERT_UTF;
	r = pcre2_pattern_convert(text, p->source.text_len, options, &regex,
		&regex_len, NULL);
	if (r != 0)
		return bad_pattern(&p->source, r, 0, err);
	r = compile_regex(p, ret, is_bytes, regex, regex_len, err);
	pcre2_converted_pattern_free(regex);
	return r;
}

/* --- all of them ---------------------------------------------------------- */

static bool
is_utf8(const char *s, size_t len)
{
	pcre2_code *code;
	int ignored = 0;
	PCRE2_SIZE offset = 0;

	/* PCRE2 refuses wrong UTF-8 before it looks at anything else. */
	code = pcre2_compile((PCRE2_SPTR)s, len, PCRE2_UTF | PCRE2_LITERAL,
		&ignored, &offset, NULL);
	pcre2_code_free(code);
	return code != NULL;
}

static int
prepare_program(struct pattern *p, const struct wanted *match,
	const struct strbuf *text, struct error *err)
{
	p->source = *match;
	p->source.text = xmemdupz(text->buf, text->len);
	p->source.text_len = text->len;
	p->fold = FOLD_NORMAL;
	find_needle(p);
	prepare_to_match(p);
	return compile(p, &p->code, p->is_bytes, err);
}

int
pattern_new(struct pattern **ret, const struct wanted *match, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	_cleanup_(pattern_freep) struct pattern *p = xcalloc(1, sizeof(*p));
	int r = 0;

	p->kind = match->kind;
	p->fold = match->ignore_case ? FOLD_CASE : FOLD_NORMAL;
	p->needle = (struct strbuf)STRBUF_INIT;
	p->ending = (struct strbuf)STRBUF_INIT;
	p->folded = (struct strbuf)STRBUF_INIT;
	p->is_bytes = !is_utf8(match->text, match->text_len);
	if (p->is_bytes)
		strbuf_add(&text, match->text, match->text_len);
	else
		fold_bytes(&text, match->text, match->text_len, FOLD_NORMAL);
	if (p->kind == WANTED_REGEX || p->kind == WANTED_GLOB) {
		r = prepare_program(p, match, &text, err);
	} else {
		if (p->kind == WANTED_EXTENSION)
			strbuf_addc(&p->needle, '.');
		fold_bytes(&p->needle, text.buf, text.len, p->fold);
		p->needle_is_ascii =
			fold_is_ascii(p->needle.buf, p->needle.len);
	}
	if (r < 0)
		return r;
	*ret = take_ptr(&p);
	return 0;
}

struct pattern_needle
pattern_needle(const struct pattern *p)
{
	/* An extension is at the end. */
	return (struct pattern_needle){
		.bytes = p->needle.buf,
		.len = p->kind == WANTED_EXTENSION ? 0 : p->needle.len,
		.fold = p->code ? FOLD_CASE : p->fold,
		.is_all = p->kind == WANTED_SUBSTRING,
	};
}

bool
pattern_may_end(const struct pattern *p, const char *name, size_t len)
{
	size_t n = p->ending.len < len ? p->ending.len : len;
	const char *ending = p->ending.buf + p->ending.len - n;
	char end[ON_STACK];

	/* Other letters may fold to these. */
	if (n == 0 || n > sizeof(end) ||
		!fold_lower_ascii(end, name + len - n, n))
		return true;
	return memcmp(end, ending, n) == 0 || !fold_is_ascii(name, len);
}

int64_t
pattern_given_up(const struct pattern *p)
{
	return p->given_up;
}

void
pattern_free(struct pattern *p)
{
	if (!p)
		return;
	strbuf_clear(&p->needle);
	strbuf_clear(&p->ending);
	strbuf_clear(&p->folded);
	free(p->source.text);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->context);
	pcre2_jit_stack_free(p->stack);
	pcre2_code_free(p->code);
	pcre2_code_free(p->bytes_code);
	free(p);
}

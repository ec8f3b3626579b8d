/* SPDX-License-Identifier: MIT */
#include "util/escape.h"

#include "util/cleanup.h"

#include <check.h>
#include <string.h>

Suite *suite_escape(void);

struct escape_case {
	const char *bytes;
	size_t len;
	const char *escaped;
};

/* Octal, since a hexadecimal escape swallows the letters behind it. */
#define CASE(bytes, escaped)                                                   \
	{                                                                      \
		bytes, sizeof(bytes) - 1, escaped                              \
	}
#define SAME(bytes)                                                            \
	{                                                                      \
		bytes, sizeof(bytes) - 1, bytes                                \
	}

/* NOLINTBEGIN(misc-misleading-bidirectional): that is what is escaped */
static const struct escape_case cases[] = {
	SAME(""),
	SAME("plain name.txt"),
	SAME(" ~"),
	SAME("back\\slash \\n"),
	SAME("gr\303\274n \346\227\245\346\234\254 \360\237\230\200"),
	SAME("e\314\201"), /* combining mark */
	SAME("\360\237\221\250\342\200\215\360\237\222\273"), /* joiner */
	SAME("\357\277\277"), /* noncharacter, but valid */
	SAME("\302\240"),     /* first after the C1 controls */
	CASE("a\nb\tc\rd", "a\\nb\\tc\\rd"),
	CASE("\0", "\\x00"),
	CASE("a\0b", "a\\x00b"),
	CASE("\033[31m", "\\x1b[31m"),
	CASE("\001\037\177", "\\x01\\x1f\\x7f"),
	CASE("\302\200", "\\xc2\\x80"),
	CASE("\302\233", "\\xc2\\x9b"), /* the one-character CSI */
	CASE("\302\237", "\\xc2\\x9f"),
	CASE("\233", "\\x9b"),
	CASE("\342\200\250\342\200\251", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9"),
	CASE("x\342\200\256y", "x\\xe2\\x80\\xaey"), /* right to left */
	CASE("\342\200\252", "\\xe2\\x80\\xaa"),
	SAME("\342\200\257"), /* next after the overrides */
	CASE("\342\201\246", "\\xe2\\x81\\xa6"),
	CASE("\342\201\251", "\\xe2\\x81\\xa9"),
	SAME("\342\201\252"),
	SAME("\342\201\245"),
	CASE("\330\234", "\\xd8\\x9c"), /* Arabic letter mark */
	CASE("\342\200\216\342\200\217", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f"),
	SAME("\342\200\215"),
	SAME("\330\233"),
	CASE("\377\376", "\\xff\\xfe"),
	CASE("ok\303", "ok\\xc3"), /* cut short */
	CASE("\303(", "\\xc3("),   /* wrong continuation */
	CASE("\342\202", "\\xe2\\x82"),
	CASE("\360\237\230", "\\xf0\\x9f\\x98"),
	CASE("\300\257", "\\xc0\\xaf"), /* overlong */
	CASE("\340\200\257", "\\xe0\\x80\\xaf"),
	CASE("\355\240\200", "\\xed\\xa0\\x80"),	  /* surrogate */
	CASE("\364\220\200\200", "\\xf4\\x90\\x80\\x80"), /* too high */
	CASE("\200\277", "\\x80\\xbf"),
	CASE("\377\303\274\377", "\\xff\303\274\\xff"),
};
/* NOLINTEND(misc-misleading-bidirectional) */

START_TEST(escapes)
{
	const struct escape_case *c = &cases[_i];
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;

	strbuf_adds(&s, ">");
	escape_bytes(&s, c->bytes, c->len);
	ck_assert_uint_eq(s.len, strlen(s.buf));
	ck_assert_str_eq(s.buf + 1, c->escaped);
}
END_TEST

/* What comes out never changes again: it is printable throughout. */
START_TEST(every_pair_of_bytes_becomes_printable)
{
	for (unsigned int a = 0; a < 256; a++) {
		for (unsigned int b = 0; b < 256; b++) {
			_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
			_cleanup_(strbuf_clear) struct strbuf t = STRBUF_INIT;
			char pair[2] = { (char)a, (char)b };

			escape_bytes(&s, pair, 2);
			escape_bytes(&t, s.buf, s.len);
			if (t.len != s.len || memcmp(t.buf, s.buf, s.len) != 0)
				ck_abort_msg("%02x %02x", a, b);
		}
	}
}
END_TEST

Suite *
suite_escape(void)
{
	Suite *s = suite_create("escape");
	TCase *tc = tcase_create("escape");

	tcase_add_loop_test(tc, escapes, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, every_pair_of_bytes_becomes_printable);
	suite_add_tcase(s, tc);
	return s;
}

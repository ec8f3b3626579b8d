/* SPDX-License-Identifier: MIT */
/* Archives of all kinds, whole, damaged and hostile. */
#include "archive/reader.h"

#include "lib/archives.h"
#include "util/clock.h"

#include <archive_entry.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct packed usual[] = {
	{ "dir/", NULL, 0, 0, NULL },
	{ "dir/one", "hello\n", 6, 0, NULL },
	{ "dir/two", "", 0, 0, NULL },
	{ "t\303\244g.txt", "abc", 3, 0, NULL },
};
#define N_USUAL (sizeof(usual) / sizeof(*usual))

#define USUAL                                                                  \
	"1 d dir/ -1\n1 f dir/one 6\n1 f dir/two 0\n1 f t\303\244g.txt 3\n"

struct kind {
	const char *format;
	const char *filter;
	const char *options;
	const char *expected;
	const char *told; /* the format's name */
};

/* clang-format off: an archive a row */
static const struct kind kinds[] = {
	{ "ustar", NULL, NULL, USUAL, "POSIX ustar format" },
	{ "pax", NULL, "pax:hdrcharset=BINARY", USUAL,
		"POSIX pax interchange format" },
	{ "gnutar", "gzip", NULL, USUAL, "GNU tar format, gzip" },
	{ "v7tar", "bzip2", NULL, USUAL, "tar (non-POSIX), bzip2" },
	{ "ustar", "xz", NULL, USUAL, "POSIX ustar format, xz" },
	{ "ustar", "lzma", NULL, USUAL, "POSIX ustar format, lzma" },
	{ "ustar", "lzip", NULL, USUAL, "POSIX ustar format, lzip" },
	{ "ustar", "zstd", NULL, USUAL, "POSIX ustar format, zstd" },
	{ "ustar", "lz4", NULL, USUAL, "POSIX ustar format, lz4" },
	{ "ustar", "compress", NULL, USUAL,
		"POSIX ustar format, compress (.Z)" },
	{ "cpio", NULL, NULL, USUAL, "POSIX octet-oriented cpio" },
	{ "newc", NULL, NULL, USUAL, "ASCII cpio (SVR4 with no CRC)" },
	{ "7zip", NULL, NULL,
		"1 f dir/one 6\n1 f t\303\244g.txt 3\n"
		"1 f dir/two 0\n1 d dir/ -1\n",
		"7-Zip" },
	{ "zip", NULL, NULL,
		"1 d dir/ -1\n1 f dir/one 6 crc=363a3020\n"
		"1 f dir/two 0 crc=00000000\n"
		"1 f t\303\244g.txt 3 crc=352441c2\n",
		"ZIP" },
	{ "iso9660", NULL, NULL,
		"1 d . -1\n1 d dir -1\n1 f dir/one 6\n"
		"1 f t\303\244g.txt 3\n1 f dir/two 0\n",
		"ISO9660 with Rockridge extensions" },
	{ "iso9660", NULL, "iso9660:!rockridge",
		"1 d . -1\n1 d dir -1\n"
		"1 f dir/one 6\n1 f t\303\244g.txt 3\n1 f dir/two 0\n",
		"ISO9660" },
	{ "xar", NULL, NULL,
		"1 d dir -1\n1 f dir/one 6\n1 f dir/two 0\n"
		"1 f t\303\244g.txt 3\n",
		"xar" },
	{ "mtree", NULL, NULL,
		"1 f ./t\303\244g.txt 3\n1 d ./dir -1\n"
		"1 f ./dir/one 6\n1 f ./dir/two 0\n",
		"mtree" },
	{ "warc", NULL, NULL,
		"1 f dir/one 6\n1 f dir/two 0\n"
		"1 f t\303\244g.txt 3\n",
		"WARC" },
};
/* clang-format on */

static struct archive_limits
limits_of(size_t len)
{
	return archive_limits_for((int64_t)len, 1);
}

/* The list of what was packed, and how it ended. */
static struct archive_result
list_with(struct strbuf *ret, const struct strbuf *archive, const char *name,
	const struct archive_limits *limits)
{
	struct archive_result result;

	strbuf_truncate(ret, 0);
	archives_list(ret, &result, archive->buf, archive->len, name, limits);
	return result;
}

static struct archive_result
list(struct strbuf *ret, const struct strbuf *archive, const char *name)
{
	const struct archive_limits limits = limits_of(archive->len);

	return list_with(ret, archive, name, &limits);
}

static void
check_ended(const struct archive_result *result, enum archive_state state,
	const char *text)
{
	ck_assert_str_eq(result->text, text);
	ck_assert_int_eq(result->state, state);
}

START_TEST(reads_the_format)
{
	const struct kind *k = &kinds[_i];
	struct strbuf a =
		archives_pack(k->format, k->filter, k->options, usual, N_USUAL);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	const struct archive_result result = list(&got, &a, "x");

	check_ended(&result, ARCHIVE_COMPLETE, "");
	ck_assert_str_eq(got.buf, k->expected);
	ck_assert_str_eq(result.format, k->told);
	strbuf_clear(&a);
}
END_TEST

/* Whatever was there before the end is listed, and it is not complete. */
START_TEST(a_truncated_one_is_damaged)
{
	const struct kind *k = &kinds[_i];
	struct strbuf a =
		archives_pack(k->format, k->filter, k->options, usual, N_USUAL);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	/* A text that ends early is a text; all directories of an ISO are at
	 * its beginning; a bit of an lzma is no lzma. */
	if (strcmp(k->format, "mtree") != 0 &&
		strcmp(k->format, "iso9660") != 0 &&
		(!k->filter || strcmp(k->filter, "lzma") != 0)) {
		/* Much of a tar is what comes behind its end. */
		a.len = k->filter || strcmp(k->format, "ustar") != 0 ?
			a.len * 11 / 20 :
			1300;
		result = list(&got, &a, "x");
		ck_assert_int_eq(result.state, ARCHIVE_DAMAGED);
		ck_assert_str_ne(result.text, "");
	}
	strbuf_clear(&a);
}
END_TEST

struct compressed {
	const char *filter;
	const char *name;
	const char *member;
};

static const struct compressed compressed[] = {
	{ "gzip", "note.txt.gz", "1 f note.txt 6\n" },
	{ "bzip2", "note.bz2", "1 f note 6\n" },
	{ "xz", ".xz", "1 f .xz 6\n" },
	{ "zstd", "a.ZST", "1 f a 6\n" },
	{ "lz4", "b.tar", "1 f b.tar 6\n" },
	{ "lzma", "c.lzma", "1 f c 6\n" },
	{ "compress", "d.Z", "1 f d 6\n" },
};

START_TEST(a_compressed_file_is_its_only_member)
{
	const struct compressed *c = &compressed[_i];
	const struct packed member = { "x", "hello\n", 6, 0, NULL };
	struct strbuf a = archives_pack("raw", c->filter, NULL, &member, 1);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result = list(&got, &a, c->name);

	check_ended(&result, ARCHIVE_COMPLETE, "");
	ck_assert_int_eq(strncmp(got.buf, c->member, strlen(c->member) - 1), 0);
	ck_assert_uint_eq(result.n_members, 1);
	strbuf_clear(&a);
}
END_TEST

START_TEST(hostile_names_are_names)
{
	static const struct packed odd[] = {
		{ "../../etc/passwd", "x", 1, 0, NULL },
		{ "/etc/shadow", "y", 1, 0, NULL },
		{ "same", "1", 1, 0, NULL },
		{ "same", "22", 2, 0, NULL },
		{ "a\nb\377", "", 0, 0, NULL },
		{ "link", NULL, 0, AE_IFLNK, "/etc/passwd" },
		{ "fifo", NULL, 0, AE_IFIFO, NULL },
		{ "tty", NULL, 0, AE_IFCHR, NULL },
		{ "disk", NULL, 0, AE_IFBLK, NULL },
	};
	struct strbuf a = archives_pack("ustar", NULL, NULL, odd,
		sizeof(odd) / sizeof(*odd));
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	const struct archive_result result = list(&got, &a, "x");

	check_ended(&result, ARCHIVE_COMPLETE, "");
	ck_assert_str_eq(got.buf,
		"1 f ../../etc/passwd 1\n1 f /etc/shadow 1\n1 f same 1\n"
		"1 f same 2\n1 f a\nb\377 0\n1 l link -1\n1 p fifo -1\n"
		"1 c tty -1\n1 b disk -1\n");
	strbuf_clear(&a);
}
END_TEST

START_TEST(an_encrypted_zip_shows_its_list)
{
	struct strbuf a = archives_pack("zip", NULL, "zip:encryption=aes256",
		usual + 1, 1);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	const struct archive_result result = list(&got, &a, "x");

	check_ended(&result, ARCHIVE_ENCRYPTED, "members are encrypted");
	ck_assert_str_eq(got.buf, "1 f dir/one 6 encrypted\n");
	strbuf_clear(&a);
}
END_TEST

/* --- what is no archive --------------------------------------------------- */

struct impostor {
	const char *bytes;
	size_t len;
	enum archive_state state;
};

#define IMPOSTOR(bytes, state)                                                 \
	{                                                                      \
		bytes, sizeof(bytes) - 1, state                                \
	}

static const struct impostor impostors[] = {
	IMPOSTOR("MZ\220\000\003 a program, and nothing behind it",
		ARCHIVE_NONE),
	IMPOSTOR("\177ELF\002\001\001 likewise", ARCHIVE_NONE),
	IMPOSTOR("]\000\000 could be lzma, and is none", ARCHIVE_NONE),
	IMPOSTOR("\037\235 could be compressed", ARCHIVE_NONE),
	IMPOSTOR("\037\213\010\000 could be gzip, and is torn",
		ARCHIVE_DAMAGED),
	IMPOSTOR("PK\003\004 the rest is missing", ARCHIVE_DAMAGED),
	IMPOSTOR("7z\274\257\047\034 the rest is missing", ARCHIVE_DAMAGED),
	IMPOSTOR("Rar!\032\007\000 the rest is missing", ARCHIVE_DAMAGED),
	IMPOSTOR("MSCF\000\000\000\000 the rest is missing", ARCHIVE_DAMAGED),
	IMPOSTOR("xar!\000\034\000\001 the rest is missing", ARCHIVE_DAMAGED),
};

START_TEST(an_impostor_is_told)
{
	const struct impostor *i = &impostors[_i];
	const struct archive_limits limits = limits_of(i->len);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	archives_list(&got, &result, i->bytes, i->len, "x", &limits);
	ck_assert_int_eq(result.state, i->state);
	ck_assert_str_eq(got.buf, "");
}
END_TEST

/* --- limits --------------------------------------------------------------- */

START_TEST(members_are_limited)
{
	static const char *const formats[] = { "ustar", "zip" };
	struct strbuf a =
		archives_pack(formats[_i], NULL, NULL, usual, N_USUAL);
	struct archive_limits limits = limits_of(a.len);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	limits.members = 3;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_LIMITED,
		"limit of members: it has more than 3");
	ck_assert_uint_eq(result.n_members, 3);
	strbuf_clear(&a);
}
END_TEST

#define ZEROS (4u << 20)

/* So many zero bytes, packed. */
static struct strbuf
pack_zeros(const char *format)
{
	char *zeros = calloc(1, ZEROS);
	const struct packed member = { "zeros", zeros, ZEROS, 0, NULL };
	struct strbuf a;

	ck_assert_ptr_nonnull(zeros);
	a = archives_pack(format, "gzip", NULL, &member, 1);
	free(zeros);
	return a;
}

START_TEST(expansion_is_limited)
{
	static const char *const formats[] = { "ustar", "raw" };
	struct strbuf a = pack_zeros(formats[_i]);
	struct archive_limits limits = limits_of(a.len);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	/* A bomb is small: all of it is fetched before anything is counted. */
	strbuf_reserve(&a, a.len * 31);
	for (size_t n = a.len, i = 1; i < 32; i++)
		strbuf_add(&a, a.buf, n);
	limits.expansion = 10;
	limits.expansion_from = 1 << 20;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_LIMITED,
		"limit of expansion: it grows to more than 10 times its size");
	limits = limits_of(a.len);
	limits.unpack_bytes = 1 << 20;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_LIMITED,
		"limit of bytes: more than 1048576 were unpacked to read its "
		"list");
	strbuf_clear(&a);
}
END_TEST

/* Two thousand members of a gzip make 8 GB of one MB. */
START_TEST(time_is_limited)
{
	struct strbuf a = pack_zeros("raw");
	struct archive_limits limits;
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;
	int64_t start = clock_monotonic_ns();

	strbuf_reserve(&a, a.len * 4095);
	for (int i = 0; i < 12; i++)
		strbuf_add(&a, a.buf, a.len);
	limits = limits_of(a.len);
	limits.expansion = 1000000;
	limits.time_ns = NS_PER_SECOND / 5;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_LIMITED,
		"limit of time: it was not read within 0 seconds");
	ck_assert_int_lt(clock_monotonic_ns() - start, 20 * NS_PER_SECOND);
	strbuf_clear(&a);
}
END_TEST

/* gzip in gzip in gzip ... ends, one way or another. */
START_TEST(a_tower_of_filters_ends)
{
	struct strbuf a = archives_pack("raw", "gzip", NULL,
		&(struct packed){ "x", "x", 1, 0, NULL }, 1);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	for (int i = 0; i < 60; i++) {
		const struct packed inner = { "x", a.buf, a.len, 0, NULL };
		struct strbuf outer =
			archives_pack("raw", "gzip", NULL, &inner, 1);

		strbuf_clear(&a);
		a = outer;
	}
	result = list(&got, &a, "x.gz");
	ck_assert_int_eq(result.state, ARCHIVE_DAMAGED);
	strbuf_clear(&a);
}
END_TEST

/* --- archives in archives ------------------------------------------------- */

static struct strbuf
pack_in(const char *format, const char *filter, const char *name,
	const struct strbuf *inner)
{
	const struct packed members[] = {
		{ "before", "1", 1, 0, NULL },
		{ name, inner->buf, inner->len, 0, NULL },
		{ "behind", "2", 1, 0, NULL },
	};

	return archives_pack(format, filter, NULL, members, 3);
}

START_TEST(nesting_is_limited)
{
	static const char *const formats[] = { "ustar", "zip" };
	struct strbuf zip = archives_pack("zip", NULL, NULL, usual + 1, 1);
	struct strbuf tar = pack_in("ustar", "gzip", "m.zip", &zip);
	struct strbuf a = pack_in(formats[_i], NULL, "d/t.tgz", &tar);
	struct archive_limits limits = limits_of(a.len);
	_cleanup_(strbuf_clear) struct strbuf got = STRBUF_INIT;
	struct archive_result result;

	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_COMPLETE, "");
	ck_assert_uint_eq(result.n_members, 3);
	limits.levels = 2;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_LIMITED,
		"limit of nesting: archives within are deeper than 2");
	ck_assert_uint_eq(result.n_members, 6);
	limits.levels = 3;
	result = list_with(&got, &a, "x", &limits);
	check_ended(&result, ARCHIVE_COMPLETE, "");
	ck_assert_uint_eq(result.n_members, 7);
	ck_assert_ptr_nonnull(strstr(got.buf, "\n3 f dir/one 6"));
	ck_assert_ptr_nonnull(strstr(got.buf, "\n2 f behind 1\n1 f behind 1"));
	strbuf_clear(&zip);
	strbuf_clear(&tar);
	strbuf_clear(&a);
}
END_TEST

Suite *suite_reader(void);
Suite *
suite_reader(void)
{
	const int n_kinds = sizeof(kinds) / sizeof(*kinds);
	Suite *suite = suite_create("reader");
	TCase *tc = tcase_create("formats");

	tcase_add_loop_test(tc, reads_the_format, 0, n_kinds);
	tcase_add_loop_test(tc, a_compressed_file_is_its_only_member, 0,
		sizeof(compressed) / sizeof(*compressed));
	suite_add_tcase(suite, tc);

	tc = tcase_create("hostile");
	tcase_add_loop_test(tc, a_truncated_one_is_damaged, 0, n_kinds);
	tcase_add_test(tc, hostile_names_are_names);
	tcase_add_test(tc, an_encrypted_zip_shows_its_list);
	tcase_add_loop_test(tc, an_impostor_is_told, 0,
		sizeof(impostors) / sizeof(*impostors));
	suite_add_tcase(suite, tc);

	tc = tcase_create("limits");
	tcase_add_loop_test(tc, members_are_limited, 0, 2);
	tcase_add_loop_test(tc, expansion_is_limited, 0, 2);
	tcase_add_test(tc, time_is_limited);
	tcase_add_test(tc, a_tower_of_filters_ends);
	tcase_add_loop_test(tc, nesting_is_limited, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}

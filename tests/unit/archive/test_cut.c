/* SPDX-License-Identifier: MIT */
/* Archives that were cut, at any place, and sizes that cannot be. */
#include "archive/decode.h"
#include "archive/libraries.h"
#include "archive/sandbox.h"

#include "lib/archives.h"
#include "lib/craft.h"
#include "util/cleanup.h"
#include "util/io.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct packed some[] = {
	{ "dir/", NULL, 0, 0, NULL },
	{ "dir/one", "hello\n", 6, 0, NULL },
	{ "dir/two", "12345678", 8, 0, NULL },
};

struct cut {
	const char *format; /* of libarchive's writer */
	const char *filter;
	size_t whole_at; /* what ends at a multiple of it is whole */
	size_t end_at;	 /* 0: with all bytes */
};

/* What comes behind the last header of a tar is zeros. */
#define TAR(filter)                                                            \
	{                                                                      \
		"ustar", filter, 0, 0                                          \
	}

static const struct cut cuts[] = {
	{ "ustar", NULL, 512, 512 * 5 },
	{ "v7tar", NULL, 512, 512 * 5 },
	TAR("gzip"),
	TAR("bzip2"),
	TAR("xz"),
	TAR("lzma"),
	TAR("lzip"),
	TAR("zstd"),
	TAR("lz4"),
	{ "newc", NULL, 0, 0 },
	{ "cpio", NULL, 0, 0 },
	{ "7zip", NULL, 0, 0 },
	{ "zip", NULL, 0, 0 },
};

/* Here and not in a child: there are thousands. */
static enum archive_state
list_here(const void *bytes, size_t len, uint32_t *ret_n)
{
	_cleanup_(closep) int in = memfd_create("archive", MFD_CLOEXEC);
	_cleanup_(closep) int out = memfd_create("said", MFD_CLOEXEC);
	const struct archive_limits limits =
		archive_limits_for((int64_t)len, 3);
	static char said[65536];
	const uint32_t *n;
	ssize_t n_said;

	ck_assert_int_ge(in, 0);
	ck_assert_int_ge(out, 0);
	ck_assert_int_eq(io_write_full(in, bytes, len), 0);
	ck_assert_int_eq(libraries_load(NULL), 0);
	ck_assert(decode(in, out, "x", &limits));
	n_said = io_pread_full(out, said, sizeof(said), 0);
	/* The last frame: E, its length; state, errno, members, a sentence. */
	for (const char *p = said; p < said + n_said;) {
		uint32_t size;

		memcpy(&size, p + 1, sizeof(size));
		if (*p == 'E') {
			n = (const uint32_t *)(const void *)(p + 13);
			memcpy(ret_n, n, sizeof(*n));
			return (enum archive_state)p[5];
		}
		p += 5 + size;
	}
	ck_abort_msg("no end");
	return ARCHIVE_CRASHED;
}

START_TEST(a_cut_is_seen)
{
	const struct cut *c = &cuts[_i];
	struct strbuf a = archives_pack(c->format, c->filter, NULL, some, 3);
	const size_t end = c->end_at ? c->end_at : a.len;
	/* Builds without a sandbox are slow. */
	const size_t step = 1 + end / (sandbox_missing() ? 30 : 300);
	uint32_t n;

	ck_assert_int_eq(list_here(a.buf, a.len, &n), ARCHIVE_COMPLETE);
	ck_assert_uint_eq(n, 3);
	for (size_t len = 1; len < end; len += step) {
		enum archive_state state = list_here(a.buf, len, &n);

		if (state == ARCHIVE_COMPLETE && n < 3 &&
			(!c->whole_at || len % c->whole_at != 0))
			ck_abort_msg("%s %s of %zu bytes seems whole",
				c->format, c->filter ? c->filter : "", len);
	}
	strbuf_clear(&a);
}
END_TEST

struct torn {
	const char *format;
	const char *filter;
	size_t len;
	enum archive_state state;
};

/* A byte this way or that. */
static const struct torn torn[] = {
	{ "ustar", NULL, 512 * 3, ARCHIVE_COMPLETE },
	{ "ustar", NULL, 512 * 3 + 1, ARCHIVE_DAMAGED },
	{ "ustar", NULL, 512 * 3 - 1, ARCHIVE_DAMAGED },
	{ "ustar", NULL, 512 * 6 + 1, ARCHIVE_COMPLETE },
	{ "ustar", "compress", 140, ARCHIVE_DAMAGED },
	{ "arbsd", NULL, 8, ARCHIVE_COMPLETE },
	{ "arbsd", NULL, 8 + 60 + 6, ARCHIVE_COMPLETE },
	{ "arbsd", NULL, 8 + 60 + 6 + 30, ARCHIVE_DAMAGED },
	{ "arbsd", NULL, 8 + 60 + 3, ARCHIVE_DAMAGED },
	{ "warc", NULL, 300, ARCHIVE_DAMAGED },
};

START_TEST(an_end_is_known)
{
	const struct torn *t = &torn[_i];
	const bool is_ar = strcmp(t->format, "arbsd") == 0;
	const struct packed flat[] = { { "one", "hello\n", 6, 0, NULL },
		{ "two", "12345678", 8, 0, NULL } };
	struct strbuf a = archives_pack(t->format, t->filter, NULL,
		is_ar ? flat : some, is_ar ? 2 : 3);
	uint32_t n;

	ck_assert_uint_gt(a.len, t->len);
	ck_assert_int_eq(list_here(a.buf, t->len, &n), t->state);
	strbuf_clear(&a);
}
END_TEST

static const char *const crafted[] = { "rar4", "rar5", "cab", "lha", "rpm" };

START_TEST(a_crafted_one_may_be_cut)
{
	const char *name = crafted[_i];
	struct bytes b = { 0 };
	uint32_t n;

	craft(&b, name);
	for (size_t len = 1; len < b.len; len++)
		ck_assert_msg(list_here(b.buf, len, &n) != ARCHIVE_COMPLETE ||
				n == 1,
			"%s of %zu bytes seems whole", name, len);
	craft_clear(&b);
}
END_TEST

/* --- absurd sizes --------------------------------------------------------- */

/* Say it is that large, in octal or, with the highest bit, in binary. */
static void
set_tar_size(char *header, const char *size)
{
	unsigned int sum = 0;

	memcpy(header + 124, size, 12);
	memset(header + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	(void)snprintf(header + 148, 8, "%06o", sum);
}

START_TEST(an_absurd_tar_is_damaged)
{
	static const char *const sizes[] = {
		"777777777777",
		"\200\177\377\377\377\377\377\377\377\377\377\377",
		"\200\0\0\0\177\377\377\377\377\377\377\377",
		"\377\377\377\377\377\377\377\377\377\377\377\0",
		"-00000000001",
		"99999999999\0",
	};
	struct strbuf a = archives_pack("ustar", NULL, NULL, some, 3);
	uint32_t n;

	set_tar_size(a.buf + 512, sizes[_i]);
	ck_assert_int_ne(list_here(a.buf, a.len, &n), ARCHIVE_CRASHED);
	ck_assert_uint_le(n, 3);
	strbuf_clear(&a);
}
END_TEST

START_TEST(an_absurd_zip_is_listed)
{
	struct strbuf a = archives_pack("zip", NULL, NULL, some, 3);
	uint32_t n;
	int found = 0;

	for (size_t i = 0; i + 46 < a.len; i++) {
		if (memcmp(a.buf + i, "PK\001\002", 4) != 0)
			continue;
		memset(a.buf + i + 20, 0xfe, 8);
		found++;
	}
	ck_assert_int_eq(found, 3);
	ck_assert_int_ne(list_here(a.buf, a.len, &n), ARCHIVE_CRASHED);
	ck_assert_uint_le(n, 6);
	strbuf_clear(&a);
}
END_TEST

#define COUNT(x) (int)(sizeof(x) / sizeof(*(x)))

Suite *suite_cut(void);
Suite *
suite_cut(void)
{
	Suite *suite = suite_create("cut");
	TCase *tc;

	tc = tcase_create("cut");
	tcase_add_loop_test(tc, a_cut_is_seen, 0, COUNT(cuts));
	tcase_add_loop_test(tc, an_end_is_known, 0, COUNT(torn));
	tcase_add_loop_test(tc, a_crafted_one_may_be_cut, 0, COUNT(crafted));
	tcase_add_loop_test(tc, an_absurd_tar_is_damaged, 0, 6);
	tcase_add_test(tc, an_absurd_zip_is_listed);
	suite_add_tcase(suite, tc);
	return suite;
}

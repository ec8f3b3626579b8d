/* SPDX-License-Identifier: MIT */
#include "archive/wire.h"

#include "lib/random.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LEVELS 2
#define MEMBERS 4

static const struct member members[] = {
	{ .path = "a",
		.path_len = 1,
		.level = 1,
		.mode = S_IFDIR | 0755,
		.size_bytes = -1 },
	{ .path = "a/b.zip",
		.path_len = 7,
		.level = 1,
		.mode = S_IFREG | 0600,
		.size_bytes = INT64_MAX,
		.mtime_ns = INT64_MIN,
		.has_mtime = true,
		.crc = 0xfedcba98,
		.has_crc = true },
	{ .path = "\377\n",
		.path_len = 2,
		.level = 2,
		.mode = S_IFLNK | 0777,
		.size_bytes = -1,
		.is_encrypted = true },
};

static struct strbuf
say_all(void)
{
	const struct wire_end end = { .state = ARCHIVE_DAMAGED,
		.n_members = 3,
		.text = "torn\n" };
	struct strbuf s = STRBUF_INIT;

	wire_add_format(&s, "A format");
	for (size_t i = 0; i < 3; i++)
		wire_add_member(&s, &members[i]);
	wire_add_end(&s, &end);
	return s;
}

/* What a parent may rely on, whatever was said. */
static int
check_member(void *arg, const struct member *m, struct error *err)
{
	unsigned int *n = arg;

	(void)err;
	++*n;
	ck_assert_uint_ge(m->level, 1);
	ck_assert_uint_le(m->level, LEVELS);
	ck_assert_uint_ge(m->path_len, 1);
	ck_assert_uint_le(m->path_len, MEMBER_PATH_MAX);
	ck_assert_ptr_null(memchr(m->path, '\0', m->path_len));
	ck_assert_int_ge(m->size_bytes, -1);
	ck_assert_uint_ne(m->mode & S_IFMT, 0);
	return 0;
}

static int
check_same(void *arg, const struct member *m, struct error *err)
{
	unsigned int *n = arg;
	const struct member *want = &members[*n];

	ck_assert_uint_eq(m->path_len, want->path_len);
	ck_assert_int_eq(memcmp(m->path, want->path, m->path_len), 0);
	ck_assert_uint_eq(m->mode, want->mode);
	ck_assert_int_eq(m->size_bytes, want->size_bytes);
	ck_assert_int_eq(m->mtime_ns, want->mtime_ns);
	ck_assert_uint_eq(m->crc, want->crc);
	ck_assert(m->has_mtime == want->has_mtime);
	ck_assert(m->has_crc == want->has_crc);
	ck_assert(m->is_encrypted == want->is_encrypted);
	return check_member(arg, m, err);
}

/* However the bytes come. */
START_TEST(what_is_said_is_heard)
{
	_cleanup_(strbuf_clear) struct strbuf s = say_all();

	for (size_t step = 1; step <= s.len; step++) {
		_cleanup_(wire_freep) struct wire *w =
			wire_new(LEVELS, MEMBERS);
		unsigned int n = 0;
		const struct wire_events events = { .on_member = check_same,
			.arg = &n };
		struct wire_end end;

		for (size_t at = 0; at < s.len; at += step) {
			size_t len = s.len - at < step ? s.len - at : step;

			ck_assert(!wire_ended(w, &end));
			ck_assert_int_eq(wire_feed(w, s.buf + at, len, &events,
						 NULL),
				0);
		}
		ck_assert(wire_ended(w, &end));
		ck_assert_uint_eq(n, 3);
		ck_assert_int_eq(end.state, ARCHIVE_DAMAGED);
		ck_assert_str_eq(end.text, "torn?");
		ck_assert_str_eq(wire_format(w), "A format");
	}
}
END_TEST

struct nonsense {
	const char *what;
	struct member member;
};

static const struct nonsense nonsense[] = {
	{ "no level", { .path = "x", .path_len = 1, .mode = S_IFREG } },
	{ "in nothing",
		{ .path = "x", .path_len = 1, .mode = S_IFREG, .level = 2 } },
	{ "no name", { .path = "", .level = 1, .mode = S_IFREG } },
	{ "NUL",
		{ .path = "x\0y",
			.path_len = 3,
			.level = 1,
			.mode = S_IFREG } },
	{ "no type", { .path = "x", .path_len = 1, .level = 1, .mode = 0644 } },
	{ "odd type",
		{ .path = "x", .path_len = 1, .level = 1, .mode = 0xf000 } },
	{ "more mode",
		{ .path = "x",
			.path_len = 1,
			.level = 1,
			.mode = S_IFREG | 0x10000 } },
	{ "size",
		{ .path = "x",
			.path_len = 1,
			.level = 1,
			.mode = S_IFREG,
			.size_bytes = -2 } },
};

START_TEST(nonsense_is_refused)
{
	_cleanup_(wire_freep) struct wire *w = wire_new(LEVELS, MEMBERS);
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	unsigned int n = 0;
	const struct wire_events events = { .on_member = check_member,
		.arg = &n };
	struct error err = ERROR_INIT;

	wire_add_member(&s, &nonsense[_i].member);
	ck_assert_int_eq(wire_feed(w, s.buf, s.len, &events, &err), -EPROTO);
	ck_assert_uint_eq(n, 0);
}
END_TEST

static const char *const torn[] = {
	"X\0\0\0\0",				 /* unknown */
	"M\377\377\377\377",			 /* too long */
	"F\001\0\0\0\n",			 /* not printable */
	"E\0\0\0\0",				 /* too short */
	"E\014\0\0\0\0\0\0\0\0\0\0\0\001\0\0\0", /* a member too many */
	"E\014\0\0\0\377\0\0\0\0\0\0\0\0\0\0\0", /* no such state */
	"E\014\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0E",	 /* more behind */
};
static const size_t torn_len[] = { 5, 5, 6, 5, 17, 17, 18 };

START_TEST(torn_frames_are_refused)
{
	_cleanup_(wire_freep) struct wire *w = wire_new(LEVELS, MEMBERS);
	unsigned int n = 0;
	const struct wire_events events = { .on_member = check_member,
		.arg = &n };
	struct error err = ERROR_INIT;

	ck_assert_int_eq(wire_feed(w, torn[_i], torn_len[_i], &events, &err),
		-EPROTO);
}
END_TEST

START_TEST(members_are_counted)
{
	_cleanup_(wire_freep) struct wire *w = wire_new(LEVELS, 2);
	_cleanup_(strbuf_clear) struct strbuf s = say_all();
	unsigned int n = 0;
	const struct wire_events events = { .on_member = check_member,
		.arg = &n };

	ck_assert_int_eq(wire_feed(w, s.buf, s.len, &events, NULL), -EPROTO);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(wire_n_members(w), 2);
}
END_TEST

/* Bytes changed at random: nothing wrong gets through. */
START_TEST(any_bytes_are_borne)
{
	_cleanup_(strbuf_clear) struct strbuf s = say_all();

	random_seed = 1;
	for (int round = 0; round < 3000; round++) {
		_cleanup_(wire_freep) struct wire *w =
			wire_new(LEVELS, MEMBERS);
		_cleanup_(strbuf_clear) struct strbuf t = STRBUF_INIT;
		unsigned int n = 0;
		const struct wire_events events = { .on_member = check_member,
			.arg = &n };
		struct wire_end end;

		strbuf_add(&t, s.buf, s.len);
		for (int i = 0; i < 1 + round % 4; i++)
			t.buf[any(t.len)] = (char)any(256);
		if (wire_feed(w, t.buf, t.len, &events, NULL) == 0 &&
			wire_ended(w, &end))
			ck_assert_uint_eq(end.n_members, n);
	}
}
END_TEST

/* --- digests ------------------------------------------------------------- */

static int
check_digest(void *arg, const struct wire_digest *digest, struct error *err)
{
	struct wire_digest *last = arg;

	(void)err;
	*last = *digest;
	return 0;
}

static int
ignore_member(void *arg, const struct member *member, struct error *err)
{
	(void)arg;
	(void)member;
	(void)err;
	return 0;
}

START_TEST(digests_are_of_members_that_were_told)
{
	static const struct {
		struct wire_digest digest;
		int status;
	} cases[] = {
		{ { .place = 1, .size_bytes = 0, .digest = "123456789012345" },
			0 },
		{ { .place = 2, .size_bytes = INT64_MAX }, 0 },
		{ { .place = 3, .size_bytes = 1 }, -EPROTO },
		{ { .place = 0, .size_bytes = 1 }, -EPROTO },
		{ { .place = UINT32_MAX, .size_bytes = 1 }, -EPROTO },
		{ { .place = 1, .size_bytes = -1 }, -EPROTO },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		_cleanup_(wire_freep) struct wire *w =
			wire_new(LEVELS, MEMBERS);
		_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
		struct wire_digest got = { 0 };
		const struct wire_events events = { .on_member = ignore_member,
			.on_digest = check_digest,
			.arg = &got };

		wire_add_member(&s, &members[0]);
		wire_add_member(&s, &members[1]);
		wire_add_digest(&s, &cases[i].digest);
		ck_assert_int_eq(wire_feed(w, s.buf, s.len, &events, NULL),
			cases[i].status);
		if (cases[i].status == 0) {
			ck_assert_uint_eq(got.place, cases[i].digest.place);
			ck_assert_int_eq(got.size_bytes,
				cases[i].digest.size_bytes);
			ck_assert_mem_eq(got.digest, cases[i].digest.digest,
				DIGEST_BYTES);
		}
	}
}
END_TEST

/* Who only wants a list is told no digests. */
START_TEST(digests_nobody_asked_for_are_nonsense)
{
	_cleanup_(wire_freep) struct wire *w = wire_new(LEVELS, MEMBERS);
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	const struct wire_events events = { .on_member = ignore_member };
	const struct wire_digest digest = { .place = 1 };

	wire_add_member(&s, &members[0]);
	wire_add_digest(&s, &digest);
	ck_assert_int_eq(wire_feed(w, s.buf, s.len, &events, NULL), -EPROTO);
}
END_TEST

Suite *suite_wire(void);
Suite *
suite_wire(void)
{
	Suite *suite = suite_create("wire");
	TCase *tc = tcase_create("wire");

	tcase_add_test(tc, what_is_said_is_heard);
	tcase_add_test(tc, digests_are_of_members_that_were_told);
	tcase_add_test(tc, digests_nobody_asked_for_are_nonsense);
	tcase_add_loop_test(tc, nonsense_is_refused, 0,
		sizeof(nonsense) / sizeof(*nonsense));
	tcase_add_loop_test(tc, torn_frames_are_refused, 0,
		sizeof(torn) / sizeof(*torn));
	tcase_add_test(tc, members_are_counted);
	tcase_add_test(tc, any_bytes_are_borne);
	suite_add_tcase(suite, tc);
	return suite;
}

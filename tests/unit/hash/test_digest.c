/* SPDX-License-Identifier: MIT */
#include "hash/digest.h"

#include "lib/scratch.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/interrupt.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* What xxh128sum says of them. */
static const char of_catalog[] = "528046d70d011be38532b3862684fa1c";
static const char of_pattern[] = "a498f1fd289491881908d046110f25d3";
static const char of_its_head[] = "7d5e551fefb47c21597cefa098478059";
static const char of_its_old_ends[] = "bd484ef52d432aa34ec63b842d8cd5f8";
static const char of_its_ends[] = "ebd69800e78770733e8cb9c7db7c7ad5";

static struct digest_watch watch;

static void
fill_pattern(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i * 131 + 7 * (i >> 8));
}

/* A descriptor of a fresh file with these bytes. */
static int
open_with(const void *bytes, size_t len)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "f");
	int fd;

	scratch_write(path, bytes, len);
	fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static int
digest_of(struct digest *ret, int fd, int64_t size, int64_t covered)
{
	struct digester *d = digester_new(&watch);
	int r = digest_fd(d, ret, fd, size, covered);

	digester_free(d);
	return r;
}

static void
assert_digest(int fd, int64_t size, int64_t covered, const char *hex)
{
	char got[2 * DIGEST_BYTES + 1];
	struct digest digest;

	ck_assert_int_eq(digest_of(&digest, fd, size, covered), 0);
	for (size_t i = 0; i < DIGEST_BYTES; i++)
		(void)snprintf(got + 2 * i, 3, "%02x", digest.bytes[i]);
	ck_assert_str_eq(got, hex);
	ck_assert_int_eq(digest.covered, covered);
}

START_TEST(digests_what_the_stage_covers)
{
	_cleanup_(closep) int small = open_with("catalog\n", 8);
	static uint8_t bytes[DIGEST_WHOLE + 1];
	static uint8_t long_bytes[DIGEST_LONG + 1];
	_cleanup_(closep) int large = -1, longer = -1;

	fill_pattern(bytes, sizeof(bytes));
	large = open_with(bytes, sizeof(bytes));
	fill_pattern(long_bytes, sizeof(long_bytes));
	longer = open_with(long_bytes, sizeof(long_bytes));
	assert_digest(small, 8, digest_partial_bytes(8), of_catalog);
	assert_digest(small, 8, 8, of_catalog);
	assert_digest(large, sizeof(bytes), sizeof(bytes), of_pattern);
	assert_digest(large, sizeof(bytes), digest_partial_bytes(sizeof(bytes)),
		of_its_head);
	assert_digest(longer, sizeof(long_bytes),
		digest_partial_bytes(sizeof(long_bytes)), of_its_ends);
	assert_digest(longer, sizeof(long_bytes),
		digest_old_partial_bytes(sizeof(long_bytes)), of_its_old_ends);
}
END_TEST

/* Sparse: 2^32 + 1 zeroes. */
START_TEST(counts_beyond_32_bits)
{
	_cleanup_(closep) int fd = open_with("", 0);
	const int64_t size = (INT64_C(1) << 32) + 1;

	ck_assert_int_eq(ftruncate(fd, size), 0);
	assert_digest(fd, size, size, "15c53f406838dadc080aa1f1ac86f615");
}
END_TEST

START_TEST(tells_a_file_of_another_size)
{
	static const int64_t sizes[] = { 1, 2048, 4095, 4096, 4097, 65535,
		65536, 65537, 131072, 200000, DIGEST_LONG + 1 };
	int64_t size = sizes[_i];
	int64_t short_of = size - 1;
	_cleanup_(closep) int fd = open_with("", 0);
	struct digest digest;

	ck_assert_int_eq(ftruncate(fd, size), 0);
	ck_assert_int_eq(digest_of(&digest, fd, size, size), 0);
	ck_assert_int_eq(digest_of(&digest, fd, size,
				 digest_partial_bytes(size)),
		0);
	ck_assert_int_eq(ftruncate(fd, size + 1), 0);
	ck_assert_int_eq(digest_of(&digest, fd, size, size), -ESTALE);
	ck_assert_int_eq(ftruncate(fd, size - 1), 0);
	ck_assert_int_eq(digest_of(&digest, fd, size, size), -ESTALE);
	/* Where it covers the head alone, the rest is access_check()'s. */
	if (digest_partial_bytes(size) == DIGEST_HEAD && size > DIGEST_HEAD)
		short_of = DIGEST_HEAD - 1;
	ck_assert_int_eq(ftruncate(fd, short_of), 0);
	ck_assert_int_eq(digest_of(&digest, fd, size,
				 digest_partial_bytes(size)),
		-ESTALE);
}
END_TEST

START_TEST(sees_every_byte)
{
	static const int64_t at[] = { 0, 2047, 2048, 65535, 65536, 99999 };
	_cleanup_(closep) int fd = open_with("", 0);
	struct digest before, after;

	ck_assert_int_eq(ftruncate(fd, 100000), 0);
	ck_assert_int_eq(digest_of(&before, fd, 100000, 100000), 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, at[_i]), 1);
	ck_assert_int_eq(digest_of(&after, fd, 100000, 100000), 0);
	ck_assert_int_ne(memcmp(before.bytes, after.bytes, DIGEST_BYTES), 0);
}
END_TEST

START_TEST(stops_when_told)
{
	_cleanup_(closep) int fd = open_with("catalog\n", 8);
	struct digest digest;

	atomic_store(&watch.stop, true);
	ck_assert_int_eq(digest_of(&digest, fd, 8, 8), -EINTR);
	atomic_store(&watch.stop, false);
	interrupt_set(SIGINT);
	ck_assert_int_eq(digest_of(&digest, fd, 8, 8), -EINTR);
	interrupt_set(0);
	ck_assert_int_eq(digest_of(&digest, fd, 8, 8), 0);
}
END_TEST

START_TEST(goes_on_from_what_was_saved)
{
	static const int64_t at[] = { 1, 63, 64, 240, 241, 256, 257, 1024,
		65536, 65537, 199999, 200000 };
	static uint8_t bytes[200000];
	_cleanup_(strbuf_clear) struct strbuf saved = STRBUF_INIT;
	_cleanup_(reading_freep) struct reading *first = reading_new();
	_cleanup_(reading_freep) struct reading *second = NULL;
	struct digester *d = digester_new(&watch);
	struct digest plain, half, whole;
	_cleanup_(closep) int fd = -1;

	fill_pattern(bytes, sizeof(bytes));
	fd = open_with(bytes, sizeof(bytes));
	ck_assert_int_eq(digest_of(&plain, fd, 200000, 200000), 0);
	ck_assert_int_eq(reading_go_on(d, first, &half, fd, at[_i]), 0);
	reading_save(first, &saved);
	second = reading_restore(saved.buf, saved.len);
	ck_assert_ptr_nonnull(second);
	ck_assert_int_eq(reading_done(second), at[_i]);
	ck_assert_int_eq(reading_go_on(d, second, &whole, fd, 200000), 0);
	ck_assert(digest_is_equal(&whole, &plain));
	digester_free(d);
}
END_TEST

START_TEST(trusts_no_saved_state_that_is_damaged)
{
	_cleanup_(strbuf_clear) struct strbuf saved = STRBUF_INIT;
	_cleanup_(reading_freep) struct reading *reading = reading_new();
	_cleanup_(closep) int fd = open_with("", 0);
	struct digester *d = digester_new(&watch);
	struct digest half;

	ck_assert_int_eq(ftruncate(fd, 100000), 0);
	ck_assert_int_eq(reading_go_on(d, reading, &half, fd, 70000), 0);
	reading_save(reading, &saved);
	ck_assert_ptr_null(reading_restore(saved.buf, saved.len - 1));
	ck_assert_ptr_null(reading_restore(NULL, 0));
	for (size_t i = 0; i < saved.len; i++) {
		saved.buf[i] = (char)(saved.buf[i] ^ 0x10);
		ck_assert_ptr_null(reading_restore(saved.buf, saved.len));
		saved.buf[i] = (char)(saved.buf[i] ^ 0x10);
	}
	digester_free(d);
}
END_TEST

/* Bytes and holes by turns: where a hole begins, ends or is missing. */
START_TEST(holes_are_zeroes)
{
	static const int64_t data[] = { 0, 5000, 1 << 20, (2 << 20) - 1,
		(3 << 20) + 65536, (5 << 20) + 4095 };
	const int64_t size = (6 << 20) + 77;
	_cleanup_(closep) int sparse = open_with("", 0);
	_cleanup_(closep) int dense = -1;
	_cleanup_(freep) uint8_t *bytes = xcalloc(1, (size_t)size);
	_cleanup_(reading_freep) struct reading *reading = reading_new();
	struct digester *d = digester_new(&watch);
	struct digest expected, digest;
	struct stat st;
	long long before;

	ck_assert_int_eq(ftruncate(sparse, size), 0);
	for (int i = 0; i < 6; i++) {
		fill_pattern(bytes + data[i], 3000);
		ck_assert_int_eq(pwrite(sparse, bytes + data[i], 3000, data[i]),
			3000);
	}
	dense = open_with(bytes, (size_t)size);
	ck_assert_int_eq(digest_of(&expected, dense, size, size), 0);
	before = atomic_load(&watch.bytes_read);
	ck_assert_int_eq(digest_of(&digest, sparse, size, size), 0);
	ck_assert(digest_is_equal(&digest, &expected));
	ck_assert_int_eq(fstat(sparse, &st), 0);
	if (st.st_blocks < 1000) /* else there are no holes here */
		ck_assert_int_lt(atomic_load(&watch.bytes_read) - before,
			1 << 20);
	for (int64_t at = 0; at < size; at += 700001)
		ck_assert_int_eq(reading_go_on(d, reading, &digest, sparse, at),
			0);
	ck_assert_int_eq(reading_go_on(d, reading, &digest, sparse, size), 0);
	ck_assert(digest_is_equal(&digest, &expected));
	/* A hole behind its end is none. */
	ck_assert_int_eq(ftruncate(sparse, size - 1), 0);
	ck_assert_int_eq(digest_of(&digest, sparse, size, size), -ESTALE);
	digester_free(d);
}
END_TEST

START_TEST(counts_the_bytes_read)
{
	static const uint8_t bytes[100000];
	_cleanup_(closep) int fd = open_with(bytes, sizeof(bytes));
	struct digest digest;
	long long before = atomic_load(&watch.bytes_read);

	ck_assert_int_eq(digest_of(&digest, fd, 100000,
				 digest_partial_bytes(100000)),
		0);
	ck_assert_int_eq(atomic_load(&watch.bytes_read) - before, DIGEST_HEAD);
	ck_assert_int_eq(digest_of(&digest, fd, 100000, 100000), 0);
	ck_assert_int_eq(atomic_load(&watch.bytes_read) - before,
		DIGEST_HEAD + 100000);
}
END_TEST

START_TEST(tells_what_was_read)
{
	static const uint8_t bytes[DIGEST_WHOLE];
	_cleanup_(closep) int fd = open_with(bytes, sizeof(bytes));
	const struct budget_limits fast = { .bytes_per_second = 1 << 30 };
	struct budget budget;
	struct digest_watch mine = { .budget = &budget };
	struct digester *d = digester_new(&mine);
	struct digest digest;

	/* Some at once, */
	budget_init(&budget, &(struct budget_limits){ 0 });
	ck_assert_int_eq(digest_fd(d, &digest, fd, DIGEST_WHOLE,
				 digest_partial_bytes(DIGEST_WHOLE)),
		0);
	ck_assert_int_eq(mine.bytes_read, 0);
	digester_tell(d);
	ck_assert_int_eq(mine.bytes_read, DIGEST_WHOLE);
	/* or, where each takes its time, each. */
	budget_init(&budget, &fast);
	ck_assert_int_eq(digest_fd(d, &digest, fd, DIGEST_WHOLE,
				 digest_partial_bytes(DIGEST_WHOLE)),
		0);
	ck_assert_int_eq(mine.bytes_read, 2 * DIGEST_WHOLE);
	digester_free(d);
}
END_TEST

START_TEST(compares_bytes)
{
	_cleanup_(closep) int a = open_with("", 0);
	_cleanup_(closep) int b = open_with("", 0);
	struct digester *d = digester_new(&watch);

	ck_assert_int_eq(ftruncate(a, 70000), 0);
	ck_assert_int_eq(ftruncate(b, 70000), 0);
	ck_assert_int_eq(digest_compare(d, a, b, 70000), 1);
	ck_assert_int_eq(digest_compare(d, a, b, 70001), -ESTALE);
	ck_assert_int_eq(pwrite(b, "x", 1, 69999), 1);
	ck_assert_int_eq(digest_compare(d, a, b, 70000), 0);
	ck_assert_int_eq(pwrite(a, "x", 1, 69999), 1);
	ck_assert_int_eq(digest_compare(d, a, b, 70000), 1);
	ck_assert_int_eq(ftruncate(b, 69999), 0);
	ck_assert_int_eq(digest_compare(d, a, b, 70000), -ESTALE);
	digester_free(d);
}
END_TEST

Suite *suite_digest(void);

Suite *
suite_digest(void)
{
	Suite *suite = suite_create("digest");
	TCase *tc = tcase_create("digest");

	tcase_add_test(tc, digests_what_the_stage_covers);
	tcase_add_loop_test(tc, tells_a_file_of_another_size, 0, 11);
	tcase_add_loop_test(tc, sees_every_byte, 0, 6);
	tcase_add_test(tc, stops_when_told);
	tcase_add_loop_test(tc, goes_on_from_what_was_saved, 0, 12);
	tcase_add_test(tc, trusts_no_saved_state_that_is_damaged);
	tcase_add_test(tc, holes_are_zeroes);
	tcase_add_test(tc, counts_the_bytes_read);
	tcase_add_test(tc, tells_what_was_read);
	tcase_add_test(tc, compares_bytes);
	suite_add_tcase(suite, tc);
	tc = tcase_create("large");
	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, counts_beyond_32_bits);
	suite_add_tcase(suite, tc);
	return suite;
}

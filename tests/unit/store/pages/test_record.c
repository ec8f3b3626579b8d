/* SPDX-License-Identifier: MIT */
#include "store/pages/record.h"

#include "lib/random.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* A record that is put together: types in front, bodies behind. */
struct made {
	uint8_t header[64];
	size_t header_len;
	uint8_t body[8300];
	size_t body_len;
};

/* The shortest form, by the text of the format. */
static size_t
put_varint(uint8_t *to, uint64_t n)
{
	uint8_t reversed[10];
	size_t len = 0;

	if (n >> 56 != 0) {
		for (int i = 0; i < 8; i++)
			to[i] = (uint8_t)(0x80 | (n >> (8 + 7 * (7 - i))));
		to[8] = (uint8_t)n;
		return 9;
	}
	do {
		reversed[len++] = (uint8_t)(n & 0x7f);
		n >>= 7;
	} while (n != 0);
	for (size_t i = 0; i < len; i++)
		to[i] = (uint8_t)(reversed[len - 1 - i] |
			(i + 1 < len ? 0x80 : 0));
	return len;
}

static void
add(struct made *m, uint64_t type, const void *body, size_t len)
{
	m->header_len += put_varint(m->header + m->header_len, type);
	if (len > 0)
		memcpy(m->body + m->body_len, body, len);
	m->body_len += len;
}

/* The last `size` bytes of the number. */
static void
add_integer(struct made *m, uint64_t type, int64_t n, size_t size)
{
	uint8_t body[8];

	for (size_t i = 0; i < size; i++)
		body[i] = (uint8_t)((uint64_t)n >> (8 * (size - 1 - i)));
	add(m, type, body, size);
}

/* Bytes with nothing but the margin behind them, so that reading on is noticed.
 */
static uint8_t *
copy(const uint8_t *bytes, size_t len, int margin)
{
	uint8_t *copied = xreallocarray(NULL, len + RECORD_MARGIN, 1);

	if (len > 0)
		memcpy(copied, bytes, len);
	memset(copied + len, margin, RECORD_MARGIN);
	return copied;
}

/* Bytes with nothing behind them, likewise. */
static uint8_t *
bare_copy(const uint8_t *bytes, size_t len)
{
	uint8_t *copied = xreallocarray(NULL, len > 0 ? len : 1, 1);

	if (len > 0)
		memcpy(copied, bytes, len);
	return copied;
}

/* All of it, to be freed. */
static uint8_t *
finish(const struct made *m, size_t *ret_len)
{
	uint8_t all[sizeof(m->header) + sizeof(m->body) + 1];

	ck_assert_uint_lt(m->header_len, 127);
	all[0] = (uint8_t)(m->header_len + 1);
	memcpy(all + 1, m->header, m->header_len);
	memcpy(all + 1 + m->header_len, m->body, m->body_len);
	*ret_len = 1 + m->header_len + m->body_len;
	return copy(all, *ret_len, 0xa5);
}

static bool
is_record(const uint8_t *bytes, size_t len)
{
	_cleanup_(freep) uint8_t *copied = copy(bytes, len, 0xa5);
	struct record record;

	return record_read(&record, RECORD_COLUMNS, copied, len);
}

/* --- numbers --------------------------------------------------------------- */

static const struct {
	uint64_t type;
	size_t size;
	int64_t value;
} integers[] = {
	{ 8, 0, 0 },
	{ 9, 0, 1 },
	{ 1, 1, 0 },
	{ 1, 1, 127 },
	{ 1, 1, -1 },
	{ 1, 1, -128 },
	{ 2, 2, 128 },
	{ 2, 2, -129 },
	{ 2, 2, 0x1234 },
	{ 2, 2, INT16_MAX },
	{ 2, 2, INT16_MIN },
	{ 3, 3, 0x123456 },
	{ 3, 3, 0x7fffff },
	{ 3, 3, -0x800000 },
	{ 3, 3, -2 },
	{ 4, 4, 0x12345678 },
	{ 4, 4, INT32_MAX },
	{ 4, 4, INT32_MIN },
	{ 4, 4, -3 },
	{ 5, 6, INT64_C(0x123456789abc) },
	{ 5, 6, INT64_C(0x7fffffffffff) },
	{ 5, 6, -INT64_C(0x800000000000) },
	{ 5, 6, -4 },
	{ 6, 8, INT64_C(0x123456789abcdef0) },
	{ 6, 8, INT64_MAX },
	{ 6, 8, INT64_MIN },
	{ 6, 8, -5 },
};

START_TEST(reads_integers_of_all_sizes)
{
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct record record;
	size_t len;

	add_integer(&m, 1, 77, 1);
	add_integer(&m, integers[_i].type, integers[_i].value,
		integers[_i].size);
	add_integer(&m, 2, -77, 2);
	bytes = finish(&m, &len);
	ck_assert(record_read(&record, RECORD_COLUMNS, bytes, len));
	ck_assert_int_eq(record.value[0], 77);
	ck_assert_int_eq(record.value[1], integers[_i].value);
	ck_assert_int_eq(record.value[2], -77);
	ck_assert_ptr_null(record.bytes);
	ck_assert_uint_eq(record.len, 0);
}
END_TEST

START_TEST(null_and_floats_are_zero)
{
	const double x = 1.5;
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct record record;
	size_t len;

	add(&m, 0, NULL, 0);
	add(&m, 7, &x, sizeof(x));
	add_integer(&m, 1, 5, 1);
	bytes = finish(&m, &len);
	memset(&record, 0xff, sizeof(record));
	ck_assert(record_read(&record, RECORD_COLUMNS, bytes, len));
	ck_assert_int_eq(record.value[0], 0);
	ck_assert_int_eq(record.value[1], 0);
	ck_assert_int_eq(record.value[2], 5);
}
END_TEST

START_TEST(columns_that_are_not_there_are_zero)
{
	for (size_t n = 0; n <= RECORD_COLUMNS; n++) {
		struct made m = { .header_len = 0 };
		_cleanup_(freep) uint8_t *bytes = NULL;
		struct record record;
		size_t len;

		for (size_t i = 0; i < n; i++)
			add_integer(&m, 1, (int64_t)i + 1, 1);
		bytes = finish(&m, &len);
		memset(&record, 0xff, sizeof(record));
		ck_assert(record_read(&record, RECORD_COLUMNS, bytes, len));
		for (size_t i = 0; i < RECORD_COLUMNS; i++)
			ck_assert_int_eq(record.value[i],
				i < n ? (int64_t)i + 1 : 0);
		ck_assert_ptr_null(record.bytes);
		ck_assert_uint_eq(record.len, 0);
	}
}
END_TEST

START_TEST(columns_beyond_are_passed_over)
{
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct record record;
	size_t len;

	for (int i = 0; i < RECORD_COLUMNS + 5; i++)
		add_integer(&m, 4, 1000 + i, 4);
	add(&m, 12 + 2 * 3, "xyz", 3);
	bytes = finish(&m, &len);
	ck_assert(record_read(&record, RECORD_COLUMNS, bytes, len));
	for (int i = 0; i < RECORD_COLUMNS; i++)
		ck_assert_int_eq(record.value[i], 1000 + i);
	ck_assert_ptr_null(record.bytes);
}
END_TEST

START_TEST(fewer_columns_may_be_read)
{
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct record record;
	size_t len;

	for (int i = 0; i < RECORD_COLUMNS; i++)
		add_integer(&m, 4, 1000 + i, 4);
	bytes = finish(&m, &len);
	ck_assert(record_read(&record, 3, bytes, len));
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(record.value[i], 1000 + i);
	/* And then all. */
	ck_assert(record_read(&record, RECORD_COLUMNS, record.whole,
		record.whole_len));
	ck_assert_int_eq(record.value[RECORD_COLUMNS - 1],
		1000 + RECORD_COLUMNS - 1);
	/* What is wrong behind them, who reads on is told. */
	ck_assert(record_read(&record, 3, bytes, len - 1));
	ck_assert(!record_read(&record, RECORD_COLUMNS, record.whole,
		record.whole_len));
}
END_TEST

/* --- BLOBs ----------------------------------------------------------------- */

/* From 58 on the type is longer than a byte, from 8186 on than two. */
static const size_t blob_lens[] = { 0, 1, 16, 57, 58, 59, 255, 4096, 8185,
	8186 };

START_TEST(reads_blobs)
{
	const size_t blob_len = blob_lens[_i];
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	uint8_t blob[8186];
	struct record record;
	size_t len;

	for (size_t i = 0; i < sizeof(blob); i++)
		blob[i] = (uint8_t)(i * 7);
	add_integer(&m, 1, 3, 1);
	add(&m, 12 + 2 * blob_len, blob, blob_len);
	add_integer(&m, 1, 4, 1);
	ck_assert_uint_eq(m.header_len,
		2u +
			(blob_len < 58			? 1 :
					blob_len < 8186 ? 2 :
							  3));
	bytes = finish(&m, &len);
	ck_assert(record_read(&record, RECORD_COLUMNS, bytes, len));
	ck_assert_int_eq(record.value[0], 3);
	ck_assert_int_eq(record.value[1], 0);
	ck_assert_int_eq(record.value[2], 4);
	ck_assert_ptr_nonnull(record.bytes);
	ck_assert_uint_eq(record.len, blob_len);
	ck_assert(memcmp(record.bytes, blob, blob_len) == 0);
}
END_TEST

/* --- varints --------------------------------------------------------------- */

START_TEST(reads_varints_of_all_lengths)
{
	for (size_t len = 1; len <= 9; len++) {
		const int bits = len == 9 ? 64 : (int)len * 7;
		const uint64_t most = UINT64_MAX >> (64 - bits);
		const uint64_t least =
			len == 1 ? 0 : UINT64_C(1) << (7 * (len - 1));
		const uint64_t numbers[] = { least, least + 5, most - 1, most };

		for (size_t i = 0; i < 4; i++) {
			uint8_t made[9];
			uint64_t number = 99;

			ck_assert_uint_eq(put_varint(made, numbers[i]), len);
			for (size_t n = 0; n <= len; n++) {
				_cleanup_(freep) uint8_t *bytes =
					bare_copy(made, n);

				ck_assert_uint_eq(record_varint(&number, bytes,
							  n),
					n < len ? 0 : len);
			}
			ck_assert(number == numbers[i]);
		}
	}
}
END_TEST

/* Nothing behind the ninth byte belongs to it. */
START_TEST(a_varint_has_nine_bytes_at_most)
{
	uint8_t bytes[12];
	uint64_t number = 0;

	memset(bytes, 0xff, sizeof(bytes));
	ck_assert_uint_eq(record_varint(&number, bytes, sizeof(bytes)), 9);
	ck_assert(number == UINT64_MAX);
}
END_TEST

/* Longer than it needs to be: one, of two to nine bytes. */
START_TEST(a_varint_may_be_long)
{
	for (size_t len = 2; len <= 9; len++) {
		uint8_t bytes[9];
		uint64_t number = 0;

		memset(bytes, 0x80, sizeof(bytes));
		bytes[len - 1] = 1;
		ck_assert_uint_eq(record_varint(&number, bytes, len), len);
		ck_assert(number == 1);
	}
}
END_TEST

START_TEST(reads_numbers_of_pages)
{
	const uint8_t bytes[] = { 0x80, 0xff, 0x01, 0x02 };

	ck_assert_uint_eq(record_u16(bytes), 0x80ff);
	ck_assert_uint_eq(record_u32(bytes), 0x80ff0102);
}
END_TEST

/* --- what is none ---------------------------------------------------------- */

START_TEST(a_header_has_its_length)
{
	static const uint8_t too_long[] = { 4, 1, 1, 7, 7 };
	uint8_t ones[9];

	memset(ones, 0xff, sizeof(ones));
	ck_assert(!is_record(NULL, 0));
	ck_assert(is_record((const uint8_t[]){ 1 }, 1));
	ck_assert(!is_record((const uint8_t[]){ 2 }, 1));
	/* Shorter than what says so. */
	ck_assert(!is_record((const uint8_t[]){ 0 }, 1));
	ck_assert(!is_record((const uint8_t[]){ 0, 9, 9 }, 3));
	ck_assert(!is_record((const uint8_t[]){ 0x80, 1, 9, 9 }, 4));
	ck_assert(is_record((const uint8_t[]){ 0x80, 2, 9, 9 }, 4));
	/* Without an end; or with one that is far away. */
	ck_assert(!is_record((const uint8_t[]){ 0x80 }, 1));
	ck_assert(!is_record(ones, 8));
	ck_assert(!is_record(ones, sizeof(ones)));
	/* What is left of it is read as types. */
	ck_assert(!is_record(too_long, sizeof(too_long)));
	/* A type that goes on behind it. */
	ck_assert(!is_record((const uint8_t[]){ 2, 0x80, 1, 1, 1 }, 5));
}
END_TEST

START_TEST(a_body_may_not_be_cut)
{
	struct made m = { .header_len = 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	uint8_t blob[70] = { 1 };
	size_t len;

	for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i += 4)
		add_integer(&m, integers[i].type, integers[i].value,
			integers[i].size);
	add(&m, 12 + 2 * sizeof(blob), blob, sizeof(blob));
	add_integer(&m, 6, 1, 8);
	bytes = finish(&m, &len);
	ck_assert(is_record(bytes, len));
	for (size_t cut = 0; cut < len; cut++)
		ck_assert(!is_record(bytes, cut));
}
END_TEST

START_TEST(a_blob_may_not_be_longer_than_the_record)
{
	static const uint64_t lens[] = { 1, 2, 50, 1000, UINT32_MAX,
		UINT64_C(1) << 32, UINT64_C(1) << 62, INT64_MAX / 2 - 6,
		INT64_MAX - 7, INT64_MAX - 6 /* of the last type */ };

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct made m = { .header_len = 0 };
		_cleanup_(freep) uint8_t *bytes = NULL;
		size_t len;

		add(&m, 12 + 2 * lens[i], NULL, 0);
		bytes = finish(&m, &len);
		ck_assert(!is_record(bytes, len));
		/* A text likewise. */
		m.header_len = 0;
		add(&m, 13 + 2 * lens[i], NULL, 0);
		freep(&bytes);
		bytes = finish(&m, &len);
		ck_assert(!is_record(bytes, len));
	}
}
END_TEST

/* --- any bytes ------------------------------------------------------------- */

static void
add_any(struct made *m)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
	uint8_t body[80];
	uint32_t type = any(10 + 2);
	uint32_t len = any(sizeof(body));

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)any(256);
	if (type < 10)
		add(m, type, body, sizes[type]);
	else
		add(m, 12 + 2 * len, body, len);
}

/* In every column, and the bytes of it within those that were given. */
static uint64_t
touch(const struct record *record, const uint8_t *bytes, size_t len)
{
	uint64_t sum = record->len;

	for (size_t i = 0; i < RECORD_COLUMNS; i++)
		sum += (uint64_t)record->value[i];
	if (record->bytes)
		ck_assert(record->bytes >= bytes &&
			record->len <= (size_t)(bytes + len - record->bytes));
	for (size_t i = 0; i < record->len; i++)
		sum += record->bytes[i];
	return sum;
}

/* So that all bytes are read. */
extern volatile uint64_t record_seen;
volatile uint64_t record_seen;

/* Whatever is behind them, a record is the same. */
static void
check_margin(const struct record *record, bool is_one, const uint8_t *bytes,
	size_t len)
{
	_cleanup_(freep) uint8_t *copied = copy(bytes, len, 0x5a);
	struct record again;

	ck_assert(record_read(&again, RECORD_COLUMNS, copied, len) == is_one);
	if (!is_one)
		return;
	ck_assert_mem_eq(again.value, record->value, sizeof(again.value));
	ck_assert_uint_eq(again.len, record->len);
}

static bool
read_mutated(const uint8_t *good, size_t good_len)
{
	_cleanup_(freep) uint8_t *bytes = NULL;
	size_t len = any(4) ? good_len : any(good_len + 1);
	struct record record;
	bool is_one;

	bytes = copy(good, len, 0xa5);
	for (uint32_t n = any(4); n > 0 && len > 0; n--) {
		/* At its beginning is most that can be wrong. */
		size_t at = any(2) ? any(len) : any(len < 8 ? len : 8);

		bytes[at] = (uint8_t)(bytes[at] ^
			(any(3) ? any(256) : 1u << any(8)));
	}
	is_one = record_read(&record, RECORD_COLUMNS, bytes, len);
	check_margin(&record, is_one, bytes, len);
	if (is_one)
		record_seen += touch(&record, bytes, len);
	return is_one;
}

START_TEST(nothing_outside_of_any_bytes_is_read)
{
	int n_read = 0;

	random_seed = 1;
	for (int i = 0; i < 1500; i++) {
		struct made m = { .header_len = 0 };
		_cleanup_(freep) uint8_t *good = NULL;
		size_t len;

		for (uint32_t n = any(RECORD_COLUMNS + 3); n > 0; n--)
			add_any(&m);
		good = finish(&m, &len);
		for (int k = 0; k < 70; k++)
			n_read += read_mutated(good, len);
	}
	ck_assert_int_gt(n_read, 10000);
	ck_assert_int_lt(n_read, 90000);
}
END_TEST

Suite *suite_record(void);

Suite *
suite_record(void)
{
	Suite *s = suite_create("record");
	TCase *t = tcase_create("record");

	tcase_add_loop_test(t, reads_integers_of_all_sizes, 0,
		sizeof(integers) / sizeof(integers[0]));
	tcase_add_test(t, null_and_floats_are_zero);
	tcase_add_test(t, columns_that_are_not_there_are_zero);
	tcase_add_test(t, columns_beyond_are_passed_over);
	tcase_add_test(t, fewer_columns_may_be_read);
	tcase_add_loop_test(t, reads_blobs, 0,
		sizeof(blob_lens) / sizeof(blob_lens[0]));
	tcase_add_test(t, reads_varints_of_all_lengths);
	tcase_add_test(t, a_varint_has_nine_bytes_at_most);
	tcase_add_test(t, a_varint_may_be_long);
	tcase_add_test(t, reads_numbers_of_pages);
	tcase_add_test(t, a_header_has_its_length);
	tcase_add_test(t, a_body_may_not_be_cut);
	tcase_add_test(t, a_blob_may_not_be_longer_than_the_record);
	tcase_add_test(t, nothing_outside_of_any_bytes_is_read);
	suite_add_tcase(s, t);
	return s;
}

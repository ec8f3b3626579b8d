/* SPDX-License-Identifier: MIT */
#include "util/parse.h"

#include "util/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* So much of a bad word is quoted that the example after it still fits. */
#define QUOTE "'%.200s'"

/* isdigit() takes an int and asks the locale. */
static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Decimal digits at *text, moved behind them.  False when it overflows. */
static bool
parse_digits(uint64_t *ret, const char **text)
{
	uint64_t value = 0;

	for (; is_digit(**text); (*text)++) {
		if (__builtin_mul_overflow(value, UINT64_C(10), &value) ||
			__builtin_add_overflow(value, (uint64_t)(**text - '0'),
				&value))
			return false;
	}
	*ret = value;
	return true;
}

/* The number of bytes a unit stands for, 0 when it is none. */
static uint64_t
unit_bytes(const char *unit)
{
	static const char letters[] = "kmgtpe";
	uint64_t base = 1024;
	uint64_t bytes = 1;
	const char *letter;

	if (*unit == '\0' || strcasecmp(unit, "b") == 0)
		return 1;
	letter = memchr(letters, *unit | 0x20, sizeof(letters) - 1);
	if (!letter)
		return 0;
	if (strcasecmp(unit + 1, "b") == 0)
		base = 1000;
	else if (unit[1] != '\0' && strcasecmp(unit + 1, "ib") != 0)
		return 0;
	for (const char *l = letters; l <= letter; l++)
		bytes *= base;
	return bytes;
}

/*
 * The fraction 0.DIGITS of a unit, rounded down: from the last digit to the
 * first, so that any number of digits is exact.  10 * 2^60 fits.
 */
static uint64_t
fraction_bytes(const char *digits, size_t len, uint64_t unit)
{
	uint64_t bytes = 0;

	while (len-- > 0)
		bytes = (bytes + (uint64_t)(digits[len] - '0') * unit) / 10;
	return bytes;
}

static int
bad_size(struct error *err, const char *text)
{
	return error_kind(err, ERROR_USAGE, EINVAL,
		QUOTE " is not a size; write a number and perhaps a unit, "
		      "such as 4096, 10k, 1.5M or 2GiB",
		text);
}

int
parse_size(int64_t *ret, const char *text, struct error *err)
{
	const char *at = text;
	const char *fraction;
	size_t fraction_len = 0;
	uint64_t value = 0;
	uint64_t unit;
	bool fits;

	if (!is_digit(*at))
		return bad_size(err, text);
	fits = parse_digits(&value, &at);
	while (is_digit(*at)) /* where it overflowed */
		at++;
	fraction = at;
	if (*at == '.') {
		fraction++;
		while (is_digit(fraction[fraction_len]))
			fraction_len++;
		if (fraction_len == 0)
			return bad_size(err, text);
		at = fraction + fraction_len;
	}
	unit = unit_bytes(at);
	if (unit == 0 || (unit == 1 && fraction_len > 0))
		return bad_size(err, text);
	if (!fits || __builtin_mul_overflow(value, unit, &value) ||
		__builtin_add_overflow(value,
			fraction_bytes(fraction, fraction_len, unit), &value) ||
		value > INT64_MAX)
		return error_kind(err, ERROR_USAGE, ERANGE,
			QUOTE " is too large; a size is at most %" PRId64
			      " bytes, such as 7E",
			text, INT64_MAX);
	*ret = (int64_t)value;
	return 0;
}

int
parse_size_range(struct size_range *ret, const char *text, struct error *err)
{
	bool has_sign = *text == '+' || *text == '-';
	int64_t size;
	int result;

	result = parse_size(&size, has_sign ? text + 1 : text, err);
	if (result < 0)
		return result;
	if ((*text == '+' && size == INT64_MAX) || (*text == '-' && size == 0))
		return error_kind(err, ERROR_USAGE, ERANGE,
			QUOTE " matches no size at all; write +10M for more "
			      "than, -10M for less than, 10M for exactly",
			text);
	ret->min = size;
	ret->max = size;
	if (*text == '+') {
		ret->min = size + 1;
		ret->max = INT64_MAX;
	} else if (*text == '-') {
		ret->min = 0;
		ret->max = size - 1;
	}
	return 0;
}

int
parse_number(int64_t *ret, const char *text, int64_t min, int64_t max,
	struct error *err)
{
	bool is_negative = *text == '-';
	const char *at = is_negative ? text + 1 : text;
	uint64_t value = 0;
	int64_t number = 0;
	bool fits;

	fits = is_digit(*at) && parse_digits(&value, &at) && *at == '\0';
	if (fits && is_negative)
		fits = !__builtin_sub_overflow(0, value, &number);
	else if (fits)
		fits = !__builtin_add_overflow(0, value, &number);
	if (!fits || number < min || number > max)
		return error_kind(err, ERROR_USAGE, EINVAL,
			QUOTE " is not a whole number from %" PRId64
			      " to %" PRId64 ", such as %" PRId64,
			text, min, max, min <= 10 && max >= 10 ? 10 : min);
	*ret = number;
	return 0;
}

static int64_t
unit_seconds(const char *unit)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 604800 } };

	if (*unit == '\0')
		return 1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (unit[0] == units[i].letter && unit[1] == '\0')
			return units[i].seconds;
	return 0;
}

int
parse_duration(int64_t *ret_ns, const char *text, struct error *err)
{
	const char *at = text;
	uint64_t value = 0;
	int64_t unit, ns = 0;
	bool fits = is_digit(*at) && parse_digits(&value, &at);

	unit = unit_seconds(at);
	if (!fits || unit == 0 || value == 0 ||
		__builtin_mul_overflow(value, unit * NS_PER_SECOND, &ns))
		return error_kind(err, ERROR_USAGE, EINVAL,
			QUOTE " is no time to take; good ones are 90s, 15m "
			      "and 2h (also d, w)",
			text);
	*ret_ns = ns;
	return 0;
}

int
parse_hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
parse_hex(unsigned char *ret, const char *digits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = parse_hex_digit(digits[2 * i]);
		int low = high < 0 ? -1 : parse_hex_digit(digits[2 * i + 1]);

		if (low < 0)
			return false;
		ret[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

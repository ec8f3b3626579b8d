/* SPDX-License-Identifier: MIT */
#include "output/human.h"

#include "model/entry.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define SECONDS_PER_MINUTE UINT64_C(60)
#define SECONDS_PER_HOUR UINT64_C(3600)
#define SECONDS_PER_DAY UINT64_C(86400)

/* The magnitude; also of INT64_MIN, which has no positive twin. */
static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? UINT64_C(0) - (uint64_t)n : (uint64_t)n;
}

static void
add_sign(struct strbuf *ret, int64_t n)
{
	if (n < 0)
		strbuf_addc(ret, '-');
}

void
human_size(struct strbuf *ret, int64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB",
		"EiB" };
	uint64_t n = magnitude(bytes);
	uint64_t tenths = 0;
	size_t unit = 0;

	add_sign(ret, bytes);
	if (n < 1024) {
		strbuf_addf(ret, "%" PRIu64 " B", n);
		return;
	}
	/* The unit in which the rounded number is below 1024. */
	for (;; unit++) {
		unsigned int shift = 10 * ((unsigned int)unit + 1);
		uint64_t rest = n & ((UINT64_C(1) << shift) - 1);
		uint64_t half = UINT64_C(1) << (shift - 1);

		tenths = (n >> shift) * 10 + ((rest * 10 + half) >> shift);
		if (tenths < 10240 || unit == 5)
			break;
	}
	strbuf_addf(ret, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
		units[unit]);
}

void
human_size_si(struct strbuf *ret, int64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB",
		"EB" };
	uint64_t n = magnitude(bytes);
	uint64_t tenth = 100;
	uint64_t tenths;
	size_t unit = 0;

	add_sign(ret, bytes);
	if (n < 1000) {
		strbuf_addf(ret, "%" PRIu64 " B", n);
		return;
	}
	/* The unit in which the rounded number is below 1000. */
	while ((tenths = n / tenth + (n % tenth >= tenth / 2)) >= 10000 &&
		unit < 5) {
		tenth *= 1000;
		unit++;
	}
	strbuf_addf(ret, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
		units[unit]);
}

void
human_number(struct strbuf *ret, int64_t number)
{
	char digits[sizeof("18446744073709551615")];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, magnitude(number));

	add_sign(ret, number);
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			strbuf_addc(ret, ',');
		strbuf_addc(ret, digits[i]);
	}
}

void
human_duration(struct strbuf *ret, int64_t ns)
{
	uint64_t n = magnitude(ns);
	uint64_t tenths = (n + 50000000) / 100000000;
	uint64_t s = (n + 500000000) / 1000000000;

	add_sign(ret, ns);
	if (tenths < 600)
		strbuf_addf(ret, "%" PRIu64 ".%" PRIu64 " s", tenths / 10,
			tenths % 10);
	else if (s < SECONDS_PER_HOUR)
		strbuf_addf(ret, "%" PRIu64 ":%02" PRIu64,
			s / SECONDS_PER_MINUTE, s % SECONDS_PER_MINUTE);
	else if (s < SECONDS_PER_DAY)
		strbuf_addf(ret, "%" PRIu64 " h %02" PRIu64 " min",
			s / SECONDS_PER_HOUR,
			s % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
	else
		strbuf_addf(ret, "%" PRIu64 " d %02" PRIu64 " h",
			s / SECONDS_PER_DAY,
			s % SECONDS_PER_DAY / SECONDS_PER_HOUR);
}

static void
add_date_time(struct strbuf *ret, const struct tm *tm, char separator)
{
	/* Without printf: a report has as many times as rows, or twice. */
	strbuf_add_u64(ret, (uint64_t)tm->tm_year + 1900, 4);
	strbuf_addc(ret, '-');
	strbuf_add_u64(ret, (uint64_t)tm->tm_mon + 1, 2);
	strbuf_addc(ret, '-');
	strbuf_add_u64(ret, (uint64_t)tm->tm_mday, 2);
	strbuf_addc(ret, separator);
	strbuf_add_u64(ret, (uint64_t)tm->tm_hour, 2);
	strbuf_addc(ret, ':');
	strbuf_add_u64(ret, (uint64_t)tm->tm_min, 2);
}

void
human_time_local(struct strbuf *ret, int64_t ns)
{
	struct timespec ts = clock_to_timespec(ns);
	struct tm tm;

	/* Cannot fail: years 1677 to 2262 fit. */
	if (localtime_r(&ts.tv_sec, &tm))
		add_date_time(ret, &tm, ' ');
}

void
human_time_rfc3339(struct strbuf *ret, int64_t ns)
{
	struct timespec ts = clock_to_timespec(ns);
	struct tm tm;

	if (!gmtime_r(&ts.tv_sec, &tm))
		return; /* cannot be: years 1677 to 2262 fit */
	add_date_time(ret, &tm, 'T');
	strbuf_addc(ret, ':');
	strbuf_add_u64(ret, (uint64_t)tm.tm_sec, 2);
	strbuf_addc(ret, '.');
	strbuf_add_u64(ret, (uint64_t)ts.tv_nsec, 9);
	strbuf_addc(ret, 'Z');
}

/* One rwx triple; special is the set-id or sticky bit with its letter. */
static void
add_triple(struct strbuf *ret, uint32_t bits, bool special, char letter)
{
	char x = bits & 1 ? 'x' : '-';

	if (special) /* upper case: without execute it has no effect */
		x = bits & 1 ? letter : (char)(letter - 'a' + 'A');
	strbuf_addc(ret, bits & 4 ? 'r' : '-');
	strbuf_addc(ret, bits & 2 ? 'w' : '-');
	strbuf_addc(ret, x);
}

void
human_mode(struct strbuf *ret, uint32_t mode)
{
	/* As ls has it. */
	strbuf_addc(ret, S_ISREG(mode) ? '-' : entry_type_letter(mode));
	add_triple(ret, mode >> 6 & 7, (mode & S_ISUID) != 0, 's');
	add_triple(ret, mode >> 3 & 7, (mode & S_ISGID) != 0, 's');
	add_triple(ret, mode & 7, (mode & S_ISVTX) != 0, 't');
}

/* SPDX-License-Identifier: MIT */
#include "util/when.h"

#include "util/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Longer ago than the clock can tell, and no overflow on the way. */
#define LONGEST_SECONDS (INT64_C(200) * 366 * 86400)

static int
bad_when(struct error *err, const char *text)
{
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%s' is no point in time; good ones are 2026-03-01, "
		"'2026-03-01 14:05' and 3d (days ago; also m, h, w)",
		text);
}

static int64_t
unit_seconds(char unit)
{
	switch (unit) {
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 7 * INT64_C(86400);
	default:
		return 0;
	}
}

/* "3d"; false if it is no such thing. */
static bool
parse_ago(int64_t *ret_ns, const char *text, int64_t now_ns)
{
	char *end;
	int64_t unit;
	intmax_t n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoimax(text, &end, 10);
	unit = unit_seconds(*end);
	if (errno != 0 || unit == 0 || end[1] != '\0' ||
		n > LONGEST_SECONDS / unit)
		return false;
	*ret_ns = now_ns - n * unit * NS_PER_SECOND;
	return true;
}

/* What follows the date: "", "T14:05", " 14:05:30", each perhaps with Z. */
static bool
parse_time_of_day(struct tm *tm, const char *text, bool *ret_utc)
{
	const char *rest;

	if (*text == 'T' || *text == ' ') {
		rest = strptime(text + 1, "%H:%M:%S", tm);
		if (!rest)
			rest = strptime(text + 1, "%H:%M", tm);
		if (!rest)
			return false;
		text = rest;
	}
	*ret_utc = *text == 'Z';
	text += *ret_utc;
	return *text == '\0';
}

int
parse_when(int64_t *ret_ns, const char *text, int64_t now_ns, struct error *err)
{
	struct tm tm = { .tm_isdst = -1 };
	bool utc = false;
	const char *rest;
	time_t seconds;

	if (parse_ago(ret_ns, text, now_ns))
		return 0;
	rest = strptime(text, "%Y-%m-%d", &tm);
	if (!rest || !parse_time_of_day(&tm, rest, &utc))
		return bad_when(err, text);
	seconds = utc ? timegm(&tm) : mktime(&tm);
	*ret_ns = clock_from_timespec((struct timespec){ .tv_sec = seconds });
	return 0;
}

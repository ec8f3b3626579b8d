/* SPDX-License-Identifier: MIT */
#include "util/when.h"

#include "util/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAYS_OF_YEAR 365
/* Longer ago than the clock can tell, and no overflow on the way. */
#define LONGEST_SECONDS (INT64_C(200) * 366 * 86400)

static int
bad_when(struct error *err, const char *text)
{
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%s' is no point in time; good ones are 2026-03-01, "
		"'2026-03-01 14:05', yesterday and 3d (days ago; also m, h, "
		"w, y)",
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
	case 'y':
		return DAYS_OF_YEAR * INT64_C(86400);
	default:
		return 0;
	}
}

/* " days ago", as git(1) takes it, or "d"; 0 if it is no such thing. */
static int64_t
unit_in_words(const char *text)
{
	static const char *const units[] = { "minute", "hour", "day", "week",
		"year" };
	int64_t unit = 0;

	if (text[0] && !text[1])
		return unit_seconds(text[0]);
	text += *text == ' ' || *text == '.';
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t len = strlen(units[i]);

		if (strncmp(text, units[i], len) != 0)
			continue;
		unit = unit_seconds(units[i][0]);
		text += len + (text[len] == 's');
		break;
	}
	return strcmp(text, " ago") == 0 || strcmp(text, ".ago") == 0 ? unit :
									0;
}

/* The first moment of the day, in local time. */
static bool
parse_day(struct tm *ret, const char *text, int64_t now_ns)
{
	const time_t now = (time_t)(now_ns / NS_PER_SECOND);
	const bool is_yesterday = strcmp(text, "yesterday") == 0;

	if ((!is_yesterday && strcmp(text, "today") != 0) ||
		!localtime_r(&now, ret))
		return false;
	ret->tm_hour = ret->tm_min = ret->tm_sec = 0;
	ret->tm_mday -= is_yesterday;
	ret->tm_isdst = -1;
	return true;
}

/* "3d", "3 days ago"; false if it is no such thing. */
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
	unit = unit_in_words(end);
	if (errno != 0 || unit == 0 || n > LONGEST_SECONDS / unit)
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

/* --- ranges --------------------------------------------------------------- */

static int
bad_range(struct error *err, const char *text)
{
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%.200s' is no time; good ones are -7d (in the last 7 days), "
		"+1y (longer ago), 2026-03-01 (that day), -2026-03-01 (since "
		"then) and 2026-01-01..2026-03-31",
		text);
}

static int64_t
ns_of(struct tm tm, bool utc)
{
	time_t seconds = utc ? timegm(&tm) : mktime(&tm);

	return clock_from_timespec((struct timespec){ .tv_sec = seconds });
}

/* The clock ends somewhere (clock.h). */
static int64_t
before(int64_t ns)
{
	return ns > INT64_MIN ? ns - 1 : ns;
}

/* "2026-03", "2026-03-01", "2026-03-01 14:05:30", "today": from its first
 * moment to its last. */
static bool
parse_period(struct when_range *ret, const char *text, int64_t now_ns)
{
	struct tm tm = { .tm_isdst = -1, .tm_mday = 1 };
	bool utc = false;
	const char *rest = strptime(text, "%Y-%m-%d", &tm);
	bool is_day = parse_day(&tm, text, now_ns);
	struct tm end;

	if (!is_day &&
		(rest ? !parse_time_of_day(&tm, rest, &utc) :
			!(rest = strptime(text, "%Y-%m", &tm)) || *rest))
		return false;
	end = tm;
	end.tm_isdst = -1;
	if (is_day || (strlen(text) > strlen("2026-03") && !strchr(text, ':')))
		end.tm_mday++;
	else if (!strchr(text, ':'))
		end.tm_mon++;
	else if (strchr(text, ':') == strrchr(text, ':'))
		end.tm_min++;
	else
		end.tm_sec++;
	ret->min_ns = ns_of(tm, utc);
	ret->max_ns = before(ns_of(end, utc));
	return true;
}

/* "A..B", each a period or nothing. */
static bool
parse_span(struct when_range *ret, const char *text, int64_t now_ns)
{
	struct when_range from = { .min_ns = INT64_MIN };
	struct when_range to = { .max_ns = INT64_MAX };
	const char *dots = strstr(text, "..");
	char first[40];

	if (!dots || (size_t)(dots - text) >= sizeof(first) ||
		(dots == text && dots[2] == '\0'))
		return false;
	memcpy(first, text, (size_t)(dots - text));
	first[dots - text] = '\0';
	if ((*first && !parse_period(&from, first, now_ns)) ||
		(dots[2] && !parse_period(&to, dots + 2, now_ns)))
		return false;
	*ret = (struct when_range){ from.min_ns, to.max_ns };
	return true;
}

/* "7d" or "7"; false if it is no such thing, or longer than can be told. */
static bool
parse_age(int64_t *ret_n, int64_t *ret_unit_ns, const char *text)
{
	char *end;
	intmax_t n;
	int64_t unit;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoimax(text, &end, 10);
	unit = unit_seconds(*end ? *end : 'd');
	if (errno != 0 || unit == 0 || (*end && end[1]) ||
		n >= LONGEST_SECONDS / unit)
		return false;
	*ret_n = n;
	*ret_unit_ns = unit * NS_PER_SECOND;
	return true;
}

int
parse_when_range(struct when_range *ret, const char *text, int64_t now_ns,
	struct error *err)
{
	char sign = *text == '+' || *text == '-' ? *text : '\0';
	const char *body = sign ? text + 1 : text;
	struct when_range r = { INT64_MIN, INT64_MAX };
	int64_t n, unit;

	if (parse_age(&n, &unit, body)) {
		r.max_ns = now_ns - n * unit;
		r.min_ns = r.max_ns - unit + 1;
		if (sign == '-')
			r = (struct when_range){ r.max_ns, INT64_MAX };
		else if (sign == '+')
			r = (struct when_range){ INT64_MIN, r.max_ns - 1 };
	} else if (parse_period(&r, body, now_ns)) {
		if (sign == '-')
			r.max_ns = INT64_MAX;
		else if (sign == '+')
			r = (struct when_range){ INT64_MIN, before(r.min_ns) };
	} else if (sign || !parse_span(&r, text, now_ns)) {
		return bad_range(err, text);
	}
	*ret = r;
	return 0;
}

/* --- points --------------------------------------------------------------- */

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
	if (rest ? !parse_time_of_day(&tm, rest, &utc) :
		   !parse_day(&tm, text, now_ns))
		return bad_when(err, text);
	seconds = utc ? timegm(&tm) : mktime(&tm);
	*ret_ns = clock_from_timespec((struct timespec){ .tv_sec = seconds });
	return 0;
}

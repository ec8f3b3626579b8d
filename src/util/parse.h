/* SPDX-License-Identifier: MIT */
/*
 * Words a user typed, turned into values.  Each returns 0, or a negative code
 * with a sentence that quotes the word and gives an example of a good one;
 * *ret is untouched on failure.
 */
#ifndef CATALOG_UTIL_PARSE_H
#define CATALOG_UTIL_PARSE_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * "4096", "10k", "1.5M", "2GiB", "3GB": k M G T P E with or without "iB" are
 * powers of 1024, with "B" (kB, MB) powers of 1000.  Negative, empty, junk
 * after the unit, or more than INT64_MAX bytes is an error.
 */
int parse_size(int64_t *ret, const char *text, struct error *err);

/* As find(1)'s -size in meaning: "+10M" at least more than, "-10M" less than,
 * "10M" exactly.  Gives an inclusive range. */
struct size_range {
	int64_t min;
	int64_t max;
};
int parse_size_range(struct size_range *ret, const char *text,
	struct error *err);

/* A decimal number within min..max, nothing else around it. */
int parse_number(int64_t *ret, const char *text, int64_t min, int64_t max,
	struct error *err);

/* "90", "90s", "15m", "2h", "1d", "1w": how long, in nanoseconds, at least a
 * second. */
int parse_duration(int64_t *ret_ns, const char *text, struct error *err);

/* 0..15, or -1: no hexadecimal digit, of either case. */
int parse_hex_digit(char c);

/* The n bytes that 2 * n hexadecimal digits say.  False when one of them is
 * no digit; ret holds nothing of use then. */
bool parse_hex(unsigned char *ret, const char *digits, size_t n);

#endif

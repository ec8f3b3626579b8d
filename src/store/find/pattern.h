/* SPDX-License-Identifier: MIT */
/*
 * A pattern that names or paths are compared with; private to src/store,
 * which is where <pcre2.h> has its home.
 *
 * One thread each: a pattern keeps room to match in.
 */
#ifndef CATALOG_STORE_FIND_PATTERN_H
#define CATALOG_STORE_FIND_PATTERN_H

#include "store/find/wanted.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/fold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern;

/* ERROR_USAGE, with what is wrong in it, if it is not one. */
int pattern_new(struct pattern **ret, const struct wanted *match,
	struct error *err);
bool pattern_matches(struct pattern *p, const char *s, size_t len);

/* Something that all that matches has in it; none: len is 0.  The same of what
 * is folded so, where that is ASCII. */
struct pattern_needle {
	const char *bytes; /* borrowed */
	size_t len;
	enum fold fold;
	bool is_all; /* what has it matches */
};
struct pattern_needle pattern_needle(const struct pattern *p);
bool pattern_has_needle(const char *s, size_t len, const char *needle,
	size_t needle_len);

/* How often matching took more steps than it may: those did not match. */
int64_t pattern_given_up(const struct pattern *p);
void pattern_free(struct pattern *p);
DEFINE_CLEANUP(struct pattern *, pattern_free);

#endif

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
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern;

/* ERROR_USAGE, with what is wrong in it, if it is not one. */
int pattern_new(struct pattern **ret, const struct wanted *match,
	struct error *err);
bool pattern_matches(struct pattern *p, const char *s, size_t len);

/* The same of what is folded already, and as it was.  A path is folded as well
 * in parts that end in a slash. */
void pattern_fold(const struct pattern *p, struct strbuf *ret, const char *s,
	size_t len);
bool pattern_matches_folded(struct pattern *p, const struct strbuf *folded,
	const struct strbuf *s);

/* Something that all that matches has in it when that is folded so; none: len is
 * 0. */
struct pattern_needle {
	const char *bytes; /* borrowed */
	size_t len;
	enum fold fold;
	/* What has it matches, even if len is 0.  Else what is not ASCII may
	 * match without it. */
	bool is_all;
};
struct pattern_needle pattern_needle(const struct pattern *p);
bool pattern_has_needle(const char *s, size_t len, const char *needle,
	size_t needle_len);

/* Of a path that ends in this name: may it match, as far as the end tells?
 * Always, where the pattern may end in anything. */
bool pattern_may_end(const struct pattern *p, const char *name, size_t len);

/* How often matching took more steps than it may: those did not match. */
int64_t pattern_given_up(const struct pattern *p);
void pattern_free(struct pattern *p);
DEFINE_CLEANUP(struct pattern *, pattern_free);

#endif

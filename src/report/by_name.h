/* SPDX-License-Identifier: MIT */
/* Private to by_name.c, by_name_walk.c and by_name_count.c. */
#ifndef CATALOG_REPORT_BY_NAME_H
#define CATALOG_REPORT_BY_NAME_H

#include "report/compare.h"
#include "store/survey/dir_names.h"
#include "util/strbuf.h"

/* A directory that is on both sides. */
struct pair {
	int64_t a;
	int64_t b;
	char *within; /* owned; below both; NULL: only count */
};

struct side {
	struct dir_names *names;
	const struct dir_name *now; /* NULL: at the end */
	int64_t dir_id;		    /* that is listed */
	int64_t volume_id;
	int64_t granularity_ns;
};

enum verdict { ONLY_A, ONLY_B, DIFFERS, SAME };

struct walk;

/* A name was compared, and counted. */
typedef int walk_fn(struct walk *w, enum verdict verdict, const char *by,
	const struct pair *pair, struct error *err);

/* One thread's. */
struct walk {
	struct store *store;
	const struct store *knows; /* all contents, or NULL */
	struct side a;
	struct side b;
	struct pair *pairs; /* to be visited, the next one last */
	size_t n;
	size_t room;
	struct report_compared totals;
	walk_fn *tell; /* or NULL */
	void *arg;
};

/* Sides as those of `like`, which may be NULL. */
int walk_open(struct walk *w, struct store *store, const struct walk *like,
	struct error *err);
void walk_clear(struct walk *w);
/* The bytes are copied; NULL: only count. */
void walk_push(struct walk *w, int64_t a, int64_t b,
	const struct strbuf *within);
/* Compare the last pair; those found in it take its place. */
int walk_step(struct walk *w, struct error *err);
unsigned int dir_name_type(const struct dir_name *name);

/* Count what is in the pairs of w, by two threads if there are two. */
int count_rest(struct walk *w, struct error *err);

#endif

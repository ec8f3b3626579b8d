/* SPDX-License-Identifier: MIT */
/*
 * The first groups of equal files, and what all come to: one look at all
 * contents, by two threads, of a scope before one at its names.
 */
#ifndef CATALOG_STORE_CONTENT_RANKING_H
#define CATALOG_STORE_CONTENT_RANKING_H

#include "model/digest.h"
#include "store/content/content_set.h"
#include "store/pages/stored.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum ranking_order { /* then by what is left of these, and by digest */
	RANKING_BY_SIZE,
	RANKING_BY_COPIES,
	RANKING_BY_WASTED,
};

struct ranking_filter {
	int64_t min_size;
	int64_t max_size;
	int64_t min_volumes;
	size_t most; /* of the first ones; 0: only the sums are asked for */
	enum ranking_order order;
	bool reverse;
	bool is_scoped; /* as if there were nothing but the scope */
	bool is_set_wanted;
	/* Beside the set: which may be the last ones by path, if they are more
	 * than `most`. */
	bool is_last_wanted;
	size_t most_last;
};

struct ranked_group {
	int64_t content_id;
	int64_t size;
	int64_t copies;
	uint8_t digest[DIGEST_BYTES]; /* decides where all else is alike */
};

struct ranking {
	struct ranked_group *first; /* in order */
	size_t n;
	struct content_set set; /* if it is wanted: all of them */
	/* If they are wanted and there is an order of paths: those contents, in
	 * no order, whose first copies may be among the last ones by path; all
	 * others are before these. */
	int64_t *last;
	size_t n_last;
	bool has_last;
	int64_t groups; /* all there are, and so on */
	int64_t copies;
	int64_t wasted; /* these saturate: bytes beyond the first copies, */
	int64_t copied; /* all bytes of all copies, */
	int64_t across; /* and of what is on several volumes */
};
#define RANKING_INIT                                                           \
	{                                                                      \
		.first = NULL                                                  \
	}

/* *ret is to be cleared, whatever it says. */
int store_rank_groups(struct store *store, const struct ranking_filter *filter,
	struct ranking *ret, struct error *err);
/* May it be a group, as far as a content says that? */
bool ranking_asks(const struct ranking_filter *filter,
	const struct stored_content *content);
/* Bytes beyond the first copy; saturates. */
int64_t ranked_wasted(const struct ranked_group *group);
void ranking_clear(struct ranking *ranking);

#endif

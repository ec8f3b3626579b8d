/* SPDX-License-Identifier: MIT */
/*
 * How far what was read tells files apart: by content and by size.  What
 * unsettled.h and few.h rest on.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_STANDING_H
#define CATALOG_STORE_SURVEY_STANDING_H

#include "store/pages/stored.h"
#include "store/query.h"
#include "store/regular.h"
#include "store/survey/sizes.h"
#include "store/survey/volume_runs.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names that compare (other.c) counts. */
struct standing_names {
	uint32_t n;
	uint32_t first_dir; /* the first one's; 0: there is none */
};

/* What is known of one content; they are in a list by their ids. */
struct content_standing {
	int64_t size;
	uint32_t parent; /* the content it refines, or 0 */
	union {
		struct {
			uint32_t copies; /* saturates, as the next one does */
			uint16_t volumes;
			uint16_t volume; /* its place, where there is one only
					  * and it is full */
		};
		struct standing_names here; /* other.c */
	};
	uint8_t flags;
	uint8_t seen; /* full, and in the scope; other.c: enum other_kind */
};

enum {
	CONTENT_FULL = 1,
	CONTENT_MANY = 2, /* two files have it, or another one has what refines
			   * it, or, if it is partial, what it refines */
};

/* What to look at. */
enum standing_of {
	STANDING_ALL,	   /* all contents and entries; */
	STANDING_SCOPE,	   /* likewise, and which of them are in the scope; */
	STANDING_CONTENTS, /* no entry, nor how many have a content, nor
			    * volumes */
};

struct standing {
	enum standing_of of;
	int64_t min_size;
	struct content_standing *contents;
	size_t n_contents;
	struct volume_runs *volumes; /* NULL: of contents */
	struct regular regular;
	struct sizes sizes; /* of what was not read in full */
	/* Of these, files that have names of several sizes, one of each, those of
	 * a file together, in the order of their first directories. */
	struct size_slot *odd;
	size_t n_odd;
	size_t room_odd;
	/* The first directories with a name (in the scope, where that is asked
	 * for) of what was read in full and has no other copy, or none on
	 * another volume; INT64_MAX: there is none. */
	int64_t first_alone;
	int64_t first_on_one;
	int64_t first_in_scope; /* of all; 0 where no scope is asked for */
};

/* One name. */
struct standing_entry {
	int64_t size;
	int64_t content_id;
	int64_t attribute_id;
};

/* Names on the way to a callback, without their texts: the table of sizes is
 * larger than the processor's caches, so it is asked for some before the first
 * is looked at. */
struct standing_queue {
	struct stored_entry items[SIZES_WAITING];
	size_t n;
};
void standing_push(const struct standing *s, struct standing_queue *queue,
	const struct stored_entry *entry, stored_entry_fn *take, void *arg);
/* Those that still wait. */
void standing_settle(struct standing_queue *queue, stored_entry_fn *take,
	void *arg);

/* Replaces store->standing. */
int standing_load(struct store *store, int64_t min_size, enum standing_of of,
	struct error *err);
/* STANDING_CONTENTS; this thread does something else before, if that is not
 * NULL, when another one has begun. */
int standing_load_contents(struct store *store,
	int (*before)(void *arg, struct error *err), void *arg,
	struct error *err);
void standing_free(struct standing *s);
/* Its SQL function, may_have_copies(). */
int standing_register(struct store *store, struct error *err);

bool standing_is_regular(const struct standing *s, int64_t attribute_id);
/* NULL if there is none. */
struct content_standing *standing_content(const struct standing *s, int64_t id);
/* Likewise; a number in the list may have no content. */
const struct content_standing *standing_known(const struct standing *s,
	int64_t id);
int64_t standing_id(const struct standing *s, const struct content_standing *c);
/* What it refines, or NULL: for (n = 0; (c = standing_above(s, c, &n));) */
const struct content_standing *standing_above(const struct standing *s,
	const struct content_standing *c, unsigned int *n);
/* May files of that size have copies nobody looked for?  *ret_by_size: nothing
 * is known of one of them, so all may be equal. */
bool standing_is_doubtful(const struct standing *s, int64_t size,
	bool *ret_by_size);
/* Of all files of a slot: how many are unsettled? */
int64_t standing_count_unsettled(const struct standing *s,
	const struct size_slot *slot);
/* Slots tell such a file once of each size.  The next that counts (as `count`
 * says) although the same file counted with another size; *cursor is 0 at first.
 * NULL: there are no more. */
typedef int64_t slot_count_fn(const struct standing *s,
	const struct size_slot *slot, const void *arg);
const struct size_slot *standing_next_repeat(const struct standing *s,
	size_t *cursor, slot_count_fn *count, const void *arg);
/* May it have a copy that nobody looked for yet? */
bool standing_is_unsettled(const struct standing *s,
	const struct standing_entry *e);
/* May an unsettled file be a copy of what was read in full? */
bool standing_is_full_open(const struct standing *s,
	const struct content_standing *c);
/* One or the other. */
bool standing_is_open(const struct standing *s, const struct standing_entry *e);

#endif

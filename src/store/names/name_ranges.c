/* SPDX-License-Identifier: MIT */
/*
 * A filter becomes a map of blocks, a bit each: of a pattern, the blocks that
 * have all grams of all its literals; AND and OR are those of the maps, and
 * of any other condition, or one that is negated, it is every block.  Then
 * come the directories that the index knows to be stale and those that are
 * younger than it.
 */
#include "store/names/name_ranges.h"

#include "store/find/literals.h"
#include "store/internal.h"
#include "store/names/grams.h"
#include "store/names/name_index.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* If a larger part of the blocks is left, all is read as fast. */
#define WORTH_PART 4
/* Each is a statement of its own. */
#define STALE_MOST 10000
/* Names beyond the index are cut so that threads can share them. */
#define NEW_PIECES 16
/* Any further grams of a pattern would rule out next to nothing. */
#define GRAMS_MOST 48
#define SEGMENT_WORDS (GRAM_SET / 64)

struct map {
	uint64_t *words;
	bool is_all; /* words say nothing */
};

struct asker {
	struct store *store;
	int64_t n_blocks;
	size_t n_words;
};

/* --- maps ----------------------------------------------------------------- */

static struct map
map_new(const struct asker *a)
{
	return (struct map){ .words = xcalloc(a->n_words, sizeof(uint64_t)) };
}

static void
map_and(struct map *to, struct map *from, size_t n_words)
{
	if (to->is_all) {
		struct map all = *to;

		*to = *from;
		*from = all;
	} else if (!from->is_all) {
		for (size_t i = 0; i < n_words; i++)
			to->words[i] &= from->words[i];
	}
}

static void
map_or(struct map *to, const struct map *from, size_t n_words)
{
	to->is_all |= from->is_all;
	for (size_t i = 0; i < n_words && !to->is_all; i++)
		to->words[i] |= from->words[i];
}

static bool
has_any(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return any != 0;
}

/* --- postings ------------------------------------------------------------- */

/* Or the blocks of a segment that have a gram to words. */
static int
add_posting(struct asker *a, uint64_t *words, int64_t segment, uint32_t gram,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(a->store, Q_NAME_POSTING);
	const char *bytes;
	size_t len;
	int r;

	bind_i64(&b, segment << GRAM_BITS | gram);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	bytes = bind_get_bytes(&b, 0, &len);
	/* What cannot be read rules out nothing. */
	if (!grams_unpack(words, (const unsigned char *)bytes, len))
		memset(words, 0xff, SEGMENT_WORDS * sizeof(*words));
	return 0;
}

/* The blocks of a segment that have all grams of a piece. */
static int
narrow(struct asker *a, uint64_t *words, int64_t segment, const char *piece,
	struct error *err)
{
	int r = 0;

	for (size_t i = 0; piece[i + 2] != '\0' && i < GRAMS_MOST && r == 0;
		i++) {
		uint64_t has[SEGMENT_WORDS] = { 0 };

		r = add_posting(a, has, segment, gram_at(piece + i), err);
		for (size_t j = 0; j < SEGMENT_WORDS; j++)
			words[j] &= has[j];
		if (!has_any(words, SEGMENT_WORDS))
			break;
	}
	return r;
}

static int
ask_pattern(struct asker *a, struct map *ret, const struct wanted *f,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf pieces = STRBUF_INIT;
	size_t n_segments = a->n_words / SEGMENT_WORDS;
	bool ascii_only;
	int r = 0;

	ret->is_all = f->on_path ||
		!literals_of(&pieces, GRAM_LENGTH, &ascii_only, f);
	for (size_t i = 0; i < n_segments && r == 0 && !ret->is_all; i++) {
		uint64_t *words = ret->words + i * SEGMENT_WORDS;

		memset(words, 0xff, SEGMENT_WORDS * sizeof(*words));
		for (size_t at = 0; at < pieces.len && r == 0;
			at += strlen(pieces.buf + at) + 1)
			r = narrow(a, words, (int64_t)i, pieces.buf + at, err);
		if (r == 0 && ascii_only)
			r = add_posting(a, words, (int64_t)i, GRAM_FOREIGN,
				err);
	}
	return r;
}

/* --- filters -------------------------------------------------------------- */

static int ask(struct asker *a, struct map *ret, const struct wanted *f,
	struct error *err);

static int
ask_both(struct asker *a, struct map *ret, const struct wanted *f,
	struct error *err)
{
	struct map other = map_new(a);
	int r = ask(a, ret, f->a, err);

	if (r == 0)
		r = ask(a, &other, f->b, err);
	if (r == 0 && f->kind == WANTED_AND)
		map_and(ret, &other, a->n_words);
	else if (r == 0)
		map_or(ret, &other, a->n_words);
	free(other.words);
	return r;
}

static int
ask(struct asker *a, struct map *ret, const struct wanted *f, struct error *err)
{
	switch ((int)f->kind) {
	case WANTED_AND:
	case WANTED_OR:
		return ask_both(a, ret, f, err);
	case WANTED_SUBSTRING:
	case WANTED_EXTENSION:
	case WANTED_GLOB:
	case WANTED_REGEX:
		return ask_pattern(a, ret, f, err);
	default:
		ret->is_all = true;
		return 0;
	}
}

/* --- ranges --------------------------------------------------------------- */

static struct name_range *
add_range(struct name_ranges *ranges)
{
	if (ranges->n_items == ranges->room) {
		ranges->room = ranges->room * 2 + 64;
		ranges->items = xreallocarray(ranges->items, ranges->room,
			sizeof(*ranges->items));
	}
	ranges->items[ranges->n_items] = (struct name_range){ 0 };
	return &ranges->items[ranges->n_items++];
}

static void
add_directories(struct name_ranges *ranges, int64_t first, int64_t end)
{
	struct name_range *range = add_range(ranges);

	range->dir_id = first;
	range->end_dir_id = end;
}

/* Where a block begins; the end of the index behind the last. */
static int
read_block(struct asker *a, struct name_ranges *ranges, int64_t block,
	int64_t last, int64_t *ret_dir, size_t *ret_at, size_t *ret_len,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(a->store, Q_NAME_BLOCK);
	const char *name;
	int r;

	*ret_dir = last + 1;
	*ret_at = ranges->names.len;
	*ret_len = 0;
	if (block >= a->n_blocks)
		return 0;
	bind_i64(&b, block);
	r = bind_next(&b, err);
	if (r <= 0)
		return r < 0 ? r :
			       error_set(err, EUCLEAN,
				       "the index of names has a gap at %lld",
				       (long long)block);
	*ret_dir = bind_get_i64(&b, 0);
	name = bind_get_bytes(&b, 1, ret_len);
	strbuf_add(&ranges->names, name, *ret_len);
	return 0;
}

static int
add_blocks(struct asker *a, struct name_ranges *ranges, int64_t from,
	int64_t to, int64_t last, struct error *err)
{
	struct name_range *range = add_range(ranges);
	int r = read_block(a, ranges, from, last, &range->dir_id,
		&range->name_at, &range->name_len, err);

	ranges->n_blocks += to - from;
	return r < 0 ? r :
		       read_block(a, ranges, to, last, &range->end_dir_id,
			       &range->end_name_at, &range->end_name_len, err);
}

static bool
has_block(const struct map *map, int64_t block)
{
	return (map->words[block / 64] >> block % 64 & 1) != 0;
}

static int
add_map(struct asker *a, struct name_ranges *ranges, const struct map *map,
	int64_t last, struct error *err)
{
	int r = 0;

	for (int64_t i = 0; i < a->n_blocks && r == 0; i++) {
		int64_t from = i;

		if (!has_block(map, i))
			continue;
		while (i < a->n_blocks && has_block(map, i))
			i++;
		r = add_blocks(a, ranges, from, i, last, err);
	}
	return r;
}

static int64_t
count(const struct asker *a, const struct map *map)
{
	int64_t n = 0;

	for (size_t i = 0; i < a->n_words; i++)
		n += __builtin_popcountll(map->words[i]);
	return n;
}

/* 1, or 0 if there are too many. */
static int
add_stale(struct asker *a, struct name_ranges *ranges, int64_t last,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(a->store, Q_NAME_STALE_DIRECTORIES);
	int64_t n = 0;
	int r;

	bind_i64(&b, last);
	bind_i64(&b, STALE_MOST);
	while ((r = bind_next(&b, err)) > 0) {
		int64_t id = bind_get_i64(&b, 0);

		add_directories(ranges, id, id + 1);
		n++;
	}
	ranges->n_blocks += n / 2 + (n > 0);
	return r < 0 ? r : n < STALE_MOST;
}

static int
add_new(struct asker *a, struct name_ranges *ranges, int64_t last,
	struct error *err)
{
	int64_t now, size;
	int r = store_last_directory_id(a->store, &now, err);

	if (r < 0 || now <= last)
		return r;
	size = (now - last) / NEW_PIECES + 1;
	for (int64_t id = last + 1; id <= now; id += size)
		add_directories(ranges, id, id + size);
	ranges->n_blocks += (now - last) / 2 + 1;
	return 0;
}

static int
find_in(struct asker *a, struct name_ranges *ret, const struct wanted *filter,
	int64_t last, struct error *err)
{
	struct map map = map_new(a);
	bool helps = false;
	int r = ask(a, &map, filter, err);

	/* Segments are filled up with bits of no block. */
	for (size_t i = (size_t)a->n_blocks; i < a->n_words * 64; i++)
		map.words[i / 64] &= ~(UINT64_C(1) << i % 64);
	if (r == 0)
		helps = !map.is_all &&
			count(a, &map) <= a->n_blocks / WORTH_PART;
	if (helps)
		r = add_map(a, ret, &map, last, err);
	free(map.words);
	if (r == 0 && helps)
		r = add_stale(a, ret, last, err);
	if (r <= 0)
		return r;
	r = add_new(a, ret, last, err);
	return r < 0 ? r : 1;
}

int
name_ranges_find(struct name_ranges *ret, struct store *store,
	const struct wanted *filter, struct error *err)
{
	struct asker a = { .store = store };
	int64_t last;
	int r = name_index_last(store, &last, err);

	*ret = (struct name_ranges)NAME_RANGES_INIT;
	if (r == 0 && filter && last > 0)
		r = query_i64(store, &a.n_blocks, Q_NAME_BLOCK_LAST, err);
	if (r < 0 || a.n_blocks <= 0)
		return r;
	a.n_words = ((size_t)a.n_blocks / GRAM_SET + 1) * SEGMENT_WORDS;
	return find_in(&a, ret, filter, last, err);
}

void
name_ranges_clear(struct name_ranges *ranges)
{
	free(ranges->items);
	strbuf_clear(&ranges->names);
	*ranges = (struct name_ranges)NAME_RANGES_INIT;
}

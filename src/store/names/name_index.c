/* SPDX-License-Identifier: MIT */
/*
 * Names in the order of `entry`, cut into blocks; for each gram (grams.h) the
 * blocks that have it:
 *
 *   entry     |block 0|block 1|block 2| ... |block 8191| block 8192 ...
 *   segment   |               0                        |     1      ...
 *   posting   segment, gram -> its blocks within the segment
 *
 * A segment is made in memory, in one pass over its names: the grams of each
 * block without repetition, then sorted by counting.  Segments are written one
 * behind the other, so the table only ever grows at its end, and each is a
 * transaction, which bounds the log.  Until the last one is written there is
 * no index: fact name_index_last is 0.
 *
 * Nothing is done for a name that goes: its block only leads nowhere.  For one
 * that comes its directory is noted as stale, in the same transaction; one
 * beyond the last that the index covers needs no note, so a first scan pays
 * nothing.  When that is much, the whole index is made again (name_refresh.c):
 * a second a million names.
 */
#include "store/names/name_index.h"

#include "store/internal.h"
#include "store/names/grams.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>

/* Bytes of index a name, names looked at for nothing: see docs/BENCHMARKS.md.
 */
#define NAMES_A_BLOCK 32

struct builder {
	struct store *store;
	int names_a_block;
	uint64_t *seen;	 /* a bit a gram: it is in this block */
	uint32_t *grams; /* of one block of this segment after the other */
	size_t n_grams;
	size_t room;
	size_t *starts; /* of its blocks, in grams */
	size_t n_starts;
	int64_t n_blocks;    /* in all */
	int n_in_block;	     /* names */
	int64_t n_names;     /* in all */
	struct strbuf forms; /* of a name */
	int64_t dir_id;	     /* the last name that was taken */
	struct strbuf name;  /* it, if the block is full */
};

/* What is in the tables and what their numbers mean; 1 had blocks of 128 names
 * and segments of 2048 of them. */
#define LAYOUT 2

/* --- notes ---------------------------------------------------------------- */

int
name_index_last(struct store *store, int64_t *ret, struct error *err)
{
	int64_t layout = 0;
	int r = store_fact(store, &layout, "name_index_layout", err);

	*ret = 0; /* one of another layout is none */
	if (r < 0 || layout != LAYOUT)
		return r;
	return store_fact(store, ret, "name_index_last", err);
}

int
name_index_note(struct store *store, int64_t dir_id, struct error *err)
{
	struct bind b;
	int r = 0;

	if (!store->name_index_known)
		r = name_index_last(store, &store->name_index_last, err);
	if (r < 0)
		return r;
	store->name_index_known = true;
	if (dir_id > store->name_index_last || store->name_index_last == 0)
		return 0;
	b = bind_begin(store, Q_NAME_STALE);
	bind_i64(&b, dir_id);
	return bind_run(&b, err);
}

int
name_index_note_adopted(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_NAME_STALE_ADOPT);

	return bind_run(&b, err);
}

void
name_index_forget(struct store *store)
{
	store->name_index_known = false;
	/* The next change of any directory shall come by. */
	store->unsealed_dir = 0;
}

/* --- names ---------------------------------------------------------------- */

static void
add_gram(struct builder *w, uint32_t gram)
{
	uint64_t bit = UINT64_C(1) << gram % 64;

	if (w->seen[gram / 64] & bit)
		return;
	w->seen[gram / 64] |= bit;
	w->grams[w->n_grams++] = gram;
}

static void
clear_seen(struct builder *w)
{
	size_t from = w->n_starts > 0 ? w->starts[w->n_starts - 1] : 0;

	for (size_t i = from; i < w->n_grams; i++)
		w->seen[w->grams[i] / 64] = 0;
}

/* As many bytes of a name as tell it from the last one, which is before it. */
static size_t
telling_len(const struct builder *w, int64_t dir_id, const char *name,
	size_t len)
{
	size_t n = 0;

	if (dir_id != w->dir_id)
		return 0;
	while (n < len && n < w->name.len && name[n] == w->name.buf[n])
		n++;
	return n < len ? n + 1 : len;
}

static int
begin_block(struct builder *w, int64_t dir_id, const char *name, size_t len,
	struct error *err)
{
	struct bind b = bind_begin(w->store, Q_NAME_BLOCK_ADD);

	clear_seen(w);
	w->starts[w->n_starts++] = w->n_grams;
	w->n_in_block = 0;
	bind_i64(&b, w->n_blocks++);
	bind_i64(&b, dir_id);
	bind_bytes(&b, name, telling_len(w, dir_id, name, len));
	return bind_run(&b, err);
}

/* A name has at most a gram for each byte of its forms. */
static void
make_room(struct builder *w)
{
	size_t needed = w->n_grams + w->forms.len + 1;

	if (needed <= w->room)
		return;
	w->room = needed + w->room / 2 + 65536;
	w->grams = xreallocarray(w->grams, w->room, sizeof(*w->grams));
}

static void
add_name(struct builder *w, int64_t dir_id, const char *name, size_t len)
{
	bool is_ascii = grams_forms(&w->forms, name, len);

	make_room(w);
	if (!is_ascii)
		add_gram(w, GRAM_FOREIGN);
	/* No gram has the NUL between two forms in it. */
	for (size_t i = 0; i + 2 < w->forms.len; i++)
		if (w->forms.buf[i + 1] != '\0' &&
			w->forms.buf[i + 2] != '\0' && w->forms.buf[i] != '\0')
			add_gram(w, gram_at(w->forms.buf + i));
	w->n_names++;
	w->dir_id = dir_id;
	if (++w->n_in_block < w->names_a_block)
		return;
	strbuf_truncate(&w->name, 0);
	strbuf_add(&w->name, name, len);
}

/* --- a segment ------------------------------------------------------------ */

static int
put_posting(struct builder *w, int64_t segment, uint32_t gram,
	const uint16_t *blocks, size_t n, struct error *err)
{
	unsigned char packed[GRAM_SET_ROOM];
	struct bind b = bind_begin(w->store, Q_NAME_POSTING_ADD);

	bind_i64(&b, segment << GRAM_BITS | gram);
	bind_bytes(&b, packed, grams_pack(packed, blocks, n));
	return bind_run(&b, err);
}

/* By gram, the blocks that have it; ends has room for the end of each. */
static uint16_t *
sort_blocks(const struct builder *w, uint32_t *ends)
{
	uint16_t *sorted = xreallocarray(NULL, w->n_grams + 1, sizeof(*sorted));
	uint32_t sum = 0;

	for (size_t i = 0; i < w->n_grams; i++)
		ends[w->grams[i]]++;
	for (size_t gram = 0; gram < N_GRAMS; gram++) {
		uint32_t n = ends[gram];

		ends[gram] = sum;
		sum += n;
	}
	for (size_t i = 0, block = 0; i < w->n_grams; i++) {
		while (block + 1 < w->n_starts && i >= w->starts[block + 1])
			block++;
		sorted[ends[w->grams[i]]++] = (uint16_t)block;
	}
	return sorted;
}

static int
write_postings(struct builder *w, struct error *err)
{
	_cleanup_(freep) uint32_t *ends = xcalloc(N_GRAMS, sizeof(*ends));
	_cleanup_(freep) uint16_t *sorted = sort_blocks(w, ends);
	int64_t segment = (w->n_blocks - 1) / GRAM_SET;
	uint32_t from = 0;
	int r = 0;

	for (uint32_t gram = 0; gram < N_GRAMS && r == 0; gram++) {
		if (ends[gram] > from)
			r = put_posting(w, segment, gram, sorted + from,
				ends[gram] - from, err);
		from = ends[gram];
	}
	return r;
}

/* The names of the next segment.  1 if there are more, 0 at the end. */
static int
read_segment(struct builder *w, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(w->store, Q_NAMES_NEXT);
	int64_t n = (int64_t)w->names_a_block * GRAM_SET;
	int r;

	bind_i64(&b, w->dir_id);
	bind_bytes(&b, w->name.buf, w->name.len);
	bind_i64(&b, n);
	w->n_in_block = w->names_a_block;
	while ((r = bind_next(&b, err)) > 0) {
		int64_t dir_id = bind_get_i64(&b, 0);
		size_t len;
		const char *name = bind_get_bytes(&b, 1, &len);

		if (w->n_in_block == w->names_a_block)
			r = begin_block(w, dir_id, name, len, err);
		if (r < 0)
			return r;
		add_name(w, dir_id, name, len);
		if (--n == 0)
			break;
	}
	return r;
}

/* Reads, writes and commits one.  1 if there are more. */
static int
build_segment(struct builder *w, struct error *err)
{
	int64_t before = w->n_blocks;
	int more, r = 0;

	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	more = read_segment(w, err);
	if (more >= 0 && w->n_blocks > before)
		r = write_postings(w, err);
	if (more < 0 || r < 0)
		return more < 0 ? more : r;
	clear_seen(w);
	w->n_grams = 0;
	w->n_starts = 0;
	r = store_commit(w->store, err);
	if (r == 0)
		r = store_begin(w->store, err);
	return r < 0 ? r : more;
}

/* --- the whole ------------------------------------------------------------ */

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

static int
clear(struct store *store, struct error *err)
{
	static const enum query clears[] = { Q_NAME_BLOCKS_CLEAR,
		Q_NAME_POSTINGS_CLEAR, Q_NAME_STALE_CLEAR };
	int r = store_set_fact(store, "name_index_last", 0, err);

	for (size_t i = 0; i < sizeof(clears) / sizeof(*clears) && r == 0; i++)
		r = run(store, clears[i], err);
	name_index_forget(store);
	return r;
}

static int
build(struct builder *w, struct error *err)
{
	int64_t last;
	int r = store_last_directory_id(w->store, &last, err);

	if (r == 0)
		r = clear(w->store, err);
	if (r == 0) {
		do {
			r = build_segment(w, err);
		} while (r > 0);
	}
	if (r == 0)
		r = store_set_fact(w->store, "name_index_names", w->n_names,
			err);
	if (r == 0)
		r = store_set_fact(w->store, "name_index_layout", LAYOUT, err);
	return r < 0 ? r :
		       store_set_fact(w->store, "name_index_last", last, err);
}

int
name_index_build(struct store *store, int names_a_block, struct error *err)
{
	struct builder w = { .store = store,
		.names_a_block = names_a_block ? names_a_block : NAMES_A_BLOCK,
		.dir_id = -1,
		.forms = STRBUF_INIT,
		.name = STRBUF_INIT };
	int r;

	w.seen = xcalloc(N_GRAMS / 64, sizeof(*w.seen));
	w.starts = xcalloc(GRAM_SET, sizeof(*w.starts));
	r = store_begin(store, err);
	if (r == 0) {
		r = build(&w, err);
		if (r == 0)
			r = store_commit(store, err);
		else
			(void)store_rollback(store, NULL); /* err says why */
	}
	name_index_forget(store);
	free(w.seen);
	free(w.grams);
	free(w.starts);
	strbuf_clear(&w.forms);
	strbuf_clear(&w.name);
	return r;
}

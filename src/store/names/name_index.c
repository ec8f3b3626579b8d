/* SPDX-License-Identifier: MIT */
/*
 * Names in the order of `entry`, cut into blocks; for each gram (grams.h) the
 * blocks that have it:
 *
 *   entry     |block 0|block 1|block 2| ... |block 8191| block 8192 ...
 *   segment   |               0                        |     1      ...
 *   posting   segment, gram -> its blocks within the segment
 *
 * A segment is made in memory (name_segment.h), and packed by a thread while
 * the names of the next are read.  Segments are written one behind the other,
 * so the table only ever grows at its end, and each is a transaction, which
 * bounds the log.  Until the last one is written there is no index: fact
 * name_index_last is 0.
 *
 * Nothing is done for a name that goes: its block only leads nowhere.  For one
 * that comes its directory is noted as stale, in the same transaction; one
 * beyond the last that the index covers needs no note, so a first scan pays
 * nothing.  When that is much, the whole index is made again (name_refresh.c):
 * some 0.6 seconds a million names.
 */
#include "store/names/name_index.h"

#include "store/internal.h"
#include "store/names/grams.h"
#include "store/names/name_segment.h"
#include "util/interrupt.h"
#include "util/thread.h"

#include <errno.h>

/* Bytes of index a name, names looked at for nothing: see docs/BENCHMARKS.md.
 */
#define NAMES_A_BLOCK 32

struct builder {
	struct store *store;
	int names_a_block;
	struct name_segment segments[2]; /* in turn */
	int64_t n_segments;		 /* whose names were read */
	int64_t n_written;
	struct thread *packing; /* the one before, or NULL */
	int64_t n_blocks;	/* in all */
	int n_in_block;		/* names */
	int64_t n_names;	/* in all */
	int64_t dir_id;		/* the last name that was taken */
	struct strbuf name;	/* it, if the block is full */
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

static struct name_segment *
segment_of(struct builder *w, int64_t segment)
{
	return &w->segments[segment % 2];
}

/* Whose names are read. */
static struct name_segment *
current(struct builder *w)
{
	return segment_of(w, w->n_segments);
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

	name_segment_begin_block(current(w));
	w->n_in_block = 0;
	bind_i64(&b, w->n_blocks++);
	bind_i64(&b, dir_id);
	bind_bytes(&b, name, telling_len(w, dir_id, name, len));
	return bind_run(&b, err);
}

static void
add_name(struct builder *w, int64_t dir_id, const char *name, size_t len)
{
	name_segment_add(current(w), name, len);
	w->n_names++;
	w->dir_id = dir_id;
	if (++w->n_in_block < w->names_a_block)
		return;
	strbuf_truncate(&w->name, 0);
	strbuf_add(&w->name, name, len);
}

/* --- a segment ------------------------------------------------------------ */

static void
pack(void *arg)
{
	name_segment_pack(arg);
}

/* Without a thread of its own it is done here. */
static void
start_packing(struct builder *w)
{
	if (thread_processors() < 2 ||
		thread_start(&w->packing, pack, current(w)) < 0)
		name_segment_pack(current(w));
}

static void
end_packing(struct builder *w)
{
	thread_join(w->packing);
	w->packing = NULL;
}

static int
write_postings(struct builder *w, int64_t segment, struct error *err)
{
	struct name_posting posting;
	size_t cursor = 0;
	int r = 0;

	while (r == 0 &&
		name_segment_next(segment_of(w, segment), &cursor, &posting)) {
		struct bind b = bind_begin(w->store, Q_NAME_POSTING_ADD);

		bind_i64(&b, segment << GRAM_BITS | posting.gram);
		bind_bytes(&b, posting.blocks, posting.len);
		r = bind_run(&b, err);
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
			return 1;
	}
	return r;
}

/* All before that one, which are packed. */
static int
write_until(struct builder *w, int64_t segment, struct error *err)
{
	int r = 0;

	while (r == 0 && w->n_written < segment)
		r = write_postings(w, w->n_written++, err);
	return r;
}

static int
write_large(struct builder *w, struct error *err)
{
	int r = write_until(w, w->n_segments, err);

	if (r < 0)
		return r;
	name_segment_pack(current(w));
	return write_until(w, w->n_segments + 1, err);
}

/* Packed while the next one is read, and written then, but a large one at once.
 * 1 if there are more. */
static int
build_segment(struct builder *w, struct error *err)
{
	int more, r;

	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	more = read_segment(w, err);
	end_packing(w);
	if (more < 0)
		return more;
	if (name_segment_is_large(current(w))) {
		r = write_large(w, err);
	} else {
		start_packing(w);
		r = write_until(w, w->n_segments, err);
	}
	w->n_segments++;
	if (r == 0)
		r = store_commit(w->store, err);
	if (r == 0)
		r = store_begin(w->store, err);
	return r < 0 ? r : more;
}

static int
build_segments(struct builder *w, struct error *err)
{
	int r;

	do {
		r = build_segment(w, err);
	} while (r > 0);
	end_packing(w);
	return r < 0 ? r : write_until(w, w->n_segments, err);
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
	if (r == 0)
		r = build_segments(w, err);
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
		.name = STRBUF_INIT };
	int r;

	for (int i = 0; i < 2; i++)
		name_segment_init(&w.segments[i]);
	r = store_begin(store, err);
	if (r == 0) {
		r = build(&w, err);
		if (r == 0)
			r = store_commit(store, err);
		else
			(void)store_rollback(store, NULL); /* err says why */
	}
	name_index_forget(store);
	for (int i = 0; i < 2; i++)
		name_segment_clear(&w.segments[i]);
	strbuf_clear(&w.name);
	return r;
}

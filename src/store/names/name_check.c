/* SPDX-License-Identifier: MIT */
/*
 * Does the index of names lead to every name that it has to?  One pass over
 * the names, beside the blocks, with the postings of a segment in memory, each
 * read as far as the pass is: some 30 MiB.  A block that leads to a name in
 * vain is no fault.
 */
#include "store/names/name_index.h"

#include "store/internal.h"
#include "store/names/grams.h"
#include "util/alloc.h"
#include "util/bytes.h"

#include <stdlib.h>
#include <string.h>

/* The blocks of a gram, read up to one. */
struct posting {
	struct gram_set set;
	size_t block; /* GRAM_SET: there are no more */
	unsigned char bytes[];
};

struct checker {
	struct store *store;
	struct posting **postings; /* of the segment, by gram; NULL: none */
	int64_t block;		   /* where the pass is; -1 before the first */
	bool has_next; /* a block begins at next_dir and next_name */
	int64_t next_dir;
	struct strbuf next_name;
	int64_t dir_id; /* the last one seen */
	bool is_stale;
	struct strbuf forms;
};

static void
clear_postings(struct checker *c)
{
	for (size_t i = 0; i < N_GRAMS; i++) {
		free(c->postings[i]);
		c->postings[i] = NULL;
	}
}

/* What is none ends. */
static void
step(struct posting *p)
{
	if (grams_next(&p->set, &p->block) <= 0)
		p->block = GRAM_SET;
}

/* The postings of the block's segment. */
static int
load_segment(struct checker *c, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(c->store, Q_NAME_POSTINGS);
	int64_t first = c->block / GRAM_SET << GRAM_BITS;
	int r;

	clear_postings(c);
	bind_i64(&b, first);
	bind_i64(&b, first + N_GRAMS);
	while ((r = bind_next(&b, err)) > 0) {
		size_t len;
		const char *bytes = bind_get_bytes(&b, 1, &len);
		struct posting *p = xcalloc(1, sizeof(*p) + len);

		memcpy(p->bytes, bytes, len);
		p->set = grams_begin(p->bytes, len);
		step(p);
		c->postings[bind_get_i64(&b, 0) - first] = p;
	}
	return r;
}

static int
read_next(struct checker *c, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(c->store, Q_NAME_BLOCK);
	const char *name;
	size_t len;
	int r;

	bind_i64(&b, c->block + 1);
	r = bind_next(&b, err);
	c->has_next = r > 0;
	if (r <= 0)
		return r;
	c->next_dir = bind_get_i64(&b, 0);
	name = bind_get_bytes(&b, 1, &len);
	strbuf_truncate(&c->next_name, 0);
	strbuf_add(&c->next_name, name, len);
	return 0;
}

static bool
is_before_next(const struct checker *c, int64_t dir_id, const char *name,
	size_t len)
{
	if (!c->has_next || dir_id != c->next_dir)
		return !c->has_next || dir_id < c->next_dir;
	return bytes_compare(name, len, c->next_name.buf, c->next_name.len) < 0;
}

/* To the block that the name is in. */
static int
advance(struct checker *c, int64_t dir_id, const char *name, size_t len,
	struct error *err)
{
	int r = 0;

	while (r == 0 && !is_before_next(c, dir_id, name, len)) {
		c->block++;
		if (c->block % GRAM_SET == 0)
			r = load_segment(c, err);
		if (r == 0)
			r = read_next(c, err);
	}
	return r;
}

static bool
has(const struct checker *c, uint32_t gram)
{
	struct posting *p = c->postings[gram];
	size_t block = (size_t)c->block % GRAM_SET;

	while (p && p->block < block)
		step(p);
	return p && p->block == block;
}

static bool
leads_to(struct checker *c, const char *name, size_t len)
{
	bool is_ascii = grams_forms(&c->forms, name, len);

	if (c->block < 0 || (!is_ascii && !has(c, GRAM_FOREIGN)))
		return false;
	for (size_t i = 0; i + 2 < c->forms.len; i++) {
		const char *s = c->forms.buf + i;

		if (s[0] && s[1] && s[2] && !has(c, gram_at(s)))
			return false;
	}
	return true;
}

static int
is_known_stale(struct checker *c, int64_t dir_id, struct error *err)
{
	int64_t is_stale;
	int r;

	if (dir_id == c->dir_id)
		return c->is_stale;
	r = query_i64_of(c->store, &is_stale, Q_NAME_IS_STALE, dir_id, err);
	if (r < 0)
		return r;
	c->dir_id = dir_id;
	c->is_stale = is_stale != 0;
	return c->is_stale;
}

static int
pass(struct checker *c, int64_t last, int64_t *ret_missed, int64_t *ret_dir,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(c->store, Q_NAMES_NEXT);
	int r;

	bind_i64(&b, -1);
	bind_bytes(&b, "", 0);
	bind_i64(&b, -1);
	while ((r = bind_next(&b, err)) > 0) {
		int64_t dir_id = bind_get_i64(&b, 0);
		size_t len;
		const char *name = bind_get_bytes(&b, 1, &len);
		int stale;

		if (dir_id > last)
			return 0;
		r = advance(c, dir_id, name, len, err);
		stale = r < 0 ? r : is_known_stale(c, dir_id, err);
		if (stale < 0)
			return stale;
		if (stale || leads_to(c, name, len))
			continue;
		if ((*ret_missed)++ == 0)
			*ret_dir = dir_id;
	}
	return r;
}

int
name_index_check(struct store *store, int64_t *ret_missed, int64_t *ret_dir,
	struct error *err)
{
	struct checker c = { .store = store,
		.block = -1,
		.dir_id = -1,
		.next_name = STRBUF_INIT,
		.forms = STRBUF_INIT };
	int64_t last;
	int r = name_index_last(store, &last, err);

	*ret_missed = 0;
	*ret_dir = 0;
	if (r < 0 || last == 0)
		return r;
	c.postings = xcalloc(N_GRAMS, sizeof(*c.postings));
	r = read_next(&c, err);
	if (r == 0)
		r = pass(&c, last, ret_missed, ret_dir, err);
	clear_postings(&c);
	free(c.postings);
	strbuf_clear(&c.next_name);
	strbuf_clear(&c.forms);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* What goes with names from one catalogue to another: digests, problems. */
#include "store/import_run.h"

#include "store/contents.h"
#include "store/scans.h"

#include <string.h>

/* A content and the partial one it refines, if any. */
struct known_content {
	struct digest digest;
	struct digest partial; /* covered 0: none */
};

static void
read_digest(struct digest *ret, const struct bind *b, int column)
{
	size_t len;
	const char *bytes = bind_get_bytes(b, column + 1, &len);

	ret->covered = bind_get_i64(b, column);
	if (len == DIGEST_BYTES)
		memcpy(ret->bytes, bytes, len);
	else
		ret->covered = 0;
}

static int
find_content(struct store *store, struct known_content *ret, int64_t id,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int r;

	*ret = (struct known_content){ 0 };
	if (id == 0)
		return 0;
	b = bind_begin(store, Q_CONTENT);
	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	read_digest(&ret->digest, &b, 0);
	read_digest(&ret->partial, &b, 2);
	return 0;
}

/* How much a partial digest covers is part of what it is: one of another
 * extent, by another version, would meet none here. */
static void
drop_odd_partials(struct known_content *c, int64_t size)
{
	const int64_t covers = digest_partial_bytes(size);

	if (c->partial.covered != covers)
		c->partial.covered = 0;
	if (c->digest.covered != size && c->digest.covered != covers)
		c->digest.covered = 0;
}

int
import_digest(struct import *im, int64_t to_dir, const struct entry *entry,
	int64_t from_content, int64_t to_content, struct error *err)
{
	struct known_content there, here;
	int64_t content = 0;
	int r;

	if (from_content == 0 || !entry_is_regular(entry))
		return 0;
	r = find_content(im->from, &there, from_content, err);
	if (r == 0)
		r = find_content(im->to, &here, to_content, err);
	drop_odd_partials(&there, entry->size_bytes);
	if (r < 0 || there.digest.covered <= here.digest.covered)
		return r;
	/* As it was read: the head and the tail, then all of it. */
	if (there.partial.covered > 0)
		r = store_put_digest(im->to, &content, to_dir, entry,
			&there.partial, 0, err);
	if (r == 0)
		r = store_put_digest(im->to, &content, to_dir, entry,
			&there.digest, content, err);
	if (r == 0 && there.digest.covered == entry->size_bytes)
		im->result->digests++;
	return r;
}

static int
put_problem(struct import *im, int64_t to_dir, const struct bind *row,
	struct error *err)
{
	struct bind b = bind_begin(im->to, Q_PROBLEM_IMPORT);
	_cleanup_(freep) char *stage = bind_get_string(row, 1);
	_cleanup_(freep) char *text = bind_get_string(row, 3);
	const char *name;
	size_t len;

	name = bind_get_bytes(row, 0, &len);
	bind_i64(&b, to_dir);
	bind_bytes(&b, name, len);
	bind_text(&b, stage);
	bind_i64(&b, bind_get_i64(row, 2));
	bind_text(&b, text);
	bind_i64(&b, bind_get_i64(row, 4));
	bind_i64(&b, bind_get_i64(row, 5));
	return bind_run(&b, err);
}

int
import_problems(struct import *im, const struct import_frame *f,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int r = store_clear_problems(im->to, f->to_dir, NULL, 0, STAGE_SCAN,
		INT64_MAX, err);

	if (r < 0)
		return r;
	b = bind_begin(im->from, Q_PROBLEMS_OF);
	bind_i64(&b, f->from_dir);
	while ((r = bind_next(&b, err)) > 0) {
		r = put_problem(im, f->to_dir, &b, err);
		if (r < 0)
			return r;
	}
	return r;
}

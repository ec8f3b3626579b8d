/* SPDX-License-Identifier: MIT */
/* What goes with names from one catalogue to another: digests, problems. */
#include "store/import/import_run.h"

#include "store/content/contents.h"
#include "store/scans.h"
#include "util/strbuf.h"

#include <string.h>

static int64_t
read_digest(struct digest *ret, const struct bind *b)
{
	size_t len;
	const char *bytes = bind_get_bytes(b, 1, &len);

	ret->covered = bind_get_i64(b, 0);
	if (len == DIGEST_BYTES)
		memcpy(ret->bytes, bytes, len);
	else
		ret->covered = 0;
	return bind_get_i64(b, 2);
}

/* More than the steps of any size; with more, contents refine each other. */
#define DEEPEST ((size_t)64)

/* Adds the content and then all those that it refines, to the first part. */
static int
read_chain(struct store *store, struct strbuf *ret, int64_t id,
	struct error *err)
{
	int r = 1;

	while (id != 0 && r > 0 && ret->len < DEEPEST * sizeof(struct digest)) {
		_cleanup_(bind_end) struct bind b =
			bind_begin(store, Q_CONTENT);
		struct digest digest = { 0 };

		bind_i64(&b, id);
		r = bind_next(&b, err);
		if (r <= 0)
			break;
		id = read_digest(&digest, &b);
		strbuf_add(ret, &digest, sizeof(digest));
	}
	return r < 0 ? r : 0;
}

static int64_t
covered_by(struct store *store, int64_t id, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	struct digest digest;
	int r;

	if (id == 0)
		return 0;
	b = bind_begin(store, Q_CONTENT);
	bind_i64(&b, id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	(void)read_digest(&digest, &b); /* its parent does not matter */
	return digest.covered;
}

/*
 * How much a part covers, and which part it refines, is part of what it is:
 * one of another extent, by another version, would meet none here.  Stores
 * those that are as they would have been read here; a digest of all bytes is
 * one in any case.  That refines what is known here, `known`, or nothing.
 */
static int
put_chain(struct import *im, int64_t to_dir, const struct entry *entry,
	const struct strbuf *chain, int64_t known, struct error *err)
{
	int64_t content = 0, covers;
	struct digest digest;
	bool fits = true;
	int r = store_partial_bytes(im->to, &covers, entry->size_bytes, err);

	for (size_t at = chain->len; at > 0 && r == 0;) {
		at -= sizeof(digest);
		memcpy(&digest, chain->buf + at, sizeof(digest));
		fits &= digest.covered == covers;
		if (!fits && digest.covered != entry->size_bytes)
			continue;
		r = store_put_digest(im->to, &content, to_dir, entry, &digest,
			fits ? content : known, err);
		covers = digest_next_step(entry->size_bytes, covers);
		if (r == 0 && digest.covered == entry->size_bytes)
			im->result->digests++;
		/* What is settled here may not be by now. */
		im->to->entry_changed = true;
	}
	return r;
}

int
import_digest(struct import *im, int64_t to_dir, const struct entry *entry,
	int64_t from_content, int64_t to_content, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf chain = STRBUF_INIT;
	struct digest first;
	int64_t here;
	int r;

	if (from_content == 0 || !entry_is_regular(entry))
		return 0;
	here = covered_by(im->to, to_content, err);
	if (here < 0)
		return (int)here;
	r = read_chain(im->from, &chain, from_content, err);
	if (r < 0 || chain.len == 0)
		return r;
	memcpy(&first, chain.buf, sizeof(first));
	if (first.covered <= here)
		return 0;
	if (here == 0 ||
		digest_next_step(entry->size_bytes, here) != entry->size_bytes)
		to_content = 0; /* there are steps between it and all */
	return put_chain(im, to_dir, entry, &chain, to_content, err);
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

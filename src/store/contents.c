/* SPDX-License-Identifier: MIT */
/*
 * What was read of files: a content row for every digest, found by it, and
 * the names that point there.  store_commit() counts what is left of both.
 */
#include "store/contents.h"

#include "store/internal.h"
#include "util/cleanup.h"

/* 1 and what content the name has, or 0 if it no longer has the facts. */
static int
find_entry(struct store *store, int64_t *ret_content, int64_t dir_id,
	const struct entry *facts, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_DIGEST_ENTRY);
	int r;

	bind_i64(&b, dir_id);
	bind_bytes(&b, facts->name, facts->name_len);
	bind_i64(&b, facts->size_bytes);
	bind_i64(&b, facts->mtime_ns);
	bind_i64(&b, facts->ctime_ns);
	bind_i64(&b, (int64_t)facts->inode);
	r = bind_next(&b, err);
	if (r > 0)
		*ret_content = bind_get_i64(&b, 0);
	return r;
}

static int
find_content(struct store *store, int64_t ret[2], int64_t size,
	const struct digest *digest, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_DIGEST_FIND);
	int r;

	bind_i64(&b, size);
	bind_i64(&b, digest->covered);
	bind_bytes(&b, digest->bytes, DIGEST_BYTES);
	r = bind_next(&b, err);
	if (r > 0) {
		ret[0] = bind_get_i64(&b, 0);
		ret[1] = bind_get_i64(&b, 1);
	}
	return r;
}

/* The content's id, added if it is new. */
static int
put_content(struct store *store, int64_t *ret, int64_t size,
	const struct digest *digest, int64_t parent_id, struct error *err)
{
	int64_t known[2]; /* id, parent_id */
	struct bind b;
	int r;

	r = find_content(store, known, size, digest, err);
	if (r < 0)
		return r;
	if (r > 0) {
		*ret = known[0];
		if (parent_id == 0 || known[1] == parent_id)
			return 0;
		b = bind_begin(store, Q_DIGEST_PARENT);
		bind_i64(&b, known[0]);
		bind_i64(&b, parent_id);
		return bind_run(&b, err);
	}
	b = bind_begin(store, Q_DIGEST_ADD);
	bind_id(&b, parent_id);
	bind_i64(&b, size);
	bind_i64(&b, digest->covered);
	bind_bytes(&b, digest->bytes, DIGEST_BYTES);
	r = bind_run(&b, err);
	if (r == 0)
		*ret = sqlite3_last_insert_rowid(store->db);
	return r;
}

/* content_id 0: nothing is known. */
static int
set_content(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t content_id, struct error *err)
{
	struct bind b = bind_begin(store, Q_DIGEST_SET);
	int r;

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_id(&b, content_id);
	r = bind_run(&b, err);
	if (r == 0)
		store->rows_written++;
	return r;
}

int
store_put_digest(struct store *store, int64_t *ret_content, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	int64_t parent_id, struct error *err)
{
	int64_t was = 0, content = 0;
	int r;

	*ret_content = 0;
	r = find_entry(store, &was, dir_id, facts, err);
	if (r <= 0)
		return r;
	r = put_content(store, &content, facts->size_bytes, digest, parent_id,
		err);
	if (r < 0)
		return r;
	*ret_content = content;
	if (content == was)
		return 0;
	store_touch_content(store, was);
	store_touch_content(store, content);
	return set_content(store, dir_id, facts->name, facts->name_len, content,
		err);
}

int
store_clear_digest(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_DIGEST_OF_NAME);
	int64_t was = 0;
	int r;

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	if (r > 0)
		was = bind_get_i64(&b, 0);
	bind_end(&b);
	if (was == 0)
		return 0;
	store_touch_content(store, was);
	store->entry_changed = true; /* there is something to hash again */
	return set_content(store, dir_id, name, name_len, 0, err);
}

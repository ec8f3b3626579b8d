/* SPDX-License-Identifier: MIT */
/*
 * What was read of files: a content row for every digest, found by it, and
 * the names that point there.  store_commit() counts what is left of both.
 */
#include "store/content/contents.h"

#include "store/content/free_ids.h"
#include "store/content/new_contents.h"
#include "store/internal.h"
#include "util/cleanup.h"

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

int
store_partial_bytes(struct store *store, int64_t *ret, int64_t size,
	struct error *err)
{
	const int64_t old = digest_old_partial_bytes(size);
	_cleanup_(bind_end) struct bind b = { 0 };
	int r;

	*ret = digest_partial_bytes(size);
	if (old == size) /* it was read in full */
		return 0;
	b = bind_begin(store, Q_SIZE_IS_COVERED);
	bind_i64(&b, size);
	bind_i64(&b, old);
	r = bind_next(&b, err);
	if (r > 0 && bind_get_i64(&b, 0))
		*ret = old;
	return r < 0 ? r : 0;
}

int
store_find_content(struct store *store, int64_t *ret, int64_t size,
	const struct digest *digest, struct error *err)
{
	int64_t known[2] = { 0, 0 };
	int r = find_content(store, known, size, digest, err);

	*ret = known[0];
	return r;
}

int
contents_set_parent(struct store *store, int64_t content_id, int64_t parent_id,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_DIGEST_PARENT);

	bind_i64(&b, content_id);
	bind_i64(&b, parent_id);
	return bind_run(&b, err);
}

/* Adds a row, or else finds the one there is.  1 if it is new, else 0. */
static int
put_content(struct store *store, int64_t *ret, const struct new_content *c,
	struct error *err)
{
	int64_t parent_id = c->parent_id;
	int64_t known[2] = { 0, 0 }; /* id, parent_id */
	int64_t free_id;
	struct bind b;
	int r = free_ids_take(store, &free_id, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_DIGEST_ADD);
	bind_id(&b, free_id);
	bind_id(&b, parent_id);
	bind_i64(&b, c->size_bytes);
	bind_i64(&b, c->digest.covered);
	bind_bytes(&b, c->digest.bytes, DIGEST_BYTES);
	bind_i64(&b, c->copies);
	bind_i64(&b, c->volumes);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	if (sqlite3_changes(store->db) > 0) {
		*ret = sqlite3_last_insert_rowid(store->db);
		return 1;
	}
	r = find_content(store, known, c->size_bytes, &c->digest, err);
	if (r < 0)
		return r;
	*ret = known[0];
	if (parent_id == 0 || known[1] == parent_id)
		return 0;
	return contents_set_parent(store, known[0], parent_id, err);
}

static void
bind_facts(struct bind *b, int64_t dir_id, const struct entry *facts)
{
	bind_i64(b, dir_id);
	bind_bytes(b, facts->name, facts->name_len);
	bind_i64(b, facts->size_bytes);
	bind_i64(b, facts->mtime_ns);
	bind_i64(b, lag_of(facts));
	bind_i64(b, (int64_t)facts->inode);
}

/* 1 and what content the name has, or 0 if it no longer has the facts. */
static int
find_entry(struct store *store, int64_t *ret_content, int64_t dir_id,
	const struct entry *facts, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_DIGEST_ENTRY);
	int r;

	bind_facts(&b, dir_id, facts);
	r = bind_next(&b, err);
	if (r > 0)
		*ret_content = bind_get_i64(&b, 0);
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

/* 1 if the name has the facts and its content is `was`: it is `now` then. */
static int
refine(struct store *store, int64_t dir_id, const struct entry *facts,
	int64_t was, int64_t now, struct error *err)
{
	struct bind b = bind_begin(store, Q_DIGEST_REFINE);
	int r;

	bind_facts(&b, dir_id, facts);
	bind_i64(&b, now);
	bind_id(&b, was);
	r = bind_run(&b, err);
	if (r < 0 || sqlite3_changes(store->db) == 0)
		return r;
	store->rows_written++;
	store_touch_content(store, was);
	return 1;
}

int
store_put_digest(struct store *store, int64_t *ret_content, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	int64_t parent_id, struct error *err)
{
	/* New, it has one member: the name it was read of. */
	const struct new_content c = {
		.size_bytes = facts->size_bytes,
		.digest = *digest,
		.parent_id = parent_id,
		.copies = 1,
		.volumes = 1,
	};
	int64_t was = 0, content = 0;
	bool is_new;
	int r;

	*ret_content = 0;
	r = put_content(store, &content, &c, err);
	if (r < 0)
		return r;
	is_new = r > 0;
	r = refine(store, dir_id, facts, parent_id, content, err);
	if (r < 0)
		return r;
	/* New and with its one member, its counts are right already. */
	if (r == 0 || !is_new)
		store_touch_content(store, content);
	if (r == 0) {
		r = find_entry(store, &was, dir_id, facts, err);
		if (r <= 0)
			return r;
		if (was != content) {
			store_touch_content(store, was);
			r = set_content(store, dir_id, facts->name,
				facts->name_len, content, err);
		}
	}
	*ret_content = content;
	return r < 0 ? r : 0;
}

int
store_add_copies(struct store *store, int64_t content_id, int64_t copies,
	int64_t volume_id, struct error *err)
{
	struct bind b;
	int r;

	if (contents_is_of_before(store, content_id)) {
		store_touch_content(store, content_id);
		return 0;
	}
	b = bind_begin(store, Q_CONTENT_MORE_COPIES);
	bind_i64(&b, content_id);
	bind_i64(&b, copies);
	bind_i64(&b, volume_id);
	r = bind_run(&b, err);
	if (r == 0 && sqlite3_changes(store->db) == 0)
		store_touch_content(store, content_id); /* count */
	return r;
}

int
store_set_content(struct store *store, int64_t dir_id,
	const struct entry *facts, int64_t content_id, struct error *err)
{
	int r = refine(store, dir_id, facts, 0, content_id, err);

	if (r == 0) /* one less than was counted */
		store_touch_content(store, content_id);
	return r;
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

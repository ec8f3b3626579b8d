/* SPDX-License-Identifier: MIT */
#include "store/content/lookup.h"

#include "store/content/digests.h"
#include "store/content/content_set.h"
#include "store/internal.h"
#include "store/regular.h"
#include "store/survey/halves.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/search.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

int
store_lookup_clear(struct store *store, struct error *err)
{
	static const enum query queries[] = { Q_LOOKUP_CLEAR_SIZES,
		Q_LOOKUP_CLEAR_SAME, Q_LOOKUP_CLEAR_WANTED,
		Q_LOOKUP_CLEAR_FOUND, Q_LOOKUP_CLEAR_MEMBERS };
	int r = 0;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r == 0;
		i++)
		r = run(store, queries[i], err);
	return r;
}

int
store_lookup_add_size(struct store *store, int64_t size, struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOKUP_ADD_SIZE);

	bind_i64(&b, size);
	return bind_run(&b, err);
}

int
store_lookup_add_digest(struct store *store, const uint8_t digest[DIGEST_BYTES],
	struct error *err)
{
	struct bind b = bind_begin(store, Q_LOOKUP_ADD_DIGEST);

	bind_bytes(&b, digest, DIGEST_BYTES);
	return bind_run(&b, err);
}

/* --- sizes ---------------------------------------------------------------- */

/* One thread's part. */
struct sizes_look {
	const int64_t *sizes; /* in order */
	size_t n;
	const struct content_set *full;
	struct strbuf names; /* struct same_size, with its name behind it */
};

struct same_size {
	int64_t dir_id;
	size_t len;
};

/* What was read in full is found by its digest. */
static void
take(const struct stored_entry *e, void *arg)
{
	struct sizes_look *look = arg;
	const struct same_size same = { e->dir_id, e->name_len };
	size_t at;

	if (e->size_bytes < look->sizes[0] || e->child_id != 0)
		return;
	at = search_i64(look->sizes, look->n, sizeof(int64_t), e->size_bytes);
	if (at == look->n || look->sizes[at] != e->size_bytes ||
		content_set_has(look->full, e->content_id))
		return;
	strbuf_add(&look->names, (const char *)&same, sizeof(same));
	strbuf_add(&look->names, e->name, e->name_len);
}

static int
add_names(struct store *store, const struct strbuf *names, struct error *err)
{
	size_t at = 0;
	int r = 0;

	while (at < names->len && r >= 0) {
		struct bind b = bind_begin(store, Q_LOOKUP_ADD_SAME);
		struct same_size same;

		memcpy(&same, names->buf + at, sizeof(same));
		at += sizeof(same);
		bind_i64(&b, same.dir_id);
		bind_bytes(&b, names->buf + at, same.len);
		at += same.len;
		r = bind_run(&b, err);
	}
	return r;
}

static int
find_names(struct store *store, struct sizes_look *first,
	struct sizes_look *second, struct content_set *full, struct error *err)
{
	struct halves halves = { .store = NULL };
	struct halves_job job = { .look = { .entry = take,
					  .floor = first->sizes },
		.first = first,
		.second = second };
	int r = halves_open(&halves, store, err);

	if (r >= 0)
		r = content_set_load_full(full, &halves, err);
	if (r >= 0)
		r = store_last_directory_id(store, &job.last, err);
	if (r >= 0)
		r = halves_run(&halves, &job, err);
	if (r >= 0)
		r = add_names(store, &first->names, err);
	return r < 0 ? r : add_names(store, &second->names, err);
}

static int
find_sizes(struct store *store, const int64_t *sizes, size_t n,
	struct error *err)
{
	_cleanup_(content_set_clear) struct content_set full = { .n = 0 };
	struct sizes_look first = { sizes, n, &full, STRBUF_INIT };
	struct sizes_look second = first;
	int r = find_names(store, &first, &second, &full, err);

	strbuf_clear(&first.names);
	strbuf_clear(&second.names);
	return r < 0 ? r : run(store, Q_LOOKUP_MEMBERS, err);
}

static int
run_sizes(struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_LOOKUP_WANTED_SIZES);
	_cleanup_(freep) int64_t *sizes = NULL;
	size_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		sizes = xgrow(sizes, n, sizeof(*sizes));
		sizes[n++] = bind_get_i64(&b, 0);
	}
	return r < 0 || n == 0 ? r : find_sizes(store, sizes, n, err);
}

/* --- digests -------------------------------------------------------------- */

static int
find_digests(struct store *store, struct digest_range *ranges, size_t n,
	struct error *err)
{
	_cleanup_(found_digests_clear) struct found_digests found =
		FOUND_DIGESTS_INIT;
	int r = digests_find(store, &found, ranges, n, err);

	for (size_t i = 0; i < found.n && r >= 0; i++) {
		struct bind b = bind_begin(store, Q_LOOKUP_ADD_FOUND);

		bind_i64(&b, found.items[i].content_id);
		r = bind_run(&b, err);
	}
	return r;
}

static int
run_digests(struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_LOOKUP_WANTED_DIGESTS);
	_cleanup_(freep) struct digest_range *ranges = NULL;
	size_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		size_t len;
		const char *digest = bind_get_bytes(&b, 0, &len);

		ranges = xgrow(ranges, n, sizeof(*ranges));
		memcpy(ranges[n].first, digest, DIGEST_BYTES);
		memcpy(ranges[n++].last, digest, DIGEST_BYTES);
	}
	return r < 0 ? r : find_digests(store, ranges, n, err);
}

int
store_lookup_run(struct store *store, struct error *err)
{
	int r = run_sizes(store, err);

	return r < 0 ? r : run_digests(store, err);
}

/* --- what was found ------------------------------------------------------- */

int
store_lookup_size(struct store *store, int64_t size, struct error *err)
{
	int64_t same = 0, unread = 0, loose = 0, full = 0, member = 0;
	unsigned int flags = 0;
	int r = query_i64_of(store, &same, Q_LOOKUP_HAS_SAME, size, err);

	if (r == 0)
		r = query_i64_of(store, &unread, Q_LOOKUP_HAS_UNREAD, size,
			err);
	if (r == 0)
		r = query_i64_of(store, &full, Q_CONTENT_OF_SIZE, size, err);
	if (r == 0)
		r = query_i64_of(store, &loose, Q_CONTENT_IS_LOOSE, size, err);
	if (r == 0)
		r = query_i64_of(store, &member, Q_LOOKUP_HAS_MEMBER, size,
			err);
	if (r < 0)
		return r;
	if (member)
		flags |= LOOKUP_MEMBER;
	if (same || full)
		flags |= LOOKUP_SAME;
	if (unread)
		flags |= LOOKUP_UNREAD;
	if (loose)
		flags |= LOOKUP_LOOSE;
	return (int)flags;
}

int
store_lookup_digest(struct store *store, int64_t *ret_content,
	int64_t *ret_size, const uint8_t digest[DIGEST_BYTES],
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_LOOKUP_DIGEST);
	int r;

	bind_bytes(&b, digest, DIGEST_BYTES);
	r = bind_next(&b, err);
	if (r > 0) {
		*ret_content = bind_get_i64(&b, 0);
		*ret_size = bind_get_i64(&b, 1);
	}
	return r;
}

int
store_lookup_member_digest(struct store *store, int64_t *ret_size,
	const uint8_t digest[DIGEST_BYTES], struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_LOOKUP_MEMBER_DIGEST);
	int r;

	bind_bytes(&b, digest, DIGEST_BYTES);
	r = bind_next(&b, err);
	if (r > 0)
		*ret_size = bind_get_i64(&b, 0);
	return r;
}

/* --- what was not read ---------------------------------------------------- */

struct unread_look {
	const struct regular *regular;
	const struct content_set *full;
	int64_t n;
};

static void
count_unread(const struct stored_entry *e, void *arg)
{
	struct unread_look *look = arg;

	look->n += e->size_bytes > 0 &&
		regular_has(look->regular, e->attribute_id) &&
		!content_set_has(look->full, e->content_id);
}

int
store_lookup_unread(struct store *store, int64_t *ret, struct error *err)
{
	struct halves halves = { .store = NULL };
	_cleanup_(content_set_clear) struct content_set full = { .n = 0 };
	_cleanup_(regular_clear) struct regular regular = { 0 };
	struct unread_look first = { &regular, &full, 0 }, second = first;
	struct halves_job job = { .look.entry = count_unread,
		.first = &first,
		.second = &second };
	int r = regular_load(store, &regular, err);

	*ret = 0;
	if (r >= 0)
		r = halves_open(&halves, store, err);
	if (r >= 0)
		r = content_set_load_full(&full, &halves, err);
	if (r >= 0)
		r = store_last_directory_id(store, &job.last, err);
	if (r >= 0)
		r = halves_run(&halves, &job, err);
	*ret = first.n + second.n;
	return r;
}

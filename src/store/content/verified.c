/* SPDX-License-Identifier: MIT */
/*
 * The cursor walks a temporary table by its rowid, a batch at a time, and
 * takes the facts from the catalogue at that moment: see candidates.c for why
 * no SELECT stays open.
 */
#include "store/content/verified.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 256

struct checks {
	int64_t next; /* id in temp.checks */
	size_t n;
	size_t at;
	struct check rows[BATCH];
	size_t name_at[BATCH];
	struct strbuf names;
};

void
checks_free(struct checks *checks)
{
	if (!checks)
		return;
	strbuf_clear(&checks->names);
	free(checks);
}

static int
empty(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_CHECKS_EMPTY);

	return bind_run(&b, err);
}

int
store_checks_open(struct store *store, bool is_scoped, struct error *err)
{
	struct bind b;
	int r = empty(store, err);

	if (r < 0)
		return r;
	if (!store->checks) {
		store->checks = xcalloc(1, sizeof(*store->checks));
		store->checks->names = (struct strbuf)STRBUF_INIT;
	}
	store->checks->next = 1;
	store->checks->n = store->checks->at = 0;
	b = bind_begin(store, Q_CHECKS_FILL);
	bind_i64(&b, is_scoped);
	return bind_run(&b, err);
}

static void
fill_row(struct checks *checks, const struct bind *b)
{
	size_t i = checks->n++;
	struct check *row = &checks->rows[i];
	const char *bytes;
	size_t len;

	*row = (struct check){ 0 };
	checks->next = bind_get_i64(b, 0) + 1;
	row->volume_id = bind_get_i64(b, 1);
	row->dir_id = bind_get_i64(b, 2);
	entry_read_content_facts(b, 3, &row->entry);
	checks->name_at[i] = checks->names.len;
	strbuf_add(&checks->names, row->entry.name, row->entry.name_len);
	row->content_id = bind_get_i64(b, 8);
	bytes = bind_get_bytes(b, 9, &len);
	memcpy(row->digest.bytes, bytes,
		len < DIGEST_BYTES ? len : DIGEST_BYTES);
	row->digest.covered = row->entry.size_bytes;
	row->is_bad = bind_get_i64(b, 10) != 0;
}

int
store_checks_next(struct store *store, struct check *ret, struct error *err)
{
	struct checks *checks = store->checks;
	int r = 0;

	if (checks->at == checks->n) {
		struct bind b = bind_begin(store, Q_CHECKS_READ);

		checks->n = checks->at = 0;
		strbuf_truncate(&checks->names, 0);
		bind_i64(&b, checks->next);
		bind_i64(&b, BATCH);
		while ((r = bind_next(&b, err)) > 0)
			fill_row(checks, &b);
		if (r < 0 || checks->n == 0)
			return r;
	}
	*ret = checks->rows[checks->at];
	ret->entry.name = checks->names.buf + checks->name_at[checks->at];
	checks->at++;
	return 1;
}

void
store_checks_close(struct store *store)
{
	(void)empty(store, NULL); /* the next open does so again */
}

int
store_checks_sum(struct store *store, int64_t volume_id, int64_t *ret_files,
	int64_t *ret_bytes, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_CHECKS_SUM);
	int r;

	bind_i64(&b, volume_id);
	r = bind_next(&b, err);
	if (r > 0) {
		*ret_files = bind_get_i64(&b, 0);
		*ret_bytes = bind_get_i64(&b, 1);
	}
	return r < 0 ? r : 0;
}

int
store_checks_lacking(struct store *store, bool is_scoped, int64_t *ret,
	struct error *err)
{
	return query_i64_of(store, ret, Q_CHECKS_LACKING, is_scoped, err);
}

int
store_put_verified(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, int64_t at_ns, struct error *err)
{
	struct bind b = bind_begin(store, Q_VERIFIED_PUT);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_i64(&b, at_ns / NS_PER_SECOND);
	return bind_run(&b, err);
}

int
store_tidy_verified(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_VERIFIED_TIDY);
	int r = bind_run(&b, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_VERIFY_PROBLEMS_TIDY);
	return bind_run(&b, err);
}

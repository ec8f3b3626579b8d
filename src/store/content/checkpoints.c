/* SPDX-License-Identifier: MIT */
#include "store/content/checkpoints.h"

#include "store/internal.h"

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

int
store_put_checkpoint(struct store *store, int64_t dir_id,
	const struct entry *facts, bool verifies, const struct strbuf *state,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_CHECKPOINT_PUT);

	bind_facts(&b, dir_id, facts);
	bind_i64(&b, verifies);
	bind_bytes(&b, state->buf, state->len);
	return bind_run(&b, err);
}

int
store_find_checkpoint(struct store *store, struct strbuf *ret, int64_t dir_id,
	const struct entry *facts, bool verifies, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_CHECKPOINT_FIND);
	const char *bytes;
	size_t len;
	int r;

	bind_facts(&b, dir_id, facts);
	bind_i64(&b, verifies);
	r = bind_next(&b, err);
	if (r > 0) {
		bytes = bind_get_bytes(&b, 0, &len);
		strbuf_add(ret, bytes, len);
	}
	return r;
}

int
store_drop_checkpoint(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err)
{
	struct bind b = bind_begin(store, Q_CHECKPOINT_DROP);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	return bind_run(&b, err);
}

int
store_any_checkpoints(struct store *store, struct error *err)
{
	int64_t any = 0;
	int r = query_i64(store, &any, Q_CHECKPOINT_ANY, err);

	return r < 0 ? r : any != 0;
}

int
store_tidy_checkpoints(struct store *store, struct error *err)
{
	struct bind b = bind_begin(store, Q_CHECKPOINT_TIDY);

	return bind_run(&b, err);
}

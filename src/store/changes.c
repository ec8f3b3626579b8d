/* SPDX-License-Identifier: MIT */
#include "store/changes.h"

#include "store/internal.h"

int
change_add(struct store *store, const struct change *c, struct error *err)
{
	const char type[2] = { entry_type_letter(c->mode), '\0' };
	struct bind b = bind_begin(store, Q_CHANGE_ADD);

	bind_i64(&b, c->scan_id);
	bind_i64(&b, c->kind);
	bind_text(&b, type);
	bind_bytes(&b, c->within, c->within_len);
	if (c->old_within)
		bind_bytes(&b, c->old_within, c->old_within_len);
	else
		bind_null(&b);
	bind_i64(&b, c->size_bytes);
	if (c->kind == CHANGE_ADDED)
		bind_null(&b);
	else
		bind_i64(&b, c->old_size_bytes);
	bind_i64(&b, c->mtime_ns);
	return bind_run(&b, err);
}

int
store_note_modified(struct store *store, int64_t scan_id, int64_t dir_id,
	const struct entry *was, const struct entry *is, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	struct change c = { .scan_id = scan_id, .kind = CHANGE_MODIFIED };
	int r = paths_of_name(store, &within, dir_id, is->name, is->name_len,
		err);

	if (r < 0)
		return r;
	c.mode = is->mode;
	c.within = within.buf;
	c.within_len = within.len;
	c.size_bytes = is->size_bytes;
	c.old_size_bytes = was->size_bytes;
	c.mtime_ns = is->mtime_ns;
	return change_add(store, &c, err);
}

int
store_forget_changes(struct store *store, int64_t before_ns, struct error *err)
{
	struct bind b = bind_begin(store, Q_CHANGES_FORGET);

	bind_i64(&b, before_ns);
	return bind_run(&b, err);
}

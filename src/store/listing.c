/* SPDX-License-Identifier: MIT */
/*
 * The entries of a directory, read a few hundred at a time.
 *
 * No statement stays open between two calls: a scan writes to the directory
 * while it reads it, and SQLite does not say which of a statement's rows it
 * sees after that.  What is read next starts behind the last name read, so
 * names already passed never come again, whatever was done to them.
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

#define AT_ONCE 256

struct entry_chunk {
	int64_t dir_id;
	struct known_entry entries[AT_ONCE];
	size_t offsets[AT_ONCE]; /* of their names */
	size_t n;
	size_t next;
	bool at_end;	     /* there are no more behind these */
	struct strbuf names; /* each closed by a NUL */
	struct strbuf last;  /* the last name read */
};

int
store_entries_open(struct store *store, int64_t dir_id, struct error *err)
{
	struct entry_chunk *chunk = store->entries;

	if (!chunk) {
		chunk = calloc(1, sizeof(*chunk));
		if (!chunk)
			return error_set(err, ENOMEM, "out of memory");
		chunk->names = (struct strbuf)STRBUF_INIT;
		chunk->last = (struct strbuf)STRBUF_INIT;
		store->entries = chunk;
	}
	chunk->dir_id = dir_id;
	chunk->n = chunk->next = 0;
	chunk->at_end = false;
	strbuf_truncate(&chunk->last, 0); /* sorts before every name */
	return 0;
}

static int
read_one(struct entry_chunk *chunk, const struct bind *b, struct error *err)
{
	struct known_entry *known = &chunk->entries[chunk->n];
	const char *name;
	size_t len;
	int r = entry_read(b, known, err);

	if (r < 0)
		return r;
	name = bind_get_bytes(b, 9, &len);
	known->entry.name_len = len;
	chunk->offsets[chunk->n++] = chunk->names.len;
	strbuf_add(&chunk->names, name, len);
	strbuf_addc(&chunk->names, '\0');
	return 0;
}

static void
settle_names(struct entry_chunk *chunk)
{
	const struct entry *last;

	for (size_t i = 0; i < chunk->n; i++)
		chunk->entries[i].entry.name =
			chunk->names.buf + chunk->offsets[i];
	if (chunk->n == 0)
		return;
	last = &chunk->entries[chunk->n - 1].entry;
	strbuf_truncate(&chunk->last, 0);
	strbuf_add(&chunk->last, last->name, last->name_len);
}

static int
fill(struct store *store, struct entry_chunk *chunk, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ENTRIES);
	int r;

	chunk->n = chunk->next = 0;
	strbuf_truncate(&chunk->names, 0);
	bind_i64(&b, chunk->dir_id);
	bind_bytes(&b, chunk->last.buf, chunk->last.len);
	bind_i64(&b, AT_ONCE);
	while ((r = bind_next(&b, err)) > 0) {
		r = read_one(chunk, &b, err);
		if (r < 0)
			return r;
	}
	chunk->at_end = chunk->n < AT_ONCE;
	settle_names(chunk);
	return r;
}

int
store_entries_next(struct store *store, struct known_entry *ret,
	struct error *err)
{
	struct entry_chunk *chunk = store->entries;

	if (!chunk)
		return 0;
	if (chunk->next == chunk->n && !chunk->at_end) {
		int r = fill(store, chunk, err);

		if (r < 0)
			return r;
	}
	if (chunk->next == chunk->n)
		return 0;
	*ret = chunk->entries[chunk->next++];
	return 1;
}

void
store_entries_close(struct store *store)
{
	if (!store->entries)
		return;
	store->entries->n = store->entries->next = 0;
	store->entries->at_end = true;
}

void
entries_free(struct store *store)
{
	if (!store->entries)
		return;
	strbuf_clear(&store->entries->names);
	strbuf_clear(&store->entries->last);
	free(store->entries);
	store->entries = NULL;
}

/* SPDX-License-Identifier: MIT */
#include "report/listing.h"

#include "report/names.h"
#include "util/alloc.h"
#include "util/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_LIST. */
enum {
	R_NAME,
	R_SIZE,
	R_BLOCKS,
	R_MTIME,
	R_MODE,
	R_UID,
	R_GID,
	R_INODE,
	R_NLINK,
	R_CHILD_ID,
	R_DIGEST,
	R_ARCHIVE_ID,
};

void
listing_clear(struct listing *l)
{
	arena_clear(&l->names);
	free(l->items);
	*l = (struct listing)LISTING_INIT;
}

char
item_type(const struct item *item)
{
	return item->child_id != 0 ? 'd' : entry_type_letter(item->mode);
}

struct item *
listing_add(struct listing *l)
{
	if (l->n == l->size) {
		l->size = l->size ? l->size * 2 : 64;
		l->items =
			xreallocarray(l->items, l->size, sizeof(l->items[0]));
	}
	l->items[l->n] = (struct item){ .name = NULL };
	return &l->items[l->n++];
}

/* What a file adds to the totals of a report: only contents take space. */
static void
set_totals(struct item *item, int64_t size, int64_t blocks)
{
	item->totals.files = 1;
	if ((item->mode & (uint32_t)S_IFMT) != (uint32_t)S_IFREG)
		return;
	item->totals.bytes = size;
	item->totals.blocks = blocks;
}

static void
set_digest(struct item *item, const struct rows *rows)
{
	size_t len = 0;
	const char *bytes = rows_bytes(rows, R_DIGEST, &len);

	if (len != sizeof(item->digest))
		return;
	memcpy(item->digest, bytes, len);
	item->has_digest = true;
}

static int
add_row(struct listing *l, struct store *store, const struct rows *rows,
	struct error *err)
{
	struct item *item = listing_add(l);
	const char *name = rows_bytes(rows, R_NAME, &item->name_len);

	item->name = arena_copy(&l->names, name, item->name_len);
	item->mtime_ns = rows_i64(rows, R_MTIME);
	item->mode = (uint32_t)rows_i64(rows, R_MODE);
	item->uid = (uint32_t)rows_i64(rows, R_UID);
	item->gid = (uint32_t)rows_i64(rows, R_GID);
	item->inode = rows_i64(rows, R_INODE);
	item->nlink = rows_i64(rows, R_NLINK);
	item->child_id = rows_i64(rows, R_CHILD_ID);
	item->inside.archive_id = rows_i64(rows, R_ARCHIVE_ID);
	set_digest(item, rows);
	if (item->child_id != 0)
		return store_directory_totals(store, &item->totals,
			item->child_id, err);
	set_totals(item, rows_i64(rows, R_SIZE), rows_i64(rows, R_BLOCKS));
	return 0;
}

/* --- the order ------------------------------------------------------------ */

static int
by_name(const struct item *a, const struct item *b)
{
	return bytes_compare(a->name, a->name_len, b->name, b->name_len);
}

static int64_t
key_of(const struct item *item, enum report_entry_order order)
{
	switch (order) {
	case REPORT_ENTRY_BY_SIZE:
		return item->totals.bytes;
	case REPORT_ENTRY_BY_ALLOCATED:
		return item->totals.blocks;
	case REPORT_ENTRY_BY_FILES:
		return item->totals.files;
	case REPORT_ENTRY_BY_MTIME:
		return item->mtime_ns;
	case REPORT_ENTRY_BY_NAME:
		break;
	}
	return 0;
}

static int
compare(const void *a, const void *b, void *arg)
{
	const struct listing_how *how = arg;
	const struct item *x = a;
	const struct item *y = b;
	int64_t p = key_of(x, how->order);
	int64_t q = key_of(y, how->order);
	int r = p != q ? (p > q ? -1 : 1) : by_name(x, y);

	return how->reverse ? -r : r;
}

/* They come by name. */
void
listing_sort(struct listing *l, const struct listing_how *how)
{
	struct listing_how copy = *how;

	if (l->n > 1 && (how->reverse || how->order != REPORT_ENTRY_BY_NAME))
		qsort_r(l->items, l->n, sizeof(l->items[0]), compare, &copy);
}

static bool
is_wanted(const struct listing_how *how, const struct rows *rows)
{
	if (how->directories_only && rows_is_null(rows, R_CHILD_ID) &&
		!(how->members && rows_i64(rows, R_ARCHIVE_ID) > 0))
		return false;
	return how->hidden || rows_bytes(rows, R_NAME, NULL)[0] != '.';
}

int
listing_read(struct listing *ret, struct store *store, int64_t dir_id,
	const struct listing_how *how, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, store, ROWS_LIST, err);

	if (r < 0)
		return r;
	rows_bind_i64(rows, dir_id);
	while ((r = rows_next(rows, err)) > 0) {
		if (!is_wanted(how, rows))
			continue;
		r = add_row(ret, store, rows, err);
		if (r < 0)
			return r;
	}
	listing_sort(ret, how);
	return r;
}

/* --- one ------------------------------------------------------------------ */

static void
take_known(struct item *item, const struct known_entry *known)
{
	item->mtime_ns = known->entry.mtime_ns;
	item->mode = known->entry.mode;
	item->uid = known->entry.uid;
	item->gid = known->entry.gid;
	item->inode = (int64_t)known->entry.inode;
	item->nlink = known->entry.nlink;
	item->child_id = known->child_id;
	set_totals(item, known->entry.size_bytes, known->entry.blocks);
}

/* The entry of a directory is in its parent, a volume's top under the number
 * of the volume. */
static int
find_own_entry(struct store *store, struct known_entry *ret, int64_t dir_id,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct directory dir;
	int r = store_directory(store, &dir, dir_id, err);

	if (r <= 0)
		return r;
	if (dir.parent_id == 0)
		strbuf_addf(&name, "%lld", (long long)dir.volume_id);
	else
		strbuf_add(&name, dir.name, dir.name_len);
	return store_entry(store, ret, dir.parent_id, name.buf, name.len, err);
}

int
listing_read_one(struct listing *ret, struct store *store,
	const struct report_target *target, struct error *err)
{
	struct known_entry known;
	struct item *item;
	int r;

	if (target->name_len > 0)
		r = store_entry(store, &known, target->dir_id, target->name,
			target->name_len, err);
	else
		r = find_own_entry(store, &known, target->dir_id, err);
	if (r == 0)
		return error_set(err, ENOENT,
			"an entry is missing; try 'catalog check'");
	if (r < 0)
		return r;
	item = listing_add(ret);
	item->name = arena_copy(&ret->names,
		target->name_len > 0 ? target->name : "", target->name_len);
	item->name_len = target->name_len;
	take_known(item, &known);
	item->inside.archive_id = target->inside.archive_id;
	if (item->child_id == 0)
		return 0;
	return store_directory_totals(store, &item->totals, item->child_id,
		err);
}

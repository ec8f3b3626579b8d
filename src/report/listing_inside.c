/* SPDX-License-Identifier: MIT */
/* What is in an archive, as what is in a directory. */
#include "report/listing.h"

#include "report/names.h"

#include <errno.h>
#include <string.h>

/* Columns of ROWS_INSIDE. */
enum {
	R_NAME,
	R_NUMBER,
	R_MODE,
	R_SIZE,
	R_MTIME,
	R_CRC,
	R_ENCRYPTED,
	R_DIGEST,
	R_HAS_MEMBERS,
};

static void
fill(struct item *item, const struct inside_tree *tree, int64_t number,
	const struct member *member)
{
	item->is_member = true;
	item->inside = (struct inside){ inside_tree_archive(tree), number };
	item->has_size = member->size_bytes >= 0;
	item->has_mtime = member->has_mtime;
	item->has_crc = member->has_crc;
	item->crc = member->crc;
	item->is_encrypted = member->is_encrypted;
	item->mode = member->mode;
	item->mtime_ns = member->mtime_ns;
	item->nlink = 1;
	item->totals.files = 1;
	if (S_ISDIR(member->mode))
		item->totals = inside_tree_totals(tree, number);
	else if (member->size_bytes > 0)
		item->totals.bytes = member->size_bytes;
}

static void
add_row(struct listing *l, const struct inside_tree *tree,
	const struct rows *rows)
{
	struct item *item = listing_add(l);
	struct member member = { .mode = (uint32_t)rows_i64(rows, R_MODE),
		.size_bytes = -1,
		.mtime_ns = rows_i64(rows, R_MTIME),
		.has_mtime = !rows_is_null(rows, R_MTIME),
		.crc = (uint32_t)rows_i64(rows, R_CRC),
		.has_crc = !rows_is_null(rows, R_CRC),
		.is_encrypted = rows_i64(rows, R_ENCRYPTED) != 0 };
	const char *name = rows_bytes(rows, R_NAME, &item->name_len);
	const char *digest;
	size_t len = 0;

	if (!rows_is_null(rows, R_SIZE))
		member.size_bytes = rows_i64(rows, R_SIZE);
	item->name = arena_copy(&l->names, name, item->name_len);
	fill(item, tree, rows_i64(rows, R_NUMBER), &member);
	item->has_members = rows_i64(rows, R_HAS_MEMBERS) != 0;
	digest = rows_bytes(rows, R_DIGEST, &len);
	if (len == sizeof(item->digest)) {
		memcpy(item->digest, digest, len);
		item->has_digest = true;
	}
}

static bool
is_wanted(const struct listing_how *how, const struct rows *rows)
{
	if (how->directories_only && rows_i64(rows, R_HAS_MEMBERS) == 0)
		return false;
	return how->hidden || rows_bytes(rows, R_NAME, NULL)[0] != '.';
}

int
listing_read_inside(struct listing *ret, struct store *store,
	const struct inside_tree *tree, int64_t number,
	const struct listing_how *how, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, store, ROWS_INSIDE, err);

	if (r < 0)
		return r;
	rows_bind_i64(rows, inside_tree_archive(tree));
	rows_bind_i64(rows, number);
	while ((r = rows_next(rows, err)) > 0)
		if (is_wanted(how, rows))
			add_row(ret, tree, rows);
	listing_sort(ret, how);
	return r;
}

int
listing_read_member(struct listing *ret, struct store *store,
	const struct inside_tree *tree, int64_t number, struct error *err)
{
	const struct inside at = { inside_tree_archive(tree), number };
	struct inside_entry entry;
	struct item *item;
	int r = store_inside_get(store, &entry, &at, err);

	if (r == 0)
		return error_set(err, ENOENT,
			"a member is missing; try 'catalog check'");
	if (r < 0)
		return r;
	item = listing_add(ret);
	item->name = "";
	fill(item, tree, number, &entry.member);
	item->has_members = entry.has_members;
	return 0;
}

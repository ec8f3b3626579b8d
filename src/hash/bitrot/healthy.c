/* SPDX-License-Identifier: MIT */
#include "hash/bitrot/healthy.h"

#include "hash/access.h"
#include "hash/digest.h"
#include "hash/ground.h"
#include "store/entries.h"
#include "store/rows.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Copies that are read to find a healthy one. */
#define COPIES_MAX 8

/* Columns of ROWS_MEMBERS. */
enum {
	MEMBER_DIR,
	MEMBER_NAME,
	MEMBER_MTIME,
	MEMBER_INODE,
	MEMBER_NLINK,
	MEMBER_VOLUME,
};

struct search {
	struct store *store;
	const struct copy_of *of;
	struct grounds *grounds;
	struct digest_watch watch;
	struct digester *digester;
	int n_read;
	int64_t last_volume; /* of the last member that was read */
	int64_t last_inode;
	struct bitrot_copy *ret;
};

static void
set_copy(struct search *s, const struct rows *rows, bool is_read)
{
	struct bitrot_copy *copy = s->ret;
	const char *name;

	free(copy->name);
	name = rows_bytes(rows, MEMBER_NAME, &copy->name_len);
	copy->name = xmemdupz(name, copy->name_len);
	copy->dir_id = rows_i64(rows, MEMBER_DIR);
	copy->volume_id = rows_i64(rows, MEMBER_VOLUME);
	copy->is_read = is_read;
}

/* Has this member, read now, the stored content?  1, 0, or -ENODEV when it is
 * not here. */
static int
read_member(struct search *s, const struct rows *rows,
	const struct known_entry *known, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf file = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	const struct ground *ground;
	struct digest digest;
	const char *rest;
	size_t place;
	int r = store_directory_within(s->store, &within,
		rows_i64(rows, MEMBER_DIR), err);

	if (r < 0)
		return 0; /* it was a hope only */
	if (!grounds_find(s->grounds, rows_i64(rows, MEMBER_VOLUME), within.buf,
		    &place, &rest))
		return -ENODEV;
	strbuf_adds(&file, rest);
	path_append(&file, known->entry.name, known->entry.name_len);
	ground = grounds_at(s->grounds, place);
	fd = access_open(ground, file.buf, file.len, &known->entry);
	if (fd < 0 ||
		digest_fd(s->digester, &digest, fd, known->entry.size_bytes,
			known->entry.size_bytes) < 0)
		return 0;
	return access_check(ground, fd, &known->entry) == 0 &&
		memcmp(digest.bytes, s->of->digest.bytes, DIGEST_BYTES) == 0;
}

/* 1 when the search is over. */
static int
look_at_member(struct search *s, const struct rows *rows, struct error *err)
{
	int64_t volume_id = rows_i64(rows, MEMBER_VOLUME);
	int64_t inode = rows_i64(rows, MEMBER_INODE);
	struct known_entry known;
	const char *name;
	size_t len;
	int r;

	if ((volume_id == s->of->volume_id &&
		    (uint64_t)inode == s->of->inode) ||
		(volume_id == s->last_volume && inode == s->last_inode))
		return 0;
	s->last_volume = volume_id;
	s->last_inode = inode;
	name = rows_bytes(rows, MEMBER_NAME, &len);
	r = store_entry(s->store, &known, rows_i64(rows, MEMBER_DIR), name, len,
		err);
	if (r <= 0)
		return r;
	r = read_member(s, rows, &known, err);
	if (r == -ENODEV) {
		if (s->ret->dir_id == 0)
			set_copy(s, rows, false);
		return 0;
	}
	if (r > 0)
		set_copy(s, rows, true);
	return r > 0 || ++s->n_read >= COPIES_MAX || interrupt_pending();
}

int
healthy_copy(struct store *store, const struct hash_places *places,
	const struct copy_of *of, struct bitrot_copy *ret, struct error *err)
{
	struct search s = { .store = store, .of = of, .ret = ret };
	struct rows *rows;
	int r = rows_open(&rows, store, ROWS_MEMBERS, err);

	if (r < 0)
		return r;
	s.grounds = grounds_open(places);
	s.digester = digester_new(&s.watch);
	rows_bind_i64(rows, of->content_id);
	while ((r = rows_next(rows, err)) > 0) {
		r = look_at_member(&s, rows, err);
		if (r != 0)
			break;
	}
	rows_close(rows);
	digester_free(s.digester);
	grounds_close(s.grounds);
	/* An interrupt ends the search; the rot is told all the same. */
	return r < 0 && interrupt_pending() == 0 ? r : 0;
}

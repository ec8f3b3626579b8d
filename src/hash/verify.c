/* SPDX-License-Identifier: MIT */
/*
 * Bytes, not digests: each file of a group is compared with the first one
 * that can be read.  That one stays open, and what is read of it twice comes
 * from the page cache.  Cost: every file read once, the first as often as
 * there are others.
 *
 * A file that changes while it is read proves nothing.  If it is the first,
 * it leaves the group and the comparison starts over.
 *
 * What has to go from the group is listed while the members are walked and
 * written afterwards: the list is short, the group need not be.
 */
#include "hash/verify.h"

#include "hash/access.h"
#include "hash/digest.h"
#include "hash/ground.h"
#include "store/content/contents.h"
#include "store/entries.h"
#include "store/rows.h"
#include "store/scans.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_MEMBERS. */
enum {
	MEMBER_DIR,
	MEMBER_NAME,
	MEMBER_MTIME,
	MEMBER_INODE,
	MEMBER_NLINK,
	MEMBER_VOLUME,
};

/* What comparing said of a file; negative: it could not be read. */
enum verdict {
	VERDICT_DIFFERENT = 0,
	VERDICT_EQUAL = 1,
	VERDICT_OFFLINE = 2,
};

struct verifier {
	struct store *store;
	struct grounds *grounds;
	struct digest_watch watch;
	struct digester *digester;
};

/* A file of the group, by one of its names. */
struct member {
	int64_t volume_id;
	struct entry facts;
	const struct ground *ground;
	int fd;
	int verdict;
};

#define MEMBER_INIT                                                            \
	{                                                                      \
		.fd = -1                                                       \
	}

/* A name that has to leave the group. */
struct leaver {
	int64_t dir_id;
	int verdict;
	size_t name_len; /* the name follows */
};

/* One walk over the members. */
struct walk {
	struct verifier *v;
	struct verify_stats *stats;
	struct member first;
	struct member now;
	bool is_over;	       /* start again without the first */
	struct strbuf leavers; /* struct leaver and name, again and again */
};

struct verifier *
verifier_new(struct store *store, const struct hash_places *places)
{
	struct verifier *v = xcalloc(1, sizeof(*v));

	v->store = store;
	v->grounds = grounds_open(places);
	v->digester = digester_new(&v->watch);
	return v;
}

void
verifier_free(struct verifier *v)
{
	if (!v)
		return;
	digester_free(v->digester);
	grounds_close(v->grounds);
	free(v);
}

static void
add_leaver(struct walk *w, const struct rows *rows, int verdict)
{
	struct leaver head = { 0 };
	const char *name = rows_bytes(rows, MEMBER_NAME, &head.name_len);

	head.dir_id = rows_i64(rows, MEMBER_DIR);
	head.verdict = verdict;
	strbuf_add(&w->leavers, &head, sizeof(head));
	strbuf_add(&w->leavers, name, head.name_len);
}

/* Open what the row names.  verdict: EQUAL so far, OFFLINE, or negative. */
static int
open_member(struct verifier *v, struct member *ret, const struct rows *rows,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf file = STRBUF_INIT;
	int64_t dir_id = rows_i64(rows, MEMBER_DIR);
	struct known_entry known;
	const char *name, *rest;
	size_t len, place;
	int r;

	name = rows_bytes(rows, MEMBER_NAME, &len);
	r = store_entry(v->store, &known, dir_id, name, len, err);
	if (r < 0)
		return r;
	ret->volume_id = rows_i64(rows, MEMBER_VOLUME);
	ret->facts = known.entry;
	ret->verdict = VERDICT_OFFLINE;
	r = store_directory_within(v->store, &path, dir_id, err);
	if (r < 0)
		return r;
	if (!grounds_find(v->grounds, ret->volume_id, path.buf, &place, &rest))
		return 0;
	strbuf_adds(&file, rest);
	path_append(&file, name, len);
	ret->ground = grounds_at(v->grounds, place);
	ret->fd = access_open(ret->ground, file.buf, file.len, &ret->facts);
	ret->verdict = ret->fd < 0 ? ret->fd : VERDICT_EQUAL;
	return 0;
}

static bool
is_same_file(const struct member *m, const struct rows *rows)
{
	return m->volume_id == rows_i64(rows, MEMBER_VOLUME) &&
		m->facts.inode == (uint64_t)rows_i64(rows, MEMBER_INODE);
}

/* Compare w->now with w->first, both open. */
static void
compare(struct walk *w)
{
	struct member *now = &w->now;
	int r;

	w->stats->files_read++;
	r = digest_compare(w->v->digester, w->first.fd, now->fd,
		now->facts.size_bytes);
	if (r != -EINTR &&
		access_check(w->first.ground, w->first.fd, &w->first.facts) <
			0) {
		w->is_over = true;
		return;
	}
	now->verdict = r;
	if (r >= 0 && access_check(now->ground, now->fd, &now->facts) < 0)
		now->verdict = -ESTALE;
}

/* The row is the first of a file. */
static int
visit_file(struct walk *w, const struct rows *rows, struct error *err)
{
	int r;

	closep(&w->now.fd);
	w->now = (struct member)MEMBER_INIT;
	r = open_member(w->v, &w->now, rows, err);
	if (r < 0)
		return r;
	if (w->now.verdict == VERDICT_OFFLINE)
		w->stats->offline++;
	else if (w->now.fd < 0)
		return 0;
	else if (w->first.fd < 0) {
		w->first = w->now;
		w->now.fd = -1; /* it is the first's now */
	} else
		compare(w);
	return 0;
}

static int
visit(struct walk *w, const struct rows *rows, struct error *err)
{
	int r;

	if (!is_same_file(&w->now, rows)) {
		r = visit_file(w, rows, err);
		if (r < 0)
			return r;
		if (w->now.verdict == VERDICT_DIFFERENT)
			w->stats->different++;
		else if (w->now.verdict == -EINTR)
			w->stats->interrupted = true;
		else if (w->now.verdict < 0)
			w->stats->problems++;
	}
	if (w->now.verdict <= 0 && w->now.verdict != -EINTR)
		add_leaver(w, rows, w->now.verdict);
	return 0;
}

/* All members but those of the files that were first and changed: they have
 * left already. */
static int
walk_members(struct walk *w, int64_t content_id, struct error *err)
{
	struct rows *rows;
	int r;

	r = rows_open(&rows, w->v->store, ROWS_MEMBERS, err);
	if (r < 0)
		return r;
	rows_bind_i64(rows, content_id);
	while (!w->is_over && !w->stats->interrupted &&
		(r = rows_next(rows, err)) > 0) {
		r = visit(w, rows, err);
		if (r < 0)
			break;
	}
	rows_close(rows);
	return r < 0 ? r : 0;
}

/* The names of the first file, which changed under our eyes. */
static int
list_first(struct walk *w, int64_t content_id, struct error *err)
{
	struct rows *rows;
	int r;

	strbuf_truncate(&w->leavers, 0);
	r = rows_open(&rows, w->v->store, ROWS_MEMBERS, err);
	if (r < 0)
		return r;
	rows_bind_i64(rows, content_id);
	while ((r = rows_next(rows, err)) > 0)
		if (is_same_file(&w->first, rows))
			add_leaver(w, rows, -ESTALE);
	rows_close(rows);
	return r;
}

static int
drop_name(struct verifier *v, const struct leaver *leaver, const char *name,
	struct error *err)
{
	struct error problem = ERROR_INIT;
	int code = 0;
	int r;

	if (leaver->verdict == VERDICT_DIFFERENT)
		(void)error_set(&problem, EIO,
			"its bytes are not those of the files with its digest");
	else if (leaver->verdict == -ESTALE)
		(void)error_set(&problem, ESTALE,
			"changed since it was scanned");
	else {
		code = -leaver->verdict;
		(void)error_errno(&problem, code, "cannot read");
	}
	r = store_clear_digest(v->store, leaver->dir_id, name, leaver->name_len,
		err);
	if (r < 0)
		return r;
	return store_put_problem(v->store, leaver->dir_id, name,
		leaver->name_len, STAGE_HASH, code, problem.text, err);
}

static int
drop_leavers(struct walk *w, struct error *err)
{
	struct leaver head;
	size_t at = 0;
	int r;

	if (w->leavers.len == 0)
		return 0;
	r = store_begin(w->v->store, err);
	while (r == 0 && at < w->leavers.len) {
		memcpy(&head, w->leavers.buf + at, sizeof(head));
		at += sizeof(head);
		r = drop_name(w->v, &head, w->leavers.buf + at, err);
		at += head.name_len;
	}
	if (r == 0)
		r = store_commit(w->v->store, err);
	if (r < 0)
		(void)store_rollback(w->v->store, NULL); /* r says why */
	return r;
}

int
verifier_group(struct verifier *v, int64_t content_id,
	struct verify_stats *stats, struct error *err)
{
	bool is_over;
	int r;

	do {
		struct walk w = { .v = v, .stats = stats };
		struct verify_stats before = *stats;

		w.first = w.now = (struct member)MEMBER_INIT;
		w.leavers = (struct strbuf)STRBUF_INIT;
		r = walk_members(&w, content_id, err);
		if (r == 0 && w.is_over) {
			*stats = before;
			stats->problems++;
			r = list_first(&w, content_id, err);
		}
		if (r == 0)
			r = drop_leavers(&w, err);
		is_over = w.is_over;
		closep(&w.first.fd);
		closep(&w.now.fd);
		strbuf_clear(&w.leavers);
	} while (r == 0 && is_over);
	return r;
}

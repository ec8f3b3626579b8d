/* SPDX-License-Identifier: MIT */
/*
 * Two looks: at all members, which gives the sizes (and CRCs) and how many
 * have them, and at all files, which says what of these sizes files have; the
 * filter of candidates.c keeps the second short.
 *
 * What is read is put in the table of work first.  Only when the archive was
 * read and is still the same does it go to the members, in one statement.
 */
#include "store/archive/member_work.h"

#include "store/internal.h"

#include <errno.h>
#include <string.h>

/* Pairs of equal archives that are looked up at a time. */
#define TWINS 256

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);

	return bind_run(&b, err);
}

static int
merge(struct store *store, int64_t kept, int64_t other, struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_MERGE);

	bind_i64(&b, kept);
	bind_i64(&b, other);
	return bind_run(&b, err);
}

int
store_merge_archives(struct store *store, int64_t *ret, struct error *err)
{
	int64_t pairs[TWINS][2];
	size_t n = 0;
	int r;

	*ret = 0;
	do {
		struct bind b = bind_begin(store, Q_ARCHIVE_TWIN);

		n = 0;
		bind_i64(&b, TWINS);
		while ((r = bind_next(&b, err)) > 0) {
			pairs[n][0] = bind_get_i64(&b, 0);
			pairs[n++][1] = bind_get_i64(&b, 1);
		}
		/* What was merged into another already comes again. */
		for (size_t i = 0; i < n && r >= 0; i++)
			r = merge(store, pairs[i][0], pairs[i][1], err);
		*ret += (int64_t)n;
	} while (n > 0 && r >= 0);
	return r;
}

/* --- what is to be read -------------------------------------------------- */

static int
empty(struct store *store, struct error *err)
{
	static const enum query queries[] = { Q_MEMBER_ARCHIVES_EMPTY,
		Q_MEMBER_KINDS_EMPTY, Q_MEMBER_LOOSE_EMPTY,
		Q_MEMBER_WORK_EMPTY };
	int r = 0;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r >= 0;
		i++)
		r = run(store, queries[i], err);
	return r;
}

static int
fill_archives(struct store *store, const struct member_filter *filter,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_MEMBER_ARCHIVES_FILL);
	int r;

	bind_i64(&b, filter->scope != CANDIDATES_ANYWHERE);
	bind_i64(&b, filter->scope == CANDIDATES_IN_SCOPE);
	r = bind_run(&b, err);
	return r >= 0 && filter->retry ? run(store, Q_MEMBER_RETRY, err) : r;
}

static struct bind
begin_sized(struct store *store, enum query query,
	const struct member_filter *filter)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, filter->min_size > 1 ? filter->min_size : 1);
	bind_i64(&b, filter->max_size > 0 ? filter->max_size : INT64_MAX);
	return b;
}

int
store_member_work_open(struct store *store, const struct member_filter *filter,
	struct error *err)
{
	struct bind b;
	int r = empty(store, err);

	if (r >= 0)
		r = run(store, Q_MEMBER_PROBLEMS_TIDY, err);
	if (r >= 0)
		r = fill_archives(store, filter, err);
	if (r < 0)
		return r;
	b = begin_sized(store, Q_MEMBER_KINDS_FILL, filter);
	r = bind_run(&b, err);
	if (r >= 0)
		r = contents_note_members(store, err);
	if (r >= 0)
		r = run(store,
			filter->scope == CANDIDATES_IN_SCOPE ?
				Q_MEMBER_LOOSE_FILL_SCOPED :
				Q_MEMBER_LOOSE_FILL,
			err);
	contents_forget_sizes(store);
	if (r < 0)
		return r;
	b = begin_sized(store, Q_MEMBER_WORK_FILL, filter);
	bind_i64(&b, filter->is_all);
	return bind_run(&b, err);
}

int
store_member_work_bytes(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_MEMBER_WORK_BYTES, err);
}

void
store_member_work_close(struct store *store)
{
	(void)empty(store, NULL); /* the next open does so again */
}

/* --- an archive ---------------------------------------------------------- */

int
store_member_work_next(struct store *store, struct member_archive *ret,
	int64_t after, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_MEMBER_WORK_NEXT);
	int r;

	bind_i64(&b, after);
	r = bind_next(&b, err);
	if (r > 0)
		*ret = (struct member_archive){ .id = bind_get_i64(&b, 0),
			.levels = bind_get_i64(&b, 1),
			.listing = bind_get_i64(&b, 2),
			.n = bind_get_i64(&b, 3),
			.bytes = bind_get_i64(&b, 4),
			.last_place = bind_get_i64(&b, 5) };
	return r;
}

int
store_archive_names(struct store *store, int64_t archive_id,
	int (*on_name)(void *arg, int64_t volume_id, int64_t dir_id,
		const struct entry *facts),
	void *arg, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ARCHIVE_NAMES);
	int r;

	bind_i64(&b, archive_id);
	while ((r = bind_next(&b, err)) > 0) {
		struct entry e;

		entry_read_content_facts(&b, 2, &e);
		if (on_name(arg, bind_get_i64(&b, 0), bind_get_i64(&b, 1), &e) >
			0)
			return 0;
	}
	return r;
}

int
store_archive_listed_name(struct store *store, struct strbuf *ret,
	int64_t archive_id, const char *name, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MEMBER_FIRST);
	const char *listed;
	size_t len;
	int r;

	bind_i64(&b, archive_id);
	r = bind_next(&b, err);
	if (r > 0) {
		/* A suffix that is taken off again. */
		listed = bind_get_bytes(&b, 0, &len);
		strbuf_add(ret, listed, len);
		strbuf_adds(ret, ".gz");
	} else if (r == 0)
		strbuf_adds(ret, name);
	return r < 0 ? r : 0;
}

int
store_member_work_places(struct store *store, int64_t archive_id,
	unsigned char *bits, struct error *err)
{
	struct bind b = bind_begin(store, Q_MEMBER_WORK_PLACES);
	int r;

	bind_i64(&b, archive_id);
	while ((r = bind_next(&b, err)) > 0) {
		int64_t i = bind_get_i64(&b, 0) - 1;

		bits[i / 8] |= (unsigned char)(1u << (i % 8));
	}
	return r;
}

/* --- what was read ------------------------------------------------------- */

/* The last component of a member's path, as members.c takes it. */
static const char *
last_component(const struct member *member, size_t *ret_len)
{
	const char *end = member->path + member->path_len;
	const char *at;

	for (;;) {
		while (end > member->path && end[-1] == '/')
			end--;
		for (at = end; at > member->path && at[-1] != '/';)
			at--;
		if (end - at != 1 || *at != '.' || at == member->path)
			break;
		end = at;
	}
	*ret_len = (size_t)(end - at);
	return at;
}

int
store_member_work_fits(struct store *store, int64_t archive_id, int64_t place,
	const struct member *member, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_MEMBER_WORK_EXPECTED);
	const char *name, *last;
	size_t len, last_len;
	int r;

	bind_i64(&b, archive_id);
	bind_i64(&b, place);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	name = bind_get_bytes(&b, 0, &len);
	last = last_component(member, &last_len);
	return len == last_len && memcmp(name, last, len) == 0 &&
		bind_get_i64(&b, 1) == member->mode &&
		bind_get_i64(&b, 2) == member->size_bytes &&
		bind_get_i64(&b, 3) ==
		(member->has_mtime ? member->mtime_ns : 0) &&
		bind_get_i64(&b, 4) == (member->has_crc ? member->crc : 0);
}

int
store_member_work_put(struct store *store, int64_t archive_id, int64_t place,
	int64_t size, const uint8_t digest[DIGEST_BYTES], struct error *err)
{
	struct bind b = bind_begin(store, Q_MEMBER_WORK_PUT);
	int r;

	bind_i64(&b, archive_id);
	bind_i64(&b, place);
	bind_i64(&b, size);
	bind_bytes(&b, digest, DIGEST_BYTES);
	r = bind_run(&b, err);
	return r < 0 ? r : sqlite3_changes(store->db) > 0;
}

int
store_member_work_lacking(struct store *store, int64_t *ret, int64_t archive_id,
	struct error *err)
{
	return query_i64_of(store, ret, Q_MEMBER_WORK_LACKING, archive_id, err);
}

int
store_member_work_keep(struct store *store, int64_t archive_id, bool is_all,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_MEMBER_WORK_KEEP);

	bind_i64(&b, archive_id);
	bind_i64(&b, is_all);
	return bind_run(&b, err);
}

int
store_forget_archive(struct store *store, int64_t archive_id, struct error *err)
{
	struct bind b = bind_begin(store, Q_ARCHIVE_FORGET);

	bind_i64(&b, archive_id);
	return bind_run(&b, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * SQLite lets go of the file while others write to it (unwritten_trees.h), and
 * is told by the change counter in its header, as of any other writer, that the
 * pages it has are old.
 */
#include "store/unwritten/unwritten_build.h"

#include "store/internal.h"
#include "store/pages/grow.h"
#include "store/pages/record_write.h"
#include "store/unwritten/unwritten.h"
#include "store/unwritten/unwritten_order.h"
#include "store/unwritten/unwritten_trees.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

DEFINE_CLEANUP(struct grow *, grow_free);

/* Names that are there already, the ways to the roots, are on one page. */
#define KNOWN_MAX 128

struct building {
	struct unwritten *u;
	struct grow *grow;
	uint32_t roots[N_TREES];
	struct unwritten_name *known[KNOWN_MAX];
	size_t n_known;
};

/* --- what is there ------------------------------------------------------- */

/* 1, or 0: a row is none that could be there by now. */
static int
add_known(struct building *b, struct bind *row)
{
	const int64_t mtime_ns = bind_get_i64(row, 3);
	struct entry e = {
		.size_bytes = bind_get_i64(row, 2),
		.mtime_ns = mtime_ns,
		.ctime_ns = ctime_of_lag(mtime_ns, bind_get_i64(row, 4)),
		.inode = (uint64_t)bind_get_i64(row, 5),
		.nlink = (uint32_t)bind_get_i64(row, 7),
		.blocks = bind_get_i64(row, 8),
	};

	e.name = bind_get_bytes(row, 1, &e.name_len);
	if (b->n_known == KNOWN_MAX || e.name_len > RECORD_BLOB_MAX ||
		bind_get_i64(row, 0) > UNWRITTEN_ID_MAX ||
		bind_get_i64(row, 9) > UNWRITTEN_ID_MAX ||
		bind_get_i64(row, 9) == 0 || bind_get_i64(row, 10) != 0 ||
		bind_get_i64(row, 11) != 0)
		return 0;
	b->known[b->n_known++] =
		unwritten_names_add(&b->u->names, bind_get_i64(row, 0), &e,
			bind_get_i64(row, 6), bind_get_i64(row, 9), true);
	return 1;
}

static int
find_known(struct building *b, struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind row =
		bind_begin(store, Q_UNWRITTEN_KNOWN);
	int r;

	bind_i64(&row, KNOWN_MAX + 1);
	while ((r = bind_next(&row, err)) > 0)
		if (add_known(b, &row) == 0)
			return 0;
	return r < 0 ? r : 1;
}

static int
find_roots(struct building *b, struct store *store, struct error *err)
{
	for (int i = 0; i < N_TREES; i++) {
		_cleanup_(bind_end) struct bind row =
			bind_begin(store, Q_TREE_ROOT);
		int r;

		bind_text(&row, tree_name((enum tree)i));
		r = bind_next(&row, err);
		if (r <= 0)
			return r;
		b->roots[i] = (uint32_t)bind_get_i64(&row, 0);
	}
	return 1;
}

/* They are one page each, with nothing in it but the known names. */
static bool
are_empty(const struct building *b)
{
	for (int i = 0; i < N_TREES; i++)
		if (!grow_is_small_leaf(b->grow, b->roots[i],
			    tree_is_keyed((enum tree)i),
			    i == TREE_ENTRY ? KNOWN_MAX : 0))
			return false;
	return true;
}

static int
compare_to_known(const struct unwritten_name *name,
	const struct unwritten_name *known)
{
	return unwritten_compare(name, known->dir_id, known->bytes, known->len);
}

/* False if one has the name of another. */
static bool
merge_known(struct building *b)
{
	struct unwritten *u = b->u;
	struct unwritten_name **merged =
		xcalloc(u->n + b->n_known, sizeof(struct unwritten_name *));
	size_t at = 0, n = 0;
	bool is_new = true;

	for (size_t k = 0; k < b->n_known; k++) {
		while (at < u->n &&
			compare_to_known(u->order[at], b->known[k]) < 0)
			merged[n++] = u->order[at++];
		is_new &= at == u->n ||
			compare_to_known(u->order[at], b->known[k]) != 0;
		merged[n++] = b->known[k];
	}
	if (!is_new) {
		free(merged);
		return false;
	}
	memcpy(merged + n, u->order + at,
		(u->n - at) * sizeof(struct unwritten_name *));
	free(u->order);
	u->order = merged;
	u->n += b->n_known;
	return true;
}

/* --- all ---------------------------------------------------------------- */

static int
tell(struct store *store, int code, struct error *err)
{
	if (code == ENOSPC || code == EDQUOT)
		return error_sqlite(err, store, SQLITE_FULL,
			"cannot write the catalogue");
	return error_errno(err, code, "cannot write the catalogue '%s'",
		store->path);
}

/* 1, or 0: that cannot be done. */
static int
build_in(struct building *b, struct store *store, struct error *err)
{
	struct unwritten *u = b->u;
	_cleanup_(closep) int fd = open(store->draft, O_RDWR | O_CLOEXEC);
	_cleanup_(grow_freep) struct grow *grow = NULL;
	int r;

	if (fd < 0)
		return 0;
	b->grow = grow = grow_new(fd);
	if (!grow || !are_empty(b))
		return 0;
	unwritten_contents_count(u);
	if (!trees_can_be_sorted(u) || !merge_known(b))
		return 0;
	r = trees_build(grow, b->roots, u);
	return r < 0 ? tell(store, -r, err) : 1;
}

/* A statement that is not at its end, or a transaction, has pages. */
static bool
is_in_use(const struct store *store)
{
	sqlite3_stmt *stmt = NULL;

	while ((stmt = sqlite3_next_stmt(store->db, stmt)) != NULL)
		if (sqlite3_stmt_busy(stmt))
			return true;
	return !sqlite3_get_autocommit(store->db);
}

/* While nothing is locked, which the statements see to that come first. */
static int
build_unlocked(struct building *b, struct store *store, struct error *err)
{
	int r = find_roots(b, store, err);

	if (r > 0)
		r = find_known(b, store, err);
	return r > 0 ? build_in(b, store, err) : r;
}

static int
build(struct building *b, struct store *store, struct error *err)
{
	int r = query_exec(store, "PRAGMA locking_mode = NORMAL", err);
	int locked;

	if (r == 0)
		r = build_unlocked(b, store, err);
	locked = query_exec(store, "PRAGMA locking_mode = EXCLUSIVE",
		r < 0 ? NULL : err);
	return r < 0 || locked == 0 ? r : locked;
}

/* With what was noted of names besides. */
static int
commit(struct store *store, struct error *err)
{
	int r = store_begin(store, err);

	if (r < 0)
		return r;
	idmap_clear(&store->touched); /* all contents were counted */
	store->entry_changed = true;
	store->rows_written += (int64_t)store->unwritten->n;
	return store_commit(store, err);
}

int
unwritten_build(struct store *store, struct error *err)
{
	struct building b = { .u = store->unwritten };
	struct unwritten *u = b.u;
	int r;

	if (!store->draft || u->longest > RECORD_BLOB_MAX || is_in_use(store))
		return 0;
	u->state = UNWRITTEN_NONE; /* or statements would have them written */
	r = build(&b, store, err);
	if (r == 0) {
		u->state = UNWRITTEN_SORTED;
		return 0;
	}
	if (r > 0) {
		r = commit(store, err);
		u->is_built = true;
	}
	unwritten_end(store, r);
	return r < 0 ? r : 1;
}

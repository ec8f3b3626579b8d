/* SPDX-License-Identifier: MIT */
/*
 * Names that wait for their content to be stored.
 *
 * Files are read by size, so one by one each name is another path through the
 * largest tree of the catalogue.  Here they are kept until the transaction
 * commits, or until there are NAMES_MAX, and then stored in the order of that
 * tree.  Where they are a good part of all names, one statement walks the
 * directories they are in and asks a function, waiting_content(), of each
 * name there: that visits each page once.  Else they are looked up, which
 * costs less the further they lie apart.
 *
 * Names of small files come in that order (small.c), and with a digest; there
 * are few at a time, so that readers do not wait for long.  Their contents are
 * added here, all that are alike at once, so that the counts of a content that
 * is new are right from the start.
 *
 * Cost: some 15 MiB, paged in as far as they are used, and a sort.
 */
#include "store/content/contents.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX ((size_t)128 * 1024)
#define NAMES_BYTES ((size_t)4 << 20)
/* Of names in the order of the catalogue: some milliseconds of work. */
#define NAMES_IN_ORDER ((size_t)8 * 1024)
/* One in so many names, and walking costs less than looking them up. */
#define DENSE 6
/* One in so many, and a walk now hardly adds to the work, but is done while
 * others read. */
#define WALK_NOW 4

struct waiting_name {
	int64_t dir_id;
	int64_t size_bytes;
	int64_t mtime_ns;
	int64_t lag;
	uint64_t inode;
	int64_t volume_id;
	int64_t content_id; /* 0: as the digest says */
	uint8_t digest[DIGEST_BYTES];
	const char *name; /* in names */
	uint32_t name_len;
	bool is_single; /* the only name of its file */
	bool is_stored;
};

struct waiting {
	size_t n;
	size_t next;	  /* where a walk is */
	size_t n_bytes;	  /* of names */
	size_t n_digests; /* names with a digest */
	int64_t n_stored; /* since it was asked */
	struct waiting_name all[NAMES_MAX];
	struct waiting_name *by_digest[NAMES_MAX];
	char names[NAMES_BYTES];
};

static struct waiting *
waiting_of(struct store *store)
{
	if (!store->waiting)
		store->waiting = xcalloc(1, sizeof(*store->waiting));
	return store->waiting;
}

static void
forget(struct waiting *w)
{
	w->n = w->next = w->n_bytes = w->n_digests = 0;
}

void
waiting_forget(struct store *store)
{
	if (store->waiting)
		forget(store->waiting);
}

/* As the primary key of entry: bytes, the shorter one first. */
static int
compare(const struct waiting_name *w, int64_t dir_id, const char *name,
	size_t len)
{
	int c;

	if (w->dir_id != dir_id)
		return w->dir_id < dir_id ? -1 : 1;
	c = memcmp(w->name, name, w->name_len < len ? w->name_len : len);
	if (c != 0 || w->name_len == len)
		return c;
	return w->name_len < len ? -1 : 1;
}

static int
by_key(const void *a, const void *b)
{
	const struct waiting_name *x = a;
	const struct waiting_name *y = b;

	return compare(x, y->dir_id, y->name, y->name_len);
}

/* --- the function -------------------------------------------------------- */

/* The first that is not before the key. */
static size_t
search(const struct waiting *w, int64_t dir_id, const char *name, size_t len)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&w->all[middle], dir_id, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A walk asks in order, so it is there or a little further; if it does not,
 * it is found all the same. */
static struct waiting_name *
find(struct waiting *w, int64_t dir_id, const char *name, size_t len)
{
	int c = 1;

	if (w->next > 0 &&
		compare(&w->all[w->next - 1], dir_id, name, len) >= 0)
		w->next = search(w, dir_id, name, len);
	for (; w->next < w->n; w->next++) {
		c = compare(&w->all[w->next], dir_id, name, len);
		if (c >= 0)
			break;
	}
	return c == 0 ? &w->all[w->next] : NULL;
}

/* waiting_content(DIR_ID, NAME, SIZE, MTIME, LAG, INODE): what the name with
 * these facts is to get, or NULL. */
static void
sql_waiting_content(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct store *store = sqlite3_user_data(context);
	const char *key = sqlite3_value_blob(values[1]);
	struct waiting_name *name = NULL;

	(void)n; /* registered with six arguments */
	if (store->waiting)
		name = find(store->waiting, sqlite3_value_int64(values[0]),
			key ? key : "", (size_t)sqlite3_value_bytes(values[1]));
	if (!name || sqlite3_value_int64(values[2]) != name->size_bytes ||
		sqlite3_value_int64(values[3]) != name->mtime_ns ||
		sqlite3_value_int64(values[4]) != name->lag ||
		(uint64_t)sqlite3_value_int64(values[5]) != name->inode)
		return; /* NULL */
	name->is_stored = true;
	sqlite3_result_int64(context, name->content_id);
}

int
waiting_register(struct store *store, struct error *err)
{
	int rc = sqlite3_create_function_v2(store->db, "waiting_content", 6,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, store, sql_waiting_content,
		NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc, "cannot use the catalogue");
	return 0;
}

/* --- contents ------------------------------------------------------------- */

static int
order_of(int64_t x, int64_t y)
{
	return (x > y) - (x < y);
}

static int
by_digest(const void *a, const void *b)
{
	const struct waiting_name *const *px = a, *const *py = b;
	const struct waiting_name *x = *px, *y = *py;
	int order = order_of(x->size_bytes, y->size_bytes);

	if (order == 0)
		order = memcmp(x->digest, y->digest, DIGEST_BYTES);
	if (order == 0)
		order = order_of(x->volume_id, y->volume_id);
	if (order == 0)
		order = (x->inode > y->inode) - (x->inode < y->inode);
	return order;
}

static bool
is_alike(const struct waiting_name *x, const struct waiting_name *y)
{
	return x->size_bytes == y->size_bytes &&
		memcmp(x->digest, y->digest, DIGEST_BYTES) == 0;
}

/* The content of names[0], which all n share. */
static int
add_content(struct store *store, struct waiting_name **names, size_t n,
	struct error *err)
{
	const struct waiting_name *first = names[0];
	struct new_content c = {
		.size_bytes = first->size_bytes,
		.digest = { .covered = first->size_bytes },
		.copies = 1,
		.volumes = 1,
	};
	bool are_single = first->is_single;
	int64_t id;
	int r;

	memcpy(c.digest.bytes, first->digest, DIGEST_BYTES);
	for (size_t i = 1; i < n; i++) {
		bool is_other = names[i]->volume_id != names[i - 1]->volume_id;

		are_single &= names[i]->is_single;
		c.volumes += is_other;
		c.copies += is_other || names[i]->inode != names[i - 1]->inode;
	}
	r = are_single && c.volumes == 1 ?
		store_add_copies(store, &id, &c, first->volume_id, err) :
		store_add_content(store, &id, &c, err);
	for (size_t i = 0; i < n; i++)
		names[i]->content_id = id;
	return r;
}

static int
add_contents(struct store *store, struct waiting *w, struct error *err)
{
	struct waiting_name **names = w->by_digest;
	size_t n = 0, first = 0;
	int r = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->all[i].content_id == 0)
			names[n++] = &w->all[i];
	qsort(names, n, sizeof(names[0]), by_digest);
	for (size_t i = 1; i <= n && r == 0; i++) {
		if (i < n && is_alike(names[i], names[first]))
			continue;
		r = add_content(store, names + first, i - first, err);
		first = i;
	}
	return r;
}

/* --- storing them -------------------------------------------------------- */

static void
bind_key(struct bind *b, const struct waiting_name *name)
{
	bind_i64(b, name->dir_id);
	bind_bytes(b, name->name, name->name_len);
}

static int
walk(struct store *store, struct waiting *w, struct error *err)
{
	struct bind b = bind_begin(store, Q_NAMES_SET);
	int r;

	w->next = 0;
	bind_key(&b, &w->all[0]);
	bind_key(&b, &w->all[w->n - 1]);
	r = bind_run(&b, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < w->n; i++) {
		if (w->all[i].is_stored)
			w->n_stored++;
		else /* one less than was counted */
			store_touch_content(store, w->all[i].content_id);
	}
	store->rows_written += sqlite3_changes(store->db);
	return 0;
}

static int
look_up(struct store *store, struct waiting *w, struct error *err)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct waiting_name *name = &w->all[i];
		const struct entry facts = {
			.name = name->name,
			.name_len = name->name_len,
			.size_bytes = name->size_bytes,
			.mtime_ns = name->mtime_ns,
			.ctime_ns = ctime_of_lag(name->mtime_ns, name->lag),
			.inode = name->inode,
		};
		int r = store_set_content(store, name->dir_id, &facts,
			name->content_id, err);

		if (r < 0)
			return r;
		w->n_stored += r;
	}
	return 0;
}

/* Of so many names those that wait are a part; 0: not known. */
static int64_t
names_around(const struct store *store, const struct waiting *w)
{
	int64_t n_names = contents_names_noted(store);
	int64_t in_order = contents_small_wanted(store);

	if (w->n_digests < w->n || in_order == 0)
		return n_names;
	return n_names * (int64_t)w->n / in_order;
}

int
waiting_flush(struct store *store, struct error *err)
{
	struct waiting *w = store->waiting;
	int64_t n_names;
	int r;

	if (!w || w->n == 0)
		return 0;
	if (w->n_digests > 0) {
		r = add_contents(store, w, err);
		if (r < 0)
			return r;
	}
	n_names = names_around(store, w);
	qsort(w->all, w->n, sizeof(w->all[0]), by_key);
	if (n_names / DENSE < (int64_t)w->n && n_names > 0)
		r = walk(store, w, err);
	else
		r = look_up(store, w, err);
	forget(w);
	return r;
}

static bool
is_full(const struct store *store, const struct waiting *w, size_t name_len)
{
	bool in_order = contents_small_wanted(store) > 0;
	int64_t n_names = contents_names_noted(store);

	return w->n == NAMES_MAX ||
		(in_order && w->n_digests >= NAMES_IN_ORDER) ||
		(n_names > 0 && w->n >= NAMES_IN_ORDER &&
			(int64_t)w->n > n_names / WALK_NOW) ||
		NAMES_BYTES - w->n_bytes < name_len;
}

/* Room for one more, without a content. */
static int
add_name(struct store *store, struct waiting_name **ret, int64_t dir_id,
	const struct entry *facts, struct error *err)
{
	struct waiting *w = waiting_of(store);
	int r = 0;

	if (facts->name_len > NAMES_BYTES)
		return error_set(err, ENAMETOOLONG, "name too long");
	if (is_full(store, w, facts->name_len))
		r = waiting_flush(store, err);
	if (r < 0)
		return r;
	memcpy(w->names + w->n_bytes, facts->name, facts->name_len);
	*ret = &w->all[w->n++];
	**ret = (struct waiting_name){
		.dir_id = dir_id,
		.size_bytes = facts->size_bytes,
		.mtime_ns = facts->mtime_ns,
		.lag = lag_of(facts),
		.inode = facts->inode,
		.name = w->names + w->n_bytes,
		.name_len = (uint32_t)facts->name_len,
		.is_single = facts->nlink == 1,
	};
	w->n_bytes += facts->name_len;
	return 0;
}

int
store_set_content_later(struct store *store, int64_t dir_id,
	const struct entry *facts, int64_t content_id, struct error *err)
{
	struct waiting_name *name;
	int r = add_name(store, &name, dir_id, facts, err);

	if (r == 0)
		name->content_id = content_id;
	return r;
}

int
store_set_digest_later(struct store *store, int64_t volume_id, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	struct error *err)
{
	struct waiting_name *name;
	int r = add_name(store, &name, dir_id, facts, err);

	if (r < 0)
		return r;
	name->volume_id = volume_id;
	memcpy(name->digest, digest->bytes, DIGEST_BYTES);
	store->waiting->n_digests++;
	return 0;
}

int
store_set_contents_now(struct store *store, int64_t *ret, struct error *err)
{
	int r = waiting_flush(store, err);

	*ret = store->waiting ? store->waiting->n_stored : 0;
	if (store->waiting)
		store->waiting->n_stored = 0;
	return r;
}

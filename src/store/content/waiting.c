/* SPDX-License-Identifier: MIT */
/*
 * Names that wait for their content to be stored.
 *
 * Files are read by size, so one by one each name is another path through the
 * largest tree of the catalogue.  Here they are kept until the transaction
 * commits, or until there are NAMES_MAX, and then stored in the order of that
 * tree.  Where they are a good part of all names, a statement walks the
 * directories they are in and asks a function, waiting_is(), of each name
 * there: that visits each page once.  Else they are looked up, which
 * costs less the further they lie apart.
 *
 * Names of small files come in that order (small.c); there are few at a time,
 * so that readers do not wait for long.  The names of larger ones, which were
 * read before, are kept until these come by the place where they are: one walk
 * stores both.  Contents are added with the names (waiting_contents.c), of
 * those that are kept before.
 *
 * Cost: some 20 MiB, and 25 more while they are stored, paged in as far as they
 * are used, and a sort.
 */
#include "store/content/waiting.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX ((size_t)128 * 1024)
#define NAMES_BYTES ((size_t)4 << 20)
/* Of names in the order of the catalogue: some milliseconds of work. */
#define NAMES_IN_ORDER ((size_t)4 * 1024)
#define NAMES_OF_MANY ((size_t)8 * 1024)
/* One in so many names, and walking costs less than looking them up. */
#define DENSE 6
/* One in so many, and a walk now hardly adds to the work, but is done while
 * others read. */
#define WALK_NOW 4

/*
 * all[from] to all[kept - 1] are kept: in order, and with their contents.
 * Behind them is what is new, in no order.
 */
struct waiting {
	size_t from;
	size_t kept;
	size_t n;
	size_t n_small;	   /* new names of small files that come in order */
	size_t n_bytes;	   /* of names */
	size_t kept_bytes; /* before this are those of what is kept */
	size_t n_list;
	size_t next;	  /* in the list, where a walk is */
	int64_t n_stored; /* since it was asked */
	struct waiting_name all[NAMES_MAX];
	/* Those that are new, by digest; then all that are stored, by key. */
	struct waiting_name *list[NAMES_MAX];
	char names[NAMES_BYTES];
};

static struct waiting *
waiting_of(struct store *store)
{
	if (!store->waiting)
		store->waiting = xcalloc(1, sizeof(*store->waiting));
	return store->waiting;
}

static size_t
n_new(const struct waiting *w)
{
	return w->n - w->kept;
}

/* What is new was stored. */
static void
forget_new(struct waiting *w)
{
	if (w->from == w->kept)
		w->from = w->kept = w->kept_bytes = 0;
	w->n = w->kept;
	w->n_bytes = w->kept_bytes;
	w->n_small = w->n_list = 0;
}

void
waiting_forget(struct store *store)
{
	struct waiting *w = store->waiting;

	if (!w)
		return;
	w->from = w->kept;
	forget_new(w);
}

/* As the primary key of entry. */
static int
compare(const struct waiting_name *w, int64_t dir_id, const char *name,
	size_t len)
{
	if (w->dir_id != dir_id)
		return w->dir_id < dir_id ? -1 : 1;
	return bytes_compare(w->name, w->name_len, name, len);
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
	size_t low = 0, high = w->n_list;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(w->list[middle], dir_id, name, len) < 0)
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
		compare(w->list[w->next - 1], dir_id, name, len) >= 0)
		w->next = search(w, dir_id, name, len);
	for (; w->next < w->n_list; w->next++) {
		c = compare(w->list[w->next], dir_id, name, len);
		if (c >= 0)
			break;
	}
	return c == 0 ? w->list[w->next] : NULL;
}

static struct waiting_name *
find_value(const struct store *store, sqlite3_value *dir_id,
	sqlite3_value *name)
{
	const char *key = sqlite3_value_blob(name);

	if (!store->waiting)
		return NULL;
	return find(store->waiting, sqlite3_value_int64(dir_id), key ? key : "",
		(size_t)sqlite3_value_bytes(name));
}

/* waiting_is(DIR_ID, NAME, SIZE, MTIME, LAG, INODE): does the name wait, and
 * has it these facts? */
static void
sql_waiting_is(sqlite3_context *context, int n, sqlite3_value **values)
{
	struct waiting_name *name =
		find_value(sqlite3_user_data(context), values[0], values[1]);

	(void)n; /* registered with six arguments */
	if (name)
		name->is_stored =
			sqlite3_value_int64(values[2]) == name->size_bytes &&
			sqlite3_value_int64(values[3]) == name->mtime_ns &&
			sqlite3_value_int64(values[4]) == name->lag &&
			(uint64_t)sqlite3_value_int64(values[5]) == name->inode;
	sqlite3_result_int(context, name && name->is_stored);
}

/* waiting_content(DIR_ID, NAME): what it gets. */
static void
sql_waiting_content(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct waiting_name *name =
		find_value(sqlite3_user_data(context), values[0], values[1]);

	(void)n; /* registered with two arguments */
	if (name)
		sqlite3_result_int64(context, name->content_id);
}

int
waiting_register(struct store *store, struct error *err)
{
	int r = query_function(store, "waiting_is", 6, sql_waiting_is, err);

	return r < 0 ? r :
		       query_function(store, "waiting_content", 2,
			       sql_waiting_content, err);
}

/* --- storing them -------------------------------------------------------- */

static int
run_walk(struct bind *b, struct error *err)
{
	struct store *store = b->store;
	int r = bind_run(b, err);

	if (r >= 0)
		store->rows_written += sqlite3_changes(store->db);
	return r;
}

/* From one name to another of the same directory. */
static int
walk_directory(struct store *store, const struct waiting_name *first,
	const struct waiting_name *last, struct error *err)
{
	struct bind b = bind_begin(store, Q_NAMES_SET_HERE);

	bind_i64(&b, first->dir_id);
	bind_bytes(&b, first->name, first->name_len);
	bind_bytes(&b, last->name, last->name_len);
	return run_walk(&b, err);
}

static int
walk_between(struct store *store, int64_t before, int64_t behind,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_NAMES_SET_BETWEEN);

	bind_i64(&b, before);
	bind_i64(&b, behind);
	return run_walk(&b, err);
}

/* The first directory, the last one, of which one may have most of the
 * catalogue, and all between them. */
static int
walk_all(struct store *store, struct waiting *w, struct error *err)
{
	struct waiting_name *const *list = w->list;
	const size_t last = w->n_list - 1;
	const int64_t first_dir = list[0]->dir_id;
	const int64_t last_dir = list[last]->dir_id;
	size_t end = 0, begin = last;
	int r;

	w->next = 0;
	while (end < last && list[end + 1]->dir_id == first_dir)
		end++;
	r = walk_directory(store, list[0], list[end], err);
	if (r < 0 || end == last)
		return r;
	while (list[begin - 1]->dir_id == last_dir)
		begin--;
	r = walk_between(store, first_dir, last_dir, err);
	return r < 0 ? r : walk_directory(store, list[begin], list[last], err);
}

static int
walk(struct store *store, struct waiting *w, struct error *err)
{
	int r = walk_all(store, w, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < w->n_list; i++) {
		if (w->list[i]->is_stored)
			w->n_stored++;
		else /* one less than was counted */
			store_touch_content(store, w->list[i]->content_id);
	}
	return 0;
}

static int
look_up(struct store *store, struct waiting *w, struct error *err)
{
	for (size_t i = 0; i < w->n_list; i++) {
		const struct waiting_name *name = w->list[i];
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

/* Those that are listed, which are a part of so many names; 0: not known. */
static int
store_list(struct store *store, struct waiting *w, int64_t n_names,
	struct error *err)
{
	if (w->n_list == 0)
		return 0;
	return n_names > 0 && n_names / DENSE < (int64_t)w->n_list ?
		walk(store, w, err) :
		look_up(store, w, err);
}

/* --- which of them ------------------------------------------------------- */

static int
add_contents(struct store *store, struct waiting *w, struct error *err)
{
	for (size_t i = 0; i < n_new(w); i++)
		w->list[i] = &w->all[w->kept + i];
	return waiting_add_contents(store, w->list, n_new(w), err);
}

static bool
comes_in_order(const struct waiting_name *name)
{
	return name->size_bytes <= DIGEST_WHOLE && name->is_single;
}

static void
swap(struct waiting_name *a, struct waiting_name *b)
{
	const struct waiting_name name = *a;

	*a = *b;
	*b = name;
}

static void
sort(struct waiting_name *names, size_t n)
{
	if (n > 1)
		qsort(names, n, sizeof(*names), by_key);
}

/* Of what is new, that of larger files. */
static void
keep_large(struct waiting *w)
{
	const size_t before = w->kept;

	for (size_t i = before; i < w->n; i++) {
		const struct waiting_name *name = &w->all[i];
		size_t end = (size_t)(name->name - w->names) + name->name_len;

		if (comes_in_order(name))
			continue;
		if (w->kept_bytes < end)
			w->kept_bytes = end;
		swap(&w->all[i], &w->all[w->kept++]);
	}
	if (w->kept > before)
		sort(&w->all[w->from], w->kept - w->from);
}

/* All that is new, and what is kept: of that, up to the last new one only if
 * there is more to come. */
static void
make_list(struct waiting *w, bool is_all)
{
	struct waiting_name *const end = &w->all[w->n];
	struct waiting_name *new = &w->all[w->kept];

	sort(new, n_new(w));
	w->n_list = 0;
	while (new < end || (is_all && w->from < w->kept)) {
		struct waiting_name *kept = &w->all[w->from];

		if (w->from < w->kept &&
			(new == end || by_key(kept, new) < 0)) {
			w->list[w->n_list++] = kept;
			w->from++;
		} else
			w->list[w->n_list++] = new ++;
	}
}

int
waiting_flush(struct store *store, struct error *err)
{
	struct waiting *w = store->waiting;
	int r;

	if (!w || w->n == 0)
		return 0;
	r = add_contents(store, w, err);
	if (r < 0)
		return r;
	make_list(w, true);
	r = store_list(store, w, contents_names_noted(store), err);
	forget_new(w);
	return r;
}

/* As far as small files came. */
static int
flush_in_order(struct store *store, struct waiting *w, struct error *err)
{
	int64_t n_around = contents_names_noted(store) * (int64_t)w->n_small /
		contents_small_wanted(store);
	int r = add_contents(store, w, err);

	if (r < 0)
		return r;
	keep_large(w);
	make_list(w, false);
	r = store_list(store, w, n_around, err);
	forget_new(w);
	return r;
}

/* --- when ---------------------------------------------------------------- */

static bool
come_in_order(const struct store *store)
{
	return store->waiting->n_small > 0 && contents_small_wanted(store) > 0;
}

/* Are there so many, and as many again for each of `more`? */
static bool
are_many(const struct store *store, size_t more)
{
	const struct waiting *w = store->waiting;
	int64_t n_names = contents_names_noted(store);
	size_t part = n_new(w) / (more + 1);

	return (come_in_order(store) &&
		       w->n_small / (more + 1) >= NAMES_IN_ORDER) ||
		(n_names > 0 && part >= NAMES_OF_MANY &&
			(int64_t)part > n_names / WALK_NOW);
}

bool
store_sets_many(const struct store *store)
{
	return store->waiting && are_many(store, 0);
}

/* Then nobody else stores them. */
static bool
is_full(const struct store *store, const struct waiting *w, size_t name_len)
{
	return w->n == NAMES_MAX || NAMES_BYTES - w->n_bytes < name_len ||
		are_many(store, 1);
}

int
store_set_digest_later(struct store *store, int64_t volume_id, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	const struct digest *partial, struct error *err)
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
	w->all[w->n++] = (struct waiting_name){
		.dir_id = dir_id,
		.size_bytes = facts->size_bytes,
		.mtime_ns = facts->mtime_ns,
		.lag = lag_of(facts),
		.inode = facts->inode,
		.volume_id = volume_id,
		.digest = *digest,
		.partial = *partial,
		.name = w->names + w->n_bytes,
		.name_len = (uint32_t)facts->name_len,
		.is_single = facts->nlink == 1,
	};
	w->n_bytes += facts->name_len;
	w->n_small += comes_in_order(&w->all[w->n - 1]);
	return 0;
}

/* How many were stored since that was asked. */
static int64_t
take_stored(struct store *store)
{
	int64_t n = 0;

	if (store->waiting) {
		n = store->waiting->n_stored;
		store->waiting->n_stored = 0;
	}
	return n;
}

int
store_set_contents_now(struct store *store, int64_t *ret, struct error *err)
{
	int r;

	spare_files_keep();
	r = waiting_flush(store, err);
	*ret = take_stored(store);
	return r;
}

int
store_set_many_now(struct store *store, int64_t *ret, struct error *err)
{
	int r;

	spare_files_keep();
	if (store->waiting && come_in_order(store))
		r = flush_in_order(store, store->waiting, err);
	else
		r = waiting_flush(store, err);
	*ret = take_stored(store);
	return r;
}

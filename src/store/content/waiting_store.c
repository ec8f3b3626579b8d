/* SPDX-License-Identifier: MIT */
/*
 * How names that waited (waiting.c) get their contents.  Where they are a good
 * part of all names, a statement walks the directories they are in and asks a
 * function, waiting_is(), of each name there: that visits each page once.  Else
 * they are looked up, which costs less the further they lie apart.
 */
#include "store/content/waiting.h"

#include "store/internal.h"
#include "util/bytes.h"

/* One in so many names, and walking costs less than looking them up. */
#define DENSE 6

int
waiting_compare(const struct waiting_name *w, int64_t dir_id, const char *name,
	size_t len)
{
	if (w->dir_id != dir_id)
		return w->dir_id < dir_id ? -1 : 1;
	return bytes_compare(w->name, w->name_len, name, len);
}

/* --- the function -------------------------------------------------------- */

/* The first that is not before the key. */
static size_t
search(const struct waiting *w, int64_t dir_id, const char *name, size_t len)
{
	size_t low = 0, high = w->n_list;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (waiting_compare(w->list[middle], dir_id, name, len) < 0)
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
		waiting_compare(w->list[w->next - 1], dir_id, name, len) >= 0)
		w->next = search(w, dir_id, name, len);
	for (; w->next < w->n_list; w->next++) {
		c = waiting_compare(w->list[w->next], dir_id, name, len);
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

static struct entry
facts_of(const struct waiting_name *name)
{
	return (struct entry){
		.name = name->name,
		.name_len = name->name_len,
		.size_bytes = name->size_bytes,
		.mtime_ns = name->mtime_ns,
		.ctime_ns = ctime_of_lag(name->mtime_ns, name->lag),
		.inode = name->inode,
	};
}

static int
look_up(struct store *store, struct waiting *w, struct error *err)
{
	for (size_t i = 0; i < w->n_list; i++) {
		const struct waiting_name *name = w->list[i];
		const struct entry facts = facts_of(name);
		int r = store_set_content(store, name->dir_id, &facts,
			name->content_id, err);

		if (r < 0)
			return r;
		w->n_stored += r;
	}
	return 0;
}

int
waiting_store_list(struct store *store, struct waiting *w, int64_t n_names,
	struct error *err)
{
	if (w->n_list == 0)
		return 0;
	return n_names > 0 && n_names / DENSE < (int64_t)w->n_list ?
		walk(store, w, err) :
		look_up(store, w, err);
}

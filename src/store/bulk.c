/* SPDX-License-Identifier: MIT */
/*
 * What comes many at a time: the names and directories of a first scan.
 *
 * Names are inserted some hundred at a time, by one statement that reads them
 * where they are (incoming.h).
 *
 * New directories wait, because most that is to be said of one comes soon
 * after: how well it was read, and what is below it.  They are written with
 * that, once, at the commit or when there are WAITING_MAX, and before any
 * other statement runs (bind_begin()), so nothing ever finds one missing.
 */
#include "store/incoming.h"
#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* --- directories ------------------------------------------------------- */

/* A few MiB with their names. */
#define WAITING_MAX ((size_t)16 * 1024)

struct new_directory {
	struct directory dir; /* its name is at name_at */
	struct totals sum;
	size_t name_at;
};

struct bulk {
	struct new_directory *waiting;
	size_t n_waiting;
	struct strbuf names;
	struct incoming directories;
	struct incoming entries;
};

static void
directory_column(sqlite3_context *context, const void *rows, size_t i,
	int column)
{
	const struct new_directory *d = (const struct new_directory *)rows + i;
	const int64_t values[] = { d->dir.id, d->dir.parent_id,
		d->dir.volume_id, 0, d->dir.state, (int64_t)d->dir.inode,
		(int64_t)d->dir.seal, d->sum.files, d->sum.directories,
		d->sum.bytes, d->sum.blocks, d->sum.linked };

	if (column == 3)
		sqlite3_result_blob64(context, d->dir.name, d->dir.name_len,
			SQLITE_STATIC);
	else
		sqlite3_result_int64(context, values[column]);
}

static int
by_id(const void *a, const void *b)
{
	const struct new_directory *x = a;
	const struct new_directory *y = b;

	return x->dir.id < y->dir.id ? -1 : x->dir.id > y->dir.id;
}

bool
bulk_has_directories(const struct store *store)
{
	return store->bulk && store->bulk->n_waiting > 0;
}

bool
bulk_is_waited_for(const struct store *store, enum query query)
{
	switch ((int)query) {
	case Q_ENTRIES_ADD:
	case Q_ATTRIBUTE_FIND:
	case Q_ATTRIBUTE_ADD:
	case Q_DIRECTORY_PARENT: /* of those that wait it is noted */
		return false;
	default:
		return bulk_has_directories(store);
	}
}

void
bulk_forget(struct store *store)
{
	if (!store->bulk)
		return;
	store->bulk->n_waiting = 0;
	strbuf_truncate(&store->bulk->names, 0);
}

int
bulk_flush(struct store *store, struct error *err)
{
	struct bulk *bulk = store->bulk;
	size_t n = bulk->n_waiting;
	struct bind b;
	int r;

	for (size_t i = 0; i < n; i++)
		bulk->waiting[i].dir.name =
			bulk->names.buf + bulk->waiting[i].name_at;
	qsort(bulk->waiting, n, sizeof(bulk->waiting[0]), by_id);
	bulk->directories = (struct incoming){ bulk->waiting, n };
	bulk->n_waiting = 0; /* or the statement would ask for this again */
	b = bind_begin(store, Q_DIRECTORIES_ADD);
	r = bind_run(&b, err);
	if (r == 0)
		store->rows_written += (int64_t)n;
	bulk_forget(store);
	return r;
}

int
bulk_add_directory(struct store *store, const struct directory *dir,
	struct error *err)
{
	struct bulk *bulk = store->bulk;
	struct new_directory *d;

	if (bulk->n_waiting == WAITING_MAX && bulk_flush(store, err) < 0)
		return err->code;
	if (!bulk->waiting)
		bulk->waiting = xcalloc(WAITING_MAX, sizeof(*bulk->waiting));
	d = &bulk->waiting[bulk->n_waiting++];
	*d = (struct new_directory){ .dir = *dir, .name_at = bulk->names.len };
	strbuf_add(&bulk->names, dir->name, dir->name_len);
	totals_note_new(store, dir->id, dir->parent_id, bulk->n_waiting);
	unwritten_note_directory(store, dir);
	return 0;
}

/* The directory if it still waits; place is what totals_note_new() was told,
 * 0 if that was forgotten. */
static struct new_directory *
find_waiting(struct store *store, int64_t dir_id, size_t place)
{
	struct bulk *bulk = store->bulk;

	if (place == 0 || place > bulk->n_waiting ||
		bulk->waiting[place - 1].dir.id != dir_id)
		return NULL;
	return &bulk->waiting[place - 1];
}

bool
bulk_set_state(struct store *store, int64_t dir_id, size_t place,
	enum directory_state state, uint64_t seal)
{
	struct new_directory *d = find_waiting(store, dir_id, place);

	if (!d)
		return false;
	d->dir.state = state;
	d->dir.seal = seal;
	return true;
}

bool
bulk_add_sum(struct store *store, int64_t dir_id, size_t place,
	const struct totals *sum)
{
	struct new_directory *d = find_waiting(store, dir_id, place);

	if (!d)
		return false;
	totals_add(&d->sum, sum);
	return true;
}

/* --- names ------------------------------------------------------------- */

/* So many by one statement: more would not be faster. */
#define AT_ONCE ((size_t)256)

struct new_entries {
	const struct new_name *names;
	int64_t attribute_ids[AT_ONCE];
};

/* The hottest function of a first scan: one number at a time. */
static void
entry_column(sqlite3_context *context, const void *rows, size_t i, int column)
{
	const struct new_entries *all = rows;
	const struct new_name *name = &all->names[i];
	const struct entry *e = name->entry;
	int64_t value = 0;

	switch (column) {
	case 0:
		value = name->dir_id;
		break;
	case 1:
		sqlite3_result_blob64(context, e->name ? e->name : "",
			e->name_len, SQLITE_STATIC);
		return;
	case 2:
		value = e->size_bytes;
		break;
	case 3:
		value = e->mtime_ns;
		break;
	case 4:
		value = lag_of(e);
		break;
	case 5:
		value = (int64_t)e->inode;
		break;
	case 6:
		value = all->attribute_ids[i];
		break;
	case 7:
		value = e->nlink;
		break;
	case 8:
		value = e->blocks;
		break;
	default:
		if (name->child_id == 0)
			return; /* NULL */
		value = name->child_id;
	}
	sqlite3_result_int64(context, value);
}

/* n of a list, or as many as have names that are not known.  How many those
 * were, or negative. */
static int
insert_many(struct store *store, const struct new_name *list, size_t n,
	struct error *err)
{
	struct new_entries rows = { .names = list };
	struct bind b;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		r = attribute_put(store, &rows.attribute_ids[i], list[i].entry,
			err);
		if (r == 0)
			r = entry_unseal(store, list[i].dir_id, err);
	}
	if (r < 0)
		return r;
	store->bulk->entries = (struct incoming){ &rows, n };
	store->entry_changed = true;
	b = bind_begin(store, Q_ENTRIES_ADD);
	r = bind_run_or_fail(&b, err);
	store->bulk->entries = (struct incoming){ 0 };
	if (r > 0)
		store->rows_written += r;
	return r;
}

/* What hangs on names that were inserted. */
static int
note_inserted(struct store *store, const struct new_name *list, size_t n,
	struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		struct totals delta = totals_of_entry(list[i].entry, 1);

		store_note_totals(store, list[i].dir_id, &delta);
		r = entry_clear_linked(store, list[i].dir_id, list[i].entry,
			err);
	}
	return r;
}

int
store_add_entries(struct store *store, const struct new_name *list, size_t n,
	struct error *err)
{
	int r = unwritten_takes(store, list, n, err);

	if (r != 0)
		return r < 0 ? r : unwritten_add(store, list, n, err);
	for (size_t done = 0; done < n && r == 0;) {
		const struct new_name *next = &list[done];
		size_t want = n - done < AT_ONCE ? n - done : AT_ONCE;
		int n_added = insert_many(store, next, want, err);

		if (n_added < 0)
			return n_added;
		r = note_inserted(store, next, (size_t)n_added, err);
		done += (size_t)n_added;
		if (r < 0 || (size_t)n_added == want)
			continue;
		next = &list[done++]; /* was in the way */
		r = store_add_entry(store, next->dir_id, next->entry,
			next->child_id, err);
	}
	return r;
}

/* --- of the connection --------------------------------------------------- */

int
bulk_register(struct store *store, struct error *err)
{
	struct bulk *bulk;
	int r;

	if (store->mode == STORE_READ)
		return 0;
	store->bulk = bulk = xcalloc(1, sizeof(*bulk));
	bulk->names = (struct strbuf)STRBUF_INIT;
	r = incoming_register(store, "incoming_directory",
		"(id, parent_id, volume_id, name, state, inode, seal, files,"
		" directories, bytes, blocks, linked)",
		directory_column, &bulk->directories, err);
	if (r < 0)
		return r;
	return incoming_register(store, "incoming_entry",
		"(dir_id, name, size, mtime, lag, inode, attribute_id, nlink,"
		" blocks, child_id)",
		entry_column, &bulk->entries, err);
}

void
bulk_free(struct bulk *bulk)
{
	if (!bulk)
		return;
	free(bulk->waiting);
	strbuf_clear(&bulk->names);
	free(bulk);
}

/* SPDX-License-Identifier: MIT */
/*
 * Names that waited are put into the file as pages, or else by statements.
 */
#include "store/content/new_contents.h"
#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "store/unwritten/unwritten_build.h"
#include "store/unwritten/unwritten_order.h"
#include "util/alloc.h"
#include "util/cleanup.h"

void
unwritten_column(sqlite3_context *context, const void *rows, size_t i,
	int number)
{
	const struct unwritten *u = rows;
	const struct unwritten_name *name = u->order[u->next + i];
	const struct unwritten_facts facts = unwritten_facts(&u->names, name);
	int64_t value = 0;

	switch (number) {
	case 0:
		value = name->dir_id;
		break;
	case 1:
		sqlite3_result_blob64(context, name->bytes, name->len,
			SQLITE_STATIC);
		return;
	case 2:
		value = facts.size_bytes;
		break;
	case 3:
		value = name->mtime_ns;
		break;
	case 4:
		value = name->lag;
		break;
	case 5:
		value = (int64_t)facts.inode;
		break;
	case 6:
		value = facts.attribute_id;
		break;
	case 7:
		value = facts.nlink;
		break;
	case 8:
		value = facts.blocks;
		break;
	default:
		if (name->id == 0 || name->is_directory != (number == 9))
			return; /* NULL */
		value = name->id;
	}
	sqlite3_result_int64(context, value);
}

static int
insert(struct store *store, size_t n, struct error *err)
{
	struct unwritten *u = store->unwritten;
	struct bind b;
	int r;

	u->incoming = (struct incoming){ u, n };
	store->entry_changed = true;
	b = bind_begin(store, Q_UNWRITTEN_ADD);
	r = bind_run_or_fail(&b, err);
	u->incoming = (struct incoming){ 0 };
	if (r > 0) {
		store->rows_written += r;
		u->next += (size_t)r;
	}
	return r;
}

/* The next one's name is taken, by a way to a root: store_add_entry() knows what
 * that means, and notes the totals. */
static int
replace(struct store *store, struct error *err)
{
	struct unwritten *u = store->unwritten;
	const struct unwritten_name *name = u->order[u->next++];
	struct entry e;
	int r = unwritten_take_back(store, name, &e, err);

	if (r < 0)
		return r;
	if (!name->is_directory) /* one less than was counted */
		store_touch_content(store, name->id);
	return store_add_entry(store, name->dir_id, &e,
		name->is_directory ? name->id : 0, err);
}

static struct content_row
row_of(const struct unwritten_content *c, int64_t id)
{
	return (struct content_row){
		.content = {
			.size_bytes = c->size_bytes,
			.digest = c->digest,
			.parent_id = c->parent_id,
			.copies = c->copies,
			.volumes = c->volumes,
		},
		.id = id,
	};
}

static int
write_contents(struct store *store, struct error *err)
{
	const struct unwritten_contents *c = &store->unwritten->contents;
	_cleanup_(freep) struct content_row *rows =
		xcalloc(c->n + 1, sizeof(*rows));
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].is_used)
			rows[n++] = row_of(&c->list[i], (int64_t)i + 1);
	return new_contents_store(store, rows, n, err);
}

static int
write_names(struct store *store, struct error *err)
{
	struct unwritten *u = store->unwritten;
	int r = 0;

	while (u->next < u->n && r >= 0) {
		r = insert(store, u->n - u->next, err);
		if (r >= 0 && u->next < u->n)
			r = replace(store, err);
	}
	return r < 0 ? r : 0;
}

int
unwritten_write(struct store *store, struct error *err)
{
	struct unwritten *u = unwritten_sorted(store);
	int r;

	u->state = UNWRITTEN_NONE; /* or a statement would ask for this again */
	unwritten_contents_count(u);
	idmap_clear(&store->touched); /* all are counted */
	r = write_contents(store, err);
	if (r == 0)
		r = write_names(store, err);
	unwritten_end(store, r);
	return r;
}

int
store_write_names(struct store *store, struct error *err)
{
	int r;

	if (!unwritten_is_on(store))
		return 0;
	(void)unwritten_sorted(store);
	r = unwritten_build(store, err);
	if (r != 0)
		return r < 0 ? r : 0;
	r = store_begin(store, err);
	if (r == 0)
		r = unwritten_write(store, err);
	if (r == 0)
		return store_commit(store, err);
	(void)store_rollback(store, NULL); /* r says why */
	return r;
}

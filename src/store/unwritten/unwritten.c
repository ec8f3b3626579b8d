/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten.h"

#include "store/internal.h"
#include "store/unwritten/unwritten_build.h"
#include "store/unwritten/unwritten_order.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
unwritten_is_on(const struct store *store)
{
	const struct unwritten *u = store->unwritten;

	return u &&
		(u->state == UNWRITTEN_TAKEN || u->state == UNWRITTEN_SORTED);
}

bool
unwritten_is_lost(const struct store *store)
{
	return store->unwritten && store->unwritten->state == UNWRITTEN_LOST;
}

bool
unwritten_is_waited_for(const struct store *store, enum query query)
{
	return unwritten_is_on(store) &&
		(store->unwritten->of_entries[query / 64] >> (query % 64) &
			1) != 0;
}

/* --- taking them --------------------------------------------------------- */

static void
end_with(struct unwritten *u, enum unwritten_state state)
{
	u->state = state;
	unwritten_names_clear(&u->names);
	free(u->runs);
	free(u->order);
	idmap_clear(&u->volumes);
	unwritten_contents_clear(&u->contents);
	u->runs = NULL;
	u->newest = NULL;
	u->order = NULL;
	u->n = u->n_runs = u->next = 0;
}

int
unwritten_takes(struct store *store, const struct new_name *list, size_t n,
	struct error *err)
{
	const struct unwritten *u = store->unwritten;
	size_t n_bytes = 0;
	bool can_be_kept = true;
	int r;

	if (!unwritten_is_on(store))
		return 0;
	for (size_t i = 0; i < n; i++) {
		n_bytes += list[i].entry->name_len;
		can_be_kept &= list[i].entry->name_len <= UNWRITTEN_LEN_MAX &&
			list[i].dir_id <= UNWRITTEN_ID_MAX &&
			list[i].child_id <= UNWRITTEN_ID_MAX;
	}
	if (u->state == UNWRITTEN_TAKEN && can_be_kept && u->most - u->n >= n &&
		UNWRITTEN_BYTES - u->names.n_bytes >= n_bytes)
		return 1;
	r = unwritten_write(store, err);
	return r < 0 ? r : 0;
}

static int
add(struct store *store, const struct new_name *name, struct error *err)
{
	struct unwritten *u = store->unwritten;
	const struct entry *e = name->entry;
	const struct totals sum = totals_of_entry(e, 1);
	int64_t attribute_id;
	int r = attribute_put(store, &attribute_id, e, err);

	if (r == 0)
		r = entry_unseal(store, name->dir_id, err);
	if (r < 0)
		return r;
	store_note_totals(store, name->dir_id, &sum);
	unwritten_note(u,
		unwritten_names_add(&u->names, name->dir_id, e, attribute_id,
			name->child_id, name->child_id != 0));
	u->is_committed = false;
	if (u->longest < e->name_len)
		u->longest = e->name_len;
	return 0;
}

int
unwritten_add(struct store *store, const struct new_name *list, size_t n,
	struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = add(store, &list[i], err);
	return r;
}

void
unwritten_note_directory(struct store *store, const struct directory *dir)
{
	struct unwritten *u = store->unwritten;

	if (u && u->state == UNWRITTEN_TAKEN &&
		!idmap_note(&u->volumes, dir->id, dir->volume_id))
		store->out_of_memory = true;
}

int64_t
unwritten_volume(const struct unwritten *u, int64_t dir_id)
{
	const int64_t *volume_id = idmap_find(&u->volumes, dir_id);

	return volume_id ? *volume_id : 0;
}

static struct entry
entry_of(const struct unwritten *u, const struct unwritten_name *name)
{
	const struct unwritten_facts facts = unwritten_facts(&u->names, name);

	return (struct entry){
		.name = name->bytes,
		.name_len = name->len,
		.inode = facts.inode,
		.size_bytes = facts.size_bytes,
		.blocks = facts.blocks,
		.mtime_ns = name->mtime_ns,
		.ctime_ns = ctime_of_lag(name->mtime_ns, name->lag),
		.nlink = facts.nlink,
	};
}

/* It is not there, or is told anew: its totals count no more. */
int
unwritten_take_back(struct store *store, const struct unwritten_name *name,
	struct entry *ret, struct error *err)
{
	const struct unwritten *u = store->unwritten;
	struct totals sum;
	int r;

	*ret = entry_of(u, name);
	r = attribute_get(store, unwritten_facts(&u->names, name).attribute_id,
		ret, err);
	if (r < 0)
		return r;
	sum = totals_of_entry(ret, -1);
	store_note_totals(store, name->dir_id, &sum);
	return 0;
}

/* Of names that came twice the later word counts. */
static void
drop_twice(struct store *store)
{
	struct unwritten *u = store->unwritten;
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++) {
		struct unwritten_name *name = u->order[i];
		struct entry e;

		if (i + 1 == u->n ||
			unwritten_compare(u->order[i + 1], name->dir_id,
				name->bytes, name->len) != 0)
			u->order[n++] = name;
		else if (unwritten_take_back(store, name, &e, NULL) < 0)
			store->out_of_memory = true;
	}
	u->is_committed &= n == u->n;
	u->n = n;
}

/* All are there. */
struct unwritten *
unwritten_sorted(struct store *store)
{
	struct unwritten *u = store->unwritten;

	if (u->state == UNWRITTEN_TAKEN && unwritten_sort(u))
		drop_twice(store);
	return u;
}

bool
unwritten_has(struct store *store, int64_t dir_id, const char *name,
	size_t name_len)
{
	struct unwritten *u;
	size_t i;

	if (!unwritten_is_on(store))
		return false;
	u = unwritten_sorted(store);
	i = unwritten_find(u, dir_id, name, name_len);
	return i < u->n &&
		unwritten_compare(u->order[i], dir_id, name, name_len) == 0;
}

/* The same as that of the name before it, most often. */
static int64_t
volume_of(struct unwritten *u, const struct unwritten_name *name)
{
	if (u->volume_dir != name->dir_id) {
		u->volume_dir = name->dir_id;
		u->volume_id = unwritten_volume(u, name->dir_id);
	}
	return u->volume_id;
}

bool
unwritten_next(struct store *store, size_t *at, struct stored_entry *ret)
{
	struct unwritten *u = unwritten_sorted(store);
	const struct unwritten_name *name;
	struct unwritten_facts facts;

	if (*at == u->n)
		return false;
	name = u->order[(*at)++];
	facts = unwritten_facts(&u->names, name);
	*ret = (struct stored_entry){
		.dir_id = name->dir_id,
		.name = name->bytes,
		.name_len = name->len,
		.size_bytes = facts.size_bytes,
		.mtime_ns = name->mtime_ns,
		.lag = name->lag,
		.inode = (int64_t)facts.inode,
		.attribute_id = facts.attribute_id,
		.nlink = facts.nlink,
		.blocks = facts.blocks,
		.child_id = name->is_directory ? name->id : 0,
		.content_id = name->is_directory ? 0 : name->id,
		.volume_id = volume_of(u, name),
	};
	return true;
}

static bool
give(struct unwritten *u, int64_t dir_id, const struct entry *facts,
	uint32_t content_id)
{
	size_t i = unwritten_find(u, dir_id, facts->name, facts->name_len);
	struct unwritten_name *name;
	struct unwritten_facts kept;

	if (i == u->n)
		return false;
	name = u->order[i];
	kept = unwritten_facts(&u->names, name);
	if (unwritten_compare(name, dir_id, facts->name, facts->name_len) !=
			0 ||
		kept.size_bytes != facts->size_bytes ||
		name->mtime_ns != facts->mtime_ns ||
		name->lag != lag_of(facts) || kept.inode != facts->inode ||
		name->id != 0)
		return false;
	name->id = content_id;
	return true;
}

bool
unwritten_set_digest(struct store *store, int64_t dir_id,
	const struct entry *facts, const struct digest *digest,
	const struct digest *partial)
{
	struct unwritten *u;
	uint32_t content_id;
	uint32_t parent_id = 0;

	if (!unwritten_is_on(store))
		return false;
	u = unwritten_sorted(store);
	if (partial->covered > 0)
		parent_id = unwritten_contents_put(&u->contents,
			facts->size_bytes, partial, 0);
	content_id = unwritten_contents_put(&u->contents, facts->size_bytes,
		digest, parent_id);
	u->n_given += give(u, dir_id, facts, content_id);
	return true;
}

int64_t
unwritten_take_given(struct store *store)
{
	int64_t n = 0;

	if (store->unwritten) {
		n = store->unwritten->n_given;
		store->unwritten->n_given = 0;
	}
	return n;
}

void
unwritten_end(struct store *store, int code)
{
	end_with(store->unwritten, code < 0 ? UNWRITTEN_LOST : UNWRITTEN_NONE);
}

void
unwritten_committed(struct store *store)
{
	if (unwritten_is_on(store))
		store->unwritten->is_committed = true;
}

void
unwritten_rolled_back(struct store *store)
{
	if (unwritten_is_on(store) && !store->unwritten->is_committed)
		end_with(store->unwritten, UNWRITTEN_LOST);
}

/* --- of the connection --------------------------------------------------- */

int
unwritten_register(struct store *store, struct error *err)
{
	struct unwritten *u;

	if (store->mode == STORE_READ)
		return 0;
	store->unwritten = u = xcalloc(1, sizeof(*u));
	idmap_init(&u->volumes, sizeof(int64_t));
	u->state = UNWRITTEN_NONE;
	u->most = UNWRITTEN_MAX;
	return incoming_register(store, "incoming_unwritten",
		"(dir_id, name, size, mtime, lag, inode, attribute_id, nlink,"
		" blocks, child_id, content_id)",
		unwritten_column, &u->incoming, err);
}

/* Those that have nothing to do with names and contents.  Or are asked before
 * names are written: ENTRY is, with unwritten_has(); the others ask what
 * was read before this run, and that is nothing. */
static bool
may_run(enum query query)
{
	const char *sql = query_text(query);

	switch ((int)query) {
	case Q_ENTRY:
	case Q_CONTENT_LAST:
	case Q_CONTENT_OF_SIZE:
	case Q_SIZE_IS_KNOWN:
	case Q_SIZE_IS_COVERED:
		return true;
	default:
		return !strstr(sql, "entry") && !strstr(sql, "content");
	}
}

static int
note_volumes(struct store *store, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_UNWRITTEN_VOLUMES);
	int r;

	while ((r = bind_next(&b, err)) > 0)
		if (!idmap_note(&store->unwritten->volumes, bind_get_i64(&b, 0),
			    bind_get_i64(&b, 1)))
			return error_set(err, ENOMEM, "out of memory");
	return r;
}

int
store_leave_unwritten(struct store *store, struct error *err)
{
	struct unwritten *u = store->unwritten;

	if (!store->draft || u->state != UNWRITTEN_NONE)
		return 0;
	for (int q = 0; q < QUERY_N; q++)
		if (!may_run((enum query)q))
			u->of_entries[q / 64] |= UINT64_C(1) << (q % 64);
	u->state = UNWRITTEN_TAKEN;
	return note_volumes(store, err);
}

bool
store_has_many_unwritten(const struct store *store)
{
	const struct unwritten *u = store->unwritten;

	return unwritten_is_on(store) &&
		(u->n > u->most / 4 * 3 ||
			u->names.n_bytes > UNWRITTEN_BYTES / 4 * 3);
}

bool
store_has_unwritten(const struct store *store)
{
	return unwritten_is_on(store);
}

void
unwritten_free(struct store *store)
{
	if (!store->unwritten)
		return;
	end_with(store->unwritten, UNWRITTEN_NONE);
	free(store->unwritten);
	store->unwritten = NULL;
}

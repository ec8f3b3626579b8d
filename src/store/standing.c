/* SPDX-License-Identifier: MIT */
/*
 * As long as one file of a size was not read at all, all of that size that
 * were not read in full are unsettled; else those that share their partial
 * digest are, with each other or with a file that was read in full.
 *
 * One pass over the contents notes what counts of each in a list, one over the
 * entries, by two threads, puts the sizes of what was not read in full in a
 * map, one more over the contents tells which of these sizes a file has that
 * was.  After that every question about a name is answered from memory.
 *
 * Memory: 12 bytes a content, some 50 a size of which a file was not read in
 * full.
 */
#include "store/standing.h"

#include "store/halves.h"
#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* A catalogue whose contents have such numbers is not ours. */
#define MAX_CONTENTS (INT64_C(1) << 31)

void
standing_free(struct standing *s)
{
	if (!s)
		return;
	free(s->contents);
	free(s->runs);
	free(s->regular);
	idmap_clear(&s->sizes);
	free(s);
}

/* --- what is asked of it -------------------------------------------------- */

bool
standing_is_regular(const struct standing *s, int64_t attribute_id)
{
	return attribute_id >= 0 && (size_t)attribute_id < s->n_attributes &&
		(s->regular[attribute_id / 64] >> (attribute_id % 64) & 1) != 0;
}

struct content_standing *
standing_content(const struct standing *s, int64_t id)
{
	return id > 0 && (size_t)id < s->n_contents ? &s->contents[id] : NULL;
}

int64_t
standing_volume(const struct standing *s, int64_t dir_id)
{
	size_t low = 0, high = s->n_runs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->runs[middle].first <= dir_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? s->runs[low - 1].volume_id : 0;
}

/* The facts of a size that may have copies nobody looked for, or 0. */
static unsigned int
doubts_of_size(const struct standing *s, int64_t size)
{
	const struct size_standing *z = idmap_find(&s->sizes, size);

	return z && z->flags & (SIZE_TWO | SIZE_FULL) ? z->flags : 0;
}

static bool
is_full(const struct standing *s, int64_t content_id)
{
	const struct content_standing *c = standing_content(s, content_id);

	return c && c->flags & CONTENT_FULL;
}

bool
standing_is_unsettled(const struct standing *s, const struct standing_entry *e)
{
	const struct content_standing *c = standing_content(s, e->content_id);
	unsigned int doubts;

	if (e->size < s->min_size || (c && c->flags & CONTENT_FULL) ||
		!standing_is_regular(s, e->attribute_id))
		return false;
	doubts = doubts_of_size(s, e->size);
	if (doubts & SIZE_UNREAD)
		return true;
	return doubts != 0 &&
		((c && c->flags & CONTENT_MANY) || doubts & SIZE_LOOSE);
}

bool
standing_is_open(const struct standing *s, const struct standing_entry *e)
{
	const struct content_standing *c = standing_content(s, e->content_id);
	unsigned int doubts;

	if (!c || !(c->flags & CONTENT_FULL))
		return standing_is_unsettled(s, e);
	doubts = doubts_of_size(s, e->size);
	if (doubts & SIZE_UNREAD)
		return true;
	if (!(doubts & SIZE_PART))
		return false;
	if (c->parent == 0)
		return (doubts & (SIZE_PART_MANY | SIZE_LOOSE)) != 0;
	/* Digests that refine each other in a circle do not exist. */
	for (size_t n = 0; c && c->parent != 0 && n < s->n_contents; n++) {
		c = standing_content(s, c->parent);
		if (c && c->copies > 0 &&
			(c->flags & CONTENT_MANY || doubts & SIZE_LOOSE))
			return true;
	}
	return false;
}

/* --- contents ------------------------------------------------------------- */

/* standing_content(id, parent_id, covered = size, copies, volumes), by id */
static void
sql_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing *s = store->standing;
	int64_t id = sqlite3_value_int64(v[0]);
	int64_t parent = sqlite3_value_int64(v[1]);
	int64_t copies = sqlite3_value_int64(v[3]);
	int64_t volumes = sqlite3_value_int64(v[4]);
	struct content_standing *c;

	(void)n; /* registered with five arguments */
	sqlite3_result_int(context, 0);
	if (!s)
		return;
	c = standing_content(s, id);
	if (!c)
		return;
	c->parent =
		(uint32_t)(parent > 0 && parent < MAX_CONTENTS ? parent : 0);
	c->copies = (uint32_t)(copies < UINT32_MAX ? copies : UINT32_MAX);
	c->volumes = (uint16_t)(volumes < UINT16_MAX ? volumes : UINT16_MAX);
	if (sqlite3_value_int(v[2]))
		c->flags |= CONTENT_FULL;
	if (copies > 1)
		c->flags |= CONTENT_MANY;
	/* What nothing below refers to is dropped. */
	c = standing_content(s, parent);
	if (c)
		c->flags |= CONTENT_MANY;
}

/* standing_full(size, parent_id): files of it, read in full, exist. */
static void
sql_full(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing *s = store->standing;
	struct size_standing *z;

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context, 0);
	if (!s)
		return;
	z = idmap_find(&s->sizes, sqlite3_value_int64(v[0]));
	if (!z)
		return;
	z->flags |= SIZE_FULL;
	if (sqlite3_value_type(v[1]) == SQLITE_NULL)
		z->flags |= SIZE_LOOSE;
}

static int
run(struct store *store, enum query query, struct error *err)
{
	struct bind b = bind_begin(store, query);
	int r;

	store->in_rows = true; /* an interrupt ends it */
	r = bind_run(&b, err);
	store->in_rows = false;
	return r;
}

static int
load_contents(struct store *store, struct standing *s, struct error *err)
{
	int64_t last = 0;
	int r = query_i64(store, &last, Q_STANDING_LAST, err);

	if (r < 0 || last <= 0 || last >= MAX_CONTENTS)
		return r;
	s->n_contents = (size_t)last + 1;
	s->contents = calloc(s->n_contents, sizeof(*s->contents));
	if (!s->contents)
		return error_set(err, ENOMEM, "out of memory");
	return run(store, Q_STANDING_CONTENTS, err);
}

/* --- directories and attributes ------------------------------------------- */

static int
load_volumes(struct store *store, struct standing *s, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_STANDING_VOLUMES);
	size_t room = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		int64_t volume_id = bind_get_i64(&b, 1);

		if (s->n_runs > 0 &&
			s->runs[s->n_runs - 1].volume_id == volume_id)
			continue;
		if (s->n_runs == room) {
			room = room ? room * 2 : 64;
			s->runs =
				xreallocarray(s->runs, room, sizeof(*s->runs));
		}
		s->runs[s->n_runs++] =
			(struct volume_run){ bind_get_i64(&b, 0), volume_id };
	}
	return r;
}

static int
load_attributes(struct store *store, struct standing *s, struct error *err)
{
	struct survey_attribute *list = NULL;
	int r = store_attributes(store, &list, &s->n_attributes, err);

	if (r < 0)
		return r;
	s->regular = xcalloc(s->n_attributes / 64 + 1, sizeof(*s->regular));
	for (size_t i = 0; i < s->n_attributes; i++)
		if (S_ISREG(list[i].mode))
			s->regular[i / 64] |= UINT64_C(1) << (i % 64);
	free(list);
	return 0;
}

/* --- entries -------------------------------------------------------------- */

/* Are there two inodes? */
static bool
is_other(const struct standing *s, const struct size_standing *a,
	const struct size_standing *b)
{
	return a->inode != b->inode ||
		standing_volume(s, a->dir_id) != standing_volume(s, b->dir_id);
}

static void
note_size(struct standing *s, int64_t size, const struct size_standing *add)
{
	struct size_standing *z = idmap_at(&s->sizes, size);

	if (!z) {
		s->out_of_memory = true;
		return;
	}
	if (z->dir_id == 0)
		*z = *add;
	else if (!(z->flags & SIZE_TWO) && is_other(s, z, add))
		z->flags |= SIZE_TWO;
	z->flags |= add->flags;
}

/* standing_entry(size, attribute_id, content_id, inode, dir_id) */
static void
sql_entry(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing *s = store->standing;
	struct size_standing add = { .flags = SIZE_UNREAD };
	int64_t content_id = sqlite3_value_int64(v[2]);
	const struct content_standing *c;

	(void)n; /* registered with five arguments */
	sqlite3_result_int(context, 0);
	if (!s || is_full(s, content_id) ||
		!standing_is_regular(s, sqlite3_value_int64(v[1])))
		return;
	c = standing_content(s, content_id);
	if (c)
		add.flags = c->flags & CONTENT_MANY ?
			SIZE_PART | SIZE_PART_MANY :
			SIZE_PART;
	add.inode = sqlite3_value_int64(v[3]);
	add.dir_id = sqlite3_value_int64(v[4]);
	note_size(s, sqlite3_value_int64(v[0]), &add);
}

static void
assign(struct store *store, void *arg)
{
	store->standing = arg;
}

static int
load_sizes(struct store *store, struct standing *s, struct error *err)
{
	/* It borrows what is only read. */
	struct standing second = *s;
	const struct halves halves = { Q_STANDING_ENTRIES, s->min_size, assign,
		s, &second };
	size_t cursor = 0;
	int64_t size;
	void *z;
	int r;

	idmap_init(&second.sizes, sizeof(struct size_standing));
	r = halves_run(store, &halves, err);
	while (idmap_next(&second.sizes, &cursor, &size, &z))
		note_size(s, size, z);
	idmap_clear(&second.sizes);
	if (r >= 0 && (s->out_of_memory || second.out_of_memory))
		r = error_set(err, ENOMEM, "out of memory");
	return r < 0 || s->sizes.n == 0 ? r : run(store, Q_STANDING_FULL, err);
}

int
standing_load(struct store *store, int64_t min_size, bool contents_only,
	struct error *err)
{
	struct standing *s = xcalloc(1, sizeof(*s));
	int r;

	standing_free(store->standing);
	store->standing = s;
	s->min_size = min_size > 1 ? min_size : 1;
	idmap_init(&s->sizes, sizeof(struct size_standing));
	r = load_contents(store, s, err);
	if (r >= 0)
		r = load_volumes(store, s, err);
	if (r >= 0)
		r = load_attributes(store, s, err);
	if (r >= 0 && !contents_only)
		r = load_sizes(store, s, err);
	return r < 0 ? r : 0;
}

/* --- SQL ------------------------------------------------------------------ */

static void
take_entry(struct standing_entry *ret, sqlite3_value **v)
{
	ret->size = sqlite3_value_int64(v[0]);
	ret->attribute_id = sqlite3_value_int64(v[1]);
	ret->content_id = sqlite3_value_int64(v[2]);
}

/* is_unsettled(size, attribute_id, content_id) */
static void
sql_is_unsettled(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_entry e;

	(void)n; /* registered with three arguments */
	take_entry(&e, v);
	sqlite3_result_int(context,
		store->standing && standing_is_unsettled(store->standing, &e));
}

/* may_have_copies(size, attribute_id, content_id) */
static void
sql_may_have_copies(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_entry e;

	(void)n; /* registered with three arguments */
	take_entry(&e, v);
	sqlite3_result_int(context,
		store->standing && standing_is_open(store->standing, &e));
}

int
standing_register(struct store *store, struct error *err)
{
	static const struct {
		const char *name;
		int n_arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "standing_content", 5, sql_content },
		{ "standing_full", 2, sql_full },
		{ "standing_entry", 5, sql_entry },
		{ "is_unsettled", 3, sql_is_unsettled },
		{ "may_have_copies", 3, sql_may_have_copies },
	};
	int rc = SQLITE_OK;

	for (size_t i = 0;
		i < sizeof(functions) / sizeof(*functions) && rc == SQLITE_OK;
		i++)
		rc = sqlite3_create_function_v2(store->db, functions[i].name,
			functions[i].n_arguments,
			SQLITE_UTF8 | SQLITE_DIRECTONLY, store,
			functions[i].call, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * One pass over the contents notes what counts of each in a list, one over the
 * entries puts the sizes of what was not read in full in a table, each by two
 * threads; then the list tells which of these sizes a file has that was.  After
 * that every question about a name is answered from memory.
 *
 * Memory: 24 bytes a content, some 50 a size of which a file was not read in
 * full.
 */
#include "store/survey/standing.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* A catalogue whose contents have such numbers is not ours. */
#define MAX_CONTENTS (INT64_C(1) << 31)

/* So many there is room for at first. */
#define VOLUME_RUNS 64

/* One thread's part of the look at all entries. */
struct standing_look {
	struct standing *standing;
	struct sizes sizes;
	struct idmap *linked; /* by the place of the volume: inode -> file */
	size_t run;	      /* of the directory that was met last */
	bool out_of_memory;
};

/* An inode with several links that was not read in full. */
struct linked_file {
	int64_t size;
	uint8_t flags;
};

/* --- contents ------------------------------------------------------------- */

/* Each thread has contents of its own, but not those that these refine. */
static void
raise_flags(struct content_standing *c, unsigned int flags)
{
	(void)__atomic_fetch_or(&c->flags, (uint8_t)flags, __ATOMIC_RELAXED);
}

/* standing_content(id, parent_id, size, covered [, copies, volumes]) */
static void
sql_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct standing *s = store->look ? store->look->standing : NULL;
	int64_t parent = sqlite3_value_int64(v[1]);
	int64_t copies = n > 4 ? sqlite3_value_int64(v[4]) : 0;
	int64_t volumes = n > 4 ? sqlite3_value_int64(v[5]) : 0;
	struct content_standing *c;

	sqlite3_result_int(context, 0);
	c = s ? standing_content(s, sqlite3_value_int64(v[0])) : NULL;
	if (!c)
		return;
	c->size = sqlite3_value_int64(v[2]);
	c->parent =
		(uint32_t)(parent > 0 && parent < MAX_CONTENTS ? parent : 0);
	c->copies = (uint32_t)(copies < UINT32_MAX ? copies : UINT32_MAX);
	c->volumes = (uint16_t)(volumes < UINT16_MAX ? volumes : UINT16_MAX);
	raise_flags(c,
		(sqlite3_value_int64(v[3]) == c->size ? CONTENT_FULL : 0) |
			(copies > 1 ? CONTENT_MANY : 0));
	/* What nothing below refers to is dropped. */
	c = parent > 0 ? standing_content(s, parent) : NULL;
	if (c)
		raise_flags(c, CONTENT_MANY);
}

static void
assign(struct store *store, void *arg)
{
	store->look = arg;
}

static int
load_contents(struct standing *s, struct halves *halves, struct halves_job job,
	struct error *err)
{
	int r = query_i64(halves->store, &job.last, Q_STANDING_LAST, err);

	if (r < 0 || job.last <= 0 || job.last >= MAX_CONTENTS)
		return r;
	s->n_contents = (size_t)job.last + 1;
	s->contents = calloc(s->n_contents, sizeof(*s->contents));
	if (!s->contents)
		return error_set(err, ENOMEM, "out of memory");
	return halves_run(halves, &job, err);
}

/* Files that were read in full, of the sizes of others. */
static void
add_full(struct standing *s)
{
	for (size_t i = 1; i < s->n_contents && s->sizes.n > 0; i++) {
		const struct content_standing *c = &s->contents[i];
		struct size_slot *z;

		if (!(c->flags & CONTENT_FULL) || c->copies == 0)
			continue;
		z = sizes_find(&s->sizes, c->size);
		if (z)
			z->flags |= c->parent == 0 ? SIZE_FULL | SIZE_LOOSE :
						     SIZE_FULL;
	}
}

/* --- directories and attributes ------------------------------------------- */

static int
volume_place(struct standing *s, uint16_t *ret, int64_t volume_id,
	struct error *err)
{
	for (size_t i = s->n_volumes; i > 0; i--)
		if (s->volumes[i - 1] == volume_id) {
			*ret = (uint16_t)(i - 1);
			return 0;
		}
	if (s->n_volumes > UINT16_MAX)
		return error_set(err, E2BIG,
			"the catalogue has too many volumes");
	s->volumes = xreallocarray(s->volumes, s->n_volumes + 1,
		sizeof(*s->volumes));
	*ret = (uint16_t)s->n_volumes;
	s->volumes[s->n_volumes++] = volume_id;
	return 0;
}

/* What is before all directories. */
static int
begin_volumes(struct standing *s, struct error *err)
{
	uint16_t place;
	int r = volume_place(s, &place, 0, err);

	s->runs = xreallocarray(NULL, VOLUME_RUNS, sizeof(*s->runs));
	s->runs[s->n_runs++] = (struct volume_run){ INT64_MIN, place };
	return r;
}

static int
load_volumes(struct store *store, struct standing *s, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_STANDING_VOLUMES);
	int64_t last_id = 0;
	size_t room = VOLUME_RUNS;
	uint16_t place;
	int r = 0;

	while (r >= 0 && (r = bind_next(&b, err)) > 0) {
		int64_t volume_id = bind_get_i64(&b, 1);

		if (volume_id == last_id)
			continue;
		r = volume_place(s, &place, volume_id, err);
		if (r < 0)
			return r;
		if (s->n_runs == room) {
			room *= 2;
			s->runs =
				xreallocarray(s->runs, room, sizeof(*s->runs));
		}
		s->runs[s->n_runs++] =
			(struct volume_run){ bind_get_i64(&b, 0), place };
		last_id = volume_id;
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

/* The place of its volume; directories come in the order of their numbers. */
static uint16_t
volume_of(struct standing_look *look, int64_t dir_id)
{
	const struct standing *s = look->standing;

	if (dir_id < s->runs[look->run].first ||
		(look->run + 1 < s->n_runs &&
			dir_id >= s->runs[look->run + 1].first))
		look->run = standing_run(s, dir_id);
	return s->runs[look->run].volume;
}

/* standing_read(content_id, dir_id): was it read in full?  Then that is all
 * that there is to know of the name. */
static void
sql_read(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_look *look = store->look;
	struct content_standing *c;

	(void)n; /* registered with two arguments */
	c = look ? standing_content(look->standing, sqlite3_value_int64(v[0])) :
		   NULL;
	sqlite3_result_int(context, c && c->flags & CONTENT_FULL);
	/* Both threads may come by it, to say the same. */
	if (c && c->volumes == 1)
		__atomic_store_n(&c->volume,
			volume_of(look, sqlite3_value_int64(v[1])),
			__ATOMIC_RELAXED);
}

static void
add_file(struct standing_look *look, struct size_slot *add)
{
	add->n_unread = (add->flags & SIZE_UNREAD) != 0;
	add->n_part = (add->flags & SIZE_PART) != 0;
	add->n_part_many = (add->flags & SIZE_PART_MANY) != 0;
	if (sizes_add(&look->sizes, add) < 0)
		look->out_of_memory = true;
}

/* One of the names of an inode that has several: it counts once, at the end. */
static void
add_linked(struct standing_look *look, struct size_slot *add)
{
	size_t before = look->linked[add->volume].n;
	struct linked_file *f =
		idmap_at(&look->linked[add->volume], add->inode);

	if (!f)
		look->out_of_memory = true;
	else if (look->linked[add->volume].n > before)
		*f = (struct linked_file){ add->size, add->flags };
	else if (f->size == add->size)
		f->flags |= add->flags;
	else /* one of them is not what it was */
		add_file(look, add);
}

/* standing_entry(size, attribute_id, content_id, inode, dir_id, nlink) */
static void
sql_entry(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct standing_look *look = store->look;
	struct size_slot add = { .size = sqlite3_value_int64(v[0]),
		.flags = SIZE_UNREAD };
	const struct content_standing *c;

	(void)n; /* registered with six arguments */
	sqlite3_result_int(context, 0);
	if (!look || add.size < look->standing->min_size ||
		!standing_is_regular(look->standing, sqlite3_value_int64(v[1])))
		return;
	c = standing_content(look->standing, sqlite3_value_int64(v[2]));
	if (c)
		add.flags = c->flags & CONTENT_MANY ?
			SIZE_PART | SIZE_PART_MANY :
			SIZE_PART;
	add.inode = sqlite3_value_int64(v[3]);
	add.volume = volume_of(look, sqlite3_value_int64(v[4]));
	if (sqlite3_value_int64(v[5]) < 2)
		add_file(look, &add);
	else
		add_linked(look, &add);
}

static void
look_init(struct standing_look *look, struct standing *s)
{
	*look = (struct standing_look){ .standing = s };
	look->linked = xcalloc(s->n_volumes, sizeof(*look->linked));
	for (size_t i = 0; i < s->n_volumes; i++)
		idmap_init(&look->linked[i], sizeof(struct linked_file));
}

static void
look_clear(struct standing_look *look)
{
	for (size_t i = 0; i < look->standing->n_volumes; i++)
		idmap_clear(&look->linked[i]);
	free(look->linked);
	sizes_clear(&look->sizes);
}

/* What the other thread has found. */
static void
merge(struct standing_look *look, const struct standing_look *other)
{
	look->out_of_memory |= other->out_of_memory;
	for (size_t i = 0; i < other->sizes.n_slots; i++)
		if (other->sizes.slots[i].size != 0 &&
			sizes_add(&look->sizes, &other->sizes.slots[i]) < 0)
			look->out_of_memory = true;
	for (size_t i = 0; i < look->standing->n_volumes; i++) {
		size_t cursor = 0;
		struct size_slot add = { .volume = (uint16_t)i };
		void *file;

		while (idmap_next(&other->linked[i], &cursor, &add.inode,
			&file)) {
			add.size = ((struct linked_file *)file)->size;
			add.flags = ((struct linked_file *)file)->flags;
			add_linked(look, &add);
		}
	}
}

/* Each inode with several links once. */
static void
settle_linked(struct standing_look *look)
{
	for (size_t i = 0; i < look->standing->n_volumes; i++) {
		size_t cursor = 0;
		struct size_slot add = { .volume = (uint16_t)i };
		void *file;

		while (idmap_next(&look->linked[i], &cursor, &add.inode,
			&file)) {
			add.size = ((struct linked_file *)file)->size;
			add.flags = ((struct linked_file *)file)->flags;
			add_file(look, &add);
		}
	}
}

static int
load_sizes(struct standing *s, struct halves *halves,
	struct standing_look *first, struct standing_look *second,
	struct error *err)
{
	struct halves_job job = { .query = Q_STANDING_ENTRIES,
		.assign = assign,
		.first = first,
		.second = second };
	int r = store_last_directory_id(halves->store, &job.last, err);

	if (r >= 0)
		r = halves_run(halves, &job, err);
	if (r < 0)
		return r;
	merge(first, second);
	settle_linked(first);
	s->sizes = first->sizes;
	first->sizes = (struct sizes){ .slots = NULL };
	if (first->out_of_memory)
		return error_set(err, ENOMEM, "out of memory");
	add_full(s);
	return 0;
}

static int
load(struct store *store, struct standing *s, bool contents_only,
	struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	struct standing_look first, second;
	const struct halves_job contents = {
		.query = contents_only ? Q_STANDING_COVERED :
					 Q_STANDING_CONTENTS,
		.assign = assign,
		.first = &first,
		.second = &second,
	};
	int r = halves_open(&halves, store, err);

	if (r < 0)
		return r;
	look_init(&first, s);
	look_init(&second, s);
	r = load_contents(s, &halves, contents, err);
	if (r >= 0 && !contents_only)
		r = load_sizes(s, &halves, &first, &second, err);
	store->look = NULL;
	look_clear(&first);
	look_clear(&second);
	return r;
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
	r = begin_volumes(s, err);
	if (r >= 0 && !contents_only)
		r = load_volumes(store, s, err);
	if (r >= 0)
		r = load_attributes(store, s, err);
	if (r >= 0)
		r = load(store, s, contents_only, err);
	return r < 0 ? r : 0;
}

/* --- SQL ------------------------------------------------------------------ */

int
standing_load_register(struct store *store, struct error *err)
{
	int r = query_function(store, "standing_content", 6, sql_content, err);

	if (r == 0)
		r = query_function(store, "standing_content", 4, sql_content,
			err);
	if (r == 0)
		r = query_function(store, "standing_read", 2, sql_read, err);
	if (r == 0)
		r = query_function(store, "standing_entry", 6, sql_entry, err);
	return r;
}

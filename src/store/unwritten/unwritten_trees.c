/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_trees.h"

#include "store/pages/record_write.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	bool is_keyed;
} trees[N_TREES] = {
	[TREE_ENTRY] = { "entry", true },
	[TREE_ENTRY_CONTENT] = { "entry_content", true },
	[TREE_ENTRY_LINKED] = { "entry_linked", true },
	[TREE_CONTENT] = { "content", false },
	[TREE_CONTENT_UNIQUE] = { "sqlite_autoindex_content_1", true },
	[TREE_CONTENT_PARENT] = { "content_parent", true },
	[TREE_CONTENT_GROUP] = { "content_group", true },
};

struct building {
	const struct unwritten *u;
	struct grow *grow;
	const uint32_t *roots;
	struct record_writer writer;
};

const char *
tree_name(enum tree tree)
{
	return trees[tree].name;
}

bool
tree_is_keyed(enum tree tree)
{
	return trees[tree].is_keyed;
}

/* --- records ------------------------------------------------------------- */

static void
begin_tree(struct building *b, enum tree tree)
{
	grow_begin(b->grow, b->roots[tree], trees[tree].is_keyed);
}

static void
add_record(struct building *b, int64_t key)
{
	uint8_t record[RECORD_WRITE_MAX];

	grow_add(b->grow, key, record, record_write_end(&b->writer, record));
}

/* The key of entry, which its indexes end with. */
static void
write_key(struct building *b, const struct unwritten_name *name)
{
	record_write_i64(&b->writer, name->dir_id);
	record_write_blob(&b->writer, name->bytes, name->len);
}

static void
add_entry(struct building *b, const struct unwritten_name *name)
{
	const struct unwritten_facts f = unwritten_facts(&b->u->names, name);
	struct record_writer *w = &b->writer;

	record_write_begin(w);
	write_key(b, name);
	record_write_i64(w, f.size_bytes);
	record_write_i64(w, name->mtime_ns);
	record_write_i64(w, name->lag);
	record_write_i64(w, (int64_t)f.inode);
	record_write_i64(w, f.attribute_id);
	record_write_i64(w, f.nlink);
	record_write_i64(w, f.blocks);
	record_write_id(w, name->is_directory ? name->id : 0);
	record_write_id(w, name->is_directory ? 0 : name->id);
	record_write_null(w); /* archive_id */
	add_record(b, 0);
}

/* Of entry_content and entry_linked. */
static void
add_reference(struct building *b, int64_t value,
	const struct unwritten_name *name)
{
	record_write_begin(&b->writer);
	record_write_i64(&b->writer, value);
	write_key(b, name);
	add_record(b, 0);
}

static void
add_content(struct building *b, int64_t id, const struct unwritten_content *c)
{
	struct record_writer *w = &b->writer;

	record_write_begin(w);
	record_write_null(w); /* the id is the key */
	record_write_id(w, c->parent_id);
	record_write_i64(w, c->size_bytes);
	record_write_i64(w, c->digest.covered);
	record_write_blob(w, c->digest.bytes, DIGEST_BYTES);
	record_write_i64(w, c->copies);
	record_write_i64(w, c->volumes);
	add_record(b, id);
}

/* --- trees of names ------------------------------------------------------ */

static void
build_entry(struct building *b)
{
	begin_tree(b, TREE_ENTRY);
	for (size_t i = 0; i < b->u->n; i++)
		add_entry(b, b->u->order[i]);
}

static void
build_entry_content(struct building *b)
{
	const struct unwritten_members *m = &b->u->contents.members;

	begin_tree(b, TREE_ENTRY_CONTENT);
	for (size_t id = 1; id <= b->u->contents.n; id++)
		for (uint32_t i = m->begin[id]; i < m->begin[id + 1]; i++)
			add_reference(b, (int64_t)id, m->names[i]);
}

/* A name of a file that has several. */
struct linked {
	int64_t inode;
	size_t place; /* in the order */
};

static int
by_inode(const void *a, const void *b)
{
	const struct linked *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static void
build_entry_linked(struct building *b)
{
	const struct unwritten *u = b->u;
	_cleanup_(freep) struct linked *linked = NULL;
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++) {
		struct unwritten_facts f;

		if (u->order[i]->is_directory)
			continue;
		f = unwritten_facts(&u->names, u->order[i]);
		if (f.nlink <= 1)
			continue;
		linked = xgrow(linked, n, sizeof(*linked));
		linked[n++] = (struct linked){ (int64_t)f.inode, i };
	}
	if (n > 1)
		qsort(linked, n, sizeof(*linked), by_inode);
	begin_tree(b, TREE_ENTRY_LINKED);
	for (size_t i = 0; i < n; i++)
		add_reference(b, linked[i].inode, u->order[linked[i].place]);
}

/* --- trees of contents --------------------------------------------------- */

static int
order_of(int64_t x, int64_t y)
{
	return (x > y) - (x < y);
}

static int
by_parent(const void *a, const void *b)
{
	const struct unwritten_content *const *px = a, *const *py = b;
	int order = order_of((*px)->parent_id, (*py)->parent_id);

	return order != 0 ? order : (*px > *py) - (*px < *py);
}

/* What could be reclaimed, size * (copies - 1): SQLite makes a REAL of it where
 * that overflows. */
static bool
gain_of(const struct unwritten_content *c, int64_t *ret)
{
	return !__builtin_mul_overflow(c->size_bytes, (int64_t)c->copies - 1,
		ret);
}

static int
by_gain(const void *a, const void *b)
{
	const struct unwritten_content *const *px = a, *const *py = b;
	int64_t x, y;
	int order;

	(void)gain_of(*px, &x);
	(void)gain_of(*py, &y);
	order = order_of(x, y);
	return order != 0 ? order : (*px > *py) - (*px < *py);
}

static bool
has_parent(const struct unwritten_content *c)
{
	return c->parent_id != 0;
}

static bool
is_group(const struct unwritten_content *c)
{
	return c->copies > 1 && c->digest.covered == c->size_bytes;
}

/* Some of them, sorted; to be freed. */
static const struct unwritten_content **
choose(const struct building *b,
	bool (*is_meant)(const struct unwritten_content *),
	int (*compare)(const void *, const void *), size_t *ret_n)
{
	const struct unwritten_contents *c = &b->u->contents;
	const struct unwritten_content **list =
		xcalloc(c->n + 1, sizeof(const struct unwritten_content *));
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].is_used && is_meant(&c->list[i]))
			list[n++] = &c->list[i];
	if (n > 1)
		qsort(list, n, sizeof(const struct unwritten_content *),
			compare);
	*ret_n = n;
	return list;
}

static int64_t
id_of(const struct building *b, const struct unwritten_content *c)
{
	return c - b->u->contents.list + 1;
}

static void
build_content(struct building *b)
{
	const struct unwritten_contents *c = &b->u->contents;

	begin_tree(b, TREE_CONTENT);
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].is_used)
			add_content(b, (int64_t)i + 1, &c->list[i]);
}

/* Which is the order they have. */
static void
build_content_unique(struct building *b)
{
	const struct unwritten_contents *c = &b->u->contents;
	struct record_writer *w = &b->writer;

	begin_tree(b, TREE_CONTENT_UNIQUE);
	for (size_t i = 0; i < c->n; i++) {
		const struct unwritten_content *content = &c->list[i];

		if (!content->is_used)
			continue;
		record_write_begin(w);
		record_write_i64(w, content->size_bytes);
		record_write_i64(w, content->digest.covered);
		record_write_blob(w, content->digest.bytes, DIGEST_BYTES);
		record_write_i64(w, (int64_t)i + 1);
		add_record(b, 0);
	}
}

static void
build_content_parent(struct building *b)
{
	struct record_writer *w = &b->writer;
	size_t n;
	_cleanup_(freep) const struct unwritten_content **list =
		choose(b, has_parent, by_parent, &n);

	begin_tree(b, TREE_CONTENT_PARENT);
	for (size_t i = 0; i < n; i++) {
		record_write_begin(w);
		record_write_i64(w, list[i]->parent_id);
		record_write_i64(w, id_of(b, list[i]));
		add_record(b, 0);
	}
}

/* Its second column is the id, which is there once more as that of the row. */
static void
build_content_group(struct building *b)
{
	struct record_writer *w = &b->writer;
	size_t n;
	_cleanup_(freep) const struct unwritten_content **list =
		choose(b, is_group, by_gain, &n);

	begin_tree(b, TREE_CONTENT_GROUP);
	for (size_t i = 0; i < n; i++) {
		int64_t gain;

		(void)gain_of(list[i], &gain);
		record_write_begin(w);
		record_write_i64(w, gain);
		record_write_i64(w, id_of(b, list[i]));
		record_write_i64(w, id_of(b, list[i]));
		add_record(b, 0);
	}
}

bool
trees_can_be_sorted(const struct unwritten *u)
{
	bool can = true;

	for (size_t i = 0; i < u->contents.n && can; i++) {
		int64_t gain;

		can = gain_of(&u->contents.list[i], &gain);
	}
	return can;
}

/* --- all ----------------------------------------------------------------- */

static int
build_all(struct building *b)
{
	static void (*const build[])(struct building *) = { build_content,
		build_content_unique, build_content_parent, build_content_group,
		build_entry, build_entry_content, build_entry_linked };
	int r = 0;

	for (size_t i = 0; i < sizeof(build) / sizeof(build[0]) && r == 0;
		i++) {
		build[i](b);
		r = grow_end(b->grow);
	}
	return r == 0 ? grow_finish(b->grow) : r;
}

int
trees_build(struct grow *grow, const uint32_t roots[N_TREES],
	const struct unwritten *u)
{
	struct building b = { .u = u, .grow = grow, .roots = roots };

	return build_all(&b);
}

/* SPDX-License-Identifier: MIT */
/*
 *   rows    of all directories, each sorted by (dir_id, name)
 *   nodes   of directory.id: its first row, its name, its children in a list
 *
 * A directory's children are put in order when a walk comes to it, and laid
 * beside its rows: a child that is a row itself is told once.
 */
#include "store/find/find_tree.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/bytes.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

struct node {
	int32_t parent; /* 0: not noted */
	int32_t first_child;
	int32_t next;	    /* of its parent's children */
	uint32_t first_row; /* + 1; 0: none */
	uint32_t name_len;
	bool is_way;
	size_t name_at;
};

struct find_tree {
	struct strbuf *pieces;
	size_t n_pieces;
	const struct find_row **rows;
	size_t n_rows;
	struct node *nodes;
	int64_t n;
	struct strbuf names;
};

/* --- rows ----------------------------------------------------------------- */

void
find_row_add(struct strbuf *bytes, const struct find_row *row, const char *name,
	size_t len)
{
	static const char padding[8];
	struct find_row copy = *row;

	copy.name_len = (uint32_t)len;
	strbuf_add(bytes, &copy, sizeof(copy));
	/* The name begins before the end of the struct. */
	strbuf_truncate(bytes,
		bytes->len - sizeof(copy) + offsetof(struct find_row, name));
	strbuf_add(bytes, name, len);
	strbuf_add(bytes, padding, (8 - bytes->len % 8) % 8);
}

void
find_row_set_digest(struct strbuf *bytes, size_t at, const void *digest)
{
	struct find_row *row = (struct find_row *)(void *)(bytes->buf + at);

	memcpy(row->digest, digest, DIGEST_BYTES);
	row->has_digest = true;
}

static size_t
row_size(const struct find_row *row)
{
	size_t size = offsetof(struct find_row, name) + row->name_len;

	return (size + 7) / 8 * 8;
}

const struct find_row *
find_row_next(const struct strbuf *bytes, size_t *at)
{
	const struct find_row *row =
		(const struct find_row *)(const void *)(bytes->buf + *at);

	if (*at >= bytes->len)
		return NULL;
	*at += row_size(row);
	return row;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct find_row *x = *(const struct find_row *const *)a;
	const struct find_row *y = *(const struct find_row *const *)b;

	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	return bytes_compare(x->name, x->name_len, y->name, y->name_len);
}

/* In order they come but from the index of names, where ranges may overlap. */
static void
sort_rows(struct find_tree *t)
{
	bool sorted = true;
	size_t n = 0;

	for (size_t i = 1; i < t->n_rows && sorted; i++)
		sorted = compare_rows(&t->rows[i - 1], &t->rows[i]) < 0;
	if (sorted)
		return;
	qsort(t->rows, t->n_rows, sizeof(t->rows[0]), compare_rows);
	for (size_t i = 0; i < t->n_rows; i++)
		if (n == 0 || compare_rows(&t->rows[n - 1], &t->rows[i]) != 0)
			t->rows[n++] = t->rows[i];
	t->n_rows = n;
}

static void
take_rows(struct find_tree *t)
{
	const struct find_row *row;

	for (size_t i = 0; i < t->n_pieces; i++)
		for (size_t at = 0; find_row_next(&t->pieces[i], &at);)
			t->n_rows++;
	t->rows = xcalloc(t->n_rows + 1, sizeof(t->rows[0]));
	t->n_rows = 0;
	for (size_t i = 0; i < t->n_pieces; i++)
		for (size_t at = 0;
			(row = find_row_next(&t->pieces[i], &at)) != NULL;)
			t->rows[t->n_rows++] = row;
	sort_rows(t);
	for (size_t i = t->n_rows; i-- > 0;)
		t->nodes[t->rows[i]->dir_id].first_row = (uint32_t)i + 1;
}

struct find_tree *
find_tree_new(struct strbuf *pieces, size_t n_pieces, int64_t n)
{
	struct find_tree *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->nodes = calloc((size_t)n + 1, sizeof(t->nodes[0]));
	if (!t->nodes) {
		free(t);
		return NULL;
	}
	t->n = n;
	t->names = (struct strbuf)STRBUF_INIT;
	t->n_pieces = n_pieces;
	t->pieces = xcalloc(n_pieces + 1, sizeof(t->pieces[0]));
	for (size_t i = 0; i < n_pieces; i++) {
		t->pieces[i] = pieces[i];
		pieces[i] = (struct strbuf)STRBUF_INIT;
	}
	take_rows(t);
	return t;
}

void
find_tree_free(struct find_tree *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_pieces; i++)
		strbuf_clear(&t->pieces[i]);
	strbuf_clear(&t->names);
	free(t->pieces);
	free(t->rows);
	free(t->nodes);
	free(t);
}

/* --- directories ---------------------------------------------------------- */

static bool
has_node(const struct find_tree *t, int64_t id)
{
	return id > 0 && id < t->n;
}

void
find_tree_note(struct find_tree *t, const struct directory *dir)
{
	struct node *node;

	if (!has_node(t, dir->id) || !has_node(t, dir->parent_id))
		return;
	node = &t->nodes[dir->id];
	if (node->parent != 0)
		return;
	node->parent = (int32_t)dir->parent_id;
	node->next = t->nodes[dir->parent_id].first_child;
	t->nodes[dir->parent_id].first_child = (int32_t)dir->id;
	node->is_way = dir->state == DIRECTORY_WAY;
	node->name_at = t->names.len;
	node->name_len = (uint32_t)dir->name_len;
	strbuf_add(&t->names, dir->name, dir->name_len);
}

int
find_tree_note_all(struct find_tree *tree, struct store *store,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_DIRECTORY_NAMES);
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		struct directory dir = { .id = bind_get_i64(&b, 0),
			.parent_id = bind_get_i64(&b, 1),
			.state = (enum directory_state)bind_get_i64(&b, 3) };

		dir.name = bind_get_bytes(&b, 2, &dir.name_len);
		find_tree_note(tree, &dir);
	}
	return r;
}

int64_t
find_tree_above(const struct find_tree *t, int64_t dir_id)
{
	return has_node(t, dir_id) ? t->nodes[dir_id].parent : 0;
}

/* --- cursors -------------------------------------------------------------- */

static int
compare_children(const void *a, const void *b, void *arg)
{
	const struct find_tree *t = arg;
	const struct node *x = &t->nodes[*(const int32_t *)a];
	const struct node *y = &t->nodes[*(const int32_t *)b];

	return bytes_compare(t->names.buf + x->name_at, x->name_len,
		t->names.buf + y->name_at, y->name_len);
}

/* Where those of a directory end that begin at `first`. */
static size_t
end_of_rows(const struct find_tree *t, size_t first)
{
	int32_t dir_id = t->rows[first]->dir_id;
	size_t low = first + 1;
	size_t high = t->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->rows[middle]->dir_id == dir_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
find_cursor_start(struct find_cursor *ret, const struct find_tree *tree,
	int64_t dir_id, bool is_reverse,
	bool (*leads)(const void *arg, int64_t dir_id), const void *arg)
{
	size_t n = 0, room = 0;

	*ret = (struct find_cursor){ .rows.is_reverse = is_reverse,
		.children_left.is_reverse = is_reverse };
	if (!has_node(tree, dir_id))
		return;
	if (tree->nodes[dir_id].first_row != 0) {
		ret->rows.first = tree->nodes[dir_id].first_row - 1;
		ret->rows.end = end_of_rows(tree, ret->rows.first);
	}
	for (int32_t id = tree->nodes[dir_id].first_child; id != 0;
		id = tree->nodes[id].next) {
		if (!leads(arg, id))
			continue;
		if (n == room) {
			room = room * 2 + 8;
			ret->children = xreallocarray(ret->children, room,
				sizeof(ret->children[0]));
		}
		ret->children[n++] = id;
	}
	ret->children_left.end = n;
	/* The comparison does not change the tree that it is given. */
	if (n > 1)
		qsort_r(ret->children, n, sizeof(ret->children[0]),
			compare_children, (void *)(uintptr_t)tree); /* NOLINT */
}

static void
at_child(struct find_cursor *c, const struct find_tree *t, int32_t id)
{
	const struct node *node = &t->nodes[id];

	c->row = NULL;
	c->child_id = id;
	c->name = t->names.buf + node->name_at;
	c->name_len = node->name_len;
	c->is_way = node->is_way;
}

static void
at_row(struct find_cursor *c, const struct find_row *row)
{
	c->row = row;
	c->child_id = row->child_id;
	c->name = row->name;
	c->name_len = row->name_len;
	c->is_way = false;
}

/* Is it the next row that comes next, negative, the next child, or both? */
static int
compare_next(const struct find_cursor *c, const struct find_tree *t)
{
	const struct find_row *row;
	const struct node *node;
	int order;

	if (find_span_is_empty(&c->rows))
		return 1;
	if (find_span_is_empty(&c->children_left))
		return -1;
	row = t->rows[find_span_next(&c->rows)];
	node = &t->nodes[c->children[find_span_next(&c->children_left)]];
	order = bytes_compare(row->name, row->name_len,
		t->names.buf + node->name_at, node->name_len);
	return c->rows.is_reverse ? -order : order;
}

bool
find_cursor_next(struct find_cursor *c, const struct find_tree *t)
{
	int order = compare_next(c, t);

	if (order > 0 && find_span_is_empty(&c->children_left))
		return false;
	if (order >= 0)
		at_child(c, t, c->children[find_span_take(&c->children_left)]);
	if (order <= 0)
		at_row(c, t->rows[find_span_take(&c->rows)]);
	return true;
}

void
find_cursor_clear(struct find_cursor *c)
{
	free(c->children);
	*c = (struct find_cursor){ 0 };
}

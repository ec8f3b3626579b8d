/* SPDX-License-Identifier: MIT */
#include "store/archive/inside.h"

#include "store/archive/members.h"
#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int
store_archive_at(struct store *store, int64_t *ret, bool *ret_is_deep,
	int64_t dir_id, const char *name, size_t name_len, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_ARCHIVE_AT);
	int r;

	*ret = 0;
	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	r = bind_next(&b, err);
	if (r > 0) {
		*ret = bind_get_i64(&b, 0);
		*ret_is_deep = bind_get_i64(&b, 1) > 1;
	}
	return r;
}

/* --- paths ------------------------------------------------------------- */

void
inside_path_append(struct strbuf *path, const char *name, size_t len)
{
	if (len == 0 || (path->len > 0 && path->buf[path->len - 1] != '/'))
		strbuf_addc(path, '/');
	strbuf_add(path, name, len);
}

void
inside_path_clean(struct strbuf *ret, const char *path)
{
	const char *separator = ""; /* before the next name */
	bool is_top = true;	    /* of an archive */

	strbuf_truncate(ret, 0);
	while (*path) {
		size_t slashes = strspn(path, "/");
		size_t len = strcspn(path + slashes, "/");

		path += slashes;
		if (!is_top && slashes > 1) {
			separator = "//";
			is_top = true;
			slashes -= 2;
		}
		if (is_top && slashes > 0) {
			strbuf_addf(ret, "%s/", separator);
			separator = "";
			is_top = false;
		}
		if (len == 1 && *path == '.') {
			path += path[1] == '/' ? 2 : 1;
			continue;
		}
		if (len > 0) {
			strbuf_adds(ret, separator);
			strbuf_add(ret, path, len);
			separator = "/";
			is_top = false;
		}
		path += len;
	}
}

/* One component of a path, and what is behind it. */
struct component {
	const char *name;
	size_t len;
	bool is_directory; /* more follows, in it */
	bool is_archive;   /* likewise, in the archive that it is */
};

/* False at the end.  *is_top: at the top of an archive. */
static bool
next_component(struct component *ret, const char **path, const char *end,
	bool *is_top)
{
	const char *at = *path;
	const char *slash;

	if (at == end)
		return false;
	*ret = (struct component){ .name = at };
	if (*is_top && *at == '/') {
		*is_top = false;
		*path = at + 1;
		ret->is_directory = *path < end;
		return true;
	}
	slash = memchr(at, '/', (size_t)(end - at));
	ret->len = (size_t)((slash ? slash : end) - at);
	*is_top = slash && slash + 1 < end && slash[1] == '/';
	*path = !slash ? end : *is_top ? slash + 2 : slash + 1;
	ret->is_archive = *is_top && *path < end;
	ret->is_directory = !*is_top && *path < end;
	return true;
}

/* --- a member ------------------------------------------------------------ */

/* The columns of MEMBER_NAMED and MEMBER_GET. */
static void
read_member(struct inside_entry *ret, const struct bind *b)
{
	struct member *m = &ret->member;

	ret->number = bind_get_i64(b, 0);
	m->mode = (uint32_t)bind_get_i64(b, 1);
	m->size_bytes = bind_get_i64(b, 2);
	m->has_mtime = bind_get_i64(b, 3) != 0;
	m->mtime_ns = bind_get_i64(b, 4);
	m->has_crc = bind_get_i64(b, 5) != 0;
	m->crc = (uint32_t)bind_get_i64(b, 6);
	m->is_encrypted = bind_get_i64(b, 7) != 0;
	ret->has_members = bind_get_i64(b, 8) != 0;
}

static bool
suits(const struct component *c, const struct inside_entry *e)
{
	bool is_directory = S_ISDIR(e->member.mode);

	if (c->is_directory)
		return is_directory;
	return !c->is_archive || (!is_directory && e->has_members);
}

static int
find_in(struct store *store, struct inside_entry *ret, int64_t archive_id,
	int64_t parent, const struct component *c, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MEMBER_NAMED);
	int r;

	bind_i64(&b, archive_id);
	bind_i64(&b, parent);
	bind_bytes(&b, c->name, c->len);
	while ((r = bind_next(&b, err)) > 0) {
		*ret = (struct inside_entry){ .parent = parent };
		ret->member.path = c->name;
		ret->member.path_len = c->len;
		read_member(ret, &b);
		if (suits(c, ret))
			return 1;
	}
	return r;
}

int
store_inside_find(struct store *store, struct inside_entry *ret,
	int64_t archive_id, const char *path, size_t path_len,
	struct error *err)
{
	const char *end = path + path_len;
	struct component c;
	bool is_top = true;
	int64_t parent = 0;
	int r = 0;

	while (next_component(&c, &path, end, &is_top)) {
		r = find_in(store, ret, archive_id, parent, &c, err);
		if (r <= 0)
			return r;
		parent = ret->number;
	}
	return r;
}

int
store_inside_get(struct store *store, struct inside_entry *ret,
	const struct inside *inside, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MEMBER_GET);
	int r;

	bind_i64(&b, inside->archive_id);
	bind_i64(&b, inside->number);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	*ret = (struct inside_entry){ .parent = bind_get_i64(&b, 9) };
	ret->member.path = "";
	read_member(ret, &b);
	return 1;
}

/* Of one number: its name, its mode and what it is in. */
static int
read_above(struct store *store, const struct inside *at, int64_t *ret_parent,
	bool *ret_is_directory, struct strbuf *ret_name, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MEMBER_ABOVE);
	const char *name;
	size_t len;
	int r;

	bind_i64(&b, at->archive_id);
	bind_i64(&b, at->number);
	r = bind_next(&b, err);
	if (r < 0)
		return r;
	/* What is in something has a higher number than that. */
	if (r == 0 || bind_get_i64(&b, 0) >= at->number)
		return error_sqlite(err, store, SQLITE_CORRUPT,
			"cannot read the catalogue");
	*ret_parent = bind_get_i64(&b, 0);
	name = bind_get_bytes(&b, 1, &len);
	strbuf_truncate(ret_name, 0);
	strbuf_add(ret_name, name, len);
	*ret_is_directory = S_ISDIR((uint32_t)bind_get_i64(&b, 2));
	return 0;
}

static void
reverse(char *from, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		char c = from[i];

		from[i] = from[n - 1 - i];
		from[n - 1 - i] = c;
	}
}

/* From the end, and every byte of it turned around at last. */
int
store_inside_path(struct store *store, struct strbuf *ret,
	const struct inside *inside, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct inside at = *inside;
	size_t start = ret->len;
	bool is_first = true;
	int r = 0;

	while (at.number > 0 && r == 0) {
		bool is_directory = false;

		r = read_above(store, &at, &at.number, &is_directory, &name,
			err);
		if (r < 0)
			break;
		if (!is_first)
			strbuf_adds(ret, is_directory ? "/" : "//");
		else if (name.len == 0)
			strbuf_addc(ret, '/'); /* the top of absolute names */
		is_first = false;
		if (name.len > 0)
			reverse(name.buf, name.len);
		strbuf_add(ret, name.buf, name.len);
	}
	strbuf_adds(ret, "//");
	reverse(ret->buf + start, ret->len - start);
	return r;
}

/* --- all of an archive ---------------------------------------------------- */

struct node {
	int64_t parent; /* -1: there is none of this number */
	bool is_directory;
	int64_t members; /* with those of archives in it */
	struct {
		int64_t files, directories, bytes;
	} sum;
};

struct inside_tree {
	int64_t archive_id;
	struct node *nodes; /* 0: the top */
	int64_t n;
};

void
inside_tree_free(struct inside_tree *tree)
{
	if (!tree)
		return;
	free(tree->nodes);
	free(tree);
}

int64_t
inside_tree_archive(const struct inside_tree *tree)
{
	return tree->archive_id;
}

static int64_t
plus(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* What is in something has a higher number than that: one look from the end. */
static void
sum_up(struct inside_tree *tree)
{
	for (int64_t i = tree->n - 1; i > 0; i--) {
		const struct node *n = &tree->nodes[i];
		struct node *up;

		if (n->parent < 0)
			continue;
		up = &tree->nodes[n->parent];
		up->members += n->members;
		if (!n->is_directory)
			continue; /* what is in it is another archive's */
		up->sum.files += n->sum.files;
		up->sum.directories += n->sum.directories;
		up->sum.bytes = plus(up->sum.bytes, n->sum.bytes);
	}
}

static int
load_node(struct inside_tree *tree, const struct bind *b)
{
	int64_t number = bind_get_i64(b, 0);
	int64_t parent = bind_get_i64(b, 1);
	uint32_t mode = (uint32_t)bind_get_i64(b, 2);
	int64_t size = bind_get_i64(b, 3);
	struct node *n;

	if (number <= 0 || number >= tree->n || parent < 0 || parent >= number)
		return -EUCLEAN;
	n = &tree->nodes[number];
	n->parent = parent;
	n->is_directory = S_ISDIR(mode);
	n = &tree->nodes[parent];
	if (S_ISDIR(mode))
		n->sum.directories++;
	else
		n->sum.files++;
	n->members += !S_ISDIR(mode);
	if (S_ISREG(mode) && size > 0)
		n->sum.bytes = plus(n->sum.bytes, size);
	return 0;
}

int
inside_tree_load(struct inside_tree **ret, struct store *store,
	int64_t archive_id, struct error *err)
{
	_cleanup_(inside_tree_freep) struct inside_tree *tree =
		xcalloc(1, sizeof(*tree));
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_MEMBERS_OF);
	int r;

	tree->archive_id = archive_id;
	r = query_i64_of(store, &tree->n, Q_MEMBER_LAST, archive_id, err);
	if (r == 0 && (tree->n < 0 || tree->n > MEMBERS_MAX))
		r = error_sqlite(err, store, SQLITE_CORRUPT,
			"cannot read the catalogue");
	if (r < 0)
		return r;
	tree->n++;
	tree->nodes = xcalloc((size_t)tree->n, sizeof(*tree->nodes));
	for (int64_t i = 0; i < tree->n; i++)
		tree->nodes[i].parent = -1;
	bind_i64(&b, archive_id);
	while ((r = bind_next(&b, err)) > 0)
		if (load_node(tree, &b) < 0)
			return error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot read the catalogue");
	if (r < 0)
		return r;
	sum_up(tree);
	*ret = take_ptr(&tree);
	return 0;
}

bool
inside_tree_is_within(const struct inside_tree *tree, int64_t number,
	int64_t top)
{
	while (number > top && number < tree->n)
		number = tree->nodes[number].parent;
	return number == top;
}

struct totals
inside_tree_totals(const struct inside_tree *tree, int64_t number)
{
	struct totals totals = { 0 };

	if (number < 0 || number >= tree->n)
		return totals;
	totals.files = tree->nodes[number].sum.files;
	totals.directories = tree->nodes[number].sum.directories;
	totals.bytes = tree->nodes[number].sum.bytes;
	return totals;
}

int64_t
inside_tree_members(const struct inside_tree *tree, int64_t number)
{
	return number < 0 || number >= tree->n ? 0 :
						 tree->nodes[number].members;
}

int64_t
inside_tree_end(const struct inside_tree *tree)
{
	return tree->n;
}

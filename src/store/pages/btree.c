/* SPDX-License-Identifier: MIT */
/*
 * A frame for each level from the root down to where the walk is.  Pages that
 * follow each other in the file, as they do behind a first scan, are read
 * several at a time.
 */
#include "store/pages/btree.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 100
/* A page has two children at least, and there are 2^32. */
#define LEVELS_MAX 32
/* Pages that are read at once. */
#define RUN_PAGES 16
/* A name is not longer: what is, is no record of ours. */
#define PAYLOAD_MAX (1 << 20)

/* The first byte of a page. */
enum { INNER_KEYED = 2, INNER_ROWS = 5, LEAF_KEYED = 10, LEAF_ROWS = 13 };

/* A page, and those behind it that were read with it. */
struct frame {
	uint8_t *buffer; /* RUN_PAGES and RECORD_MARGIN */
	uint32_t first;	 /* the number of the page at its beginning */
	uint32_t n;	 /* pages in it */
	const uint8_t *page;
	uint32_t n_cells;
	uint32_t at; /* the cell that is next */
	bool is_leaf;
	bool went_down; /* to its child already */
};

struct btree {
	struct store *store;
	sqlite3_file *file;
	bool is_keyed;
	uint32_t root;
	uint32_t page_size;
	uint32_t usable; /* of it */
	uint32_t local;	 /* a payload of more is not all on its page */
	uint32_t n_pages;
	uint32_t n_visited; /* none twice, so no more than there are */
	uint64_t n_chained; /* pages of chains; none more than twice, for the
			     * cell of an inner page is read so often */
	int64_t first;
	size_t n_columns;
	size_t depth; /* frames in use */
	struct frame frames[LEVELS_MAX];
	uint8_t *payload; /* of what did not fit on its page, and a page */
};

/* --- opening --------------------------------------------------------------- */

/* Pages in the log are newer than those in the file.  Where it was empty when
 * the transaction began, nobody puts pages into the file before it has ended:
 * see walTryBeginRead() of SQLite for the lock that sees to this.  Likewise a
 * reader of a file without a log keeps writers from it. */
static bool
is_log_empty(sqlite3 *db)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 size = 0;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
		    &log) != SQLITE_OK)
		return false;
	return !log || !log->pMethods ||
		(log->pMethods->xFileSize(log, &size) == SQLITE_OK &&
			size == 0);
}

static bool
is_file_all(const struct store *store)
{
	return sqlite3_txn_state(store->db, "main") == SQLITE_TXN_READ &&
		is_log_empty(store->db);
}

static int
find_root(struct store *store, const char *table, int64_t *ret,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_TABLE_ROOT);
	int r;

	bind_text(&b, table);
	r = bind_next(&b, err);
	*ret = r > 0 ? bind_get_i64(&b, 0) : 0;
	bind_end(&b);
	return r;
}

/* False if this is no file that we know how to read. */
static bool
read_header(struct btree *tree)
{
	sqlite3_file *file = tree->file;
	uint8_t header[HEADER_BYTES];
	sqlite3_int64 size;

	if (file->pMethods->xFileSize(file, &size) != SQLITE_OK ||
		file->pMethods->xRead(file, header, HEADER_BYTES, 0) !=
			SQLITE_OK)
		return false;
	tree->page_size = record_u16(header + 16);
	if (tree->page_size == 1)
		tree->page_size = 65536;
	tree->usable = tree->page_size - header[20];
	if (memcmp(header, "SQLite format 3", 16) != 0 ||
		tree->page_size < 512 || tree->usable < 480)
		return false;
	/* Section 1.6, "X". */
	tree->local = tree->is_keyed ? (tree->usable - 12) * 64 / 255 - 23 :
				       tree->usable - 35;
	tree->n_pages = (uint32_t)(size / tree->page_size);
	return true;
}

int
btree_open(struct btree **ret, struct store *store, const char *table,
	bool is_keyed, struct error *err)
{
	struct btree *tree;
	int64_t root = 0;
	int r;

	*ret = NULL;
	if (!is_file_all(store))
		return 0;
	r = find_root(store, table, &root, err);
	if (r <= 0)
		return r;
	tree = xcalloc(1, sizeof(*tree));
	tree->store = store;
	tree->is_keyed = is_keyed;
	tree->root = (uint32_t)root;
	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER,
		    &tree->file) != SQLITE_OK ||
		!tree->file || !tree->file->pMethods || !read_header(tree)) {
		btree_free(tree);
		return 0;
	}
	btree_seek(tree, INT64_MIN, RECORD_COLUMNS);
	*ret = tree;
	return 1;
}

void
btree_free(struct btree *tree)
{
	if (!tree)
		return;
	for (size_t i = 0; i < LEVELS_MAX; i++)
		free(tree->frames[i].buffer);
	free(tree->payload);
	free(tree);
}

/* --- pages ----------------------------------------------------------------- */

static int
fail(const struct btree *tree, int rc, struct error *err)
{
	return error_sqlite(err, tree->store, rc, "cannot read the catalogue");
}

static int
damaged(const struct btree *tree, struct error *err)
{
	return fail(tree, SQLITE_CORRUPT, err);
}

static int
read_pages(const struct btree *tree, uint8_t *buffer, uint32_t first,
	uint32_t n, struct error *err)
{
	int rc;

	if (first < 2 || first > tree->n_pages || n > tree->n_pages - first + 1)
		return damaged(tree, err);
	rc = tree->file->pMethods->xRead(tree->file, buffer,
		(int)(n * tree->page_size),
		(sqlite3_int64)(first - 1) * tree->page_size);
	if (rc == SQLITE_IOERR_SHORT_READ)
		rc = SQLITE_CORRUPT;
	return rc == SQLITE_OK ? 0 : fail(tree, rc, err);
}

/* Is what the page begins with as it has to be? */
static bool
look_at_header(const struct btree *tree, struct frame *f)
{
	const uint8_t type = f->page[0];
	const uint32_t cells_at =
		type == LEAF_KEYED || type == LEAF_ROWS ? 8 : 12;

	if (tree->is_keyed ? type != INNER_KEYED && type != LEAF_KEYED :
			     type != INNER_ROWS && type != LEAF_ROWS)
		return false;
	f->is_leaf = cells_at == 8;
	f->n_cells = record_u16(f->page + 3);
	f->at = 0;
	f->went_down = false;
	return cells_at + 2 * f->n_cells <= tree->usable;
}

/* Go down to a page; so many behind it are going to be next. */
static int
go_down(struct btree *tree, uint32_t page, uint32_t n, struct error *err)
{
	struct frame *f = &tree->frames[tree->depth];
	int r;

	if (tree->depth == LEVELS_MAX || ++tree->n_visited > tree->n_pages)
		return damaged(tree, err);
	if (!f->buffer)
		f->buffer = xcalloc(1,
			(size_t)RUN_PAGES * tree->page_size + RECORD_MARGIN);
	if (page < f->first || page - f->first >= f->n) {
		f->n = 0;
		r = read_pages(tree, f->buffer, page, n, err);
		if (r < 0)
			return r;
		f->first = page;
		f->n = n;
	}
	f->page = f->buffer + (size_t)(page - f->first) * tree->page_size;
	if (!look_at_header(tree, f))
		return damaged(tree, err);
	tree->depth++;
	return 0;
}

/* --- cells ----------------------------------------------------------------- */

/* What is there of a cell, or NULL. */
static const uint8_t *
cell(const struct btree *tree, const struct frame *f, uint32_t i,
	size_t *ret_len)
{
	const uint32_t cells_at = f->is_leaf ? 8 : 12;
	const uint32_t at = record_u16(f->page + cells_at + 2 * (size_t)i);

	if (at < cells_at + 2 * f->n_cells || at + 4 > tree->usable)
		return NULL;
	*ret_len = tree->usable - at;
	return f->page + at;
}

/* The page left of a cell, or right of the last one; 0: there is none. */
static uint32_t
child(const struct btree *tree, const struct frame *f, uint32_t i)
{
	const uint8_t *bytes = f->page + 8;
	size_t len;

	if (i < f->n_cells)
		bytes = cell(tree, f, i, &len);
	return bytes ? record_u32(bytes) : 0;
}

/* How many children follow each other in the file, this one being the first. */
static uint32_t
count_run(const struct btree *tree, const struct frame *f, uint32_t i)
{
	const uint32_t first = child(tree, f, i);
	uint32_t n = 1;

	while (n < RUN_PAGES && i + n <= f->n_cells &&
		child(tree, f, i + n) == first + n)
		n++;
	return n;
}

/* How much of a payload that is too large is on its page: "M" and "K". */
static size_t
local_size(const struct btree *tree, size_t size)
{
	const size_t u = tree->usable;
	const size_t least = (u - 12) * 32 / 255 - 23;
	const size_t kept = least + (size - least) % (u - 4);

	return kept <= tree->local ? kept : least;
}

/* The rest of a payload is in a chain of pages. */
static int
read_chain(struct btree *tree, uint32_t page, size_t have, size_t size,
	struct error *err)
{
	uint8_t *buffer = tree->payload + PAYLOAD_MAX;

	while (have < size) {
		size_t n = tree->usable - 4;
		int r;

		if (++tree->n_chained > 2 * (uint64_t)tree->n_pages)
			return damaged(tree, err);
		r = read_pages(tree, buffer, page, 1, err);
		if (r < 0)
			return r;
		if (n > size - have)
			n = size - have;
		memcpy(tree->payload + have, buffer + 4, n);
		have += n;
		page = record_u32(buffer);
	}
	return 0;
}

/* The payload of so many bytes, of which len are there, that is too large. */
static int
take_long_payload(struct btree *tree, const uint8_t **bytes, size_t len,
	uint64_t size, struct error *err)
{
	size_t local;

	if (size > PAYLOAD_MAX)
		return damaged(tree, err);
	local = local_size(tree, (size_t)size);
	if (local + 4 > len)
		return damaged(tree, err);
	if (!tree->payload)
		tree->payload =
			xreallocarray(NULL, 1, PAYLOAD_MAX + tree->page_size);
	memcpy(tree->payload, *bytes, local);
	len = local;
	local = record_u32(*bytes + local);
	*bytes = tree->payload;
	return read_chain(tree, (uint32_t)local, len, (size_t)size, err);
}

/* The payload of so many bytes that begins there; what is on the page is len. */
static int
take_payload(struct btree *tree, const uint8_t **bytes, size_t len,
	uint64_t size, struct error *err)
{
	if (size > tree->local)
		return take_long_payload(tree, bytes, len, size, err);
	return size <= len ? 0 : damaged(tree, err);
}

/* The rowid of an inner page's cell, or of a leaf's with its payload behind. */
static bool
take_number(int64_t *ret, const uint8_t **bytes, size_t *len)
{
	uint64_t number = 0;
	size_t used = record_varint(&number, *bytes, *len);

	*ret = (int64_t)number;
	*bytes += used;
	*len -= used;
	return used > 0;
}

/* A cell's row, or of an inner page of a rowid table only its key. */
static int
read_cell(struct btree *tree, const struct frame *f, uint32_t i,
	int64_t *ret_key, struct record *ret, struct error *err)
{
	const bool has_row = f->is_leaf || tree->is_keyed;
	int64_t size = 0;
	size_t len;
	const uint8_t *bytes = cell(tree, f, i, &len);
	int r;

	if (!bytes)
		return damaged(tree, err);
	if (!f->is_leaf) {
		bytes += 4;
		len -= 4;
	}
	if ((has_row && !take_number(&size, &bytes, &len)) ||
		(!tree->is_keyed && !take_number(ret_key, &bytes, &len)))
		return damaged(tree, err);
	if (!has_row)
		return 0;
	r = take_payload(tree, &bytes, len, (uint64_t)size, err);
	if (r < 0)
		return r;
	if (!record_read(ret, tree->n_columns, bytes, (size_t)size))
		return damaged(tree, err);
	if (tree->is_keyed)
		*ret_key = ret->value[0];
	return 0;
}

/* --- the walk -------------------------------------------------------------- */

void
btree_seek(struct btree *tree, int64_t first, size_t n_columns)
{
	tree->n_columns = n_columns;
	tree->first = first;
	tree->depth = 0;
	tree->n_visited = 0;
	tree->n_chained = 0;
}

/* On an inner page: 1 if its cell is a row that is next, else 0. */
static int
step_inner(struct btree *tree, struct frame *f, int64_t *ret_key,
	struct record *ret, struct error *err)
{
	int r = 0;

	if (f->at > f->n_cells) {
		tree->depth--;
		return 0;
	}
	if (f->at < f->n_cells)
		r = read_cell(tree, f, f->at, ret_key, ret, err);
	if (r < 0)
		return r;
	/* All that is left of it is smaller, too. */
	if (f->at < f->n_cells && *ret_key < tree->first) {
		f->at++;
		return 0;
	}
	if (!f->went_down) {
		f->went_down = true;
		return go_down(tree, child(tree, f, f->at),
			count_run(tree, f, f->at), err);
	}
	f->went_down = false;
	return f->at++ < f->n_cells && tree->is_keyed;
}

static int
step_leaf(struct btree *tree, struct frame *f, int64_t *ret_key,
	struct record *ret, struct error *err)
{
	int r;

	if (f->at == f->n_cells) {
		tree->depth--;
		return 0;
	}
	r = read_cell(tree, f, f->at++, ret_key, ret, err);
	return r < 0 ? r : *ret_key >= tree->first;
}

int
btree_next(struct btree *tree, int64_t *ret_key, struct record *ret,
	struct error *err)
{
	int r = 0;

	if (tree->n_visited == 0)
		r = go_down(tree, tree->root, 1, err);
	while (r == 0 && tree->depth > 0) {
		struct frame *f = &tree->frames[tree->depth - 1];

		r = f->is_leaf ? step_leaf(tree, f, ret_key, ret, err) :
				 step_inner(tree, f, ret_key, ret, err);
	}
	return r;
}

int
btree_middle(struct btree *tree, int64_t *ret, struct error *err)
{
	struct record record;
	int r;

	btree_seek(tree, INT64_MIN, RECORD_COLUMNS);
	r = go_down(tree, tree->root, 1, err);
	while (r == 0) {
		const struct frame *f = &tree->frames[tree->depth - 1];
		const uint32_t middle = f->n_cells / 2;

		/* A root alone; or damaged, and for the walk to tell. */
		if (f->is_leaf && (tree->depth == 1 || f->n_cells == 0))
			break;
		/* As many children on its left as on its right. */
		if (f->is_leaf || f->n_cells % 2 == 1) {
			r = read_cell(tree, f, middle, ret, &record, err);
			r = r < 0 ? r : 1;
			break;
		}
		r = go_down(tree, child(tree, f, middle), 1, err);
	}
	btree_seek(tree, INT64_MIN, RECORD_COLUMNS);
	return r;
}

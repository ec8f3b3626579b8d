/* SPDX-License-Identifier: MIT */
/*
 * A page for each level is filled.  When the next cell does not fit, the page
 * is written, and what tells it from the next one goes one level up: of rows
 * the last rowid, of keyed records the last record, which is taken out of the
 * page; of inner pages the last cell, whose child becomes their rightmost one.
 * So no page is ever without a cell.  The root is written last, where it was.
 */
#include "store/pages/grow.h"

#include "store/pages/record_write.h"
#include "util/alloc.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first byte of a page. */
enum { INNER_KEYED = 2, INNER_ROWS = 5, LEAF_KEYED = 10, LEAF_ROWS = 13 };

#define HEADER_BYTES 100
#define LEAF_HEADER 8
#define INNER_HEADER 12
/* A page of keyed records has four at least, inner ones of rows hundreds. */
#define LEVELS_MAX 20
/* Pages that are written at once. */
#define RUN_PAGES 64
/* A cell is not shorter, whatever is in it (section 1.6). */
#define CELL_MIN 4
/* With a child and what is before the record. */
#define CELL_MAX (GROW_ROW_MAX + 22)

struct level {
	uint8_t page[GROW_PAGE];
	uint32_t n_cells;
	uint32_t begin; /* of the content, which grows downwards */
	int64_t last;	/* rowid */
	size_t last_len;
};

struct grow {
	int fd;
	int error; /* the first, a negative errno */
	bool is_keyed;
	uint32_t root;
	size_t n_levels;
	struct level *levels; /* LEVELS_MAX of them */
	uint32_t n_pages;     /* that the file has with those in the run */
	uint32_t n_run;
	uint8_t *run; /* RUN_PAGES, the last of the file, to be written */
};

static void
note(struct grow *g, int code)
{
	if (g->error == 0)
		g->error = code;
}

/* --- the file ------------------------------------------------------------ */

struct grow *
grow_new(int fd)
{
	uint8_t header[HEADER_BYTES];
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = size < 0 ? -errno :
			       io_pread_full(fd, header, sizeof(header), 0);
	struct grow *g;

	errno = n < 0 ? (int)-n : 0;
	if (n != HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0 ||
		record_u16(header + 16) != GROW_PAGE || header[20] != 0 ||
		record_u32(header + 52) != 0 /* no map of pages */ ||
		(int64_t)record_u32(header + 28) * GROW_PAGE != size)
		return NULL;
	g = xcalloc(1, sizeof(*g));
	g->fd = fd;
	g->n_pages = record_u32(header + 28);
	g->levels = xcalloc(LEVELS_MAX, sizeof(*g->levels));
	g->run = xcalloc(RUN_PAGES, GROW_PAGE);
	return g;
}

void
grow_free(struct grow *g)
{
	if (!g)
		return;
	free(g->levels);
	free(g->run);
	free(g);
}

static void
write_at(struct grow *g, const uint8_t *bytes, size_t len, int64_t at)
{
	int r = g->error == 0 ? io_pwrite_full(g->fd, bytes, len, at) : 0;

	if (r < 0)
		note(g, r);
}

/* The disk may begin with them; somebody will wait for it. */
static void
write_run(struct grow *g)
{
	const int64_t at = (int64_t)(g->n_pages - g->n_run) * GROW_PAGE;
	const size_t len = (size_t)g->n_run * GROW_PAGE;

	write_at(g, g->run, len, at);
	(void)sync_file_range(g->fd, at, (off_t)len, SYNC_FILE_RANGE_WRITE);
	g->n_run = 0;
}

/* Its number. */
static uint32_t
append(struct grow *g, const uint8_t *page)
{
	if (g->n_run == RUN_PAGES)
		write_run(g);
	memcpy(g->run + (size_t)g->n_run++ * GROW_PAGE, page, GROW_PAGE);
	g->n_pages++;
	if ((int64_t)g->n_pages * GROW_PAGE > GROW_BYTES_MAX)
		note(g, -EFBIG);
	return g->n_pages;
}

int
grow_finish(struct grow *g)
{
	uint8_t header[HEADER_BYTES];
	ssize_t n;
	uint32_t counter;

	write_run(g);
	n = io_pread_full(g->fd, header, sizeof(header), 0);
	if (n != HEADER_BYTES)
		note(g, n < 0 ? (int)n : -EIO);
	counter = record_u32(header + 24) + 1;
	record_put_u32(header + 24, counter); /* whoever has pages drops them */
	record_put_u32(header + 28, g->n_pages);
	record_put_u32(header + 92, counter); /* what is said here is true */
	write_at(g, header, sizeof(header), 0);
	return g->error;
}

bool
grow_is_small_leaf(const struct grow *g, uint32_t page, bool is_keyed,
	size_t most)
{
	uint8_t header[LEAF_HEADER];

	return page > 1 && page <= g->n_pages &&
		io_pread_full(g->fd, header, sizeof(header),
			(int64_t)(page - 1) * GROW_PAGE) == LEAF_HEADER &&
		header[0] == (is_keyed ? LEAF_KEYED : LEAF_ROWS) &&
		record_u16(header + 3) <= most;
}

/* --- pages --------------------------------------------------------------- */

static size_t
header_of(size_t level)
{
	return level == 0 ? LEAF_HEADER : INNER_HEADER;
}

static void
begin_page(struct grow *g, size_t level)
{
	struct level *l = &g->levels[level];

	memset(l->page, 0, sizeof(l->page));
	if (level == 0)
		l->page[0] = g->is_keyed ? LEAF_KEYED : LEAF_ROWS;
	else
		l->page[0] = g->is_keyed ? INNER_KEYED : INNER_ROWS;
	l->n_cells = 0;
	l->begin = GROW_PAGE;
}

static void
end_page(struct level *l)
{
	record_put_u16(l->page + 3, l->n_cells);
	record_put_u16(l->page + 5, l->begin);
}

static bool
has_room(const struct level *l, size_t level, size_t len)
{
	size_t used = header_of(level) + (size_t)l->n_cells * 2;

	return l->begin >= used + 2 + (len < CELL_MIN ? CELL_MIN : len);
}

static void
put_cell(struct level *l, size_t level, const uint8_t *cell, size_t len)
{
	l->begin -= (uint32_t)(len < CELL_MIN ? CELL_MIN : len);
	memcpy(l->page + l->begin, cell, len);
	record_put_u16(l->page + header_of(level) + (size_t)l->n_cells++ * 2,
		l->begin);
	l->last_len = len;
}

/* The last cell leaves the page; how long it was. */
static size_t
take_cell(struct level *l, size_t level, uint8_t *ret)
{
	uint8_t *pointer =
		l->page + header_of(level) + (size_t)--l->n_cells * 2;
	size_t len = l->last_len;

	memcpy(ret, l->page + l->begin, len);
	memset(l->page + l->begin, 0, len);
	memset(pointer, 0, 2);
	l->begin += (uint32_t)(len < CELL_MIN ? CELL_MIN : len);
	return len;
}

static void add_cell(struct grow *g, size_t level, const uint8_t *cell,
	size_t len);

/* What is behind the child in the cell of an inner page. */
static void
add_child(struct grow *g, size_t level, uint32_t child, const uint8_t *key,
	size_t len)
{
	uint8_t cell[CELL_MAX];

	record_put_u32(cell, child);
	memcpy(cell + 4, key, len);
	add_cell(g, level, cell, len + 4);
}

/* A leaf of rows: the key above is the last rowid. */
static void
end_rows(struct grow *g)
{
	struct level *l = &g->levels[0];
	uint8_t key[RECORD_VARINT_MAX];
	size_t len = record_put_varint(key, (uint64_t)l->last);

	end_page(l);
	add_child(g, 1, append(g, l->page), key, len);
}

static void
end_keyed(struct grow *g)
{
	struct level *l = &g->levels[0];
	uint8_t cell[CELL_MAX];
	size_t len = take_cell(l, 0, cell);

	end_page(l);
	add_child(g, 1, append(g, l->page), cell, len);
}

static void
end_inner(struct grow *g, size_t level)
{
	struct level *l = &g->levels[level];
	uint8_t cell[CELL_MAX];
	size_t len = take_cell(l, level, cell);

	memcpy(l->page + 8, cell, 4);
	end_page(l);
	add_child(g, level + 1, append(g, l->page), cell + 4, len - 4);
}

static void
make_room(struct grow *g, size_t level)
{
	if (level > 0)
		end_inner(g, level);
	else if (g->is_keyed)
		end_keyed(g);
	else
		end_rows(g);
	begin_page(g, level);
}

static void
add_cell(struct grow *g, size_t level, const uint8_t *cell, size_t len)
{
	struct level *l = &g->levels[level];

	if (level == g->n_levels) {
		if (level == LEVELS_MAX - 1)
			abort(); /* a file would have to be larger for that */
		g->n_levels++;
		begin_page(g, level);
	}
	if (!has_room(l, level, len))
		make_room(g, level);
	put_cell(l, level, cell, len);
}

/* --- a tree -------------------------------------------------------------- */

void
grow_begin(struct grow *g, uint32_t root, bool is_keyed)
{
	g->root = root;
	g->is_keyed = is_keyed;
	g->n_levels = 1;
	begin_page(g, 0);
}

void
grow_add(struct grow *g, int64_t key, const uint8_t *record, size_t len)
{
	uint8_t cell[CELL_MAX];
	size_t n = record_put_varint(cell, len);

	if (len > (g->is_keyed ? GROW_KEYED_MAX : GROW_ROW_MAX))
		abort(); /* the caller did not ask */
	if (!g->is_keyed)
		n += record_put_varint(cell + n, (uint64_t)key);
	memcpy(cell + n, record, len);
	add_cell(g, 0, cell, n + len);
	g->levels[0].last = key;
}

int
grow_end(struct grow *g)
{
	uint32_t child = 0;

	for (size_t level = 0; level < g->n_levels; level++) {
		struct level *l = &g->levels[level];

		if (level > 0)
			record_put_u32(l->page + 8, child);
		end_page(l);
		if (level + 1 < g->n_levels)
			child = append(g, l->page);
		else
			write_at(g, l->page, GROW_PAGE,
				(int64_t)(g->root - 1) * GROW_PAGE);
	}
	return g->error;
}

/* SPDX-License-Identifier: MIT */
#include "hash/passing.h"

#include "util/io.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define SLICE_BYTES (INT64_C(8) << 20)
#define SLICE_PAGES ((size_t)(SLICE_BYTES / 4096))
/* What was read already to know its partial digest, and what readahead brought
 * with that, was not there before. */
#define ENDS_BYTES (INT64_C(512) << 10)

void
passing_begin(struct passing *p, int64_t size)
{
	*p = (struct passing){
		.is_on = size >= PASSING_BYTES,
		.by_flag = true,
		.size = size,
		.slice = -1,
	};
}

static bool
any_page(const unsigned char *pages, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pages[i] & 1)
			return true;
	return false;
}

/* Is anything of these bytes in the page cache?  They are never touched through
 * the map.  True if nobody can tell; the kernel says so, too, of files that are
 * somebody else's. */
static bool
is_there(int fd, int64_t from, int64_t to)
{
	unsigned char pages[SLICE_PAGES];
	int64_t page = sysconf(_SC_PAGESIZE);
	size_t len, n;
	bool result;
	void *map;

	if (page < 4096)
		return true;
	from -= from % page;
	len = (size_t)(to - from);
	n = (len + (size_t)page - 1) / (size_t)page;
	if (n > SLICE_PAGES)
		return true;
	map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, (off_t)from);
	if (map == MAP_FAILED)
		return true;
	result = mincore(map, len, pages) < 0 || any_page(pages, n);
	(void)munmap(map, len); /* what was mapped can be unmapped */
	return result;
}

static bool *
was_there(struct passing *p, int64_t slice)
{
	return &p->was_there[slice % PASSING_LOOKS];
}

/* One more slice, before readahead comes to it. */
static void
look(struct passing *p, int fd)
{
	int64_t slice = p->looked++;
	int64_t from = slice * SLICE_BYTES;
	int64_t to = p->size - ENDS_BYTES;

	if (to - from > SLICE_BYTES)
		to = from + SLICE_BYTES;
	if (slice == p->slice) /* it is there already */
		from += ENDS_BYTES;
	*was_there(p, slice) = from < to && is_there(fd, from, to);
}

static void
leave_slice(struct passing *p, int fd)
{
	if (p->slice >= 0 && !*was_there(p, p->slice))
		(void)posix_fadvise(fd, p->slice * SLICE_BYTES, SLICE_BYTES,
			POSIX_FADV_DONTNEED); /* a hint */
}

static void
enter_slice(struct passing *p, int fd, int64_t slice)
{
	int64_t last = (p->size - 1) / SLICE_BYTES;

	if (slice < p->slice || slice > p->looked)
		p->looked = slice;
	p->slice = slice;
	while (p->looked <= last && p->looked < slice + PASSING_LOOKS)
		look(p, fd);
}

ssize_t
passing_read(struct passing *p, int fd, void *buffer, size_t count,
	int64_t offset)
{
	if (!p->is_on)
		return io_pread_full(fd, buffer, count, offset);
	if (p->by_flag)
		return io_pread_passing(fd, buffer, count, offset, &p->by_flag);
	/* Behind its end only that is looked for. */
	if (offset < p->size && offset / SLICE_BYTES != p->slice) {
		leave_slice(p, fd);
		enter_slice(p, fd, offset / SLICE_BYTES);
	}
	return io_pread_full(fd, buffer, count, offset);
}

void
passing_end(struct passing *p, int fd)
{
	leave_slice(p, fd);
	p->slice = -1;
	p->is_on = false;
}

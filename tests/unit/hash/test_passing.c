/* SPDX-License-Identifier: MIT */
/* Large files where the kernel has no flag for what only passes. */
#include "hash/passing.h"

#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PART ((size_t)64 * 1024)
#define SLICE (INT64_C(8) << 20)
/* Far into the file. */
#define BORDER (1024 * SLICE)

/* A descriptor of a file that is one hole. */
static int
open_hole(int64_t size)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "f");
	int fd;

	scratch_write(path, "", 0);
	fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	return fd;
}

static void
begin(struct passing *p, int64_t size)
{
	passing_begin(p, size);
	ck_assert(p->is_on);
	p->by_flag = false;
}

static void
read_range(struct passing *p, int fd, int64_t from, int64_t to)
{
	static char buffer[PART];

	for (; from < to; from += (int64_t)PART)
		ck_assert_int_eq(passing_read(p, fd, buffer, PART, from),
			(ssize_t)PART);
}

/* Is the page there in memory? */
static bool
is_cached(int fd, int64_t offset)
{
	size_t len = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char page = 0;
	void *map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, (off_t)offset);

	ck_assert(map != MAP_FAILED);
	ck_assert_int_eq(mincore(map, len, &page), 0);
	ck_assert_int_eq(munmap(map, len), 0);
	return (page & 1) != 0;
}

START_TEST(leaves_what_was_not_there)
{
	const int64_t size = BORDER + 8 * SLICE;
	const int64_t from = BORDER - 2 * SLICE;
	_cleanup_(closep) int fd = open_hole(size);
	struct passing p;
	char byte;

	ck_assert_int_eq(pread(fd, &byte, 1, (off_t)(BORDER + 3 * SLICE / 2)),
		1);
	if (!is_cached(fd, BORDER + 3 * SLICE / 2))
		return; /* no page stands for a hole here */
	begin(&p, size);
	read_range(&p, fd, 0, SLICE / 4);
	read_range(&p, fd, from, BORDER + 3 * SLICE);
	passing_end(&p, fd);
	ck_assert(!is_cached(fd, from + SLICE / 2));
	ck_assert(!is_cached(fd, BORDER - SLICE / 2));
	ck_assert(!is_cached(fd, BORDER + SLICE / 2));
	ck_assert(is_cached(fd, BORDER + 3 * SLICE / 2));
	ck_assert(!is_cached(fd, BORDER + 5 * SLICE / 2));
}
END_TEST

/* What a size claims is no reason to ask for memory, or to look for hours. */
START_TEST(any_size_costs_the_same)
{
	_cleanup_(closep) int fd = open_hole(3 * SLICE);
	struct passing p;

	begin(&p, INT64_MAX);
	read_range(&p, fd, 0, SLICE);
	read_range(&p, fd, 2 * SLICE, 3 * SLICE);
	ck_assert_int_eq(passing_read(&p, fd, (char[1]){ 0 }, 1, INT64_MAX - 1),
		0);
	passing_end(&p, fd);
}
END_TEST

Suite *suite_passing(void);

Suite *
suite_passing(void)
{
	Suite *suite = suite_create("passing");
	TCase *tc = tcase_create("passing");

	tcase_add_test(tc, leaves_what_was_not_there);
	tcase_add_test(tc, any_size_costs_the_same);
	suite_add_tcase(suite, tc);
	return suite;
}

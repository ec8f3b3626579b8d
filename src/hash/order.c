/* SPDX-License-Identifier: MIT */
#include "hash/order.h"

#include "hash/access.h"
#include "util/cleanup.h"
#include "util/sort.h"

#include <errno.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/* Room for one extent behind the head, which ends in an array of any size. */
union question {
	struct fiemap map;
	char room[sizeof(struct fiemap) + sizeof(struct fiemap_extent)];
};

static int64_t
begin_of(const struct job *job)
{
	return job->reading ? reading_done(job->reading) : 0;
}

/* Where the bytes from `at` on are, 0 for a hole; or -1: nobody knows. */
static int64_t
physical_of(int fd, int64_t at)
{
	union question q = { .map = {
				     .fm_start = (uint64_t)at,
				     .fm_length = FIEMAP_MAX_OFFSET,
				     .fm_extent_count = 1,
			     } };
	const struct fiemap_extent *extent = &q.map.fm_extents[0];
	uint64_t start;

	if (ioctl(fd, FS_IOC_FIEMAP, &q) < 0)
		return errno == ENOTTY || errno == EOPNOTSUPP ? -1 : 0;
	if (q.map.fm_mapped_extents == 0 ||
		(extent->fe_flags & FIEMAP_EXTENT_UNKNOWN) != 0)
		return 0;
	start = extent->fe_physical;
	if ((uint64_t)at > extent->fe_logical)
		start += (uint64_t)at - extent->fe_logical;
	return start > INT64_MAX ? 0 : (int64_t)start;
}

/* A file that cannot be opened is no reason to give up on the others. */
static int64_t
look_up(const struct job *job, const struct grounds *grounds)
{
	_cleanup_(closep) int fd = -1;
	int64_t at;

	if (grounds_is_unmapped(grounds, job->place))
		return -1;
	fd = access_open_any(grounds_at(grounds, job->place), job->path.buf,
		job->path.len);
	if (fd < 0)
		return 0;
	at = physical_of(fd, begin_of(job));
	if (at < 0)
		grounds_note_unmapped(grounds, job->place);
	return at;
}

static int
by_inode(const void *a, const void *b)
{
	const struct job *const *x = a;
	const struct job *const *y = b;

	if ((*x)->volume_id != (*y)->volume_id)
		return (*x)->volume_id < (*y)->volume_id ? -1 : 1;
	return compare_u64((*x)->facts.inode, (*y)->facts.inode);
}

static int
by_position(const void *a, const void *b)
{
	const struct job *const *x = a;
	const struct job *const *y = b;

	if ((*x)->volume_id != (*y)->volume_id)
		return (*x)->volume_id < (*y)->volume_id ? -1 : 1;
	if ((*x)->position != (*y)->position)
		return compare_u64((*x)->position, (*y)->position);
	return compare_u64((*x)->facts.inode, (*y)->facts.inode);
}

/* The positions of the jobs of one volume, all of one kind. */
static void
locate(struct job **jobs, size_t n, const struct grounds *grounds,
	const struct digester *digester)
{
	bool is_known = true;

	for (size_t i = 0; i < n && is_known; i++) {
		int64_t at = digester_should_stop(digester) ?
			-1 :
			look_up(jobs[i], grounds);

		is_known = at >= 0;
		jobs[i]->position = (uint64_t)at;
	}
	for (size_t i = 0; i < n && !is_known; i++)
		jobs[i]->position = jobs[i]->facts.inode;
}

void
order_jobs(struct job **jobs, size_t n, const struct grounds *grounds,
	const struct digester *digester)
{
	size_t first = 0;

	if (n < 2)
		return;
	qsort(jobs, n, sizeof(*jobs), by_inode);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && jobs[i]->volume_id == jobs[first]->volume_id)
			continue;
		locate(jobs + first, i - first, grounds, digester);
		first = i;
	}
	qsort(jobs, n, sizeof(*jobs), by_position);
}

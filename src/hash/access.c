/* SPDX-License-Identifier: MIT */
#include "hash/access.h"

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

/* The kernel stamps with the time of its last tick: 10 ms at 100 Hz. */
#define TICK_NS (20 * (NS_PER_SECOND / 1000))
/* FAT. */
#define COARSEST_NS (2 * NS_PER_SECOND)

/* A mount on the way shows other files than the volume has there. */
static bool
is_same_device(const struct ground *ground, int fd, dev_t device)
{
	if (device == ground->device)
		return true;
	return ground->is_overlay && ground_is_overlay(fd);
}

int
access_check(const struct ground *ground, int fd, const struct entry *facts)
{
	struct entry now;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	entry_from_stat(&now, NULL, 0, &st);
	now.mode = facts->mode; /* which need not have one */
	trust_normalise(&ground->trust, &now);
	trust_settle(&ground->trust, &now, facts);
	if (!S_ISREG(st.st_mode) || !is_same_device(ground, fd, st.st_dev) ||
		!entry_same_content_facts(&now, facts))
		return -ESTALE;
	return 0;
}

/*
 * How long until a write would give another stamp than this one.  Nothing
 * for a stamp further in the future than clocks differ: it was set by hand
 * or comes from another machine, and waiting would not end.  A whole second
 * may be all that the file system can say, whatever is known of it.
 *
 * This wait is what makes a second write in the same granule harmless, be it
 * before, during or after the scan: see model/trust.c.
 */
static int64_t
racy_ns(int64_t stamp_ns, int64_t now_ns, int64_t granularity_ns)
{
	int64_t window;
	int64_t age;

	if (stamp_ns % NS_PER_SECOND == 0 && granularity_ns < COARSEST_NS)
		granularity_ns = COARSEST_NS;
	window = granularity_ns + TICK_NS;
	if (__builtin_sub_overflow(now_ns, stamp_ns, &age))
		return 0;
	if (age >= window || age <= -window)
		return 0;
	return window - age;
}

static void
wait_out_race(const struct ground *ground, const struct entry *facts)
{
	int64_t now = clock_now_ns();
	int64_t grain = ground->trust.granularity_ns;
	int64_t shift = ground->trust.shift_ns;
	int64_t wait = racy_ns(facts->ctime_ns, now - shift, grain);
	int64_t other = racy_ns(facts->mtime_ns, now - shift, grain);
	struct timespec left;

	if (other > wait)
		wait = other;
	if (wait == 0)
		return;
	left = clock_to_timespec(wait);
	/* Whatever signal comes, the thread it is for is another one. */
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
}

static int
open_below(int dirfd, const char *path, size_t len)
{
	const int flags = O_RDONLY | O_NONBLOCK;
	int fd;

	fd = io_open_beneath(dirfd, path, len, flags | O_NOATIME);
	if (fd == -EPERM) /* a file of somebody else's */
		fd = io_open_beneath(dirfd, path, len, flags);
	return fd;
}

int
access_open_any(const struct ground *ground, const char *path, size_t len)
{
	return open_below(ground->fd, path, len);
}

void
access_near_clear(struct access_near *near)
{
	closep(&near->fd);
	near->fd = -1;
	strbuf_clear(&near->dir);
	near->ground = NULL;
}

/* Is it the directory of the file before? */
static bool
is_near(const struct access_near *near, const struct ground *ground,
	const char *dir, size_t len)
{
	return near->ground == ground && near->dir.len == len &&
		memcmp(near->dir.buf, dir, len) == 0;
}

static int
open_near(struct access_near *near, const struct ground *ground,
	const char *path, size_t len)
{
	const char *name = memrchr(path, '/', len);
	size_t dir_len = name ? (size_t)(name - path) : 0;

	if (dir_len == 0)
		return access_open_any(ground, path, len);
	if (!is_near(near, ground, path, dir_len)) {
		closep(&near->fd);
		near->fd = -1;
		near->ground = ground;
		strbuf_truncate(&near->dir, 0);
		strbuf_add(&near->dir, path, dir_len);
		return access_open_any(ground, path, len);
	}
	if (near->fd < 0)
		near->fd = io_open_beneath(ground->fd, path, dir_len,
			O_PATH | O_DIRECTORY);
	if (near->fd < 0)
		return access_open_any(ground, path, len);
	name++;
	return open_below(near->fd, name, len - (size_t)(name - path));
}

/* Errors that say: not the regular file that was scanned. */
static bool
says_replaced(int code)
{
	return code == -ENOENT || code == -ENOTDIR || code == -ELOOP ||
		code == -ENXIO || code == -EISDIR;
}

/* Takes the descriptor over, which may be an error. */
static int
make_sure(const struct ground *ground, int opened, const struct entry *facts)
{
	_cleanup_(closep) int fd = opened;
	int r;

	if (fd < 0)
		return says_replaced(fd) ? -ESTALE : fd;
	r = access_check(ground, fd, facts);
	if (r < 0)
		return r;
	wait_out_race(ground, facts);
	return take_fd(&fd);
}

int
access_open(const struct ground *ground, const char *path, size_t len,
	const struct entry *facts)
{
	return make_sure(ground, access_open_any(ground, path, len), facts);
}

int
access_open_near(struct access_near *near, const struct ground *ground,
	const char *path, size_t len, const struct entry *facts)
{
	int fd = make_sure(ground, open_near(near, ground, path, len), facts);

	if (fd >= 0 || near->fd < 0)
		return fd;
	/* That directory may have moved since; the whole path tells. */
	access_near_clear(near);
	return access_open(ground, path, len, facts);
}

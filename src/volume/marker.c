/* SPDX-License-Identifier: MIT */
#include "volume/marker.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/io.h"
#include "util/strbuf.h"
#include "volume/canonical.h"
#include "volume/identity.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

/* A marker holds 255 bytes; names are seldom a tenth of that. */
#define NAME_BYTES 200

static bool
is_same_subvolume(const struct mount *a, const struct mount *b)
{
	if (!a->subvolume || !b->subvolume)
		return a->subvolume == b->subvolume;
	return strcmp(a->subvolume, b->subvolume) == 0;
}

const struct mount *
marker_mount(const struct mounts *mounts, const struct mount *mount)
{
	for (size_t i = 0; i < mounts->n_mounts; i++) {
		const struct mount *m = &mounts->mounts[i];

		if (m->root[0] == '\0' && !m->hidden &&
			m->device == mount->device &&
			is_same_subvolume(m, mount))
			return m;
	}
	return NULL;
}

static int
open_top(const struct mount *top)
{
	_cleanup_(closep) int fd =
		canonical_open(top->point, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fd;
	if (!mount_holds(top, fd))
		return -ESTALE; /* something else is mounted there by now */
	return take_fd(&fd);
}

static int
write_line(int dir, const char *identifier)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	_cleanup_(closep) int fd = openat(dir, VOLUME_MARKER,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	int r;

	if (fd < 0)
		return -errno;
	strbuf_addf(&line, "%s\n", identifier);
	r = io_write_full(fd, line.buf, line.len);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(dir, VOLUME_MARKER, 0); /* half of one is none */
	return r;
}

int
marker_write(const struct mount *top, const char *identifier, struct error *err)
{
	_cleanup_(closep) int dir = open_top(top);
	int r = dir < 0 ? dir : write_line(dir, identifier);

	if (r < 0)
		return error_errno(err, -r,
			"cannot write '%s/" VOLUME_MARKER "'",
			strcmp(top->point, "/") == 0 ? "" : top->point);
	/* Many file systems that need a marker cannot sync a directory. */
	(void)fsync(dir);
	return 0;
}

void
marker_remove(const struct mount *top)
{
	_cleanup_(closep) int dir = open_top(top);

	if (dir >= 0)
		(void)unlinkat(dir, VOLUME_MARKER, 0);
}

static uint32_t
random_number(void)
{
	uint32_t n;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) == (ssize_t)sizeof(n))
		return n;
	return (uint32_t)time(NULL); /* only to differ from its like */
}

char *
marker_identifier(const char *name)
{
	struct strbuf s = STRBUF_INIT;

	strbuf_add(&s, name, strnlen(name, NAME_BYTES));
	for (size_t i = 0; i < s.len; i++)
		if (s.buf[i] == '/' || iscntrl((unsigned char)s.buf[i]))
			s.buf[i] = '-';
	strbuf_addf(&s, "-%08x", random_number());
	return strbuf_detach(&s);
}

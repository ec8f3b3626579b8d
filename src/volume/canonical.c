/* SPDX-License-Identifier: MIT */
/*
 * realpath(3) gives up at PATH_MAX, and between its answer and a later open()
 * the path may come to mean something else.  So the path is walked here: one
 * O_PATH descriptor says where we are, `done` how we got there.  A symbolic
 * link is read and put in front of what is left to do.
 *
 * Two callers: a scan opens what it was asked for, every step a directory
 * (O_DIRECTORY triggers an automount); a report only wants to know what a
 * path means, triggers nothing, and takes what no longer exists as text.
 *
 * Cost: two or three system calls a component, once per path typed.
 */
#include "volume/canonical.h"

#include "volume/volume.h"

#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As the kernel's own limit (path_resolution(7)). */
#define LINKS_MAX 40

/* A link's text is at most PATH_MAX on Linux; longer ones are refused. */
#define LINK_BYTES 4096

/* What the kernel takes as one path, the closing NUL included. */
#define CHUNK_BYTES 4096

struct walk {
	int fd;		    /* O_PATH: what `done` names */
	struct strbuf done; /* absolute and canonical */
	struct strbuf todo; /* what is left of the path, from `pos` on */
	size_t pos;
	unsigned int links; /* followed so far */
	int flags;	    /* for opening a step */
};

static void
walk_clear(struct walk *w)
{
	closep(&w->fd);
	strbuf_clear(&w->done);
	strbuf_clear(&w->todo);
}

static int
move_to(struct walk *w, int dirfd, const char *name, int flags)
{
	int fd = openat(dirfd, name, flags);

	if (fd < 0)
		return -errno;
	closep(&w->fd);
	w->fd = fd;
	return 0;
}

static int
start_at_root(struct walk *w)
{
	strbuf_truncate(&w->done, 0);
	strbuf_addc(&w->done, '/');
	return move_to(w, AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Not from "/": the directories above ours may be closed to us. */
static int
start_here(struct walk *w)
{
	_cleanup_(freep) char *here = getcwd(NULL, 0);

	if (!here)
		return -errno;
	if (here[0] != '/')
		return -ENOENT; /* "(unreachable)": outside our root */
	strbuf_adds(&w->done, here);
	return move_to(w, AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int
walk_start(struct walk *w, const char *path, int flags)
{
	*w = (struct walk){ .fd = -1,
		.done = STRBUF_INIT,
		.todo = STRBUF_INIT,
		.flags = flags | O_PATH | O_NOFOLLOW | O_CLOEXEC };
	if (path[0] == '\0')
		return -ENOENT;
	strbuf_adds(&w->todo, path);
	return path[0] == '/' ? start_at_root(w) : start_here(w);
}

static int
step_up(struct walk *w)
{
	size_t end = w->done.len;
	int r = move_to(w, w->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (r < 0)
		return r;
	while (end > 1 && w->done.buf[end - 1] != '/')
		end--;
	strbuf_truncate(&w->done, end > 1 ? end - 1 : 1);
	return 0;
}

/* The link's text takes its place in front of what is left. */
static int
follow(struct walk *w, struct strbuf *target)
{
	int r;

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if (target->buf[0] == '/') {
		r = start_at_root(w);
		if (r < 0)
			return r;
	}
	strbuf_addc(target, '/');
	strbuf_adds(target, w->todo.buf + w->pos);
	strbuf_truncate(&w->todo, 0);
	strbuf_add(&w->todo, target->buf, target->len);
	w->pos = 0;
	return 0;
}

/* One component; name is a string of its own. */
static int
step_into(struct walk *w, const struct strbuf *name)
{
	_cleanup_(strbuf_clear) struct strbuf target = STRBUF_INIT;
	ssize_t len;
	int r;

	strbuf_reserve(&target, LINK_BYTES);
	len = readlinkat(w->fd, name->buf, target.buf, LINK_BYTES);
	if (len == LINK_BYTES)
		return -ENAMETOOLONG;
	if (len >= 0) {
		target.len = (size_t)len;
		target.buf[len] = '\0';
		return follow(w, &target);
	}
	if (errno != EINVAL) /* that is: not a symbolic link */
		return -errno;
	r = move_to(w, w->fd, name->buf, w->flags);
	if (r < 0)
		return r;
	path_append(&w->done, name->buf, name->len);
	return 0;
}

/* 1: a step was done; 0: there is none left; or a negative errno, with the
 * step that failed still to do. */
static int
step(struct walk *w)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	const char *rest = w->todo.buf + w->pos, *start;
	size_t len, before = w->pos;
	int r = 0;

	if (!path_next(&rest, &start, &len))
		return 0;
	strbuf_add(&name, start, len);
	w->pos = (size_t)(rest - w->todo.buf);
	if (strcmp(name.buf, "..") == 0)
		r = step_up(w);
	else if (strcmp(name.buf, ".") != 0)
		r = step_into(w, &name);
	if (r < 0) {
		w->pos = before;
		return r;
	}
	return 1;
}

int
canonical_open_directory(int *ret_fd, char **ret_path, const char *path)
{
	_cleanup_(walk_clear) struct walk w;
	int r = walk_start(&w, path, O_DIRECTORY);
	int fd;

	while (r >= 0) {
		r = step(&w);
		if (r == 0)
			break;
	}
	if (r < 0)
		return r;
	fd = openat(w.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	*ret_path = strbuf_detach(&w.done);
	return 0;
}

int
volume_canonical_path(char **ret, const char *path, struct error *err)
{
	_cleanup_(walk_clear) struct walk w;
	_cleanup_(strbuf_clear) struct strbuf whole = STRBUF_INIT;
	int r = walk_start(&w, path, 0);
	const char *rest;

	if (path[0] == '\0')
		return error_kind(err, ERROR_USAGE, EINVAL,
			"an empty path names nothing");
	if (r < 0)
		return error_errno(err, -r, "cannot tell where '%s' is", path);
	while (r >= 0) {
		r = step(&w);
		if (r == 0)
			break;
	}
	if (r == -ELOOP || r == -EMFILE || r == -ENFILE || r == -ENOMEM)
		return error_errno(err, -r, "cannot resolve '%s'", path);
	/* Whatever stopped us, the catalogue may know what was there. */
	rest = w.todo.buf + w.pos;
	path_absolute(&whole, w.done.buf, rest + strspn(rest, "/"));
	*ret = strbuf_detach(&whole);
	return 0;
}

int
canonical_open(const char *path, int flags)
{
	_cleanup_(closep) int dir = -1;
	int fd = open(path, flags | O_CLOEXEC);

	if (fd >= 0 || errno != ENAMETOOLONG)
		return fd >= 0 ? fd : -errno;
	dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	while (path += strspn(path, "/"), strlen(path) >= CHUNK_BYTES) {
		_cleanup_(strbuf_clear) struct strbuf chunk = STRBUF_INIT;
		const char *end = path + CHUNK_BYTES - 1;

		while (end > path && *end != '/')
			end--;
		if (end == path)
			return -ENAMETOOLONG;
		strbuf_add(&chunk, path, (size_t)(end - path));
		fd = openat(dir, chunk.buf, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return -errno;
		closep(&dir);
		dir = fd;
		path = end;
	}
	fd = openat(dir, *path ? path : ".", flags | O_CLOEXEC);
	return fd >= 0 ? fd : -errno;
}

/* SPDX-License-Identifier: MIT */
/*
 * Reading one directory name by name, where nftw() will not do: after it gave
 * up, where it may have stopped early, and in directories that hold mount
 * points, or on a volume far away.  DESIGN.md proposes one nftw() a directory
 * for this; readdir() and fstatat() lose one name to a failing lstat where that
 * would lose all that follow it, and see a failing readdir themselves.
 */
#include "scan/walker.h"
#include "util/alloc.h"
#include "util/bytes.h"
#include "util/cleanup.h"
#include "util/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int
unit_compare_names(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;

	return bytes_compare(x->name, x->name_len, y->name, y->name_len);
}

int
walker_open_top(struct walker *w)
{
	const struct unit *u = walker_top(w);
	size_t skip = w->job->path_len ? w->job->path_len + 1 : 0;
	_cleanup_(closep) int fd = -1;
	struct stat st;

	if (u->path_len == w->job->path_len)
		fd = io_open_beneath(w->job_fd, "", 0,
			O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	else
		fd = io_open_beneath(w->job_fd, w->path.buf + skip,
			u->path_len - skip,
			O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_dev != u->stat.st_dev || st.st_ino != u->stat.st_ino)
		return -ESTALE;
	return take_fd(&fd);
}

/* As readdir() says of the name below the mount: lstat would ask the mount. */
static bool
may_be_directory(const struct dirent *d)
{
	return d->d_type == DT_DIR || d->d_type == DT_UNKNOWN;
}

static void
set_path(struct walker *w, const char *name, size_t len)
{
	strbuf_truncate(&w->path, walker_top(w)->path_len);
	if (w->path.len > 0)
		strbuf_addc(&w->path, '/');
	strbuf_add(&w->path, name, len);
}

/* What lstat said of a name: an errno, or 0 and st. */
static void
meet_looked_at(struct walker *w, const char *name, int error,
	const struct stat *st)
{
	size_t len = strlen(name);
	struct unit child = { 0 };

	set_path(w, name, len);
	if (error != 0)
		walker_meet_problem(w, name, len, error);
	else if (S_ISDIR(st->st_mode))
		(void)walker_meet_directory(w, name, len, st, false, &child);
	else
		walker_meet_file(w, name, len, st);
}

static int
look_at(int fd, const char *name, struct stat *ret)
{
	return fstatat(fd, name, ret, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) <
			0 ?
		errno :
		0;
}

static void
meet(struct walker *w, int fd, const struct dirent *d, bool may_be_mount)
{
	size_t len = strlen(d->d_name);
	struct stat st;
	int error;

	set_path(w, d->d_name, len);
	if (may_be_mount && walker_is_mount_point(w, w->path.buf)) {
		walker_meet_mount(w, d->d_name, len, may_be_directory(d));
		return;
	}
	error = look_at(fd, d->d_name, &st);
	meet_looked_at(w, d->d_name, error, &st);
}

/* --- many at a time ------------------------------------------------------- */

/*
 * Where a server answers, walkers without a job wait for lstat side by side,
 * and the names are met afterwards in the order that readdir() gave them.
 */
#define WINDOW 1024
#define NAMES_A_PART 8

struct looked_at {
	size_t name; /* in names */
	int error;
	struct stat st;
};

struct window {
	struct errand errand; /* first: window_of() */
	struct scan_shared *shared;
	int fd;
	struct strbuf names;
	size_t n_items;
	struct looked_at items[WINDOW];
};

static void
look_at_part(struct errand *errand, size_t part, struct pulse *pulse)
{
	struct window *window = (struct window *)errand;
	size_t end = (part + 1) * NAMES_A_PART;

	if (end > window->n_items)
		end = window->n_items;
	for (size_t i = part * NAMES_A_PART; i < end; i++) {
		struct looked_at *item = &window->items[i];

		if (atomic_load(&window->shared->stopping))
			return; /* nothing of it will be used */
		item->error = look_at(window->fd,
			window->names.buf + item->name, &item->st);
		pulse_beat(pulse);
	}
}

static void
meet_window(struct walker *w, struct window *window)
{
	window->errand.n_parts =
		(window->n_items + NAMES_A_PART - 1) / NAMES_A_PART;
	crew_run_errand(w->crew, &window->errand, w->pulse);
	for (size_t i = 0; i < window->n_items && !walker_is_stopping(w); i++)
		meet_looked_at(w, window->names.buf + window->items[i].name,
			window->items[i].error, &window->items[i].st);
	window->n_items = 0;
	strbuf_truncate(&window->names, 0);
}

static void
add_to_window(struct walker *w, struct window *window, const char *name)
{
	if (window->n_items == WINDOW)
		meet_window(w, window);
	window->items[window->n_items++] =
		(struct looked_at){ .name = window->names.len };
	strbuf_add(&window->names, name, strlen(name) + 1);
}

static struct window *
window_new(const struct walker *w, int fd)
{
	struct window *window;

	if (!crew_shares_waiting(w->crew))
		return NULL;
	window = xcalloc(1, sizeof(*window));
	window->errand.run = look_at_part;
	window->shared = w->shared;
	window->fd = fd;
	window->names = (struct strbuf)STRBUF_INIT;
	return window;
}

static void
window_free(struct window *window)
{
	if (window)
		strbuf_clear(&window->names);
	free(window);
}
DEFINE_CLEANUP(struct window *, window_free);

/* --- a directory ---------------------------------------------------------- */

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
		(name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* 0 at the end of the directory, else the errno that ended it early. */
static int
read_names(struct walker *w, DIR *dir)
{
	_cleanup_(window_freep) struct window *window = NULL;
	struct unit *u = walker_top(w);
	bool may_be_mount;
	const struct dirent *d;
	size_t n_seen = u->n_seen;
	struct seen key = { 0 };

	strbuf_truncate(&w->path, u->path_len);
	may_be_mount = walker_holds_mount_point(w, w->path.buf);
	if (!may_be_mount)
		window = window_new(w, dirfd(dir));
	while (!walker_is_stopping(w)) {
		errno = 0;
		d = readdir(dir);
		if (!d) {
			int error = errno;

			if (window)
				meet_window(w, window);
			return error;
		}
		if (is_dots(d->d_name))
			continue;
		key.entry.name = d->d_name;
		key.entry.name_len = strlen(d->d_name);
		if (n_seen > 0 &&
			bsearch(&key, u->seen, n_seen, sizeof(key),
				unit_compare_names))
			continue;
		if (window)
			add_to_window(w, window, d->d_name);
		else
			meet(w, dirfd(dir), d, may_be_mount);
	}
	return 0;
}

static void
failed(struct walker *w, int error, const char *text)
{
	struct unit *u = walker_top(w);

	u->problem = error;
	walker_tell_problem(w, u->dir_id, "", 0, error, text);
}

void
careful_read(struct walker *w)
{
	struct unit *u = walker_top(w);
	_cleanup_(closedirp) DIR *dir = NULL;
	_cleanup_(closep) int fd = walker_open_top(w);
	int error;

	u->suspect = false;
	if (fd < 0) {
		failed(w, -fd, "cannot open the directory again");
		return;
	}
	if (u->n_seen > 1) /* the first ones, in order for bsearch() */
		qsort(u->seen, u->n_seen, sizeof(*u->seen), unit_compare_names);
	dir = fdopendir(fd);
	if (!dir) {
		failed(w, errno, "cannot read the directory");
		return;
	}
	(void)take_fd(&fd);
	error = read_names(w, dir);
	if (error)
		failed(w, error, "reading the directory stopped half-way");
	strbuf_truncate(&w->path, u->path_len);
}

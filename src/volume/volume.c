/* SPDX-License-Identifier: MIT */
/*
 * volume_of_directory() in steps:
 *
 *   open      the directory, and its canonical path found on the way
 *   locate    the mount it lies on, by the descriptor (the mount's id): what
 *             happens to the path meanwhile does not matter
 *   top       where the volume's own root is to be seen, if anywhere
 *   identify  identity.c's ladder
 *   refuse    when another mounted file system goes by the same identity
 *
 * Two things have no line in mountinfo:
 *
 * A btrfs subvolume inside another one, which is a volume of its own.  The
 * top of every subvolume, and no other directory, has inode number 256: climb
 * from the directory to the mount point, and if such a one is passed on the
 * way, go on as if that subvolume were mounted there.
 *
 * The mount we are in after a chroot.  Its top is taken to be the highest
 * directory with the same st_dev, and its identity that place: the UUID could
 * be had, but not where in the file system this place is.
 */
#include "volume/volume.h"

#include "volume/canonical.h"
#include "volume/identity.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* BTRFS_FIRST_FREE_OBJECTID of linux/btrfs_tree.h. */
#define BTRFS_TOP_INODE 256

DEFINE_CLEANUP(struct mounts *, mounts_free);

/* A directory while we find out about it. */
struct place {
	const struct mounts *mounts; /* the caller's table, or a fresher one */
	struct mount mount;	 /* the directory's, a copy, perhaps made up */
	const struct mount *top; /* shows the volume's root, or NULL */
	const char *path;	 /* canonical; the caller's */
	int fd;			 /* the caller's */
	struct strbuf point;	 /* what a made-up mount's strings are in */
	struct strbuf subvolume;
};

static void
place_clear(struct place *p)
{
	strbuf_clear(&p->point);
	strbuf_clear(&p->subvolume);
}

static int
refuse_open(struct error *err, int code, const char *path)
{
	struct stat st;

	if (path[0] == '\0')
		return error_kind(err, ERROR_USAGE, EINVAL,
			"an empty path names no directory");
	if (code == ENOENT)
		return error_kind(err, ERROR_INCOMPLETE, code,
			"'%s' does not exist", path);
	/* Also what a path through a file is called. */
	if (code == ENOTDIR || (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)))
		return error_kind(err, ERROR_USAGE, ENOTDIR,
			"'%s' is not a directory", path);
	return error_kind(err, ERROR_INCOMPLETE, code, "cannot read '%s': %s",
		path, strerror(code));
}

/*
 * Does `typed` still lead to what was opened?  No: it was renamed or removed
 * meanwhile, or it goes through a link of /proc that is not what it says
 * (/proc/1/root), so that the canonical path is that of something else.
 */
static int
check_path(int fd, const char *typed, struct error *err)
{
	struct stat opened, now;

	if (fstat(fd, &opened) < 0)
		return refuse_open(err, errno, typed);
	if (opened.st_nlink == 0)
		return refuse_open(err, ENOENT, typed);
	if (stat(typed, &now) < 0)
		return errno == ENAMETOOLONG ? 0 :
					       refuse_open(err, errno, typed);
	if (now.st_dev == opened.st_dev && now.st_ino == opened.st_ino)
		return 0;
	return error_kind(err, ERROR_INCOMPLETE, ESTALE,
		"'%s' leads to no lasting path: it changed while it was opened,"
		" or lies in another process's view of the files",
		typed);
}

static const struct mount *
mount_of_fd(const struct mounts *m, const char *path, int fd)
{
	const struct mount *mount = mounts_of_path(m, path);

	if (mount && mount_holds(mount, fd))
		return mount;
	for (size_t i = 0; i < m->n_mounts; i++) {
		mount = &m->mounts[i];
		if (path_is_within(path, mount->point, NULL) &&
			mount_holds(mount, fd))
			return mount;
	}
	return NULL;
}

/* The highest directory above that has our st_dev; its path is cut from
 * p->path, so it is what the user sees. */
static void
make_up_mount(struct place *p)
{
	_cleanup_(closep) int fd = openat(p->fd, ".", O_PATH | O_CLOEXEC);
	struct stat st, above;

	strbuf_adds(&p->point, p->path);
	p->mount = (struct mount){ .root = "", .fstype = "", .source = "" };
	p->mount.point = p->point.buf;
	p->top = &p->mount;
	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	p->mount.device = st.st_dev;
	while (p->point.len > 1) {
		int parent = openat(fd, "..", O_PATH | O_CLOEXEC);

		closep(&fd);
		fd = parent;
		if (fd < 0 || fstat(fd, &above) < 0 ||
			above.st_dev != st.st_dev)
			break;
		strbuf_truncate(&p->point,
			(size_t)(strrchr(p->point.buf, '/') - p->point.buf));
	}
	if (p->point.len == 0)
		strbuf_addc(&p->point, '/');
	p->mount.point = p->point.buf;
}

/*
 * The place's mount.  The table may be older than the mount (asking for the
 * directory may have triggered it): if it knows none, *fresh is read and
 * used, which the caller frees.
 */
static void
locate(struct place *p, struct mounts **fresh)
{
	const struct mount *mount = mount_of_fd(p->mounts, p->path, p->fd);

	if (!mount && mounts_read(fresh, NULL) == 0) {
		mount = mount_of_fd(*fresh, p->path, p->fd);
		if (mount)
			p->mounts = *fresh;
	}
	if (mount)
		p->mount = *mount;
	else
		make_up_mount(p);
}

/* How many components a relative path has. */
static size_t
depth_of(const char *path)
{
	const char *name;
	size_t n = 0, len;

	while (path_next(&path, &name, &len))
		n++;
	return n;
}

/* How far above the directory the top of its subvolume is, at most `limit`. */
static size_t
levels_to_subvolume(int dir, size_t limit)
{
	_cleanup_(closep) int fd = openat(dir, ".", O_PATH | O_CLOEXEC);
	struct stat st;

	for (size_t level = 0; fd >= 0 && level < limit; level++) {
		int parent;

		if (fstat(fd, &st) < 0)
			break;
		if (st.st_ino == BTRFS_TOP_INODE)
			return level;
		parent = openat(fd, "..", O_PATH | O_CLOEXEC);
		closep(&fd);
		fd = parent;
	}
	return limit;
}

/* If a subvolume without a mount of its own is nearer than the mount point,
 * turn p->mount into the mount it might have. */
static void
enter_nested_subvolume(struct place *p)
{
	struct mount *mount = &p->mount;
	const char *rest = "";
	size_t depth, level;

	if (!mount->subvolume || !path_is_within(p->path, mount->point, &rest))
		return;
	depth = depth_of(rest);
	level = levels_to_subvolume(p->fd, depth);
	if (level == depth)
		return;
	strbuf_adds(&p->point, p->path);
	for (size_t i = 0; i < level; i++)
		strbuf_truncate(&p->point,
			(size_t)(strrchr(p->point.buf, '/') - p->point.buf));
	(void)path_is_within(p->point.buf, mount->point, &rest);
	strbuf_adds(&p->subvolume, mount->subvolume);
	if (mount->root[0] != '\0')
		path_append(&p->subvolume, mount->root, strlen(mount->root));
	path_append(&p->subvolume, rest, strlen(rest));
	mount->point = p->point.buf;
	mount->subvolume = p->subvolume.buf;
	mount->root = "";
	p->top = mount;
}

static bool
is_same_volume(const struct mount *a, const struct mount *b)
{
	if (a->device != b->device || strcmp(a->fstype, b->fstype) != 0)
		return false;
	if (a->subvolume && b->subvolume)
		return strcmp(a->subvolume, b->subvolume) == 0;
	return a->subvolume == b->subvolume;
}

/* The first mount that shows the root of the volume `of` lies on: the same
 * for every bind mount of it.  NULL: its root is mounted nowhere. */
static const struct mount *
top_of(const struct mounts *m, const struct mount *of)
{
	for (size_t i = 0; i < m->n_mounts; i++) {
		const struct mount *mount = &m->mounts[i];

		if (mount->root[0] == '\0' && !mount->hidden &&
			is_same_volume(mount, of))
			return mount;
	}
	return NULL;
}

/* May `mount` be a second file system with v's identity? */
static bool
may_be_twin(const struct mount *mount, const struct place *p,
	const struct volume *v)
{
	struct volume other = { 0 };
	const struct mount *top;
	bool same;

	if (mount->device == p->mount.device || mount->hidden ||
		mount_is_network(mount->fstype) ||
		mount_is_pseudo(mount->fstype))
		return false;
	top = top_of(p->mounts, mount);
	if (top && top != mount)
		return false; /* one look at each volume, where it is whole */
	/* Only who uses markers has others' markers looked at. */
	if (strncmp(v->identity, "marker:", strlen("marker:")) == 0)
		return true;
	if (!v->uuid ||
		volume_identify(&other, mount, IDENTIFY_QUIETLY, NULL) < 0)
		return false;
	same = strcmp(other.identity, v->identity) == 0;
	volume_clear(&other);
	return same;
}

static int
refuse_twin(const struct place *p, const struct volume *v, struct error *err)
{
	for (size_t i = 0; i < p->mounts->n_mounts; i++) {
		const struct mount *mount = &p->mounts->mounts[i];
		struct volume other = { 0 };
		bool same;

		if (!may_be_twin(mount, p, v))
			continue;
		/* It may have a marker of its own, which settles it. */
		same = volume_identify(&other, mount, IDENTIFY_ASK, NULL) ==
				0 &&
			strcmp(other.identity, v->identity) == 0;
		volume_clear(&other);
		if (same)
			return error_kind(err, ERROR_FAILED, EEXIST,
				"'%s' and '%s' are two file systems with one "
				"identity, '%s': to tell them apart, write a "
				"name that only one of them has into the file "
				"'" VOLUME_MARKER "' at the top of that one",
				p->mount.point, mount->point, v->identity);
	}
	return 0;
}

static char *
path_in_volume(const struct place *p)
{
	struct strbuf within = STRBUF_INIT;
	const char *rest = "";

	strbuf_adds(&within, p->mount.root);
	(void)path_is_within(p->path, p->mount.point, &rest);
	if (rest[0] != '\0')
		path_append(&within, rest, strlen(rest));
	return strbuf_detach(&within);
}

static int
identify_place(struct volume_place *ret, struct place *p, struct error *err)
{
	_cleanup_(mounts_freep) struct mounts *fresh = NULL;
	int r;

	locate(p, &fresh);
	if (mount_is_pseudo(p->mount.fstype))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is on a '%s' file system, which shows the "
			"system's state and holds no files",
			p->path, p->mount.fstype);
	enter_nested_subvolume(p);
	if (!p->top)
		p->top = top_of(p->mounts, &p->mount);
	r = volume_identify_at(&ret->volume, &p->mount, p->top, p->fd,
		IDENTIFY_ASK, err);
	if (r < 0)
		return r;
	ret->within = path_in_volume(p);
	return refuse_twin(p, &ret->volume, err);
}

int
volume_of_directory(struct volume_place *ret, const struct mounts *mounts,
	const char *path, struct error *err)
{
	struct volume_place found = { .fd = -1 };
	_cleanup_(place_clear) struct place p = { .mounts = mounts,
		.point = STRBUF_INIT,
		.subvolume = STRBUF_INIT };
	int r = canonical_open_directory(&found.fd, &found.path, path);

	if (r < 0)
		return refuse_open(err, -r, path);
	r = check_path(found.fd, path, err);
	if (r == 0) {
		p.path = found.path;
		p.fd = found.fd;
		r = identify_place(&found, &p, err);
	}
	if (r < 0) {
		volume_place_clear(&found);
		return r;
	}
	volume_read_space(&found.volume, found.fd);
	*ret = found;
	return 0;
}

void
volume_place_clear(struct volume_place *place)
{
	volume_clear(&place->volume);
	free(place->path);
	free(place->within);
	closep(&place->fd);
	*place = (struct volume_place){ .fd = -1 };
}

static int64_t
bytes_of(uint64_t blocks, uint64_t block_bytes)
{
	int64_t bytes;

	/* FUSE file systems make up what they like. */
	if (__builtin_mul_overflow(blocks, block_bytes, &bytes))
		return INT64_MAX;
	return bytes;
}

void
volume_read_space(struct volume *v, int fd)
{
	struct statvfs fs;

	v->capacity_bytes = -1;
	v->free_bytes = -1;
	/* No blocks at all: the file system does not count them. */
	if (fstatvfs(fd, &fs) < 0 || fs.f_blocks == 0)
		return;
	v->capacity_bytes = bytes_of(fs.f_blocks, fs.f_frsize);
	v->free_bytes = bytes_of(fs.f_bavail, fs.f_frsize);
}

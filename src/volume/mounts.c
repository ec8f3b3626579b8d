/* SPDX-License-Identifier: MIT */
/*
 * The table of mounts.  libmount reads the file and undoes its escapes; what
 * is added here is what the lines mean together.
 *
 * Which mount holds a path?  Mounts form a tree by their parents' ids, and a
 * lookup walks it: from the mount of "/", whichever child is met first on the
 * way (the shortest mount point) is entered, then its children, and so on.
 * The longest matching prefix would be wrong where something was mounted over
 * a directory that has mounts below it.  A mount whose parent is not in the
 * table hangs below the place our root directory lies on, which a chroot does
 * not show.  What is mounted on "/" on top of another mount is never entered:
 * lookups start below it.
 *
 * btrfs shows the path from its top level in the root field, so that the
 * subvolume's path has to be taken off; the option subvol= says how much.
 * A comma in that path looks like the next option: the longest value that the
 * root field confirms is taken.
 *
 * Cost: n^2 comparisons to see what is hidden, a few million for a thousand
 * mounts.  Threads: a finished table is only read.
 */
#include "volume/mounts.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"

#include <errno.h>
#include <fcntl.h>
#include <libmount/libmount.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* What the kernel appends to the path of a directory that was removed. */
#define REMOVED "//deleted"

struct mounts_private {
	struct libmnt_table *table; /* owns points, types and sources */
	char **owned;		    /* roots and subvolumes, 2 a mount */
	size_t n_owned;
	const struct mount **parents; /* by index; NULL: not in the table */
};

DEFINE_CLEANUP(struct mounts *, mounts_free);
DEFINE_CLEANUP(struct libmnt_iter *, mnt_free_iter);

static const char *
own(struct mounts *m, char *string)
{
	m->private->owned[m->private->n_owned++] = string;
	return string;
}

static const char *
or_empty(const char *string)
{
	return string ? string : "";
}

static bool
is_removed(const char *path)
{
	size_t len = strlen(path);

	return len > strlen(REMOVED) &&
		strcmp(path + len - strlen(REMOVED), REMOVED) == 0;
}

/* The value of subvol=, which ends the options or is followed by more. */
static char *
subvolume_of(const char *options, const char *root)
{
	const char *value = strstr(options, ",subvol=");
	char *subvolume, *comma;

	if (!value)
		return NULL;
	subvolume = xstrdup(value + strlen(",subvol="));
	while (!path_is_within(root, subvolume, NULL)) {
		comma = strrchr(subvolume, ',');
		if (!comma) {
			free(subvolume);
			return NULL;
		}
		*comma = '\0';
	}
	return subvolume;
}

/* Without slashes at both ends. */
static char *
relative(const char *path)
{
	size_t len;

	path += strspn(path, "/");
	len = strlen(path);
	if (is_removed(path))
		len -= strlen(REMOVED);
	while (len > 0 && path[len - 1] == '/')
		len--;
	return xmemdupz(path, len);
}

static void
set_root(struct mounts *m, struct mount *mount, const char *root,
	const char *options)
{
	_cleanup_(freep) char *subvolume = NULL;
	const char *rest = root;

	if (strcmp(mount->fstype, "btrfs") == 0)
		subvolume = subvolume_of(options, root);
	if (subvolume) {
		(void)path_is_within(root, subvolume, &rest);
		mount->subvolume = own(m, relative(subvolume));
	}
	mount->root = own(m, relative(rest));
}

static bool
has_option(const char *options, const char *name)
{
	return options && mnt_optstr_get_option(options, name, NULL, NULL) == 0;
}

static void
set_mount(struct mounts *m, struct mount *mount, struct libmnt_fs *fs)
{
	const char *options = mnt_fs_get_fs_options(fs);

	mount->point = or_empty(mnt_fs_get_target(fs));
	mount->fstype = or_empty(mnt_fs_get_fstype(fs));
	mount->source = or_empty(mnt_fs_get_source(fs));
	mount->device = mnt_fs_get_devno(fs);
	mount->id = mnt_fs_get_id(fs);
	mount->read_only = has_option(options, "ro") ||
		has_option(mnt_fs_get_vfs_options(fs), "ro");
	set_root(m, mount, or_empty(mnt_fs_get_root(fs)), or_empty(options));
}

static const struct mount *
mount_with_id(const struct mounts *m, int id)
{
	for (size_t i = 0; i < m->n_mounts; i++) {
		if (m->mounts[i].id == id)
			return &m->mounts[i];
	}
	return NULL;
}

/* parent_ids: as the file has them, by index. */
static void
set_relations(struct mounts *m, const int *parent_ids)
{
	for (size_t i = 0; i < m->n_mounts; i++) {
		const struct mount *parent = mount_with_id(m, parent_ids[i]);

		if (parent == &m->mounts[i])
			parent = NULL; /* the first mount of all */
		m->private->parents[i] = parent;
	}
	for (size_t i = 0; i < m->n_mounts; i++) {
		struct mount *mount = &m->mounts[i];

		mount->hidden = is_removed(mount->point) ||
			mounts_of_path(m, mount->point) != mount;
	}
}

static int
fill(struct mounts *m, struct error *err)
{
	_cleanup_(mnt_free_iterp) struct libmnt_iter *iter =
		mnt_new_iter(MNT_ITER_FORWARD);
	_cleanup_(freep) int *parent_ids = NULL;
	struct libmnt_fs *fs;
	size_t n = (size_t)mnt_table_get_nents(m->private->table);

	if (!iter)
		return error_set(err, ENOMEM, "out of memory");
	/* One more than needed: an empty table is no reason to fail. */
	parent_ids = xcalloc(n + 1, sizeof(*parent_ids));
	m->mounts = xcalloc(n + 1, sizeof(*m->mounts)); /* add_root() */
	m->private->owned = xcalloc(2 * n + 1, sizeof(*m->private->owned));
	m->private->parents = xcalloc(n + 1, sizeof(*m->private->parents));

	while (m->n_mounts < n &&
		mnt_table_next_fs(m->private->table, iter, &fs) == 0) {
		parent_ids[m->n_mounts] = mnt_fs_get_parent_id(fs);
		set_mount(m, &m->mounts[m->n_mounts], fs);
		m->n_mounts++;
	}
	set_relations(m, parent_ids);
	return 0;
}

/*
 * After chroot(2) into a plain directory, the file system that "/" lies on is
 * mounted above and not in the table.  It is put in, with no type: what is
 * known of it is that it is there.
 */
static void
add_root(struct mounts *m)
{
	size_t n = m->n_mounts;
	struct statx stx;

	if (mounts_at(m, "/") ||
		statx(AT_FDCWD, "/", AT_STATX_DONT_SYNC, STATX_MNT_ID, &stx) <
			0)
		return;
	m->mounts[n] = (struct mount){ .id = (int)stx.stx_mnt_id,
		.point = "/",
		.root = "",
		.fstype = "",
		.source = "",
		.device = makedev(stx.stx_dev_major, stx.stx_dev_minor) };
	for (size_t i = 0; i < n; i++)
		if (!m->private->parents[i])
			m->private->parents[i] = &m->mounts[n];
	m->n_mounts++;
}

int
mounts_read(struct mounts **ret, struct error *err)
{
	int r = mounts_read_file(ret, "/proc/self/mountinfo", err);

	if (r >= 0)
		add_root(*ret);
	return r;
}

int
mounts_read_file(struct mounts **ret, const char *file, struct error *err)
{
	_cleanup_(mounts_freep) struct mounts *m = xcalloc(1, sizeof(*m));
	int r;

	m->private = xcalloc(1, sizeof(*m->private));
	m->private->table = mnt_new_table();
	if (!m->private->table)
		return error_set(err, ENOMEM, "out of memory");
	r = mnt_table_parse_file(m->private->table, file);
	if (r < 0)
		return error_errno(err, -r,
			"cannot read the table of mounts '%s'", file);
	r = fill(m, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&m);
	return 0;
}

void
mounts_free(struct mounts *m)
{
	if (!m)
		return;
	if (m->private) {
		mnt_unref_table(m->private->table);
		for (size_t i = 0; i < m->private->n_owned; i++)
			free(m->private->owned[i]);
		free(m->private->owned);
		free(m->private->parents);
		free(m->private);
	}
	free(m->mounts);
	free(m);
}

/* The mount a lookup of path enters next, from `from` (NULL: at its start). */
static const struct mount *
next_on_the_way(const struct mounts *m, const struct mount *from,
	const char *path)
{
	const struct mount *best = NULL;

	for (size_t i = 0; i < m->n_mounts; i++) {
		const struct mount *mount = &m->mounts[i];

		if (m->private->parents[i] != from)
			continue;
		if (from && strcmp(mount->point, "/") == 0)
			continue;
		if (!path_is_within(path, mount->point, NULL))
			continue;
		if (!best || strlen(mount->point) <= strlen(best->point))
			best = mount;
	}
	return best;
}

const struct mount *
mounts_of_path(const struct mounts *m, const char *path)
{
	const struct mount *found = NULL, *next;

	/* Ends: no mount is entered twice, each having one parent. */
	while ((next = next_on_the_way(m, found, path)))
		found = next;
	return found;
}

const struct mount *
mounts_at(const struct mounts *m, const char *path)
{
	/* The walk asks for every directory: most are dismissed here. */
	for (size_t i = 0; i < m->n_mounts; i++) {
		const struct mount *mount = &m->mounts[i];

		if (!mount->hidden && strcmp(mount->point, path) == 0)
			return mount;
	}
	return NULL;
}

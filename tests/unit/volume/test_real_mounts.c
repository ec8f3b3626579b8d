/* SPDX-License-Identifier: MIT */
/* volume_of_directory() on real mounts (lib/namespace.h). */
#include "volume/volume.h"

#include "volume/identity.h"

#include "lib/namespace.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_real_mounts(void);

DEFINE_CLEANUP(struct mounts *, mounts_free);

#define UUID_A "3e6be9de-8139-11d1-9106-a43f08d823a6"
#define UUID_B "b5a1cbb0-3d5f-4c7b-9d35-6f5f6a6ab111"

/* An image /mnt/NAME.img, mounted on /mnt/NAME. */
static void
mount_image(const char *name, const char *mkfs)
{
	expect(namespace_sh("cd /mnt && mkdir %s && truncate -s 320M %s.img && "
			    "%s %s.img >/dev/null 2>&1",
		name, name, mkfs, name));
	if (!namespace_sh("cd /mnt && mount -o loop %s.img %s 2>/dev/null",
		    name, name))
		namespace_skip(
			"no loop device, or the kernel lacks the file system");
}

static int
lookup(struct volume_place *place, const char *path, struct error *err)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;

	expect(mounts_read(&m, NULL) == 0);
	*place = (struct volume_place){ .fd = -1 };
	return volume_of_directory(place, m, path, err);
}

static bool
is(const char *path, const char *identity, const char *within)
{
	struct volume_place place;
	struct error err = ERROR_INIT;
	bool same;

	if (lookup(&place, path, &err) < 0) {
		(void)fprintf(stderr, "%s: %s\n", path, err.text);
		return false;
	}
	same = strcmp(place.volume.identity, identity) == 0 &&
		strcmp(place.within, within) == 0;
	if (!same)
		(void)fprintf(stderr, "%s: identity '%s', within '%s'\n", path,
			place.volume.identity, place.within);
	volume_place_clear(&place);
	return same;
}

/* What a report would see: the identity of the mount that holds path. */
static bool
is_quietly(const char *path, const char *identity)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	_cleanup_(volume_clear) struct volume v = { 0 };
	const struct mount *mount;

	expect(mounts_read(&m, NULL) == 0);
	mount = mounts_of_path(m, path);
	expect(mount);
	expect(volume_identify(&v, mount, IDENTIFY_QUIETLY, NULL) == 0);
	if (strcmp(v.identity, identity) != 0)
		(void)fprintf(stderr, "%s: '%s'\n", path, v.identity);
	return strcmp(v.identity, identity) == 0;
}

static bool
is_refused(const char *path, enum error_kind kind, const char *a, const char *b)
{
	struct volume_place place;
	struct error err = ERROR_INIT;

	if (lookup(&place, path, &err) >= 0) {
		(void)fprintf(stderr, "%s: '%s'\n", path,
			place.volume.identity);
		return false;
	}
	if (err.kind == kind && strstr(err.text, a) && strstr(err.text, b))
		return true;
	(void)fprintf(stderr, "%s: kind %d: %s\n", path, (int)err.kind,
		err.text);
	return false;
}

static void
place_of_host(struct strbuf *s, const char *prefix, const char *point)
{
	char host[256] = "";

	expect(gethostname(host, sizeof(host) - 1) == 0);
	strbuf_truncate(s, 0);
	strbuf_addf(s, "%s%s:%s", prefix, host, point);
}

static void
ext4_body(void)
{
	struct volume_place place;
	char *name;

	namespace_need("mkfs.ext4");
	mount_image("disk", "mkfs.ext4 -q -L 'My disk' -U " UUID_A);
	expect(namespace_sh(
		"mkdir -p /mnt/disk/a/b && ln -s disk/a /mnt/link"));
	expect(lookup(&place, "/mnt/disk", NULL) == 0);
	expect(strcmp(place.volume.identity, "uuid:" UUID_A) == 0);
	expect(strcmp(place.volume.uuid, UUID_A) == 0);
	expect(strcmp(place.volume.label, "My disk") == 0);
	expect(strcmp(place.volume.fstype, "ext4") == 0);
	expect(strncmp(place.volume.source, "/dev/", 5) == 0);
	expect(strcmp(place.volume.mount_point, "/mnt/disk") == 0);
	expect(strcmp(place.volume.mount_root, "") == 0);
	expect(strcmp(place.path, "/mnt/disk") == 0);
	expect(strcmp(place.within, "") == 0);
	expect(place.volume.capacity_bytes > INT64_C(200000000));
	expect(place.volume.free_bytes > 0);
	expect(place.volume.free_bytes < place.volume.capacity_bytes);
	expect(place.volume.inodes_stable && !place.volume.network);
	name = volume_suggest_name(&place.volume);
	expect(strcmp(name, "My disk") == 0);
	free(name);
	volume_place_clear(&place);

	expect(is("/mnt/disk/a/b", "uuid:" UUID_A, "a/b"));
	expect(is("/mnt/link/b/../../a", "uuid:" UUID_A, "a"));
	expect(is_quietly("/mnt/disk", "uuid:" UUID_A));
}

static void
without_root_body(void)
{
	namespace_need("mkfs.ext4");
	mount_image("disk", "mkfs.ext4 -q -U " UUID_A);
	expect(namespace_sh("mkdir -p /mnt/disk/open && chmod 711 /mnt/disk"));
	/* Root's answers and a user's must be the same. */
	expect(is("/mnt/disk/open", "uuid:" UUID_A, "open"));
	namespace_become_nobody();
	expect(is("/mnt/disk/open", "uuid:" UUID_A, "open"));
	expect(is_refused("/mnt/disk", ERROR_INCOMPLETE, "'/mnt/disk'",
		"Permission denied"));
}

static void
xfs_body(void)
{
	namespace_need("mkfs.xfs");
	mount_image("disk", "mkfs.xfs -q -m uuid=" UUID_B);
	expect(is("/mnt/disk", "uuid:" UUID_B, ""));
	namespace_become_nobody();
	expect(is("/mnt/disk", "uuid:" UUID_B, ""));
	expect(is_quietly("/mnt/disk", "uuid:" UUID_B));
}

static void
binds_body(void)
{
	_cleanup_(strbuf_clear) struct strbuf place = STRBUF_INIT;

	namespace_need("mkfs.ext4");
	mount_image("disk", "mkfs.ext4 -q -U " UUID_A);
	expect(namespace_sh(
		"cd /mnt && mkdir -p disk/a/b bind second && "
		"mount --bind disk/a bind && mount --bind disk second"));
	expect(is("/mnt/bind", "uuid:" UUID_A, "a"));
	expect(is("/mnt/bind/b", "uuid:" UUID_A, "a/b"));
	expect(is("/mnt/second/a/b", "uuid:" UUID_A, "a/b"));
	expect(is_quietly("/mnt/bind", "uuid:" UUID_A));
	/* A second mount, not a bind mount. */
	expect(namespace_sh(
		"cd /mnt && mkdir third && "
		"mount -o ro $(findmnt -nro SOURCE /mnt/disk) third "
		"2>/dev/null || mount --bind disk third"));
	expect(is("/mnt/third/a", "uuid:" UUID_A, "a"));
	/* Another disk above the mount point: the lower one is out of sight. */
	expect(mount("tmpfs", "/mnt/bind", "tmpfs", 0, NULL) == 0);
	place_of_host(&place, "place:", "/mnt/bind");
	expect(is_quietly("/mnt/bind", place.buf));
	expect(is("/mnt/disk/a", "uuid:" UUID_A, "a"));
}

static void
btrfs_body(void)
{
	const char *const home = "uuid:" UUID_A "/@ho,me x";
	const char *const nested = "uuid:" UUID_A "/@ho,me x/d/in";

	namespace_need("mkfs.btrfs");
	mount_image("top", "mkfs.btrfs -q -U " UUID_A);
	expect(namespace_sh(
		"cd /mnt && btrfs -q sub create 'top/@ho,me x' && "
		"mkdir -p 'top/@ho,me x/d/e' top/plain home nest bind && "
		"btrfs -q sub create 'top/@ho,me x/d/in' && "
		"mkdir 'top/@ho,me x/d/in/f'"));
	expect(is("/mnt/top", "uuid:" UUID_A, ""));
	expect(is("/mnt/top/plain", "uuid:" UUID_A, "plain"));
	/* Subvolumes without a mount of their own. */
	expect(is("/mnt/top/@ho,me x", home, ""));
	expect(is("/mnt/top/@ho,me x/d/e", home, "d/e"));
	expect(is("/mnt/top/@ho,me x/d/in/f", nested, "f"));
	/* The same, each with one. */
	expect(namespace_sh("cd /mnt && D=$(findmnt -nro SOURCE /mnt/top) && "
			    "I=$(stat -c %%i top/@ho*) && test $I = 256 && "
			    "mount --bind 'top/@ho,me x' home && "
			    "mount -o subvolid=257 $D nest && "
			    "mount --bind home/d bind"));
	expect(is("/mnt/home/d/e", home, "d/e"));
	expect(is("/mnt/home/d/in/f", nested, "f"));
	expect(is("/mnt/nest/f", nested, "f"));
	expect(is("/mnt/bind/e", home, "d/e"));
	expect(is("/mnt/bind/in/f", nested, "f"));
	expect(is_quietly("/mnt/home", home));
	expect(is_quietly("/mnt/nest", nested));
	namespace_become_nobody();
	expect(is("/mnt/home/d/e", home, "d/e"));
	expect(is("/mnt/top/@ho,me x/d/in/f", nested, "f"));
	expect(is_quietly("/mnt/nest", nested));
}

static void
nested_place_body(void)
{
	struct volume_place place;

	namespace_need("mkfs.btrfs");
	mount_image("top", "mkfs.btrfs -q -U " UUID_A);
	expect(namespace_sh(
		"btrfs -q sub create /mnt/top/s && mkdir -p /mnt/top/s/x"));
	expect(lookup(&place, "/mnt/top/s/x", NULL) == 0);
	/* As if it were mounted there. */
	expect(strcmp(place.volume.mount_point, "/mnt/top/s") == 0);
	expect(strcmp(place.volume.mount_root, "") == 0);
	volume_place_clear(&place);
	/* A snapshot takes the marker with it, but is a volume of its own. */
	expect(namespace_sh("echo m1 > /mnt/top/s/" VOLUME_MARKER " && "
			    "btrfs -q sub snap /mnt/top/s /mnt/top/snap"));
	expect(is("/mnt/top/s/x", "marker:m1/s", "x"));
	expect(is("/mnt/top/snap/x", "marker:m1/snap", "x"));
	expect(is("/mnt/top", "uuid:" UUID_A, ""));
}

static void
copies_body(void)
{
	namespace_need("mkfs.ext4");
	mount_image("one", "mkfs.ext4 -q -U " UUID_A);
	expect(is("/mnt/one", "uuid:" UUID_A, ""));
	expect(namespace_sh(
		"cd /mnt && sync -f one && cp --sparse=always one.img "
		"two.img && mkdir two && mount -o loop two.img two"));
	expect(is_refused("/mnt/one", ERROR_FAILED, "'/mnt/one'",
		"'/mnt/two'"));
	expect(is_refused("/mnt/two", ERROR_FAILED, "'/mnt/one'",
		VOLUME_MARKER));
	/* The advice given must help, both of them. */
	expect(namespace_sh(
		"echo ' second copy \r' > /mnt/two/" VOLUME_MARKER));
	expect(is("/mnt/two", "marker: second copy", ""));
	expect(is("/mnt/one", "uuid:" UUID_A, ""));
	/* The marker was copied along as well. */
	expect(namespace_sh("cp /mnt/two/" VOLUME_MARKER " /mnt/one"));
	expect(is_refused("/mnt/one", ERROR_FAILED, "'/mnt/one'",
		"'/mnt/two'"));
}

static void
btrfs_copies_body(void)
{
	namespace_need("mkfs.btrfs");
	mount_image("one", "mkfs.btrfs -q -U " UUID_A);
	if (!namespace_sh(
		    "cd /mnt && sync -f one && cp --sparse=always one.img two.img "
		    "&& mkdir two && mount -o loop two.img two 2>/dev/null"))
		namespace_skip(
			"the kernel mounts no copies of a mounted btrfs");
	/* The kernel lends the copy a UUID that is gone tomorrow. */
	expect(is_refused("/mnt/two", ERROR_FAILED, "'/mnt/one'",
		"'/mnt/two'"));
}

static void
markers_body(void)
{
	_cleanup_(strbuf_clear) struct strbuf place = STRBUF_INIT;
	static const char *const bad[] = { "''", "'\\n'", "'  \\n'", "'a/b\\n'",
		"'a\\001b\\n'" };

	expect(namespace_sh(
		"cd /mnt && mkdir t u bind && mount -t tmpfs x t && "
		"mkdir t/sub && mount --bind t/sub bind && "
		"mount -t tmpfs y u"));
	place_of_host(&place, "place:", "/mnt/t");
	/* tmpfs has a UUID, drawn by lot at mount time. */
	expect(is("/mnt/t/sub", place.buf, "sub"));
	expect(is("/mnt/bind", place.buf, "sub"));
	expect(namespace_sh(
		"printf 'disk 7\\nrest\\n' > /mnt/t/" VOLUME_MARKER));
	expect(is("/mnt/t/sub", "marker:disk 7", "sub"));
	/* It lies at the top of the file system, not of the mount. */
	expect(is("/mnt/bind", "marker:disk 7", "sub"));
	expect(namespace_sh("printf nothing > /mnt/t/sub/" VOLUME_MARKER));
	expect(is("/mnt/bind", "marker:disk 7", "sub"));
	/* Unusable markers are never passed over in silence. */
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		expect(namespace_sh("printf %s > /mnt/t/" VOLUME_MARKER,
			bad[i]));
		expect(is_refused("/mnt/t", ERROR_INCOMPLETE,
			"/mnt/t/" VOLUME_MARKER, "identifier"));
	}
	expect(namespace_sh(
		"head -c 300 /dev/zero | tr '\\0' a > /mnt/t/" VOLUME_MARKER));
	expect(is_refused("/mnt/t", ERROR_INCOMPLETE, VOLUME_MARKER,
		"identifier"));
	expect(namespace_sh(
		"cd /mnt/t && rm " VOLUME_MARKER " && mkfifo " VOLUME_MARKER));
	expect(is_refused("/mnt/t", ERROR_INCOMPLETE, VOLUME_MARKER,
		"identifier"));
	expect(namespace_sh("cd /mnt/t && rm " VOLUME_MARKER
			    " && ln -s /etc/hostname " VOLUME_MARKER));
	expect(is_refused("/mnt/t", ERROR_INCOMPLETE, VOLUME_MARKER,
		"identifier"));
}

static void
unreadable_marker_body(void)
{
	expect(namespace_sh("cd /mnt && mkdir t && mount -t tmpfs x t && "
			    "echo id > t/" VOLUME_MARKER " && "
			    "chmod 600 t/" VOLUME_MARKER));
	namespace_become_nobody();
	expect(is_refused("/mnt/t", ERROR_INCOMPLETE, "/mnt/t/" VOLUME_MARKER,
		"Permission denied"));
}

/* A FUSE daemon that sleeps: a report must not wait for it. */
static void
fuse_body(void)
{
	_cleanup_(strbuf_clear) struct strbuf identity = STRBUF_INIT;
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	_cleanup_(volume_clear) struct volume v = { 0 };
	pid_t daemon = -1;

	namespace_need("bindfs");
	expect(namespace_sh("mkdir -p /mnt/src/a /mnt/fuse"));
	daemon = fork();
	if (daemon == 0) {
		(void)execlp("bindfs", "bindfs", "-f", "/mnt/src", "/mnt/fuse",
			(char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < 100 && !namespace_sh("mountpoint -q /mnt/fuse");
		i++)
		(void)usleep(50 * 1000);
	if (!namespace_sh("mountpoint -q /mnt/fuse"))
		namespace_skip("no FUSE here");
	expect(mounts_read(&m, NULL) == 0);
	place_of_host(&identity, "net:fuse:", "/mnt/src");
	expect(strncmp(mounts_at(m, "/mnt/fuse")->fstype, "fuse", 4) == 0);
	expect(is("/mnt/fuse/a", identity.buf, "a"));

	expect(kill(daemon, SIGSTOP) == 0);
	(void)alarm(10); /* ends us if it waits */
	expect(volume_identify(&v, mounts_at(m, "/mnt/fuse"), IDENTIFY_QUIETLY,
		       NULL) == 0);
	expect(strcmp(v.identity, identity.buf) == 0);
	expect(v.network && !v.inodes_stable);
	(void)alarm(0);
	expect(kill(daemon, SIGKILL) == 0);
	expect(waitpid(daemon, NULL, 0) == daemon);
}

static void
overlay_body(void)
{
	_cleanup_(strbuf_clear) struct strbuf identity = STRBUF_INIT;

	expect(namespace_sh("cd /mnt && mkdir l u w o"));
	if (!namespace_sh(
		    "cd /mnt && mount -t overlay ov o -o lowerdir=l,upperdir=u,"
		    "workdir=w 2>/dev/null"))
		namespace_skip("no overlay file system here");
	place_of_host(&identity, "place:", "/mnt/o");
	expect(is("/mnt/o", identity.buf, ""));
}

/* The table was read before the drive was mounted (or automounted). */
static void
stale_table_body(void)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	_cleanup_(strbuf_clear) struct strbuf identity = STRBUF_INIT;
	struct volume_place place = { .fd = -1 };

	expect(mounts_read(&m, NULL) == 0);
	expect(namespace_sh(
		"cd /mnt && mkdir t && mount -t tmpfs x t && mkdir t/d"));
	place_of_host(&identity, "place:", "/mnt/t");
	expect(volume_of_directory(&place, m, "/mnt/t/d", NULL) == 0);
	expect(strcmp(place.volume.identity, identity.buf) == 0);
	expect(strcmp(place.within, "d") == 0);
	volume_place_clear(&place);
	expect(place.fd == -1 && !place.path && !place.within);
}

/* In a chroot "/" is no mount point, and /proc may be missing. */
static void
chroot_body(void)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	_cleanup_(strbuf_clear) struct strbuf identity = STRBUF_INIT;
	struct volume_place place = { .fd = -1 };

	expect(namespace_sh("cd /mnt && mkdir -p jail/a/b jail/t && "
			    "mount -t tmpfs x jail/t && mkdir jail/t/d && "
			    ": > empty"));
	expect(mounts_read_file(&m, "/mnt/empty", NULL) == 0);
	expect(chdir("/mnt/jail") == 0 && chroot(".") == 0);
	place_of_host(&identity, "place:", "/");
	expect(volume_of_directory(&place, m, "/a/b", NULL) == 0);
	expect(strcmp(place.volume.identity, identity.buf) == 0);
	expect(strcmp(place.volume.mount_point, "/") == 0);
	expect(strcmp(place.path, "/a/b") == 0);
	expect(strcmp(place.within, "a/b") == 0);
	expect(place.volume.capacity_bytes != 0);
	volume_place_clear(&place);

	place_of_host(&identity, "place:", "/t");
	expect(volume_of_directory(&place, m, "/t/d", NULL) == 0);
	expect(strcmp(place.volume.identity, identity.buf) == 0);
	expect(strcmp(place.within, "d") == 0);
	volume_place_clear(&place);
}

/* /proc/PID/root says "/" but leads into that process's namespace. */
static void
other_namespace_body(void)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "/proc/%d/root/mnt", (int)getppid());
	if (access(path.buf, X_OK) < 0)
		namespace_skip("/proc shows no other process");
	expect(is_refused(path.buf, ERROR_INCOMPLETE, path.buf, "process"));
}

typedef void namespace_body(void);

static namespace_body *const bodies[] = { ext4_body, without_root_body,
	xfs_body, binds_body, btrfs_body, nested_place_body, copies_body,
	btrfs_copies_body, markers_body, unreadable_marker_body, fuse_body,
	overlay_body, stale_table_body, chroot_body, other_namespace_body };

START_TEST(on_real_mounts)
{
	namespace_run(bodies[_i]);
}
END_TEST

Suite *
suite_real_mounts(void)
{
	Suite *s = suite_create("real_mounts");
	TCase *tc = tcase_create("namespace");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, on_real_mounts, 0,
		(int)(sizeof(bodies) / sizeof(bodies[0])));
	suite_add_tcase(s, tc);
	return s;
}

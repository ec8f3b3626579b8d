/* SPDX-License-Identifier: MIT */
/* Rungs that need no real mount; test_volume.c has those that do. */
#include "volume/identity.h"

#include "volume/superblock.h"

#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

Suite *suite_identity(void);

static char *
host(void)
{
	char name[256] = "";

	ck_assert_int_eq(gethostname(name, sizeof(name) - 1), 0);
	return strdup(name);
}

static void
assert_identity(const struct mount *mount, const char *expected)
{
	_cleanup_(volume_clear) struct volume v = { 0 };

	ck_assert_int_eq(volume_identify(&v, mount, IDENTIFY_QUIETLY, NULL), 0);
	ck_assert_str_eq(v.identity, expected);
}

/* A mount that is nowhere: nothing can be opened. */
static struct mount
absent(const char *fstype, const char *source)
{
	return (struct mount){ .point = "/nonexistent/point",
		.root = "",
		.fstype = fstype,
		.source = source,
		.id = -1 };
}

struct network_case {
	const char *fstype;
	const char *source;
	const char *identity; /* "@" stands for this host's name */
};

static const struct network_case network_cases[] = {
	{ "nfs", "srv:/export", "net:nfs:srv:/export" },
	{ "nfs4", "Srv.LAN:/Export/", "net:nfs:srv.lan:/Export" },
	{ "nfs4", "srv:/", "net:nfs:srv:/" },
	{ "nfs", "[FE80::1]:/x", "net:nfs:[fe80::1]:/x" },
	{ "cifs", "//NAS/Photos", "net:cifs://nas/photos" },
	{ "smb3", "//nas/photos/", "net:cifs://nas/photos" },
	{ "cifs", "\\\\NAS\\Photos\\Sub", "net:cifs://nas/photos/Sub" },
	{ "cifs", "//NAS/Photos/Sub Dir", "net:cifs://nas/photos/Sub Dir" },
	{ "ceph", "10.0.0.1:6789:/", "net:ceph:10.0.0.1:6789:/" },
	{ "fuse.sshfs", "Me@Host:/Data", "net:fuse.sshfs:Me@host:/Data" },
	{ "fuse.rclone", "Remote:bucket", "net:fuse.rclone:remote:bucket" },
	{ "fuse.bindfs", "/data", "net:fuse.bindfs:@:/data" },
	{ "fuse.mergerfs", "/a:/b", "net:fuse.mergerfs:@:/a:/b" },
	{ "9p", "hosttag", "net:9p:@:hosttag" },
	{ "fuse", "s3fs", "place:@:/nonexistent/point" },
	{ "fuse.x", "/dev/fuse", "place:@:/nonexistent/point" },
	{ "nfs", "", "place:@:/nonexistent/point" },
	{ "zfs", "tank/data", "zfs:tank/data" },
	{ "tmpfs", "tmpfs", "place:@:/nonexistent/point" },
	{ "overlay", "overlay", "place:@:/nonexistent/point" },
	{ "ext4", "/dev/nonexistent-disk", "place:@:/nonexistent/point" },
	{ "autofs", "/etc/auto.x", "place:@:/nonexistent/point" },
};

START_TEST(names_what_has_no_uuid)
{
	const struct network_case *c = &network_cases[_i];
	const struct mount mount = absent(c->fstype, c->source);
	_cleanup_(strbuf_clear) struct strbuf expected = STRBUF_INIT;
	_cleanup_(freep) char *name = host();

	for (const char *p = c->identity; *p; p++) {
		/* Only the "@" of a whole field is the host. */
		if (*p == '@' && p[-1] == ':')
			strbuf_adds(&expected, name);
		else
			strbuf_addc(&expected, *p);
	}
	assert_identity(&mount, expected.buf);
}
END_TEST

START_TEST(fills_in_what_the_mount_says)
{
	_cleanup_(volume_clear) struct volume v = { 0 };
	struct mount mount = absent("cifs", "//nas/photos");

	mount.read_only = true;
	mount.root = "Sub";
	ck_assert_int_eq(volume_identify(&v, &mount, IDENTIFY_ASK, NULL), 0);
	ck_assert_str_eq(v.fstype, "cifs");
	ck_assert_str_eq(v.source, "//nas/photos");
	ck_assert_str_eq(v.mount_point, "/nonexistent/point");
	ck_assert_str_eq(v.mount_root, "Sub");
	ck_assert_ptr_null(v.uuid);
	ck_assert_ptr_null(v.label);
	ck_assert_ptr_null(v.name);
	ck_assert(v.network);
	ck_assert(v.read_only);
	ck_assert(!v.inodes_stable);
	ck_assert(!v.rotational);
	ck_assert_int_eq(v.granularity_ns, 100);
	ck_assert_int_eq(v.capacity_bytes, -1);
	ck_assert_int_eq(v.free_bytes, -1);
}
END_TEST

START_TEST(zeros_are_no_uuid)
{
	ck_assert(superblock_uuid_is_none(""));
	ck_assert(superblock_uuid_is_none("0000-0000"));
	ck_assert(superblock_uuid_is_none(
		"00000000-0000-0000-0000-000000000000"));
	ck_assert(!superblock_uuid_is_none("0000-0001"));
	ck_assert(!superblock_uuid_is_none("A000-0000"));
}
END_TEST

START_TEST(reads_the_links_udev_makes)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *node = scratch_path(dir, "disk");
	_cleanup_(freep) char *name = NULL;
	const dev_t device = makedev(8, 17);

	ck_assert_ptr_null(superblock_udev_name("/nonexistent", device));
	if (mknod(node, S_IFBLK | 0600, device) < 0) {
		printf("skipped: no device nodes may be made here\n");
		return;
	}
	scratch_mkdir(dir, "by-label");
	scratch_symlink(dir, "by-label/none", "../nothing");
	scratch_symlink(dir, "by-label/My\\x20\\x2fdisk\\x", "../disk");
	free(node);
	node = scratch_path(dir, "by-label");
	name = superblock_udev_name(node, device);
	ck_assert_pstr_eq(name, "My /disk\\x");
	ck_assert_ptr_null(superblock_udev_name(node, makedev(8, 18)));
}
END_TEST

struct match_case {
	const char *known;
	const char *uuid;
	const char *fstype;
	const char *source;
	const char *seen;
	bool matches;
};

static const struct match_case match_cases[] = {
	{ "uuid:a", "a", "ext4", "/dev/x", "uuid:a", true },
	{ "uuid:a", "a", "ext4", "/dev/x", "uuid:b", false },
	/* Seen quietly, a volume with a marker shows its lower rungs. */
	{ "marker:m", "a", "ext4", "/dev/x", "uuid:a", true },
	{ "marker:m", "a", "ext4", "/dev/x", "uuid:b", false },
	{ "marker:m/@s", "a", "btrfs", "/dev/x", "uuid:a/@s", true },
	{ "marker:m/@s", "a", "btrfs", "/dev/x", "uuid:a", false },
	{ "marker:m", NULL, "nfs4", "S:/e", "net:nfs:s:/e", true },
	{ "marker:m", NULL, "nfs4", "S:/e", "net:nfs:s:/f", false },
	{ "marker:m", NULL, "vfat", "/dev/x", "place:h:/m", false },
};

START_TEST(matches_a_marked_volume_by_the_rest)
{
	const struct match_case *c = &match_cases[_i];
	_cleanup_(volume_clear) struct volume known = { 0 }, seen = { 0 };

	known.identity = strdup(c->known);
	known.uuid = c->uuid ? strdup(c->uuid) : NULL;
	known.fstype = strdup(c->fstype);
	known.source = strdup(c->source);
	seen.identity = strdup(c->seen);
	ck_assert_int_eq(volume_identity_matches(&known, &seen), c->matches);
}
END_TEST

struct name_case {
	const char *label;
	const char *point;
	const char *name; /* NULL: this host's */
};

static const struct name_case name_cases[] = {
	{ "Photos 2019", "/mnt/x", "Photos 2019" },
	{ NULL, "/mnt/usb1", "usb1" },
	{ "", "/mnt/usb1", "usb1" },
	{ "   ", "/mnt/usb1", "usb1" },
	{ "FATLABEL   ", "/mnt/x", "FATLABEL" },
	{ "a/b\nc", "/mnt/x", "a-b-c" },
	{ NULL, "/", NULL },
	{ NULL, NULL, NULL },
};

START_TEST(suggests_a_name)
{
	const struct name_case *c = &name_cases[_i];
	_cleanup_(volume_clear) struct volume v = { 0 };
	_cleanup_(freep) char *name = NULL, *ours = host();

	v.label = c->label ? strdup(c->label) : NULL;
	v.mount_point = c->point ? strdup(c->point) : NULL;
	name = volume_suggest_name(&v);
	ck_assert_str_eq(name, c->name ? c->name : ours);
}
END_TEST

#define N_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *
suite_identity(void)
{
	Suite *s = suite_create("identity");
	TCase *tc = tcase_create("ladder");

	tcase_add_loop_test(tc, names_what_has_no_uuid, 0, N_OF(network_cases));
	tcase_add_test(tc, fills_in_what_the_mount_says);
	tcase_add_test(tc, zeros_are_no_uuid);
	tcase_add_test(tc, reads_the_links_udev_makes);
	tcase_add_loop_test(tc, matches_a_marked_volume_by_the_rest, 0,
		N_OF(match_cases));
	tcase_add_loop_test(tc, suggests_a_name, 0, N_OF(name_cases));
	suite_add_tcase(s, tc);
	return s;
}

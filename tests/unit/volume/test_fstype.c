/* SPDX-License-Identifier: MIT */
#include "volume/mounts.h"

#include <check.h>

Suite *suite_fstype(void);

struct fstype_case {
	const char *fstype;
	bool pseudo;
	bool network;
	bool stable;
	long granularity_ns;
};

static const struct fstype_case cases[] = {
	{ "ext4", false, false, true, 1 },
	{ "ext3", false, false, true, 1000000000 },
	{ "btrfs", false, false, true, 1 },
	{ "tmpfs", false, false, true, 1 },
	{ "overlay", false, false, false, 1 },
	{ "vfat", false, false, false, 2000000000 },
	{ "exfat", false, false, false, 10000000 },
	{ "ntfs3", false, false, true, 100 },
	{ "fuseblk", false, false, false, 100 },
	{ "fuse", false, true, false, 1 },
	{ "fuse.sshfs", false, true, false, 1 },
	{ "nfs", false, true, true, 1 },
	{ "nfs4", false, true, true, 1 },
	{ "cifs", false, true, false, 100 },
	{ "smb3", false, true, false, 100 },
	{ "ceph", false, true, true, 1 },
	{ "9p", false, true, false, 1 },
	{ "proc", true, false, true, 1 },
	{ "sysfs", true, false, true, 1 },
	{ "cgroup2", true, false, true, 1 },
	{ "autofs", true, false, true, 1 },
	{ "devtmpfs", true, false, true, 1 },
	{ "fuse.portal", true, true, false, 1 },
	{ "fused", false, false, true, 1 },
	{ "", false, false, true, 1 },
};

START_TEST(knows_traits)
{
	const struct fstype_case *c = &cases[_i];

	ck_assert_msg(mount_is_pseudo(c->fstype) == c->pseudo &&
			mount_is_network(c->fstype) == c->network &&
			mount_has_stable_inodes(c->fstype) == c->stable,
		"'%s'", c->fstype);
	ck_assert_int_eq(mount_granularity_ns(c->fstype), c->granularity_ns);
}
END_TEST

Suite *
suite_fstype(void)
{
	Suite *s = suite_create("fstype");
	TCase *tc = tcase_create("traits");

	tcase_add_loop_test(tc, knows_traits, 0,
		(int)(sizeof(cases) / sizeof(cases[0])));
	suite_add_tcase(s, tc);
	return s;
}

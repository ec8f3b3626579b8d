/* SPDX-License-Identifier: MIT */
/* A sysfs of our own: two disks, a partition, a mapping over both. */
#include "volume/device.h"

#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>
#include <sys/sysmacros.h>

Suite *suite_device(void);

static void
disk(const char *sys, const char *name, const char *rotational,
	const char *number)
{
	_cleanup_(freep) char *dir = NULL;
	_cleanup_(freep) char *queue = NULL;

	scratch_mkdir(sys, name);
	dir = scratch_path(sys, name);
	scratch_mkdir(dir, "queue");
	scratch_mkdir(dir, "slaves");
	queue = scratch_path(dir, "queue");
	scratch_file(queue, "rotational", rotational, 2);
	scratch_file(dir, "dev", number, strlen(number));
}

/* sda spins and has a partition, sdb does not; dm-0 is over sda1 and sdb,
 * dm-1 over sdb and says itself that it spins, dm-2 over itself.  vda is
 * virtual, says that it spins, and has a partition; sdc says so with another
 * driver. */
static char *
fake_sysfs(void)
{
	char *sys = scratch_dir();

	disk(sys, "sda", "1\n", "8:0\n");
	scratch_mkdir(sys, "sda/sda1");
	scratch_file(sys, "sda/sda1/dev", "8:1\n", 4);
	scratch_file(sys, "sda/sda1/partition", "1\n", 2);
	disk(sys, "sdb", "0\n", "8:16\n");
	disk(sys, "dm-0", "0\n", "253:0\n");
	scratch_symlink(sys, "dm-0/slaves/sdb", "../../sdb");
	scratch_symlink(sys, "dm-0/slaves/sda1", "../../sda/sda1");
	disk(sys, "dm-1", "1\n", "253:1\n");
	scratch_symlink(sys, "dm-1/slaves/sdb", "../../sdb");
	disk(sys, "dm-2", "1\n", "253:2\n");
	scratch_symlink(sys, "dm-2/slaves/dm-2", "../../dm-2");
	disk(sys, "vda", "1\n", "254:0\n");
	scratch_mkdir(sys, "vda/vda1");
	scratch_mkdir(sys, "vda/device");
	scratch_symlink(sys, "vda/device/driver", "../../drivers/virtio_blk");
	disk(sys, "sdc", "1\n", "8:32\n");
	scratch_mkdir(sys, "sdc/device");
	scratch_symlink(sys, "sdc/device/driver", "../../drivers/sd");
	scratch_mkdir(sys, "dev");
	scratch_mkdir(sys, "dev/block");
	scratch_symlink(sys, "dev/block/8:0", "../../sda");
	scratch_symlink(sys, "dev/block/8:1", "../../sda/sda1");
	scratch_symlink(sys, "dev/block/8:16", "../../sdb");
	scratch_symlink(sys, "dev/block/8:32", "../../sdc");
	scratch_symlink(sys, "dev/block/254:0", "../../vda");
	scratch_symlink(sys, "dev/block/254:1", "../../vda/vda1");
	scratch_symlink(sys, "dev/block/253:0", "../../dm-0");
	scratch_symlink(sys, "dev/block/253:1", "../../dm-1");
	scratch_symlink(sys, "dev/block/253:2", "../../dm-2");
	return sys;
}

START_TEST(looks_below_partitions_and_mappings)
{
	_cleanup_(freep) char *sys = fake_sysfs();

	ck_assert(device_is_rotational_in(sys, makedev(8, 0)));
	ck_assert(device_is_rotational_in(sys, makedev(8, 1)));
	ck_assert(!device_is_rotational_in(sys, makedev(8, 16)));
	ck_assert(device_is_rotational_in(sys, makedev(253, 0)));
	ck_assert(!device_is_rotational_in(sys, makedev(253, 1)));
}
END_TEST

START_TEST(a_virtual_disk_does_not_know)
{
	_cleanup_(freep) char *sys = fake_sysfs();

	ck_assert(!device_is_rotational_in(sys, makedev(254, 0)));
	ck_assert(!device_is_rotational_in(sys, makedev(254, 1)));
	ck_assert(device_is_rotational_in(sys, makedev(8, 32)));
}
END_TEST

START_TEST(unknown_is_not_rotational)
{
	_cleanup_(freep) char *sys = fake_sysfs();

	ck_assert(!device_is_rotational_in(sys, makedev(9, 9)));
	ck_assert(!device_is_rotational_in("/nonexistent", makedev(8, 0)));
	ck_assert(!device_is_rotational(makedev(0, 77)));
}
END_TEST

START_TEST(names_the_disks_below)
{
	_cleanup_(freep) char *sys = fake_sysfs();
	struct device_disks d;

	device_disks_in(&d, sys, makedev(8, 0));
	ck_assert_uint_eq(d.n, 1);
	ck_assert_uint_eq(d.disks[0], makedev(8, 0));
	device_disks_in(&d, sys, makedev(8, 1));
	ck_assert_uint_eq(d.n, 1);
	ck_assert_uint_eq(d.disks[0], makedev(8, 0));
	device_disks_in(&d, sys, makedev(253, 0));
	ck_assert_uint_eq(d.n, 2);
	ck_assert_uint_eq(d.disks[0] + d.disks[1],
		makedev(8, 0) + makedev(8, 16));
	device_disks_in(&d, sys, makedev(253, 1));
	ck_assert_uint_eq(d.n, 1);
	ck_assert_uint_eq(d.disks[0], makedev(8, 16));
	device_disks_in(&d, sys, makedev(9, 9));
	ck_assert_uint_eq(d.n, 0);
	device_disks(&d, makedev(0, 77));
	ck_assert_uint_eq(d.n, 0);
}
END_TEST

START_TEST(survives_a_loop)
{
	_cleanup_(freep) char *sys = fake_sysfs();

	/* Ends at the depth limit, with what the device says of itself. */
	ck_assert(device_is_rotational_in(sys, makedev(253, 2)));
}
END_TEST

Suite *
suite_device(void)
{
	Suite *s = suite_create("device");
	TCase *tc = tcase_create("rotational");

	tcase_add_test(tc, looks_below_partitions_and_mappings);
	tcase_add_test(tc, a_virtual_disk_does_not_know);
	tcase_add_test(tc, unknown_is_not_rotational);
	tcase_add_test(tc, names_the_disks_below);
	tcase_add_test(tc, survives_a_loop);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
/*
 * scan_run() on what file systems do differently: subvolumes, far times, huge
 * and passing inode numbers.  On real mounts, each test in a namespace of its
 * own (lib/namespace.h).
 */
#include "scan/scan.h"

#include "lib/namespace.h"
#include "lib/scanned.h"

#include <check.h>
#include <stdint.h>
#include <sys/stat.h>

Suite *suite_scan_kinds(void);

#define sh(...) expect(namespace_sh(__VA_ARGS__))

/* /mnt/NAME.img, mounted on /mnt/NAME. */
static void
mount_image(const char *name, const char *mkfs)
{
	expect(namespace_sh("cd /mnt && mkdir -p %s && truncate -s 320M %s.img "
			    "&& %s %s.img >/dev/null 2>&1",
		name, name, mkfs, name));
	if (!namespace_sh("cd /mnt && mount -o loop %s.img %s 2>/dev/null",
		    name, name))
		namespace_skip("no loop device, or no such file system");
}

static void
btrfs_body(void)
{
	struct scanned s;

	scanned_init(&s);
	namespace_need("mkfs.btrfs");
	namespace_need("btrfs");
	mount_image("pool", "mkfs.btrfs -q -f");
	sh("cd /mnt/pool && btrfs -q subvolume create sub >/dev/null && "
	   "touch f sub/g");
	expect(scanned_one(&s, "/mnt/pool")->status == SCAN_COMPLETE);
	expect(s.results[0].row.skipped == 1);
	expect(scanned_has(&s, "/mnt/pool/f") == 1);
	expect(scanned_has(&s, "/mnt/pool/sub/g") == 0);
	expect(scanned_one(&s, "/mnt/pool/sub")->status == SCAN_COMPLETE);
	expect(scanned_has(&s, "/mnt/pool/sub/g") == 1);
	expect(scanned_one(&s, "/mnt/pool")->row.removed == 0);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE name = 'g'") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(btrfs_subvolume_is_its_own)
{
	namespace_run(btrfs_body);
}
END_TEST

/* ext4 keeps times that many programs do not. */
static void
times_body(void)
{
	struct scanned s;

	scanned_init(&s);
	mount_image("disk", "mkfs.ext4 -q -F -I 256");
	sh("cd /mnt/disk && touch -d 1901-12-14 old && "
	   "touch -d 2106-02-08T00:00:00Z later && "
	   "touch -d 2400-01-01T00:00:00Z last");
	expect(scanned_one(&s, "/mnt/disk")->status == SCAN_COMPLETE);
	expect(scanned_number(&s,
		       "SELECT mtime_ns < -2147000000000000000"
		       " FROM files WHERE name = 'old'") == 1);
	expect(scanned_number(&s,
		       "SELECT mtime_ns = 4295030400000000000"
		       " FROM files WHERE name = 'later'") == 1);
	/* Beyond what 64 bits of nanoseconds reach: the last they can. */
	expect(scanned_number(&s,
		       "SELECT mtime_ns > 9000000000000000000"
		       " FROM files WHERE name = 'last'") == 1);
	expect(scanned_one(&s, "/mnt/disk")->row.modified == 0);
	scanned_free(&s);
}

START_TEST(times_on_ext4)
{
	namespace_run(times_body);
}
END_TEST

/* --- inode numbers -------------------------------------------------------- */

/* Three layers, so that the upper bits of an inode number say which. */
static void
mount_overlay(void)
{
	if (!namespace_sh("cd /mnt && mkdir a b c up m && "
			  "mount -t tmpfs a a && mount -t tmpfs b b && "
			  "mount -t tmpfs c c && mount -t tmpfs up up && "
			  "touch a/1 b/2 c/3 && mkdir up/u up/w && "
			  "mount -t overlay overlay -o xino=on,lowerdir=a:b:c,"
			  "upperdir=up/u,workdir=up/w m 2>/dev/null"))
		namespace_skip("no overlay with xino");
}

static void
huge_inodes_body(void)
{
	struct scanned s;
	struct stat st;

	scanned_init(&s);
	mount_overlay();
	expect(lstat("/mnt/m/3", &st) == 0);
	if (st.st_ino <= INT64_MAX)
		namespace_skip("no inode number above 2^63");
	expect(scanned_one(&s, "/mnt/m")->row.added == 4);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE name = '3' AND printf('%%llx', inode) = '%llx'",
		       (unsigned long long)st.st_ino) == 1);
	expect(scanned_one(&s, "/mnt/m")->row.modified == 0);
	scanned_free(&s);
}

START_TEST(inodes_above_63_bits)
{
	namespace_run(huge_inodes_body);
}
END_TEST

/* Where inode numbers do not last, another one is no change. */
static void
unstable_inodes_body(void)
{
	struct scanned s;
	const struct scan_result *r;

	scanned_init(&s);
	mount_overlay();
	sh("mkdir /mnt/m/d && touch /mnt/m/d/x");
	expect(scanned_one(&s, "/mnt/m")->row.added == 6);
	sh("cd /mnt/m && mv d old && mkdir d && touch -r old/x d/x && "
	   "rm -r old");
	r = scanned_one(&s, "/mnt/m");
	expect(r->row.added == 0 && r->row.removed == 0);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE path = '/mnt/m/d/x'") == 1);
	expect(r->row.modified <= 1); /* x, for its ctime; not d */
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(unstable_inodes)
{
	namespace_run(unstable_inodes_body);
}
END_TEST

Suite *
suite_scan_kinds(void)
{
	Suite *s = suite_create("scan_kinds");
	TCase *tc = tcase_create("scan_kinds");

	tcase_add_test(tc, btrfs_subvolume_is_its_own);
	tcase_add_test(tc, times_on_ext4);
	tcase_add_test(tc, inodes_above_63_bits);
	tcase_add_test(tc, unstable_inodes);
	suite_add_tcase(s, tc);
	return s;
}

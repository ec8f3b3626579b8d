/* SPDX-License-Identifier: MIT */
/*
 * scan_run() over mounts: roots that overlap, volumes that come, go and are
 * found elsewhere, mounts inside the tree.  On real mounts, each test in a
 * namespace of its own (lib/namespace.h).
 */
#include "scan/scan.h"

#include "lib/namespace.h"
#include "lib/scanned.h"
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *suite_scan_mounts(void);

#define sh(...) expect(namespace_sh(__VA_ARGS__))
#define N(...) (sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
#define scan_dirs(s, ...)                                                      \
	scanned_dirs((s), (const char *const[]){ __VA_ARGS__ }, N(__VA_ARGS__))

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

static int
status(const struct scanned *s, size_t i)
{
	expect(i < s->n_results);
	return (int)s->results[i].status;
}

/* Names on volumes of this type, ways left out. */
static int64_t
count(struct scanned *s, const char *fstype)
{
	return scanned_number(s,
		"SELECT count(*) FROM entry AS e JOIN attribute AS a"
		" ON a.id = e.attribute_id LEFT JOIN directory AS d"
		" ON d.id = iif(e.dir_id = 0, e.child_id, e.dir_id)"
		" JOIN volume AS v ON v.id = d.volume_id"
		" WHERE a.mode <> 0 AND v.fstype = '%s'",
		fstype);
}

/* --- one row a file ------------------------------------------------------- */

static void
overlapping_body(void)
{
	struct scanned s;

	scanned_init(&s);
	sh("mkdir -p /mnt/t/a/b /mnt/bound && touch /mnt/t/x /mnt/t/a/y "
	   "/mnt/t/a/b/z && ln -s t/a /mnt/link && "
	   "mount --bind /mnt/t/a /mnt/bound");
	scan_dirs(&s, "/mnt/t");
	expect(s.results[0].row.added == 6);
	/* Every name there is for them, in one run and one after another. */
	scan_dirs(&s, "/mnt/t/a", "/mnt/t", "/mnt/t/a/../a/b", "/mnt/link",
		"/mnt/t/a/", "/mnt//t", "/mnt/bound", "/mnt/bound/b");
	expect(s.n_results == 8);
	for (size_t i = 0; i < 8; i++) {
		expect(status(&s, i) ==
			(i == 1 ? SCAN_COMPLETE : SCAN_COVERED));
		expect(s.results[i].row.added == 0);
	}
	scan_dirs(&s, "/mnt/bound");
	expect(status(&s, 0) == SCAN_COMPLETE);
	expect(s.results[0].row.added == 0 && s.results[0].row.removed == 0);
	scan_dirs(&s, "/mnt/link/b");
	expect(s.results[0].row.added == 0);
	scan_dirs(&s, "/mnt/t/a/../a");
	expect(s.results[0].row.added == 0);
	expect(chdir("/mnt/t") == 0);
	scan_dirs(&s, "a");
	expect(s.results[0].row.added == 0);
	expect(count(&s, "tmpfs") == 6);
	expect(scanned_number(&s, "SELECT count(*) FROM volume") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(overlapping_roots)
{
	namespace_run(overlapping_body);
}
END_TEST

/* What was scanned by parts is found again by the whole. */
static void
growing_body(void)
{
	struct scanned s;

	scanned_init(&s);
	sh("mkdir -p /mnt/t/a/b && touch /mnt/t/x /mnt/t/a/y /mnt/t/a/b/z");
	scan_dirs(&s, "/mnt/t/a/b");
	expect(s.results[0].row.added == 2);
	scanned_check(&s);
	scan_dirs(&s, "/mnt/t");
	expect(s.results[0].row.added == 4);
	scanned_check(&s);
	scan_dirs(&s, "/mnt");
	expect(count(&s, "tmpfs") == 7);
	scanned_check(&s);
	sh("rm -r /mnt/t/a");
	scan_dirs(&s, "/mnt/t");
	expect(s.results[0].row.removed == 4);
	expect(count(&s, "tmpfs") == 3);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(growing_roots)
{
	namespace_run(growing_body);
}
END_TEST

/* --- volumes that come and go --------------------------------------------- */

static void
elsewhere_body(void)
{
	struct scanned s;

	scanned_init(&s);
	mount_image("disk", "mkfs.ext4 -q -F");
	sh("cd /mnt/disk && mkdir -p a/b && touch a/x a/b/y");
	scan_dirs(&s, "/mnt/disk/a");
	expect(status(&s, 0) == SCAN_COMPLETE && count(&s, "ext4") == 4);

	/* Away: the mount point is an empty directory now. */
	sh("umount /mnt/disk && mkdir -p /mnt/disk/a && touch /mnt/disk/trap");
	scan_dirs(&s, "/mnt/disk/a", "/mnt/disk");
	for (size_t i = 0; i < 2; i++) {
		expect(status(&s, i) == SCAN_OFFLINE);
		expect(strstr(s.results[i].message, s.results[i].volume_name));
	}
	scanned_dirs(&s, NULL, 0);
	expect(s.n_results == 1 && status(&s, 0) == SCAN_OFFLINE);
	expect(count(&s, "ext4") == 4 && count(&s, "tmpfs") == 0);
	/* Even where the mount point itself went. */
	sh("rm -r /mnt/disk");
	scan_dirs(&s, "/mnt/disk/a");
	expect(status(&s, 0) == SCAN_OFFLINE);

	/* Elsewhere: the same rows, and its root is found there. */
	sh("mkdir /mnt/other && mount -o loop /mnt/disk.img /mnt/other && "
	   "touch /mnt/other/a/new");
	scanned_dirs(&s, NULL, 0);
	expect(s.n_results == 1 && status(&s, 0) == SCAN_COMPLETE);
	expect(strcmp(s.results[0].path, "/mnt/other/a") == 0);
	expect(s.results[0].row.added == 1 && s.results[0].row.removed == 0);
	expect(scanned_number(&s, "SELECT count(*) FROM volume") == 1);
	expect(scanned_has(&s, "/mnt/other/a/b/y") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(offline_then_mounted_elsewhere)
{
	namespace_run(elsewhere_body);
}
END_TEST

/* Another disk where one used to be: neither touches the other's entries. */
static void
another_body(void)
{
	struct scanned s;

	scanned_init(&s);
	mount_image("slot", "mkfs.ext4 -q -F");
	sh("cd /mnt/slot && mkdir a && touch a/one a/both");
	scan_dirs(&s, "/mnt/slot");
	expect(status(&s, 0) == SCAN_COMPLETE);
	sh("umount /mnt/slot && mv /mnt/slot.img /mnt/first.img");
	mount_image("slot", "mkfs.ext4 -q -F");
	sh("cd /mnt/slot && mkdir a && touch a/two a/both");
	scan_dirs(&s, "/mnt/slot");
	expect(status(&s, 0) == SCAN_COMPLETE);
	expect(s.results[0].row.removed == 0);
	expect(scanned_number(&s, "SELECT count(*) FROM volume") == 2);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE name IN ('one', 'two')") == 2);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE name = 'both'") == 2);
	/* All roots: the second is scanned, the first is away. */
	scanned_dirs(&s, NULL, 0);
	expect(s.n_results == 2);
	expect(status(&s, 0) == SCAN_OFFLINE);
	expect(status(&s, 1) == SCAN_COMPLETE);
	expect(s.results[1].row.added + s.results[1].row.removed == 0);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(another_disk_in_the_same_place)
{
	namespace_run(another_body);
}
END_TEST

/* A scan from above sees the empty mount point of a disk that is away. */
static void
from_above_body(void)
{
	struct scanned s;

	scanned_init(&s);
	mount_image("disk", "mkfs.ext4 -q -F");
	sh("touch /mnt/disk/x");
	s.options.all_volumes = true;
	scan_dirs(&s, "/mnt");
	expect(s.n_results == 2 && scanned_has(&s, "/mnt/disk/x") == 1);
	sh("umount /mnt/disk");
	scan_dirs(&s, "/mnt");
	expect(scanned_number(&s,
		       "SELECT count(*) FROM entry"
		       " WHERE name = CAST('x' AS BLOB)") == 1);
	scanned_dirs(&s, NULL, 0);
	expect(s.n_results == 2 && status(&s, 1) == SCAN_OFFLINE);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM entry"
		       " WHERE name = CAST('x' AS BLOB)") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(offline_seen_from_above)
{
	namespace_run(from_above_body);
}
END_TEST

/* --- mounts inside the tree ----------------------------------------------- */

static void
nested_body(void)
{
	struct scanned s;
	const struct scan_result *r;

	scanned_init(&s);
	sh("mkdir -p /mnt/t/in/under /mnt/t/plain /mnt/t/bind /mnt/away && "
	   "touch /mnt/t/in/hidden /mnt/t/plain/x /mnt/away/z");
	scan_dirs(&s, "/mnt/t");
	expect(s.results[0].row.added == 7 && s.results[0].row.skipped == 0);
	/* What a mount now hides is kept as it was. */
	sh("mount -t tmpfs inner /mnt/t/in && touch /mnt/t/in/other && "
	   "mount --bind /mnt/away /mnt/t/bind");
	r = scanned_one(&s, "/mnt/t");
	expect(r->status == SCAN_COMPLETE);
	expect(r->row.added == 0 && r->row.removed == 0);
	expect(r->row.skipped == 2 && r->n_mounts == 2);
	expect(strcmp(r->mounts[0], "in") == 0 ||
		strcmp(r->mounts[1], "in") == 0);
	expect(scanned_has(&s, "/mnt/t/in/hidden") == 1);
	expect(scanned_has(&s, "/mnt/t/in/other") == 0);
	expect(scanned_has(&s, "/mnt/t/bind/z") == 0);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories"
		       " WHERE state = 'mount'") == 2);
	expect(scanned_one(&s, "/mnt/t")->row.modified == 0);
	scanned_check(&s);
	/* The mount goes: the directory is an ordinary one again. */
	sh("umount /mnt/t/in && rm /mnt/t/in/hidden");
	r = scanned_one(&s, "/mnt/t");
	expect(r->row.removed == 1 && r->row.added == 0);
	expect(r->row.skipped == 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories"
		       " WHERE state = 'mount'") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(nested_mounts_are_skipped)
{
	namespace_run(nested_body);
}
END_TEST

/* A file may be a mount point too, as in any container. */
static void
mounted_file_body(void)
{
	struct scanned s;
	const struct scan_result *r;

	scanned_init(&s);
	sh("mkdir /mnt/t && echo a >/mnt/t/file && echo bb >/mnt/over && "
	   "touch /mnt/t/fresh");
	scan_dirs(&s, "/mnt/t");
	sh("mount --bind /mnt/over /mnt/t/file && touch /mnt/t/later && "
	   "mount --bind /mnt/over /mnt/t/later");
	r = scanned_one(&s, "/mnt/t");
	expect(r->status == SCAN_COMPLETE && r->row.skipped == 2);
	expect(r->row.removed == 0);
	expect(scanned_number(&s,
		       "SELECT size FROM files"
		       " WHERE path = '/mnt/t/file'") == 2);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM directories"
		       " WHERE path IN ('/mnt/t/file', '/mnt/t/later')") == 0);
	sh("umount /mnt/t/file /mnt/t/later");
	r = scanned_one(&s, "/mnt/t");
	expect(r->row.removed == 0 && r->row.added == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(mounted_file_is_skipped)
{
	namespace_run(mounted_file_body);
}
END_TEST

static void
excluded_mount_body(void)
{
	static const char *const globs[] = { "in" };
	struct scanned s;

	scanned_init(&s);
	sh("mkdir -p /mnt/t/in && mount -t tmpfs inner /mnt/t/in");
	s.options.excludes = globs;
	s.options.n_excludes = 1;
	scan_dirs(&s, "/mnt/t");
	expect(s.results[0].row.added == 1 && s.results[0].row.skipped == 0);
	expect(scanned_has(&s, "/mnt/t/in") == 0);
	scanned_free(&s);
}

START_TEST(excluded_mount_is_not_told)
{
	namespace_run(excluded_mount_body);
}
END_TEST

static void
all_volumes_body(void)
{
	struct scanned s;

	scanned_init(&s);
	sh("mkdir -p /mnt/t/in /mnt/t/proc /mnt/t/bind /mnt/t/x && "
	   "mkdir /mnt/t/in/deep && touch /mnt/t/x/y && "
	   "mount -t tmpfs inner /mnt/t/in && touch /mnt/t/in/f && "
	   "mkdir /mnt/t/in/d && mount -t tmpfs third /mnt/t/in/d && "
	   "touch /mnt/t/in/d/g && mount --bind /mnt/t/x /mnt/t/bind && "
	   "mount -t proc proc /mnt/t/proc");
	s.options.all_volumes = true;
	scan_dirs(&s, "/mnt/t");
	expect(scanned_has(&s, "/mnt/t/in/f") == 1);
	expect(scanned_has(&s, "/mnt/t/in/d/g") == 1);
	expect(scanned_has(&s, "/mnt/t/x/y") == 1);
	expect(scanned_has(&s, "/mnt/t/bind/y") == 0);
	expect(scanned_number(&s, "SELECT count(*) FROM volume") == 3);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM files"
		       " WHERE name = 'y'") == 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM volume"
		       " WHERE fstype = 'proc'") == 0);
	/* Remembered. */
	s.options.all_volumes = false;
	sh("touch /mnt/t/in/d/later");
	scan_dirs(&s, "/mnt/t");
	expect(scanned_has(&s, "/mnt/t/in/d/later") == 1);
	scanned_check(&s);
	scanned_free(&s);
}

START_TEST(all_volumes_follows_mounts)
{
	namespace_run(all_volumes_body);
}
END_TEST

Suite *
suite_scan_mounts(void)
{
	Suite *s = suite_create("scan_mounts");
	TCase *tc = tcase_create("scan_mounts");

	tcase_add_test(tc, overlapping_roots);
	tcase_add_test(tc, growing_roots);
	tcase_add_test(tc, offline_then_mounted_elsewhere);
	tcase_add_test(tc, another_disk_in_the_same_place);
	tcase_add_test(tc, offline_seen_from_above);
	tcase_add_test(tc, nested_mounts_are_skipped);
	tcase_add_test(tc, mounted_file_is_skipped);
	tcase_add_test(tc, excluded_mount_is_not_told);
	tcase_add_test(tc, all_volumes_follows_mounts);
	suite_add_tcase(s, tc);
	return s;
}

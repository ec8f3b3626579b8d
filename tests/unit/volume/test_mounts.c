/* SPDX-License-Identifier: MIT */
#include "volume/mounts.h"

#include "lib/scratch.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>
#include <sys/sysmacros.h>

Suite *suite_mounts(void);

DEFINE_CLEANUP(struct mounts *, mounts_free);

/* Kernel escapes: \040 blank, \011 tab, \012 newline, \134 backslash, and in
 * option values \054 comma. */
static const char table[] =
	"1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/fake1 rw\n"
	"2 1 0:21 / /proc rw - proc proc rw\n"
	"3 1 8:2 / /mnt/a\\040b\\011c\\012d\\134e ro - ext4 /dev/fake2 rw\n"
	"4 1 8:3 / /mnt/st rw - xfs /dev/fake3 rw\n"
	"5 4 8:4 / /mnt/st rw - ext4 /dev/fake4 ro\n"
	"6 5 8:5 / /mnt/st/sub rw - ext4 /dev/fake5 rw\n"
	"7 1 8:1 /home/u /mnt/bind rw master:3 - ext4 /dev/fake1 rw\n"
	"8 1 0:40 / /b/top rw - btrfs /dev/fake6 rw,subvolid=5,subvol=/\n"
	"9 1 0:40 /@home /b/home rw - btrfs /dev/fake6 "
	"rw,subvolid=256,subvol=/@home\n"
	"10 1 0:40 /@home/x/y /b/y rw - btrfs /dev/fake6 "
	"rw,subvolid=256,subvol=/@home\n"
	"11 1 0:40 /@a,b\\040c/d /b/comma rw - btrfs /dev/fake6 "
	"rw,subvolid=257,subvol=/@a\\054b\\040c\n"
	"12 1 0:41 / /n/nfs rw - nfs4 srv:/export rw,addr=10.0.0.1\n"
	"13 1 0:42 / /n/cifs rw - cifs //Srv/Share rw\n"
	"14 1 0:43 / /n/ssh rw - fuse.sshfs u@h:/d rw\n"
	"15 1 0:44 / /n/auto rw - autofs /etc/auto.n rw,fd=7\n"
	"16 1 0:45 / /o rw - overlay overlay rw,lowerdir=/l\n"
	"17 1 0:46 / /t rw - tmpfs tmpfs rw\n"
	"18 1 8:6 / /cov/er/ed rw - ext4 /dev/fake7 rw\n"
	"19 1 8:7 / /cov rw - ext4 /dev/fake8 rw\n"
	"20 1 0:47 / / rw - tmpfs over-root rw\n"
	"21 1 8:1 /gone//deleted /mnt/gone rw - ext4 /dev/fake1 rw\n"
	"22 1 0:48 / /z rw - zfs tank/data rw\n"
	"23 1 0:49 / /mnt/was//deleted rw - tmpfs tmpfs rw\n";

static struct mounts *
read_text(const char *text)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *file = scratch_path(dir, "mountinfo");
	struct mounts *m = NULL;

	scratch_write(file, text, strlen(text));
	ck_assert_int_eq(mounts_read_file(&m, file, NULL), 0);
	return m;
}

START_TEST(reads_every_line_in_order)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);

	ck_assert_uint_eq(m->n_mounts, 23);
	ck_assert_int_eq(m->mounts[0].id, 1);
	ck_assert_str_eq(m->mounts[0].point, "/");
	ck_assert_str_eq(m->mounts[0].root, "");
	ck_assert_str_eq(m->mounts[0].fstype, "ext4");
	ck_assert_str_eq(m->mounts[0].source, "/dev/fake1");
	ck_assert(m->mounts[0].device == makedev(8, 1));
	ck_assert_ptr_null(m->mounts[0].subvolume);
	ck_assert(!m->mounts[0].read_only);
	ck_assert(!m->mounts[0].hidden);
}
END_TEST

START_TEST(undoes_escapes)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);

	ck_assert_str_eq(m->mounts[2].point, "/mnt/a b\tc\nd\\e");
	ck_assert_ptr_eq(mounts_of_path(m, "/mnt/a b\tc\nd\\e/f"),
		&m->mounts[2]);
}
END_TEST

START_TEST(sees_read_only_mounts_and_file_systems)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);

	ck_assert(m->mounts[2].read_only);
	ck_assert(m->mounts[4].read_only);
	ck_assert(!m->mounts[5].read_only);
}
END_TEST

struct root_case {
	size_t index;
	const char *root;
	const char *subvolume;
};

static const struct root_case root_cases[] = {
	{ 6, "home/u", NULL }, /* a bind mount */
	{ 7, "", "" },	       /* btrfs' top level */
	{ 8, "", "@home" },    /* a subvolume */
	{ 9, "x/y", "@home" }, /* a bind mount from within one */
	{ 10, "d", "@a,b c" }, /* a comma is no next option */
	{ 11, "", NULL },      /* NFS */
	{ 20, "gone", NULL },  /* what was bound is removed */
};

START_TEST(tells_root_from_subvolume)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);
	const struct root_case *c = &root_cases[_i];

	ck_assert_str_eq(m->mounts[c->index].root, c->root);
	ck_assert_pstr_eq(m->mounts[c->index].subvolume, c->subvolume);
}
END_TEST

START_TEST(options_behind_subvol_do_no_harm)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(
		"1 0 0:40 /@h/x / rw - btrfs /dev/fake rw,subvol=/@h,later\n"
		"2 1 0:40 /@h /y rw - btrfs /dev/fake rw,subvol=/@other\n");

	ck_assert_str_eq(m->mounts[0].subvolume, "@h");
	ck_assert_str_eq(m->mounts[0].root, "x");
	/* The two fields contradict each other: believe neither. */
	ck_assert_ptr_null(m->mounts[1].subvolume);
	ck_assert_str_eq(m->mounts[1].root, "@h");
}
END_TEST

struct path_case {
	const char *path;
	int id; /* 0: none */
};

static const struct path_case path_cases[] = {
	{ "/", 1 }, { "/usr/bin", 1 }, { "/proc", 2 }, { "/proc/self", 2 },
	{ "/process", 1 }, { "/mnt/st", 5 }, /* the upper of two stacked */
	{ "/mnt/st/x", 5 },
	{ "/mnt/st/sub/x", 6 }, /* mounted on the upper one */
	{ "/mnt/bind/f", 7 }, { "/b/y/z", 10 },
	{ "/cov/er/ed/x", 19 }, /* the deeper one is covered */
};

START_TEST(finds_the_mount_of_a_path)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);
	const struct path_case *c = &path_cases[_i];
	const struct mount *mount = mounts_of_path(m, c->path);

	ck_assert_ptr_nonnull(mount);
	ck_assert_int_eq(mount->id, c->id);
}
END_TEST

START_TEST(knows_what_is_hidden)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);

	for (size_t i = 0; i < m->n_mounts; i++) {
		const struct mount *mount = &m->mounts[i];
		bool hidden = mount->id == 4 || mount->id == 18 ||
			mount->id == 20 || mount->id == 23;

		ck_assert_msg(mount->hidden == hidden, "mount %d", mount->id);
	}
}
END_TEST

START_TEST(finds_what_is_mounted_exactly_there)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text(table);

	ck_assert_int_eq(mounts_at(m, "/mnt/st")->id, 5);
	ck_assert_int_eq(mounts_at(m, "/")->id, 1);
	ck_assert_ptr_null(mounts_at(m, "/mnt"));
	ck_assert_ptr_null(mounts_at(m, "/mnt/st/x"));
	ck_assert_ptr_null(mounts_at(m, "/cov/er/ed"));
}
END_TEST

/* In a chroot the mount of "/" is not in the table. */
START_TEST(copes_without_a_root)
{
	_cleanup_(mounts_freep) struct mounts *m =
		read_text("31 30 0:21 / /proc rw - proc proc rw\n"
			  "32 31 0:22 / /proc/sys rw - tmpfs x rw\n");

	ck_assert_ptr_null(mounts_of_path(m, "/"));
	ck_assert_ptr_null(mounts_of_path(m, "/home"));
	ck_assert_int_eq(mounts_of_path(m, "/proc/1")->id, 31);
	ck_assert_int_eq(mounts_of_path(m, "/proc/sys/x")->id, 32);
}
END_TEST

START_TEST(the_first_mount_may_be_its_own_parent)
{
	_cleanup_(mounts_freep) struct mounts *m =
		read_text("1 1 0:1 / / rw - rootfs rootfs rw\n"
			  "2 1 0:2 / /a rw - tmpfs x rw\n");

	ck_assert_int_eq(mounts_of_path(m, "/b")->id, 1);
	ck_assert_int_eq(mounts_of_path(m, "/a/b")->id, 2);
}
END_TEST

/* Parents in a circle are no table of any kernel; but this must end. */
START_TEST(ends_on_nonsense)
{
	_cleanup_(mounts_freep) struct mounts *m =
		read_text("1 2 0:1 / / rw - tmpfs x rw\n"
			  "2 1 0:2 / / rw - tmpfs x rw\n"
			  "not a line at all\n");

	ck_assert_uint_eq(m->n_mounts, 2);
	ck_assert_ptr_null(mounts_of_path(m, "/b"));
}
END_TEST

START_TEST(an_empty_table_is_empty)
{
	_cleanup_(mounts_freep) struct mounts *m = read_text("");

	ck_assert_uint_eq(m->n_mounts, 0);
	ck_assert_ptr_null(mounts_of_path(m, "/"));
	ck_assert_ptr_null(mounts_at(m, "/"));
}
END_TEST

START_TEST(a_missing_table_is_an_error)
{
	struct mounts *m = NULL;
	struct error err = ERROR_INIT;

	ck_assert_int_lt(mounts_read_file(&m, "/nonexistent/file", &err), 0);
	ck_assert_ptr_null(m);
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/file"));
}
END_TEST

START_TEST(reads_this_machine)
{
	_cleanup_(mounts_freep) struct mounts *m = NULL;
	const struct mount *proc;

	ck_assert_int_eq(mounts_read(&m, NULL), 0);
	proc = mounts_of_path(m, "/proc/self");
	ck_assert_ptr_nonnull(proc);
	ck_assert_str_eq(proc->fstype, "proc");
}
END_TEST

Suite *
suite_mounts(void)
{
	Suite *s = suite_create("mounts");
	TCase *tc = tcase_create("mountinfo");

	tcase_add_test(tc, reads_every_line_in_order);
	tcase_add_test(tc, undoes_escapes);
	tcase_add_test(tc, sees_read_only_mounts_and_file_systems);
	tcase_add_loop_test(tc, tells_root_from_subvolume, 0,
		(int)(sizeof(root_cases) / sizeof(root_cases[0])));
	tcase_add_test(tc, options_behind_subvol_do_no_harm);
	tcase_add_loop_test(tc, finds_the_mount_of_a_path, 0,
		(int)(sizeof(path_cases) / sizeof(path_cases[0])));
	tcase_add_test(tc, knows_what_is_hidden);
	tcase_add_test(tc, finds_what_is_mounted_exactly_there);
	tcase_add_test(tc, copes_without_a_root);
	tcase_add_test(tc, the_first_mount_may_be_its_own_parent);
	tcase_add_test(tc, ends_on_nonsense);
	tcase_add_test(tc, an_empty_table_is_empty);
	tcase_add_test(tc, a_missing_table_is_an_error);
	tcase_add_test(tc, reads_this_machine);
	suite_add_tcase(s, tc);
	return s;
}

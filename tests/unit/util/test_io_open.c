/* SPDX-License-Identifier: MIT */
/*
 * Every test of io_open_beneath() runs twice: _i is 0 for openat2(), 1 for
 * the way of kernels without it.
 */
#include "util/io.h"

#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/path.h"
#include "util/thread.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

Suite *suite_io_open(void);

#define WAYS 2
#define NAME_LEN 255

static int
open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* A fresh directory with a/b/c/f, and the way under test chosen. */
static int
open_tree(int way, char **ret_dir)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *abc = scratch_path(dir, "a/b/c");

	io_set_openat2(way == 0);
	scratch_mkdir(dir, "a");
	scratch_mkdir(dir, "a/b");
	scratch_mkdir(dir, "a/b/c");
	scratch_file(abc, "f", "deep", 4);
	*ret_dir = take_ptr(&dir);
	return open_dir(*ret_dir);
}

static int
beneath(int dirfd, const char *path, int flags)
{
	return io_open_beneath(dirfd, path, strlen(path), flags);
}

static bool
same_inode(int a, int b)
{
	struct stat st_a;
	struct stat st_b;

	ck_assert_int_eq(fstat(a, &st_a), 0);
	ck_assert_int_eq(fstat(b, &st_b), 0);
	return st_a.st_ino == st_b.st_ino && st_a.st_dev == st_b.st_dev;
}

START_TEST(opens_files_and_directories)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	_cleanup_(closep) int file = beneath(dir, "a/b/c/f", O_RDONLY);
	_cleanup_(closep) int c = beneath(dir, "a/b/c", O_RDONLY | O_DIRECTORY);
	_cleanup_(closep) int from_c = beneath(c, "f", O_RDONLY);
	_cleanup_(closep) int c_path = beneath(dir, "a/b/c", O_PATH);
	_cleanup_(closep) int via_path =
		beneath(c_path, "f", O_RDONLY | O_NONBLOCK | O_NOATIME);
	char bytes[8];

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(read(file, bytes, sizeof(bytes)), 4);
	ck_assert_mem_eq(bytes, "deep", 4);
	ck_assert(same_inode(file, from_c));
	ck_assert(same_inode(file, via_path));
	ck_assert(same_inode(c, c_path));
	ck_assert_int_eq(fcntl(file, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(c_path, F_GETFD), FD_CLOEXEC);
}
END_TEST

START_TEST(nothing_is_the_directory_itself)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	_cleanup_(closep) int again = beneath(dir, "", O_RDONLY | O_DIRECTORY);
	_cleanup_(closep) int held = beneath(dir, "", O_PATH);
	_cleanup_(closep) int file = beneath(dir, "a/b/c/f", O_RDONLY);

	ck_assert(same_inode(dir, again));
	ck_assert(same_inode(dir, held));
	ck_assert_int_ne(dir, again);
	ck_assert_int_eq(beneath(file, "", O_RDONLY), -ENOTDIR);
}
END_TEST

/* Only len bytes count, and a length that is cut inside a name is a name. */
START_TEST(the_length_decides)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	_cleanup_(closep) int a = io_open_beneath(dir, "a/b/c/f", 1, O_PATH);
	_cleanup_(closep) int b = io_open_beneath(dir, "a/bcd", 3, O_PATH);
	_cleanup_(closep) int b_again = beneath(a, "b", O_PATH);

	ck_assert_int_ge(a, 0);
	ck_assert(same_inode(b, b_again));
}
END_TEST

static const char *const malformed[] = {
	"/",
	"/a",
	"/etc/passwd",
	"..",
	"../x",
	"a/..",
	"a/../a",
	"a/b/../..",
	".",
	"./a",
	"a/.",
	"a/./b",
	"a/",
	"a//b",
	"//",
};

START_TEST(refuses_paths_of_another_form)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i % WAYS, &path);

	ck_assert_int_eq(beneath(dir, malformed[_i / WAYS], O_PATH), -EINVAL);
}
END_TEST

START_TEST(refuses_nul_and_creation)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	struct stat st;

	ck_assert_int_eq(io_open_beneath(dir, "a\0b", 3, O_PATH), -EINVAL);
	ck_assert_int_eq(io_open_beneath(dir, "\0", 1, O_PATH), -EINVAL);
	ck_assert_int_eq(beneath(dir, "new", O_RDWR | O_CREAT), -EINVAL);
	ck_assert_int_eq(beneath(dir, "a", O_RDWR | O_TMPFILE), -EINVAL);
	ck_assert_int_lt(fstatat(dir, "new", &st, 0), 0);
}
END_TEST

START_TEST(reports_what_is_not_there)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	char name[NAME_LEN + 2];

	ck_assert_int_eq(beneath(dir, "x", O_RDONLY), -ENOENT);
	ck_assert_int_eq(beneath(dir, "a/x/c", O_RDONLY), -ENOENT);
	ck_assert_int_eq(beneath(dir, "a/b/c/f/x", O_RDONLY), -ENOTDIR);
	ck_assert_int_eq(beneath(dir, "a/b/c/f", O_RDONLY | O_DIRECTORY),
		-ENOTDIR);
	ck_assert_int_eq(beneath(dir, "a", O_WRONLY), -EISDIR);
	ck_assert_int_eq(beneath(-1, "a", O_PATH), -EBADF);
	memset(name, 'n', sizeof(name));
	name[NAME_LEN + 1] = '\0';
	ck_assert_int_eq(beneath(dir, name, O_PATH), -ENAMETOOLONG);
}
END_TEST

/* ---- Symbolic links ---- */

/* "a/b/c/f" with component n behind a link that leads to the same place. */
static const char *const linked[] = { "a", "a/b", "a/b/c", "a/b/c/f" };

START_TEST(follows_a_link_in_no_component)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i % WAYS, &path);
	_cleanup_(freep) char *target = scratch_path(path, "real");
	const char *name = linked[_i / WAYS];

	ck_assert_int_eq(renameat(dir, name, dir, "real"), 0);
	ck_assert_int_eq(symlinkat(target, dir, name), 0);
	ck_assert_int_eq(beneath(dir, "a/b/c/f", O_RDONLY), -ELOOP);
	ck_assert_int_eq(beneath(dir, name, O_RDONLY), -ELOOP);
	ck_assert_int_eq(beneath(dir, name, O_RDONLY | O_DIRECTORY), -ELOOP);
	ck_assert_int_eq(beneath(dir, name, O_PATH | O_DIRECTORY), -ELOOP);
}
END_TEST

START_TEST(o_path_opens_the_last_link_itself)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	_cleanup_(closep) int fd = -1;
	struct stat st;

	scratch_symlink(path, "a/link", "b");
	fd = beneath(dir, "a/link", O_PATH);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(beneath(fd, "c", O_PATH), -ENOTDIR);
}
END_TEST

START_TEST(a_magic_link_is_a_link)
{
	_cleanup_(closep) int proc = open_dir("/proc/self");

	io_set_openat2(_i == 0);
	ck_assert_int_eq(beneath(proc, "root/etc", O_PATH), -ELOOP);
	ck_assert_int_eq(beneath(proc, "cwd", O_RDONLY | O_DIRECTORY), -ELOOP);
}
END_TEST

struct swapper {
	int dir;
	atomic_bool is_over;
};

/* Exchanges the directory "a" and the link "evil", again and again. */
static void
swap(void *arg)
{
	struct swapper *s = arg;

	while (!atomic_load(&s->is_over))
		(void)renameat2(s->dir, "a", s->dir, "evil", RENAME_EXCHANGE);
}

START_TEST(a_swapped_directory_leads_nowhere)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(freep) char *outside = scratch_dir();
	_cleanup_(freep) char *secret = scratch_path(outside, "b");
	_cleanup_(closep) int dir = open_tree(_i, &path);
	struct swapper s = { .dir = dir };
	struct thread *t = NULL;
	int n_opened = 0;

	scratch_mkdir(outside, "b");
	scratch_file(secret, "secret", "x", 1);
	scratch_symlink(path, "evil", outside);
	ck_assert_int_eq(thread_start(&t, swap, &s), 0);
	/* On a busy machine the swapper may rest for long with the link in
	 * place: go on until an open was let through. */
	for (int i = 0; i < 5000 || (n_opened == 0 && i < 50000000); i++) {
		_cleanup_(closep) int fd = beneath(dir, "a/b", O_PATH);
		struct stat st;

		if (fd < 0) {
			ck_assert_msg(fd == -ELOOP || fd == -ENOENT ||
					fd == -ENOTDIR,
				"%s", strerror(-fd));
			continue;
		}
		n_opened++;
		ck_assert_int_lt(fstatat(fd, "secret", &st, 0), 0);
		ck_assert_int_eq(fstatat(fd, "c/f", &st, 0), 0);
	}
	atomic_store(&s.is_over, true);
	thread_join(t);
	ck_assert_int_gt(n_opened, 0);
}
END_TEST

/* ---- Beyond PATH_MAX ---- */

static void
deep_path(struct strbuf *ret, const char *name, size_t len, unsigned int depth)
{
	strbuf_truncate(ret, 0);
	while (depth-- > 0)
		path_append(ret, name, len);
}

struct deep_case {
	size_t name_len;
	unsigned int depth;
};

/* Around one chunk of 4096, and far beyond; some end right on the edge. */
static const struct deep_case deep_cases[] = {
	{ 1, 2046 },
	{ 1, 2047 },
	{ 1, 2048 },
	{ 1, 2049 },
	{ 1, 4096 },
	{ 1, 6000 },
	{ 255, 15 },
	{ 255, 16 },
	{ 255, 17 },
	{ 255, 32 },
	{ 255, 200 },
	{ 63, 63 },
	{ 63, 64 },
	{ 63, 65 },
	{ 64, 63 },
	{ 254, 100 },
};

START_TEST(opens_paths_of_any_length)
{
	const struct deep_case *c = &deep_cases[_i / WAYS];
	_cleanup_(freep) char *path = NULL;
	_cleanup_(strbuf_clear) struct strbuf deep = STRBUF_INIT;
	_cleanup_(closep) int dir = open_tree(_i % WAYS, &path);
	_cleanup_(closep) int deepest = -1;
	_cleanup_(closep) int found = -1;
	_cleanup_(closep) int file = -1;
	char name[NAME_LEN + 1];

	memset(name, 'n', c->name_len);
	name[c->name_len] = '\0';
	deepest = scratch_deep(path, name, c->depth);
	deep_path(&deep, name, c->name_len, c->depth);
	found = io_open_beneath(dir, deep.buf, deep.len,
		O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(found, 0);
	ck_assert(same_inode(found, deepest));

	file = openat(deepest, "f", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(io_open_beneath(dir, deep.buf, deep.len - 1, O_PATH),
		c->name_len > 1 ? -ENOENT : -EINVAL);
	path_append(&deep, "f", 1);
	closep(&found);
	found = io_open_beneath(dir, deep.buf, deep.len, O_RDONLY);
	ck_assert_int_ge(found, 0);
	ck_assert(same_inode(found, file));
}
END_TEST

/* The link lies at the end of the first chunk, or right behind it. */
START_TEST(follows_no_link_at_the_edge_of_a_chunk)
{
	unsigned int depth = 14 + (unsigned int)_i / WAYS;
	_cleanup_(freep) char *path = NULL;
	_cleanup_(strbuf_clear) struct strbuf deep = STRBUF_INIT;
	_cleanup_(closep) int dir = open_tree(_i % WAYS, &path);
	_cleanup_(closep) int at = -1;
	char name[NAME_LEN + 1];

	memset(name, 'n', NAME_LEN);
	name[NAME_LEN] = '\0';
	at = scratch_deep(path, name, depth);
	ck_assert_int_eq(mkdirat(at, "real", 0700), 0);
	ck_assert_int_eq(symlinkat("real", at, name), 0);
	{
		_cleanup_(closep) int real =
			openat(at, "real", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		closep(&at);
		at = take_fd(&real);
	}
	for (int i = 0; i < 20; i++) {
		int below;

		ck_assert_int_eq(mkdirat(at, name, 0700), 0);
		below = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		ck_assert_int_ge(below, 0);
		closep(&at);
		at = below;
	}
	deep_path(&deep, name, NAME_LEN, depth + 1 + 20);
	ck_assert_int_eq(io_open_beneath(dir, deep.buf, deep.len, O_PATH),
		-ELOOP);
}
END_TEST

START_TEST(a_name_longer_than_any_is_refused)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	_cleanup_(closep) int dir = open_tree(_i, &path);

	for (int i = 0; i < 10000; i++)
		strbuf_addc(&name, 'n');
	for (size_t len = 4090; len < 4100; len++)
		ck_assert_int_eq(io_open_beneath(dir, name.buf, len, O_PATH),
			-ENAMETOOLONG);
	ck_assert_int_eq(beneath(dir, name.buf, O_PATH), -ENAMETOOLONG);
	strbuf_adds(&name, "/a");
	ck_assert_int_eq(beneath(dir, name.buf, O_PATH), -ENAMETOOLONG);
}
END_TEST

START_TEST(leaves_no_descriptor_open)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(strbuf_clear) struct strbuf deep = STRBUF_INIT;
	_cleanup_(closep) int dir = open_tree(_i, &path);
	int next = dup(dir);
	int after;

	(void)close(next);
	(void)close(scratch_deep(path, "nnnnnnnnn", 1000));
	deep_path(&deep, "nnnnnnnnn", 9, 1000);
	after = io_open_beneath(dir, deep.buf, deep.len, O_PATH);
	ck_assert_int_ge(after, 0);
	(void)close(after);
	path_append(&deep, "missing", 7);
	ck_assert_int_eq(io_open_beneath(dir, deep.buf, deep.len, O_PATH),
		-ENOENT);
	after = dup(dir);
	ck_assert_int_eq(after, next);
	(void)close(after);
}
END_TEST

/* ---- A kernel, or a filter in front of it, without openat2() ---- */

/* 1 when the filter could not be set up here. */
static int
refuse_openat2(unsigned int errnum)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | errnum),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0;
}

START_TEST(falls_back_when_openat2_is_refused)
{
	static const unsigned int refusals[] = { ENOSYS, EPERM };
	_cleanup_(freep) char *path = NULL;
	_cleanup_(closep) int dir = open_tree(0, &path);
	int status = 0;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int fd;

		if (refuse_openat2(refusals[_i]))
			_exit(0); /* no filters here: nothing to refuse */
		fd = beneath(dir, "a/b/c/f", O_RDONLY);
		if (fd < 0)
			_exit(1);
		scratch_symlink(path, "link", "a");
		_exit(beneath(dir, "link/b", O_PATH) == -ELOOP ? 0 : 2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void
add_open_tests(TCase *tc)
{
	tcase_add_loop_test(tc, opens_files_and_directories, 0, WAYS);
	tcase_add_loop_test(tc, nothing_is_the_directory_itself, 0, WAYS);
	tcase_add_loop_test(tc, the_length_decides, 0, WAYS);
	tcase_add_loop_test(tc, refuses_paths_of_another_form, 0,
		WAYS * (int)(sizeof(malformed) / sizeof(malformed[0])));
	tcase_add_loop_test(tc, refuses_nul_and_creation, 0, WAYS);
	tcase_add_loop_test(tc, reports_what_is_not_there, 0, WAYS);
	tcase_add_loop_test(tc, follows_a_link_in_no_component, 0,
		WAYS * (int)(sizeof(linked) / sizeof(linked[0])));
	tcase_add_loop_test(tc, o_path_opens_the_last_link_itself, 0, WAYS);
	tcase_add_loop_test(tc, a_magic_link_is_a_link, 0, WAYS);
	tcase_add_loop_test(tc, a_swapped_directory_leads_nowhere, 0, WAYS);
	tcase_add_loop_test(tc, opens_paths_of_any_length, 0,
		WAYS * (int)(sizeof(deep_cases) / sizeof(deep_cases[0])));
	tcase_add_loop_test(tc, follows_no_link_at_the_edge_of_a_chunk, 0,
		WAYS * 4);
	tcase_add_loop_test(tc, a_name_longer_than_any_is_refused, 0, WAYS);
	tcase_add_loop_test(tc, leaves_no_descriptor_open, 0, WAYS);
	tcase_add_loop_test(tc, falls_back_when_openat2_is_refused, 0, 2);
}

Suite *
suite_io_open(void)
{
	Suite *s = suite_create("io_open");
	TCase *tc = tcase_create("open");

	tcase_set_timeout(tc, 60); /* valgrind is slow */
	add_open_tests(tc);
	suite_add_tcase(s, tc);
	return s;
}

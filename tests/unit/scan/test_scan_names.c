/* SPDX-License-Identifier: MIT */
/*
 * scan_run() on what file systems allow and programs trip over: names of any
 * bytes, files of any type, times and sizes far out, trees deeper than
 * PATH_MAX and than there are descriptors.
 */
#include "scan/scan.h"

#include "lib/scanned.h"
#include "lib/scratch.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

Suite *suite_scan_names(void);

static void
must_complete(const struct scan_result *r, int64_t added)
{
	ck_assert_int_eq(r->status, SCAN_COMPLETE);
	ck_assert_int_eq(r->row.added, added);
	ck_assert_int_eq(r->row.modified, 0);
	ck_assert_int_eq(r->row.removed, 0);
	ck_assert_int_eq(r->row.problems, 0);
}

static int64_t
count_name(struct scanned *s, const char *name)
{
	_cleanup_(strbuf_clear) struct strbuf hex = STRBUF_INIT;

	for (const char *p = name; *p; p++)
		strbuf_addf(&hex, "%02x", (unsigned int)(unsigned char)*p);
	return scanned_number(s,
		"SELECT count(*) FROM entry WHERE name = x'%s'", hex.buf);
}

/* --- names ---------------------------------------------------------------- */

START_TEST(every_byte_in_a_name)
{
	struct scanned s;
	char name[4] = "xyz";

	scanned_init(&s);
	for (int c = 1; c < 256; c++) {
		if (c == '/')
			continue;
		name[1] = (char)c;
		scratch_file(s.dir, name, "", 0);
	}
	must_complete(scanned_again(&s), 255);
	for (int c = 1; c < 256; c++) {
		name[1] = (char)c;
		ck_assert_int_eq(count_name(&s, name), c == '/' ? 0 : 1);
	}
	must_complete(scanned_again(&s), 0);
	scanned_free(&s);
}
END_TEST

static const char *const odd_names[] = { "-rf", "--db=x", " ", "\t", "\n",
	"a\nb", "..x", "...", "'", "\"", "$(x)", "`x`", "%s%n", "*", "?", "[",
	"\\", "\x1b[31m", "\xff", "\xc3\x28", "\xed\xa0\x80", "NULL", "0",
	"caf\xc3\xa9", "cafe\xcc\x81", "A", "a" };

START_TEST(odd_names_as_files_and_directories)
{
	size_t n = sizeof(odd_names) / sizeof(*odd_names);
	struct scanned s;
	char longest[256];

	scanned_init(&s);
	memset(longest, 'L', 255);
	longest[255] = '\0';
	scratch_mkdir(s.dir, "files");
	_cleanup_(freep) char *files = scratch_path(s.dir, "files");
	for (size_t i = 0; i < n; i++) {
		_cleanup_(freep) char *dir = NULL;

		scratch_file(files, odd_names[i], "", 0);
		scratch_mkdir(s.dir, odd_names[i]);
		dir = scratch_path(s.dir, odd_names[i]);
		scratch_file(dir, odd_names[i], "", 0);
	}
	scratch_file(s.dir, longest, "", 0);
	must_complete(scanned_again(&s), (int64_t)(3 * n + 3));
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(count_name(&s, odd_names[i]), 3);
	ck_assert_int_eq(count_name(&s, longest), 1);
	must_complete(scanned_again(&s), 0);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

/* --- types --------------------------------------------------------------- */

static void
make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(path), sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
		0);
	ck_assert_int_eq(close(fd), 0);
}

static int64_t
count_type(struct scanned *s, char type)
{
	return scanned_number(s, "SELECT count(*) FROM files WHERE type = '%c'",
		type);
}

/* None is opened: a FIFO would hang, a device would do who knows what. */
START_TEST(every_type_of_file)
{
	struct scanned s;
	int64_t n = 7;
	bool device;

	scanned_init(&s);
	_cleanup_(freep) char *fifo = scratch_path(s.dir, "fifo");
	_cleanup_(freep) char *sock = scratch_path(s.dir, "socket");
	_cleanup_(freep) char *tty = scratch_path(s.dir, "char");
	_cleanup_(freep) char *disk = scratch_path(s.dir, "block");
	ck_assert_int_eq(mkfifo(fifo, 0644), 0);
	make_socket(sock);
	scratch_symlink(s.dir, "dangling", "nowhere");
	scratch_symlink(s.dir, "loop", "loop");
	scratch_symlink(s.dir, "up", "..");
	scratch_symlink(s.dir, "root", "/");
	device = mknod(tty, S_IFCHR | 0600, makedev(5, 0)) == 0 &&
		mknod(disk, S_IFBLK | 0600, makedev(7, 9)) == 0;
	n += device ? 2 : 0;
	must_complete(scanned_again(&s), n);
	ck_assert_int_eq(count_type(&s, 'p'), 1);
	ck_assert_int_eq(count_type(&s, 's'), 1);
	ck_assert_int_eq(count_type(&s, 'l'), 4);
	ck_assert_int_eq(count_type(&s, 'c'), device ? 1 : 0);
	ck_assert_int_eq(count_type(&s, 'b'), device ? 1 : 0);
	must_complete(scanned_again(&s), 0);
	scanned_free(&s);
}
END_TEST

/* --- numbers -------------------------------------------------------------- */

START_TEST(sizes_beyond_32_bits)
{
	static const int64_t sizes[] = { 0, 1, INT64_C(0x7fffffff),
		INT64_C(0x80000000), INT64_C(0x100000000), INT64_C(0x100000001),
		INT64_C(0x3fffffff000) };
	struct scanned s;

	scanned_init(&s);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		_cleanup_(freep) char *path = NULL;
		char name[24];

		(void)snprintf(name, sizeof(name), "%lld", (long long)sizes[i]);
		scratch_file(s.dir, name, "", 0);
		path = scratch_path(s.dir, name);
		ck_assert_int_eq(truncate(path, sizes[i]), 0);
	}
	must_complete(scanned_again(&s), 8);
	ck_assert_int_eq(scanned_number(&s,
				 "SELECT count(*) FROM files"
				 " WHERE size = CAST(name AS INTEGER)"),
		7);
	ck_assert_int_eq(s.results[0].row.bytes, INT64_C(4410931408897));
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

START_TEST(times_far_out)
{
	static const time_t times[] = { 0, -1, -1000000000, 2147483647,
		2147483648, 4294967295, 4294967296, 5000000000 };
	struct scanned s;

	scanned_init(&s);
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		const struct timespec want[2] = { { times[i], 5 },
			{ times[i], 999999999 } };
		_cleanup_(freep) char *path = NULL;
		char name[24];
		struct stat st;
		int64_t ns;

		(void)snprintf(name, sizeof(name), "%lld", (long long)times[i]);
		scratch_file(s.dir, name, "", 0);
		path = scratch_path(s.dir, name);
		ck_assert_int_eq(utimensat(AT_FDCWD, path, want, 0), 0);
		ck_assert_int_eq(lstat(path, &st), 0);
		ns = times[i] * INT64_C(1000000000) + 999999999;
		if (st.st_mtim.tv_sec != times[i] ||
			st.st_mtim.tv_nsec != 999999999)
			continue; /* the file system clamps it */
		(void)scanned_again(&s);
		ck_assert_int_eq(scanned_number(&s,
					 "SELECT mtime_ns FROM files"
					 " WHERE name = '%s'",
					 name),
			ns);
	}
	(void)scanned_again(&s);
	must_complete(scanned_again(&s), 0);
	scanned_free(&s);
}
END_TEST

/* --- depth ---------------------------------------------------------------- */

/* The deepest file is found, however far it is beyond PATH_MAX. */
static void
scan_deep(const char *name, unsigned int depth, unsigned int jobs)
{
	struct scanned s;
	int fd;
	int file;

	scanned_init(&s);
	fd = scratch_deep(s.dir, name, depth);
	file = openat(fd, "bottom", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	ck_assert_int_ge(file, 0);
	(void)close(file);
	(void)close(fd);
	s.options.jobs = jobs;
	must_complete(scanned_again(&s), (int64_t)depth + 2);
	ck_assert_int_eq(count_name(&s, "bottom"), 1);
	ck_assert_int_eq(
		scanned_number(&s,
			"SELECT d.files * 100000 +"
			" d.directories FROM directory AS d JOIN root AS r"
			" ON r.dir_id = d.id"),
		100000 + (int64_t)depth);
	must_complete(scanned_again(&s), 0);
	scanned_free(&s);
}

START_TEST(deep_short_names)
{
	scan_deep("d", 3000, _i == 0 ? 1 : 4);
}
END_TEST

START_TEST(deep_long_names)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	scan_deep(name, 1000, _i == 0 ? 1 : 4);
}
END_TEST

/* For the child process of a test. */
static void
limit_descriptors(rlim_t n)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = n;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static const rlim_t few[] = { 24, 32, 48, 64 };

START_TEST(few_descriptors)
{
	const char *fork = getenv("CK_FORK");
	struct rlimit before;

	if (fork && strcmp(fork, "no") == 0)
		return; /* the limit would hold for the tests to come */
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit_descriptors(few[_i % 4]);
	scan_deep("few", 400, _i < 4 ? 1 : 8);
}
END_TEST

/* A wide tree, too: every walker at its deepest at the same time. */
START_TEST(few_descriptors_wide)
{
	const char *fork = getenv("CK_FORK");
	struct scanned s;
	char name[32];

	if (fork && strcmp(fork, "no") == 0)
		return;
	scanned_init(&s);
	for (int i = 0; i < 12; i++) {
		int fd;

		(void)snprintf(name, sizeof(name), "w%d", i);
		fd = scratch_deep(s.dir, name, 60);
		(void)close(fd);
	}
	limit_descriptors(few[_i]);
	must_complete(scanned_again(&s), 12 * 60 + 1);
	s.options.jobs = 16;
	must_complete(scanned_again(&s), 0);
	scanned_free(&s);
}
END_TEST

/* A directory of many names takes one walker a while. */
START_TEST(wide_directory)
{
	struct scanned s;
	char name[300];

	scanned_init(&s);
	scratch_mkdir(s.dir, "wide");
	for (int i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "%s/wide/%d", s.dir, i);
		ck_assert_int_eq(symlink("x", name), 0);
	}
	must_complete(scanned_again(&s), 20002);
	must_complete(scanned_again(&s), 0);
	scanned_check(&s);
	scanned_free(&s);
}
END_TEST

Suite *
suite_scan_names(void)
{
	Suite *s = suite_create("scan_names");
	TCase *tc = tcase_create("scan_names");

	tcase_add_test(tc, every_byte_in_a_name);
	tcase_add_test(tc, odd_names_as_files_and_directories);
	tcase_add_test(tc, every_type_of_file);
	tcase_add_test(tc, sizes_beyond_32_bits);
	tcase_add_test(tc, times_far_out);
	tcase_add_loop_test(tc, deep_short_names, 0, 2);
	tcase_add_loop_test(tc, deep_long_names, 0, 2);
	tcase_add_loop_test(tc, few_descriptors, 0, 8);
	tcase_add_loop_test(tc, few_descriptors_wide, 0, 4);
	tcase_add_test(tc, wide_directory);
	suite_add_tcase(s, tc);
	return s;
}

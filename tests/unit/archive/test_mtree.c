/* SPDX-License-Identifier: MIT */
#include "archive/mtree.h"

#include "util/strbuf.h"

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define N_NAMES 9000 /* more than two batches */

static char *text;
static size_t text_len;

static void
add(struct mtree *m, const char *path, uint32_t mode, int64_t size)
{
	struct entry e = { .mode = mode };
	struct error err = ERROR_INIT;

	e.size_bytes = size;
	e.mtime_ns = -1500000000;
	e.uid = 7;
	e.gid = 8;
	e.nlink = 1;
	ck_assert_msg(mtree_add(m, path, &e, &err) == 0, "%s", err.text);
}

static struct mtree *
list_to(FILE *stream)
{
	struct error err = ERROR_INIT;
	struct mtree *m = NULL;

	ck_assert_msg(mtree_new(&m, stream, &err) == 0, "%s", err.text);
	return m;
}

static void
write_list(bool is_empty)
{
	struct error err = ERROR_INIT;
	FILE *stream = open_memstream(&text, &text_len);
	struct mtree *m = list_to(stream);
	char path[32];

	if (!is_empty) {
		add(m, "", S_IFDIR | 0755, 0);
		add(m, "a\nb \\\xff", S_IFREG | 04755, 3);
		add(m, "link", S_IFLNK | 0777, 5);
	}
	for (int i = 0; !is_empty && i < N_NAMES; i++) {
		(void)snprintf(path, sizeof(path), "d/e/%d", i);
		add(m, path, S_IFREG | 0600, i);
	}
	ck_assert_msg(mtree_end(m, &err) == 0, "%s", err.text);
	mtree_free(m);
	ck_assert_int_eq(fclose(stream), 0);
}

static struct archive *
read_list(void)
{
	struct archive *a = archive_read_new();

	ck_assert_int_eq(archive_read_support_format_mtree(a), ARCHIVE_OK);
	ck_assert_msg(archive_read_open_memory(a, text, text_len) == ARCHIVE_OK,
		"%s", archive_error_string(a));
	return a;
}

START_TEST(libarchive_reads_all_of_it)
{
	struct archive *a;
	struct archive_entry *e;
	int64_t sum = 0;
	int n = 0;

	write_list(false);
	a = read_list();
	while (archive_read_next_header(a, &e) == ARCHIVE_OK) {
		const char *path = archive_entry_pathname(e);

		n++;
		ck_assert_int_eq(archive_entry_mtime(e), -2);
		ck_assert_int_eq(archive_entry_mtime_nsec(e), 500000000);
		ck_assert_int_eq(archive_entry_uid(e), 7);
		if (strncmp(path, "./d/e/", 6) == 0)
			sum += archive_entry_size(e);
		if (strcmp(path, "./a\nb \\\xff") == 0)
			ck_assert_uint_eq(archive_entry_mode(e),
				S_IFREG | 04755);
	}
	ck_assert_int_eq(n, N_NAMES + 3);
	ck_assert_int_eq(sum, (int64_t)N_NAMES * (N_NAMES - 1) / 2);
	(void)archive_read_free(a);
	free(text);
}
END_TEST

START_TEST(an_empty_list_is_a_list)
{
	write_list(true);
	ck_assert_str_eq(text, "#mtree\n");
	free(text);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	struct error err = ERROR_INIT;
	FILE *full = fopen("/dev/full", "w");
	struct mtree *m = list_to(full);

	ck_assert_ptr_nonnull(full);
	add(m, "", S_IFDIR | 0755, 0);
	ck_assert_int_eq(mtree_end(m, &err), -ENOSPC);
	mtree_free(m);
	/* One that was not ended writes nothing and leaks nothing. */
	m = list_to(full);
	add(m, "", S_IFDIR | 0755, 0);
	mtree_free(m);
	(void)fclose(full);
}
END_TEST

Suite *suite_mtree(void);

Suite *
suite_mtree(void)
{
	Suite *s = suite_create("mtree");
	TCase *tc = tcase_create("mtree");

	tcase_add_test(tc, libarchive_reads_all_of_it);
	tcase_add_test(tc, an_empty_list_is_a_list);
	tcase_add_test(tc, a_full_disk_is_told);
	suite_add_tcase(s, tc);
	return s;
}

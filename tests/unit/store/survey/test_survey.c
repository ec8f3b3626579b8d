/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "store/scope.h"
#include "store/survey/survey.h"
#include "lib/scratch.h"
#include "util/interrupt.h"
#include "util/strbuf.h"

#include <errno.h>
#include <signal.h>

static struct store *store;
static int64_t volume_id;
static int64_t top;
static int64_t sub;
static struct strbuf seen;

static void
setup(void)
{
	struct entry linked = file_entry("linked", 9, 70);

	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	sub = add_dir(store, volume_id, top, "sub");
	add_file(store, top, "a", 1, 100);
	add_file(store, sub, "b", 2, 200);
	linked.nlink = 2;
	ok(store_add_entry(store, sub, &linked, 0, err));
	ok(store_commit(store, err));
	seen = (struct strbuf)STRBUF_INIT;
}

static void
teardown(void)
{
	interrupt_set(0);
	strbuf_clear(&seen);
	store_close(store);
}

static void
visit(const struct stored_entry *e, void *arg)
{
	(void)arg;
	if (e->dir_id == 0) /* the volume's own root */
		return;
	strbuf_addf(&seen, "%.*s %lld/%lld%s ", (int)e->name_len, e->name,
		(long long)e->size_bytes, (long long)e->mtime_ns,
		e->volume_id == volume_id && e->inode == 9 ? " inode 9" : "");
}

static const char *
run(bool is_scoped)
{
	const struct survey_job job = { .visit = visit,
		.is_scoped = is_scoped };

	strbuf_truncate(&seen, 0);
	ok(store_survey(store, &job, err));
	return seen.buf;
}

/* Of what has several links the volume is told. */
START_TEST(looks_at_all_names_or_the_scope)
{
	ck_assert_str_eq(run(false),
		"a 100/1000 sub 4096/1000 b 200/1000 linked 70/1000 inode 9 ");
	ok(store_scope_add_entry(store, top, "a", 1, err));
	ck_assert_str_eq(run(true), "a 100/1000 ");
	ok(store_scope_add_directory(store, sub, err));
	ck_assert_str_eq(run(true),
		"b 200/1000 linked 70/1000 inode 9 a 100/1000 ");
}
END_TEST

START_TEST(an_interrupt_ends_it)
{
	struct error error = ERROR_INIT;
	const struct survey_job job = { .visit = visit };

	/* The store looks now and then only, and all of this is sooner. */
	ok(query_exec(store,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		" SELECT i + 1 FROM n WHERE i < 20000) "
		"INSERT INTO entry (dir_id, name, size, mtime, lag, inode,"
		" attribute_id, nlink, blocks)"
		" SELECT 1, CAST(i AS BLOB), 1, 1, 0, i, 1, 1, 1 FROM n",
		err));
	interrupt_set(SIGINT);
	ck_assert_int_eq(store_survey(store, &job, &error), -EINTR);
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	interrupt_set(0);
	ok(store_survey(store, &job, err));
}
END_TEST

START_TEST(lists_attributes)
{
	struct survey_attribute *list = NULL;
	size_t n = 0;
	size_t n_regular = 0;

	ok(store_attributes(store, &list, &n, err));
	for (size_t i = 0; i < n; i++)
		n_regular += list[i].mode == (S_IFREG | 0644);
	ck_assert_uint_eq(n_regular, 1);
	free(list);
}
END_TEST

START_TEST(a_store_beside_sees_the_same_or_is_none)
{
	_cleanup_(freep) char *dir = scratch_dir();
	_cleanup_(freep) char *path = scratch_path(dir, "db");
	struct store *writer;
	struct store *reader = NULL;
	struct store *beside = NULL;

	/* There is no second one of what is in memory. */
	ck_assert_int_eq(store_open_beside(&beside, store, NULL), 0);

	writer = open_store(path);
	ok(store_begin(writer, err));
	volume_id = add_volume(writer, "uuid:1", "/mnt");
	top = make_directory(writer, volume_id, "");
	ok(store_commit(writer, err));
	ok(store_open(&reader, path, STORE_READ, err));
	ok(store_begin(reader, err));
	ck_assert_int_eq(store_open_beside(&beside, reader, NULL), 1);
	store_close(beside);

	/* What the reader has pinned is not what is there now. */
	ok(store_begin(writer, err));
	add_file(writer, top, "new", 3, 1);
	ok(store_commit(writer, err));
	beside = NULL;
	ck_assert_int_eq(store_open_beside(&beside, reader, NULL), 0);
	ck_assert_ptr_null(beside);
	store_close(reader);
	store_close(writer);
}
END_TEST

Suite *suite_survey(void);

Suite *
suite_survey(void)
{
	Suite *s = suite_create("survey");
	TCase *t = tcase_create("survey");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, looks_at_all_names_or_the_scope);
	tcase_add_test(t, an_interrupt_ends_it);
	tcase_add_test(t, lists_attributes);
	tcase_add_test(t, a_store_beside_sees_the_same_or_is_none);
	suite_add_tcase(s, t);
	return s;
}

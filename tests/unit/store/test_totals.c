/* SPDX-License-Identifier: MIT */
/* Random trees, changed at random: the sums must equal a slow recomputation
 * from the entries alone. */
#include "lib/random.h"
#include "store/moves.h"
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>

#define N_STEPS 1500

static const char recompute[] =
	"WITH RECURSIVE up (dir_id, f, d, b, k, l) AS ("
	" SELECT e.dir_id, (a.mode & 61440) <> 16384, (a.mode & 61440) = 16384,"
	"  iif((a.mode & 61440) = 32768 AND e.nlink <= 1, e.size, 0),"
	"  iif((a.mode & 61440) = 32768 AND e.nlink <= 1, e.blocks, 0),"
	"  (a.mode & 61440) = 32768 AND e.nlink > 1"
	" FROM entry AS e JOIN attribute AS a ON a.id = e.attribute_id"
	" WHERE a.mode <> 0 AND e.dir_id <> 0"
	" UNION ALL"
	" SELECT p.parent_id, f, d, b, k, l FROM up"
	" JOIN directory AS p ON p.id = up.dir_id WHERE p.parent_id <> 0"
	"), s AS ("
	" SELECT dir_id, sum(f) AS f, sum(d) AS d, sum(b) AS b, sum(k) AS k,"
	" sum(l) AS l FROM up GROUP BY dir_id"
	") SELECT count(*) FROM directory AS r LEFT JOIN s ON s.dir_id = r.id"
	" WHERE r.files <> coalesce(f, 0) OR r.directories <> coalesce(d, 0)"
	" OR r.bytes <> coalesce(b, 0) OR r.blocks <> coalesce(k, 0)"
	" OR r.linked <> coalesce(l, 0)";

/* Directories whose row and entry do not agree on their place. */
static const char astray[] =
	"SELECT count(*) FROM directory AS d LEFT JOIN entry AS e"
	" ON e.dir_id = d.parent_id AND e.name = d.name"
	" WHERE d.parent_id <> 0"
	" AND (e.child_id IS NOT d.id OR d.inode <> e.inode)";

/* Any directory that is still there. */
static int64_t
pick_directory(struct store *store)
{
	char sql[128];

	(void)snprintf(sql, sizeof(sql),
		"SELECT id FROM directory WHERE id >= %u ORDER BY id LIMIT 1",
		any((size_t)number(store, "SELECT max(id) FROM directory")) +
			1);
	return number(store, sql);
}

static struct entry
random_file(const char *name)
{
	struct entry e = file_entry(name, (uint64_t)any(40), any(9000));

	e.nlink = any(4) == 0 ? 2 : 1;
	if (any(8) == 0)
		e.mode = S_IFLNK | 0777;
	return e;
}

/* To where it may be refused: below itself, or a volume's own root. */
static void
move_directory(struct store *store)
{
	struct entry e = file_entry("", (uint64_t)any(40), 4096);
	struct error error = ERROR_INIT;
	int64_t dir = pick_directory(store);
	int64_t to = pick_directory(store);
	char name[8];

	(void)snprintf(name, sizeof(name), "n%u", any(12));
	e.name = name;
	e.name_len = strlen(name);
	e.mode = S_IFDIR | 0755;
	if (store_move_directory(store, 1, dir, to, &e, &error) == 0)
		ck_assert_int_eq(get_entry(store, to, name).child_id, dir);
	else
		ck_assert_msg(error.code == -EINVAL || error.code == -EXDEV,
			"%s", error.text);
}

static void
step(struct store *store, int64_t volume_id)
{
	int64_t dir = pick_directory(store);
	char name[8];
	struct entry e;
	struct known_entry was;
	struct error error = ERROR_INIT;
	int64_t removed = 0;
	int known;

	if (any(6) == 0) {
		move_directory(store);
		return;
	}
	(void)snprintf(name, sizeof(name), "n%u", any(12));
	e = random_file(name);
	known = store_entry(store, &was, dir, name, strlen(name), &error);
	ck_assert_int_ge(known, 0);
	if (known == 0 && any(3) == 0)
		(void)add_dir(store, volume_id, dir, name);
	else if (known == 0)
		ok(store_add_entry(store, dir, &e, 0, err));
	else if (any(4) == 0)
		ok(store_remove_entry(store, dir, name, strlen(name), &removed,
			err));
	else if (was.child_id == 0)
		ok(store_change_entry(store, dir, &was, &e, 0, err));
	else if (any(10) == 0) /* a directory became a file */
		ok(store_change_entry(store, dir, &was, &e, 0, err));
}

START_TEST(sums_equal_a_recomputation)
{
	struct store *store = open_store(":memory:");
	int64_t volume_id, ignored;

	random_seed = (uint64_t)_i + 1;
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	ok(store_put_root(store, &ignored,
		make_directory(store, volume_id, "n1/n2"), "{}", err));
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	for (int i = 0; i < N_STEPS; i++) {
		step(store, volume_id);
		if (any(40) != 0)
			continue;
		if (any(5) == 0)
			ok(store_rollback(store, err));
		else
			ok(store_commit(store, err));
		ck_assert_int_eq(number(store, recompute), 0);
		ck_assert_int_eq(number(store, astray), 0);
		ok(store_begin(store, err));
	}
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, recompute), 0);
	ck_assert_int_gt(number(store, "SELECT max(files) FROM directory"), 0);
	store_close(store);
}
END_TEST

START_TEST(a_deep_chain_costs_no_recursion)
{
	struct store *store = open_store(":memory:");
	int64_t volume_id, dir;
	struct totals t;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	dir = make_directory(store, volume_id, "");
	for (int i = 0; i < 5000; i++) {
		dir = add_dir(store, volume_id, dir, "d");
		add_file(store, dir, "f", 1, 10);
	}
	ok(store_commit(store, err));
	ok(store_directory_totals(store, &t, 1, err));
	ck_assert_int_eq(t.files, 5000);
	ck_assert_int_eq(t.directories, 5000);
	ck_assert_int_eq(t.bytes, 50000);
	store_close(store);
}
END_TEST

START_TEST(links_count_once)
{
	struct store *store = open_store(":memory:");
	struct entry e = file_entry("a", 5, 1000);
	struct known_entry was;
	struct totals t;
	int64_t volume_id, top, d;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	d = add_dir(store, volume_id, top, "d");
	e.nlink = 3; /* the third name is not in the catalogue */
	ok(store_add_entry(store, top, &e, 0, err));
	ok(store_add_entry(store, d, &e, 0, err));
	add_file(store, d, "single", 6, 10);
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.files, 2);
	ck_assert_int_eq(t.bytes, 1010);
	ck_assert_int_eq(t.linked, 2);
	ok(store_directory_totals(store, &t, d, err));
	ck_assert_int_eq(t.bytes, 1010);

	/* One name goes, the other has one link left. */
	was = get_entry(store, top, "a");
	e.nlink = 1;
	ok(store_change_entry(store, top, &was, &e, 0, err));
	was = get_entry(store, d, "a");
	e.nlink = 2;
	ok(store_change_entry(store, d, &was, &e, 0, err));
	ok(store_commit(store, err));
	ok(store_directory_totals(store, &t, top, err));
	ck_assert_int_eq(t.linked, 1);
	ck_assert_int_eq(number(store, recompute), 0);
	store_close(store);
}
END_TEST

START_TEST(a_damaged_tree_is_an_error)
{
	struct store *store = open_store(":memory:");
	struct error error = ERROR_INIT;
	int64_t volume_id, d;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	d = make_directory(store, volume_id, "a/b");
	ok(store_commit(store, err));
	ok(query_exec(store, "UPDATE directory SET parent_id = 3 WHERE id = 2",
		err));
	ok(store_begin(store, err));
	add_file(store, d, "f", 1, 1);
	ck_assert_int_lt(store_commit(store, &error), 0);
	ck_assert_ptr_nonnull(strstr(error.text, "damaged"));
	store_close(store);
}
END_TEST

Suite *suite_totals(void);

Suite *
suite_totals(void)
{
	Suite *s = suite_create("totals");
	TCase *tc = tcase_create("totals");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, sums_equal_a_recomputation, 0, 8);
	tcase_add_test(tc, a_deep_chain_costs_no_recursion);
	tcase_add_test(tc, links_count_once);
	tcase_add_test(tc, a_damaged_tree_is_an_error);
	suite_add_tcase(s, tc);
	return s;
}

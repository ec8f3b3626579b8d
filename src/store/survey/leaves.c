/* SPDX-License-Identifier: MIT */
#include "store/survey/leaves.h"

#include "store/internal.h"
#include "store/survey/halves.h"

/* Whom a connection's functions work for. */
struct leaves_look {
	leaf_fn *visit_leaf;
	full_content_fn *visit_content;
	void *arg;
};

static void
assign(struct store *store, void *arg)
{
	store->leaves = arg;
}

static int
run(struct store *store, struct halves_job *job, struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	int r = halves_open(&halves, store, err);

	job->assign = assign;
	return r < 0 ? r : halves_run(&halves, job, err);
}

/* leaf(dir_id, name, size, attribute_id, nlink, inode, content_id) */
static void
sql_leaf(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct leaves_look *look = store->leaves;
	struct leaf leaf = { .dir_id = sqlite3_value_int64(v[0]) };

	(void)n; /* registered with seven arguments */
	sqlite3_result_int(context, 0);
	if (!look || !look->visit_leaf)
		return;
	leaf.name = sqlite3_value_blob(v[1]);
	leaf.name_len = leaf.name ? (size_t)sqlite3_value_bytes(v[1]) : 0;
	leaf.size_bytes = sqlite3_value_int64(v[2]);
	leaf.attribute_id = sqlite3_value_int64(v[3]);
	leaf.nlink = sqlite3_value_int64(v[4]);
	leaf.inode = sqlite3_value_int64(v[5]);
	leaf.content_id = sqlite3_value_int64(v[6]);
	look->visit_leaf(&leaf, look->arg);
}

int
store_leaves(struct store *store, leaf_fn *visit, void *first, void *second,
	struct error *err)
{
	struct leaves_look looks[] = {
		{ .visit_leaf = visit, .arg = first },
		{ .visit_leaf = visit, .arg = second },
	};
	struct halves_job job = { .query = Q_LEAVES,
		.first = &looks[0],
		.second = &looks[1] };
	int r = store_last_directory_id(store, &job.last, err);

	return r < 0 ? r : run(store, &job, err);
}

/* full_content(id, size, covered, copies) */
static void
sql_full_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct leaves_look *look = store->leaves;

	(void)n; /* registered with four arguments */
	sqlite3_result_int(context, 0);
	if (look && look->visit_content &&
		sqlite3_value_int64(v[1]) == sqlite3_value_int64(v[2]))
		look->visit_content(sqlite3_value_int64(v[0]),
			sqlite3_value_int64(v[3]), look->arg);
}

int
store_last_content_id(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_STANDING_LAST, err);
}

int
store_full_contents(struct store *store, full_content_fn *visit, void *arg,
	struct error *err)
{
	struct leaves_look look = { .visit_content = visit, .arg = arg };
	struct halves_job job = { .query = Q_FULL_CONTENTS,
		.first = &look,
		.second = &look };
	int r = store_last_content_id(store, &job.last, err);

	return r < 0 ? r : run(store, &job, err);
}

int
leaves_register(struct store *store, struct error *err)
{
	int r = query_function(store, "leaf", 7, sql_leaf, err);

	return r < 0 ?
		r :
		query_function(store, "full_content", 4, sql_full_content, err);
}

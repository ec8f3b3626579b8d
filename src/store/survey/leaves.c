/* SPDX-License-Identifier: MIT */
#include "store/survey/leaves.h"

#include "store/internal.h"
#include "store/survey/halves.h"

/* Whom a connection's functions work for. */
struct leaves_look {
	struct leaf_visitor visitor;
	content_fn *visit_content;
	void *arg;
};

static void
assign(struct store *store, void *arg)
{
	store->leaves = arg;
}

/* leaf_wanted(dir_id, content_id) */
static void
sql_leaf_wanted(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct leaves_look *look = store->leaves;
	int64_t dir_id = sqlite3_value_int64(v[0]);

	(void)n; /* registered with two arguments */
	sqlite3_result_int(context,
		halves_is_over(store, dir_id) ||
			(look &&
				look->visitor.is_wanted(dir_id,
					sqlite3_value_int64(v[1]), look->arg)));
}

/* leaf(dir_id, name, size, attribute_id, nlink, inode, content_id) */
static void
sql_leaf(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct leaves_look *look = store->leaves;
	struct leaf leaf = { .dir_id = sqlite3_value_int64(v[0]) };
	bool is_over;

	(void)n; /* registered with seven arguments */
	is_over = halves_is_over(store, leaf.dir_id);
	sqlite3_result_int(context, is_over);
	if (!look || is_over)
		return;
	leaf.name = sqlite3_value_blob(v[1]);
	leaf.name_len = leaf.name ? (size_t)sqlite3_value_bytes(v[1]) : 0;
	leaf.size_bytes = sqlite3_value_int64(v[2]);
	leaf.attribute_id = sqlite3_value_int64(v[3]);
	leaf.nlink = sqlite3_value_int64(v[4]);
	leaf.inode = sqlite3_value_int64(v[5]);
	leaf.content_id = sqlite3_value_int64(v[6]);
	look->visitor.visit(&leaf, look->arg);
}

int
store_leaves(struct store *store, const struct leaf_visitor *visitor,
	void *first, void *second, struct error *err)
{
	struct leaves_look looks[] = {
		{ .visitor = *visitor, .arg = first },
		{ .visitor = *visitor, .arg = second },
	};
	struct halves_job job = { .query = Q_LEAVES,
		.has_no_end = true,
		.assign = assign,
		.first = &looks[0],
		.second = &looks[1] };

	return halves_look_at_names(store, &job, err);
}

int
store_has_links(struct store *store, struct error *err)
{
	int64_t any = 0;
	int r = query_i64(store, &any, Q_OTHER_ANY_LINK, err);

	return r < 0 ? r : any != 0;
}

/* full_content(id), and shared_content(id) */
static void
sql_content(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	const struct leaves_look *look = store->leaves;

	(void)n; /* registered with one argument */
	sqlite3_result_int(context, 0);
	if (look && look->visit_content)
		look->visit_content(sqlite3_value_int64(v[0]), look->arg);
}

int
store_last_content_id(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_STANDING_LAST, err);
}

int
store_full_contents(struct store *store, content_fn *visit, void *arg,
	struct error *err)
{
	struct leaves_look look = { .visit_content = visit, .arg = arg };
	struct halves_job job = { .query = Q_FULL_CONTENTS,
		.assign = assign,
		.first = &look,
		.second = &look };
	int r = store_last_content_id(store, &job.last, err);

	return r < 0 ? r : halves_look(store, &job, err);
}

int
store_shared_contents(struct store *store, content_fn *visit, void *arg,
	struct error *err)
{
	const struct leaves_look look = { .visit_content = visit, .arg = arg };
	struct bind b = bind_begin(store, Q_SHARED_CONTENTS);
	int r;

	store->leaves = &look;
	r = bind_run_long(&b, err);
	store->leaves = NULL;
	return r;
}

int
leaves_register(struct store *store, struct error *err)
{
	int r = query_function(store, "leaf", 7, sql_leaf, err);

	if (r == 0)
		r = query_function(store, "leaf_wanted", 2, sql_leaf_wanted,
			err);
	if (r == 0)
		r = query_function(store, "full_content", 1, sql_content, err);
	return r < 0 ?
		r :
		query_function(store, "shared_content", 1, sql_content, err);
}

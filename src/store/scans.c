/* SPDX-License-Identifier: MIT */
#include "store/scans.h"

#include "store/internal.h"
#include "util/clock.h"

#include <string.h>
#include <unistd.h>

/* Once a store, because our own run may be at several roots. */
int
store_settle_killed(struct store *store, struct error *err)
{
	struct bind b;
	int r;

	if (store->scans_settled)
		return 0;
	b = bind_begin(store, Q_SCANS_INTERRUPT);
	r = bind_run(&b, err);
	if (r == 0 && sqlite3_changes(store->db) > 0)
		r = store_adopt_directories(store, err);
	store->scans_settled = r == 0;
	return r;
}

int
store_begin_scan(struct store *store, struct scan_row *row, struct error *err)
{
	char host[256] = "";
	struct bind b;
	int r = store_settle_killed(store, err);

	if (r < 0)
		return r;
	(void)gethostname(host, sizeof(host) - 1); /* empty if it has none */
	b = bind_begin(store, Q_SCAN_ADD);
	bind_i64(&b, row->root_id);
	bind_i64(&b, row->volume_id);
	bind_bytes(&b, row->root_path, strlen(row->root_path));
	bind_i64(&b, row->started_ns);
	bind_text(&b, host);
	bind_i64(&b, getpid());
	r = bind_run(&b, err);
	if (r == 0)
		row->id = sqlite3_last_insert_rowid(store->db);
	return r;
}

int
store_finish_scan(struct store *store, const struct scan_row *row,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_SCAN_FINISH);

	bind_i64(&b, row->id);
	bind_i64(&b, row->finished_ns);
	bind_text(&b, row->status);
	bind_i64(&b, row->entries);
	bind_i64(&b, row->files);
	bind_i64(&b, row->directories);
	bind_i64(&b, row->bytes);
	bind_i64(&b, row->added);
	bind_i64(&b, row->removed);
	bind_i64(&b, row->modified);
	bind_i64(&b, row->moved);
	bind_i64(&b, row->problems);
	bind_i64(&b, row->skipped);
	bind_i64(&b, row->clock_shift_ns);
	return bind_run(&b, err);
}

int
store_last_scan_entries(struct store *store, int64_t *ret, int64_t root_id,
	struct error *err)
{
	return query_i64_of(store, ret, Q_SCAN_LAST_ENTRIES, root_id, err);
}

/* --- problems ---------------------------------------------------------- */

int
store_put_problem(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const char *stage, int error, const char *text,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_PROBLEM_PUT);

	bind_i64(&b, dir_id);
	bind_bytes(&b, name, name_len);
	bind_text(&b, stage);
	bind_i64(&b, error);
	bind_text(&b, text);
	bind_i64(&b, clock_now_ns());
	return bind_run(&b, err);
}

int
store_clear_problems(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const char *stage, int64_t before_ns,
	struct error *err)
{
	struct bind b =
		bind_begin(store, name ? Q_PROBLEM_CLEAR : Q_PROBLEMS_CLEAR);

	bind_i64(&b, dir_id);
	if (name)
		bind_bytes(&b, name, name_len);
	bind_text(&b, stage);
	if (!name)
		bind_i64(&b, before_ns);
	return bind_run(&b, err);
}

int
store_drop_problems(struct store *store, int64_t volume_id, const char *stage,
	int64_t before_ns, struct error *err)
{
	struct bind b = bind_begin(store, Q_PROBLEMS_DROP);

	bind_i64(&b, volume_id);
	bind_text(&b, stage);
	bind_i64(&b, before_ns);
	return bind_run(&b, err);
}

static int
yes_or_no(struct bind *b, struct error *err)
{
	int r = bind_next(b, err);

	if (r > 0)
		r = bind_get_i64(b, 0) != 0;
	bind_end(b);
	return r;
}

int
store_any_problems(struct store *store, const char *stage, struct error *err)
{
	struct bind b = bind_begin(store, Q_PROBLEMS_ANY);

	bind_text(&b, stage);
	return yes_or_no(&b, err);
}

int
store_count_problems(struct store *store, int64_t *ret, struct error *err)
{
	return query_i64(store, ret, Q_PROBLEMS_COUNT, err);
}

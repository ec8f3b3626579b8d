/* SPDX-License-Identifier: MIT */
/*
 * Volumes.
 *
 * A volume is added with its own root: directory row `top_id`, and an entry
 * in directory 0 named by the volume's number.  What leads from there to what
 * was scanned is in ways.c, what people call volumes in volume_names.c.
 */
#include "store/volumes.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

static void
bind_known(struct bind *b, int64_t value)
{
	if (value >= 0)
		bind_i64(b, value);
	else
		bind_null(b);
}

static void
bind_string_bytes(struct bind *b, const char *s)
{
	bind_bytes(b, s, s ? strlen(s) : 0);
}

/* --- one volume -------------------------------------------------------- */

static int
insert(struct store *store, struct volume *v, int64_t top_id, struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_ADD);
	int r;

	bind_text(&b, v->name);
	bind_text(&b, v->identity);
	bind_text(&b, v->uuid);
	bind_text(&b, v->label);
	bind_text(&b, v->fstype);
	bind_text(&b, v->source);
	bind_string_bytes(&b, v->mount_point);
	bind_string_bytes(&b, v->mount_root);
	bind_i64(&b, top_id);
	bind_known(&b, v->capacity_bytes);
	bind_known(&b, v->free_bytes);
	bind_i64(&b, v->granularity_ns);
	bind_i64(&b, v->inodes_stable);
	bind_i64(&b, v->rotational);
	bind_i64(&b, v->network);
	bind_i64(&b, clock_now_ns());
	r = bind_run(&b, err);
	if (r == 0)
		v->id = sqlite3_last_insert_rowid(store->db);
	return r;
}

static int
add_volume(struct store *store, struct volume *v, const char *suggestion,
	struct error *err)
{
	struct directory top = { .name = "", .state = DIRECTORY_WAY };
	int64_t last;
	int r;

	if (v->name)
		r = volume_check_name(store, 0, v->name, err);
	else
		r = volume_invent_name(store, &v->name, suggestion, err);
	if (r == 0)
		r = store_last_directory_id(store, &last, err);
	if (r == 0)
		r = insert(store, v, last + 1, err);
	if (r < 0)
		return r;
	top.id = last + 1;
	top.volume_id = v->id;
	return way_add(store, &top, err);
}

static int
update_volume(struct store *store, const struct volume *v, struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_UPDATE);

	bind_i64(&b, v->id);
	bind_text(&b, v->uuid);
	bind_text(&b, v->label);
	bind_text(&b, v->fstype);
	bind_text(&b, v->source);
	bind_string_bytes(&b, v->mount_point);
	bind_string_bytes(&b, v->mount_root);
	bind_known(&b, v->capacity_bytes);
	bind_known(&b, v->free_bytes);
	bind_i64(&b, v->granularity_ns);
	bind_i64(&b, v->inodes_stable);
	bind_i64(&b, v->rotational);
	bind_i64(&b, v->network);
	bind_i64(&b, clock_now_ns());
	paths_forget(store); /* it may be mounted elsewhere now */
	return bind_run(&b, err);
}

int
store_learn_volume(struct store *store, int64_t id, const struct trust *trust,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_LEARN);

	bind_i64(&b, id);
	bind_i64(&b, trust->granularity_ns);
	bind_i64(&b, trust->inodes_stable);
	bind_i64(&b, trust->ctime_ignored);
	bind_i64(&b, trust->shift_ns);
	return bind_run(&b, err);
}

/* What earlier scans learned, from VOLUME_BY_IDENTITY.  Another driver may
 * count inodes and times in another way. */
static void
recall(struct volume *v, const struct bind *b)
{
	_cleanup_(freep) char *fstype = bind_get_string(b, 2);

	if (strcmp(fstype, v->fstype) == 0) {
		v->granularity_ns = bind_get_i64(b, 3);
		v->inodes_stable &= bind_get_i64(b, 4) != 0;
	}
	v->ctime_ignored = !v->inodes_stable && bind_get_i64(b, 5) != 0;
	v->clock_shift_ns = bind_get_i64(b, 6);
}

int
store_put_volume(struct store *store, struct volume *volume,
	const char *suggestion, struct error *err)
{
	_cleanup_(freep) char *known_name = NULL;
	struct bind b = bind_begin(store, Q_VOLUME_BY_IDENTITY);
	int r;

	bind_text(&b, volume->identity);
	r = bind_next(&b, err);
	if (r > 0) {
		volume->id = bind_get_i64(&b, 0);
		known_name = bind_get_string(&b, 1);
		recall(volume, &b);
	}
	bind_end(&b);
	if (r < 0)
		return r;
	if (r == 0)
		return add_volume(store, volume, suggestion, err);
	if (!volume->name)
		volume->name = take_ptr(&known_name);
	else if (strcmp(volume->name, known_name) != 0)
		r = store_rename_volume(store, volume->id, volume->name, err);
	return r < 0 ? r : update_volume(store, volume, err);
}

int
store_finish_volume_scan(struct store *store, int64_t volume_id,
	int64_t started_ns, struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_SCANNED);

	bind_i64(&b, volume_id);
	bind_i64(&b, started_ns);
	return bind_run(&b, err);
}

/* --- all volumes ------------------------------------------------------- */

static bool
is_null(const struct bind *b, int column)
{
	return sqlite3_column_type(b->stmt, column) == SQLITE_NULL;
}

static void
read_volume(struct volume_row *ret, const struct bind *b)
{
	struct volume *v = &ret->volume;

	v->id = bind_get_i64(b, 0);
	v->name = bind_get_string(b, 1);
	v->identity = bind_get_string(b, 2);
	v->uuid = bind_get_string(b, 3);
	v->label = bind_get_string(b, 4);
	v->fstype = bind_get_string(b, 5);
	v->source = bind_get_string(b, 6);
	v->mount_point = bind_get_string(b, 7);
	v->mount_root = bind_get_string(b, 8);
	ret->top_id = bind_get_i64(b, 9);
	v->capacity_bytes = is_null(b, 10) ? -1 : bind_get_i64(b, 10);
	v->free_bytes = is_null(b, 11) ? -1 : bind_get_i64(b, 11);
	v->granularity_ns = bind_get_i64(b, 12);
	v->inodes_stable = bind_get_i64(b, 13) != 0;
	v->rotational = bind_get_i64(b, 14) != 0;
	v->network = bind_get_i64(b, 15) != 0;
	ret->last_seen_ns = bind_get_i64(b, 16);
	ret->last_scan_ns = bind_get_i64(b, 17);
	ret->note = bind_get_string(b, 18);
	v->ctime_ignored = bind_get_i64(b, 19) != 0;
	v->clock_shift_ns = bind_get_i64(b, 20);
	v->jobs = bind_get_i64(b, 21);
}

/* In a damaged file anything may be NULL. */
static bool
is_whole(const struct volume *v)
{
	return v->name && v->identity && v->fstype && v->source &&
		v->mount_point && v->mount_root;
}

int
store_volumes(struct store *store, struct volume_row **ret, size_t *ret_n,
	struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_VOLUMES);
	struct volume_row *rows = NULL;
	size_t n = 0;
	int r;

	while ((r = bind_next(&b, err)) > 0) {
		rows = xgrow(rows, n, sizeof(*rows));
		rows[n] = (struct volume_row){ 0 };
		read_volume(&rows[n], &b);
		if (!is_whole(&rows[n++].volume)) {
			r = error_sqlite(err, store, SQLITE_CORRUPT,
				"cannot read the catalogue");
			break;
		}
	}
	if (r < 0) {
		store_volumes_free(rows, n);
		return r;
	}
	*ret = rows;
	*ret_n = n;
	return 0;
}

void
store_volumes_free(struct volume_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		volume_clear(&rows[i].volume);
		free(rows[i].note);
	}
	free(rows);
}

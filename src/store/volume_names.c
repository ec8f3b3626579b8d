/* SPDX-License-Identifier: MIT */
/* What volumes are called, and what else people say of them. */
#include "store/volumes.h"

#include "store/internal.h"
#include "util/cleanup.h"

#include <errno.h>

/* The volume that has this name, or 0. */
static int
named(struct store *store, int64_t *ret_id, const char *name, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_VOLUME_BY_NAME);
	int r;

	bind_text(&b, name);
	r = bind_next(&b, err);
	if (r >= 0)
		*ret_id = r > 0 ? bind_get_i64(&b, 0) : 0;
	return r < 0 ? r : 0;
}

/* VOLUME:PATH must be told from a path, and a name fit into one line. */
static int
check_name(const char *name, struct error *err)
{
	bool is_odd = *name == '-';

	for (const char *c = name; *c; c++)
		is_odd |= *c == '/' || *c == ':' || (unsigned char)*c < ' ' ||
			*c == 127;
	if (*name == '\0' || is_odd)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' cannot be a volume's name: it must not be empty, "
			"begin with '-', nor hold '/', ':' or control "
			"characters",
			name);
	return 0;
}

int
volume_check_name(struct store *store, int64_t id, const char *name,
	struct error *err)
{
	int64_t other;
	int r = check_name(name, err);

	if (r < 0)
		return r;
	r = named(store, &other, name, err);
	if (r == 0 && other != 0 && other != id)
		return error_kind(err, ERROR_USAGE, EEXIST,
			"another volume is called '%s' already", name);
	return r;
}

int
volume_invent_name(struct store *store, char **ret, const char *suggestion,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	int64_t other = 0;

	if (!suggestion || !*suggestion)
		suggestion = "volume";
	for (int i = 1; i == 1 || other != 0; i++) {
		int r;

		strbuf_truncate(&name, 0);
		strbuf_adds(&name, suggestion);
		if (i > 1)
			strbuf_addf(&name, "-%d", i);
		r = named(store, &other, name.buf, err);
		if (r < 0)
			return r;
	}
	*ret = strbuf_detach(&name);
	return 0;
}

int
store_rename_volume(struct store *store, int64_t id, const char *name,
	struct error *err)
{
	struct bind b;
	int r = volume_check_name(store, id, name, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_VOLUME_RENAME);
	bind_i64(&b, id);
	bind_text(&b, name);
	r = bind_run(&b, err);
	if (r == 0 && sqlite3_changes(store->db) == 0)
		return error_kind(err, ERROR_USAGE, ENOENT,
			"no volume %lld in the catalogue", (long long)id);
	return r;
}

int
store_note_volume(struct store *store, int64_t id, const char *text,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_NOTE);

	bind_i64(&b, id);
	bind_text(&b, text);
	return bind_run(&b, err);
}

int
store_set_volume_jobs(struct store *store, int64_t id, int64_t jobs,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_VOLUME_JOBS);

	bind_i64(&b, id);
	bind_i64(&b, jobs);
	return bind_run(&b, err);
}

int
store_identify_volume(struct store *store, int64_t id, const char *identity,
	struct error *err)
{
	_cleanup_(freep) char *name = NULL;
	int64_t other = id;
	struct bind b = bind_begin(store, Q_VOLUME_BY_IDENTITY);
	int r;

	bind_text(&b, identity);
	r = bind_next(&b, err);
	if (r > 0) {
		other = bind_get_i64(&b, 0);
		name = bind_get_string(&b, 1);
	}
	bind_end(&b);
	if (r < 0)
		return r;
	if (other != id)
		return error_kind(err, ERROR_USAGE, EEXIST,
			"volume '%s' is known by '%s' already", name, identity);
	b = bind_begin(store, Q_VOLUME_IDENTITY);
	bind_i64(&b, id);
	bind_text(&b, identity);
	return bind_run(&b, err);
}

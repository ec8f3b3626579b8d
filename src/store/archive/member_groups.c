/* SPDX-License-Identifier: MIT */
#include "store/archive/member_groups.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* As deep as a path of MEMBER_PATH_MAX may go, and one archive in another. */
#define DEPTH_MAX 65536

int
store_find_member_groups(struct store *store, const struct member_groups *which,
	struct error *err)
{
	struct bind b = bind_begin(store, Q_MEMBER_GROUPS_EMPTY);
	int r = bind_run(&b, err);

	if (r < 0)
		return r;
	b = bind_begin(store, Q_MEMBER_GROUPS_FILL);
	bind_i64(&b, which->min_size);
	bind_i64(&b, which->max_size);
	bind_i64(&b, which->min_volumes);
	bind_i64(&b, which->is_scoped);
	store->in_rows = true; /* an interrupt ends it */
	r = bind_run(&b, err);
	if (r >= 0) {
		b = bind_begin(store,
			which->is_scoped ? Q_MEMBER_GROUPS_LOOSE_SCOPED :
					   Q_MEMBER_GROUPS_LOOSE);
		bind_i64(&b, which->min_size);
		bind_i64(&b, which->max_size);
		bind_i64(&b, which->min_volumes);
		r = bind_run(&b, err);
	}
	store->in_rows = false;
	return r;
}

int
store_find_member_trees(struct store *store, bool is_scoped, struct error *err)
{
	static const enum query queries[] = { Q_MEMBER_DIRS_EMPTY,
		Q_MEMBER_CONTENTS_EMPTY, Q_MEMBER_DIRS_BASE,
		Q_MEMBER_CONTENTS_BASE, Q_MEMBER_DIRS_TOPS, Q_MEMBER_DIRS_FILL,
		Q_MEMBER_CONTENTS_FILL };
	int r = 0;

	store->in_rows = true; /* an interrupt ends it */
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries) && r >= 0;
		i++) {
		struct bind b = bind_begin(store, queries[i]);

		if (queries[i] == Q_MEMBER_DIRS_TOPS)
			bind_i64(&b, is_scoped);
		r = bind_run(&b, err);
	}
	store->in_rows = false;
	return r;
}

/* --- paths --------------------------------------------------------------- */

/* The components of a path, the last one first. */
struct components {
	struct strbuf names;
	size_t *ends; /* of each in names */
	bool *is_file;
	size_t n;
	size_t room;
};

static void
components_clear(struct components *c)
{
	strbuf_clear(&c->names);
	free(c->ends);
	free(c->is_file);
}

static void
add(struct components *c, const char *name, size_t len, bool is_file)
{
	if (c->n == c->room) {
		c->room = c->room ? c->room * 2 : 32;
		c->ends = xreallocarray(c->ends, c->room, sizeof(*c->ends));
		c->is_file =
			xreallocarray(c->is_file, c->room, sizeof(*c->is_file));
	}
	strbuf_add(&c->names, name, len);
	c->ends[c->n] = c->names.len;
	c->is_file[c->n] = is_file;
	c->n++;
}

static void
join(const struct components *c, struct strbuf *ret)
{
	for (size_t i = c->n; i-- > 0;) {
		size_t from = i > 0 ? c->ends[i - 1] : 0;

		strbuf_add(ret, c->names.buf + from, c->ends[i] - from);
		if (i > 0)
			strbuf_adds(ret, c->is_file[i] ? "//" : "/");
	}
}

int
store_member_path(struct store *store, struct strbuf *ret, int64_t archive_id,
	int64_t number, struct error *err)
{
	_cleanup_(components_clear) struct components c = {
		.names = STRBUF_INIT
	};
	const char *name;
	size_t len;
	int r = 1;

	while (number != 0 && r > 0) {
		_cleanup_(bind_end) struct bind b =
			bind_begin(store, Q_MEMBER_UP);

		bind_i64(&b, archive_id);
		bind_i64(&b, number);
		r = bind_next(&b, err);
		if (r <= 0)
			break;
		number = bind_get_i64(&b, 0);
		name = bind_get_bytes(&b, 1, &len);
		add(&c, name, len, !S_ISDIR(bind_get_i64(&b, 2)));
		if (c.n > DEPTH_MAX)
			return error_set(err, EUCLEAN,
				"a member of an archive is in itself");
	}
	if (r >= 0)
		join(&c, ret);
	return r < 0 ? r : 0;
}

/* SPDX-License-Identifier: MIT */
#include "store/survey/dir_names.h"

#include "store/internal.h"
#include "store/survey/standing.h"
#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* So many names are read at once. */
#define AT_ONCE 256

struct dir_names {
	struct store *store;
	struct survey_attribute *attributes;
	size_t n_attributes;
	int64_t dir_id;
	struct dir_name names[AT_ONCE];
	size_t n;
	size_t next;
	bool at_end;	     /* there are no more behind these */
	struct strbuf bytes; /* of the names */
	struct strbuf last;  /* the last name of those before */
};

int
dir_names_new(struct dir_names **ret, struct store *store, struct error *err)
{
	struct dir_names *d = xcalloc(1, sizeof(*d));

	d->store = store;
	d->bytes = (struct strbuf)STRBUF_INIT;
	d->last = (struct strbuf)STRBUF_INIT;
	*ret = d;
	return store_attributes(store, &d->attributes, &d->n_attributes, err);
}

void
dir_names_free(struct dir_names *d)
{
	if (!d)
		return;
	free(d->attributes);
	strbuf_clear(&d->bytes);
	strbuf_clear(&d->last);
	free(d);
}

void
dir_names_start(struct dir_names *d, int64_t dir_id)
{
	d->dir_id = dir_id;
	d->n = d->next = 0;
	d->at_end = false;
	strbuf_truncate(&d->last, 0); /* sorts before every name */
}

/* dir_name(name, size, mtime, attribute_id, inode, child_id, content_id): were
 * these enough? */
static void
sql_name(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct store *store = sqlite3_user_data(context);
	struct dir_names *d = store->dir_names;
	struct dir_name *name;
	const char *bytes;

	(void)n; /* registered with seven arguments */
	if (!d || d->n == AT_ONCE) {
		sqlite3_result_int(context, 1);
		return;
	}
	name = &d->names[d->n++];
	bytes = sqlite3_value_blob(v[0]);
	name->name_len = bytes ? (size_t)sqlite3_value_bytes(v[0]) : 0;
	strbuf_add(&d->bytes, bytes ? bytes : "", name->name_len);
	name->size_bytes = sqlite3_value_int64(v[1]);
	name->mtime_ns = sqlite3_value_int64(v[2]);
	name->attribute_id = sqlite3_value_int64(v[3]);
	name->inode = sqlite3_value_int64(v[4]);
	name->child_id = sqlite3_value_int64(v[5]);
	name->content_id = sqlite3_value_int64(v[6]);
	sqlite3_result_int(context, d->n == AT_ONCE);
}

/* The bytes do not move any more. */
static void
settle(struct dir_names *d)
{
	const char *bytes = d->bytes.buf;

	for (size_t i = 0; i < d->n; i++) {
		struct dir_name *name = &d->names[i];

		name->name = bytes;
		bytes += name->name_len;
		name->mode = 0;
		if (name->attribute_id >= 0 &&
			(size_t)name->attribute_id < d->n_attributes)
			name->mode = d->attributes[name->attribute_id].mode;
	}
}

static int
fill(struct dir_names *d, struct error *err)
{
	struct bind b = bind_begin(d->store, Q_DIR_NAMES);
	int r;

	if (interrupt_pending() != 0) {
		bind_end(&b);
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	}
	if (d->n > 0) {
		const struct dir_name *last = &d->names[d->n - 1];

		strbuf_truncate(&d->last, 0);
		strbuf_add(&d->last, last->name, last->name_len);
	}
	strbuf_truncate(&d->bytes, 0);
	d->n = d->next = 0;
	bind_i64(&b, d->dir_id);
	bind_bytes(&b, d->last.buf, d->last.len);
	d->store->dir_names = d;
	r = bind_next(&b, err);
	d->store->dir_names = NULL;
	bind_end(&b);
	if (r < 0)
		return r;
	d->at_end = r == 0;
	settle(d);
	return 0;
}

/* Does a way lead to anything? */
static int
is_shown(const struct dir_names *d, struct dir_name *name, struct error *err)
{
	struct totals below = { 0 };
	int r;

	if (name->mode != 0)
		return 1;
	if (name->child_id == 0)
		return 0;
	name->mode = S_IFDIR;
	r = totals_read(d->store, &below, name->child_id, err);
	return r < 0 ? r : below.files > 0 || below.directories > 0;
}

int
dir_names_next(struct dir_names *d, const struct dir_name **ret,
	struct error *err)
{
	int r = 0;

	while (r == 0) {
		if (d->next == d->n && d->at_end)
			return 0;
		if (d->next == d->n) {
			r = fill(d, err);
			continue;
		}
		*ret = &d->names[d->next];
		r = is_shown(d, &d->names[d->next++], err);
	}
	return r;
}

int
dir_names_register(struct store *store, struct error *err)
{
	return query_function(store, "dir_name", 7, sql_name, err);
}

/* --- contents ------------------------------------------------------------- */

int
store_know_contents(struct store *store, struct error *err)
{
	return standing_load_contents(store, NULL, NULL, err);
}

static void
parts_of(const struct standing *s, int64_t id, struct content_parts *ret)
{
	const struct content_standing *c = standing_known(s, id);

	*ret = (struct content_parts){ 0 };
	if (!c)
		return;
	if (c->flags & CONTENT_FULL)
		ret->full_id = id;
	/* Digests that refine each other in a circle do not exist. */
	for (size_t n = 0; c && c->parent != 0 && n < s->n_contents; n++) {
		id = c->parent;
		c = standing_known(s, id);
	}
	if (c && c->parent == 0 && id != ret->full_id)
		ret->part_id = id;
}

int
store_content_parts(struct store *store, const struct store *knows,
	int64_t content_id, struct content_parts *ret, struct error *err)
{
	_cleanup_(bind_end) struct bind b = { 0 };
	int r;

	*ret = (struct content_parts){ 0 };
	if (knows && knows->standing) {
		parts_of(knows->standing, content_id, ret);
		return 0;
	}
	b = bind_begin(store, Q_CONTENT_PARTS);
	bind_i64(&b, content_id);
	r = bind_next(&b, err);
	if (r <= 0)
		return r;
	ret->full_id = bind_get_i64(&b, 0);
	ret->part_id = bind_get_i64(&b, 1);
	return 0;
}

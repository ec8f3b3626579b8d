/* SPDX-License-Identifier: MIT */
/*
 * The only place where SQL is put together at run time: from the fixed pieces
 * below, with AND, OR and NOT between them, and never a value in it.
 *
 * Negations are pushed down to the conditions themselves, so that a rough
 * filter only ever needs "true" for what it cannot tell.  Of an AND the cheap
 * conditions come first, which SQLite keeps to: a number is compared before a
 * name is looked at.  No condition on an entry is ever NULL.
 */
#include "store/find/wanted_pieces.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>

static int emit(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate, struct error *err);

/* --- and, or -------------------------------------------------------------- */

struct list {
	struct piece *pieces;
	size_t n;
};

static void
list_clear(struct list *list)
{
	for (size_t i = 0; i < list->n; i++)
		strbuf_clear(&list->pieces[i].text);
	free(list->pieces);
}

/* Of a AND (b AND c) all three, the first one first. */
static int
gather(struct list *list, struct wanted_sql *sql, const struct wanted *f,
	enum wanted_kind kind, bool negate, struct error *err)
{
	struct piece *piece;

	if (f->kind == kind && !wanted_is_about_attributes(f)) {
		int r = gather(list, sql, f->a, kind, negate, err);

		return r < 0 ? r : gather(list, sql, f->b, kind, negate, err);
	}
	list->pieces = xgrow(list->pieces, list->n, sizeof(*list->pieces));
	piece = &list->pieces[list->n++];
	*piece = (struct piece){ .text = STRBUF_INIT };
	return emit(piece, sql, f, negate, err);
}

static int
by_cost(const void *a, const void *b)
{
	const struct piece *p = a;
	const struct piece *q = b;

	return (p->cost > q->cost) - (p->cost < q->cost);
}

static void
join(struct piece *ret, struct list *list, bool is_and)
{
	enum constant decides = is_and ? NEVER : ALWAYS;

	if (list->n > 1)
		qsort(list->pieces, list->n, sizeof(*list->pieces), by_cost);
	ret->constant = is_and ? ALWAYS : NEVER;
	for (size_t i = 0; i < list->n; i++) {
		const struct piece *p = &list->pieces[i];

		if (p->constant == decides) {
			strbuf_truncate(&ret->text, 0);
			ret->constant = decides;
			return;
		}
		if (p->constant != VARIES)
			continue;
		if (ret->text.len > 0)
			strbuf_adds(&ret->text, is_and ? " AND " : " OR ");
		strbuf_addf(&ret->text, "(%s)", p->text.buf);
		ret->constant = VARIES;
		if (p->cost > ret->cost)
			ret->cost = p->cost;
	}
}

static int
emit(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, struct error *err)
{
	_cleanup_(list_clear) struct list list = { 0 };
	int r;

	if (wanted_is_about_attributes(f)) {
		piece_of_attributes(ret, sql, f, negate);
		return 0;
	}
	if (f->kind == WANTED_NOT)
		return emit(ret, sql, f->a, !negate, err);
	if (f->kind != WANTED_AND && f->kind != WANTED_OR)
		return piece_of_condition(ret, sql, f, negate, err);
	r = gather(&list, sql, f, f->kind, negate, err);
	if (r == 0)
		join(ret, &list, (f->kind == WANTED_AND) != negate);
	return r;
}

/* --- all of it ------------------------------------------------------------ */

static int
write_text(struct wanted_sql *sql, const struct wanted *filter,
	struct error *err)
{
	struct piece all = { .text = STRBUF_INIT, .constant = ALWAYS };
	int r = 0;

	if (filter) {
		all.constant = VARIES;
		r = emit(&all, sql, filter, false, err);
	}
	sql->constant = all.constant;
	if (all.constant == VARIES)
		strbuf_add(&sql->text, all.text.buf, all.text.len);
	else
		strbuf_adds(&sql->text, all.constant == ALWAYS ? "1" : "0");
	strbuf_clear(&all.text);
	return r;
}

int
wanted_sql_new(struct wanted_sql **ret, struct store *store,
	const struct wanted *filter, enum wanted_exactness exactness,
	struct wanted_context *context, struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql =
		xcalloc(1, sizeof(*sql));
	int r;

	sql->store = store;
	sql->context = context;
	sql->exactness = exactness;
	sql->text = (struct strbuf)STRBUF_INIT;
	sql->found = (struct strbuf)STRBUF_INIT;
	r = wanted_attributes_load(&sql->attributes, store, err);
	if (r == 0)
		r = write_text(sql, filter, err);
	if (r < 0)
		return r;
	piece_of_found(&sql->found, sql);
	*ret = take_ptr(&sql);
	return 0;
}

const char *
wanted_sql_text(const struct wanted_sql *sql)
{
	return sql->text.buf;
}

const char *
wanted_sql_found(const struct wanted_sql *sql)
{
	return sql->found.buf;
}

bool
wanted_sql_is_true(const struct wanted_sql *sql)
{
	return sql->constant == ALWAYS;
}

bool
wanted_sql_has_context(const struct wanted_sql *sql)
{
	return sql->has_context;
}

/* SQLite drops a parameter that its statement does not name. */
static int
bind_one(sqlite3_stmt *stmt, int i, const struct parameter *p)
{
	if (i > sqlite3_bind_parameter_count(stmt))
		return SQLITE_OK;
	if (p->kind == A_MATCH)
		return sqlite3_bind_pointer(stmt, i, p->match, MATCH_POINTER,
			NULL);
	if (p->kind == A_DIGEST)
		return sqlite3_bind_blob(stmt, i, p->digest, sizeof(p->digest),
			SQLITE_STATIC);
	return sqlite3_bind_int64(stmt, i, p->number);
}

int
wanted_sql_bind(const struct wanted_sql *sql, sqlite3_stmt *stmt)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < sql->n_parameters && rc == SQLITE_OK; i++)
		rc = bind_one(stmt, WANTED_FIRST_PARAMETER + (int)i,
			&sql->parameters[i]);
	return rc;
}

int
wanted_sql_bind_context(const struct wanted_sql *sql, sqlite3_stmt *stmt)
{
	const struct wanted_context *c = sql->context;
	int rc = SQLITE_OK;

	for (size_t i = 0; i < sql->n_parameters && rc == SQLITE_OK; i++) {
		struct parameter p = sql->parameters[i];

		if (p.kind == A_NUMBER || p.kind == A_MATCH ||
			p.kind == A_DIGEST)
			continue;
		if (p.kind == A_VOLUME)
			p.number = p.number == c->volume_id;
		else
			p.number = p.kind == AN_ONLINE ? c->is_online :
							 c->is_hidden;
		rc = bind_one(stmt, WANTED_FIRST_PARAMETER + (int)i, &p);
	}
	return rc;
}

int64_t
wanted_sql_given_up(const struct wanted_sql *sql)
{
	int64_t n = 0;

	for (size_t i = 0; i < sql->n_parameters; i++)
		n += match_given_up(sql->parameters[i].match);
	return n;
}

void
wanted_sql_free(struct wanted_sql *sql)
{
	if (!sql)
		return;
	for (size_t i = 0; i < sql->n_parameters; i++)
		match_free(sql->parameters[i].match);
	free(sql->parameters);
	wanted_attributes_clear(&sql->attributes);
	strbuf_clear(&sql->text);
	strbuf_clear(&sql->found);
	free(sql);
}

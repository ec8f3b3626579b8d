/* SPDX-License-Identifier: MIT */
/*
 * The only place where SQL is put together at run time: from the fixed pieces
 * below, with AND, OR and NOT between them, and never a value in it.
 *
 * Negations are pushed down to the conditions themselves, so that a rough
 * filter only ever needs "true" for what it cannot tell.  Of an AND the cheap
 * conditions come first, which SQLite keeps to: a number is compared before a
 * name is looked at.  No condition is ever NULL.
 *
 * Conditions on mode, owner and group are worked out beforehand
 * (wanted_attributes.h): a row only asks whether its number is among those
 * that fit.
 */
#include "store/wanted_sql.h"

#include "model/digest.h"
#include "store/internal.h"
#include "store/match.h"
#include "store/wanted_attributes.h"
#include "util/alloc.h"
#include "util/parse.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum constant { VARIES, ALWAYS, NEVER };

/* What a parameter is bound to. */
struct parameter {
	enum { A_NUMBER, A_MATCH, A_VOLUME, AN_ONLINE, A_HIDDEN } kind;
	int64_t number;
	struct match *match; /* owned */
};

struct wanted_sql {
	struct store *store; /* borrowed */
	struct wanted_context *context;
	enum wanted_exactness exactness;
	struct strbuf text;
	enum constant constant;
	bool has_context;
	struct parameter *parameters;
	size_t n_parameters;
	struct wanted_attributes attributes;
};

/* A piece of the condition. */
struct piece {
	struct strbuf text;
	enum constant constant;
	int cost;
};

static int emit(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate, struct error *err);

/* --- parameters --------------------------------------------------------------- */

static struct parameter *
add_parameter(struct wanted_sql *sql)
{
	sql->parameters = xreallocarray(sql->parameters, sql->n_parameters + 1,
		sizeof(*sql->parameters));
	sql->parameters[sql->n_parameters] = (struct parameter){ 0 };
	return &sql->parameters[sql->n_parameters++];
}

/* The number of the one added last. */
static int
last(const struct wanted_sql *sql)
{
	return WANTED_FIRST_PARAMETER + (int)sql->n_parameters - 1;
}

static int
add_number(struct wanted_sql *sql, int64_t number)
{
	add_parameter(sql)->number = number;
	return last(sql);
}

static int
add_match(struct wanted_sql *sql, struct match *match)
{
	struct parameter *p = add_parameter(sql);

	p->kind = A_MATCH;
	p->match = match;
	return last(sql);
}

/* --- mode, owner, group --------------------------------------------------------- */

static void
emit_attributes(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate)
{
	struct match *m =
		wanted_attributes_that_fit(&sql->attributes, f, negate);
	size_t n = match_n_ids(m);

	ret->cost = 2;
	if (n == 0 || n == sql->attributes.n_items) {
		ret->constant = n == 0 ? NEVER : ALWAYS;
		match_free(m);
		return;
	}
	strbuf_addf(&ret->text, "match_id(?%d, e.attribute_id)",
		add_match(sql, m));
}

/* --- conditions ----------------------------------------------------------------- */

static int
emit_pattern(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, struct error *err)
{
	struct match *m = NULL;
	int r;

	if (f->on_path && sql->exactness == WANTED_ROUGH) {
		ret->constant = ALWAYS;
		return 0;
	}
	r = match_new_pattern(&m, f, f->on_path ? sql->context->path : NULL,
		err);
	if (r < 0)
		return r;
	ret->cost = f->on_path		? 7 :
		f->kind == WANTED_REGEX ? 6 :
		f->kind == WANTED_GLOB	? 5 :
					  4;
	strbuf_addf(&ret->text, "%smatch_%s(?%d, e.name)", negate ? "NOT " : "",
		f->on_path ? "path" : "name", add_match(sql, m));
	sql->has_context |= f->on_path;
	return 0;
}

static void
emit_range(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, const char *what)
{
	int min = add_number(sql, f->min);
	int max = add_number(sql, f->max);

	ret->cost = 1;
	strbuf_addf(&ret->text, "%s %sBETWEEN ?%d AND ?%d", what,
		negate ? "NOT " : "", min, max);
}

/* mtime + lag, which wraps as write_entry() let it. */
#define CTIME_SQL                                                              \
	"(CASE"                                                                \
	" WHEN e.lag > 0 AND e.mtime > 9223372036854775807 - e.lag"            \
	" THEN (e.mtime | (-9223372036854775807 - 1))"                         \
	" + (e.lag | (-9223372036854775807 - 1))"                              \
	" WHEN e.lag < 0 AND e.mtime < (-9223372036854775807 - 1) - e.lag"     \
	" THEN (e.mtime & 9223372036854775807)"                                \
	" + (e.lag & 9223372036854775807)"                                     \
	" ELSE e.mtime + e.lag END)"

/* A directory is empty only if it is known to be: state 2 is "complete". */
#define EMPTY_SQL                                                              \
	"CASE WHEN e.child_id IS NULL"                                         \
	" THEN e.size = 0 AND match_id(?%d, e.attribute_id)"                   \
	" ELSE EXISTS (SELECT 1 FROM directory AS d"                           \
	" WHERE d.id = e.child_id AND d.state = 2)"                            \
	" AND NOT EXISTS (SELECT 1 FROM entry AS x"                            \
	" WHERE x.dir_id = e.child_id) END"

static void
emit_empty(struct piece *ret, struct wanted_sql *sql, bool negate)
{
	const struct wanted regular = { .kind = WANTED_TYPE,
		.min = wanted_type(S_IFREG) };

	ret->cost = 3;
	strbuf_adds(&ret->text, negate ? "NOT (" : "(");
	strbuf_addf(&ret->text, EMPTY_SQL,
		add_match(sql,
			wanted_attributes_that_fit(&sql->attributes, &regular,
				false)));
	strbuf_addc(&ret->text, ')');
}

#define DIGEST_DIGITS ((size_t)DIGEST_BYTES * 2)

/* The first or last digest that begins with these digits. */
static void
fill_digest(unsigned char *ret, const struct wanted *f, int digit)
{
	for (size_t i = 0; i < DIGEST_DIGITS; i++) {
		int value =
			i < f->text_len ? parse_hex_digit(f->text[i]) : digit;

		/* wanted.h lets nothing else in */
		assert(value >= 0);
		ret[i / 2] = (unsigned char)(ret[i / 2] * 16 + value);
	}
}

static int
emit_digest(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(sql->store, Q_CONTENTS_OF_DIGEST);
	unsigned char first[DIGEST_BYTES] = { 0 };
	unsigned char last_one[DIGEST_BYTES] = { 0 };
	struct match *m = match_new_ids(0);
	int r;

	fill_digest(first, f, 0);
	fill_digest(last_one, f, 15);
	bind_bytes(&b, first, sizeof(first));
	bind_bytes(&b, last_one, sizeof(last_one));
	while ((r = bind_next(&b, err)) > 0)
		match_add_id(m, bind_get_i64(&b, 0));
	ret->cost = 2;
	if (match_n_ids(m) == 0) {
		match_free(m);
		ret->constant = negate ? ALWAYS : NEVER;
		return r;
	}
	strbuf_addf(&ret->text, "%smatch_id(?%d, e.content_id)",
		negate ? "NOT " : "", add_match(sql, m));
	return r;
}

/* What is the same for all of a directory. */
static void
emit_context(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate)
{
	struct parameter *p;

	if (sql->exactness == WANTED_ROUGH) {
		/* What is not hidden at least has no such name itself. */
		if (f->kind == WANTED_HIDDEN && negate)
			strbuf_adds(&ret->text,
				"substr(e.name, 1, 1) <> x'2E'");
		else
			ret->constant = ALWAYS;
		return;
	}
	p = add_parameter(sql);
	p->number = f->min;
	p->kind = f->kind == WANTED_VOLUME ? A_VOLUME :
		f->kind == WANTED_ONLINE   ? AN_ONLINE :
					     A_HIDDEN;
	strbuf_addf(&ret->text,
		p->kind == A_HIDDEN ?
			"%s(?%d OR substr(e.name, 1, 1) = x'2E')" :
			"%s?%d",
		negate ? "NOT " : "", last(sql));
	sql->has_context = true;
}

static int
emit_condition(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate, struct error *err)
{
	switch ((int)f->kind) {
	case WANTED_SIZE:
		emit_range(ret, sql, f, negate, "e.size");
		return 0;
	case WANTED_MTIME:
		emit_range(ret, sql, f, negate, "e.mtime");
		return 0;
	case WANTED_CTIME:
		emit_range(ret, sql, f, negate, CTIME_SQL);
		return 0;
	case WANTED_EMPTY:
		emit_empty(ret, sql, negate);
		return 0;
	case WANTED_DIGEST:
		return emit_digest(ret, sql, f, negate, err);
	case WANTED_HIDDEN:
	case WANTED_VOLUME:
	case WANTED_ONLINE:
		emit_context(ret, sql, f, negate);
		return 0;
	default:
		return emit_pattern(ret, sql, f, negate, err);
	}
}

/* --- and, or -------------------------------------------------------------------- */

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
	list->pieces =
		xreallocarray(list->pieces, list->n + 1, sizeof(*list->pieces));
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
		emit_attributes(ret, sql, f, negate);
		return 0;
	}
	if (f->kind == WANTED_NOT)
		return emit(ret, sql, f->a, !negate, err);
	if (f->kind != WANTED_AND && f->kind != WANTED_OR)
		return emit_condition(ret, sql, f, negate, err);
	r = gather(&list, sql, f, f->kind, negate, err);
	if (r == 0)
		join(ret, &list, (f->kind == WANTED_AND) != negate);
	return r;
}

/* --- all of it -------------------------------------------------------------------- */

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
	r = wanted_attributes_load(&sql->attributes, store, err);
	if (r == 0)
		r = write_text(sql, filter, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&sql);
	return 0;
}

const char *
wanted_sql_text(const struct wanted_sql *sql)
{
	return sql->text.buf;
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

		if (p.kind == A_NUMBER || p.kind == A_MATCH)
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
	free(sql);
}

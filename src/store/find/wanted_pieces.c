/* SPDX-License-Identifier: MIT */
/*
 * One piece of SQL for each condition.
 *
 * Conditions on mode, owner and group are worked out beforehand
 * (wanted_attributes.h): a row only asks whether its number is among those
 * that fit.
 *
 * A member of an archive is looked at through the same columns
 * (find_members.c), where what an archive does not say is NULL; and its mode
 * stands for the number.  A condition on what nobody knows is NULL, and so is
 * its negation: neither lets the member through.
 */
#include "store/find/wanted_pieces.h"

#include "store/internal.h"
#include "util/alloc.h"

/* So many numbers are told apart without a call of a function, and may be
 * looked up in an index. */
#define FEW_IDS 16
/* So many SQLite compares one after the other, which takes less than a call. */
#define FEWEST_IDS 2

/* --- parameters ----------------------------------------------------------- */

static struct parameter *
add_parameter(struct wanted_sql *sql)
{
	sql->parameters = xgrow(sql->parameters, sql->n_parameters,
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

/* Is the number, which is not NULL, one of these?  m is given away. */
static void
emit_ids(struct strbuf *text, struct wanted_sql *sql, const char *number,
	struct match *m)
{
	size_t n = match_n_ids(m);

	if (n > FEW_IDS) {
		strbuf_addf(text, "match_id(?%d, %s)", add_match(sql, m),
			number);
		return;
	}
	strbuf_addf(text, "%s IN (", number);
	for (size_t i = 0; i < n; i++)
		strbuf_addf(text, i > 0 ? ", ?%d" : "?%d",
			add_number(sql, match_get_id(m, i)));
	strbuf_addc(text, ')');
	match_free(m);
}

/* --- mode, owner, group --------------------------------------------------- */

static struct match *
matching(const struct wanted_sql *sql, const struct wanted *f, bool negate)
{
	return sql->exactness == WANTED_INSIDE ?
		match_new_mode(f, negate) :
		wanted_attributes_that_fit(&sql->attributes, f, negate);
}

void
piece_of_attributes(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate)
{
	struct match *m = matching(sql, f, negate);
	size_t n = match_n_ids(m);

	ret->cost = 2;
	if (sql->exactness != WANTED_INSIDE &&
		(n == 0 || n == sql->attributes.n_items)) {
		ret->constant = n == 0 ? NEVER : ALWAYS;
		match_free(m);
		return;
	}
	if (sql->exactness != WANTED_INSIDE && n <= FEWEST_IDS)
		emit_ids(&ret->text, sql, "e.attribute_id", m);
	else
		strbuf_addf(&ret->text, "match_id(?%d, e.attribute_id)",
			add_match(sql, m));
}

/* Neither ways nor tops, which have no names of their own.  The plus: where to
 * look is said by ranges of names, not by this. */
void
piece_of_found(struct strbuf *text, struct wanted_sql *sql)
{
	strbuf_adds(text, "+e.dir_id > 0 AND NOT ");
	emit_ids(text, sql, "e.attribute_id",
		wanted_attributes_of_ways(&sql->attributes));
	if (sql->context->reach)
		strbuf_addf(text, " AND match_id(?%d, e.dir_id)",
			add_match(sql, match_new_bits(sql->context->reach)));
}

/* --- conditions ----------------------------------------------------------- */

/* NULL: they are told one at a time. */
static const struct wanted_dirs *
known_dirs(const struct wanted_sql *sql)
{
	const struct wanted_dirs *dirs = sql->context->dirs;

	return dirs && dirs->is_known ? dirs : NULL;
}

static int
emit_pattern(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, struct error *err)
{
	const struct wanted_dirs *dirs = f->on_path ? known_dirs(sql) : NULL;
	struct match *m = NULL;
	int r;

	if (f->on_path && !dirs && sql->exactness == WANTED_ROUGH) {
		ret->constant = ALWAYS;
		return 0;
	}
	r = dirs ? match_new_paths(&m, f, dirs, err) :
		   match_new_pattern(&m, f,
			   f->on_path ? sql->context->path : NULL, err);
	if (r < 0)
		return r;
	ret->cost = f->on_path		? 7 :
		f->kind == WANTED_REGEX ? 6 :
		f->kind == WANTED_GLOB	? 5 :
					  4;
	strbuf_addf(&ret->text, "%smatch_%s(?%d, %se.name)",
		negate ? "NOT " : "", f->on_path ? "path" : "name",
		add_match(sql, m), dirs ? "e.dir_id, " : "");
	sql->has_context |= f->on_path && !dirs;
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

/*
 * A directory is empty only if it is known to be: state 2 is "complete".  Its
 * totals tell most that are not; ways they do not count.
 */
#define EMPTY_SQL                                                              \
	"e.size = 0 AND e.child_id IS NULL"                                    \
	" AND match_id(?%d, e.attribute_id)"                                   \
	" OR e.child_id IS NOT NULL"                                           \
	" AND EXISTS (SELECT 1 FROM directory AS d"                            \
	" WHERE d.id = e.child_id AND d.files = 0 AND d.directories = 0"       \
	" AND d.state = 2)"                                                    \
	" AND NOT EXISTS (SELECT 1 FROM entry AS x"                            \
	" WHERE x.dir_id = e.child_id)"

/* Of members: state 0 is "complete", too. */
#define EMPTY_INSIDE_SQL                                                       \
	"CASE WHEN e.child_id IS NULL"                                         \
	" THEN e.size = 0 AND match_id(?%d, e.attribute_id)"                   \
	" ELSE EXISTS (SELECT 1 FROM archive AS v"                             \
	" WHERE v.id = e.archive_id AND v.state = 0)"                          \
	" AND NOT EXISTS (SELECT 1 FROM archive_member AS x"                   \
	" WHERE x.archive_id = e.archive_id AND x.parent = e.child_id) END"

/* The same where it is known which directories are. */
#define EMPTY_KNOWN_SQL                                                        \
	"e.size = 0 AND e.child_id IS NULL"                                    \
	" AND match_id(?%d, e.attribute_id)"

static void
emit_known_empty(struct piece *ret, struct wanted_sql *sql, int fits,
	const struct wanted_empty *empty)
{
	struct match *m = match_new_ids(empty->n);

	strbuf_addf(&ret->text, EMPTY_KNOWN_SQL, fits);
	for (size_t i = 0; i < empty->n; i++)
		match_add_id(m, empty->ids[i]);
	strbuf_adds(&ret->text, " OR e.child_id IS NOT NULL AND ");
	emit_ids(&ret->text, sql, "e.child_id", m);
}

static void
emit_empty(struct piece *ret, struct wanted_sql *sql, bool negate)
{
	static const struct wanted regular = { .kind = WANTED_TYPE,
		.min = INT64_C(1) << (S_IFREG >> 12) };
	const struct wanted_empty *empty = sql->context->empty;
	int fits = add_match(sql, matching(sql, &regular, false));

	ret->cost = 3;
	strbuf_adds(&ret->text, negate ? "NOT (" : "(");
	if (sql->exactness == WANTED_INSIDE)
		strbuf_addf(&ret->text, EMPTY_INSIDE_SQL, fits);
	else if (empty && empty->is_known)
		emit_known_empty(ret, sql, fits, empty);
	else
		strbuf_addf(&ret->text, EMPTY_SQL, fits);
	strbuf_addc(&ret->text, ')');
}

/* --- digests -------------------------------------------------------------- */

/* Of members, which have theirs in their row. */
static void
emit_digest_inside(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate)
{
	const struct digest_range range = wanted_digest_range(f);
	const uint8_t *ends[] = { range.first, range.last };

	for (size_t i = 0; i < 2; i++) {
		struct parameter *p = add_parameter(sql);

		p->kind = A_DIGEST;
		memcpy(p->digest, ends[i], DIGEST_BYTES);
	}
	ret->cost = 2;
	strbuf_addf(&ret->text, "%sifnull(e.digest BETWEEN ?%d AND ?%d, 0)",
		negate ? "NOT " : "", last(sql) - 1, last(sql));
}

static void
emit_digest(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate)
{
	struct match *m = wanted_contents_that_fit(sql->context->digests, f);

	ret->cost = 2;
	if (match_n_ids(m) == 0) {
		ret->constant = negate ? ALWAYS : NEVER;
		match_free(m);
		return;
	}
	/* Of few contents the index of names by content has the names. */
	strbuf_adds(&ret->text,
		negate ? "NOT (e.content_id IS NOT NULL AND " :
			 "(e.content_id IS NOT NULL AND ");
	emit_ids(&ret->text, sql, "e.content_id", m);
	strbuf_addc(&ret->text, ')');
}

static bool
is_meant(const struct wanted *f, const struct wanted_directory *dir)
{
	if (f->kind == WANTED_VOLUME)
		return dir->volume_id == f->min;
	return f->kind == WANTED_ONLINE ? dir->is_online : dir->is_hidden;
}

/* What is the same for all of a directory, where it is known of each. */
static void
emit_dirs(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate, const struct wanted_dirs *dirs)
{
	struct match *m = match_new_ids(0);

	for (int64_t id = 1; id < dirs->n; id++)
		if (is_meant(f, &dirs->list[id]))
			match_add_id(m, id);
	ret->cost = 2;
	strbuf_adds(&ret->text, negate ? "NOT (" : "(");
	emit_ids(&ret->text, sql, "e.dir_id", m);
	if (f->kind == WANTED_HIDDEN)
		strbuf_adds(&ret->text, " OR substr(e.name, 1, 1) = x'2E'");
	strbuf_addc(&ret->text, ')');
}

/* Where it is said of one directory at a time. */
static void
emit_context(struct piece *ret, struct wanted_sql *sql, const struct wanted *f,
	bool negate)
{
	const struct wanted_dirs *dirs = known_dirs(sql);
	struct parameter *p;

	if (dirs) {
		emit_dirs(ret, sql, f, negate, dirs);
		return;
	}
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

int
piece_of_condition(struct piece *ret, struct wanted_sql *sql,
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
		emit_range(ret, sql, f, negate, ENTRY_CTIME_SQL);
		return 0;
	case WANTED_EMPTY:
		emit_empty(ret, sql, negate);
		return 0;
	case WANTED_DIGEST:
		if (sql->exactness != WANTED_INSIDE)
			emit_digest(ret, sql, f, negate);
		else
			emit_digest_inside(ret, sql, f, negate);
		return 0;
	case WANTED_HIDDEN:
	case WANTED_VOLUME:
	case WANTED_ONLINE:
		emit_context(ret, sql, f, negate);
		return 0;
	default:
		return emit_pattern(ret, sql, f, negate, err);
	}
}

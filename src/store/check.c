/* SPDX-License-Identifier: MIT */
/*
 * Looking for damage, in this order:
 *
 *   structure  SQLite's quick_check or integrity_check: pages, order, indexes
 *   tree       every directory hangs on one above it, and at last on a volume;
 *              every entry has what it refers to; no directory is below itself
 *   totals     each directory has the sum of its entries and of the stored
 *              totals of its directories: true for all of them only if all
 *              totals are true, and one pass with nothing to remember
 *   contents   copies and volumes of each content
 *   names      the index of names leads to every name
 *
 * While a scan runs, and after one that was killed, directories may be there
 * whose entry is not written yet (adopt.c).  Then tree and totals wait.
 */
#include "store/check.h"

#include "store/internal.h"
#include "store/names/name_index.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

struct check {
	struct store *store;
	const struct check_options *options;
	struct check_result result;
};

__attribute__((format(printf, 4, 5))) static int
tell(struct check *c, const char *kind, struct error *err, const char *format,
	...)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	char line[512];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	strbuf_adds(&text, line);
	c->result.n_problems++;
	return c->options->on_problem(c->options->arg, kind, text.buf, err);
}

/* --- structure --------------------------------------------------------- */

/* SQLite gives some of its findings many in a row. */
static int
tell_lines(struct check *c, const char *text, struct error *err)
{
	int r = 0;

	while (r == 0 && *text) {
		size_t len = strcspn(text, "\n");

		if (strncmp(text, "***", 3) != 0)
			r = tell(c, "structure", err, "%.*s", (int)len, text);
		text += len;
		text += *text == '\n';
	}
	return r;
}

/* What SQLite cannot even read is a problem like those that it lists. */
static int
check_structure(struct check *c, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(c->store,
		c->options->full ? Q_CHECK_ALL : Q_CHECK_STRUCTURE);
	struct error inner = ERROR_INIT;
	size_t len;
	int r;

	while ((r = bind_next(&b, &inner)) > 0) {
		const char *text = bind_get_bytes(&b, 0, &len);

		if (strcmp(text, "ok") == 0)
			continue;
		r = tell_lines(c, text, err);
		if (r < 0)
			return r;
	}
	if (r == -EUCLEAN)
		return tell(c, "structure", err, "%s", inner.text);
	if (r < 0 && err)
		*err = inner;
	return r;
}

/* --- tree -------------------------------------------------------------- */

/* A statement that gives what is wrong: two numbers with words around. */
struct rule {
	enum query query;
	const char *kind;
	const char *words[3]; /* the first number behind the first ... */
};

static int
apply(struct check *c, const struct rule *rule, struct error *err)
{
	_cleanup_(bind_end) struct bind b = bind_begin(c->store, rule->query);
	int r;

	/* SQLite looks for one in long statements only. */
	if (interrupt_pending())
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	bind_i64(&b, CHECK_MOST);
	while ((r = bind_next(&b, err)) > 0) {
		r = tell(c, rule->kind, err, "%s %" PRId64 " %s %" PRId64 "%s",
			rule->words[0], bind_get_i64(&b, 0), rule->words[1],
			bind_get_i64(&b, 1), rule->words[2]);
		if (r < 0)
			break;
	}
	return r;
}

static int
check_loops(struct check *c, struct error *err)
{
	int64_t n_lost;
	int r = query_i64(c->store, &n_lost, Q_CHECK_LOOPS, err);

	if (r < 0 || n_lost == 0)
		return r;
	return tell(c, "tree", err,
		"%" PRId64 " directories cannot be reached from their volume",
		n_lost);
}

/* --- totals ------------------------------------------------------------ */

/* Columns of CHECK_TOTALS: the directory, an entry of it, its directory. */
enum {
	T_ID,
	T_STORED,
	T_MODE = T_STORED + 5,
	T_NLINK,
	T_SIZE,
	T_BLOCKS,
	T_CHILD,
};

static struct totals
read_sums(const struct bind *b, int column)
{
	return (struct totals){ .files = bind_get_i64(b, column),
		.directories = bind_get_i64(b, column + 1),
		.bytes = bind_get_i64(b, column + 2),
		.blocks = bind_get_i64(b, column + 3),
		.linked = bind_get_i64(b, column + 4) };
}

static bool
is_equal(const struct totals *a, const struct totals *b)
{
	return a->files == b->files && a->directories == b->directories &&
		a->bytes == b->bytes && a->blocks == b->blocks &&
		a->linked == b->linked;
}

static void
add_row(struct totals *sum, const struct bind *b)
{
	struct entry e = { .mode = (uint32_t)bind_get_i64(b, T_MODE) };
	struct totals own, child = read_sums(b, T_CHILD);

	e.nlink = (uint32_t)bind_get_i64(b, T_NLINK);
	e.size_bytes = bind_get_i64(b, T_SIZE);
	e.blocks = bind_get_i64(b, T_BLOCKS);
	own = totals_of_entry(&e, 1);
	totals_add(sum, &own);
	totals_add(sum, &child);
}

static int
tell_totals(struct check *c, int64_t id, const struct totals *stored,
	const struct totals *sum, struct error *err)
{
	return tell(c, "totals", err,
		"directory %" PRId64 " says %" PRId64 " files of %" PRId64
		" bytes in %" PRId64 " directories, but there are %" PRId64
		" of %" PRId64 " in %" PRId64,
		id, stored->files, stored->bytes, stored->directories,
		sum->files, sum->bytes, sum->directories);
}

static int
check_totals(struct check *c, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(c->store, Q_CHECK_TOTALS);
	struct totals stored = { 0 }, sum = { 0 };
	int64_t id = 0;
	int n_told = 0;
	int r;

	do {
		int64_t next;

		r = bind_next(&b, err);
		next = r > 0 ? bind_get_i64(&b, T_ID) : 0;
		if (r >= 0 && next != id && !is_equal(&stored, &sum) &&
			n_told++ < CHECK_MOST) {
			int told = tell_totals(c, id, &stored, &sum, err);

			if (told < 0)
				return told;
		}
		if (r > 0 && next != id) {
			id = next;
			stored = read_sums(&b, T_STORED);
			sum = (struct totals){ 0 };
		}
		if (r > 0)
			add_row(&sum, &b);
	} while (r > 0);
	return r;
}

/* --- names ------------------------------------------------------------- */

static int
check_names(struct check *c, struct error *err)
{
	int64_t n_missed, dir_id;
	int r = name_index_check(c->store, &n_missed, &dir_id, err);

	if (r < 0 || n_missed == 0)
		return r;
	return tell(c, "names", err,
		"find overlooks %" PRId64 " names, the first in directory "
		"%" PRId64,
		n_missed, dir_id);
}

/* --- all of it --------------------------------------------------------- */

static int
check_ours(struct check *c, struct error *err)
{
	static const struct rule always[] = {
		{ Q_CHECK_ENTRIES, "tree",
			{ "an entry of directory", "refers to number",
				", which is not there" } },
		{ Q_CHECK_ROOTS, "tree", { "root", "has no directory", "" } },
	};
	static const struct rule tree = { Q_CHECK_DIRECTORIES, "tree",
		{ "directory", "does not hang on directory", "" } };
	static const struct rule contents = { Q_CHECK_CONTENTS, "contents",
		{ "content", "says it has", " copies, but it has not" } };
	int64_t n_before = c->result.n_problems;
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(always) / sizeof(*always); i++)
		r = apply(c, &always[i], err);
	if (r == 0 && !c->result.is_partial)
		r = apply(c, &tree, err);
	if (r == 0 && !c->result.is_partial && c->result.n_problems == n_before)
		r = check_loops(c, err);
	/* Sums over a broken tree would only repeat what was told. */
	if (r == 0 && !c->result.is_partial && c->result.n_problems == n_before)
		r = check_totals(c, err);
	if (r == 0)
		r = apply(c, &contents, err);
	return r < 0 ? r : check_names(c, err);
}

int
store_check(struct store *store, const struct check_options *options,
	struct check_result *ret, struct error *err)
{
	struct check c = { .store = store, .options = options };
	int64_t n_running = 0;
	int r;

	store->in_rows = true; /* an interrupt ends it */
	r = check_structure(&c, err);
	if (r == 0 && c.result.n_problems == 0) {
		r = query_i64(store, &n_running, Q_SCANS_RUNNING, err);
		c.result.is_partial = n_running > 0;
		if (r == 0)
			r = check_ours(&c, err);
	}
	store->in_rows = false;
	*ret = c.result;
	return r;
}

/* --- after an unclean stop --------------------------------------------- */

bool
store_was_left_open(const char *path)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct stat st;

	strbuf_addf(&name, "%s-wal", path);
	if (stat(name.buf, &st) == 0 && st.st_size > 0)
		return true;
	strbuf_truncate(&name, 0);
	strbuf_addf(&name, "%s-journal", path);
	return stat(name.buf, &st) == 0 && st.st_size > 0;
}

int
store_check_quickly(struct store *store, int64_t max_ns, struct error *err)
{
	_cleanup_(bind_end) struct bind b =
		bind_begin(store, Q_CHECK_STRUCTURE);
	const char *text;
	size_t len;
	int r;

	store->deadline_ns = clock_monotonic_ns() + max_ns;
	r = bind_next(&b, err);
	store->deadline_ns = 0;
	if (r == -EINTR)
		return 0;
	text = r > 0 ? bind_get_bytes(&b, 0, &len) : "";
	if (r == -EUCLEAN || (r > 0 && strcmp(text, "ok") != 0))
		return error_set(err, EUCLEAN,
			"the catalogue '%s' was not closed properly and is "
			"damaged; 'catalog check' tells more, and "
			"catalog-backup(1) how to restore a backup",
			store->path);
	return r < 0 ? r : 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * twins: names of one directory that a file system without regard to case or
 * composition would take for one.
 *
 * One look at every name, with 64 bits of each folded one: a directory in
 * which two are equal is noted, and read again, with the names themselves,
 * when the look is over.  So a hash that two names share by chance costs a
 * second look and nothing else, and memory is that of the largest directory.
 */
#include "report/names.h"
#include "report/sums.h"
#include "report/tally.h"

#include "model/entry.h"
#include "store/entries.h"
#include "util/alloc.h"
#include "util/arena.h"
#include "util/fold.h"
#include "util/search.h"

#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_LIST. */
enum { R_NAME, R_SIZE, R_BLOCKS, R_MTIME, R_MODE, R_CHILD_ID = 9 };

enum {
	C_GROUP,
	C_DIFFER,
	C_TYPE,
	C_SIZE,
	C_MTIME,
	C_VOLUME,
	C_PATH,
	C_ONLINE,
	C_T_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "group", "GROUP", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "differ_in", "DIFFER IN", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "t_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

/* --- the look at every name ----------------------------------------------- */

struct look {
	struct strbuf folded;
	int64_t dir_id;
	bool is_noted; /* the directory */
	/* Hashes of its names; a slot counts if its number is that of the
	 * directory, so that the table needs no clearing. */
	struct {
		uint64_t hash;
		int64_t dir_id;
	} * slots;
	size_t n;
	size_t n_slots; /* a power of two */
	int64_t *noted;
	size_t n_noted;
};

static void
look_clear(struct look *l)
{
	strbuf_clear(&l->folded);
	free(l->slots);
	free(l->noted);
}

/* FNV-1a over eight bytes at a time, then mixed: names are short. */
static uint64_t
hash_of(const char *s, size_t len, bool lower)
{
	const uint64_t prime = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = len * prime;

	while (len > 0) {
		size_t n = len < sizeof(uint64_t) ? len : sizeof(uint64_t);
		uint64_t word = 0;

		memcpy(&word, s, n);
		if (lower) {
			/* Bytes from 'A' to 'Z' have bit 7 set in exactly one
			 * of the sums; all are ASCII. */
			uint64_t a = word + UINT64_C(0x3f3f3f3f3f3f3f3f);
			uint64_t z = word + UINT64_C(0x2525252525252525);

			word |= ((a ^ z) & UINT64_C(0x8080808080808080)) >> 2;
		}
		hash = (hash ^ word) * prime;
		hash ^= hash >> 29;
		s += n;
		len -= n;
	}
	return hash;
}

static void
start_directory(struct look *l, int64_t dir_id)
{
	l->dir_id = dir_id;
	l->n = 0;
	l->is_noted = false;
}

static void
grow(struct look *l)
{
	size_t n_old = l->n_slots;
	size_t n_new = n_old ? n_old * 2 : 256;
	void *memory = xreallocarray(NULL, n_new, sizeof(l->slots[0]));
	struct look old = *l;

	/* calloc() would have each page made twice: see sizes.c. */
	memset(memory, 0, n_new * sizeof(l->slots[0]));
	l->slots = memory;
	l->n_slots = n_new;
	for (size_t i = 0; i < n_old; i++) {
		size_t at = (size_t)old.slots[i].hash & (n_new - 1);

		if (old.slots[i].dir_id != l->dir_id)
			continue;
		while (l->slots[at].dir_id == l->dir_id)
			at = (at + 1) & (n_new - 1);
		l->slots[at] = old.slots[i];
	}
	free(old.slots);
}

/* Was it there? */
static bool
add_hash(struct look *l, uint64_t hash)
{
	size_t at;

	if (l->n * 2 >= l->n_slots)
		grow(l);
	at = (size_t)hash & (l->n_slots - 1);
	for (; l->slots[at].dir_id == l->dir_id;
		at = (at + 1) & (l->n_slots - 1))
		if (l->slots[at].hash == hash)
			return true;
	l->slots[at].hash = hash;
	l->slots[at].dir_id = l->dir_id;
	l->n++;
	return false;
}

static void
visit(const struct stored_entry *e, void *arg)
{
	struct look *l = arg;
	uint64_t hash;

	if (e->dir_id == 0) /* volumes' own roots, by their numbers */
		return;
	if (e->dir_id != l->dir_id)
		start_directory(l, e->dir_id);
	if (l->is_noted)
		return;
	if (fold_is_ascii(e->name, e->name_len)) {
		hash = hash_of(e->name, e->name_len, true);
	} else {
		strbuf_truncate(&l->folded, 0);
		fold_bytes(&l->folded, e->name, e->name_len, FOLD_CASE);
		hash = hash_of(l->folded.buf, l->folded.len, false);
	}
	if (!add_hash(l, hash))
		return;
	l->is_noted = true;
	l->noted = xgrow(l->noted, l->n_noted, sizeof(int64_t));
	l->noted[l->n_noted++] = e->dir_id;
}

/* --- one directory again -------------------------------------------------- */

struct twin {
	const char *folded;
	const char *composed;
	const char *name;
	size_t name_len;
	int64_t size;
	int64_t mtime_ns;
	uint32_t mode;
	bool is_directory;
};

/* A name that was asked for by itself. */
struct named {
	int64_t dir_id;
	const char *name;
	size_t name_len;
};

struct twins {
	const struct report_twins *options;
	struct named *named;
	size_t n_named;
	struct arena named_text;
	struct store *store;
	struct output *output;
	struct names names;
	struct arena arena;
	struct twin *list;
	size_t n;
	size_t room;
	int64_t n_groups;
};

static void
twins_clear(struct twins *t)
{
	free(t->named);
	arena_clear(&t->named_text);
	names_clear(&t->names);
	arena_clear(&t->arena);
	free(t->list);
}

static int
by_folded(const void *a, const void *b)
{
	const struct twin *x = a;
	const struct twin *y = b;
	int r = strcmp(x->folded, y->folded);

	return r != 0 ? r : strcmp(x->name, y->name);
}

static void
add_twin(struct twins *t, const struct rows *rows)
{
	_cleanup_(strbuf_clear) struct strbuf folded = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf composed = STRBUF_INIT;
	size_t len;
	const char *name = rows_bytes(rows, R_NAME, &len);
	struct twin *twin;

	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->list = xreallocarray(t->list, t->room, sizeof(t->list[0]));
	}
	fold_bytes(&folded, name, len, FOLD_CASE);
	fold_bytes(&composed, name, len, FOLD_NORMAL);
	twin = &t->list[t->n++];
	twin->name = arena_copy(&t->arena, name, len);
	twin->name_len = len;
	twin->folded = arena_copy(&t->arena, folded.buf, folded.len);
	twin->composed = arena_copy(&t->arena, composed.buf, composed.len);
	twin->size = rows_i64(rows, R_SIZE);
	twin->mtime_ns = rows_i64(rows, R_MTIME);
	twin->mode = (uint32_t)rows_i64(rows, R_MODE);
	twin->is_directory = !rows_is_null(rows, R_CHILD_ID);
}

static int
read_directory(struct twins *t, int64_t dir_id, struct error *err)
{
	_cleanup_(rows_closep) struct rows *rows = NULL;
	int r = rows_open(&rows, t->store, ROWS_LIST, err);

	t->n = 0;
	arena_reset(&t->arena);
	if (r < 0)
		return r;
	rows_bind_i64(rows, dir_id);
	while ((r = rows_next(rows, err)) > 0)
		add_twin(t, rows);
	if (r == 0 && t->n > 1)
		qsort(t->list, t->n, sizeof(t->list[0]), by_folded);
	return r;
}

static const char *
difference(const struct twin *group, size_t n)
{
	bool in_case = false;
	size_t n_composed = 0;
	bool in_form;

	for (size_t i = 0; i < n; i++) {
		in_case |= strcmp(group[0].composed, group[i].composed) != 0;
		n_composed += strcmp(group[i].name, group[i].composed) == 0;
	}
	/* Two may also be composed by halves, each in its own way. */
	in_form = !in_case || (n_composed > 0 && n_composed < n);
	return in_case && in_form ? "both" : in_form ? "form" : "case";
}

static int
print(struct twins *t, const struct twin *twin, int64_t dir_id,
	const char *differ_in, bool is_first, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct names_entry entry = { .dir_id = dir_id,
		.name = twin->name,
		.name_len = twin->name_len };
	const char letter =
		twin->is_directory ? 'd' : entry_type_letter(twin->mode);
	struct output_value v[N_COLUMNS];
	struct directory dir;
	bool online = false;
	int r = store_directory(t->store, &dir, dir_id, err);

	if (r >= 0)
		r = names_path(&t->names, &path, &entry, &online, err);
	if (r < 0)
		return r;
	v[C_GROUP] = output_number(t->n_groups);
	v[C_DIFFER] = value_string(differ_in);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_SIZE] = output_number(twin->size);
	v[C_MTIME] = output_number(twin->mtime_ns);
	v[C_VOLUME] = value_string(names_volume(&t->names, dir.volume_id));
	v[C_PATH] = v[C_T_PATH] = value_strbuf(&path);
	v[C_ONLINE] = output_number(online);
	if (!is_first && output_format_of(t->output) == OUTPUT_TABLE)
		v[C_DIFFER] = output_null();
	return is_first ? output_row(t->output, v, err) :
			  output_continue(t->output, v, err);
}

static int
print_group(struct twins *t, int64_t dir_id, const struct twin *group, size_t n,
	struct error *err)
{
	const char *differ_in = difference(group, n);
	int r = 0;

	t->n_groups++;
	for (size_t i = 0; i < n && r == 0; i++)
		r = print(t, &group[i], dir_id, differ_in, i == 0, err);
	return r;
}

static bool
is_full(const struct twins *t)
{
	return t->options->limit >= 0 && t->n_groups >= t->options->limit;
}

/* Has one of them a size that was asked for? */
static bool
is_wanted(const struct report_twins *o, const struct twin *group, size_t n)
{
	for (size_t i = 0; i < n && o->has_size; i++)
		if (!group[i].is_directory && group[i].size >= o->size.min &&
			group[i].size <= o->size.max)
			return true;
	return !o->has_size;
}

/* Is one of them among the names that were asked for? */
static bool
is_named(const struct named *named, size_t n_named, const struct twin *group,
	size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_named; k++)
			if (group[i].name_len == named[k].name_len &&
				memcmp(group[i].name, named[k].name,
					named[k].name_len) == 0)
				return true;
	return false;
}

/* All groups, or with names those that one of these is in. */
static int
print_directory(struct twins *t, int64_t dir_id, const struct named *named,
	size_t n_named, struct error *err)
{
	int r = read_directory(t, dir_id, err);

	for (size_t i = 0, end; i < t->n && r == 0 && !is_full(t); i = end) {
		for (end = i + 1; end < t->n &&
			strcmp(t->list[i].folded, t->list[end].folded) == 0;)
			end++;
		if (end - i > 1 &&
			is_wanted(t->options, &t->list[i], end - i) &&
			(n_named == 0 ||
				is_named(named, n_named, &t->list[i], end - i)))
			r = print_group(t, dir_id, &t->list[i], end - i, err);
	}
	return r;
}

static int
load_named(struct twins *t, struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, t->store, ROWS_SCOPE_NAMES, err);

	while (r >= 0 && (r = rows_next(rows, err)) > 0) {
		struct named named = { .dir_id = rows_i64(rows, 0) };
		const char *name = rows_bytes(rows, 1, &named.name_len);

		t->named = xgrow(t->named, t->n_named, sizeof(*t->named));
		named.name = arena_copy(&t->named_text, name, named.name_len);
		t->named[t->n_named++] = named;
	}
	rows_close(rows);
	return r;
}

/* What is beside a name that was asked for by itself, no look has seen. */
static bool
has_named(const struct twins *t, int64_t dir_id)
{
	size_t at = search_i64(t->named, t->n_named, sizeof(*t->named), dir_id);

	return at < t->n_named && t->named[at].dir_id == dir_id;
}

static int
print_named(struct twins *t, struct error *err)
{
	int r = 0;

	for (size_t i = 0, end; i < t->n_named && r == 0 && !is_full(t);
		i = end) {
		for (end = i + 1; end < t->n_named &&
			t->named[end].dir_id == t->named[i].dir_id;)
			end++;
		r = print_directory(t, t->named[i].dir_id, &t->named[i],
			end - i, err);
	}
	return r;
}

static int
look_at_all(struct store *store, const struct report_twins *options,
	struct look *look, struct error *err)
{
	_cleanup_(look_clear) struct look second = { .folded = STRBUF_INIT };
	struct pass pass = {
		.visit = visit,
		.is_scoped = options->is_scoped,
		.first = look,
		.second = &second,
	};
	int r = tally_pass(store, &pass, err);

	if (r <= 0 || second.n_noted == 0)
		return r < 0 ? r : 0;
	look->noted = xreallocarray(look->noted, look->n_noted + second.n_noted,
		sizeof(int64_t));
	memcpy(look->noted + look->n_noted, second.noted,
		second.n_noted * sizeof(int64_t));
	look->n_noted += second.n_noted;
	return 0;
}

int
report_twins(struct store *store, const struct report_twins *options,
	struct output *output, int64_t *ret_groups, struct error *err)
{
	_cleanup_(look_clear) struct look look = { .folded = STRBUF_INIT };
	_cleanup_(twins_clear) struct twins t = { .options = options,
		.store = store,
		.output = output,
		.arena = ARENA_INIT,
		.named_text = ARENA_INIT };
	int r = names_load(&t.names, store, err);

	*ret_groups = 0;
	if (r == 0 && options->is_scoped)
		r = load_named(&t, err);
	if (r == 0)
		r = look_at_all(store, options, &look, err);
	if (r < 0)
		return r;
	output_begin(output, columns, N_COLUMNS);
	for (size_t i = 0; i < look.n_noted && r == 0 && !is_full(&t); i++)
		if (!has_named(&t, look.noted[i]))
			r = print_directory(&t, look.noted[i], NULL, 0, err);
	if (r == 0)
		r = print_named(&t, err);
	*ret_groups = t.n_groups;
	return r < 0 ? r : output_end(output, err);
}

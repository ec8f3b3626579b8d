/* SPDX-License-Identifier: MIT */
/*
 * compare --names: what the walk of by_name_walk.c tells is printed as it
 * comes, up to the limit; what is behind that is only counted.
 */
#include "report/by_name.h"
#include "report/names.h"

#include "store/entries.h"
#include "util/path.h"

#include <sys/stat.h>

/* Files of both sides from which on looking at all contents costs less than
 * looking up those of each file. */
#define MANY_FILES 100000

enum {
	C_STATE,
	C_BY,
	C_TYPE,
	C_SIZE_A,
	C_SIZE_B,
	C_MTIME_A,
	C_MTIME_B,
	C_FILES,
	C_NAME,
	C_VOLUME,
	C_PATH,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "by", "BY", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size_a", "SIZE A", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "size_b", "SIZE B", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime_a", "MODIFIED A", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "mtime_b", "MODIFIED B", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "name", "NAME", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, true },
};
/* clang-format on */

struct by_name {
	struct store *store;
	const struct report_names *options;
	struct names names;
	struct walk walk;
	struct output *output;
	int64_t shown;
};

static const char *const states[] = { "only_a", "only_b", "differs", "same" };

static void
by_name_clear(struct by_name *c)
{
	walk_clear(&c->walk);
	names_clear(&c->names);
}

static int
set_side(struct by_name *c, struct side *side, int64_t dir_id,
	struct error *err)
{
	struct directory dir;
	int r = store_directory(c->store, &dir, dir_id, err);

	if (r <= 0)
		return r;
	side->volume_id = dir.volume_id;
	for (size_t i = 0; i < c->names.n_volumes; i++)
		if (c->names.volumes[i].volume.id == dir.volume_id)
			side->granularity_ns =
				c->names.volumes[i].volume.granularity_ns;
	return r;
}

/* --- rows -------------------------------------------------------------- */

static int
fill_directory(struct by_name *c, struct output_value *v, int64_t dir_id,
	int size_column, struct error *err)
{
	struct totals totals;
	int r = store_directory_totals(c->store, &totals, dir_id, err);

	if (r < 0)
		return r;
	v[size_column] = output_number(totals.bytes);
	v[C_FILES] = output_number(totals.files);
	return 0;
}

static int
fill_side(struct by_name *c, struct output_value *v, const struct side *s,
	int size_column, int time_column, struct error *err)
{
	v[time_column] = output_number(s->now->mtime_ns);
	if (dir_name_type(s->now) == S_IFDIR)
		return fill_directory(c, v, s->now->child_id, size_column, err);
	v[size_column] = output_number(s->now->size_bytes);
	return 0;
}

static int
print(struct by_name *c, enum verdict verdict, const char *by,
	const struct strbuf *name, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct side *s = verdict == ONLY_B ? &c->walk.b : &c->walk.a;
	const struct names_entry entry = { .dir_id = s->dir_id,
		.name = s->now->name,
		.name_len = s->now->name_len };
	char type = entry_type_letter(s->now->mode);
	struct output_value v[N_COLUMNS];
	int r = 0;

	for (size_t i = 0; i < N_COLUMNS; i++)
		v[i] = output_null();
	v[C_STATE] = value_string(states[verdict]);
	v[C_BY] = value_string(by);
	v[C_TYPE] = output_text(&type, 1);
	v[C_NAME] = value_strbuf(name);
	v[C_VOLUME] = value_string(names_volume(&c->names, s->volume_id));
	r = names_path(&c->names, &path, &entry, NULL, err);
	v[C_PATH] = value_strbuf(&path);
	if (r >= 0 && verdict != ONLY_B)
		r = fill_side(c, v, &c->walk.a, C_SIZE_A, C_MTIME_A, err);
	if (r >= 0 && verdict != ONLY_A)
		r = fill_side(c, v, &c->walk.b, C_SIZE_B, C_MTIME_B, err);
	return r < 0 ? r : output_row(c->output, v, err);
}

static bool
is_done(const struct by_name *c)
{
	return c->options->limit >= 0 && c->shown >= c->options->limit;
}

static int
tell(struct walk *w, enum verdict verdict, const char *by,
	const struct pair *pair, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	struct by_name *c = w->arg;
	const struct dir_name *now = verdict == ONLY_B ? w->b.now : w->a.now;

	if ((verdict == SAME && !c->options->all) || is_done(c))
		return 0;
	c->shown++;
	strbuf_adds(&name, pair->within);
	path_append(&name, now->name, now->name_len);
	return print(c, verdict, by, &name, err);
}

/* --- the whole ------------------------------------------------------------ */

static int
open_walk(struct by_name *c, struct error *err)
{
	const int64_t sides[] = { c->options->a, c->options->b };
	int64_t files = 0;
	int r = walk_open(&c->walk, c->store, NULL, err);

	for (int i = 0; i < 2 && r >= 0; i++) {
		struct totals totals = { 0 };

		r = set_side(c, i == 0 ? &c->walk.a : &c->walk.b, sides[i],
			err);
		if (r >= 0)
			r = store_directory_totals(c->store, &totals, sides[i],
				err);
		files += totals.files;
	}
	if (r >= 0 && files >= MANY_FILES) {
		r = store_know_contents(c->store, err);
		c->walk.knows = c->store;
	}
	return r;
}

int
report_names(struct store *store, const struct report_names *options,
	struct output *output, struct report_compared *ret, struct error *err)
{
	_cleanup_(by_name_clear) struct by_name c = { .store = store,
		.options = options,
		.names = NAMES_INIT,
		.output = output };
	const struct strbuf top = STRBUF_INIT;
	int r = names_load(&c.names, store, err);

	*ret = (struct report_compared){ 0 };
	if (r >= 0)
		r = open_walk(&c, err);
	if (r < 0)
		return r;
	c.walk.tell = tell;
	c.walk.arg = &c;
	walk_push(&c.walk, options->a, options->b, &top);
	output_begin(output, columns, N_COLUMNS);
	while (r >= 0 && c.walk.n > 0 && !is_done(&c))
		r = walk_step(&c.walk, err);
	if (r >= 0)
		r = count_rest(&c.walk, err);
	*ret = c.walk.totals;
	ret->shown = c.shown;
	return r < 0 ? r : output_end(output, err);
}

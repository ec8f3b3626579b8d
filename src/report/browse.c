/* SPDX-License-Identifier: MIT */
/*
 * ls and tree: what is below a directory, in order.
 *
 * One directory at a time is read and sorted; those above it, on the way back,
 * are held too, on a stack of our own: catalogues know trees that are deeper
 * than a thread's stack.  What a directory holds comes from the stored totals,
 * so nothing below the depth asked for is ever looked at.
 */
#include "report/browse.h"
#include "report/listing.h"
#include "report/names.h"
#include "report/owner.h"

#include "output/bar.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>

enum {
	C_VOLUME,
	C_PATH,
	C_TYPE,
	C_APPARENT,
	C_ALLOCATED,
	C_FILES,
	C_DIRECTORIES,
	C_MTIME,
	C_MODE,
	C_UID,
	C_GID,
	C_INODE,
	C_NLINK,
	C_DIGEST,
	C_ONLINE,
	C_DEPTH,
	C_T_MODE,
	C_T_NLINK,
	C_T_OWNER,
	C_T_GROUP,
	C_T_SIZE,
	C_T_ALLOCATED,
	C_T_SHARE,
	C_T_FILES,
	C_T_MTIME,
	C_T_NAME,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "mode", "MODE", OUTPUT_MODE, OUTPUT_MACHINE, false },
	{ "uid", "UID", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "gid", "GID", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "inode", "INODE", OUTPUT_UNSIGNED, OUTPUT_MACHINE, false },
	{ "nlink", "LINKS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "online", "ONLINE", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "depth", "DEPTH", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "t_mode", "MODE", OUTPUT_MODE, 0, false },
	{ "t_nlink", "LINKS", OUTPUT_NUMBER, 0, false },
	{ "t_owner", "OWNER", OUTPUT_TEXT, 0, false },
	{ "t_group", "GROUP", OUTPUT_TEXT, 0, false },
	{ "t_size", "SIZE", OUTPUT_SIZE, OUTPUT_IN_TABLE, false },
	{ "t_allocated", "ON DISK", OUTPUT_SIZE, 0, false },
	{ "t_share", "SHARE", OUTPUT_SHARE, 0, false },
	{ "t_files", "FILES", OUTPUT_NUMBER, OUTPUT_IN_TABLE, false },
	{ "t_mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_IN_TABLE, false },
	{ "t_name", "NAME", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

struct frame {
	struct listing listing;
	size_t next;	 /* item */
	int64_t dir_id;	 /* whose items they are */
	size_t name_len; /* of browse.name above them */
};

struct browse {
	const struct report_browse *options;
	const struct output_options *look;
	struct store *store;
	struct output *output;
	struct output_column columns[N_COLUMNS];
	struct names names;
	struct owners owners;
	struct frame *frames;
	size_t n_frames;
	size_t room;
	struct strbuf name; /* of a row in the table, below the target */
	struct strbuf path;
	struct strbuf drawing;
	int64_t volume_id;
	int64_t whole; /* bytes of the target: what shares are of */
	int64_t n_rows;
};

static void
browse_clear(struct browse *b)
{
	while (b->n_frames > 0)
		listing_clear(&b->frames[--b->n_frames].listing);
	free(b->frames);
	names_clear(&b->names);
	owners_clear(&b->owners);
	strbuf_clear(&b->name);
	strbuf_clear(&b->path);
	strbuf_clear(&b->drawing);
}

/* --- one row -------------------------------------------------------------- */

static void
draw(struct browse *b)
{
	static const char *const lines[2][4] = {
		{ "\xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80 ",
			"\xe2\x94\x94\xe2\x94\x80\xe2\x94\x80 ",
			"\xe2\x94\x82   ", "    " },
		{ "|-- ", "`-- ", "|   ", "    " },
	};
	const char *const *set = lines[b->look->ascii];

	strbuf_truncate(&b->drawing, 0);
	for (size_t i = 0; i < b->n_frames; i++) {
		const struct frame *f = &b->frames[i];
		bool is_last = f->next >= f->listing.n;
		bool is_own = i + 1 == b->n_frames;

		strbuf_adds(&b->drawing, set[(is_own ? 0 : 2) + is_last]);
	}
}

/* What a table calls it: in a tree by its name behind the drawing, in a list by
 * its path below the target. */
static struct output_value
table_name(struct browse *b, const struct item *item)
{
	struct output_value value;
	size_t lead = 0;

	if (b->n_frames == 0)
		return value_strbuf(&b->path);
	if (!b->options->is_tree) {
		if (b->options->n_targets > 1)
			return value_strbuf(&b->path);
		strbuf_truncate(&b->drawing, 0);
		strbuf_add(&b->drawing, b->name.buf, b->name.len);
		path_append(&b->drawing, item->name, item->name_len);
	} else {
		draw(b);
		lead = b->drawing.len;
		strbuf_add(&b->drawing, item->name, item->name_len);
	}
	if (item->child_id != 0)
		strbuf_addc(&b->drawing, '/');
	value = value_strbuf(&b->drawing);
	value.lead = lead;
	return value;
}

static void
fill_facts(struct output_value *v, const struct item *item)
{
	v[C_APPARENT] = output_number(item->totals.bytes);
	v[C_ALLOCATED] = output_number(item_allocated(item));
	v[C_FILES] = v[C_DIRECTORIES] = v[C_T_FILES] = output_null();
	if (item->child_id != 0) {
		v[C_FILES] = output_number(item->totals.files);
		v[C_DIRECTORIES] = output_number(item->totals.directories);
		v[C_T_FILES] = v[C_FILES];
	}
	v[C_MTIME] = output_number(item->mtime_ns);
	v[C_MODE] = output_number(item->mode);
	v[C_UID] = output_number(item->uid);
	v[C_GID] = output_number(item->gid);
	v[C_INODE] = output_number(item->inode);
	v[C_NLINK] = output_number(item->nlink);
	v[C_DIGEST] = item->has_digest ?
		output_text((const char *)item->digest, DIGEST_BYTES) :
		output_null();
	if (item->mode == 0) /* nothing was read of a way */
		for (int i = C_MTIME; i <= C_DIGEST; i++)
			v[i] = output_null();
}

static void
fill_table(struct browse *b, struct output_value *v, const struct item *item)
{
	v[C_T_MODE] = v[C_MODE];
	v[C_T_NLINK] = v[C_NLINK];
	v[C_T_OWNER] = v[C_T_GROUP] = output_null();
	if (b->options->is_long && item->mode != 0) {
		v[C_T_OWNER] = value_string(owners_user(&b->owners, item->uid));
		v[C_T_GROUP] =
			value_string(owners_group(&b->owners, item->gid));
	}
	v[C_T_SIZE] = v[C_APPARENT];
	v[C_T_ALLOCATED] = v[C_ALLOCATED];
	v[C_T_SHARE] = output_number(share_of(item->totals.bytes, b->whole));
	v[C_T_MTIME] = v[C_MTIME];
	v[C_T_NAME] = table_name(b, item);
	v[C_T_NAME].colour = output_colour(b->output,
		&(struct colour_of){
			.mode = item->child_id != 0 ? S_IFDIR | item->mode :
						      item->mode,
			.nlink = item->nlink,
			.name = item->name,
			.name_len = item->name_len,
		});
}

static int
print(struct browse *b, const struct item *item, int64_t dir_id,
	struct error *err)
{
	struct output_value v[N_COLUMNS];
	const char letter = item_type(item);
	const struct names_entry entry = {
		.dir_id = item->name_len > 0 ? dir_id : 0,
		.child_id = item->child_id,
		.name = item->name,
		.name_len = item->name_len,
	};
	bool online = false;
	int r = names_path(&b->names, &b->path, &entry, &online, err);

	if (r < 0)
		return r;
	v[C_VOLUME] = value_string(names_volume(&b->names, b->volume_id));
	v[C_PATH] = value_strbuf(&b->path);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_ONLINE] = output_number(online);
	v[C_DEPTH] = output_number((int64_t)b->n_frames);
	fill_facts(v, item);
	fill_table(b, v, item);
	b->n_rows++;
	return output_row(b->output, v, err);
}

/* --- the walk --------------------------------------------------------------- */

static bool
is_full(const struct browse *b)
{
	return b->options->limit >= 0 && b->n_rows >= b->options->limit;
}

static int
enter(struct browse *b, int64_t dir_id, const struct item *item,
	struct error *err)
{
	const struct listing_how how = {
		.order = b->options->order,
		.reverse = b->options->reverse,
		.hidden = b->options->hidden,
		.directories_only = b->options->directories_only,
	};
	struct frame *f;

	if (b->n_frames == b->room) {
		b->room = b->room ? b->room * 2 : 16;
		b->frames =
			xreallocarray(b->frames, b->room, sizeof(b->frames[0]));
	}
	f = &b->frames[b->n_frames++];
	*f = (struct frame){ .listing = LISTING_INIT,
		.dir_id = dir_id,
		.name_len = b->name.len };
	if (b->n_frames > 1 && item->name_len > 0)
		path_append(&b->name, item->name, item->name_len);
	return listing_read(&f->listing, b->store, dir_id, &how, err);
}

static void
leave(struct browse *b)
{
	struct frame *f = &b->frames[--b->n_frames];

	strbuf_truncate(&b->name, f->name_len);
	listing_clear(&f->listing);
}

/* Print what is next, and go down if it is a directory. */
static int
step(struct browse *b, struct error *err)
{
	struct frame *f = &b->frames[b->n_frames - 1];
	struct item item;
	int r;

	if (f->next >= f->listing.n) {
		leave(b);
		return 0;
	}
	item = f->listing.items[f->next++];
	r = print(b, &item, f->dir_id, err);
	if (r == 0 && item.child_id != 0 &&
		(int64_t)b->n_frames < b->options->depth)
		r = enter(b, item.child_id, &item, err);
	return r;
}

static int
find_volume(struct browse *b, int64_t dir_id, struct error *err)
{
	struct directory dir;
	int r = store_directory(b->store, &dir, dir_id, err);

	if (r > 0)
		b->volume_id = dir.volume_id;
	return r < 0 ? r : 0;
}

static int
browse_target(struct browse *b, const struct report_target *target,
	struct error *err)
{
	struct listing own = LISTING_INIT;
	struct item item = { .name_len = 0 };
	int r = find_volume(b, target->dir_id, err);

	strbuf_truncate(&b->name, 0);
	if (r == 0)
		r = listing_read_one(&own, b->store, target, err);
	if (r == 0) {
		item = own.items[0];
		b->whole = item.totals.bytes;
		if (b->options->is_tree || item.child_id == 0 ||
			b->options->depth == 0)
			r = print(b, &item, target->dir_id, err);
	}
	if (r == 0 && item.child_id != 0 && b->options->depth > 0)
		r = enter(b, item.child_id, &item, err);
	while (r == 0 && b->n_frames > 0 && !is_full(b))
		r = step(b, err);
	while (b->n_frames > 0)
		leave(b);
	listing_clear(&own);
	return r;
}

/* The columns of the table, and what fits into 80. */
static void
choose_columns(struct browse *b)
{
	memcpy(b->columns, columns, sizeof(columns));
	if (b->options->is_tree) {
		b->columns[C_T_SHARE].where = OUTPUT_IN_TABLE;
		b->columns[C_T_MTIME].where = 0;
	} else {
		b->columns[C_DEPTH].where = 0;
	}
	if (!b->options->is_long)
		return;
	for (int i = C_T_MODE; i <= C_T_ALLOCATED; i++)
		b->columns[i].where = OUTPUT_IN_TABLE;
	b->columns[C_T_FILES].where = 0;
	b->columns[C_T_MTIME].where = OUTPUT_IN_TABLE;
}

int
report_browse(struct store *store, const struct report_browse *options,
	const struct output_options *look, struct output *output,
	int64_t *ret_rows, struct error *err)
{
	_cleanup_(browse_clear) struct browse b = {
		.options = options,
		.look = look,
		.store = store,
		.output = output,
		.owners = OWNERS_INIT,
		.name = STRBUF_INIT,
		.path = STRBUF_INIT,
		.drawing = STRBUF_INIT,
	};
	int r = names_load(&b.names, store, err);

	*ret_rows = 0;
	if (r < 0)
		return r;
	choose_columns(&b);
	output_begin(output, b.columns, N_COLUMNS);
	for (size_t i = 0; i < options->n_targets && r == 0; i++)
		if (!is_full(&b))
			r = browse_target(&b, &options->targets[i], err);
	*ret_rows = b.n_rows;
	return r < 0 ? r : output_end(output, err);
}

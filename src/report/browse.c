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
#include "report/browse_rows.h"

#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>

static void
frame_clear(struct frame *f)
{
	listing_clear(&f->listing);
	free(f->path);
}

static void
browse_clear(struct browse *b)
{
	while (b->n_frames > 0)
		frame_clear(&b->frames[--b->n_frames]);
	free(b->frames);
	names_clear(&b->names);
	owners_clear(&b->owners);
	inside_tree_free(b->tree);
	strbuf_clear(&b->name);
	strbuf_clear(&b->path);
	strbuf_clear(&b->drawing);
}

/* --- the walk ------------------------------------------------------------- */

static bool
is_full(const struct browse *b)
{
	return b->options->limit >= 0 && b->n_rows >= b->options->limit;
}

static int
load_tree(struct browse *b, int64_t archive_id, struct error *err)
{
	if (b->tree && inside_tree_archive(b->tree) == archive_id)
		return 0;
	inside_tree_free(take_ptr(&b->tree));
	return inside_tree_load(&b->tree, b->store, archive_id, err);
}

static struct frame *
add_frame(struct browse *b)
{
	if (b->n_frames == b->room) {
		b->room = b->room ? b->room * 2 : 16;
		b->frames =
			xreallocarray(b->frames, b->room, sizeof(b->frames[0]));
	}
	b->frames[b->n_frames] = (struct frame){ .listing = LISTING_INIT,
		.name_len = b->name.len };
	return &b->frames[b->n_frames++];
}

/* b->path is that of the item. */
static int
enter(struct browse *b, const struct item *item, struct error *err)
{
	const struct listing_how how = {
		.order = b->options->order,
		.reverse = b->options->reverse,
		.hidden = b->options->hidden,
		.directories_only = b->options->directories_only,
		.members = b->options->members,
	};
	bool is_archive = item->child_id == 0 && !S_ISDIR(item->mode);
	struct frame *above =
		b->n_frames > 0 ? &b->frames[b->n_frames - 1] : NULL;
	struct frame *f;
	int r;

	if (above)
		above->name_len = b->name.len;
	if (above && (item->name_len > 0 || item->is_member))
		browse_append(&b->name, above, item);
	if (above && is_archive)
		strbuf_adds(&b->name, "//");
	f = add_frame(b);
	f->dir_id = item->child_id;
	if (item->child_id != 0)
		return listing_read(&f->listing, b->store, f->dir_id, &how,
			err);
	f->is_inside = true;
	if (is_archive)
		strbuf_adds(&b->path, "//");
	f->path = xmemdupz(b->path.buf, b->path.len);
	r = load_tree(b, item->inside.archive_id, err);
	return r < 0 ? r :
		       listing_read_inside(&f->listing, b->store, b->tree,
			       item->inside.number, &how, err);
}

static void
leave(struct browse *b)
{
	frame_clear(&b->frames[--b->n_frames]);
	if (b->n_frames > 0)
		strbuf_truncate(&b->name, b->frames[b->n_frames - 1].name_len);
}

static bool
is_enterable(const struct browse *b, const struct item *item)
{
	if (item->is_member)
		return item->has_members;
	return item->child_id != 0 ||
		(b->options->members && item->inside.archive_id != 0);
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
	r = browse_print(b, &item, f->dir_id, err);
	if (r == 0 && (int64_t)b->n_frames < b->options->depth &&
		is_enterable(b, &item))
		r = enter(b, &item, err);
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

/* Its own item, its path, and the whole that shares are of. */
static int
read_target(struct browse *b, const struct report_target *target,
	struct listing *own, struct error *err)
{
	const struct names_entry entry = { .dir_id = target->dir_id,
		.name = target->name,
		.name_len = target->name_len };
	const struct inside *in = &target->inside;
	bool is_member = target->is_inside && in->number > 0;
	int r = names_path(&b->names, &b->path, &entry, &b->online, err);

	if (r == 0 && in->archive_id != 0)
		r = load_tree(b, in->archive_id, err);
	if (r == 0 && is_member)
		r = store_inside_path(b->store, &b->path, in, err);
	if (r < 0)
		return r;
	r = is_member ?
		listing_read_member(own, b->store, b->tree, in->number, err) :
		listing_read_one(own, b->store, target, err);
	if (r < 0)
		return r;
	b->whole = own->items[0].totals.bytes;
	b->whole_inside = -1;
	if (is_member)
		b->whole_inside = b->whole;
	if (in->archive_id != 0 && !item_is_directory(&own->items[0]))
		b->whole_inside = inside_tree_totals(b->tree, in->number).bytes;
	return 0;
}

static int
browse_target(struct browse *b, const struct report_target *target,
	struct error *err)
{
	struct listing own = LISTING_INIT;
	struct item item = { .name_len = 0 };
	bool enters = false;
	int r = find_volume(b, target->dir_id, err);

	strbuf_truncate(&b->name, 0);
	if (r == 0)
		r = read_target(b, target, &own, err);
	if (r == 0) {
		item = own.items[0];
		enters = b->options->depth > 0 &&
			(item.child_id != 0 ||
				(item.is_member ? item.has_members :
						  item.inside.archive_id != 0));
		if (b->options->is_tree || !enters)
			r = browse_print(b, &item, target->dir_id, err);
	}
	if (r == 0 && enters)
		r = enter(b, &item, err);
	while (r == 0 && b->n_frames > 0 && !is_full(b))
		r = step(b, err);
	while (b->n_frames > 0)
		leave(b);
	listing_clear(&own);
	return r;
}

/* Can there be members among the rows? */
static bool
has_members(const struct report_browse *options)
{
	bool has = options->members;

	for (size_t i = 0; i < options->n_targets; i++)
		has |= options->targets[i].inside.archive_id != 0;
	return has;
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
	browse_choose_columns(&b, has_members(options));
	output_begin(output, b.columns, N_BROWSE_COLUMNS);
	for (size_t i = 0; i < options->n_targets && r == 0; i++)
		if (!is_full(&b))
			r = browse_target(&b, &options->targets[i], err);
	*ret_rows = b.n_rows;
	return r < 0 ? r : output_end(output, err);
}

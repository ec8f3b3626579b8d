/* SPDX-License-Identifier: MIT */
/* ls and tree: a row for programs, and in a table. */
#include "report/browse_rows.h"

#include "output/bar.h"
#include "util/path.h"

#include <string.h>
#include <sys/stat.h>

/* clang-format off: a column a line */
static const struct output_column columns[N_BROWSE_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_MACHINE, false },
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "directories", "DIRS", OUTPUT_NUMBER, OUTPUT_MACHINE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	FACT_COLUMNS(OUTPUT_MACHINE, 0),
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

void
browse_append(struct strbuf *path, const struct frame *frame,
	const struct item *item)
{
	if (frame && frame->is_inside)
		inside_path_append(path, item->name, item->name_len);
	else
		path_append(path, item->name, item->name_len);
}

/* What a table calls it: in a tree by its name behind the drawing, in a list by
 * its path below the target. */
static struct output_value
table_name(struct browse *b, const struct item *item)
{
	const struct frame *frame =
		b->n_frames > 0 ? &b->frames[b->n_frames - 1] : NULL;
	struct output_value value;
	size_t lead = 0;

	if (!frame)
		return value_strbuf(&b->path);
	if (!b->options->is_tree) {
		if (b->options->n_targets > 1)
			return value_strbuf(&b->path);
		strbuf_truncate(&b->drawing, 0);
		strbuf_add(&b->drawing, b->name.buf, b->name.len);
		browse_append(&b->drawing, frame, item);
	} else {
		draw(b);
		lead = b->drawing.len;
		strbuf_add(&b->drawing, item->name, item->name_len);
	}
	/* The top of absolute names is called so in any case. */
	if (item_is_directory(item) && (b->options->is_tree || item->name_len))
		strbuf_addc(&b->drawing, '/');
	value = value_strbuf(&b->drawing);
	value.lead = lead;
	return value;
}

static void
fill_facts(struct output_value *v, const struct item *item, bool is_online,
	unsigned char crc[4])
{
	const struct facts facts = {
		.mode = item->mode,
		.uid = item->uid,
		.gid = item->gid,
		.inode = item->inode,
		.nlink = item->nlink,
		.digest = item->has_digest ? item->digest : NULL,
		.digest_len = DIGEST_BYTES,
		.is_online = is_online,
		.is_member = item->is_member,
		.has_mtime = item->has_mtime,
		.has_crc = item->has_crc,
		.is_encrypted = item->is_encrypted,
		.crc = item->crc,
	};

	v[C_APPARENT] = output_number(item->totals.bytes);
	v[C_ALLOCATED] = output_number(item_allocated(item));
	v[C_FILES] = v[C_DIRECTORIES] = v[C_T_FILES] = output_null();
	if (item_is_directory(item)) {
		v[C_FILES] = output_number(item->totals.files);
		v[C_DIRECTORIES] = output_number(item->totals.directories);
		v[C_T_FILES] = v[C_FILES];
	}
	v[C_MTIME] = output_number(item->mtime_ns);
	if (item->is_member)
		v[C_ALLOCATED] = output_null();
	if (item->is_member && !S_ISDIR(item->mode) && !item->has_size)
		v[C_APPARENT] = output_null();
	if (item->is_member && !item->has_mtime)
		v[C_MTIME] = output_null();
	facts_fill(v + C_FACTS, &facts, crc);
	if (item->mode != 0 || item->is_member)
		return;
	v[C_MTIME] = output_null(); /* nothing was read of a way */
	for (int i = FACT_MODE; i <= FACT_DIGEST; i++)
		v[C_FACTS + i] = output_null();
}

static struct output_value
share(const struct browse *b, const struct item *item)
{
	if (!item->is_member)
		return output_number(share_of(item->totals.bytes, b->whole));
	return b->whole_inside < 0 ?
		output_null() :
		output_number(share_of(item->totals.bytes, b->whole_inside));
}

static void
fill_table(struct browse *b, struct output_value *v, const struct item *item)
{
	v[C_T_MODE] = v[C_FACTS + FACT_MODE];
	v[C_T_NLINK] = v[C_FACTS + FACT_NLINK];
	v[C_T_OWNER] = v[C_T_GROUP] = output_null();
	if (b->options->is_long && item->mode != 0 && !item->is_member) {
		v[C_T_OWNER] = value_string(owners_user(&b->owners, item->uid));
		v[C_T_GROUP] =
			value_string(owners_group(&b->owners, item->gid));
	}
	v[C_T_SIZE] = v[C_APPARENT];
	v[C_T_ALLOCATED] = v[C_ALLOCATED];
	v[C_T_SHARE] = share(b, item);
	v[C_T_MTIME] = v[C_MTIME];
	v[C_T_NAME] = table_name(b, item);
	v[C_T_NAME].colour = output_colour(b->output,
		&(struct colour_of){
			.mode = item_is_directory(item) ? S_IFDIR | item->mode :
							  item->mode,
			.nlink = item->nlink,
			.name = item->name,
			.name_len = item->name_len,
		});
}

/* b->path and b->online. */
static int
find_path(struct browse *b, const struct item *item, int64_t dir_id,
	struct error *err)
{
	const struct frame *frame =
		b->n_frames > 0 ? &b->frames[b->n_frames - 1] : NULL;
	const struct names_entry entry = {
		.dir_id = item->name_len > 0 ? dir_id : 0,
		.child_id = item->child_id,
		.name = item->name,
		.name_len = item->name_len,
	};

	if (!item->is_member)
		return names_path(&b->names, &b->path, &entry, &b->online, err);
	if (frame) {
		strbuf_truncate(&b->path, 0);
		strbuf_adds(&b->path, frame->path);
		browse_append(&b->path, frame, item);
	}
	return 0;
}

int
browse_print(struct browse *b, const struct item *item, int64_t dir_id,
	struct error *err)
{
	struct output_value v[N_BROWSE_COLUMNS];
	const char letter = item_type(item);
	unsigned char crc[4];
	int r = find_path(b, item, dir_id, err);

	if (r < 0)
		return r;
	v[C_VOLUME] = value_string(names_volume(&b->names, b->volume_id));
	v[C_PATH] = value_strbuf(&b->path);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_DEPTH] = output_number((int64_t)b->n_frames);
	fill_facts(v, item, b->online, crc);
	fill_table(b, v, item);
	b->n_rows++;
	return output_row(b->output, v, err);
}

void
browse_choose_columns(struct browse *b, bool has_members)
{
	memcpy(b->columns, columns, sizeof(columns));
	if (b->options->is_tree) {
		b->columns[C_T_SHARE].where = OUTPUT_IN_TABLE;
		b->columns[C_T_MTIME].where = 0;
	} else {
		b->columns[C_DEPTH].where = 0;
	}
	for (int i = FACT_CRC; has_members && i <= FACT_ENCRYPTED; i++)
		b->columns[C_FACTS + i].where = OUTPUT_MACHINE;
	if (!b->options->is_long)
		return;
	for (int i = C_T_MODE; i <= C_T_ALLOCATED; i++)
		b->columns[i].where = OUTPUT_IN_TABLE;
	/* At 80 columns the name is worth more. */
	b->columns[C_T_NLINK].where |= OUTPUT_IF_ROOM;
	b->columns[C_T_ALLOCATED].where |= OUTPUT_IF_ROOM;
	b->columns[C_T_FILES].where = 0;
	b->columns[C_T_MTIME].where = OUTPUT_IN_TABLE;
}

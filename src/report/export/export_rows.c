/* SPDX-License-Identifier: MIT */
/* export: the columns of find, in the order of the tree. */
#include "report/export/export.h"

#include "model/digest.h"
#include "report/facts.h"
#include "report/names.h"

/* clang-format off: a column a line */
enum {
	C_VOLUME,
	C_PATH,
	C_TYPE,
	C_SIZE,
	C_ALLOCATED,
	C_MTIME,
	C_CTIME,
	C_FACTS,
	N_COLUMNS = C_FACTS + N_FACTS
};

static const struct output_column columns[N_COLUMNS] = {
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_EVERYWHERE, true },
	{ "type", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "allocated", "ALLOCATED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	{ "ctime", "CHANGED", OUTPUT_TIME, OUTPUT_EVERYWHERE, false },
	FACT_COLUMNS(OUTPUT_EVERYWHERE, 0),
};
/* clang-format on */

struct writer {
	struct output *output;
	struct exported *result;
};

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	const struct entry *e = &n->entry;
	const struct facts facts = {
		.mode = e->mode,
		.uid = e->uid,
		.gid = e->gid,
		.inode = (int64_t)e->inode,
		.nlink = e->nlink,
		.digest = n->digest,
		.digest_len = DIGEST_BYTES,
		.is_online = n->is_online,
	};
	struct output_value v[N_COLUMNS];
	unsigned char crc[4];
	char letter = entry_type_letter(e->mode);

	if (e->mode == 0)
		return 0; /* nobody looked at it */
	v[C_VOLUME] = value_string(n->volume);
	v[C_PATH] = output_text(n->path, n->path_len);
	v[C_TYPE] = output_text(&letter, 1);
	v[C_SIZE] = output_number(e->size_bytes);
	v[C_ALLOCATED] = output_number((int64_t)((uint64_t)e->blocks * 512));
	v[C_MTIME] = output_number(e->mtime_ns);
	v[C_CTIME] = output_number(e->ctime_ns);
	facts_fill(v + C_FACTS, &facts, crc);
	w->result->names++;
	return output_row(w->output, v, err);
}

int
report_export_rows(struct store *store, const struct tree_top *tops,
	size_t n_tops, struct output *output, struct exported *ret,
	struct error *err)
{
	static const struct tree_sink sink = { .name = write_name };
	struct writer w = { .output = output, .result = ret };
	int r;

	output_begin(output, columns, N_COLUMNS);
	r = report_tree(store, tops, n_tops, &sink, &w, err);
	return r < 0 ? r : output_end(output, err);
}

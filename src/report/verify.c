/* SPDX-License-Identifier: MIT */
/* verify: what was found of each file, as it is found. */
#include "report/names.h"
#include "report/verify.h"

#include "model/digest.h"
#include "util/alloc.h"

#include <stdlib.h>

enum {
	C_STATE,
	C_VOLUME,
	C_PATH,
	C_SIZE,
	C_MTIME,
	C_PROBLEM,
	C_DIGEST,
	C_FOUND,
	C_COPY_VOLUME,
	C_COPY,
	C_COPY_READ,
	C_TABLE_PATH,
	C_TABLE_COPY,
	N_COLUMNS
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "state", "STATE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "volume", "VOLUME", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "path", "PATH", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "size", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
	{ "mtime", "MODIFIED", OUTPUT_TIME, OUTPUT_MACHINE, false },
	{ "problem", "PROBLEM", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "digest", "DIGEST", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "found", "FOUND", OUTPUT_HEX, OUTPUT_MACHINE, false },
	{ "copy_volume", "COPY ON", OUTPUT_TEXT, OUTPUT_MACHINE, false },
	{ "copy", "COPY", OUTPUT_PATH, OUTPUT_MACHINE, false },
	{ "copy_read", "COPY READ", OUTPUT_BOOL, OUTPUT_MACHINE, false },
	{ "table_path", "PATH", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
	{ "table_copy", "HEALTHY COPY", OUTPUT_PATH, OUTPUT_IN_TABLE, true },
};
/* clang-format on */

struct verify_report {
	struct output *output; /* borrowed */
	struct names names;
};

int
report_verify_begin(struct verify_report **ret, struct store *store,
	struct output *output, struct error *err)
{
	struct verify_report *v = xcalloc(1, sizeof(*v));
	int r = names_load(&v->names, store, err);

	if (r < 0) {
		report_verify_free(v);
		return r;
	}
	v->output = output;
	output_begin(output, columns, N_COLUMNS);
	*ret = v;
	return 0;
}

void
report_verify_free(struct verify_report *v)
{
	if (!v)
		return;
	names_clear(&v->names);
	free(v);
}

static struct output_value
hex(const uint8_t *digest)
{
	return digest ? output_text((const char *)digest, DIGEST_BYTES) :
			output_null();
}

static int
path_of(const struct verify_report *v, struct strbuf *ret,
	const struct report_name *name, struct error *err)
{
	const struct names_entry entry = { .dir_id = name->dir_id,
		.name = name->name,
		.name_len = name->name_len };

	return name->dir_id == 0 ?
		0 :
		names_path(&v->names, ret, &entry, NULL, err);
}

int
report_verify_row(struct verify_report *v, const struct report_finding *f,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf copy = STRBUF_INIT;
	bool has_copy = f->copy.dir_id != 0;
	struct output_value row[N_COLUMNS];
	int r = path_of(v, &path, &f->file, err);

	if (r >= 0)
		r = path_of(v, &copy, &f->copy, err);
	if (r < 0)
		return r;
	row[C_STATE] = value_string(f->state);
	row[C_VOLUME] =
		value_string(names_volume(&v->names, f->file.volume_id));
	row[C_PATH] = row[C_TABLE_PATH] = value_strbuf(&path);
	row[C_SIZE] = output_number(f->size);
	row[C_MTIME] = output_number(f->mtime_ns);
	row[C_PROBLEM] = value_string(f->problem);
	row[C_DIGEST] = hex(f->digest);
	row[C_FOUND] = hex(f->found);
	row[C_COPY_VOLUME] = row[C_COPY] = row[C_COPY_READ] =
		row[C_TABLE_COPY] = output_null();
	if (has_copy) {
		row[C_COPY_VOLUME] = value_string(
			names_volume(&v->names, f->copy.volume_id));
		row[C_COPY] = row[C_TABLE_COPY] = value_strbuf(&copy);
		row[C_COPY_READ] = output_number(f->is_copy_read);
	}
	return output_row(v->output, row, err);
}

int
report_verify_end(struct verify_report *v, struct error *err)
{
	return output_end(v->output, err);
}

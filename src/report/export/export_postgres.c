/* SPDX-License-Identifier: MIT */
/*
 * export: rows as PostgreSQL's COPY reads them in its text format: columns
 * separated by a tab, \N for null, and a backslash before what would end one.
 *
 * A path is bytes and PostgreSQL's text is not, so a path that is not UTF-8
 * has its exact bytes in a column of its own.  Its time stamps end at
 * microseconds; the nanoseconds are there as numbers.  An inode may not fit
 * its bigint.
 */
#include "report/export/export.h"

#include "model/digest.h"
#include "output/human.h"
#include "report/stream.h"
#include "util/cleanup.h"
#include "util/escape.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS                                                                \
	"volume, path, path_bytes, type, size, allocated, mtime, mtime_ns,"    \
	" ctime_ns, mode, uid, gid, inode, nlink, digest, online"

struct writer {
	FILE *stream;
	struct exported *result;
	struct strbuf row;
	struct strbuf valid;
};

static void
add_escaped(struct strbuf *row, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (s[i]) {
		case '\n':
			strbuf_adds(row, "\\n");
			break;
		case '\t':
			strbuf_adds(row, "\\t");
			break;
		case '\r':
			strbuf_adds(row, "\\r");
			break;
		case '\\':
			strbuf_adds(row, "\\\\");
			break;
		default:
			strbuf_addc(row, s[i]);
		}
	}
}

/* The backslash of bytea's \x is one for COPY too. */
static void
add_bytes(struct strbuf *row, const void *bytes, size_t len)
{
	const unsigned char *s = bytes;

	if (!s) {
		strbuf_adds(row, "\\N");
		return;
	}
	strbuf_adds(row, "\\\\x");
	for (size_t i = 0; i < len; i++)
		strbuf_addf(row, "%02x", (unsigned int)s[i]);
}

static void
add_path(struct writer *w, const struct tree_name *n)
{
	bool replaced;

	strbuf_truncate(&w->valid, 0);
	replaced = escape_make_valid(&w->valid, n->path, n->path_len);
	add_escaped(&w->row, w->valid.buf, w->valid.len);
	strbuf_addc(&w->row, '\t');
	add_bytes(&w->row, replaced ? n->path : NULL, n->path_len);
}

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	const struct entry *e = &n->entry;
	struct strbuf *row = &w->row;

	if (e->mode == 0)
		return 0; /* nobody looked at it */
	add_escaped(row, n->volume, strlen(n->volume));
	strbuf_addc(row, '\t');
	add_path(w, n);
	strbuf_addf(row, "\t%c\t%" PRId64 "\t%" PRId64 "\t",
		entry_type_letter(e->mode), e->size_bytes,
		(int64_t)((uint64_t)e->blocks * 512));
	human_time_rfc3339(row, e->mtime_ns);
	strbuf_addf(row,
		"\t%" PRId64 "\t%" PRId64 "\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32
		"\t%" PRIu64 "\t%" PRIu32 "\t",
		e->mtime_ns, e->ctime_ns, e->mode & 07777u, e->uid, e->gid,
		e->inode, e->nlink);
	add_bytes(row, n->digest, DIGEST_BYTES);
	strbuf_adds(row, n->is_online ? "\tt\n" : "\tf\n");
	w->result->names++;
	return stream_write(w->stream, row, err);
}

/* An SQL identifier in quotes. */
static void
add_identifier(struct strbuf *text, const char *name)
{
	strbuf_addc(text, '"');
	for (; *name; name++) {
		if (*name == '"')
			strbuf_addc(text, '"');
		strbuf_addc(text, *name);
	}
	strbuf_addc(text, '"');
}

static void
add_head(struct strbuf *text, const char *table)
{
	strbuf_adds(text, "SET client_encoding = 'UTF8';\nCREATE TABLE ");
	add_identifier(text, table);
	strbuf_adds(text,
		" (\n"
		"\tvolume text NOT NULL,\n"
		"\tpath text NOT NULL,\n"
		"\tpath_bytes bytea, -- where path is not valid UTF-8\n"
		"\ttype \"char\" NOT NULL,\n"
		"\tsize bigint NOT NULL,\n"
		"\tallocated bigint NOT NULL,\n"
		"\tmtime timestamptz NOT NULL,\n"
		"\tmtime_ns bigint NOT NULL,\n"
		"\tctime_ns bigint NOT NULL,\n"
		"\tmode integer NOT NULL,\n"
		"\tuid bigint NOT NULL,\n"
		"\tgid bigint NOT NULL,\n"
		"\tinode numeric(20) NOT NULL,\n"
		"\tnlink bigint NOT NULL,\n"
		"\tdigest bytea, -- XXH3-128\n"
		"\tonline boolean NOT NULL\n"
		");\nCOPY ");
	add_identifier(text, table);
	strbuf_adds(text, " (" COLUMNS ") FROM STDIN;\n");
}

int
report_export_postgres(struct store *store, const struct tree_top *tops,
	size_t n_tops, const char *table, FILE *stream, struct exported *ret,
	struct error *err)
{
	static const struct tree_sink sink = { .name = write_name };
	struct writer w = { .stream = stream,
		.result = ret,
		.row = STRBUF_INIT,
		.valid = STRBUF_INIT };
	int r = 0;

	if (table) {
		add_head(&w.row, table);
		r = stream_write(stream, &w.row, err);
	}
	if (r == 0)
		r = report_tree(store, tops, n_tops, &sink, &w, err);
	if (r == 0 && table) {
		strbuf_adds(&w.row, "\\.\n");
		r = stream_write(stream, &w.row, err);
	}
	strbuf_clear(&w.row);
	strbuf_clear(&w.valid);
	return r < 0 ? r : stream_flush(stream, err);
}

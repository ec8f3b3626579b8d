/* SPDX-License-Identifier: MIT */
/*
 * export: the rows of export_postgres.c as PostgreSQL's COPY reads them in its
 * binary format: nothing to parse and nothing to escape.
 *
 *   signature, flags, length of more header
 *   for each row  the number of fields, then for each its length and bytes
 *   -1
 *
 * Numbers are big-endian; a field of length -1 is null.  Each field is what
 * the receive function of its column's type expects, so the columns must have
 * exactly the types that --create-table gives them.
 */
#include "report/export/export.h"

#include "model/digest.h"
#include "report/stream.h"
#include "util/cleanup.h"
#include "util/escape.h"
#include "util/strbuf.h"

#include <string.h>

#define N_FIELDS 16
/* PostgreSQL counts from 2000-01-01, in microseconds. */
#define EPOCH_US INT64_C(946684800000000)
/* Digits of a numeric are of this base; 2^64 has five. */
#define NUMERIC_BASE 10000
#define NUMERIC_DIGITS 5

struct writer {
	FILE *stream;
	struct exported *result;
	struct strbuf row;
	struct strbuf valid;
};

static void
add_integer(struct strbuf *row, uint64_t value, unsigned int bytes)
{
	while (bytes-- > 0)
		strbuf_addc(row, (char)((value >> (8 * bytes)) & 0xff));
}

/* A field that is an integer of so many bytes; two's complement as it is. */
static void
add_number(struct strbuf *row, int64_t value, unsigned int bytes)
{
	add_integer(row, bytes, 4);
	add_integer(row, (uint64_t)value, bytes);
}

/* NULL: null. */
static void
add_bytes(struct strbuf *row, const void *bytes, size_t len)
{
	if (!bytes) {
		add_integer(row, UINT32_MAX, 4);
		return;
	}
	add_integer(row, len, 4);
	strbuf_add(row, bytes, len);
}

/* numeric: how many digits, the place of the first, its sign, the scale. */
static void
add_numeric(struct strbuf *row, uint64_t value)
{
	uint64_t digits[NUMERIC_DIGITS];
	unsigned int n = 0;

	for (; value > 0; value /= NUMERIC_BASE)
		digits[n++] = value % NUMERIC_BASE;
	add_integer(row, 8 + 2 * n, 4);
	add_integer(row, n, 2);
	add_integer(row, n > 0 ? n - 1 : 0, 2);
	add_integer(row, 0, 4);
	while (n > 0)
		add_integer(row, digits[--n], 2);
}

/* To the nearest microsecond, as text is read. */
static int64_t
microseconds(int64_t ns)
{
	int64_t us = ns / 1000;
	int64_t rest = ns % 1000;

	if (rest < 0) {
		us--;
		rest += 1000;
	}
	return us + (rest >= 500) - EPOCH_US;
}

static void
add_names(struct writer *w, const struct tree_name *n)
{
	const char letter = entry_type_letter(n->entry.mode);
	bool replaced;

	strbuf_truncate(&w->valid, 0);
	replaced = escape_make_valid(&w->valid, n->path, n->path_len);
	add_bytes(&w->row, n->volume, strlen(n->volume));
	add_bytes(&w->row, w->valid.buf, w->valid.len);
	add_bytes(&w->row, replaced ? n->path : NULL, n->path_len);
	add_bytes(&w->row, &letter, 1);
}

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	const struct entry *e = &n->entry;
	struct strbuf *row = &w->row;

	if (e->mode == 0)
		return 0; /* nobody looked at it */
	add_integer(row, N_FIELDS, 2);
	add_names(w, n);
	add_number(row, e->size_bytes, 8);
	add_number(row, (int64_t)((uint64_t)e->blocks * 512), 8);
	add_number(row, microseconds(e->mtime_ns), 8);
	add_number(row, e->mtime_ns, 8);
	add_number(row, e->ctime_ns, 8);
	add_number(row, e->mode & 07777u, 4);
	add_number(row, e->uid, 8);
	add_number(row, e->gid, 8);
	add_numeric(row, e->inode);
	add_number(row, e->nlink, 8);
	add_bytes(row, n->digest, DIGEST_BYTES);
	add_number(row, n->is_online, 1);
	w->result->names++;
	return stream_write(w->stream, row, err);
}

int
report_export_pgbinary(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err)
{
	static const struct tree_sink sink = { .name = write_name };
	static const char signature[] = "PGCOPY\n\377\r\n"; /* and its NUL */
	struct writer w = { .stream = stream,
		.result = ret,
		.row = STRBUF_INIT,
		.valid = STRBUF_INIT };
	int r;

	strbuf_add(&w.row, signature, sizeof(signature));
	add_integer(&w.row, 0, 8);
	r = report_tree(store, tops, n_tops, &sink, &w, err);
	if (r == 0) {
		add_integer(&w.row, UINT16_MAX, 2);
		r = stream_write(stream, &w.row, err);
	}
	strbuf_clear(&w.row);
	strbuf_clear(&w.valid);
	return r < 0 ? r : stream_flush(stream, err);
}

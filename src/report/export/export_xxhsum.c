/* SPDX-License-Identifier: MIT */
/*
 * export: digest lists that `xxhsum -c` reads: the digest in hex, two blanks
 * and the path to the end of the line, bytes as they are.  The length of the
 * digest tells it that it is XXH3-128.  There is no way to write a newline
 * that all versions of it read, so such names are left out and counted.
 */
#include "report/export/export.h"

#include "model/digest.h"
#include "report/stream.h"
#include "util/cleanup.h"

#include <string.h>

struct writer {
	FILE *stream;
	struct exported *result;
	struct strbuf line;
};

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	const unsigned char *digest = n->digest;

	if (!entry_is_regular(&n->entry))
		return 0;
	if (!digest) {
		/* Nobody reads an empty file to know what is in it. */
		w->result->undigested += n->entry.size_bytes > 0;
		return 0;
	}
	if (memchr(n->path, '\n', n->path_len)) {
		w->result->unfit++;
		return 0;
	}
	for (size_t i = 0; i < DIGEST_BYTES; i++)
		strbuf_addf(&w->line, "%02x", (unsigned int)digest[i]);
	strbuf_adds(&w->line, "  ");
	strbuf_add(&w->line, n->path, n->path_len);
	strbuf_addc(&w->line, '\n');
	w->result->names++;
	return stream_write(w->stream, &w->line, err);
}

int
report_export_xxhsum(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err)
{
	static const struct tree_sink sink = { .name = write_name };
	struct writer w = { .stream = stream,
		.result = ret,
		.line = STRBUF_INIT };
	int r = report_tree(store, tops, n_tops, &sink, &w, err);

	strbuf_clear(&w.line);
	return r < 0 ? r : stream_flush(stream, err);
}

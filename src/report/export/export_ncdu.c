/* SPDX-License-Identifier: MIT */
/*
 * export: the JSON that `ncdu -f` reads and `ncdu -o` writes, format 1.2:
 *
 *	[1,2,{"progname":...},[ROOT,FILE,[DIRECTORY,FILE,...],...]]
 *
 * A directory is an array whose first element is itself.  There is one root:
 * with several tops it is one that exists nowhere, "catalogue".  Names are
 * bytes; only what JSON cannot have in a string is escaped, as ncdu does it.
 */
#include "report/export/export.h"

#include "report/stream.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>

struct writer {
	FILE *stream;
	struct exported *result;
	struct strbuf text;
};

static void
add_string(struct strbuf *text, const char *s, size_t len)
{
	strbuf_addc(text, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f) {
			strbuf_addf(text, "\\u%04x", (unsigned int)c);
			continue;
		}
		if (c == '"' || c == '\\')
			strbuf_addc(text, '\\');
		strbuf_addc(text, s[i]);
	}
	strbuf_addc(text, '"');
}

/* What ncdu takes for 0 or for that of the directory above is left out. */
static void
add_facts(struct strbuf *text, const struct entry *e)
{
	if (e->size_bytes > 0)
		strbuf_addf(text, ",\"asize\":%" PRId64, e->size_bytes);
	if (e->blocks > 0)
		strbuf_addf(text, ",\"dsize\":%" PRId64,
			(int64_t)((uint64_t)e->blocks * 512));
	strbuf_addf(text, ",\"ino\":%" PRIu64, e->inode);
	if (!entry_is_directory(e) && e->nlink > 1)
		strbuf_addf(text, ",\"hlnkc\":true,\"nlink\":%" PRIu32,
			e->nlink);
	if (!entry_is_directory(e) && !entry_is_regular(e))
		strbuf_adds(text, ",\"notreg\":true");
	strbuf_addf(text,
		",\"uid\":%" PRIu32 ",\"gid\":%" PRIu32 ",\"mode\":%" PRIu32
		",\"mtime\":%" PRId64,
		e->uid, e->gid, e->mode & 0177777u,
		e->mtime_ns < 0 ? 0 : e->mtime_ns / NS_PER_SECOND);
}

static void
add_state(struct strbuf *text, enum directory_state state)
{
	if (state == DIRECTORY_UNREAD || state == DIRECTORY_PARTIAL)
		strbuf_adds(text, ",\"read_error\":true");
	if (state == DIRECTORY_MOUNT)
		strbuf_adds(text, ",\"excluded\":\"otherfs\"");
}

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	struct strbuf *text = &w->text;

	/* Never the first: a directory's own object, or the head, is. */
	strbuf_adds(text, ",\n");
	strbuf_adds(text, n->is_directory ? "[{\"name\":" : "{\"name\":");
	if (n->is_top)
		add_string(text, n->path, n->path_len);
	else
		add_string(text, n->entry.name, n->entry.name_len);
	if (n->is_top)
		strbuf_addf(text, ",\"dev\":%" PRId64, n->volume_id);
	if (n->entry.mode != 0)
		add_facts(text, &n->entry);
	if (n->is_directory)
		add_state(text, n->state);
	strbuf_addc(text, '}');
	w->result->names++;
	return stream_write(w->stream, text, err);
}

static int
leave(void *arg, struct error *err)
{
	struct writer *w = arg;

	strbuf_addc(&w->text, ']');
	return stream_write(w->stream, &w->text, err);
}

int
report_export_ncdu(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err)
{
	static const struct tree_sink sink = { .name = write_name,
		.leave = leave };
	_cleanup_(strbuf_clear) struct strbuf end = STRBUF_INIT;
	struct writer w = { .stream = stream,
		.result = ret,
		.text = STRBUF_INIT };
	bool is_wrapped = n_tops != 1 || tops[0].name;
	int r;

	strbuf_addf(&w.text,
		"[1,2,{\"progname\":\"catalog\",\"progver\":\"" CATALOG_VERSION
		"\",\"timestamp\":%" PRId64 "}",
		clock_now_ns() / NS_PER_SECOND);
	if (is_wrapped)
		strbuf_adds(&w.text, ",\n[{\"name\":\"catalogue\"}");
	r = report_tree(store, tops, n_tops, &sink, &w, err);
	strbuf_adds(&end, is_wrapped ? "]]\n" : "]\n");
	if (r == 0)
		r = stream_write(stream, &w.text, err);
	if (r == 0)
		r = stream_write(stream, &end, err);
	strbuf_clear(&w.text);
	return r < 0 ? r : stream_flush(stream, err);
}

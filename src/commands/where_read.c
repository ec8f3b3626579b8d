/* SPDX-License-Identifier: MIT */
/*
 * One content of those that are looked for: how much of its file has to be
 * read, and with which files of the catalogue it has to be compared.
 */
#include "commands/where_run.h"

#include "store/content/contents.h"
#include "store/content/lookup.h"
#include "util/log.h"

#include <errno.h>
#include <string.h>

static int
compare(void *arg, const struct rows *row, struct error *err)
{
	struct where *w = arg;

	if (w->full.covered == 0)
		return LOOKUP_EQUAL; /* both are empty */
	if (w->args->no_hash)
		return LOOKUP_NOT_READ;
	return lookup_compare(w->lookup, row,
		w->has_partial ? &w->partial : NULL, &w->full, err);
}

/* Its content is not known, and cannot be looked at now. */
static void
tell_away(const struct query *q)
{
	const char *option = q->away.is_member ? " --members" : "";

	if (!q->away.is_online)
		log_warning("'%s' was not read in full, and '%s' is offline",
			q->text, q->away.volume);
	else
		log_warning("'%s' was not read in full; 'catalog hash --all%s "
			    "%s' reads what is on that volume",
			q->text, option, q->away.volume);
}

static int
failed(struct where *w, struct query *q, int code, struct error *err)
{
	if (code == -EINTR)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	q->failure = code;
	w->any_failed = true;
	if (q->is_told)
		return 0;
	if (q->is_away)
		tell_away(q);
	else if (code == -EISDIR)
		log_warning("'%s' is a directory; 'catalog compare' compares "
			    "directories",
			q->text);
	else if (code == -EINVAL)
		log_warning("'%s' is no regular file", q->text);
	else if (code == -ESTALE)
		log_warning("'%s' changed while it was read", q->text);
	else
		log_warning("cannot read '%s': %s", q->text, strerror(-code));
	return 0;
}

/*
 * Read as much of the file as is needed to fill *content.  0, or 1 when it
 * could not be read, or negative.
 */
static int
read_file(struct where *w, struct query *q, struct report_content *content,
	const struct lookup_file *file, struct error *err)
{
	struct store *store = w->session.store;
	int flags = store_lookup_size(store, q->size, err);
	int r;

	if (flags <= 0)
		return flags;
	w->full = (struct digest){ 0 };
	w->has_partial = q->size > DIGEST_WHOLE;
	content->has_same_size = true;
	if (q->size == 0)
		return 0;
	if (w->has_partial) {
		int64_t covered;

		r = store_partial_bytes(store, &covered, q->size, err);
		if (r < 0)
			return r;
		r = lookup_digest(w->lookup, &w->partial, file, covered);
		if (r < 0)
			return failed(w, q, r, err) < 0 ? r : 1;
		r = store_find_content(store, &content->partial_id, q->size,
			&w->partial, err);
		if (r < 0)
			return r;
		content->has_same_size = r > 0 || (flags & LOOKUP_UNREAD);
		if (r == 0 &&
			!(flags &
				(LOOKUP_UNREAD | LOOKUP_LOOSE | LOOKUP_MEMBER)))
			return 0; /* like no other */
	}
	r = lookup_digest(w->lookup, &w->full, file, q->size);
	if (r < 0)
		return failed(w, q, r, err) < 0 ? r : 1;
	content->digest = w->full.bytes;
	r = store_find_content(store, &content->content_id, q->size, &w->full,
		err);
	return r < 0 ? r : 0;
}

/* As read_file(); the size may be another one by now. */
static int
look_at_file(struct where *w, struct query *q, struct report_content *content,
	struct error *err)
{
	struct lookup_file file = { .fd = -1 };
	int r = q->failure < 0 ? q->failure : lookup_open(&file, q->path);

	if (r == 0 && file.facts.size_bytes != q->size)
		r = -ESTALE;
	if (r < 0)
		r = failed(w, q, r, err) < 0 ? err->code : 1;
	else
		r = read_file(w, q, content, &file, err);
	lookup_close(&file);
	return r;
}

/* What nobody knows the size of may have it. */
static bool
has_other_size(const struct where *w, int64_t size)
{
	const struct answer *common = &w->args->common;

	return common->has_size && size >= 0 &&
		(size < common->size.min || size > common->size.max);
}

static int
tell(struct where *w, const struct query *q,
	const struct report_content *content, struct error *err)
{
	enum report_state state = REPORT_UNKNOWN;
	int r = report_where_add(w->report, content, &state, err);

	w->any_told = true;
	if (state != REPORT_KNOWN) {
		w->any_missing = true;
		w->any_digest_missing |= q->is_digest;
	}
	return r;
}

int
where_look_up(struct where *w, struct query *q, struct error *err)
{
	struct report_content content = { .query = q->text,
		.size = q->size,
		.compare = compare,
		.arg = w };
	bool is_left_out = has_other_size(w, q->size);
	int r = 0;

	if (q->is_digest) {
		content.digest = q->digest;
		r = store_lookup_digest(w->session.store, &content.content_id,
			&content.size, q->digest, err);
		if (r == 0)
			r = store_lookup_member_digest(w->session.store,
				&content.size, q->digest, err);
		is_left_out = has_other_size(w, content.size);
	} else if (!is_left_out) {
		r = look_at_file(w, q, &content, err);
	}
	if (r < 0 || q->failure < 0)
		return r < 0 ? r : 0;
	w->any_left_out |= is_left_out;
	return is_left_out ? 0 : tell(w, q, &content, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * What every match contains (pattern_needle()) is looked for in the path of the
 * directory first.  If it is there, that is the answer for all names in it, or
 * the prefilter of a glob.  Else it may begin in the last bytes of that path at
 * the earliest:
 *
 *	/home/ann/ho|lidays/        name "photo.jpg", needle "days/ph"
 *	            ^^^^^^^^  tail
 *
 * so these and the name are all that is looked at.  The path is folded once, and
 * each name by itself: between them is a slash (util/fold.h).  Before all that
 * the name is compared with what a glob ends in.
 */
#include "store/find/path_match.h"

#include "store/find/pattern.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>

struct path_match {
	struct pattern *pattern;
	struct pattern_needle needle;
	const struct wanted_dirs *dirs;
	int64_t dir_id;	      /* of the directory it is in; 0: none */
	struct strbuf path;   /* of it, with the slash behind it */
	struct strbuf folded; /* the path, unless the needle is all */
	/* What the path says about the needle. */
	bool path_has_needle;
	bool path_has_tail; /* else it says nothing */
	size_t tail_len;
	struct strbuf text; /* the tail, and behind it a name, folded */
};

int
path_match_new(struct path_match **ret, const struct wanted *f,
	const struct wanted_dirs *dirs, struct error *err)
{
	struct pattern *pattern = NULL;
	int r = pattern_new(&pattern, f, err);

	if (r < 0)
		return r;
	*ret = xcalloc(1, sizeof(**ret));
	(*ret)->pattern = pattern;
	(*ret)->needle = pattern_needle(pattern);
	(*ret)->dirs = dirs;
	(*ret)->path = (struct strbuf)STRBUF_INIT;
	(*ret)->folded = (struct strbuf)STRBUF_INIT;
	(*ret)->text = (struct strbuf)STRBUF_INIT;
	return 0;
}

static bool
text_has_needle(const struct path_match *m)
{
	return pattern_has_needle(m->text.buf, m->text.len, m->needle.bytes,
		m->needle.len);
}

/* False if the text says nothing, as the name is not ASCII. */
static bool
add_to_text(struct path_match *m, const char *s, size_t len)
{
	if (!m->needle.is_all && !fold_is_ascii(s, len))
		return false;
	fold_bytes(&m->text, s, len, m->needle.fold);
	return true;
}

static void
keep_tail(struct path_match *m)
{
	size_t most = m->needle.len > 0 ? m->needle.len - 1 : 0;

	m->tail_len = m->text.len < most ? m->text.len : most;
	memmove(m->text.buf, m->text.buf + m->text.len - m->tail_len,
		m->tail_len);
	strbuf_truncate(&m->text, m->tail_len);
}

static void
look_at_path(struct path_match *m)
{
	bool asks = m->needle.is_all || m->needle.len > 0;

	strbuf_truncate(&m->folded, 0);
	if (!m->needle.is_all)
		pattern_fold(m->pattern, &m->folded, m->path.buf, m->path.len);
	strbuf_truncate(&m->text, 0);
	m->path_has_tail = asks && add_to_text(m, m->path.buf, m->path.len);
	m->path_has_needle = m->path_has_tail && text_has_needle(m);
	keep_tail(m);
}

static void
enter(struct path_match *m, int64_t dir_id)
{
	m->dir_id = dir_id;
	wanted_dirs_path(m->dirs, dir_id, &m->path);
	if (m->path.len > 0 && m->path.buf[m->path.len - 1] != '/')
		strbuf_addc(&m->path, '/');
	look_at_path(m);
}

/* Is the needle in the path, or may it be? */
static bool
may_have_needle(struct path_match *m, const char *name, size_t len)
{
	if (m->path_has_needle || !m->path_has_tail)
		return true;
	strbuf_truncate(&m->text, m->tail_len);
	return !add_to_text(m, name, len) || text_has_needle(m);
}

static bool
match_whole(struct path_match *m, const char *name, size_t len)
{
	size_t path_len = m->path.len, folded_len = m->folded.len;
	bool yes;

	strbuf_add(&m->path, name, len);
	pattern_fold(m->pattern, &m->folded, name, len);
	yes = pattern_matches_folded(m->pattern, &m->folded, &m->path);
	strbuf_truncate(&m->path, path_len);
	strbuf_truncate(&m->folded, folded_len);
	return yes;
}

bool
path_match(struct path_match *m, int64_t dir_id, const char *name, size_t len)
{
	if (dir_id != m->dir_id)
		enter(m, dir_id);
	return pattern_may_end(m->pattern, name, len) &&
		may_have_needle(m, name, len) &&
		(m->needle.is_all || match_whole(m, name, len));
}

int64_t
path_match_given_up(const struct path_match *m)
{
	return pattern_given_up(m->pattern);
}

void
path_match_free(struct path_match *m)
{
	if (!m)
		return;
	pattern_free(m->pattern);
	strbuf_clear(&m->path);
	strbuf_clear(&m->folded);
	strbuf_clear(&m->text);
	free(m);
}

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
 * so these and the name are all that is looked at.  Of ASCII only: other letters
 * may fold to the needle's.
 */
#include "store/find/path_match.h"

#include "store/find/pattern.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* Of a tail and a name. */
#define ON_STACK 512

struct path_match {
	struct pattern *pattern;
	struct pattern_needle needle;
	const struct wanted_dirs *dirs;
	int64_t dir_id;	    /* of the directory it is in; 0: none */
	struct strbuf path; /* of it, with the slash behind it */
	/* What the path says about the needle: not there, but where tail is NULL
	 * nothing. */
	bool has_needle;
	const char *tail; /* of `folded` */
	size_t tail_len;
	struct strbuf folded; /* the path */
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
	return 0;
}

/* False if it is not ASCII. */
static bool
fold_plain(const struct path_match *m, char *to, const char *s, size_t len)
{
	if (m->needle.fold == FOLD_CASE)
		return fold_lower_ascii(to, s, len);
	memcpy(to, s, len);
	return fold_is_ascii(s, len);
}

static bool
has_needle(const struct path_match *m, const char *s, size_t len)
{
	return pattern_has_needle(s, len, m->needle.bytes, m->needle.len);
}

static void
look_at_path(struct path_match *m)
{
	size_t len = m->path.len;

	m->has_needle = false;
	m->tail = NULL;
	if (m->needle.len == 0)
		return;
	strbuf_truncate(&m->folded, 0);
	strbuf_reserve(&m->folded, len);
	if (!fold_plain(m, m->folded.buf, m->path.buf, len))
		return;
	m->has_needle = has_needle(m, m->folded.buf, len);
	m->tail_len = len < m->needle.len - 1 ? len : m->needle.len - 1;
	m->tail = m->folded.buf + len - m->tail_len;
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

/* Where the directory's path does not have it: false if nowhere. */
static bool
may_match(const struct path_match *m, const char *name, size_t len,
	bool *ret_is_sure)
{
	char text[ON_STACK];

	*ret_is_sure = false;
	if (!m->tail || m->tail_len + len > sizeof(text) ||
		!fold_plain(m, text + m->tail_len, name, len))
		return true;
	*ret_is_sure = true;
	memcpy(text, m->tail, m->tail_len);
	return has_needle(m, text, m->tail_len + len);
}

static bool
match_whole(struct path_match *m, const char *name, size_t len)
{
	size_t before = m->path.len;
	bool yes;

	strbuf_add(&m->path, name, len);
	yes = pattern_matches(m->pattern, m->path.buf, m->path.len);
	strbuf_truncate(&m->path, before);
	return yes;
}

bool
path_match(struct path_match *m, int64_t dir_id, const char *name, size_t len)
{
	bool is_sure = true;

	if (dir_id != m->dir_id)
		enter(m, dir_id);
	if (!m->has_needle && !may_match(m, name, len, &is_sure))
		return false;
	return (is_sure && m->needle.is_all) || match_whole(m, name, len);
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
	free(m);
}

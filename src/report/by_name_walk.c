/* SPDX-License-Identifier: MIT */
/*
 * Two trees, name by name.
 *
 *   pairs of directories (a stack) -> both listings, sorted by name, merged
 *     only on one side -> told; a directory is one name, with all below it
 *     directories on both sides -> another pair
 *     else compared by what is known
 *
 * Two regular files differ if their sizes do.  What was read of both decides
 * next; where that is not enough, the time of modification does, as rsync(1)
 * has it, and such an answer is counted apart.  Of symbolic links the target
 * is not known, only its length.
 */
#include "report/by_name.h"

#include "util/alloc.h"
#include "util/bytes.h"
#include "util/path.h"

#include <stdlib.h>
#include <sys/stat.h>

/* --- pairs ---------------------------------------------------------------- */

int
walk_open(struct walk *w, struct store *store, const struct walk *like,
	struct error *err)
{
	int r;

	*w = (struct walk){ .store = store };
	if (like) {
		w->knows = like->knows;
		w->a = like->a;
		w->b = like->b;
		w->a.names = w->b.names = NULL;
	}
	r = dir_names_new(&w->a.names, store, err);
	return r < 0 ? r : dir_names_new(&w->b.names, store, err);
}

void
walk_clear(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->pairs[i].within);
	free(w->pairs);
	dir_names_free(w->a.names);
	dir_names_free(w->b.names);
}

void
walk_push(struct walk *w, int64_t a, int64_t b, const struct strbuf *within)
{
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 64;
		w->pairs = xreallocarray(w->pairs, w->room, sizeof(*w->pairs));
	}
	w->pairs[w->n++] = (struct pair){ a, b,
		within ? xmemdupz(within->buf, within->len) : NULL };
}

/* Those from `first` on were pushed by name; the next one is the last. */
static void
reverse(struct walk *w, size_t first)
{
	for (size_t i = first, j = w->n; i + 1 < j; i++) {
		struct pair swap = w->pairs[i];

		w->pairs[i] = w->pairs[--j];
		w->pairs[j] = swap;
	}
}

/* --- what is known of two names ------------------------------------------- */

unsigned int
dir_name_type(const struct dir_name *name)
{
	return name->mode & S_IFMT;
}

static bool
has_same_time(const struct walk *w)
{
	int64_t most = w->a.granularity_ns > w->b.granularity_ns ?
		w->a.granularity_ns :
		w->b.granularity_ns;
	int64_t gap;

	if (__builtin_sub_overflow(w->a.now->mtime_ns, w->b.now->mtime_ns,
		    &gap) ||
		gap == INT64_MIN)
		return false;
	return gap == 0 || (gap < 0 ? -gap : gap) < most;
}

static int
parts_of(const struct walk *w, const struct side *s, struct content_parts *ret,
	struct error *err)
{
	*ret = (struct content_parts){ 0 };
	return s->now->content_id == 0 ? 0 :
					 store_content_parts(w->store, w->knows,
						 s->now->content_id, ret, err);
}

static int
compare_contents(struct walk *w, enum verdict *ret, const char **ret_by,
	struct error *err)
{
	struct content_parts a, b;
	int r = parts_of(w, &w->a, &a, err);

	if (r >= 0)
		r = parts_of(w, &w->b, &b, err);
	if (r < 0)
		return r;
	if (a.full_id != 0 && b.full_id != 0) {
		*ret = a.full_id == b.full_id ? SAME : DIFFERS;
	} else if (a.part_id != 0 && b.part_id != 0 && a.part_id != b.part_id) {
		*ret = DIFFERS;
	} else {
		*ret_by = "time";
		w->totals.unknown++;
		*ret = has_same_time(w) ? SAME : DIFFERS;
	}
	return 0;
}

static int
compare_files(struct walk *w, enum verdict *ret, const char **ret_by,
	struct error *err)
{
	*ret_by = "size";
	*ret = DIFFERS;
	if (w->a.now->size_bytes != w->b.now->size_bytes)
		return 0;
	*ret_by = "content";
	*ret = SAME;
	if (w->a.now->size_bytes == 0 ||
		(w->a.volume_id == w->b.volume_id &&
			w->a.now->inode == w->b.now->inode))
		return 0;
	return compare_contents(w, ret, ret_by, err);
}

static int
compare(struct walk *w, enum verdict *ret, const char **ret_by,
	struct error *err)
{
	unsigned int type = dir_name_type(w->a.now);

	*ret_by = "type";
	*ret = SAME;
	if (type == S_IFREG && dir_name_type(w->b.now) == S_IFREG)
		return compare_files(w, ret, ret_by, err);
	if (type != dir_name_type(w->b.now)) {
		*ret = DIFFERS;
	} else if (type == S_IFLNK) {
		*ret_by = "size";
		if (w->a.now->size_bytes != w->b.now->size_bytes)
			*ret = DIFFERS;
	}
	return 0;
}

/* --- two directories ------------------------------------------------------ */

static int
next(struct side *s, struct error *err)
{
	int r = dir_names_next(s->names, &s->now, err);

	if (r == 0)
		s->now = NULL;
	return r;
}

static int
list(struct side *s, int64_t dir_id, struct error *err)
{
	s->dir_id = dir_id;
	dir_names_start(s->names, dir_id);
	return next(s, err);
}

/* Of the two names; what is at its end comes last. */
static int
order_of(const struct walk *w)
{
	const struct dir_name *a = w->a.now;
	const struct dir_name *b = w->b.now;

	if (!a || !b)
		return a ? -1 : 1;
	return bytes_compare(a->name, a->name_len, b->name, b->name_len);
}

static void
push_both(struct walk *w, const struct pair *pair)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;

	if (w->tell) {
		strbuf_adds(&within, pair->within ? pair->within : "");
		path_append(&within, w->a.now->name, w->a.now->name_len);
	}
	walk_push(w, w->a.now->child_id, w->b.now->child_id,
		w->tell ? &within : NULL);
}

static int
tell(struct walk *w, enum verdict verdict, const char *by,
	const struct pair *pair, struct error *err)
{
	struct report_compared *t = &w->totals;

	if (verdict == SAME && dir_name_type(w->a.now) == S_IFDIR) {
		push_both(w, pair);
		return 0;
	}
	if (verdict == ONLY_A)
		t->only_a++;
	else if (verdict == ONLY_B)
		t->only_b++;
	else if (verdict == DIFFERS)
		t->differ++;
	else
		t->same++;
	return w->tell ? w->tell(w, verdict, by, pair, err) : 0;
}

static int
compare_names(struct walk *w, const struct pair *pair, struct error *err)
{
	const char *by = NULL;
	enum verdict verdict = SAME;
	int order = order_of(w);
	int r = 0;

	if (order < 0)
		verdict = ONLY_A;
	else if (order > 0)
		verdict = ONLY_B;
	else
		r = compare(w, &verdict, &by, err);
	if (r >= 0)
		r = tell(w, verdict, by, pair, err);
	if (r >= 0 && order <= 0)
		r = next(&w->a, err);
	if (r >= 0 && order >= 0)
		r = next(&w->b, err);
	return r;
}

int
walk_step(struct walk *w, struct error *err)
{
	struct pair pair = w->pairs[--w->n];
	size_t first = w->n;
	int r = list(&w->a, pair.a, err);

	if (r >= 0)
		r = list(&w->b, pair.b, err);
	while (r >= 0 && (w->a.now || w->b.now))
		r = compare_names(w, &pair, err);
	reverse(w, first);
	free(pair.within);
	return r < 0 ? r : 0;
}

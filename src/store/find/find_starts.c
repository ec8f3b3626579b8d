/* SPDX-License-Identifier: MIT */
#include "store/find/find_starts.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>

/* "a" is before "a/b", and that before "a-b": by components. */
static int
compare_within(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return 0;
	if (!*a || !*b)
		return *a ? 1 : -1;
	if (*a == '/' || *b == '/')
		return *a == '/' ? -1 : 1;
	return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
}

static int
compare_starts(const void *a, const void *b)
{
	const struct find_start *p = a;
	const struct find_start *q = b;
	int r = strcmp(p->volume, q->volume);

	if (r == 0)
		r = compare_within(p->within, q->within);
	if (r == 0 && p->inside && q->inside)
		return compare_within(p->inside, q->inside);
	return r ? r : (p->inside != NULL) - (q->inside != NULL);
}

static const char *
volume_name(const struct find_starts *f, int64_t volume_id)
{
	for (size_t i = 0; i < f->n_volumes; i++)
		if (f->volumes[i].volume.id == volume_id)
			return f->volumes[i].volume.name;
	return "?";
}

static void
add_start(struct find_starts *f, int64_t volume_id, const char *within)
{
	const char *inside = strstr(within, "//");
	size_t len = inside ? (size_t)(inside - within) : strlen(within);

	f->items[f->n_items++] = (struct find_start){ .volume_id = volume_id,
		.volume = volume_name(f, volume_id),
		.within = xmemdupz(within, len),
		.inside = inside ? xstrdup(inside + 2) : NULL };
}

static void
start_clear(struct find_start *s)
{
	free(s->within);
	free(s->inside);
}

/* Is all that is found below s found below above? */
static bool
is_covered(const struct find_start *s, const struct find_start *above,
	bool members)
{
	if (above->volume_id != s->volume_id ||
		!path_is_within(s->within, above->within, NULL))
		return false;
	if (!s->inside || !above->inside)
		return !above->inside && (members || !s->inside);
	/* "" is all of the archive, where a path may begin with a slash. */
	return strcmp(s->within, above->within) == 0 &&
		(!*above->inside ||
			path_is_within(s->inside, above->inside, NULL));
}

/* In order, none below another. */
static void
sort_starts(struct find_starts *f, bool members)
{
	size_t n = 0;

	if (f->n_items > 1)
		qsort(f->items, f->n_items, sizeof(*f->items), compare_starts);
	for (size_t i = 0; i < f->n_items; i++) {
		struct find_start s = f->items[i];

		if (n > 0 && is_covered(&s, &f->items[n - 1], members))
			start_clear(&s);
		else
			f->items[n++] = s;
	}
	f->n_items = n;
}

int
find_starts_load(struct find_starts *f, struct store *store,
	const struct find_options *o, struct error *err)
{
	int r = store_volumes(store, &f->volumes, &f->n_volumes, err);

	if (r < 0)
		return r;
	f->items = xcalloc(f->n_volumes + o->n_places + 1, sizeof(*f->items));
	for (size_t i = 0; i < o->n_places; i++)
		add_start(f, o->places[i].volume_id, o->places[i].within);
	for (size_t i = 0; o->n_places == 0 && i < f->n_volumes; i++)
		add_start(f, f->volumes[i].volume.id, "");
	sort_starts(f, o->members);
	return 0;
}

int
find_start_key(const struct find_start *s, struct store *store,
	int64_t *ret_dir, struct strbuf *ret_name, struct error *err)
{
	const char *slash = strrchr(s->within, '/');
	_cleanup_(freep) char *parent =
		xmemdupz(s->within, slash ? (size_t)(slash - s->within) : 0);
	int r;

	strbuf_truncate(ret_name, 0);
	if (!*s->within) {
		*ret_dir = 0;
		strbuf_addf(ret_name, "%lld", (long long)s->volume_id);
		return 0;
	}
	strbuf_adds(ret_name, slash ? slash + 1 : s->within);
	r = store_find_directory(store, ret_dir, s->volume_id, parent, err);
	if (r == 0 && *ret_dir == 0)
		*ret_dir = -1;
	return r;
}

bool
find_start_is_hidden(const struct find_start *s)
{
	const char *within = s->within;
	const char *slash;

	for (; (slash = strchr(within, '/')) != NULL; within = slash + 1)
		if (*within == '.')
			return true;
	return false;
}

void
find_starts_clear(struct find_starts *f)
{
	for (size_t i = 0; i < f->n_items; i++)
		start_clear(&f->items[i]);
	free(f->items);
	store_volumes_free(f->volumes, f->n_volumes);
	*f = (struct find_starts){ 0 };
}

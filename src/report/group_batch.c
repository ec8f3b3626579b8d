/* SPDX-License-Identifier: MIT */
/*
 * What a batch holds: groups, and the names that were found of them, by group,
 * volume and inode.  Paths are made of the groups that are loaded; those of
 * directories when names are found, since then these come by directory.
 *
 * Memory: some 110 bytes a copy, of 131,072 copies or a 16th of all names, and
 * of all copies of the last group, which are held anyhow when it is loaded.
 */
#include "report/group_batch.h"

#include "store/survey/gather.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/sum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_COPIES 131072
/* Of what is worth gathering (store_gather_min()), a 64th of all names. */
#define TIMES_WORTH 4

/* A directory of some of the names. */
struct found_dir {
	const char *path;
	bool online;
};

struct found {
	const struct gathered *name;
	uint32_t dir;
};

struct group_batch {
	const struct names *names;
	struct groups *groups;
	struct doubts *doubts; /* instead */
	bool is_scoped;
	int64_t worth;	   /* fewer copies than that are looked up one by one */
	int64_t looked_up; /* so many were */
	int64_t most;	   /* copies of a batch */
	struct gather *gather;
	struct group *ahead;
	size_t n;
	size_t room;
	size_t at;	/* behind the one handed out last */
	int64_t copies; /* of all of them */
	bool at_end;
	bool is_gathered; /* copies of these are in found */
	struct found *found;
	size_t n_found;
	size_t next_found; /* of the first group not loaded yet */
	struct found_dir *dirs;
	size_t n_dirs;
	size_t dir_room;
	struct arena paths;
};

int
group_batch_open(struct group_batch **ret, const struct names *names,
	struct groups *groups, struct doubts *doubts, bool is_scoped,
	struct error *err)
{
	struct group_batch *b = xcalloc(1, sizeof(*b));
	int r = store_gather_min(names->store, &b->worth, err);

	b->names = names;
	b->groups = groups;
	b->doubts = doubts;
	b->is_scoped = is_scoped;
	b->most = b->worth * TIMES_WORTH > LEAST_COPIES ?
		b->worth * TIMES_WORTH :
		LEAST_COPIES;
	if (r < 0) {
		group_batch_close(b);
		return r;
	}
	*ret = b;
	return 0;
}

void
group_batch_close(struct group_batch *b)
{
	if (!b)
		return;
	gather_free(b->gather);
	arena_clear(&b->paths);
	free(b->ahead);
	free(b->found);
	free(b->dirs);
	free(b);
}

/* --- reading ahead -------------------------------------------------------- */

static int
read_group(struct group_batch *b, struct group *ret, struct error *err)
{
	return b->doubts ? doubts_next(b->doubts, ret) :
			   groups_next(b->groups, ret, err);
}

static void
add_ahead(struct group_batch *b, const struct group *group)
{
	if (b->n == b->room) {
		b->room = b->room ? b->room * 2 : 64;
		b->ahead = xreallocarray(b->ahead, b->room, sizeof(*b->ahead));
	}
	b->ahead[b->n++] = *group;
}

/* Is it still better to go from one to the next? */
static bool
goes_slowly(const struct group_batch *b, int64_t most)
{
	return most == 0 || (!b->doubts && b->looked_up < b->worth);
}

static int
read_ahead(struct group_batch *b, int64_t most, struct error *err)
{
	struct group group;
	int r = 1;

	b->n = 0;
	b->at = 0;
	b->copies = 0;
	b->is_gathered = false;
	if (goes_slowly(b, most))
		most = 1;
	while (b->copies < b->most && (most < 0 || (int64_t)b->n < most)) {
		r = read_group(b, &group, err);
		if (r <= 0)
			break;
		add_ahead(b, &group);
		b->copies = sum_sizes(b->copies, group.copies);
	}
	b->at_end = r == 0;
	return r;
}

/* What is in memory already is printed without a statement that would see it.
 */
static int
check_interrupt(struct error *err)
{
	return interrupt_pending() == 0 ?
		0 :
		error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
}

/* --- gathering ------------------------------------------------------------ */

static int
want_all(struct group_batch *b, struct error *err)
{
	int r = 0;

	if (b->doubts)
		return doubts_gather(b->doubts, b->gather, b->n, err);
	for (size_t i = 0; i < b->n && r == 0; i++)
		if (b->ahead[i].content_id != 0)
			r = gather_content(b->gather, b->ahead[i].content_id,
				b->ahead[i].size, (uint32_t)i);
	return r < 0 ? error_set(err, -r, "out of memory") : 0;
}

static int
by_group(const void *a, const void *b)
{
	const struct gathered *x = ((const struct found *)a)->name;
	const struct gathered *y = ((const struct found *)b)->name;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->volume_id != y->volume_id)
		return x->volume_id < y->volume_id ? -1 : 1;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static int
add_dir(struct group_batch *b, int64_t dir_id, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const struct names_entry entry = { .dir_id = dir_id };
	struct found_dir dir;
	int r = names_path(b->names, &path, &entry, &dir.online, err);

	if (r >= 0)
		r = check_interrupt(err);
	if (r < 0)
		return r;
	if (b->n_dirs == b->dir_room) {
		b->dir_room = b->dir_room ? b->dir_room * 2 : 256;
		b->dirs = xreallocarray(b->dirs, b->dir_room, sizeof(*b->dirs));
	}
	dir.path = arena_copy(&b->paths, path.buf, path.len);
	b->dirs[b->n_dirs++] = dir;
	return 0;
}

static int
take_names(struct group_batch *b, const struct gathered *list, size_t n,
	struct error *err)
{
	int r = 0;

	arena_reset(&b->paths);
	b->found = xreallocarray(b->found, n + 1, sizeof(*b->found));
	b->n_found = n;
	b->next_found = 0;
	b->n_dirs = 0;
	for (size_t i = 0; i < n && r >= 0; i++) {
		if (i == 0 || list[i].dir_id != list[i - 1].dir_id)
			r = add_dir(b, list[i].dir_id, err);
		b->found[i] =
			(struct found){ &list[i], (uint32_t)b->n_dirs - 1 };
	}
	if (r >= 0 && n > 1)
		qsort(b->found, n, sizeof(*b->found), by_group);
	return r;
}

static int
gather(struct group_batch *b, struct error *err)
{
	const struct gathered *list = NULL;
	size_t n = 0;
	int r = 0;

	if (b->gather)
		gather_forget(b->gather);
	else
		r = gather_new(&b->gather, b->names->store, err);
	if (r >= 0)
		r = want_all(b, err);
	if (r >= 0)
		r = gather_run(b->gather, b->is_scoped, &list, &n, err);
	if (r >= 0)
		r = take_names(b, list, n, err);
	b->is_gathered = true;
	return r;
}

int
group_batch_next(struct group_batch *b, struct group *ret, int64_t most,
	struct error *err)
{
	if (b->at == b->n && !b->at_end) {
		int r = read_ahead(b, most, err);

		if (r < 0)
			return r;
	}
	if (b->at == b->n)
		return 0;
	*ret = b->ahead[b->at++];
	return 1;
}

/* --- the copies of one group ---------------------------------------------- */

static void
put(const struct group_batch *b, struct copies *copies,
	const struct found *found)
{
	const struct gathered *g = found->name;
	const struct found_dir *dir = &b->dirs[found->dir];
	const struct copy copy = { .volume_id = g->volume_id,
		.inode = g->inode,
		.nlink = g->nlink,
		.mtime_ns = g->mtime_ns,
		.has_mtime = true,
		.volume = names_volume(b->names, g->volume_id),
		.is_unread = !g->is_read,
		.online = dir->online };

	copies_put(copies, &copy, dir->path, g->name, g->name_len);
}

/* Groups are loaded in their order, some of them not at all. */
static void
take_found(struct group_batch *b, struct copies *copies, uint32_t group)
{
	const struct found *at = &b->found[b->next_found];
	const struct found *end = &b->found[b->n_found];

	while (at < end && at->name->group < group)
		at++;
	for (; at < end && at->name->group == group; at++)
		put(b, copies, at);
	b->next_found = (size_t)(at - b->found);
}

static bool
is_worth_gathering(const struct group_batch *b)
{
	return b->doubts || (b->n > 1 && b->copies >= b->worth);
}

int
group_batch_load(struct group_batch *b, struct copies *copies,
	struct error *err)
{
	const struct group *group = &b->ahead[b->at - 1];
	int r = 0;

	if (!is_worth_gathering(b)) {
		b->looked_up = sum_sizes(b->looked_up, group->copies);
		return copies_load_group(copies, group, err);
	}
	r = b->is_gathered ? check_interrupt(err) : gather(b, err);
	if (r < 0)
		return r;
	copies_forget(copies);
	take_found(b, copies, (uint32_t)(b->at - 1));
	r = copies_add_members_of(copies, group->digest, group->size, err);
	copies_sort(copies);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Both threads count names in one array.  An inode counts once for each content,
 * however many names it has, and whatever was said of its links when each was
 * seen: a file that was moved may be there twice, and with another content if it
 * was written meanwhile.  Names of an inode that the table has with another
 * content are noted and counted in the end; hardly ever is there one.
 *
 * A content's place in the array is told by how many groups have lower numbers:
 * a number for each 64 of them, and the bits between ("rank" of a bit vector;
 * Jacobson, "Space-efficient Static Trees and Graphs", 1989).
 *
 * Memory: 40 bytes a group, 20 a file of one.  Where these are very many, some of
 * the groups are counted at a time, in several looks.
 */
#include "store/content/scope_counts.h"

#include "store/content/inode_table.h"
#include "store/content/last_by_path.h"
#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/volume_runs.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* So many files are counted in one look, for the memory they take, or an eighth
 * of all. */
#define FILES_AT_ONCE (INT64_C(5) << 20)
#define FILES_OF_TESTS 5

/* So many are asked from memory before the first one is looked at. */
#define WAITING ((size_t)16)

struct counting {
	struct scope_counts *counts;
	struct volume_runs *volumes;
	struct last_by_path *by_path; /* NULL: not on this look */
	/* Of this look: */
	const struct content_set *asked; /* all groups, or */
	struct content_set part;
	struct inode_table inodes;
};

/* One thread's part. */
struct count_look {
	struct counting *counting;
	struct last_half *by_path; /* likewise */
	size_t run;
	/* Files on their way, while the memory brings what they are looked for
	 * in; a ring. */
	struct counted_file waiting[WAITING];
	size_t n_met; /* all there were */
	/* Names that the table has no place for. */
	struct counted_file *rest;
	size_t n_rest;
};

void
scope_counts_clear(struct scope_counts *counts)
{
	content_set_clear(&counts->groups);
	free(counts->before);
	free(counts->list);
	free(counts->found[0]);
	free(counts->found[1]);
	*counts = (struct scope_counts){ .before = NULL };
}

/* --- what may be a group at all --------------------------------------------- */

/* One thread's part. */
struct group_look {
	struct scope_counts *counts;
	const struct ranking_filter *filter;
	struct scope_group *list;
	size_t n;
	size_t room;
	int64_t last; /* content */
};

static struct scope_group *
add_group(struct group_look *look)
{
	if (look->n == look->room) {
		look->room = look->room ? look->room * 2 : 1024;
		look->list = xreallocarray(look->list, look->room,
			sizeof(*look->list));
	}
	return &look->list[look->n++];
}

static void
take_content(const struct stored_content *c, void *arg)
{
	struct group_look *look = arg;
	struct scope_group *group;

	/* In a damaged catalogue they may be in no order. */
	if (!ranking_asks(look->filter, c) || c->id <= look->last ||
		(size_t)c->id >= look->counts->groups.n)
		return;
	look->last = c->id;
	content_set_add(&look->counts->groups, c->id);
	group = add_group(look);
	*group = (struct scope_group){ .size = c->size,
		.content_id = (uint32_t)c->id,
		.everywhere = (uint32_t)(c->copies < UINT32_MAX ? c->copies :
								  UINT32_MAX) };
	if (c->digest_len > 0)
		memcpy(group->digest, c->digest,
			c->digest_len < DIGEST_BYTES ? c->digest_len :
						       DIGEST_BYTES);
}

static int
number_groups(struct scope_counts *counts)
{
	const size_t n_words = counts->groups.n / 64 + 1;
	uint32_t n = 0;

	counts->before = xreallocarray(NULL, n_words, sizeof(*counts->before));
	for (size_t i = 0; i < n_words; i++) {
		counts->before[i] = n;
		n += (uint32_t)__builtin_popcountll(counts->groups.bits[i]);
	}
	counts->list = calloc_large(counts->n_found[0] + counts->n_found[1] + 1,
		sizeof(*counts->list));
	return counts->list ? 0 : -ENOMEM;
}

/* What names are judged by. */
struct beside {
	struct store *store;
	const struct content_set *groups;
	struct last_by_path *by_path;
};

/* Which directories are in the scope is kept with it. */
static int
prepare(void *arg, struct error *err)
{
	const struct beside *b = arg;
	const struct subtree_bits *within;
	int r = scope_within(b->store, &within, err);

	return r < 0 || !b->by_path ?
		r :
		last_by_path_prepare(b->by_path, b->groups, err);
}

static int
find_groups(struct scope_counts *counts, struct halves *halves,
	const struct ranking_filter *filter, struct last_by_path *by_path,
	struct error *err)
{
	struct beside beside = { halves->store, &counts->groups, by_path };
	struct group_look first = { .counts = counts, .filter = filter };
	struct group_look second = first;
	const struct halves_job job = { .look.content = take_content,
		.first = &first,
		.second = &second,
		.last = (int64_t)counts->groups.n - 1,
		.before = prepare,
		.before_arg = &beside };
	int r = halves_run(halves, &job, err);

	counts->found[0] = first.list;
	counts->found[1] = second.list;
	counts->n_found[0] = first.n;
	counts->n_found[1] = second.n;
	if (r >= 0 && number_groups(counts) < 0)
		r = error_set(err, ENOMEM, "out of memory");
	return r;
}

/* The place of a content that is one of them. */
static size_t
place_of(const struct scope_counts *counts, int64_t content_id)
{
	const uint64_t lower = counts->groups.bits[content_id / 64] &
		((UINT64_C(1) << content_id % 64) - 1);

	return counts->before[content_id / 64] +
		(size_t)__builtin_popcountll(lower);
}

const struct scope_group *
scope_counts_next(const struct scope_counts *counts,
	struct scope_cursor *cursor, const struct scope_count **ret_count)
{
	const size_t place = cursor->at[0] + cursor->at[1];
	const struct scope_group *next = NULL;
	int from = 0;

	for (int i = 0; i < 2; i++) {
		const struct scope_group *group;

		if (cursor->at[i] == counts->n_found[i])
			continue;
		group = &counts->found[i][cursor->at[i]];
		if (!next || group->content_id < next->content_id) {
			next = group;
			from = i;
		}
	}
	if (!next)
		return NULL;
	cursor->at[from]++;
	*ret_count = &counts->list[place];
	return next;
}

static int64_t
count_everywhere(const struct scope_counts *counts)
{
	int64_t sum = 0;

	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < counts->n_found[i]; k++)
			sum += counts->found[i][k].everywhere;
	return sum;
}

/* --- counting --------------------------------------------------------------- */

static void
count_file(struct counting *c, const struct counted_file *file)
{
	const uint16_t here = (uint16_t)(file->volume + 1);
	struct scope_count *count =
		&c->counts->list[place_of(c->counts, file->content_id)];
	uint16_t first = __atomic_load_n(&count->first, __ATOMIC_RELAXED);

	if (__atomic_add_fetch(&count->files, 1, __ATOMIC_RELAXED) == 0)
		__atomic_store_n(&count->files, UINT32_MAX, __ATOMIC_RELAXED);
	if (first == 0 &&
		__atomic_compare_exchange_n(&count->first, &first, here, false,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	if (first != here)
		__atomic_store_n(&count->is_across, true, __ATOMIC_RELAXED);
}

static void
add_file(struct count_look *look, const struct counted_file *file)
{
	struct counting *c = look->counting;
	const enum inode_seen seen = inode_table_add(&c->inodes, file);

	if (seen == INODE_NEW) {
		count_file(c, file);
	} else if (seen == INODE_ELSE) {
		look->rest = xgrow(look->rest, look->n_rest, sizeof(*file));
		look->rest[look->n_rest++] = *file;
	}
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct counted_file *file = &look->waiting[look->n_met % WAITING];

	if (look->by_path)
		last_by_path_take(e, look->by_path);
	if (!content_set_has(c->asked, e->content_id))
		return;
	if (look->n_met++ >= WAITING)
		add_file(look, file);
	*file = (struct counted_file){ e->content_id, e->inode,
		volume_runs_next(c->volumes, &look->run, e->dir_id) };
	inode_table_expect(&c->inodes, file);
	__builtin_prefetch(&c->counts->list[place_of(c->counts,
				   file->content_id)],
		1);
}

/* Those that still wait. */
static void
add_waiting(struct count_look *look)
{
	for (size_t i = 0; i < WAITING && i < look->n_met; i++)
		add_file(look, &look->waiting[i]);
}

/* What the table has no place for, of both threads. */
static void
count_rest(struct count_look *all, const struct count_look *other)
{
	for (size_t i = 0; i < other->n_rest; i++) {
		all->rest = xgrow(all->rest, all->n_rest, sizeof(*all->rest));
		all->rest[all->n_rest++] = other->rest[i];
	}
	if (all->n_rest > 1)
		qsort(all->rest, all->n_rest, sizeof(*all->rest),
			counted_file_compare);
	for (size_t i = 0; i < all->n_rest; i++)
		if (i == 0 ||
			counted_file_compare(&all->rest[i - 1],
				&all->rest[i]) != 0)
			count_file(all->counting, &all->rest[i]);
}

/* Of those that are asked for, which have some n files. */
static int
look_at_names(struct counting *c, struct store *store, int64_t n,
	struct error *err)
{
	struct count_look first = { .counting = c }, second = first;
	struct halves_job job = { .look.entry = take,
		.in_turn = true,
		.first = &first,
		.second = &second };
	int r;

	first.by_path = last_by_path_half(c->by_path, 0);
	second.by_path = last_by_path_half(c->by_path, 1);
	c->by_path = NULL;
	/* What a damaged content says there are has no end. */
	if (inode_table_make(&c->inodes,
		    (size_t)(n < FILES_AT_ONCE ? n : FILES_AT_ONCE)) < 0)
		return error_set(err, ENOMEM, "out of memory");
	r = halves_look_at_scope(store, &job, err);
	if (r >= 0) {
		add_waiting(&first);
		add_waiting(&second);
		count_rest(&first, &second);
	}
	inode_table_clear(&c->inodes);
	free(first.rest);
	free(second.rest);
	return r;
}

/* --- the whole -------------------------------------------------------------- */

/* Those from the cursor on that are counted at once, one at least; how many files
 * they are. */
static int64_t
choose(const struct scope_counts *counts, struct content_set *asked,
	int64_t most, struct scope_cursor *cursor)
{
	struct scope_cursor next = *cursor;
	const struct scope_group *group;
	const struct scope_count *unused;
	int64_t sum = 0;

	memset(asked->bits, 0, (asked->n / 64 + 1) * sizeof(uint64_t));
	while ((group = scope_counts_next(counts, &next, &unused)) &&
		(sum == 0 || sum + group->everywhere <= most)) {
		sum += group->everywhere;
		content_set_add(asked, group->content_id);
		*cursor = next;
	}
	return sum;
}

static int
look_in_parts(struct counting *c, struct store *store, int64_t most,
	struct error *err)
{
	struct scope_cursor cursor = { { 0 } };
	int64_t n;
	int r = content_set_make(&c->part, store, &n, err);

	c->asked = &c->part;
	while (r >= 0 && (n = choose(c->counts, &c->part, most, &cursor)) > 0)
		r = look_at_names(c, store, n, err);
	return r;
}

static int
count_all(struct counting *c, struct store *store, struct error *err)
{
	const int64_t most =
		store->scope_few < 0 ? FILES_OF_TESTS : FILES_AT_ONCE;
	const int64_t n_files = count_everywhere(c->counts);
	int64_t n_names = 0;
	int r = scope_count_names(store, &n_names, err);

	if (r < 0 || n_files == 0)
		return r;
	if (n_names < 0 || n_names > n_files)
		n_names = n_files;
	if (n_names > most)
		return look_in_parts(c, store,
			n_files / 8 > most ? n_files / 8 : most, err);
	c->asked = &c->counts->groups;
	return look_at_names(c, store, n_names, err);
}

int
scope_counts_load(struct scope_counts *ret, struct store *store,
	const struct ranking_filter *filter, struct last_by_path *by_path,
	struct error *err)
{
	struct counting c = { .counts = ret };
	struct halves halves = { .store = NULL };
	int64_t last;
	int r = content_set_make(&ret->groups, store, &last, err);

	if (r < 0 || last <= 0)
		return r;
	if (!ret->groups.bits)
		return error_set(err, EUCLEAN,
			"a content has a number that is not ours;"
			" try 'catalog check'");
	r = halves_open(&halves, store, err);
	if (r >= 0)
		r = volume_runs_get(&c.volumes, &halves, err);
	if (r >= 0)
		r = find_groups(ret, &halves, filter, by_path, err);
	if (ret->n_found[0] + ret->n_found[1] > filter->most)
		c.by_path = by_path;
	if (r >= 0)
		r = count_all(&c, store, err);
	volume_runs_put(c.volumes);
	content_set_clear(&c.part);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Both threads count names in one array.  An inode counts once for each content,
 * however many names it has, and whatever was said of its links when each was
 * seen: a file that was moved may be there twice, and with another content if it
 * was written meanwhile.  Names of an inode that the table has with another
 * content are noted and counted in the end; hardly ever is there one.
 *
 * Memory: 8 bytes a content, 20 a name.  Where these are very many, only those
 * contents take part that several files have, some at a time in several looks.
 */
#include "store/content/scope_counts.h"

#include "store/content/inode_table.h"
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
/* Beyond it most numbers may be of nothing, and memory that is not used costs
 * nothing. */
#define DENSE_CONTENTS ((size_t)8 << 20)

struct counting {
	struct scope_counts *counts;
	struct volume_runs *volumes;
	/* Of this look: */
	struct content_set asked;
	struct inode_table inodes;
};

/* One thread's part. */
struct count_look {
	struct counting *counting;
	size_t run;
	/* Names that the table has no place for. */
	struct counted_file *rest;
	size_t n_rest;
};

void
scope_counts_clear(struct scope_counts *counts)
{
	free(counts->list);
	content_set_clear(&counts->across);
	*counts = (struct scope_counts){ .list = NULL };
}

static void
count_file(struct counting *c, const struct counted_file *file)
{
	const uint16_t here = (uint16_t)(file->volume + 1);
	struct scope_count *count = &c->counts->list[file->content_id];
	uint16_t first = __atomic_load_n(&count->first, __ATOMIC_RELAXED);

	if (__atomic_add_fetch(&count->files, 1, __ATOMIC_RELAXED) == 0)
		__atomic_store_n(&count->files, UINT32_MAX, __ATOMIC_RELAXED);
	if (first == 0 &&
		__atomic_compare_exchange_n(&count->first, &first, here, false,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	if (first != here)
		content_set_add(&c->counts->across, file->content_id);
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct counted_file file = { e->content_id, e->inode, 0 };
	enum inode_seen seen;

	if (!content_set_has(&c->asked, e->content_id))
		return;
	file.volume = volume_runs_next(c->volumes, &look->run, e->dir_id);
	seen = inode_table_add(&c->inodes, &file);
	if (seen == INODE_NEW) {
		count_file(c, &file);
	} else if (seen == INODE_ELSE) {
		look->rest = xgrow(look->rest, look->n_rest, sizeof(file));
		look->rest[look->n_rest++] = file;
	}
}

/* --- what the table has no place for ---------------------------------------- */

/* Of both threads. */
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

/* --- what may be a group at all --------------------------------------------- */

/* How many copies there are anywhere, until it is counted. */
static void
take_content(const struct stored_content *content, void *arg)
{
	const struct scope_counts *counts = arg;

	if (content->copies < 2 || content->covered != content->size ||
		content->id <= 0 || (size_t)content->id >= counts->n)
		return;
	counts->list[content->id].files =
		(uint32_t)(content->copies < UINT32_MAX ? content->copies :
							  UINT32_MAX);
}

static int64_t
count_everywhere(const struct scope_counts *counts)
{
	int64_t sum = 0;

	for (size_t id = 1; id < counts->n; id++)
		sum += counts->list[id].files;
	return sum;
}

/* Those from *first on that are counted at once, one at least; how many files
 * they are. */
static int64_t
choose(struct counting *c, int64_t most, size_t *first)
{
	struct scope_counts *counts = c->counts;
	int64_t sum = 0;
	size_t id = *first;

	memset(c->asked.bits, 0, (c->asked.n / 64 + 1) * sizeof(uint64_t));
	for (; id < counts->n; id++) {
		const int64_t files = counts->list[id].files;

		if (files == 0)
			continue;
		if (sum > 0 && sum + files > most)
			break;
		sum += files;
		counts->list[id].files = 0;
		content_set_add(&c->asked, (int64_t)id);
	}
	*first = id;
	return sum;
}

/* --- the whole -------------------------------------------------------------- */

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

	/* What a damaged content says there are has no end. */
	if (inode_table_make(&c->inodes,
		    (size_t)(n < FILES_AT_ONCE ? n : FILES_AT_ONCE)) < 0)
		return error_set(err, ENOMEM, "out of memory");
	r = halves_look_at_scope(store, &job, err);
	if (r >= 0)
		count_rest(&first, &second);
	inode_table_clear(&c->inodes);
	free(first.rest);
	free(second.rest);
	return r;
}

static int
look_in_parts(struct counting *c, struct store *store, int64_t least,
	struct error *err)
{
	int64_t most = count_everywhere(c->counts) / 8;
	int64_t n;
	size_t first = 1;
	int r = 0;

	if (most < least)
		most = least;
	while (r >= 0 && (n = choose(c, most, &first)) > 0)
		r = look_at_names(c, store, n, err);
	return r;
}

/* So few names are sooner counted than it is looked up which of them count. */
static int
look_at_once(struct counting *c, struct store *store, int64_t n_names,
	struct error *err)
{
	memset(c->asked.bits, 0xff,
		(c->asked.n / 64 + 1) * sizeof(*c->asked.bits));
	return look_at_names(c, store, n_names, err);
}

static int
look_at_contents(struct counting *c, struct halves *halves, struct error *err)
{
	const struct halves_job job = { .look.content = take_content,
		.first = c->counts,
		.second = c->counts,
		.last = (int64_t)c->counts->n - 1 };

	return halves_run(halves, &job, err);
}

static int
count_all(struct counting *c, struct store *store, struct error *err)
{
	const int64_t most =
		store->scope_few < 0 ? FILES_OF_TESTS : FILES_AT_ONCE;
	struct halves halves = { .store = NULL };
	int64_t n_names = 0;
	int r = scope_count_names(store, &n_names, err);

	if (r >= 0)
		r = halves_open(&halves, store, err);
	if (r >= 0)
		r = volume_runs_get(&c->volumes, &halves, err);
	if (r < 0)
		return r;
	if (n_names >= 0 && n_names <= most)
		return look_at_once(c, store, n_names, err);
	r = look_at_contents(c, &halves, err);
	return r < 0 ? r : look_in_parts(c, store, most, err);
}

static int
allocate(struct counting *c, struct store *store, int64_t last,
	struct error *err)
{
	struct scope_counts *counts = c->counts;
	int r = content_set_make(&c->asked, store, &last, err);

	if (r < 0)
		return r;
	if (!counts->across.bits || !c->asked.bits)
		return error_set(err, EUCLEAN,
			"a content has a number that is not ours;"
			" try 'catalog check'");
	counts->n = (size_t)last + 1;
	counts->list = counts->n < DENSE_CONTENTS ?
		calloc_large(counts->n, sizeof(*counts->list)) :
		calloc(counts->n, sizeof(*counts->list));
	return counts->list ? 0 : error_set(err, ENOMEM, "out of memory");
}

int
scope_counts_load(struct scope_counts *ret, struct store *store,
	struct error *err)
{
	struct counting c = { .counts = ret };
	int64_t last;
	int r = content_set_make(&ret->across, store, &last, err);

	if (r < 0 || last <= 0)
		return r;
	r = allocate(&c, store, last, err);
	if (r >= 0)
		r = count_all(&c, store, err);
	volume_runs_put(c.volumes);
	content_set_clear(&c.asked);
	return r;
}

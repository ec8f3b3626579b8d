/* SPDX-License-Identifier: MIT */
/*
 * Both threads count names in one array.  An inode counts once, however many
 * names it has, and whatever was said of its links when each was seen: a file
 * that was moved may be there twice.  So each content has 64 bits, two of which
 * an inode sets.  Where both were set before, the content is in doubt (as one
 * pair of copies in 1,000 is by chance), and all its names are noted and told
 * apart: looked up, or, if they are many, in a second look, which puts those of
 * a content where they were counted to belong.  (Bloom, "Space/time trade-offs in
 * hash coding with allowable errors", 1970.)
 */
#include "store/content/scope_counts.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/volume_runs.h"
#include "util/alloc.h"
#include "util/sort.h"

#include <errno.h>
#include <stdlib.h>

/* So many names are looked up in the time of a look at 2,000,000. */
#define LOOKUPS_MOST 20000

/* So many are told apart at once; more of them take another look. */
#define NAMES_AT_ONCE ((size_t)4 << 20)
#define NAMES_OF_TESTS 5

/* A file of some content, by one of its names. */
struct file {
	int64_t inode;
	uint16_t volume;
};

struct counting {
	struct scope_counts *counts;
	struct volume_runs volumes;
	struct content_set doubted;
	/* Names of what is in doubt, of some contents at once. */
	struct file *files;
	size_t n_files;
	size_t most;
	int64_t first_id;
	int64_t end_id;
};

/* One thread's part. */
struct count_look {
	struct counting *counting;
	size_t run;
};

void
scope_counts_clear(struct scope_counts *counts)
{
	free(counts->list);
	content_set_clear(&counts->across);
	*counts = (struct scope_counts){ .list = NULL };
}

static void
count_file(struct counting *c, int64_t id, uint16_t volume)
{
	const uint16_t here = (uint16_t)(volume + 1);
	struct scope_count *count = &c->counts->list[id];
	uint16_t first = 0;

	if (__atomic_add_fetch(&count->files, 1, __ATOMIC_RELAXED) == 0)
		__atomic_store_n(&count->files, UINT32_MAX, __ATOMIC_RELAXED);
	if (!__atomic_compare_exchange_n(&count->first, &first, here, false,
		    __ATOMIC_RELAXED, __ATOMIC_RELAXED) &&
		first != here)
		content_set_add(&c->counts->across, id);
}

/* --- what is in doubt ------------------------------------------------------ */

static int
by_inode(const void *a, const void *b)
{
	const struct file *x = a;
	const struct file *y = b;

	return x->volume != y->volume ? x->volume - y->volume :
					compare_i64(x->inode, y->inode);
}

/* All names of a content, anew: each file once. */
static void
count_apart(struct counting *c, int64_t id, struct file *files, size_t n)
{
	c->counts->list[id] = (struct scope_count){ 0 };
	content_set_remove(&c->counts->across, id);
	if (n > 1)
		qsort(files, n, sizeof(*files), by_inode);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_inode(&files[i - 1], &files[i]) != 0)
			count_file(c, id, files[i].volume);
}

/* --- the looks ------------------------------------------------------------- */

static bool
read_file(struct count_look *look, const struct stored_entry *e,
	struct file *ret)
{
	const struct counting *c = look->counting;

	if (e->content_id <= 0 || (size_t)e->content_id >= c->counts->n)
		return false;
	*ret = (struct file){ e->inode,
		volume_runs_next(&c->volumes, &look->run, e->dir_id) };
	return true;
}

static uint64_t
bits_of(const struct file *file)
{
	const uint64_t prime = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = ((uint64_t)file->inode + file->volume * prime) * prime;

	return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52) % 64;
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct file file;
	uint64_t bits;

	if (!read_file(look, e, &file))
		return;
	bits = bits_of(&file);
	if ((__atomic_fetch_or(&c->counts->list[e->content_id].inodes, bits,
		     __ATOMIC_RELAXED) &
		    bits) == bits)
		content_set_add(&c->doubted, e->content_id);
	count_file(c, e->content_id, file.volume);
}

/* --- doubts, one by one ----------------------------------------------------- */

static int
look_up(struct counting *c, struct store *store, int64_t id, struct error *err)
{
	struct bind b = bind_begin(store, Q_SCOPE_OF_CONTENT);
	struct file *files = NULL;
	size_t n = 0;
	int r;

	bind_i64(&b, id);
	while ((r = bind_next(&b, err)) > 0) {
		files = xgrow(files, n, sizeof(*files));
		files[n++] = (struct file){ bind_get_i64(&b, 1),
			volume_runs_place(&c->volumes, bind_get_i64(&b, 0)) };
	}
	bind_end(&b);
	if (r >= 0)
		count_apart(c, id, files, n);
	free(files);
	return r;
}

/* 1, or 0: they are too many. */
static int
look_up_doubted(struct counting *c, struct store *store, struct error *err)
{
	int64_t n_names = 0;
	int r = 1;

	for (int64_t id = 0; (id = content_set_next(&c->doubted, id)) > 0;)
		n_names += c->counts->list[id].files;
	if (n_names > LOOKUPS_MOST || store->scope_few < 0)
		return 0;
	for (int64_t id = 0;
		r >= 0 && (id = content_set_next(&c->doubted, id)) > 0;)
		r = look_up(c, store, id, err);
	return r < 0 ? r : 1;
}

/* --- doubts, many at once ---------------------------------------------------- */

/* Of a content its bits are not asked for any more: where its next name goes. */
static void
take_doubted(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct file file;
	uint64_t at;

	if (e->content_id < c->first_id || e->content_id >= c->end_id ||
		!content_set_has(&c->doubted, e->content_id) ||
		!read_file(look, e, &file))
		return;
	at = __atomic_fetch_add(&c->counts->list[e->content_id].inodes, 1,
		__ATOMIC_RELAXED);
	if (at < c->n_files)
		c->files[at] = file;
}

/* The contents from first_id on whose names are told apart at once, one at
 * least: their places.  False at the end. */
static bool
choose(struct counting *c)
{
	int64_t id = c->first_id - 1;

	c->n_files = 0;
	c->end_id = 0;
	while ((id = content_set_next(&c->doubted, id)) > 0) {
		struct scope_count *count = &c->counts->list[id];

		if (c->n_files > 0 && c->n_files + count->files > c->most)
			break;
		count->inodes = c->n_files;
		c->n_files += count->files;
		c->end_id = id + 1;
	}
	return c->n_files > 0;
}

static void
count_chosen(struct counting *c)
{
	int64_t id = c->first_id - 1;
	size_t at = 0;

	while ((id = content_set_next(&c->doubted, id)) > 0 && id < c->end_id) {
		const size_t n = c->counts->list[id].files;

		count_apart(c, id, c->files + at, n);
		at += n;
	}
}

static int
look_at_doubted(struct counting *c, struct store *store, struct error *err)
{
	int r = 0;

	c->most = store->scope_few < 0 ? NAMES_OF_TESTS : NAMES_AT_ONCE;
	for (c->first_id = 1; r >= 0 && choose(c); c->first_id = c->end_id) {
		struct count_look first = { .counting = c }, second = first;
		struct halves_job job = { .look.entry = take_doubted,
			.first = &first,
			.second = &second };

		c->files = xcalloc(c->n_files, sizeof(*c->files));
		r = halves_look_at_scope(store, &job, err);
		if (r >= 0)
			count_chosen(c);
		free(c->files);
	}
	return r;
}

/* --- the whole -------------------------------------------------------------- */

static int
load_volumes(struct counting *c, struct store *store, struct error *err)
{
	_cleanup_(halves_close) struct halves halves = { .store = NULL };
	int r = halves_open(&halves, store, err);

	return r < 0 ? r : volume_runs_load(&c->volumes, &halves, err);
}

static int
count_all(struct counting *c, struct store *store, struct error *err)
{
	struct count_look first = { .counting = c }, second = first;
	struct halves_job job = { .look.entry = take,
		.first = &first,
		.second = &second };
	int r = halves_look_at_scope(store, &job, err);

	if (r >= 0)
		r = look_up_doubted(c, store, err);
	return r == 0 ? look_at_doubted(c, store, err) : r;
}

static int
allocate(struct counting *c, struct store *store, int64_t last,
	struct error *err)
{
	struct scope_counts *counts = c->counts;
	int r = content_set_make(&c->doubted, store, &last, err);

	if (r < 0)
		return r;
	if (!counts->across.bits || !c->doubted.bits)
		return error_set(err, EUCLEAN,
			"a content has a number that is not ours;"
			" try 'catalog check'");
	counts->n = (size_t)last + 1;
	counts->list = calloc_large(counts->n, sizeof(*counts->list));
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
		r = load_volumes(&c, store, err);
	if (r >= 0)
		r = count_all(&c, store, err);
	volume_runs_clear(&c.volumes);
	content_set_clear(&c.doubted);
	return r;
}

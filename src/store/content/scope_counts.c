/* SPDX-License-Identifier: MIT */
/*
 * Both threads count in one array.  An inode with several links counts once, so
 * its names wait until all are known.
 */
#include "store/content/scope_counts.h"

#include "store/internal.h"
#include "store/survey/halves.h"
#include "store/survey/volume_runs.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* A name of an inode with several. */
struct link {
	int64_t content_id;
	int64_t inode;
	uint16_t volume;
};

struct counting {
	struct scope_counts *counts;
	struct volume_runs volumes;
	uint16_t *first; /* by content: the place of a volume, plus one */
};

/* One thread's part. */
struct count_look {
	struct counting *counting;
	size_t run;
	struct link *links;
	size_t n_links;
	size_t room;
};

void
scope_counts_clear(struct scope_counts *counts)
{
	free(counts->files);
	content_set_clear(&counts->across);
	*counts = (struct scope_counts){ .files = NULL };
}

static void
count_file(struct counting *c, int64_t id, uint16_t volume)
{
	const uint16_t here = (uint16_t)(volume + 1);
	uint32_t *files = &c->counts->files[id];
	uint16_t first = 0;

	if (__atomic_add_fetch(files, 1, __ATOMIC_RELAXED) == 0)
		__atomic_store_n(files, UINT32_MAX, __ATOMIC_RELAXED);
	if (!__atomic_compare_exchange_n(&c->first[id], &first, here, false,
		    __ATOMIC_RELAXED, __ATOMIC_RELAXED) &&
		first != here)
		content_set_add(&c->counts->across, id);
}

static void
note_link(struct count_look *look, const struct link *link)
{
	if (look->n_links == look->room) {
		look->room = look->room ? look->room * 2 : 256;
		look->links = xreallocarray(look->links, look->room,
			sizeof(*look->links));
	}
	look->links[look->n_links++] = *link;
}

static void
take(const struct stored_entry *e, void *arg)
{
	struct count_look *look = arg;
	struct counting *c = look->counting;
	struct link link = { .content_id = e->content_id, .inode = e->inode };

	if (e->content_id <= 0 || (size_t)e->content_id >= c->counts->n)
		return;
	link.volume = volume_runs_next(&c->volumes, &look->run, e->dir_id);
	if (e->nlink < 2)
		count_file(c, e->content_id, link.volume);
	else
		note_link(look, &link);
}

static int
by_inode(const void *a, const void *b)
{
	const struct link *x = a;
	const struct link *y = b;

	if (x->content_id != y->content_id)
		return (x->content_id > y->content_id) -
			(x->content_id < y->content_id);
	if (x->volume != y->volume)
		return x->volume - y->volume;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static void
count_links(struct count_look *look, const struct count_look *other)
{
	for (size_t i = 0; i < other->n_links; i++)
		note_link(look, &other->links[i]);
	if (look->n_links > 1)
		qsort(look->links, look->n_links, sizeof(*look->links),
			by_inode);
	for (size_t i = 0; i < look->n_links; i++)
		if (i == 0 || by_inode(&look->links[i - 1], &look->links[i]))
			count_file(look->counting, look->links[i].content_id,
				look->links[i].volume);
}

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
		count_links(&first, &second);
	free(first.links);
	free(second.links);
	return r;
}

int
scope_counts_load(struct scope_counts *ret, struct store *store,
	struct error *err)
{
	struct counting c = { .counts = ret };
	int64_t last;
	int r = content_set_make(&ret->across, store, &last, err);

	if (r < 0 || !ret->across.bits)
		return r;
	ret->n = (size_t)last + 1;
	ret->files = calloc(ret->n, sizeof(*ret->files));
	c.first = calloc(ret->n, sizeof(*c.first));
	if (!ret->files || !c.first)
		r = error_set(err, ENOMEM, "out of memory");
	if (r >= 0)
		r = load_volumes(&c, store, err);
	if (r >= 0)
		r = count_all(&c, store, err);
	volume_runs_clear(&c.volumes);
	free(c.first);
	return r;
}

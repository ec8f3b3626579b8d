/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_contents.h"

#include "store/unwritten/unwritten_order.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN ((size_t)4096)

static void
members_clear(struct unwritten_members *m)
{
	free(m->begin);
	free(m->names);
	*m = (struct unwritten_members){ 0 };
}

void
unwritten_contents_clear(struct unwritten_contents *c)
{
	free(c->list);
	free(c->slots);
	members_clear(&c->members);
	*c = (struct unwritten_contents){ 0 };
}

/* --- finding one --------------------------------------------------------- */

static size_t
slot_of(const struct unwritten_contents *c, int64_t size_bytes,
	const struct digest *digest)
{
	uint64_t hash;

	/* Evenly spread as it is; of ends and all of a file they differ. */
	memcpy(&hash, digest->bytes, sizeof(hash));
	hash += (uint64_t)size_bytes * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash >> 20) & (c->n_slots - 1);
}

static bool
is_same(const struct unwritten_content *content, int64_t size_bytes,
	const struct digest *digest)
{
	return content->size_bytes == size_bytes &&
		digest_is_equal(&content->digest, digest);
}

/* The slot that it has, or may have. */
static uint32_t *
find_slot(const struct unwritten_contents *c, int64_t size_bytes,
	const struct digest *digest)
{
	size_t i = slot_of(c, size_bytes, digest);

	while (c->slots[i] != 0 &&
		!is_same(&c->list[c->slots[i] - 1], size_bytes, digest))
		i = (i + 1) & (c->n_slots - 1);
	return &c->slots[i];
}

static void
grow_slots(struct unwritten_contents *c)
{
	free(c->slots);
	c->n_slots = c->n_slots == 0 ? SLOTS_MIN : c->n_slots * 2;
	c->slots = xcalloc(c->n_slots, sizeof(c->slots[0]));
	for (size_t i = 0; i < c->n; i++)
		*find_slot(c, c->list[i].size_bytes, &c->list[i].digest) =
			(uint32_t)i + 1;
}

uint32_t
unwritten_contents_put(struct unwritten_contents *c, int64_t size_bytes,
	const struct digest *digest, uint32_t parent_id)
{
	uint32_t *slot;

	if (c->n * 2 >= c->n_slots)
		grow_slots(c);
	slot = find_slot(c, size_bytes, digest);
	if (*slot == 0) {
		c->list = xgrow(c->list, c->n, sizeof(c->list[0]));
		c->list[c->n++] = (struct unwritten_content){
			.size_bytes = size_bytes,
			.digest = *digest,
		};
		*slot = (uint32_t)c->n;
	}
	if (parent_id != 0)
		c->list[*slot - 1].parent_id = parent_id;
	return *slot;
}

/* --- their numbers ------------------------------------------------------- */

static int
order_of(int64_t x, int64_t y)
{
	return (x > y) - (x < y);
}

static int
compare(const void *a, const void *b)
{
	const struct unwritten_content *x = a, *y = b;
	int order = order_of(x->size_bytes, y->size_bytes);

	if (order == 0)
		order = order_of(x->digest.covered, y->digest.covered);
	return order != 0 ?
		order :
		memcmp(x->digest.bytes, y->digest.bytes, DIGEST_BYTES);
}

static uint32_t *
content_of(struct unwritten_name *name)
{
	return name->is_directory || name->id == 0 ? NULL : &name->id;
}

/* Each is where it is when they are sorted: what has a number of one gets its
 * new one. */
static void
renumber(struct unwritten *u)
{
	struct unwritten_contents *c = &u->contents;
	_cleanup_(freep) uint32_t *new_id =
		xcalloc(c->n + 1, sizeof(new_id[0]));

	for (size_t i = 0; i < c->n; i++)
		new_id[c->list[i].place + 1] = (uint32_t)i + 1;
	for (size_t i = 0; i < c->n; i++)
		c->list[i].parent_id = new_id[c->list[i].parent_id];
	for (size_t i = 0; i < u->n; i++) {
		uint32_t *id = content_of(u->order[i]);

		if (id)
			*id = new_id[*id];
	}
}

static void
sort(struct unwritten *u)
{
	struct unwritten_contents *c = &u->contents;

	free(c->slots); /* none is looked for any more */
	c->slots = NULL;
	c->n_slots = 0;
	for (size_t i = 0; i < c->n; i++)
		c->list[i].place = (uint32_t)i & INT32_MAX;
	if (c->n > 1)
		qsort(c->list, c->n, sizeof(c->list[0]), compare);
	renumber(u);
}

/* --- who has them -------------------------------------------------------- */

static uint32_t
id_of(struct unwritten_name *name)
{
	const uint32_t *id = content_of(name);

	return id ? *id : 0;
}

/* Those of content 0 have none. */
static void
find_members(struct unwritten *u)
{
	struct unwritten_members *m = &u->contents.members;
	const size_t n_contents = u->contents.n;
	uint32_t at = 0;

	members_clear(m);
	m->begin = xcalloc(n_contents + 2, sizeof(m->begin[0]));
	m->names = xcalloc(u->n + 1, sizeof(const struct unwritten_name *));
	for (size_t i = 0; i < u->n; i++)
		m->begin[id_of(u->order[i])]++;
	for (size_t id = 0; id < n_contents + 2; id++) {
		uint32_t n = m->begin[id];

		m->begin[id] = at;
		at += n;
	}
	for (size_t i = 0; i < u->n; i++)
		m->names[m->begin[id_of(u->order[i])]++] = u->order[i];
	/* Each is where the next begins now. */
	memmove(m->begin + 1, m->begin, (n_contents + 1) * sizeof(m->begin[0]));
	m->begin[0] = 0;
}

struct file {
	int64_t volume_id;
	uint64_t inode;
};

static int
compare_files(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	if (x->volume_id != y->volume_id)
		return x->volume_id < y->volume_id ? -1 : 1;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static void
count_one(struct unwritten *u, struct unwritten_content *content,
	const struct unwritten_name **names, size_t n)
{
	_cleanup_(freep) struct file *files = NULL;

	content->copies = content->volumes = n > 0;
	if (n < 2)
		return;
	files = xcalloc(n, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		files[i] = (struct file){ unwritten_volume(u, names[i]->dir_id),
			unwritten_facts(&u->names, names[i]).inode };
	}
	qsort(files, n, sizeof(*files), compare_files);
	for (size_t i = 1; i < n; i++) {
		content->copies += compare_files(&files[i], &files[i - 1]) != 0;
		content->volumes +=
			files[i].volume_id != files[i - 1].volume_id;
	}
}

/* And what it refines. */
static void
note_used(struct unwritten_contents *c, uint32_t id)
{
	for (; id != 0 && !c->list[id - 1].is_used;
		id = c->list[id - 1].parent_id)
		c->list[id - 1].is_used = true;
}

void
unwritten_contents_count(struct unwritten *u)
{
	struct unwritten_contents *c = &u->contents;
	const struct unwritten_members *m = &c->members;

	sort(u);
	find_members(u);
	for (size_t i = 0; i < c->n; i++) {
		count_one(u, &c->list[i], &m->names[m->begin[i + 1]],
			m->begin[i + 2] - m->begin[i + 1]);
		if (c->list[i].copies > 0)
			note_used(c, (uint32_t)i + 1);
	}
}

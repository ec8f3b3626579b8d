/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_contents.h"

#include "store/unwritten/unwritten_order.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN ((size_t)4096)

void
unwritten_contents_clear(struct unwritten_contents *c)
{
	free(c->list);
	free(c->slots);
	free(c->are_used);
	*c = (struct unwritten_contents){ 0 };
}

/* --- finding one --------------------------------------------------------- */

static size_t
slot_of(const struct unwritten_contents *c, const struct new_content *content)
{
	uint64_t hash;

	/* Evenly spread as it is; of ends and all of a file they differ. */
	memcpy(&hash, content->digest.bytes, sizeof(hash));
	hash += (uint64_t)content->size_bytes * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash >> 20) & (c->n_slots - 1);
}

static bool
is_same(const struct new_content *a, const struct new_content *b)
{
	return a->size_bytes == b->size_bytes &&
		digest_is_equal(&a->digest, &b->digest);
}

/* The slot that it has, or may have. */
static uint32_t *
find_slot(const struct unwritten_contents *c, const struct new_content *content)
{
	size_t i = slot_of(c, content);

	while (c->slots[i] != 0 && !is_same(&c->list[c->slots[i] - 1], content))
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
		*find_slot(c, &c->list[i]) = (uint32_t)i + 1;
}

void
unwritten_contents_put(struct unwritten_contents *c, struct content_row *row)
{
	uint32_t *slot;

	if (c->n * 2 >= c->n_slots)
		grow_slots(c);
	slot = find_slot(c, &row->content);
	row->is_known = *slot != 0;
	if (!row->is_known) {
		c->list = xgrow(c->list, c->n, sizeof(c->list[0]));
		c->list[c->n++] = row->content;
		*slot = (uint32_t)c->n;
	}
	row->id = *slot;
}

/* --- who has them -------------------------------------------------------- */

static uint32_t
content_of(const struct unwritten_name *name)
{
	return name->is_directory ? 0 : name->id;
}

void
unwritten_members_clear(struct unwritten_members *m)
{
	free(m->begin);
	free(m->names);
	*m = (struct unwritten_members){ 0 };
}

/* Those of content 0 have none. */
void
unwritten_members_find(struct unwritten_members *m, const struct unwritten *u)
{
	const size_t n_contents = u->contents.n;
	uint32_t at = 0;

	m->begin = xcalloc(n_contents + 2, sizeof(m->begin[0]));
	m->names = xcalloc(u->n + 1, sizeof(m->names[0]));
	for (size_t i = 0; i < u->n; i++)
		m->begin[content_of(u->order[i])]++;
	for (size_t id = 0; id < n_contents + 2; id++) {
		uint32_t n = m->begin[id];

		m->begin[id] = at;
		at += n;
	}
	for (size_t i = 0; i < u->n; i++)
		m->names[m->begin[content_of(u->order[i])]++] = (uint32_t)i;
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
count_one(struct unwritten *u, struct new_content *content,
	const uint32_t *names, size_t n)
{
	_cleanup_(freep) struct file *files = NULL;

	content->copies = content->volumes = n > 0;
	if (n < 2)
		return;
	files = xcalloc(n, sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		const struct unwritten_name *name = u->order[names[i]];

		files[i] = (struct file){ unwritten_volume(u, name->dir_id),
			unwritten_facts(&u->names, name).inode };
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
note_used(struct unwritten_contents *c, int64_t id)
{
	for (; id != 0 && !c->are_used[id - 1]; id = c->list[id - 1].parent_id)
		c->are_used[id - 1] = true;
}

void
unwritten_contents_count(struct unwritten *u)
{
	struct unwritten_contents *c = &u->contents;
	struct unwritten_members m = { 0 };

	unwritten_members_find(&m, u);
	free(c->are_used);
	c->are_used = xcalloc(c->n + 1, sizeof(c->are_used[0]));
	for (size_t i = 0; i < c->n; i++) {
		count_one(u, &c->list[i], &m.names[m.begin[i + 1]],
			m.begin[i + 2] - m.begin[i + 1]);
		if (c->list[i].copies > 0)
			note_used(c, (int64_t)i + 1);
	}
	unwritten_members_clear(&m);
}

/* SPDX-License-Identifier: MIT */
#include "scan/batch.h"

#include "util/alloc.h"

#include <stdlib.h>

struct batch *
batch_new(size_t root)
{
	struct batch *b = xcalloc(1, sizeof(*b));

	b->root = root;
	return b;
}

void
batch_reset(struct batch *b, size_t root)
{
	for (size_t i = 0; i < b->n_operations; i++)
		free(b->operations[i].was);
	arena_reset(&b->bytes);
	b->root = root;
	b->n_operations = 0;
	b->entries = b->files = b->directories = b->bytes_seen = 0;
}

void
batch_free(void *batch)
{
	struct batch *b = batch;

	if (!b)
		return;
	batch_reset(b, 0);
	arena_clear(&b->bytes);
	free(b);
}

struct operation *
batch_add(struct batch *b, enum operation_type type, int64_t dir_id)
{
	struct operation *op = &b->operations[b->n_operations++];

	*op = (struct operation){ .type = type, .dir_id = dir_id };
	return op;
}

void
batch_set_entry(struct batch *b, struct operation *op,
	const struct entry *entry)
{
	op->entry = *entry;
	op->entry.name = arena_copy(&b->bytes, entry->name, entry->name_len);
}

void
batch_set_was(struct batch *b, struct operation *op,
	const struct known_entry *was)
{
	op->was = xcalloc(1, sizeof(*op->was));
	*op->was = *was;
	op->was->entry.name =
		arena_copy(&b->bytes, was->entry.name, was->entry.name_len);
}

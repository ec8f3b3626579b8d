/* SPDX-License-Identifier: MIT */
#include "store/unwritten/unwritten_names.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

/* A name fits however long it is. */
#define BLOCK_BYTES ((size_t)256 * 1024)

struct unwritten_block {
	struct unwritten_block *before;
	size_t used;
	_Alignas(struct unwritten_name) char bytes[BLOCK_BYTES];
};

void
unwritten_names_clear(struct unwritten_names *names)
{
	struct unwritten_block *before;

	for (struct unwritten_block *b = names->last; b; b = before) {
		before = b->before;
		free(b);
	}
	free(names->apart);
	*names = (struct unwritten_names){ 0 };
}

/* So that the next one is where it may be. */
static size_t
bytes_of(size_t len)
{
	const size_t align = _Alignof(struct unwritten_name);
	size_t n = offsetof(struct unwritten_name, bytes) + len;

	return (n + align - 1) / align * align;
}

static void *
take_room(struct unwritten_names *names, size_t n)
{
	struct unwritten_block *b = names->last;

	if (!b || BLOCK_BYTES - b->used < n) {
		b = malloc(sizeof(*b)); /* not touched before it is used */
		if (!b)
			abort(); /* as xcalloc() does */
		b->before = names->last;
		b->used = 0;
		names->last = b;
	}
	b->used += n;
	return b->bytes + b->used - n;
}

static bool
must_be_apart(const struct unwritten_facts *f)
{
	return f->size_bytes < 0 || f->size_bytes > UINT32_MAX ||
		f->inode > UINT32_MAX || f->blocks < 0 ||
		f->blocks > UINT16_MAX || f->attribute_id > UINT16_MAX ||
		f->nlink != 1;
}

static void
put_facts(struct unwritten_names *names, struct unwritten_name *name,
	const struct unwritten_facts *f)
{
	name->is_apart = must_be_apart(f);
	if (name->is_apart) {
		names->apart = xgrow(names->apart, names->n_apart, sizeof(*f));
		names->apart[names->n_apart] = *f;
		name->size = (uint32_t)names->n_apart++;
		return;
	}
	name->size = (uint32_t)f->size_bytes;
	name->inode = (uint32_t)f->inode;
	name->blocks = (uint16_t)f->blocks;
	name->attribute_id = (uint16_t)f->attribute_id;
}

struct unwritten_facts
unwritten_facts(const struct unwritten_names *names,
	const struct unwritten_name *name)
{
	if (name->is_apart)
		return names->apart[name->size];
	return (struct unwritten_facts){
		.size_bytes = name->size,
		.inode = name->inode,
		.blocks = name->blocks,
		.attribute_id = name->attribute_id,
		.nlink = 1,
	};
}

struct unwritten_name *
unwritten_names_add(struct unwritten_names *names, int64_t dir_id,
	const struct entry *e, int64_t attribute_id, int64_t id,
	bool is_directory)
{
	const struct unwritten_facts facts = {
		.size_bytes = e->size_bytes,
		.inode = e->inode,
		.blocks = e->blocks,
		.attribute_id = (uint32_t)attribute_id,
		.nlink = e->nlink,
	};
	struct unwritten_name *name = take_room(names, bytes_of(e->name_len));

	*name = (struct unwritten_name){
		.mtime_ns = e->mtime_ns,
		.lag = lag_of(e),
		.dir_id = (uint32_t)dir_id,
		.id = (uint32_t)id,
		.len = (uint16_t)e->name_len,
		.is_directory = is_directory,
	};
	put_facts(names, name, &facts);
	if (e->name_len > 0)
		memcpy(name->bytes, e->name, e->name_len);
	names->n_bytes += e->name_len;
	return name;
}

struct unwritten_name *
unwritten_name_next(struct unwritten_name *name)
{
	return (struct unwritten_name *)(void *)((char *)name +
		bytes_of(name->len));
}

/* SPDX-License-Identifier: MIT */
/*
 * One pass over the names takes the grams of each block without repetition;
 * then they are sorted by counting.
 */
#include "store/names/name_segment.h"

#include "store/names/grams.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

/* 24 MiB of them. */
#define LARGE_GRAMS ((size_t)6 << 20)

void
name_segment_init(struct name_segment *s)
{
	*s = (struct name_segment){
		.seen = xcalloc(N_GRAMS / 64, sizeof(*s->seen)),
		.starts = xcalloc(GRAM_SET, sizeof(*s->starts)),
		.forms = STRBUF_INIT,
		.packed = STRBUF_INIT,
	};
}

void
name_segment_clear(struct name_segment *s)
{
	free(s->seen);
	free(s->grams);
	free(s->starts);
	strbuf_clear(&s->forms);
	strbuf_clear(&s->packed);
}

/* --- names ---------------------------------------------------------------- */

static void
add_gram(struct name_segment *s, uint32_t gram)
{
	uint64_t bit = UINT64_C(1) << gram % 64;

	if (s->seen[gram / 64] & bit)
		return;
	s->seen[gram / 64] |= bit;
	s->grams[s->n_grams++] = gram;
}

static void
clear_seen(struct name_segment *s)
{
	size_t from = s->n_blocks > 0 ? s->starts[s->n_blocks - 1] : 0;

	for (size_t i = from; i < s->n_grams; i++)
		s->seen[s->grams[i] / 64] = 0;
}

/* A name has at most a gram for each byte of its forms. */
static void
make_room(struct name_segment *s)
{
	size_t needed = s->n_grams + s->forms.len + 1;

	if (needed <= s->room)
		return;
	s->room = needed + s->room / 4 + 65536;
	s->grams = xreallocarray(s->grams, s->room, sizeof(*s->grams));
}

void
name_segment_begin_block(struct name_segment *s)
{
	clear_seen(s);
	s->starts[s->n_blocks++] = s->n_grams;
}

void
name_segment_add(struct name_segment *s, const char *name, size_t len)
{
	const struct strbuf *forms = &s->forms;
	bool is_ascii = grams_forms(&s->forms, name, len);

	make_room(s);
	if (!is_ascii)
		add_gram(s, GRAM_FOREIGN);
	/* No gram has the NUL between two forms in it. */
	for (size_t i = 0; i + 2 < forms->len; i++)
		if (forms->buf[i + 1] != '\0' && forms->buf[i + 2] != '\0' &&
			forms->buf[i] != '\0')
			add_gram(s, gram_at(forms->buf + i));
}

/* --- postings ------------------------------------------------------------- */

/* By gram, the blocks that have it; ends has room for the end of each. */
static uint16_t *
sort_blocks(const struct name_segment *s, uint32_t *ends)
{
	uint16_t *sorted = xreallocarray(NULL, s->n_grams + 1, sizeof(*sorted));
	uint32_t sum = 0;

	for (size_t i = 0; i < s->n_grams; i++)
		ends[s->grams[i]]++;
	for (size_t gram = 0; gram < N_GRAMS; gram++) {
		uint32_t n = ends[gram];

		ends[gram] = sum;
		sum += n;
	}
	for (size_t i = 0, block = 0; i < s->n_grams; i++) {
		while (block + 1 < s->n_blocks && i >= s->starts[block + 1])
			block++;
		sorted[ends[s->grams[i]]++] = (uint16_t)block;
	}
	return sorted;
}

static void
pack_posting(struct name_segment *s, uint32_t gram, const uint16_t *blocks,
	size_t n)
{
	unsigned char packed[GRAM_SET_ROOM];
	const uint32_t head[2] = { gram,
		(uint32_t)grams_pack(packed, blocks, n) };

	strbuf_add(&s->packed, head, sizeof(head));
	strbuf_add(&s->packed, packed, head[1]);
}

void
name_segment_pack(struct name_segment *s)
{
	_cleanup_(freep) uint32_t *ends = xcalloc(N_GRAMS, sizeof(*ends));
	_cleanup_(freep) uint16_t *sorted = sort_blocks(s, ends);
	uint32_t from = 0;

	for (uint32_t gram = 0; gram < N_GRAMS; gram++) {
		if (ends[gram] > from)
			pack_posting(s, gram, sorted + from, ends[gram] - from);
		from = ends[gram];
	}
	clear_seen(s);
	if (name_segment_is_large(s)) {
		free(s->grams);
		s->grams = NULL;
		s->room = 0;
	}
	s->n_grams = 0;
	s->n_blocks = 0;
}

bool
name_segment_is_large(const struct name_segment *s)
{
	return s->n_grams > LARGE_GRAMS;
}

int
name_segment_next(struct name_segment *s, size_t *cursor,
	struct name_posting *ret)
{
	uint32_t head[2];

	if (*cursor == s->packed.len) {
		strbuf_clear(&s->packed);
		*cursor = 0;
		return 0;
	}
	memcpy(head, s->packed.buf + *cursor, sizeof(head));
	*ret = (struct name_posting){ head[0], head[1],
		s->packed.buf + *cursor + sizeof(head) };
	*cursor += sizeof(head) + head[1];
	return 1;
}

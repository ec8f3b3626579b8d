/* SPDX-License-Identifier: MIT */
#include "store/content/twin_sizes.h"

#include <errno.h>
#include <stdlib.h>

/* So many cells of two bits for each file, and 97 % of the sizes that are
 * unique are alone in theirs; up to 64 Mi cells, 16 MiB, for 2 million. */
#define FILTER_CELLS 32
#define FILTER_MIN_BITS 16
#define FILTER_MAX_BITS 26

/* --- the filter ---------------------------------------------------------- */

/* Fibonacci hashing: sizes are not random, its upper bits are. */
static size_t
cell_of(const struct twin_sizes *sizes, int64_t size)
{
	return (size_t)(((uint64_t)size * UINT64_C(0x9e3779b97f4a7c15)) >>
		(64 - sizes->filter_bits));
}

static unsigned int
cell_get(const uint8_t *filter, size_t cell)
{
	return ((unsigned int)filter[cell / 4] >> (cell % 4 * 2)) & 3u;
}

static void
cell_raise(uint8_t *filter, size_t cell)
{
	unsigned int shift = (unsigned int)(cell % 4 * 2);
	unsigned int count = cell_get(filter, cell);

	if (count < 2)
		filter[cell / 4] = (uint8_t)(filter[cell / 4] + (1u << shift));
}

int
twin_sizes_begin(struct twin_sizes *sizes, int64_t n_names, int64_t max_size,
	bool has_small, struct error *err)
{
	int bits = FILTER_MIN_BITS;

	twin_sizes_forget(sizes);
	while (bits < FILTER_MAX_BITS &&
		n_names > (INT64_C(1) << bits) / FILTER_CELLS)
		bits++;
	sizes->max_size = max_size;
	sizes->filter_bits = bits;
	sizes->filter = calloc(1, ((size_t)1 << bits) / 4);
	if (has_small)
		sizes->small =
			calloc((size_t)DIGEST_WHOLE + 1, sizeof(*sizes->small));
	if (!sizes->filter || (has_small && !sizes->small)) {
		twin_sizes_forget(sizes);
		return error_set(err, ENOMEM, "out of memory");
	}
	return 0;
}

void
twin_sizes_forget(struct twin_sizes *sizes)
{
	free(sizes->filter);
	free(sizes->small);
	*sizes = (struct twin_sizes){ 0 };
}

static bool
counts(const struct twin_sizes *sizes, int64_t size)
{
	return sizes->filter &&
		(sizes->max_size == 0 || size <= sizes->max_size);
}

void
twin_sizes_note(struct twin_sizes *sizes, int64_t size)
{
	if (counts(sizes, size))
		cell_raise(sizes->filter, cell_of(sizes, size));
}

/* --- small files --------------------------------------------------------- */

static struct small_size *
small_of(const struct twin_sizes *sizes, int64_t size)
{
	if (!sizes->small || size < 0 || size > DIGEST_WHOLE ||
		!counts(sizes, size))
		return NULL;
	return &sizes->small[size];
}

void
twin_sizes_note_file(struct twin_sizes *sizes, int64_t size, bool is_linked,
	bool is_unread)
{
	struct small_size *small = small_of(sizes, size);

	if (!small) {
		twin_sizes_note(sizes, size);
		return;
	}
	if (is_linked) {
		small->has_linked = true;
		return;
	}
	small->has_two = small->has_one;
	small->has_one = true;
	if (is_unread && small->n_unread < UINT32_MAX)
		small->n_unread++;
}

bool
twin_sizes_maybe(const struct twin_sizes *sizes, int64_t size)
{
	const struct small_size *small = small_of(sizes, size);

	if (small)
		return small->has_two || small->has_linked;
	return counts(sizes, size) &&
		cell_get(sizes->filter, cell_of(sizes, size)) > 1;
}

bool
twin_sizes_small(const struct twin_sizes *sizes, int64_t size)
{
	const struct small_size *small = small_of(sizes, size);

	return small && small->has_one && (small->has_two || small->has_linked);
}

bool
twin_sizes_small_beside(const struct twin_sizes *sizes, int64_t size)
{
	const struct small_size *small = small_of(sizes, size);

	return small && small->has_one;
}

void
twin_sizes_unread(const struct twin_sizes *sizes, int64_t *ret_files,
	int64_t *ret_bytes)
{
	*ret_files = *ret_bytes = 0;
	for (int64_t size = 1; sizes->small && size <= DIGEST_WHOLE; size++) {
		if (!twin_sizes_small(sizes, size))
			continue;
		*ret_files += sizes->small[size].n_unread;
		*ret_bytes += size * sizes->small[size].n_unread;
	}
}

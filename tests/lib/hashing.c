/* SPDX-License-Identifier: MIT */
#include "lib/hashing.h"

#include "lib/indexed.h"
#include "lib/scratch.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <check.h>
#include <string.h>

void
hashing_init(struct hashing *x, size_t n_volumes)
{
	static const char *const names[] = { "one", "two", "three" };
	struct error err = ERROR_INIT;

	*x = (struct hashing){ 0 };
	ck_assert_int_eq(store_open(&x->store, ":memory:", STORE_WRITE, &err),
		0);
	for (size_t i = 0; i < n_volumes; i++) {
		x->dirs[i] = scratch_dir();
		x->list[i] = (struct hash_place){
			.volume_id = indexed_volume(x->store, names[i]),
			.mount_point = x->dirs[i],
			.mount_root = "",
			.granularity_ns = 1,
			.inodes_stable = true,
		};
	}
	x->places = (struct hash_places){ x->list, n_volumes };
}

void
hashing_clear(struct hashing *x)
{
	store_close(x->store);
	for (size_t i = 0; i < HASHING_VOLUMES; i++)
		free(x->dirs[i]);
}

void
hashing_index(struct hashing *x)
{
	for (size_t i = 0; i < x->places.n_places; i++)
		indexed_tree(x->store, x->list[i].volume_id,
			x->list[i].mount_point);
}

void
hashing_run_on(struct hashing *x, const struct hash_places *places)
{
	struct error err = ERROR_INIT;

	ck_assert_msg(hash_run(x->store, places, &x->options, &x->stats,
			      &err) == 0,
		"%s", err.text);
}

void
hashing_run(struct hashing *x)
{
	hashing_run_on(x, &x->places);
}

void
hashing_assert_groups(struct hashing *x, const char *expected)
{
	_cleanup_(freep) char *groups = indexed_groups(x->store);

	ck_assert_str_eq(groups, expected);
}

void
hashing_put_file(const char *dir, const char *name, int64_t size, char letter,
	int64_t odd)
{
	char *bytes = xcalloc(1, (size_t)size + 1);

	memset(bytes, letter, (size_t)size);
	if (odd >= 0)
		bytes[odd] = '!';
	scratch_file(dir, name, bytes, (size_t)size);
	free(bytes);
}

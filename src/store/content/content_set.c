/* SPDX-License-Identifier: MIT */
#include "store/content/content_set.h"

#include "store/internal.h"
#include "store/survey/halves.h"

#include <errno.h>
#include <stdlib.h>

int
content_set_make(struct content_set *ret, struct store *store,
	int64_t *ret_last, struct error *err)
{
	int r = query_i64(store, ret_last, Q_CONTENT_LAST, err);

	if (r < 0 || *ret_last <= 0 || *ret_last >= STORED_CONTENTS_MAX)
		return r;
	ret->n = (size_t)*ret_last + 1;
	ret->bits = calloc(ret->n / 64 + 1, sizeof(*ret->bits));
	return ret->bits ? 0 : error_set(err, ENOMEM, "out of memory");
}

static void
take(const struct stored_content *content, void *arg)
{
	if (content->covered == content->size)
		content_set_add(arg, content->id);
}

int
content_set_load_full(struct content_set *ret, struct halves *halves,
	struct error *err)
{
	struct halves_job job = { .look.content = take,
		.first = ret,
		.second = ret };
	int r = content_set_make(ret, halves->store, &job.last, err);

	return r < 0 || !ret->bits ? r : halves_run(halves, &job, err);
}

int64_t
content_set_next(const struct content_set *set, int64_t id)
{
	size_t i = (size_t)id + 1;

	while (i < set->n) {
		uint64_t rest = set->bits[i / 64] >> (i % 64);

		if (rest != 0)
			return (int64_t)i + __builtin_ctzll(rest);
		i = (i / 64 + 1) * 64;
	}
	return 0;
}

void
content_set_clear(struct content_set *set)
{
	free(set->bits);
	*set = (struct content_set){ .bits = NULL };
}

/* SPDX-License-Identifier: MIT */
#include "store/content/full.h"

#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

/* Both threads may come by one word. */
static void
take(const struct stored_content *content, void *arg)
{
	struct full_contents *full = arg;
	const int64_t id = content->id;

	if (content->covered == content->size && id > 0 && (size_t)id < full->n)
		(void)__atomic_fetch_or(&full->bits[id / 64],
			UINT64_C(1) << (id % 64), __ATOMIC_RELAXED);
}

int
full_contents_load(struct full_contents *ret, struct halves *halves,
	struct error *err)
{
	struct halves_job job = { .look.content = take,
		.first = ret,
		.second = ret };
	int r = query_i64(halves->store, &job.last, Q_CONTENT_LAST, err);

	if (r < 0 || job.last <= 0 || job.last >= STORED_CONTENTS_MAX)
		return r;
	ret->n = (size_t)job.last + 1;
	ret->bits = calloc(ret->n / 64 + 1, sizeof(*ret->bits));
	if (!ret->bits)
		return error_set(err, ENOMEM, "out of memory");
	return halves_run(halves, &job, err);
}

void
full_contents_clear(struct full_contents *full)
{
	free(full->bits);
	*full = (struct full_contents){ .bits = NULL };
}

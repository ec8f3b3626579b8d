/* SPDX-License-Identifier: MIT */
#include "commands/bytewise.h"

#include "output/progress.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>

struct comparison {
	struct verifier *verifier;
	struct progress *progress;
	struct verify_stats *stats; /* borrowed */
	int64_t *ids; /* of the contents that were compared, sorted */
	size_t n;
};

static void
comparison_clear(struct comparison *c)
{
	verifier_free(c->verifier);
	progress_free(c->progress);
	free(c->ids);
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
was_compared(const struct comparison *c, int64_t id)
{
	return c->n > 0 &&
		bsearch(&id, c->ids, c->n, sizeof(id), compare_ids) != NULL;
}

static void
add_compared(struct comparison *c, const int64_t *ids, size_t n)
{
	c->ids = xreallocarray(c->ids, c->n + n + 1, sizeof(c->ids[0]));
	for (size_t i = 0; i < n; i++)
		c->ids[c->n + i] = ids[i];
	c->n += n;
	qsort(c->ids, c->n, sizeof(c->ids[0]), compare_ids);
}

/* Compare those of the ids that were not compared yet; how many in *n. */
static int
compare_new(struct comparison *c, int64_t *ids, size_t *n, struct error *err)
{
	size_t n_new = 0;
	int r = 0;

	for (size_t i = 0; i < *n; i++)
		if (!was_compared(c, ids[i]))
			ids[n_new++] = ids[i];
	*n = n_new;
	for (size_t i = 0; i < n_new && r >= 0; i++) {
		progress_update(c->progress, (int64_t)i, (int64_t)n_new, NULL);
		r = verifier_group(c->verifier, ids[i], c->stats, err);
		if (r >= 0 && c->stats->interrupted)
			r = error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted while comparing");
	}
	return r;
}

int
compare_groups(struct session *s, const struct report_dupes *report, bool quiet,
	struct verify_stats *stats, struct error *err)
{
	const struct hash_places places = { s->hash_places, s->n_places };
	_cleanup_(comparison_clear) struct comparison c = {
		.verifier = verifier_new(s->store, &places),
		.progress = progress_new("comparing", false, quiet),
		.stats = stats,
	};
	size_t n = 0;
	int r;

	do {
		_cleanup_(freep) int64_t *ids = NULL;

		r = report_dupes_contents(s->store, report, &ids, &n, err);
		if (r >= 0)
			r = compare_new(&c, ids, &n, err);
		if (r >= 0)
			add_compared(&c, ids, n);
	} while (r >= 0 && n > 0);
	return r;
}

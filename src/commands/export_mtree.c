/* SPDX-License-Identifier: MIT */
#include "commands/export_mtree.h"

#include "archive/mtree.h"
#include "util/cleanup.h"

#include <string.h>

struct writer {
	struct mtree *mtree;
	struct exported *result;
	bool is_relative; /* to the top */
};

static int
write_name(void *arg, const struct tree_name *n, struct error *err)
{
	struct writer *w = arg;
	const char *path = n->path;

	if (n->entry.mode == 0)
		return 0; /* nobody looked at it */
	w->result->names++;
	if (w->is_relative)
		return mtree_add(w->mtree, n->below, &n->entry, err);
	/* What was last seen through a bind mount is VOLUME:/PATH. */
	return mtree_add(w->mtree, path + (*path == '/'), &n->entry, err);
}

int
export_mtree(struct store *store, const struct tree_top *tops, size_t n_tops,
	FILE *stream, struct exported *ret, struct error *err)
{
	static const struct tree_sink sink = { .name = write_name };
	_cleanup_(mtree_freep) struct mtree *mtree = NULL;
	struct writer w = { .result = ret,
		.is_relative = n_tops == 1 && !tops[0].name };
	int r = mtree_new(&mtree, stream, err);

	w.mtree = mtree;
	if (r == 0)
		r = report_tree(store, tops, n_tops, &sink, &w, err);
	return r < 0 ? r : mtree_end(mtree, err);
}

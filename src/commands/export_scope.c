/* SPDX-License-Identifier: MIT */
#include "commands/export_scope.h"

#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
export_scope_clear(struct export_scope *scope)
{
	for (size_t i = 0; i < scope->n; i++)
		free(scope->within[i]);
	free(scope->within);
	free(scope->tops);
}

/* A file: the directory it is in, and its name. */
static int
find_name(struct session *s, struct tree_top *ret, int64_t volume_id,
	const char *within, struct error *err)
{
	const char *slash = strrchr(within, '/');
	size_t len = slash ? (size_t)(slash - within) : 0;
	_cleanup_(freep) char *parent = xmemdupz(within, len);
	struct known_entry known;
	int r = store_find_directory(s->store, &ret->dir_id, volume_id, parent,
		err);

	ret->name = slash ? slash + 1 : within;
	ret->name_len = strlen(ret->name);
	if (r < 0 || ret->dir_id == 0)
		return r;
	return store_entry(s->store, &known, ret->dir_id, ret->name,
		ret->name_len, err);
}

static int
find_top(struct session *s, struct tree_top *ret, char **ret_within,
	const char *operand, struct error *err)
{
	int64_t volume_id;
	int r = session_place(s, &volume_id, ret_within, operand, err);

	if (r < 0)
		return r;
	r = store_find_directory(s->store, &ret->dir_id, volume_id, *ret_within,
		err);
	if (r < 0 || ret->dir_id != 0)
		return r;
	r = find_name(s, ret, volume_id, *ret_within, err);
	if (r != 0)
		return r < 0 ? r : 0;
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no '%s'; 'catalog volumes' and "
		"'catalog roots' list what it knows",
		operand);
}

int
export_scope_find(struct session *s, struct export_scope *ret, int argc,
	char **argv, struct error *err)
{
	bool is_scoped;
	int r = 0;

	ret->n = argc > 0 ? (size_t)argc : s->n_volumes;
	ret->tops = xcalloc(ret->n + 1, sizeof(*ret->tops));
	ret->within = xcalloc(ret->n + 1, sizeof(*ret->within));
	for (size_t i = 0; r == 0 && i < ret->n; i++) {
		if (argc > 0)
			r = find_top(s, &ret->tops[i], &ret->within[i], argv[i],
				err);
		else
			ret->tops[i].dir_id = s->volumes[i].top_id;
	}
	/* What the list does not rest on is told of these only. */
	return r < 0 || argc == 0 ?
		r :
		session_scope(s, argc, argv, &is_scoped, err);
}

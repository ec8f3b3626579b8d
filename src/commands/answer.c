/* SPDX-License-Identifier: MIT */
#include "commands/answer.h"

#include "store/entries.h"
#include "store/scope.h"
#include "store/store.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
answer_needs_rows(const struct context *ctx, struct error *err)
{
	if (ctx->output.format != OUTPUT_PATHS)
		return 0;
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%s' has no paths to print; use another --format",
		ctx->command->name);
}

int
answer_open(struct session *s, const struct context *ctx, int argc, char **argv,
	bool *ret_scoped, struct error *err)
{
	int r = session_open(s, ctx, err);

	if (r >= 0)
		r = session_scope(s, argc, argv, ret_scoped, err);
	if (r >= 0)
		r = store_begin(s->store, err);
	return r;
}

static int
scope_volumes(struct session *s, const struct string_list *names,
	bool *ret_scoped, struct error *err)
{
	for (size_t i = 0; i < names->n_items; i++) {
		const struct volume_row *v;
		int r = session_volume(s, &v, names->items[i], err);

		if (r >= 0)
			r = store_scope_add_directory(s->store, v->top_id, err);
		if (r < 0)
			return r;
		*ret_scoped = true;
	}
	return 0;
}

int
answer_open_scoped(struct session *s, const struct context *ctx,
	const struct answer *common, int argc, char **argv, bool *ret_scoped,
	struct error *err)
{
	const size_t n_operands = (size_t)argc;
	const size_t n = n_operands + common->under.n_items;
	/* Operands come as char **; nobody writes to them. */
	_cleanup_(freep) char **paths = xcalloc(n + 1, sizeof(paths[0]));
	int r;

	for (size_t i = 0; i < n_operands; i++)
		paths[i] = argv[i];
	for (size_t i = n_operands; i < n; i++)
		memcpy(&paths[i], &common->under.items[i - n_operands],
			sizeof(paths[i]));
	r = answer_open(s, ctx, (int)n, paths, ret_scoped, err);
	return r < 0 ? r : scope_volumes(s, &common->volume, ret_scoped, err);
}

/* --- what operands name ----------------------------------------------------- */

static int
unknown(const char *operand, struct error *err)
{
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no '%s'; 'catalog scan DIR' adds a "
		"directory, 'catalog volumes' lists what is there",
		operand);
}

int
answer_target(struct session *s, struct report_target *ret, char **ret_within,
	const char *operand, struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	_cleanup_(freep) char *parent = NULL;
	struct known_entry known;
	int64_t volume_id;
	int64_t dir_id;
	const char *name;
	int r = session_place(s, &volume_id, &within, operand, err);

	if (r >= 0)
		r = store_find_directory(s->store, &dir_id, volume_id, within,
			err);
	if (r < 0)
		return r;
	*ret_within = NULL;
	*ret = (struct report_target){ .dir_id = dir_id };
	if (dir_id != 0)
		return 0;
	name = strrchr(within, '/');
	name = name ? name + 1 : within;
	parent = xmemdupz(within,
		name > within ? (size_t)(name - within) - 1 : 0);
	r = store_find_directory(s->store, &dir_id, volume_id, parent, err);
	if (r >= 0 && dir_id != 0)
		r = store_entry(s->store, &known, dir_id, name, strlen(name),
			err);
	if (r < 0)
		return r;
	if (r == 0 || dir_id == 0)
		return unknown(operand, err);
	*ret = (struct report_target){ dir_id, name, strlen(name) };
	*ret_within = take_ptr(&within);
	return 0;
}

void
answer_targets_clear(struct answer_targets *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->names[i]);
	free(t->names);
	free(t->list);
	*t = (struct answer_targets){ NULL, NULL, 0 };
}

static int
here(struct session *s, struct answer_targets *ret, struct error *err)
{
	char dot[] = ".";
	char *operand = dot;
	bool is_scoped;
	int r = answer_target(s, &ret->list[0], &ret->names[0], operand, err);

	ret->n = 1;
	if (r >= 0)
		return session_scope(s, 1, &operand, &is_scoped, err);
	if (r != -ENOENT)
		return r;
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue does not know the current directory; name a "
		"path or a volume ('catalog volumes' lists them)");
}

int
answer_targets(struct session *s, struct answer_targets *ret, int argc,
	char **argv, enum answer_absent absent, struct error *err)
{
	const size_t n_operands = (size_t)argc;
	const size_t room = n_operands + s->n_volumes + 1;
	bool is_scoped;
	int r = 0;

	ret->list = xcalloc(room, sizeof(ret->list[0]));
	ret->names = xcalloc(room, sizeof(ret->names[0]));
	for (; ret->n < n_operands && r >= 0; ret->n++)
		r = answer_target(s, &ret->list[ret->n], &ret->names[ret->n],
			argv[ret->n], err);
	if (argc > 0)
		return r < 0 ? r :
			       session_scope(s, argc, argv, &is_scoped, err);
	if (absent == ANSWER_HERE)
		return here(s, ret, err);
	for (; ret->n < s->n_volumes; ret->n++)
		ret->list[ret->n].dir_id = s->volumes[ret->n].top_id;
	return 0;
}

int
answer_status(int r, int status)
{
	if (r == -EPIPE) {
		clearerr(stdout); /* or the last check of it would complain */
		return status;
	}
	return r < 0 ? r : status;
}

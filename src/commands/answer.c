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

/* Where a word has several meanings, the first that the report knows. */
const struct choice_word answer_sort_words[] = {
	{ "bytes", "size" },
	{ "apparent", "size" },
	{ "disk", "allocated" },
	{ "blocks", "allocated" },
	{ "count", "copies" },
	{ "count", "files" },
	{ "count", "members" },
	{ "count", "entries" },
	{ "inodes", "files" },
	{ "date", "mtime" },
	{ "date", "time" },
	{ "age", "mtime" },
	{ "modified", "mtime" },
	{ "changed", "ctime" },
	{ "time", "mtime" }, /* ls(1) */
	{ "since", "time" },
	{ "read", "time" },
	{ "started", "time" },
	{ "last_scan", "time" },
	{ "root", "path" },
	{ NULL, NULL },
};

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

/* --- what it is about ----------------------------------------------------- */

void
answer_operands_clear(struct answer_operands *o)
{
	free(o->items);
	*o = (struct answer_operands){ NULL, 0 };
}

static void
add_operand(struct answer_operands *ret, const char *operand)
{
	memcpy(&ret->items[ret->n++], &operand, sizeof(operand));
}

/* Is it on one of those volumes?  1 or 0. */
static int
is_on(const struct session *s, const struct string_list *volumes,
	const char *operand, struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	const struct volume_row *v;
	int64_t volume_id;
	int r = session_place(s, &volume_id, &within, operand, err);

	for (size_t i = 0; i < volumes->n_items && r >= 0; i++) {
		r = session_volume(s, &v, volumes->items[i], err);
		if (r >= 0 && v->volume.id == volume_id)
			return 1;
	}
	return r < 0 ? r : 0;
}

static int
narrow(const struct session *s, struct answer_operands *ret,
	const struct string_list *volumes, struct error *err)
{
	const struct volume_row *v;
	size_t n = ret->n;

	ret->n = 0;
	for (size_t i = 0; i < n; i++) {
		int r = is_on(s, volumes, ret->items[i], err);

		if (r < 0)
			return r;
		if (r > 0)
			add_operand(ret, ret->items[i]);
	}
	if (n > 0 && ret->n == 0)
		return error_kind(err, ERROR_USAGE, ENOENT,
			"nothing that was named is on volume '%s'; leave out "
			"--volume, or the paths",
			volumes->items[0]);
	for (size_t i = 0; i < volumes->n_items && n == 0; i++) {
		int r = session_volume(s, &v, volumes->items[i], err);

		if (r < 0)
			return r;
		add_operand(ret, v->volume.name);
	}
	return 0;
}

int
answer_operands(const struct session *s, struct answer_operands *ret,
	const struct answer *common, int argc, char **argv, struct error *err)
{
	const size_t room =
		(size_t)argc + common->under.n_items + common->volume.n_items;

	ret->items = xcalloc(room + 1, sizeof(ret->items[0]));
	for (int i = 0; i < argc; i++)
		add_operand(ret, argv[i]);
	for (size_t i = 0; i < common->under.n_items; i++)
		add_operand(ret, common->under.items[i]);
	return common->volume.n_items == 0 ?
		0 :
		narrow(s, ret, &common->volume, err);
}

int
answer_scope(struct session *s, const struct answer *common, int argc,
	char **argv, bool *ret_scoped, struct error *err)
{
	_cleanup_(
		answer_operands_clear) struct answer_operands operands = { 0 };
	int r = answer_operands(s, &operands, common, argc, argv, err);

	return r < 0 ? r :
		       session_scope(s, (int)operands.n, operands.items,
			       ret_scoped, err);
}

int
answer_open_scoped(struct session *s, const struct context *ctx,
	const struct answer *common, int argc, char **argv, bool *ret_scoped,
	struct error *err)
{
	int r = session_open(s, ctx, err);

	if (r >= 0)
		r = answer_scope(s, common, argc, argv, ret_scoped, err);
	if (r >= 0)
		r = store_begin(s->store, err);
	return r;
}

void
answer_places_clear(struct answer_places *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->within[i]);
	free(p->within);
	free(p->list);
	*p = (struct answer_places){ NULL, NULL, 0 };
}

int
answer_places(const struct session *s, struct answer_places *ret,
	const struct answer *common, int argc, char **argv, struct error *err)
{
	_cleanup_(
		answer_operands_clear) struct answer_operands operands = { 0 };
	int r = answer_operands(s, &operands, common, argc, argv, err);

	ret->list = xcalloc(operands.n + 1, sizeof(ret->list[0]));
	ret->within = xcalloc(operands.n + 1, sizeof(ret->within[0]));
	for (size_t i = 0; r >= 0 && i < operands.n; i++) {
		r = session_place(s, &ret->list[i].volume_id, &ret->within[i],
			operands.items[i], err);
		ret->list[i].within = ret->within[i];
		ret->n++;
	}
	return r;
}

void
answer_about_places(struct session *s, const struct answer_places *p)
{
	for (size_t i = 0; i < p->n; i++)
		session_note_scope(s, p->list[i].volume_id);
}

struct output_order
answer_order(const struct answer *common, const struct answer_column *columns)
{
	const struct answer_column *by = &columns[common->sort];

	return (struct output_order){ .key = by->key,
		.descending = by->descending,
		.reverse = common->reverse,
		.limit = common->limit };
}

void
answer_set_order(struct output *output, const struct answer *common,
	const struct answer_column *columns)
{
	const struct output_order how = answer_order(common, columns);

	output_set_order(output, &how);
}

/* --- what operands name --------------------------------------------------- */

static int
unknown(const char *operand, struct error *err)
{
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no '%s'; 'catalog scan DIR' adds a "
		"directory, 'catalog volumes' lists what is there",
		operand);
}

/* One name of a directory; 1 if it is known. */
static int
target_name(struct session *s, struct report_target *ret, int64_t volume_id,
	const char *within, struct error *err)
{
	const char *slash = strrchr(within, '/');
	_cleanup_(freep) char *parent =
		xmemdupz(within, slash ? (size_t)(slash - within) : 0);
	const char *name = slash ? slash + 1 : within;
	struct report_target target = { .name = name,
		.name_len = strlen(name) };
	bool is_deep;
	int r = store_find_directory(s->store, &target.dir_id, volume_id,
		parent, err);

	if (r >= 0 && target.dir_id != 0)
		r = store_archive_at(s->store, &target.inside.archive_id,
			&is_deep, target.dir_id, name, target.name_len, err);
	if (r > 0)
		*ret = target;
	return r;
}

/* The name lives as long as *ret_within, which the caller frees. */
static int
find_target(struct session *s, struct report_target *ret, char **ret_within,
	const char *operand, struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	struct inside inside = { 0 };
	int64_t volume_id;
	int64_t dir_id = 0;
	char *slashes;
	int r = session_place_inside(s, &volume_id, &within, &inside, operand,
		err);

	if (r < 0)
		return r;
	/* Up to the name of the archive. */
	slashes = inside.archive_id != 0 ? strstr(within, "//") : NULL;
	if (slashes)
		*slashes = '\0';
	else
		r = store_find_directory(s->store, &dir_id, volume_id, within,
			err);
	*ret_within = NULL;
	*ret = (struct report_target){ .dir_id = dir_id };
	if (r < 0 || dir_id != 0)
		return r < 0 ? r : 0;
	r = target_name(s, ret, volume_id, within, err);
	if (r <= 0)
		return r < 0 ? r : unknown(operand, err);
	ret->inside.number = inside.number;
	ret->is_inside = slashes != NULL;
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
	int r = find_target(s, &ret->list[0], &ret->names[0], operand, err);

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
answer_targets(struct session *s, struct answer_targets *ret,
	const struct answer_operands *operands, enum answer_absent absent,
	struct error *err)
{
	const size_t room = operands->n + s->n_volumes + 1;
	bool is_scoped;
	int r = 0;

	ret->list = xcalloc(room, sizeof(ret->list[0]));
	ret->names = xcalloc(room, sizeof(ret->names[0]));
	for (; ret->n < operands->n && r >= 0; ret->n++)
		r = find_target(s, &ret->list[ret->n], &ret->names[ret->n],
			operands->items[ret->n], err);
	if (operands->n > 0)
		return r < 0 ? r :
			       session_scope(s, (int)operands->n,
				       operands->items, &is_scoped, err);
	if (absent == ANSWER_HERE)
		return here(s, ret, err);
	for (; ret->n < s->n_volumes; ret->n++)
		ret->list[ret->n].dir_id = s->volumes[ret->n].top_id;
	return 0;
}

struct size_range
answer_sizes(const struct answer *common, int64_t min)
{
	struct size_range range = common->size;

	if (range.min < min)
		range.min = min;
	if (range.min < 1)
		range.min = 1;
	return range;
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

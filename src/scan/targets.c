/* SPDX-License-Identifier: MIT */
/*
 * Which directories a run walks.
 *
 * Of several roots on one volume only the outermost are walked, so that no
 * directory is read twice in a run.
 */
#include "scan/targets_find.h"

#include "scan/lessons.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Does the walk of `by` leave out `rest`, or a directory on the way to it? */
static bool
leaves_out(const struct target *by, const char *rest)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(freep) char *copy = NULL;
	const char *name;
	size_t len;
	bool is_out = false;

	while (!is_out && path_next(&rest, &name, &len)) {
		path_append(&path, name, len);
		copy = xreallocarray(copy, len + 1, 1);
		memcpy(copy, name, len);
		copy[len] = '\0';
		is_out = filter_excludes(by->filter, copy, path.buf, true);
	}
	return is_out;
}

static bool
is_covered(const struct target *t, const struct target *by)
{
	const char *rest;

	if (t == by || !target_is_walked(by) ||
		strcmp(t->place.volume.identity, by->place.volume.identity) !=
			0 ||
		!path_is_within(t->place.within, by->place.within, &rest))
		return false;
	/* Given twice: the first one walks. */
	if (*rest == '\0')
		return by < t;
	return !leaves_out(by, rest);
}

static void
drop_covered(struct targets *targets)
{
	for (size_t i = 0; i < targets->n_targets; i++) {
		struct target *t = &targets->targets[i];

		for (size_t k = 0; k < targets->n_targets; k++) {
			const struct target *by = &targets->targets[k];

			if (!target_is_walked(t) || !is_covered(t, by))
				continue;
			t->result.volume_name = NULL;
			target_set_result(t, SCAN_COVERED,
				"'%s' is scanned as part of '%s'",
				t->result.path, by->result.path);
		}
	}
}

/* With --all-volumes: what is mounted below a root is a root too. */
static void
add_nested(struct finder *f, size_t index)
{
	for (size_t i = 0; i < f->mounts->n_mounts; i++) {
		const struct mount *m = &f->mounts->mounts[i];
		const struct target *t = &f->targets->targets[index];
		const char *rest;

		if (!target_is_walked(t))
			return;
		if (m->hidden || mount_is_pseudo(m->fstype) ||
			!path_is_within(m->point, t->place.path, &rest) ||
			*rest == '\0' || leaves_out(t, rest))
			continue;
		(void)targets_add_directory(f, m->point);
	}
}

static int
compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
find_mount_points(struct target *t, const struct mounts *mounts)
{
	const char *rest;

	for (size_t i = 0; i < mounts->n_mounts; i++) {
		if (!path_is_within(mounts->mounts[i].point, t->place.path,
			    &rest) ||
			*rest == '\0')
			continue;
		t->mount_points = xgrow(t->mount_points, t->n_mount_points,
			sizeof(*t->mount_points));
		t->mount_points[t->n_mount_points++] = xstrdup(rest);
	}
	if (t->n_mount_points > 1)
		qsort(t->mount_points, t->n_mount_points,
			sizeof(*t->mount_points), compare_strings);
}

static void
replace_excludes(struct root_options *mine, const struct scan_options *o)
{
	for (size_t i = 0; i < mine->n_excludes; i++)
		free(mine->excludes[i]);
	mine->excludes = xreallocarray(mine->excludes, o->n_excludes,
		sizeof(*mine->excludes));
	mine->n_excludes = o->n_excludes;
	for (size_t i = 0; i < o->n_excludes; i++)
		mine->excludes[i] = xstrdup(o->excludes[i]);
}

/* What was asked for now, else what was remembered for the root. */
static int
find_options(struct finder *f, struct target *t, struct error *err)
{
	const struct scan_options *o = f->options;
	struct root_options *mine = &t->options;
	int64_t dir_id = 0;

	for (size_t i = 0; i < f->n_volumes && dir_id == 0; i++) {
		if (strcmp(f->volumes[i].volume.identity,
			    t->place.volume.identity) != 0)
			continue;
		t->last_scan_ns = f->volumes[i].last_scan_ns;
		if (store_find_directory(f->store, &dir_id,
			    f->volumes[i].volume.id, t->place.within, err) < 0)
			return err->code;
	}
	for (size_t i = 0; i < f->n_roots && dir_id != 0; i++)
		if (f->roots[i].dir_id == dir_id &&
			store_root_options_parse(mine, f->roots[i].options,
				err) < 0)
			return err->code;
	mine->all_volumes |= o->all_volumes;
	if (o->has_hash)
		mine->hash = o->hash;
	if (o->has_archives)
		mine->archives = o->archives;
	if (o->archive_depth > 0 || mine->archive_depth == 0)
		mine->archive_depth =
			o->archive_depth > 0 ? o->archive_depth : 1;
	if (o->n_excludes > 0)
		replace_excludes(mine, o);
	return filter_new(&t->filter, (const char *const *)mine->excludes,
		mine->n_excludes, store_path(f->store), err);
}

static void
prepare(const struct finder *f, struct target *t)
{
	struct error err = ERROR_INIT;

	if (fstat(t->place.fd, &t->stat) < 0) {
		(void)error_errno(&err, errno, "cannot examine '%s'",
			t->result.path);
		t->result.kind = ERROR_INCOMPLETE;
		target_set_result(t, SCAN_REFUSED, "%s", err.text);
		return;
	}
	find_mount_points(t, f->mounts);
}

static int
find_all(struct finder *f, struct error *err)
{
	struct targets *targets = f->targets;
	int code = 0;

	for (size_t i = 0; i < f->options->n_dirs; i++)
		(void)targets_add_directory(f, f->options->dirs[i]);
	for (size_t i = 0; i < f->n_roots && f->options->n_dirs == 0; i++)
		targets_add_root(f, &f->roots[i]);
	for (size_t i = 0; i < targets->n_targets && code == 0; i++) {
		struct target *t = &targets->targets[i];

		if (!target_is_walked(t))
			continue;
		code = find_options(f, t, err);
		if (code == 0 && t->options.all_volumes)
			add_nested(f, i);
	}
	if (code == 0)
		drop_covered(targets);
	for (size_t i = 0; i < targets->n_targets && code == 0; i++)
		if (target_is_walked(&targets->targets[i]))
			prepare(f, &targets->targets[i]);
	return code;
}

int
targets_find(struct targets *ret, struct store *store,
	const struct mounts *mounts, const struct scan_options *options,
	struct error *err)
{
	struct finder f = { .targets = ret,
		.store = store,
		.mounts = mounts,
		.options = options };
	int code;

	code = store_volumes(store, &f.volumes, &f.n_volumes, err);
	if (code >= 0)
		code = store_roots(store, &f.roots, &f.n_roots, err);
	if (code >= 0)
		code = find_all(&f, err);
	store_volumes_free(f.volumes, f.n_volumes);
	store_roots_free(f.roots, f.n_roots);
	return code < 0 ? code : 0;
}

/* --- all of them --------------------------------------------------------- */

bool
targets_is_first_of_volume(const struct targets *targets, size_t index)
{
	if (!target_is_walked(&targets->targets[index]))
		return false;
	for (size_t i = 0; i < index; i++)
		if (target_is_walked(&targets->targets[i]) &&
			targets->targets[i].volume_id ==
				targets->targets[index].volume_id)
			return false;
	return true;
}

void
targets_clear(struct targets *targets)
{
	for (size_t i = 0; i < targets->n_targets; i++) {
		struct target *t = &targets->targets[i];

		for (size_t k = 0; k < t->n_mount_points; k++)
			free(t->mount_points[k]);
		free(t->mount_points);
		lessons_free(t->lessons);
		filter_free(t->filter);
		store_root_options_clear(&t->options);
		volume_place_clear(&t->place);
	}
	free(targets->targets);
	*targets = (struct targets){ 0 };
}

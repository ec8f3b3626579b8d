/* SPDX-License-Identifier: MIT */
/*
 * Which directories a run walks.
 *
 * A DIR that lies where a known volume used to be mounted, while that volume
 * is not mounted anywhere now, is an empty mount point (or what happens to be
 * below one): the volume is offline, and indexing the placeholder in its
 * stead would be the mistake that costs people their index.
 *
 * Of several roots on one volume only the outermost are walked, so that no
 * directory is read twice in a run.
 */
#include "scan/targets.h"

#include "scan/markers.h"
#include "scan/lessons.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"
#include "util/path.h"
#include "util/strbuf.h"
#include "volume/identity.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct finder {
	struct targets *targets;
	struct store *store;
	const struct mounts *mounts;
	const struct scan_options *options;
	struct volume_row *volumes;
	size_t n_volumes;
	struct root_row *roots;
	size_t n_roots;
};

static struct target *
new_target(struct targets *targets, const char *path)
{
	struct target *t;

	targets->targets = xreallocarray(targets->targets,
		targets->n_targets + 1, sizeof(*targets->targets));
	t = &targets->targets[targets->n_targets++];
	*t = (struct target){ .place = { .fd = -1 } };
	t->result.path = xstrdup(path);
	return t;
}

__attribute__((format(printf, 3, 4))) static void
set_result(struct target *t, enum scan_status status, const char *format, ...)
{
	struct strbuf s = STRBUF_INIT;
	char text[1024];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	strbuf_adds(&s, text);
	free(t->result.message);
	t->result.message = strbuf_detach(&s);
	t->result.status = status;
	volume_place_clear(&t->place);
	t->place.fd = -1;
}

/* --- what is mounted ---------------------------------------------------- */

static const struct mount *
find_mount(const struct finder *f, const struct volume *volume,
	const char *within)
{
	return markers_find_mount(f->volumes, f->n_volumes, f->mounts, volume,
		within);
}

/* A volume that should be mounted at or above `path`, but is nowhere. */
static const struct volume_row *
missing_volume(const struct finder *f, const char *path,
	const struct volume *found)
{
	for (size_t i = 0; i < f->n_volumes; i++) {
		const struct volume *v = &f->volumes[i].volume;

		if (found &&
			(strcmp(v->identity, found->identity) == 0 ||
				strlen(v->mount_point) <=
					strlen(found->mount_point)))
			continue;
		if (path_is_within(path, v->mount_point, NULL) &&
			!find_mount(f, v, v->mount_root))
			return &f->volumes[i];
	}
	return NULL;
}

static void
set_offline(struct target *t, const struct volume *v)
{
	t->result.volume_name = xstrdup(v->name);
	set_result(t, SCAN_OFFLINE,
		"volume '%s' is offline: %s, last at '%s'; its entries are "
		"kept as they were",
		v->name,
		strncmp(v->identity, "marker:", strlen("marker:")) == 0 ?
			"no file system that is mounted has its marker" :
			"it is not mounted",
		v->mount_point);
}

/* --- targets ------------------------------------------------------------ */

/* A DIR being opened, by a thread that may never come back. */
struct opening {
	const struct mounts *mounts;
	char *path;
	struct volume_place place;
	struct error error;
	int code;
};

static void
open_place(void *arg)
{
	struct opening *o = arg;

	o->place.fd = -1;
	o->code = volume_of_directory(&o->place, o->mounts, o->path, &o->error);
}

/* volume_of_directory() within the time a file system is given to answer. */
static int
open_directory(struct finder *f, struct volume_place *ret, const char *path,
	struct error *err)
{
	struct opening *o = xcalloc(1, sizeof(*o));
	int64_t timeout_ms = f->options->timeout_ns / (NS_PER_SECOND / 1000);
	int code;

	o->mounts = f->mounts;
	o->path = xstrdup(path);
	code = deadline_call(open_place, o,
		timeout_ms > 0 && timeout_ms < INT_MAX ? (int)timeout_ms : -1);
	if (code < 0) {
		f->targets->is_haunted = true;
		return error_kind(err, ERROR_INCOMPLETE, -code,
			"'%s' does not answer", path);
	}
	code = o->code;
	if (code < 0)
		*err = o->error;
	else
		*ret = o->place;
	free(o->path);
	free(o);
	return code;
}

/* From now on the volume goes by its marker, or by its server's other name;
 * record_volume() writes it. */
static void
follow_volume(struct finder *f, struct target *t)
{
	const char *name = f->options->name;
	struct volume *owner = markers_find_owner(f->volumes, f->n_volumes,
		f->mounts, &t->place);

	if (!owner && name)
		owner = markers_find_namesake(f->volumes, f->n_volumes,
			f->mounts, name, &t->place);
	if (!owner)
		return;
	t->owner_id = owner->id;
	free(owner->identity);
	owner->identity = xstrdup(t->place.volume.identity);
}

/* Negative if it could not be opened; what comes of it is the new target's
 * result. */
static int
add_directory(struct finder *f, const char *path)
{
	struct target *t = new_target(f->targets, path);
	struct error err = ERROR_INIT;
	_cleanup_(freep) char *canonical = NULL;
	const struct volume_row *missing = NULL;
	int code;

	code = open_directory(f, &t->place, path, &err);
	if (code < 0)
		t->place.fd = -1;
	if (code < 0 && code != -ETIMEDOUT && code != -EINTR &&
		volume_canonical_path(&canonical, path, NULL) < 0)
		canonical = xstrdup(path);
	if (code >= 0 || canonical)
		missing =
			missing_volume(f, code < 0 ? canonical : t->place.path,
				code < 0 ? NULL : &t->place.volume);
	if (missing) {
		free(t->result.path);
		t->result.path = xstrdup(code < 0 ? canonical : t->place.path);
		set_offline(t, &missing->volume);
	} else if (code < 0) {
		t->result.kind = err.kind;
		set_result(t, SCAN_REFUSED, "%s", err.text);
	} else {
		free(t->result.path);
		t->result.path = xstrdup(t->place.path);
		follow_volume(f, t);
	}
	return code;
}

/*
 * A root on a volume that is mounted, so it seems: what lies there may be
 * another one by its marker, or the root's directory may be gone.  That its
 * name is missing proves nothing of what was in it: it may have been moved.
 */
static void
add_mounted_root(struct finder *f, const struct volume *v, const char *path)
{
	int code = add_directory(f, path);
	struct target *t;

	t = &f->targets->targets[f->targets->n_targets - 1];
	if (target_is_walked(t)) {
		if (strcmp(t->place.volume.identity, v->identity) != 0)
			set_offline(t, v);
	} else if (t->result.status == SCAN_REFUSED &&
		(code == -ENOENT || code == -ENOTDIR)) {
		t->result.kind = ERROR_INCOMPLETE;
		set_result(t, SCAN_REFUSED,
			"root '%s' is gone, though volume '%s' is mounted; its "
			"entries are kept until 'catalog roots drop' forgets "
			"them",
			path, v->name);
	}
}

/* A root the catalogue remembers. */
static void
add_root(struct finder *f, const struct root_row *root)
{
	const struct volume_row *v = NULL;
	const struct mount *mount;
	struct strbuf path = STRBUF_INIT;
	const char *rest;

	for (size_t i = 0; i < f->n_volumes; i++)
		if (f->volumes[i].volume.id == root->volume_id)
			v = &f->volumes[i];
	if (!v)
		return;
	mount = find_mount(f, &v->volume, root->within);
	strbuf_adds(&path, mount ? mount->point : v->volume.mount_point);
	if (path_is_within(root->within,
		    mount ? mount->root : v->volume.mount_root, &rest) &&
		*rest)
		path_append(&path, rest, strlen(rest));
	if (mount)
		add_mounted_root(f, &v->volume, path.buf);
	else
		set_offline(new_target(f->targets, path.buf), &v->volume);
	strbuf_clear(&path);
}

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
			set_result(t, SCAN_COVERED,
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
		(void)add_directory(f, m->point);
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
		t->mount_points = xreallocarray(t->mount_points,
			t->n_mount_points + 1, sizeof(*t->mount_points));
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
		set_result(t, SCAN_REFUSED, "%s", err.text);
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
		(void)add_directory(f, f->options->dirs[i]);
	for (size_t i = 0; i < f->n_roots && f->options->n_dirs == 0; i++)
		add_root(f, &f->roots[i]);
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

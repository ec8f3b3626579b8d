/* SPDX-License-Identifier: MIT */
/*
 * From a DIR or a root to a directory that is open.
 *
 * A DIR that lies where a known volume used to be mounted, while that volume
 * is not mounted anywhere now, is an empty mount point (or what happens to be
 * below one): the volume is offline, and indexing the placeholder in its
 * stead would be the mistake that costs people their index.
 */
#include "scan/targets_find.h"

#include "scan/markers.h"
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

static struct target *
new_target(struct targets *targets, const char *path)
{
	struct target *t;

	targets->targets = xgrow(targets->targets, targets->n_targets,
		sizeof(*targets->targets));
	t = &targets->targets[targets->n_targets++];
	*t = (struct target){ .place = { .fd = -1 } };
	t->result.path = xstrdup(path);
	return t;
}

void
target_set_result(struct target *t, enum scan_status status, const char *format,
	...)
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
	target_set_result(t, SCAN_OFFLINE,
		"volume '%s' is offline: %s, last at '%s'; its entries are "
		"kept as they were",
		v->name,
		strncmp(v->identity, "marker:", strlen("marker:")) == 0 ?
			"no file system that is mounted has its marker" :
			"it is not mounted",
		v->mount_point);
}

/* --- directories ---------------------------------------------------------- */

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

int
targets_add_directory(struct finder *f, const char *path)
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
		target_set_result(t, SCAN_REFUSED, "%s", err.text);
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
	int code = targets_add_directory(f, path);
	struct target *t;

	t = &f->targets->targets[f->targets->n_targets - 1];
	if (target_is_walked(t)) {
		if (strcmp(t->place.volume.identity, v->identity) != 0)
			set_offline(t, v);
	} else if (t->result.status == SCAN_REFUSED &&
		(code == -ENOENT || code == -ENOTDIR)) {
		t->result.kind = ERROR_INCOMPLETE;
		target_set_result(t, SCAN_REFUSED,
			"root '%s' is gone, though volume '%s' is mounted; its "
			"entries are kept until 'catalog roots drop' forgets "
			"them",
			path, v->name);
	}
}

void
targets_add_root(struct finder *f, const struct root_row *root)
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

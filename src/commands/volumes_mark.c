/* SPDX-License-Identifier: MIT */
/*
 * catalog volumes mark VOLUME|DIR: give a volume an identity that it carries
 * itself, in a file at its top.
 *
 * The volume keeps its row and with it all that is known of it.  If two file
 * systems with one identity are mounted, it cannot be told which of them the
 * catalogue knows: then the one that DIR lies on gets a marker only, and is a
 * volume of its own from its next scan on.
 */
#include "commands/commands.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "volume/identity.h"
#include "volume/marker.h"
#include "volume/volume.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What is to be marked. */
struct subject {
	const struct mount *top;	 /* where the marker goes */
	const struct volume_row *volume; /* NULL: none that is known */
};

static bool
is_place_of(const struct place *place, const struct mount *m)
{
	return strcmp(place->mount_point, m->point) == 0;
}

/* How many file systems that are mounted now are this volume. */
static size_t
count_devices(const struct session *s, int64_t volume_id,
	const struct mount **ret_first)
{
	const struct mount *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->mounts->n_mounts; i++) {
		const struct mount *m = &s->mounts->mounts[i];

		for (size_t k = 0; k < s->n_places && !m->hidden; k++) {
			if (s->places[k].volume_id != volume_id ||
				!is_place_of(&s->places[k], m))
				continue;
			if (!first || m->device != first->device)
				n++;
			if (!first)
				first = m;
		}
	}
	*ret_first = first;
	return n;
}

static int
find_volume(const struct session *s, struct subject *ret,
	const struct volume_row *v, struct error *err)
{
	const struct mount *mount;
	size_t n = count_devices(s, v->volume.id, &mount);

	if (n == 0)
		return error_kind(err, ERROR_INCOMPLETE, ENODEV,
			"volume '%s' is offline: it cannot be marked",
			v->volume.name);
	if (n > 1)
		return error_kind(err, ERROR_USAGE, EEXIST,
			"several file systems mounted now may be volume '%s'; "
			"name a directory on the one to mark",
			v->volume.name);
	ret->volume = v;
	ret->top = marker_mount(s->mounts, mount);
	return 0;
}

static int
find_directory(const struct session *s, struct subject *ret, const char *dir,
	struct error *err)
{
	_cleanup_(freep) char *path = NULL;
	const struct mount *mount, *first;
	int r = volume_canonical_path(&path, dir, err);

	if (r < 0)
		return r;
	mount = mounts_of_path(s->mounts, path);
	if (!mount || mount_is_pseudo(mount->fstype))
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is not on a file system that can be marked", dir);
	ret->top = marker_mount(s->mounts, mount);
	for (size_t i = 0; i < s->n_places; i++) {
		const struct place *place = &s->places[i];

		if (!is_place_of(place, mount) ||
			count_devices(s, place->volume_id, &first) != 1)
			continue;
		for (size_t k = 0; k < s->n_volumes; k++)
			if (s->volumes[k].volume.id == place->volume_id)
				ret->volume = &s->volumes[k];
	}
	return 0;
}

static int
find_subject(const struct session *s, struct subject *ret, const char *operand,
	struct error *err)
{
	const struct volume_row *v;
	int r;

	if (!strchr(operand, '/') && session_volume(s, &v, operand, NULL) >= 0)
		r = find_volume(s, ret, v, err);
	else if (access(operand, F_OK) == 0)
		r = find_directory(s, ret, operand, err);
	else
		r = session_volume(s, &v, operand, err);
	if (r >= 0 && !ret->top)
		r = error_kind(err, ERROR_USAGE, ENOENT,
			"the top of that file system, where the marker would "
			"be, is not mounted");
	return r;
}

/* The catalogue calls it by what the marker says from now on. */
static int
follow(const struct session *s, const struct subject *subject,
	struct error *err)
{
	struct volume seen = { 0 };
	int r = volume_identify(&seen, subject->top, IDENTIFY_ASK, err);

	if (r >= 0)
		r = store_begin(s->store, err);
	if (r >= 0)
		r = store_identify_volume(s->store, subject->volume->volume.id,
			seen.identity, err);
	if (r >= 0)
		r = store_commit(s->store, err);
	volume_clear(&seen);
	return r;
}

static int
mark(const struct session *s, const struct subject *subject, struct error *err)
{
	const struct volume_row *v = subject->volume;
	_cleanup_(freep) char *identifier =
		marker_identifier(v ? v->volume.name : "volume");
	int r = marker_write(subject->top, identifier, err);
	bool is_new = r >= 0;

	if (r == -EEXIST && v)
		r = 0; /* somebody wrote one by hand: go by that */
	if (r >= 0 && v)
		r = follow(s, subject, err);
	if (r < 0 && is_new)
		marker_remove(subject->top);
	if (r < 0)
		return r;
	if (v)
		log_note("volume '%s' is known by '%s/" VOLUME_MARKER
			 "' from now on",
			v->volume.name, subject->top->point);
	else
		log_note("'%s' is marked; 'catalog scan' adds it as a volume "
			 "of its own",
			subject->top->point);
	return 0;
}

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	struct subject subject = { NULL, NULL };
	int r = session_open_writing(&s, ctx, err);

	(void)args; /* it has no options */
	(void)argc; /* one, says the table */
	if (r >= 0)
		r = find_subject(&s, &subject, argv[0], err);
	if (r >= 0)
		r = mark(&s, &subject, err);
	return r < 0 ? r : EXIT_DONE;
}

const struct command cmd_volumes_mark = {
	.name = "volumes mark",
	.summary = "write a marker file that a volume is recognised by",
	.usage = "VOLUME|DIR",
	.description =
		"Writes .catalog-volume at the top of the volume, the only "
		"file that is ever written to what is scanned. It tells apart "
		"what nothing else does: a clone and its original, or drives "
		"without a UUID. The volume keeps all that is known of it.",
	.examples = "catalog volumes mark blue-box",
	.min_args = 1,
	.max_args = 1,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/*
 * The words of a command line that name a part of the catalogue: a path, a
 * volume, or a path in a volume.  A word with a slash is looked for as a path
 * first, others as the name of a volume.
 */
#include "commands/session.h"

#include "store/entries.h"
#include "store/scope.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/path.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "volume/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const struct volume_row *
volume_named(const struct session *s, const char *name, size_t len)
{
	for (size_t i = 0; i < s->n_volumes; i++) {
		const char *known = s->volumes[i].volume.name;

		if (strlen(known) == len && strncmp(known, name, len) == 0)
			return &s->volumes[i];
	}
	return NULL;
}

int
session_volume(const struct session *s, const struct volume_row **ret,
	const char *name, struct error *err)
{
	*ret = volume_named(s, name, strlen(name));
	if (*ret)
		return 0;
	for (size_t i = 0; i < s->n_volumes; i++)
		if (text_is_near(name, s->volumes[i].volume.name))
			return error_kind(err, ERROR_USAGE, ENOENT,
				"no volume is called '%s'; is '%s' meant?",
				name, s->volumes[i].volume.name);
	return error_kind(err, ERROR_USAGE, ENOENT,
		"no volume is called '%s'; 'catalog volumes' lists them", name);
}

void
session_forget_scope(struct session *s)
{
	s->n_scoped = 0;
}

bool
session_is_in_scope(const struct session *s, int64_t volume_id)
{
	for (size_t i = 0; i < s->n_scoped; i++)
		if (s->scoped[i] == volume_id)
			return true;
	return s->n_scoped == 0;
}

static void
note_scoped(struct session *s, int64_t volume_id)
{
	s->scoped = xgrow(s->scoped, s->n_scoped, sizeof(s->scoped[0]));
	s->scoped[s->n_scoped++] = volume_id;
}

void
session_note_scope(struct session *s, int64_t volume_id)
{
	s->is_by_volume = true;
	note_scoped(s, volume_id);
}

/* A directory, or one name.  1 if known. */
static int
find_within(struct session *s, int64_t volume_id, const char *within,
	struct error *err)
{
	const char *slash = strrchr(within, '/');
	_cleanup_(freep) char *parent = NULL;
	const char *name = slash ? slash + 1 : within;
	struct known_entry known;
	int64_t dir_id;
	int found;

	if (!session_is_online(s, volume_id))
		s->asked_offline = true;
	if (store_find_directory(s->store, &dir_id, volume_id, within, err) < 0)
		return err->code;
	if (dir_id != 0) {
		found = store_scope_add_directory(s->store, dir_id, err);
		return found < 0 ? found : 1;
	}
	parent = xmemdupz(within, slash ? (size_t)(slash - within) : 0);
	if (store_find_directory(s->store, &dir_id, volume_id, parent, err) < 0)
		return err->code;
	if (dir_id == 0)
		return 0;
	found = store_entry(s->store, &known, dir_id, name, strlen(name), err);
	if (found <= 0)
		return found;
	found = store_scope_add_entry(s->store, dir_id, name, strlen(name),
		err);
	return found < 0 ? found : 1;
}

/* Limit to `within` of a volume.  1 if known. */
static int
scope_within(struct session *s, int64_t volume_id, const char *within,
	struct error *err)
{
	int found = find_within(s, volume_id, within, err);

	if (found > 0)
		note_scoped(s, volume_id);
	return found;
}

/* A path below this mount point; 1 if the catalogue knows it. */
static int
scope_mounted(struct session *s, int64_t volume_id, const char *mount_point,
	const char *mount_root, const char *path, struct error *err)
{
	struct strbuf within = STRBUF_INIT;
	const char *rest;
	int found = 0;

	if (path_is_within(path, mount_point, &rest)) {
		strbuf_adds(&within, mount_root);
		if (*rest)
			path_append(&within, rest, strlen(rest));
		found = scope_within(s, volume_id, within.buf, err);
	}
	strbuf_clear(&within);
	return found;
}

static int
scope_path(struct session *s, const char *operand, struct error *err)
{
	_cleanup_(freep) char *path = NULL;
	int found = 0;

	if (volume_canonical_path(&path, operand, err) < 0)
		return err->code;
	for (size_t i = 0; i < s->n_places && found == 0; i++)
		found = scope_mounted(s, s->places[i].volume_id,
			s->places[i].mount_point, s->places[i].mount_root, path,
			err);
	for (size_t i = 0; i < s->n_volumes && found == 0; i++) {
		const struct volume *v = &s->volumes[i].volume;

		if (!session_is_online(s, v->id))
			found = scope_mounted(s, v->id, v->mount_point,
				v->mount_root, path, err);
	}
	return found;
}

static int
scope_volume(struct session *s, const char *operand, struct error *err)
{
	const char *colon = strchr(operand, ':');
	const struct volume_row *v;
	const char *within;

	v = volume_named(s, operand, strlen(operand));
	if (v)
		return scope_within(s, v->volume.id, "", err);
	if (!colon)
		return 0;
	v = volume_named(s, operand, (size_t)(colon - operand));
	if (!v)
		return 0;
	within = colon + 1;
	while (*within == '/')
		within++;
	return scope_within(s, v->volume.id, within, err);
}

/* What is in an archive.  1 if that is meant. */
static int
scope_inside(struct session *s, const char *operand, struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	_cleanup_(freep) char *parent = NULL;
	struct inside inside = { 0 };
	int64_t volume_id, dir_id;
	char *name;
	int r;

	if (!s->takes_members || !strstr(operand, "//"))
		return 0;
	r = session_place_inside(s, &volume_id, &within, &inside, operand, err);
	if (r < 0 || inside.archive_id == 0)
		return r;
	*strstr(within, "//") = '\0';
	name = strrchr(within, '/');
	name = name ? name + 1 : within;
	parent = xmemdupz(within,
		name > within ? (size_t)(name - within) - 1 : 0);
	if (!session_is_online(s, volume_id))
		s->asked_offline = true;
	r = store_find_directory(s->store, &dir_id, volume_id, parent, err);
	if (r == 0)
		r = store_scope_add_member(s->store, dir_id, name, strlen(name),
			&inside, err);
	if (r < 0)
		return r;
	note_scoped(s, volume_id);
	s->in_archives = true;
	return 1;
}

/* Is it in an archive, which the report takes as a whole? */
static int
refuse_member(const struct session *s, const char *operand, struct error *err)
{
	_cleanup_(freep) char *within = NULL;
	struct inside inside = { 0 };
	int64_t volume_id;
	int r;

	if (s->takes_members || !strstr(operand, "//"))
		return 0;
	r = session_place_inside(s, &volume_id, &within, &inside, operand,
		NULL);
	if (r < 0 || inside.archive_id == 0)
		return 0;
	return error_kind(err, ERROR_USAGE, EINVAL,
		"'%s' is in an archive: name the archive, or ask 'catalog "
		"where' or 'catalog find --under' about it",
		operand);
}

static int
unknown_operand(const struct session *s, const char *operand, struct error *err)
{
	int r = refuse_member(s, operand, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < s->n_volumes; i++)
		if (text_is_near(operand, s->volumes[i].volume.name))
			return error_kind(err, ERROR_USAGE, ENOENT,
				"the catalogue knows no '%s'; "
				"is volume '%s' meant?",
				operand, s->volumes[i].volume.name);
	return error_kind(err, ERROR_USAGE, ENOENT,
		"the catalogue knows no volume or path '%s'; "
		"'catalog scan DIR' adds one, 'catalog volumes' lists them",
		operand);
}

/* Where a path is on a mount that holds it, if it is longer than *best. */
static void
improve_place(size_t *best, int64_t *ret_volume_id, char **ret_within,
	const struct place *place, const char *path)
{
	struct strbuf within = STRBUF_INIT;
	const char *rest;

	if (strlen(place->mount_point) <= *best ||
		!path_is_within(path, place->mount_point, &rest))
		return;
	strbuf_adds(&within, place->mount_root);
	if (*rest)
		path_append(&within, rest, strlen(rest));
	free(*ret_within);
	*ret_within = strbuf_detach(&within);
	*ret_volume_id = place->volume_id;
	*best = strlen(place->mount_point);
}

/* A mounted volume counts before one that used to be there. */
static int
place_of_path(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, const char *operand, struct error *err)
{
	_cleanup_(freep) char *path = NULL;
	size_t best = 0;

	if (volume_canonical_path(&path, operand, err) < 0)
		return err->code;
	for (size_t i = 0; i < s->n_places; i++)
		improve_place(&best, ret_volume_id, ret_within, &s->places[i],
			path);
	for (size_t i = 0; i < s->n_volumes; i++) {
		const struct volume *v = &s->volumes[i].volume;
		const struct place was = { v->id, v->mount_point,
			v->mount_root };

		if (!session_is_online(s, v->id))
			improve_place(&best, ret_volume_id, ret_within, &was,
				path);
	}
	return *ret_within ? 0 : unknown_operand(s, operand, err);
}

int
session_place(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, const char *operand, struct error *err)
{
	const char *colon = strchr(operand, ':');
	size_t len = colon ? (size_t)(colon - operand) : strlen(operand);
	const struct volume_row *v;
	const char *within = colon ? colon + 1 : "";

	*ret_within = NULL;
	v = volume_named(s, operand, strlen(operand));
	if (v)
		within = "";
	else if (colon)
		v = volume_named(s, operand, len);
	if (!v || *operand == '/')
		return place_of_path(s, ret_volume_id, ret_within, operand,
			err);
	*ret_volume_id = v->volume.id;
	*ret_within = xstrdup(within + strspn(within, "/"));
	return 0;
}

/* Is it the volume itself that is mounted here under its own name? */
static bool
is_mounted_here(const struct session *s, const struct volume_row *v,
	const char *operand)
{
	_cleanup_(freep) char *path = NULL;

	if (volume_canonical_path(&path, operand, NULL) < 0)
		return false;
	for (size_t i = 0; i < s->n_places; i++)
		if (s->places[i].volume_id == v->volume.id &&
			strcmp(s->places[i].mount_point, path) == 0)
			return true;
	return strcmp(v->volume.mount_point, path) == 0;
}

/* A name that something here has too: whoever knows du means that one. */
static void
note_namesake(const struct session *s, const char *operand)
{
	const struct volume_row *v = volume_named(s, operand, strlen(operand));
	struct stat st;

	if (!v || v->volume.name == operand) /* --volume */
		return;
	if (!strchr(operand, '/') && lstat(operand, &st) == 0 &&
		!is_mounted_here(s, v, operand))
		log_note("'%s' is the volume of that name; './%s' is what is "
			 "here",
			operand, operand);
}

int
session_scope(struct session *s, int argc, char **argv, bool *ret_scoped,
	struct error *err)
{
	int found;

	*ret_scoped = argc > 0;
	s->n_scoped = 0;
	s->is_by_volume = false;
	if (store_scope_clear(s->store, err) < 0)
		return err->code;
	for (int i = 0; i < argc; i++) {
		note_namesake(s, argv[i]);
		found = scope_inside(s, argv[i], err);
		if (found == 0 && strchr(argv[i], '/') && argv[i][0] != ':')
			found = scope_path(s, argv[i], err);
		if (found == 0)
			found = scope_volume(s, argv[i], err);
		if (found == 0 && !strchr(argv[i], '/'))
			found = scope_path(s, argv[i], err);
		if (found == 0)
			return unknown_operand(s, argv[i], err);
		if (found < 0)
			return found;
	}
	return 0;
}

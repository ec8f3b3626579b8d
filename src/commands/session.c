/* SPDX-License-Identifier: MIT */
#include "commands/session.h"

#include "output/human.h"
#include "store/check.h"
#include "store/entries.h"
#include "store/lock.h"
#include "store/scans.h"
#include "store/scope.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/path.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "volume/identity.h"
#include "volume/volume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- where volumes are now ----------------------------------------------- */

static void
add_place(struct session *s, const struct volume *v, const struct mount *m)
{
	size_t n = s->n_places++;

	s->places = xreallocarray(s->places, n + 1, sizeof(*s->places));
	s->hash_places =
		xreallocarray(s->hash_places, n + 1, sizeof(*s->hash_places));
	s->places[n] = (struct place){ .volume_id = v->id,
		.mount_point = m->point,
		.mount_root = m->root };
	s->hash_places[n] = (struct hash_place){ .volume_id = v->id,
		.mount_point = m->point,
		.mount_root = m->root,
		.granularity_ns = v->granularity_ns,
		.inodes_stable = v->inodes_stable,
		.ctime_ignored = v->ctime_ignored,
		.clock_shift_ns = v->clock_shift_ns,
		.rotational = v->rotational,
		.network = v->network,
		.n_jobs = (unsigned int)v->jobs };
}

/*
 * Whose mount that is.  Several volumes may go by what can be seen without
 * looking into it, an original and its clones that have markers: then their
 * markers decide, but no server is asked.
 */
static const struct volume *
owner_of(const struct session *s, const struct mount *m,
	const struct volume *seen)
{
	const struct volume *owner = NULL;
	struct volume marked = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < s->n_volumes; i++) {
		const struct volume *v = &s->volumes[i].volume;

		if (!volume_identity_matches(v, seen))
			continue;
		if (!owner || strcmp(v->identity, seen->identity) == 0)
			owner = v;
		n++;
	}
	if (n < 2 || seen->network ||
		volume_identify(&marked, m, IDENTIFY_ASK, NULL) < 0)
		return owner;
	for (size_t i = 0; i < s->n_volumes; i++)
		if (strcmp(s->volumes[i].volume.identity, marked.identity) == 0)
			owner = &s->volumes[i].volume;
	volume_clear(&marked);
	return owner;
}

static void
locate_mount(struct session *s, const struct mount *m)
{
	struct volume seen = { 0 };
	const struct volume *owner;

	if (m->hidden || mount_is_pseudo(m->fstype) ||
		volume_identify(&seen, m, IDENTIFY_QUIETLY, NULL) < 0)
		return;
	owner = owner_of(s, m, &seen);
	if (owner)
		add_place(s, owner, m);
	volume_clear(&seen);
}

static void
forget_places(struct session *s)
{
	store_volumes_free(s->volumes, s->n_volumes);
	mounts_free(s->mounts);
	free(s->places);
	free(s->hash_places);
	s->volumes = NULL;
	s->n_volumes = 0;
	s->mounts = NULL;
	s->places = NULL;
	s->hash_places = NULL;
	s->n_places = 0;
}

int
session_locate(struct session *s, struct error *err)
{
	forget_places(s);
	if (mounts_read(&s->mounts, err) < 0)
		return err->code;
	if (store_volumes(s->store, &s->volumes, &s->n_volumes, err) < 0)
		return err->code;
	for (size_t i = 0; i < s->mounts->n_mounts; i++)
		locate_mount(s, &s->mounts->mounts[i]);
	return store_set_places(s->store, s->places, s->n_places, err);
}

bool
session_is_online(const struct session *s, int64_t volume_id)
{
	for (size_t i = 0; i < s->n_places; i++)
		if (s->places[i].volume_id == volume_id)
			return true;
	return false;
}

/* --- open and close --------------------------------------------------------- */

int
session_open(struct session *s, const struct context *ctx, struct error *err)
{
	int code = store_open(&s->store, ctx->db_path, STORE_READ, err);

	if (code >= 0)
		code = session_locate(s, err);
	if (code < 0)
		session_close(s);
	return code;
}

/*
 * Long enough for some gigabytes, short enough for a nightly run of a larger
 * catalogue not to be late.
 */
#define UNCLEAN_CHECK_NS (10 * NS_PER_SECOND)

/* Open for writing; look through a catalogue that was not closed. */
static int
open_store(struct session *s, const struct context *ctx, struct error *err)
{
	bool was_left_open = store_was_left_open(ctx->db_path);
	int code = store_open(&s->store, ctx->db_path, STORE_WRITE, err);

	if (code >= 0 && was_left_open)
		code = store_check_quickly(s->store, UNCLEAN_CHECK_NS, err);
	return code;
}

int
session_open_writing(struct session *s, const struct context *ctx,
	struct error *err)
{
	int code =
		run_lock_take(&s->lock, ctx->db_path, ctx->wait_seconds, err);

	if (code >= 0)
		code = open_store(s, ctx, err);
	if (code >= 0)
		code = session_locate(s, err);
	if (code < 0) {
		session_close(s);
		return code;
	}
	if (store_journal_note(s->store))
		log_note("%s", store_journal_note(s->store));
	return 0;
}

void
session_close(struct session *s)
{
	forget_places(s);
	free(s->scoped);
	store_close(s->store);
	run_lock_release(s->lock);
	*s = (struct session)SESSION_INIT;
}

/* --- operands ------------------------------------------------------------------ */

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
	s->scoped =
		xreallocarray(s->scoped, s->n_scoped + 1, sizeof(s->scoped[0]));
	s->scoped[s->n_scoped++] = volume_id;
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

static int
unknown_operand(const struct session *s, const char *operand, struct error *err)
{
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

int
session_scope(struct session *s, int argc, char **argv, bool *ret_scoped,
	struct error *err)
{
	int found;

	*ret_scoped = argc > 0;
	s->n_scoped = 0;
	if (store_scope_clear(s->store, err) < 0)
		return err->code;
	for (int i = 0; i < argc; i++) {
		found = strchr(argv[i], '/') && argv[i][0] != ':' ?
			scope_path(s, argv[i], err) :
			0;
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

/* --- completeness ----------------------------------------------------------------- */

static void
add_clause(struct strbuf *line, const char *clause)
{
	if (line->len > 0)
		strbuf_adds(line, "; ");
	strbuf_adds(line, clause);
}

static void
add_offline(const struct session *s, struct strbuf *line)
{
	struct strbuf clause = STRBUF_INIT;

	for (size_t i = 0; i < s->n_volumes; i++) {
		const struct volume_row *v = &s->volumes[i];

		if (session_is_online(s, v->volume.id) ||
			!session_is_in_scope(s, v->volume.id))
			continue;
		strbuf_truncate(&clause, 0);
		strbuf_addf(&clause, "volume '%s' is offline", v->volume.name);
		if (v->last_scan_ns != 0) {
			strbuf_adds(&clause, ", as of ");
			human_time_local(&clause, v->last_scan_ns);
		}
		add_clause(line, clause.buf);
	}
	strbuf_clear(&clause);
}

static void
add_unread(const struct session *s, struct strbuf *line)
{
	struct strbuf clause = STRBUF_INIT;
	int64_t n = 0;
	int r = s->n_scoped > 0 ?
		store_count_problems_scoped(s->store, &n, NULL) :
		store_count_problems(s->store, &n, NULL);

	if (r < 0 || n == 0)
		return;
	human_number(&clause, n);
	strbuf_adds(&clause, n == 1 ? " thing" : " things");
	strbuf_adds(&clause, " could not be read ('catalog problems')");
	add_clause(line, clause.buf);
	strbuf_clear(&clause);
}

void
session_print_completeness(struct session *s, const struct context *ctx,
	const char *extra)
{
	struct strbuf line = STRBUF_INIT;

	if (ctx->quiet)
		return;
	add_offline(s, &line);
	add_unread(s, &line);
	if (extra)
		add_clause(&line, extra);
	if (line.len > 0)
		log_note("based on less than everything: %s", line.buf);
	strbuf_clear(&line);
}

/* SPDX-License-Identifier: MIT */
#include "commands/where_away.h"

#include "store/find/find.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *
volume_name(const struct session *s, int64_t volume_id)
{
	for (size_t i = 0; i < s->n_volumes; i++)
		if (s->volumes[i].volume.id == volume_id)
			return s->volumes[i].volume.name;
	return "?";
}

/* Only the catalogue knows VOLUME:PATH. */
static bool
is_by_volume(const struct session *s, int64_t volume_id, const char *path)
{
	const char *name = volume_name(s, volume_id);
	const size_t len = strlen(name);

	return strncmp(path, name, len) == 0 && path[len] == ':';
}

int
away_find(const struct session *s, struct away *ret, const char *path,
	struct error *err)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	_cleanup_(freep) char *within = NULL;
	struct error ignored = ERROR_INIT;
	struct inside inside = { 0 };
	struct find_place place = { 0 };
	struct find_options how = { .places = &place, .n_places = 1 };
	struct find_entry found;
	int r;

	/* What is no path of the catalogue is simply not there. */
	if (session_place(s, &place.volume_id, &within, path, &ignored) < 0)
		return 0;
	free(take_ptr(&within));
	r = session_place_inside(s, &place.volume_id, &within, &inside, path,
		err);
	if (r < 0)
		return r;
	ret->is_online = session_is_online(s, place.volume_id);
	ret->is_member = inside.archive_id != 0;
	if (ret->is_member && inside.number == 0)
		return error_kind(err, ERROR_USAGE, EISDIR,
			"'%s' is all of an archive; 'catalog ls' lists it",
			path);
	if (ret->is_online && !ret->is_member &&
		!is_by_volume(s, place.volume_id, path))
		return 0;
	place.within = within;
	how.members = ret->is_member;
	r = store_find_open(&find, s->store, &how, err);
	if (r >= 0)
		r = store_find_next(find, &found, err);
	if (r <= 0 || !S_ISREG(found.entry.mode))
		return r < 0 ? r : 0;
	ret->volume = volume_name(s, place.volume_id);
	if (ret->is_online && !ret->is_member)
		ret->path = xmemdupz(found.path, found.path_len);
	ret->has_digest = found.digest && found.digest_len == DIGEST_BYTES;
	if (ret->has_digest)
		memcpy(ret->digest, found.digest, DIGEST_BYTES);
	return 1;
}

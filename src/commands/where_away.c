/* SPDX-License-Identifier: MIT */
#include "commands/where_away.h"

#include "store/find/find.h"
#include "util/cleanup.h"

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

int
away_find(const struct session *s, struct away *ret, const char *path,
	struct error *err)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	_cleanup_(freep) char *within = NULL;
	struct error ignored = ERROR_INIT;
	struct find_place place = { 0 };
	const struct find_options how = { .places = &place, .n_places = 1 };
	struct find_entry found;
	int r;

	/* What is no path of the catalogue is simply not there. */
	if (session_place(s, &place.volume_id, &within, path, &ignored) < 0 ||
		session_is_online(s, place.volume_id))
		return 0;
	place.within = within;
	r = store_find_open(&find, s->store, &how, err);
	if (r >= 0)
		r = store_find_next(find, &found, err);
	if (r <= 0 || !S_ISREG(found.entry.mode))
		return r < 0 ? r : 0;
	ret->volume = volume_name(s, place.volume_id);
	ret->has_digest = found.digest && found.digest_len == DIGEST_BYTES;
	if (ret->has_digest)
		memcpy(ret->digest, found.digest, DIGEST_BYTES);
	return 1;
}

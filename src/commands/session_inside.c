/* SPDX-License-Identifier: MIT */
/*
 * Operands that name something in an archive.  A path of a file may be typed
 * with a "//" somewhere, too; what is before the one that counts is a file.
 */
#include "commands/session.h"

#include "store/entries.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <errno.h>
#include <string.h>

/* The archive that a path within a volume is; 1 if it is a file at all. */
static int
find_archive(const struct session *s, int64_t *ret, int64_t volume_id,
	const char *within, struct error *err)
{
	const char *slash = strrchr(within, '/');
	_cleanup_(freep) char *parent =
		xmemdupz(within, slash ? (size_t)(slash - within) : 0);
	const char *name = slash ? slash + 1 : within;
	struct known_entry known;
	bool is_deep;
	int64_t dir_id = 0;
	int r = store_find_directory(s->store, &dir_id, volume_id, parent, err);

	if (r < 0 || dir_id == 0)
		return r;
	r = store_entry(s->store, &known, dir_id, name, strlen(name), err);
	if (r <= 0 || known.child_id != 0)
		return r < 0 ? r : 0;
	return store_archive_at(s->store, ret, &is_deep, dir_id, name,
		strlen(name), err);
}

/* Is the operand, up to there, a file that was looked into?  Then within it is
 * in *ret_within; 0 if it is no file. */
static int
place_archive(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, int64_t *ret_archive, const char *operand,
	size_t len, struct error *err)
{
	_cleanup_(freep) char *archive = xmemdupz(operand, len);
	_cleanup_(freep) char *within = NULL;
	struct error ignored = ERROR_INIT;
	int r = session_place(s, ret_volume_id, &within, archive, &ignored);

	if (r < 0) /* then not: whoever looks for all of it says so */
		return 0;
	*ret_archive = 0;
	r = find_archive(s, ret_archive, *ret_volume_id, within, err);
	if (r <= 0)
		return r;
	if (*ret_archive == 0)
		return error_kind(err, ERROR_USAGE, ENOENT,
			"nothing is known of what is in '%s'; 'catalog scan "
			"--archives' looks into archives",
			archive);
	*ret_within = take_ptr(&within);
	return 1;
}

/* 1 if the archive is to be had from there. */
static int
place_member(const struct session *s, struct inside *ret, char **within,
	int64_t archive_id, const char *operand, const char *member,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf whole = STRBUF_INIT;
	struct inside_entry found = { .number = 0 };
	int r;

	inside_path_clean(&path, member);
	r = store_inside_find(s->store, &found, archive_id, path.buf, path.len,
		err);
	if (r < 0)
		return r;
	if (r == 0 && path.len > 0)
		return error_kind(err, ERROR_USAGE, ENOENT,
			"there is no '%s' in '%.*s'", path.buf,
			(int)(member - 2 - operand), operand);
	strbuf_addf(&whole, "%s//", *within);
	strbuf_add(&whole, path.buf, path.len);
	free(*within);
	*within = strbuf_detach(&whole);
	*ret = (struct inside){ archive_id, found.number };
	return 1;
}

int
session_place_inside(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, struct inside *ret_inside, const char *operand,
	struct error *err)
{
	struct inside inside = { 0 };
	const char *slashes = operand;
	int64_t archive_id;
	int r = 0;

	*ret_within = NULL;
	while (r == 0 && (slashes = strstr(slashes, "//")) != NULL) {
		r = place_archive(s, ret_volume_id, ret_within, &archive_id,
			operand, (size_t)(slashes - operand), err);
		if (r > 0)
			r = place_member(s, &inside, ret_within, archive_id,
				operand, slashes + 2, err);
		slashes++;
	}
	if (r == 0)
		r = session_place(s, ret_volume_id, ret_within, operand, err);
	if (r >= 0 && ret_inside)
		*ret_inside = inside;
	return r < 0 ? r : 0;
}

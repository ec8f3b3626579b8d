/* SPDX-License-Identifier: MIT */
#include "hash/lookup.h"

#include "hash/access.h"
#include "hash/ground.h"
#include "store/entries.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* Columns of ROWS_MEMBERS. */
enum { R_DIR_ID, R_NAME, R_MTIME, R_INODE, R_NLINK, R_VOLUME_ID };

struct lookup {
	struct store *store;
	struct grounds *grounds;
	struct digest_watch watch;
	struct digester *digester;
};

struct lookup *
lookup_new(struct store *store, const struct hash_places *places)
{
	struct lookup *l = xcalloc(1, sizeof(*l));

	l->store = store;
	l->grounds = grounds_open(places);
	l->digester = digester_new(&l->watch);
	return l;
}

void
lookup_free(struct lookup *l)
{
	if (!l)
		return;
	digester_free(l->digester);
	grounds_close(l->grounds);
	free(l);
}

/* --- what somebody named ------------------------------------------------- */

static int
read_facts(struct entry *ret, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	entry_from_stat(ret, NULL, 0, &st);
	return 0;
}

int
lookup_open(struct lookup_file *ret, const char *path)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	int fd = open(path, flags | O_NOATIME);
	int r;

	if (fd < 0 && errno == EPERM) /* a file of somebody else's */
		fd = open(path, flags);
	if (fd < 0)
		return -errno;
	r = read_facts(&ret->facts, fd);
	if (r < 0) {
		(void)close(fd); /* nothing was written to it */
		return r;
	}
	ret->fd = fd;
	return 0;
}

void
lookup_close(struct lookup_file *file)
{
	closep(&file->fd);
	file->fd = -1;
}

int
lookup_digest(struct lookup *l, struct digest *ret,
	const struct lookup_file *file, int64_t covered)
{
	struct entry now;
	int r = digest_fd(l->digester, ret, file->fd, file->facts.size_bytes,
		covered);

	if (r == 0)
		r = read_facts(&now, file->fd);
	if (r == 0 && !entry_same_content_facts(&now, &file->facts))
		r = -ESTALE;
	return r;
}

/* --- what the catalogue has ---------------------------------------------- */

/* The open file, or -1: there is none to read. */
static int
open_row(struct lookup *l, const struct ground **ret_ground,
	struct entry *ret_facts, int *ret_fd, const struct rows *row,
	struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf within = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf file = STRBUF_INIT;
	int64_t dir_id = rows_i64(row, R_DIR_ID);
	struct known_entry known;
	const char *name, *rest;
	size_t len, place;
	int r;

	name = rows_bytes(row, R_NAME, &len);
	r = store_entry(l->store, &known, dir_id, name, len, err);
	if (r > 0)
		r = store_directory_within(l->store, &within, dir_id, err);
	if (r < 0 ||
		!grounds_find(l->grounds, rows_i64(row, R_VOLUME_ID),
			within.buf, &place, &rest))
		return r;
	strbuf_adds(&file, rest);
	path_append(&file, name, len);
	*ret_ground = grounds_at(l->grounds, place);
	*ret_facts = known.entry;
	*ret_fd = access_open(*ret_ground, file.buf, file.len, ret_facts);
	return 0;
}

static int
interrupted(struct error *err)
{
	return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
}

int
lookup_compare(struct lookup *l, const struct rows *row,
	const struct digest *partial, const struct digest *full,
	struct error *err)
{
	_cleanup_(closep) int fd = -1;
	const struct ground *ground = NULL;
	struct entry facts;
	struct digest digest = { 0 };
	int r = open_row(l, &ground, &facts, &fd, row, err);

	if (r < 0)
		return r;
	if (fd < 0)
		return LOOKUP_NOT_READ;
	if (partial) {
		r = digest_fd(l->digester, &digest, fd, facts.size_bytes,
			partial->covered);
		if (r == 0 && !digest_is_equal(&digest, partial))
			return access_check(ground, fd, &facts) < 0 ?
				LOOKUP_NOT_READ :
				LOOKUP_DIFFERS;
	}
	if (r == 0)
		r = digest_fd(l->digester, &digest, fd, facts.size_bytes,
			facts.size_bytes);
	if (r == -EINTR)
		return interrupted(err);
	if (r < 0 || access_check(ground, fd, &facts) < 0)
		return LOOKUP_NOT_READ;
	return digest_is_equal(&digest, full) ? LOOKUP_EQUAL : LOOKUP_DIFFERS;
}

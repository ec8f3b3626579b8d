/* SPDX-License-Identifier: MIT */
/*
 * Directories are taken breadth first from the root, 64 at most.  Each gives
 * its share of files; if that was not enough, in a second round, all it can.
 */
#include "scan/sample.h"

#include "scan/walker.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/io.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define DIRECTORIES_MOST 64u
/* A directory of a million names is not read to its end. */
#define NAMES_MOST 512

/* A directory to look into. */
struct place {
	int64_t dir_id;
	char *path;   /* below the root */
	size_t taken; /* known files of it that were looked at */
};

struct sample {
	struct walker *w;
	const struct walk_root *root;
	struct place places[DIRECTORIES_MOST];
	size_t n_places;
	struct lesson *lessons;
	size_t n;
	size_t most;
};

static bool
is_mount_point(const struct walk_root *root, const char *path)
{
	for (size_t i = 0; i < root->n_mount_points; i++)
		if (strcmp(root->mount_points[i], path) == 0)
			return true;
	return false;
}

static void
add_place(struct sample *s, const char *above, const struct known_entry *known)
{
	struct strbuf path = STRBUF_INIT;

	if (s->n_places == DIRECTORIES_MOST)
		return;
	strbuf_adds(&path, above);
	if (path.len > 0)
		strbuf_addc(&path, '/');
	strbuf_add(&path, known->entry.name, known->entry.name_len);
	if (is_mount_point(s->root, path.buf)) {
		strbuf_clear(&path);
		return;
	}
	s->places[s->n_places++] = (struct place){ .dir_id = known->child_id,
		.path = strbuf_detach(&path) };
}

/* Find directories below the root, breadth first. */
static void
find_places(struct sample *s)
{
	struct store *store = walker_store(s->w);
	struct known_entry known;

	s->places[s->n_places++] = (struct place){ .dir_id = s->root->dir_id,
		.path = xstrdup("") };
	for (size_t i = 0;
		store && i < s->n_places && s->n_places < DIRECTORIES_MOST;
		i++) {
		int names = 0;

		if (store_entries_open(store, s->places[i].dir_id,
			    &s->w->error) < 0)
			return;
		while (names++ < NAMES_MOST &&
			store_entries_next(store, &known, &s->w->error) > 0)
			if (known.child_id != 0 && known.entry.mode != 0)
				add_place(s, s->places[i].path, &known);
		store_entries_close(store);
	}
}

static void
compare(struct sample *s, int fd, const struct entry *known)
{
	struct lesson *l = &s->lessons[s->n];
	struct stat st;

	if (fstatat(fd, known->name, &st,
		    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 ||
		!S_ISREG(st.st_mode))
		return;
	l->known = *known;
	entry_from_stat(&l->seen, NULL, 0, &st);
	l->known.name = NULL;
	s->n++;
}

/* The directory, if it is on the root's file system. */
static int
open_place(const struct sample *s, const struct place *p)
{
	_cleanup_(closep) int fd = io_open_beneath(s->root->fd, p->path,
		strlen(p->path), O_PATH | O_DIRECTORY);
	struct stat root, here;

	if (fd < 0 || fstat(fd, &here) < 0 || fstat(s->root->fd, &root) < 0 ||
		here.st_dev != root.st_dev)
		return -1;
	return take_fd(&fd);
}

/* Up to `share` more files of a directory. */
static void
take_share(struct sample *s, struct place *p, size_t share)
{
	_cleanup_(closep) int fd = open_place(s, p);
	struct store *store = walker_store(s->w);
	struct known_entry known;
	size_t skip = p->taken;

	if (fd < 0 || !store ||
		store_entries_open(store, p->dir_id, &s->w->error) < 0)
		return;
	for (int names = 0; names < NAMES_MOST && share > 0 && s->n < s->most &&
		!walker_is_stopping(s->w) &&
		store_entries_next(store, &known, &s->w->error) > 0;
		names++) {
		if (!entry_is_regular(&known.entry))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		compare(s, fd, &known.entry);
		p->taken++;
		share--;
	}
	store_entries_close(store);
}

size_t
sample_root(struct walker *w, const struct walk_root *root, struct lesson *ret,
	size_t most)
{
	struct sample s = { .w = w,
		.root = root,
		.lessons = ret,
		.most = most };
	size_t share;

	if (!root->known || most == 0)
		return 0;
	find_places(&s);
	share = most / (s.n_places ? s.n_places : 1);
	share = share > 0 ? share : 1;
	for (size_t i = 0; i < s.n_places; i++)
		take_share(&s, &s.places[i], share);
	for (size_t i = 0; i < s.n_places && s.n < most; i++)
		take_share(&s, &s.places[i], most);
	for (size_t i = 0; i < s.n_places; i++)
		free(s.places[i].path);
	return s.n;
}

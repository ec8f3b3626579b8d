/* SPDX-License-Identifier: MIT */
/*
 * Random worlds for the tests of find.  A world has what a walk has to be
 * careful with: more levels than have statements of their own, directories
 * without an entry as a running scan leaves them, ways, parts of a volume that
 * are mounted elsewhere, a volume that is away, of which a part was last
 * mounted, and names that sort or compose with what is around them.
 */
#ifndef CATALOG_TESTS_STORE_FIND_WORLD_H
#define CATALOG_TESTS_STORE_FIND_WORLD_H

#include "lib/random.h"
#include "store/find/find.h"
#include "store/scans.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <stdlib.h>

#define N_DIRECTORIES 220
#define N_VOLUMES 3
#define N_PLACES 4
#define MOST_DEPTH 90

struct dir {
	int64_t id;
	int volume;
	int depth;
	char *within;
};

static struct dir dirs[N_DIRECTORIES];
static size_t n_dirs;
static size_t mounted[N_PLACES]; /* of dirs */
static const char *const identities[N_VOLUMES] = { "uuid:1", "uuid:2",
	"uuid:3" };
static const char *const points[N_VOLUMES] = { "/", "/mnt", "/mnt/old" };
static int64_t volume_ids[N_VOLUMES];
static bool is_scanned; /* all of it: every directory has an entry */

/* --- a world -------------------------------------------------------------- */

/* Names that sort apart from their paths, each another one; a letter and its
 * accent, which may come first, are one letter; a long s is an s.  A
 * caron combines with a small j only. */
static inline void
next_name(char ret[16])
{
	static const char *const letters[] = { "a", "A", ".", "-", "a-", "\xff",
		"z", "a.", "e\xcc\x81", "\xcc\xb8", "\xc3\x89", "\xc5\xbf",
		"J\xcc\x8c" };
	const unsigned int n = sizeof(letters) / sizeof(letters[0]);
	static unsigned int last;

	(void)snprintf(ret, 16, "%s%s%u", letters[any(n)], letters[any(n)],
		last++ % 1000);
}

static inline void
note_dir(int64_t id, int volume, int depth, const char *above, const char *name)
{
	struct strbuf within = STRBUF_INIT;

	strbuf_addf(&within, "%s%s%s", above, *above ? "/" : "", name);
	dirs[n_dirs++] =
		(struct dir){ id, volume, depth, strbuf_detach(&within) };
}

/* A directory without an entry is what a scan leaves that is at work. */
static inline int64_t
add_orphan(struct store *store, int64_t volume_id, int64_t parent_id,
	const char *name)
{
	struct directory dir = { .parent_id = parent_id,
		.name = name,
		.name_len = strlen(name),
		.volume_id = volume_id,
		.state = DIRECTORY_COMPLETE };

	ok(store_last_directory_id(store, &dir.id, err));
	dir.id++;
	ok(store_add_directory(store, &dir, err));
	return dir.id;
}

static inline void
grow(struct store *store)
{
	/* Half of them below the last one: so some come to be deep. */
	const struct dir *up = &dirs[any(2) ? n_dirs - 1 : any(n_dirs)];
	int64_t volume_id = volume_ids[up->volume];
	char name[16];
	int64_t id;

	if (up->depth >= MOST_DEPTH)
		return;
	next_name(name);
	id = is_scanned || any(8) ? add_dir(store, volume_id, up->id, name) :
				    add_orphan(store, volume_id, up->id, name);
	note_dir(id, up->volume, up->depth + 1, up->within, name);
	for (unsigned int n = any(4); n > 0; n--) {
		next_name(name);
		add_file(store, any(2) ? id : up->id, name, any(1000),
			any(4) * 1000);
	}
}

/* One chain that is sure to be deeper than there are statements, with names
 * and orphans on both sides of it. */
static inline void
grow_deep(struct store *store)
{
	struct dir up = dirs[0];

	for (int i = 0; i < MOST_DEPTH - 20; i++) {
		int64_t volume_id = volume_ids[up.volume];
		int64_t id;

		add_file(store, up.id, "a", 1, 1000);
		add_file(store, up.id, "y", 2, 2000);
		if (!is_scanned && any(4) == 0)
			(void)add_orphan(store, volume_id, up.id, "o");
		id = is_scanned || any(4) ?
			add_dir(store, volume_id, up.id, "m") :
			add_orphan(store, volume_id, up.id, "m");
		note_dir(id, up.volume, up.depth + 1, up.within, "m");
		up = dirs[n_dirs - 1];
	}
}

static inline void
set_places(struct store *store)
{
	struct place places[N_PLACES];
	size_t n = any(N_PLACES);
	char at[N_PLACES][24];

	for (size_t i = 0; i < n; i++) {
		const struct dir *dir;

		mounted[i] = any(n_dirs);
		dir = &dirs[mounted[i]];
		(void)snprintf(at[i], sizeof(at[i]), "/x/%zu", i);
		places[i] = (struct place){ volume_ids[dir->volume], at[i],
			any(2) ? dir->within : "" };
	}
	ok(store_set_places(store, places, n, err));
}

/* Its entry was a way until it was read itself. */
static inline void
read_top(struct store *store, int64_t volume_id, int64_t id)
{
	struct known_entry way;
	struct entry e;
	char key[24];

	(void)snprintf(key, sizeof(key), "%lld", (long long)volume_id);
	way = get_entry(store, 0, key);
	e = file_entry(key, 2, 4096);
	e.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, 0, &way, &e, id, err));
	ok(store_set_directory_state(store, id, DIRECTORY_COMPLETE, 0, err));
}

/* Ways may be above what was scanned. */
static inline void
add_top(struct store *store, int volume, const char *identity,
	const char *mount_point)
{
	const char *top = any(2) ? "" : any(2) ? "w" : "w/v/u";
	int64_t id;

	volume_ids[volume] = add_volume(store, identity, mount_point);
	id = make_directory(store, volume_ids[volume], top);
	if (!*top)
		read_top(store, volume_ids[volume], id);
	note_dir(id, volume, 0, "", top);
}

/* Where they were when they were mounted last, which may be a part of each. */
static inline void
see_volumes_again(struct store *store)
{
	for (size_t i = 0; i < N_VOLUMES; i++) {
		const struct dir *dir = &dirs[any(n_dirs)];

		if (any(2))
			(void)add_volume_part(store, identities[dir->volume],
				points[dir->volume], dir->within);
	}
}

static inline struct store *
make_world(void)
{
	struct store *store = open_store(":memory:");
	struct scan_row scan = { .root_id = 1,
		.volume_id = 1,
		.root_path = "/",
		.started_ns = 1 };

	n_dirs = 0;
	is_scanned = any(2) != 0;
	ok(store_begin(store, err));
	ok(store_begin_scan(store, &scan, err));
	for (int i = 0; i < N_VOLUMES; i++)
		add_top(store, i, identities[i], points[i]);
	grow_deep(store);
	while (n_dirs < N_DIRECTORIES)
		grow(store);
	see_volumes_again(store);
	ok(store_commit(store, err));
	set_places(store);
	return store;
}

static inline void
free_world(struct store *store)
{
	for (size_t i = 0; i < n_dirs; i++)
		free(dirs[i].within);
	store_close(store);
}

/* --- what is asked of it -------------------------------------------------- */

/* Of names or paths: parts of a name, of what is above it, or of both. */
static inline struct wanted *
random_pattern(void)
{
	static const struct {
		enum wanted_kind kind;
		const char *text;
	} patterns[] = {
		{ WANTED_SUBSTRING, "a" },
		{ WANTED_SUBSTRING, "Z1" },
		{ WANTED_SUBSTRING, "m/m/m/a" },
		{ WANTED_SUBSTRING, "/x/1/" },
		{ WANTED_SUBSTRING, "/a" },
		{ WANTED_SUBSTRING, "mnt" },
		{ WANTED_SUBSTRING, ":/" },
		{ WANTED_SUBSTRING, "\xc3\xa9" },
		{ WANTED_SUBSTRING, "\xff" },
		{ WANTED_SUBSTRING, "1/e\xcc\x81" },
		{ WANTED_SUBSTRING, "/\xcc\xb8" },
		{ WANTED_SUBSTRING, "" },
		{ WANTED_EXTENSION, "m/y" },
		{ WANTED_GLOB, "*2" },
		{ WANTED_GLOB, "/mnt/*a/*" },
		{ WANTED_GLOB, "*M/a" },
		{ WANTED_GLOB, "*[am]/?" },
		{ WANTED_GLOB, "*A" },
		{ WANTED_GLOB, "*/*m/m/a" },
		{ WANTED_GLOB, "?*a*\xc3\xa9" },
		{ WANTED_GLOB, "*/\xcc\xb8z1" },
		{ WANTED_REGEX, "m/[ay]$" },
		{ WANTED_REGEX, "^/x.*[0-4]" },
		{ WANTED_REGEX, "\xc3\x89" },
		{ WANTED_REGEX, "\xc3\xa9[^/]*/\xcc\xb8" },
		{ WANTED_REGEX, "s[0-9]" },
		{ WANTED_REGEX, "J\xcc\x8c[0-9]" },
		{ WANTED_REGEX, "J[^a]" },
		{ WANTED_GLOB, "*\xc3\x89*/*a*" },
		{ WANTED_GLOB, "*\xff*m/a" },
		{ WANTED_EXTENSION, "3/\xcc\xb8z1" },
	};
	size_t i = any(sizeof(patterns) / sizeof(patterns[0]));
	struct wanted *w = wanted_new_text(patterns[i].kind, patterns[i].text,
		strlen(patterns[i].text));

	w->on_path = any(3) != 0;
	w->ignore_case = any(2) != 0;
	return w;
}

/* On names, paths, and what only the walk knows. */
static inline struct wanted *
random_condition(void)
{
	switch (any(7)) {
	case 0:
	case 1:
		return random_pattern();
	case 2:
		return wanted_new_range(WANTED_SIZE, (int64_t)any(5) * 1000,
			INT64_MAX);
	case 3:
		return wanted_new_range(WANTED_TYPE,
			wanted_type(any(2) ? S_IFDIR : S_IFREG), 0);
	case 4:
		return wanted_new(WANTED_HIDDEN);
	case 5:
		return wanted_new(WANTED_ONLINE);
	default:
		return wanted_new(WANTED_EMPTY);
	}
}

static inline struct wanted *
random_wanted(void)
{
	switch (any(5)) {
	case 0:
		return NULL;
	case 1:
		return wanted_and(random_condition(), random_condition());
	case 2:
		return wanted_or(random_condition(),
			wanted_not(random_condition()));
	default:
		return random_condition();
	}
}

/* Where the first line begins that is another one. */
/* Everywhere, or in some places; all of it, or in some depths. */
static inline void
random_limits(struct find_options *o, struct find_place *at)
{
	o->max_depth = any(2) ? INT64_MAX : (int64_t)any(8);
	o->min_depth = any(2) ? 0 : (int64_t)any(4);
	o->places = at;
	for (o->n_places = any(2) ? 0 : 1 + any(2);
		at < o->places + o->n_places; at++) {
		const struct dir *dir = &dirs[any(n_dirs)];

		*at = (struct find_place){ volume_ids[dir->volume],
			dir->within };
	}
}

static inline size_t
first_difference(const char *a, const char *b)
{
	size_t line = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '\n')
			line = i + 1;
	return line;
}

#endif

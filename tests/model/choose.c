/* SPDX-License-Identifier: MIT */
/* The next step: random, but fitting the tree as it is. */
#include "model/model.h"

#include <stdio.h>
#include <string.h>

#define DEPTH 3
#define N_WANTED 60 /* names; with more, more are removed */

static const char *const pool[] = { "a", "b", "c", "d", "x1", "e\xff", "n\nl",
	"-f" };
static const unsigned int sizes[] = { 0, 1, 100, 100, 2048, 4096, 4097, 12000,
	12000, 12000, 40000 };
static const unsigned int modes[] = { 0, 0, 0444, 0755, 0755, 0755, 0755 };

/* One in so many of all. */
static const struct {
	enum step_type type;
	unsigned int weight;
} weights[] = {
	{ STEP_CREATE, 16 },
	{ STEP_COPY, 12 },
	{ STEP_EDIT, 6 },
	{ STEP_TRUNCATE, 3 },
	{ STEP_BACK, 6 },
	{ STEP_RENAME, 14 },
	{ STEP_SWAP, 5 },
	{ STEP_TO_DIR, 2 },
	{ STEP_TO_FILE, 2 },
	{ STEP_LINK, 5 },
	{ STEP_SYMLINK, 1 },
	{ STEP_MKDIR, 10 },
	{ STEP_REMOVE, 3 },
	{ STEP_CHMOD, 6 },
	{ STEP_UNMOUNT, 2 },
	{ STEP_MOUNT, 8 },
	{ STEP_STRAY, 1 },
	{ STEP_SCAN, 7 },
	{ STEP_SCAN_PLACE, 4 },
	{ STEP_SCAN_ALL, 16 },
	{ STEP_EXCLUDE, 1 },
	{ STEP_KILL_SCAN, 3 },
	{ STEP_STOP_SCAN, 1 },
	{ STEP_DUPES, 12 },
	{ STEP_KILL_DUPES, 1 },
};

static uint64_t state;

/* splitmix64: the same everywhere. */
static unsigned int
below(size_t n)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (unsigned int)((z ^ (z >> 31)) % n);
}

void
choose_begin(unsigned long seed)
{
	state = seed;
}

static unsigned int
depth(const char *path)
{
	unsigned int n = *path ? 1 : 0;

	for (; *path; path++)
		n += *path == '/';
	return n;
}

/* A name that is there, of a type or (0) of any; perhaps the top. */
static void
pick(const struct tree *t, mode_t type, bool with_top, char *ret)
{
	const struct node *node;

	for (int i = 0; i < 50; i++) {
		node = &t->nodes[below((size_t)t->n_nodes)];
		if ((type == 0 || (node->st.st_mode & S_IFMT) == type) &&
			(with_top || node->parent >= 0)) {
			(void)snprintf(ret, PATH_SIZE, "%s", node->path);
			return;
		}
	}
	(void)snprintf(ret, PATH_SIZE, "%s", "a");
}

/* A name that may or may not be there. */
static void
invent(const struct tree *t, char *ret)
{
	char dir[PATH_SIZE];

	do
		pick(t, S_IFDIR, true, dir);
	while (depth(dir) > DEPTH);
	if ((size_t)snprintf(ret, PATH_SIZE, "%s%s%s", dir, *dir ? "/" : "",
		    pool[below(sizeof(pool) / sizeof(*pool))]) >= PATH_SIZE)
		ret[0] = '\0';
}

static enum step_type
choose_type(const struct tree *t)
{
	const size_t n = sizeof(weights) / sizeof(*weights);
	unsigned int sum = 0;
	unsigned int at;

	if (t->n_nodes > N_WANTED && below(4) == 0)
		return STEP_REMOVE;
	for (size_t i = 0; i < n; i++)
		sum += weights[i].weight;
	at = below(sum);
	for (size_t i = 0; i < n; i++) {
		if (at < weights[i].weight)
			return weights[i].type;
		at -= weights[i].weight;
	}
	return STEP_NONE;
}

static mode_t
type_of(enum step_type type)
{
	switch ((int)type) {
	case STEP_COPY:
	case STEP_EDIT:
	case STEP_BACK:
	case STEP_TRUNCATE:
	case STEP_LINK:
	case STEP_TO_DIR:
		return S_IFREG;
	case STEP_TO_FILE:
	case STEP_SCAN:
	case STEP_EXCLUDE:
	case STEP_KILL_SCAN:
	case STEP_STOP_SCAN:
		return S_IFDIR;
	default:
		return 0;
	}
}

static void
choose_paths(const struct tree *t, struct step *s)
{
	/* Directories are few, and the more interesting to move. */
	bool is_dir = below(2) == 0;

	if (s->type == STEP_CREATE || s->type == STEP_SYMLINK ||
		s->type == STEP_MKDIR) {
		invent(t, s->path);
		return;
	}
	do
		pick(t,
			s->type == STEP_RENAME && is_dir ? S_IFDIR :
							   type_of(s->type),
			s->type >= STEP_SCAN, s->path);
	while ((s->type == STEP_REMOVE || s->type == STEP_TO_FILE) &&
		depth(s->path) < 2 && below(4) != 0);
	if (s->type == STEP_SWAP)
		pick(t, is_dir ? S_IFDIR : S_IFREG, false, s->other);
	else
		invent(t, s->other);
}

void
choose(const struct world *w, struct step *ret)
{
	const struct tree *t;

	memset(ret, 0, sizeof(*ret));
	ret->volume = (int)below(N_VOLUMES);
	t = &w->volumes[ret->volume].tree;
	ret->type = choose_type(t);
	choose_paths(t, ret);
	ret->seed = below(8);
	ret->number = sizes[below(sizeof(sizes) / sizeof(*sizes))];
	if (ret->type == STEP_CHMOD)
		ret->number = modes[below(sizeof(modes) / sizeof(*modes))];
	if (ret->type == STEP_MOUNT)
		ret->number =
			((unsigned int)ret->volume + (below(3) == 0 ? 1 : 0)) %
			N_PLACES;
	if (ret->type == STEP_MOUNT && below(4) == 0)
		ret->number = 2;
	if (ret->type == STEP_STRAY || ret->type == STEP_SCAN_PLACE)
		ret->number = below(N_PLACES);
	if (ret->type == STEP_KILL_SCAN || ret->type == STEP_STOP_SCAN ||
		ret->type == STEP_KILL_DUPES)
		ret->number = below(20000);
}

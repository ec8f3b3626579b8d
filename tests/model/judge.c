/* SPDX-License-Identifier: MIT */
/* One command: what it should look at, what it did, and whether that fits. */
#include "model/model.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TARGETS 64
#define SAID_SIZE (1 << 18)
#define FIND_EVERY 8

struct command {
	const struct step *step;
	struct target targets[MAX_TARGETS];
	size_t n_targets;
	bool is_clean;	/* nothing should keep it from being complete */
	bool is_unsure; /* ... or perhaps not */
	bool is_cut;
	int status;
	char said[4096];
};

/* --- what it should look at ----------------------------------------------- */

bool
path_is_below(const char *path, const char *top)
{
	size_t n = strlen(top);

	return n == 0 ||
		(strncmp(path, top, n) == 0 &&
			(path[n] == '\0' || path[n] == '/'));
}

static const struct root *
find_root(const struct known *k, int volume, const char *path)
{
	for (size_t i = 0; i < k->n_roots; i++)
		if (k->roots[i].volume == volume &&
			strcmp(k->roots[i].path, path) == 0)
			return &k->roots[i];
	return NULL;
}

static void
add_target(struct world *w, struct command *c, int volume, const char *path)
{
	const struct tree *t = &w->volumes[volume].tree;
	const struct root *root = find_root(&w->before, volume, path);
	int at = truth_find(t, path);
	struct target *target = &c->targets[c->n_targets];

	if (w->volumes[volume].place < 0 || at < 0 ||
		!S_ISDIR(t->nodes[at].st.st_mode) ||
		!t->nodes[at].is_readable) {
		c->is_clean = false;
		return;
	}
	if (c->n_targets == MAX_TARGETS)
		die("many targets");
	memset(target, 0, sizeof(*target));
	target->volume = volume;
	(void)snprintf(target->path, PATH_SIZE, "%s", path);
	if (root)
		memcpy(target->is_excluding, root->is_excluding,
			sizeof(root->is_excluding));
	if (c->step->type == STEP_EXCLUDE)
		for (unsigned int i = 0; i < 2; i++)
			target->is_excluding[i] = c->step->seed % 2 == i;
	c->n_targets++;
}

/* Of several roots the outermost are walked. */
static void
drop_covered(struct command *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_targets; i++) {
		bool is_covered = false;

		for (size_t k = 0; k < c->n_targets; k++)
			is_covered |= k != i &&
				c->targets[k].volume == c->targets[i].volume &&
				path_is_below(c->targets[i].path,
					c->targets[k].path);
		if (!is_covered)
			c->targets[n++] = c->targets[i];
	}
	c->n_targets = n;
}

static bool
scans_all(const struct step *s)
{
	return s->type == STEP_SCAN_ALL ||
		((s->type == STEP_KILL_SCAN || s->type == STEP_STOP_SCAN) &&
			s->seed % 2);
}

static void
find_targets(struct world *w, struct command *c)
{
	const struct known *k = &w->before;
	int volume;

	c->is_clean = true;
	if (scans_all(c->step)) {
		c->is_clean = k->n_roots > 0;
		for (size_t i = 0; i < k->n_roots; i++)
			if (k->roots[i].volume >= 0)
				add_target(w, c, k->roots[i].volume,
					k->roots[i].path);
	} else if (c->step->type == STEP_SCAN_PLACE) {
		volume = world_who_is_at(w, (int)c->step->number);
		if (volume >= 0)
			add_target(w, c, volume, "");
		else
			c->is_clean = false;
	} else {
		add_target(w, c, c->step->volume, c->step->path);
	}
	drop_covered(c);
}

bool
is_excluded(const struct target *t, const char *name)
{
	return (t->is_excluding[0] && name[0] == 'x') ||
		(t->is_excluding[1] && strcmp(name, "none") == 0);
}

static bool
is_listed_empty(const struct tree *t, int index)
{
	const struct node *node = &t->nodes[index];

	if (!node->is_reachable || !(node->st.st_mode & S_IROTH))
		return false;
	for (int i = 0; i < t->n_nodes; i++)
		if (t->nodes[i].parent == index)
			return false;
	return true;
}

/* Whatever it cannot read makes it incomplete. */
static void
find_unreadable(const struct world *w, struct command *c)
{
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct target *target = &c->targets[i];
		const struct tree *t = &w->volumes[target->volume].tree;

		for (int k = 0; k < t->n_nodes; k++) {
			const struct node *node = &t->nodes[k];
			bool is_hidden = false;

			if (!S_ISDIR(node->st.st_mode) || node->is_readable ||
				!path_is_below(node->path, target->path))
				continue;
			for (; strcmp(node->path, target->path) != 0;
				node = &t->nodes[node->parent])
				is_hidden |= is_excluded(target, node->name);
			/* One that can be listed, and is empty, is read. */
			if (!is_hidden && is_listed_empty(t, k))
				c->is_unsure = true;
			else if (!is_hidden)
				c->is_clean = false;
		}
	}
}

/* --- doing it ------------------------------------------------------------- */

static void
run_command(struct world *w, struct command *c)
{
	const struct step *s = c->step;
	struct run_options o = { 0, s->number };
	char path[500];
	const char *args[10] = { "catalog", "--db", w->db, "-q", NULL };
	size_t n = 4;

	args[n++] = s->type == STEP_DUPES || s->type == STEP_KILL_DUPES ?
		"dupes" :
		"scan";
	if (s->type == STEP_EXCLUDE) {
		args[n++] = "--exclude";
		args[n++] = exclude_patterns[s->seed % 2];
	}
	if (s->type == STEP_SCAN_PLACE)
		world_place(w, (int)s->number, path, sizeof(path));
	else
		world_path(w, s->volume, s->path, path, sizeof(path));
	if (s->type >= STEP_SCAN && s->type < STEP_DUPES && !scans_all(s))
		args[n++] = path;
	args[n] = NULL;
	if (s->type == STEP_KILL_SCAN || s->type == STEP_KILL_DUPES)
		o.signal = SIGKILL;
	if (s->type == STEP_STOP_SCAN)
		o.signal = SIGINT;
	c->status = program_run(w, args, &o, c->said, sizeof(c->said));
	c->is_cut = o.signal &&
		(c->status == 128 + SIGKILL || c->status == 128 + SIGINT);
}

static void
judge_status(struct world *w, const struct command *c)
{
	if (c->is_cut || (c->is_clean && c->is_unsure && c->status == 3))
		return;
	if (c->is_clean ? c->status != 0 : c->status != 3 && c->status != 2)
		fail(w, "exit status %d of a %s scan: %s", c->status,
			c->is_clean ? "clean" : "disturbed", c->said);
}

/* A place where a known volume belongs that is not mounted anywhere. */
static bool
is_empty_place(const struct world *w, int place)
{
	char path[300];

	world_place(w, place, path, sizeof(path));
	for (size_t i = 0; i < w->before.n_records; i++) {
		const struct record *r = &w->before.records[i];

		if (r->volume >= 0 && w->volumes[r->volume].place < 0 &&
			strcmp(r->mount_point, path) == 0)
			return true;
	}
	return false;
}

/* The rows are judged one by one; here, that reports show them all. */
static void
judge_find(struct world *w)
{
	const char *args[] = { "catalog", "--db", w->db, "-q", "--format=paths",
		"find", NULL };
	size_t n_rows = 0;
	size_t n_paths = 0;
	char *said = must(malloc(SAID_SIZE));
	int status = program_run(w, args, NULL, said, SAID_SIZE);

	for (size_t i = 0; i < w->after.n_rows; i++)
		n_rows += w->after.rows[i].facts.mode != 0;
	for (const char *p = said; *p; p++)
		n_paths += *p == '\n' &&
			(p[1] == '/' || (p[1] == '\0' && p[0] == '\n'));
	if (status != 0 && status != 3)
		fail(w, "exit status %d of find: %s", status, said);
	else if (n_paths != n_rows)
		fail(w, "find: %zu paths of %zu rows", n_paths, n_rows);
	free(said);
}

static void
judge_scan_command(struct world *w, struct command *c)
{
	struct region region = { c->targets, c->n_targets, c->is_cut };

	judge_status(w, c);
	judge_scan(w, &region);
	sound_check(w, !c->is_cut && c->n_targets > 0);
	judge_digests(w);
	if (w->counts->scans++ % FIND_EVERY == 0 && w->after.is_there)
		judge_find(w);
}

void
judge_command(struct world *w, const struct step *s)
{
	struct command *c = must(calloc(1, sizeof(*c)));
	bool is_dupes = s->type == STEP_DUPES || s->type == STEP_KILL_DUPES;

	c->step = s;
	known_clear(&w->before);
	known_read(&w->before, w);
	/* A path of a volume that is not there cannot be given; and a place
	 * where nothing was yet is a directory like any other. */
	if ((s->type == STEP_SCAN_PLACE &&
		    world_who_is_at(w, (int)s->number) < 0 &&
		    !is_empty_place(w, (int)s->number)) ||
		((s->type == STEP_SCAN || s->type == STEP_EXCLUDE ||
			 s->type == STEP_KILL_SCAN ||
			 s->type == STEP_STOP_SCAN) &&
			!scans_all(s) && w->volumes[s->volume].place < 0)) {
		free(c);
		return;
	}
	for (int i = 0; i < N_VOLUMES; i++)
		truth_read(w, i);
	if (!is_dupes) {
		find_targets(w, c);
		find_unreadable(w, c);
	}
	run_command(w, c);
	if (c->status == 126 || c->status == 127)
		die("cannot run the program");
	known_clear(&w->after);
	known_read(&w->after, w);
	judge_reads(w, is_dupes);
	w->counts->killed += c->is_cut;
	if (is_dupes && !w->after.is_there) {
		; /* there is nothing to ask */
	} else if (c->status == 4 || c->status == 75 ||
		(c->status > 128 && !c->is_cut)) {
		fail(w, "exit status %d: %s", c->status, c->said);
	} else if (!is_dupes) {
		judge_scan_command(w, c);
	} else {
		const struct region nothing = { NULL, 0, false };

		judge_scan(w, &nothing);
		sound_check(w, false);
		judge_digests(w);
		w->counts->dupes++;
		if (!c->is_cut && c->status != 0 && c->status != 3)
			fail(w, "exit status %d of dupes: %s", c->status,
				c->said);
		else if (!c->is_cut)
			judge_dupes(w);
	}
	free(c);
}

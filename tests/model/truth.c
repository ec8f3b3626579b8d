/* SPDX-License-Identifier: MIT */
/*
 * What is there, by lstat and by reading every byte; and, for the promise
 * that a digest is never wrong, what each file ever held with which facts.
 */
#include "model/model.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct held {
	int volume;
	struct facts facts;
	unsigned char digest[DIGEST_SIZE];
};

static struct held *held;
static size_t n_held;
static size_t size_held;

static int64_t
nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

void
facts_of(struct facts *ret, const struct stat *st)
{
	memset(ret, 0, sizeof(*ret));
	ret->size = st->st_size;
	ret->mtime = nanoseconds(&st->st_mtim);
	ret->ctime = nanoseconds(&st->st_ctim);
	ret->blocks = st->st_blocks;
	ret->inode = st->st_ino;
	ret->mode = st->st_mode;
	ret->uid = st->st_uid;
	ret->gid = st->st_gid;
	ret->nlink = (uint32_t)st->st_nlink;
}

bool
facts_same_content(const struct facts *a, const struct facts *b)
{
	return a->size == b->size && a->mtime == b->mtime &&
		a->ctime == b->ctime && a->inode == b->inode;
}

bool
facts_equal(const struct facts *a, const struct facts *b)
{
	return facts_same_content(a, b) && a->blocks == b->blocks &&
		a->mode == b->mode && a->uid == b->uid && a->gid == b->gid &&
		a->nlink == b->nlink;
}

/* O_NOATIME: who reads is seen by the access time (judge_digests.c). */
static void
digest_file(unsigned char *ret, const char *path, off_t size)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC);
	char *bytes = must(malloc((size_t)size + 1));
	XXH128_canonical_t canonical;
	ssize_t n;

	if (fd < 0)
		die(path);
	n = read(fd, bytes, (size_t)size + 1);
	if (n != size)
		die("a short read");
	XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, (size_t)n));
	memcpy(ret, canonical.digest, DIGEST_SIZE);
	free(bytes);
	(void)close(fd);
}

static int
compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static struct node *
add_node(struct tree *t, int parent, const char *name)
{
	struct node *node = &t->nodes[t->n_nodes++];
	char path[2 * PATH_SIZE];

	if (t->n_nodes == MAX_NODES || strlen(name) >= NAME_SIZE)
		die("the tree is too large");
	memset(node, 0, sizeof(*node));
	node->parent = parent;
	(void)snprintf(node->name, NAME_SIZE, "%s", name);
	(void)snprintf(path, sizeof(path), "%s%s%s",
		parent > 0 ? t->nodes[parent].path : "", parent > 0 ? "/" : "",
		name);
	if (strlen(path) >= PATH_SIZE)
		die("the tree is too deep");
	memcpy(node->path, path, strlen(path) + 1);
	return node;
}

static void
examine(struct tree *t, struct node *node, const char *path)
{
	const struct node *parent =
		node->parent < 0 ? NULL : &t->nodes[node->parent];
	const mode_t enter = S_IROTH | S_IXOTH;

	if (lstat(path, &node->st) < 0)
		die(path);
	node->is_reachable = !parent ||
		(parent->is_reachable && (parent->st.st_mode & S_IXOTH));
	node->is_readable = node->is_reachable &&
		(S_ISDIR(node->st.st_mode) ?
				(node->st.st_mode & enter) == enter :
				(node->st.st_mode & S_IROTH) != 0);
	if (S_ISREG(node->st.st_mode))
		digest_file(node->digest, path, node->st.st_size);
}

static void
read_below(const struct world *w, int volume, struct tree *t, int top)
{
	struct dirent **names;
	char path[512];
	int n;

	world_path(w, volume, t->nodes[top].path, path, sizeof(path));
	n = scandir(path, &names, NULL, compare_names);
	if (n < 0)
		die(path);
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		int index = t->n_nodes;
		struct node *node;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			node = add_node(t, top, name);
			world_path(w, volume, node->path, path, sizeof(path));
			examine(t, node, path);
			if (S_ISDIR(node->st.st_mode))
				read_below(w, volume, t, index);
		}
		free(names[i]);
	}
	free(names);
}

/* A volume that is not mounted stays as it was. */
void
truth_read(struct world *w, int volume)
{
	struct tree *t = &w->volumes[volume].tree;
	char path[512];

	if (w->volumes[volume].place < 0)
		return;
	t->n_nodes = 0;
	world_path(w, volume, "", path, sizeof(path));
	examine(t, add_node(t, -1, ""), path);
	read_below(w, volume, t, 0);
	history_note(volume, t);
}

int
truth_find(const struct tree *t, const char *path)
{
	for (int i = 0; i < t->n_nodes; i++)
		if (strcmp(t->nodes[i].path, path) == 0)
			return i;
	return -1;
}

bool
truth_is_on(const struct tree *t, const char *path)
{
	return truth_find(t, path) >= 0;
}

/* --- what files held ------------------------------------------------------ */

bool
history_has(int volume, const struct facts *f, const unsigned char *digest,
	bool with_ctime)
{
	for (size_t i = n_held; i-- > 0;) {
		const struct held *h = &held[i];

		if (h->volume != volume || h->facts.inode != f->inode ||
			h->facts.size != f->size ||
			h->facts.mtime != f->mtime ||
			(with_ctime && h->facts.ctime != f->ctime))
			continue;
		/* Two contents with all facts alike: the last one counts. */
		if (memcmp(h->digest, digest, DIGEST_SIZE) == 0)
			return true;
		if (with_ctime)
			return false;
	}
	return false;
}

void
history_note(int volume, const struct tree *t)
{
	struct facts facts;

	for (int i = 0; i < t->n_nodes; i++) {
		const struct node *node = &t->nodes[i];

		if (!S_ISREG(node->st.st_mode))
			continue;
		facts_of(&facts, &node->st);
		if (history_has(volume, &facts, node->digest, true))
			continue;
		if (n_held == size_held) {
			size_held = size_held ? 2 * size_held : 256;
			held = must(realloc(held, size_held * sizeof(*held)));
		}
		held[n_held].volume = volume;
		held[n_held].facts = facts;
		memcpy(held[n_held++].digest, node->digest, DIGEST_SIZE);
	}
}

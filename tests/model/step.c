/* SPDX-License-Identifier: MIT */
/*
 * Steps that change the tree or the mounts.  One that does not fit (its file
 * is not there, its volume is not mounted) does nothing, so that any part of
 * a list of steps can be left out.
 */
#include "model/model.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const exclude_patterns[2] = { "x*", "none" };

static const char *const names[N_STEPS] = { "none", "create", "copy", "edit",
	"truncate", "edit, mtime back", "rename", "swap", "file to directory",
	"directory to file", "link", "symlink", "mkdir", "remove", "chmod",
	"unmount", "mount", "stray file", "SCAN", "SCAN of place", "SCAN all",
	"SCAN --exclude", "SCAN killed", "SCAN stopped", "DUPES",
	"DUPES killed" };

bool
step_is_command(const struct step *s)
{
	return s->type >= STEP_SCAN;
}

/* Names may hold anything. */
static void
print_path(char *ret, size_t size, int volume, const char *path)
{
	size_t n = (size_t)snprintf(ret, size, "%d:/", volume);

	for (; *path && n + 5 < size; path++)
		n += (size_t)snprintf(ret + n, size - n,
			*path < ' ' || *path > '~' ? "\\x%02x" : "%c",
			(unsigned char)*path);
}

void
step_print(const struct step *s, char *ret, size_t size)
{
	char path[PATH_SIZE * 4];
	char other[PATH_SIZE * 4];

	print_path(path, sizeof(path), s->volume, s->path);
	print_path(other, sizeof(other), s->volume, s->other);
	switch ((int)s->type) {
	case STEP_COPY:
	case STEP_RENAME:
	case STEP_SWAP:
	case STEP_LINK:
		(void)snprintf(ret, size, "%s %s %s", names[s->type], path,
			other);
		break;
	case STEP_CHMOD:
		(void)snprintf(ret, size, "chmod %s %04o", path, s->number);
		break;
	case STEP_MOUNT:
	case STEP_STRAY:
	case STEP_SCAN_PLACE:
		(void)snprintf(ret, size, "%s volume %d place %c",
			names[s->type], s->volume, 'a' + (int)s->number);
		break;
	default:
		(void)snprintf(ret, size, "%s %s %u seed %u", names[s->type],
			path, s->number, s->seed);
		break;
	}
}

/* Whether it fits shows in the tree. */
static void
attempt(int result)
{
	(void)result;
}

/* --- what they do --------------------------------------------------------- */

/*
 * Files of one size differ in one byte at most: at the head, in the middle,
 * where only a full digest sees it, or at the tail.
 */
static void
write_content(int fd, size_t size, unsigned int seed)
{
	char *bytes = must(malloc(size + 1));
	size_t at[] = { 0, size / 2, size ? size - 1 : 0 };

	memset(bytes, 'A', size + 1);
	if (seed % 4 > 0)
		bytes[at[seed % 4 - 1]] = 'B';
	if (write(fd, bytes, size) != (ssize_t)size)
		size = 0; /* the file system is full: then it is shorter */
	free(bytes);
}

static void
create(const char *path, size_t size, unsigned int seed)
{
	int fd = open(path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	write_content(fd, size, seed);
	(void)close(fd);
}

static bool
is_type(const char *path, mode_t type, struct stat *ret)
{
	return lstat(path, ret) == 0 && (ret->st_mode & S_IFMT) == type;
}

static void
edit(const char *path, unsigned int offset, unsigned int seed, bool back)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };
	char byte = (char)('B' + seed % 3);
	struct stat st;
	int fd;

	if (!is_type(path, S_IFREG, &st) || st.st_size == 0)
		return;
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	times[1] = st.st_mtim;
	if (pwrite(fd, &byte, 1, (off_t)offset % st.st_size) != 1 ||
		(back && futimens(fd, times) < 0))
		die(path);
	(void)close(fd);
}

static void
copy(const char *from, const char *to)
{
	struct stat st;
	char *bytes;
	int in;
	int out;

	if (!is_type(from, S_IFREG, &st))
		return;
	in = open(from, O_RDONLY | O_NOATIME | O_CLOEXEC);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		0644);
	bytes = must(malloc((size_t)st.st_size + 1));
	if (in >= 0 && out >= 0 &&
		(read(in, bytes, (size_t)st.st_size) != st.st_size ||
			write(out, bytes, (size_t)st.st_size) < 0))
		(void)unlink(to); /* full */
	free(bytes);
	if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
}

static void
remove_tree(const char *path)
{
	char command[700];

	(void)setenv("MODEL_PATH", path, 1);
	(void)snprintf(command, sizeof(command), "rm -rf -- \"$MODEL_PATH\"");
	if (system(command) != 0) /* NOLINT(cert-env33-c) */
		die("rm");
}

static void
replace(const struct step *s, const char *path)
{
	char inside[600];
	struct stat st;

	if (s->type == STEP_TO_FILE && is_type(path, S_IFDIR, &st)) {
		remove_tree(path);
		create(path, s->number, s->seed);
	}
	if (s->type == STEP_TO_DIR && is_type(path, S_IFREG, &st)) {
		if (unlink(path) < 0 || mkdir(path, 0755) < 0)
			return;
		(void)snprintf(inside, sizeof(inside), "%s/in", path);
		create(inside, s->number, s->seed);
	}
}

static void
change_names(const struct step *s, const char *path, const char *other)
{
	struct stat st;

	switch ((int)s->type) {
	case STEP_COPY:
		copy(path, other);
		break;
	case STEP_RENAME:
		attempt(rename(path, other));
		break;
	case STEP_SWAP:
		attempt(renameat2(AT_FDCWD, path, AT_FDCWD, other,
			RENAME_EXCHANGE));
		break;
	case STEP_LINK:
		if (is_type(path, S_IFREG, &st))
			attempt(link(path, other));
		break;
	case STEP_SYMLINK:
		attempt(symlink("..", path));
		break;
	case STEP_MKDIR:
		attempt(mkdir(path, 0755));
		break;
	case STEP_REMOVE:
		if (lstat(path, &st) == 0)
			remove_tree(path);
		break;
	case STEP_CHMOD:
		if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode))
			attempt(chmod(path, (mode_t)s->number));
		break;
	default:
		replace(s, path);
		break;
	}
}

static void
change_tree(struct world *w, const struct step *s)
{
	char path[500];
	char other[500];

	world_path(w, s->volume, s->path, path, sizeof(path));
	world_path(w, s->volume, s->other, other, sizeof(other));
	if (s->type == STEP_CREATE)
		create(path, s->number, s->seed);
	else if (s->type == STEP_EDIT || s->type == STEP_BACK)
		edit(path, s->number, s->seed, s->type == STEP_BACK);
	else if (s->type == STEP_TRUNCATE)
		attempt(truncate(path, (off_t)s->number));
	else
		change_names(s, path, other);
	truth_read(w, s->volume);
}

void
step_change(struct world *w, const struct step *s)
{
	char path[600];
	char place[500];

	if (s->type == STEP_UNMOUNT) {
		(void)world_unmount(w, s->volume);
	} else if (s->type == STEP_MOUNT) {
		(void)world_mount(w, s->volume, (int)s->number);
	} else if (s->type == STEP_STRAY) {
		world_place(w, (int)s->number, place, sizeof(place));
		(void)snprintf(path, sizeof(path), "%s/stray%u", place,
			s->seed % 3);
		if (world_who_is_at(w, (int)s->number) < 0)
			create(path, 100, s->seed);
	} else if (w->volumes[s->volume].place >= 0 && s->path[0] != '\0') {
		change_tree(w, s);
	}
}

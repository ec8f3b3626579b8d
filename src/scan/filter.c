/* SPDX-License-Identifier: MIT */
#include "scan/filter.h"

#include "store/store.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct glob {
	char *pattern;
	bool with_path;
	bool directories_only;
};

/* The directory that holds the catalogue, by identity: the path to it may
 * lead through links and bind mounts. */
struct own {
	char *name; /* last component of the catalogue's path, or NULL */
	dev_t dev;
	ino_t ino;
};

struct filter {
	struct glob *globs;
	size_t n_globs;
	bool needs_path;
	struct own given; /* as the path was given */
	struct own real;  /* where it leads, should it be a symbolic link */
};

DEFINE_CLEANUP(struct filter *, filter_free);

static int
glob_parse(struct glob *ret, const char *text, struct error *err)
{
	bool from_root = *text == '/';
	size_t len;

	while (*text == '/')
		text++;
	len = strlen(text);
	ret->directories_only = len > 0 && text[len - 1] == '/';
	while (len > 0 && text[len - 1] == '/')
		len--;
	if (len == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"an exclude pattern must not be empty; "
			"for example: --exclude '*.tmp'");
	ret->pattern = xmemdupz(text, len);
	ret->with_path = from_root || strchr(ret->pattern, '/') != NULL;
	return 0;
}

static void
remember_own(struct own *own, const char *db_path)
{
	const char *slash = strrchr(db_path, '/');
	_cleanup_(freep) char *dir = NULL;
	struct stat st;

	dir = slash ? xmemdupz(db_path, (size_t)(slash - db_path) + 1) :
		      xstrdup(".");
	if (stat(dir, &st) < 0)
		return;
	own->name = xstrdup(slash ? slash + 1 : db_path);
	own->dev = st.st_dev;
	own->ino = st.st_ino;
}

static bool
is_own(const struct own *own, dev_t dev, ino_t ino, const char *name)
{
	size_t len;

	if (!own->name || ino != own->ino || dev != own->dev)
		return false;
	len = strlen(own->name);
	if (strncmp(name, own->name, len) != 0)
		return false;
	name += len;
	return *name == '\0' || strcmp(name, "-wal") == 0 ||
		strcmp(name, "-shm") == 0 || strcmp(name, "-journal") == 0 ||
		strcmp(name, ".lock") == 0 || store_is_draft_name(name) ||
		strncmp(name, ".backup-", 8) == 0;
}

int
filter_new(struct filter **ret, const char *const *globs, size_t n_globs,
	const char *db_path, struct error *err)
{
	_cleanup_(filter_freep) struct filter *f = xcalloc(1, sizeof(*f));
	_cleanup_(freep) char *real = NULL;

	f->globs = xcalloc(n_globs + 1, sizeof(*f->globs));
	for (size_t i = 0; i < n_globs; i++) {
		if (glob_parse(&f->globs[i], globs[i], err) < 0)
			return -EINVAL;
		f->n_globs++;
		f->needs_path |= f->globs[i].with_path;
	}
	if (db_path)
		remember_own(&f->given, db_path);
	real = db_path ? realpath(db_path, NULL) : NULL;
	if (real)
		remember_own(&f->real, real);
	*ret = take_ptr(&f);
	return 0;
}

void
filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_globs; i++)
		free(f->globs[i].pattern);
	free(f->globs);
	free(f->given.name);
	free(f->real.name);
	free(f);
}

bool
filter_needs_path(const struct filter *f)
{
	return f->needs_path;
}

bool
filter_excludes(const struct filter *f, const char *name, const char *path,
	bool is_directory)
{
	for (size_t i = 0; i < f->n_globs; i++) {
		const struct glob *g = &f->globs[i];

		if (g->directories_only && !is_directory)
			continue;
		if (g->with_path ?
				fnmatch(g->pattern, path, FNM_PATHNAME) == 0 :
				fnmatch(g->pattern, name, 0) == 0)
			return true;
	}
	return false;
}

bool
filter_is_own(const struct filter *f, dev_t dev, ino_t ino, const char *name)
{
	return is_own(&f->given, dev, ino, name) ||
		is_own(&f->real, dev, ino, name);
}

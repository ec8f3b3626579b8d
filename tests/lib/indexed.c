/* SPDX-License-Identifier: MIT */
#include "lib/indexed.h"

#include "store/entries.h"
#include "store/rows.h"
#include "store/volumes.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* No test can go on without. */
static void
must(int result, const struct error *err)
{
	if (result >= 0)
		return;
	(void)fprintf(stderr, "indexed: %s\n", err->text);
	abort();
}

int64_t
indexed_volume(struct store *store, const char *name)
{
	struct error err = ERROR_INIT;
	struct volume volume = {
		.name = xstrdup(name),
		.identity = xstrdup(name),
		.fstype = xstrdup("test"),
		.source = xstrdup("test"),
		.mount_point = xstrdup("/"),
		.mount_root = xstrdup(""),
		.capacity_bytes = -1,
		.free_bytes = -1,
		.granularity_ns = 1,
		.inodes_stable = true,
	};
	int64_t id;

	must(store_begin(store, &err), &err);
	must(store_put_volume(store, &volume, name, &err), &err);
	must(store_commit(store, &err), &err);
	id = volume.id;
	volume_clear(&volume);
	return id;
}

static void
put_name(struct store *store, int64_t dir_id, const struct entry *entry,
	int64_t child_id)
{
	struct error err = ERROR_INIT;
	struct known_entry known;
	int r;

	r = store_entry(store, &known, dir_id, entry->name, entry->name_len,
		&err);
	must(r, &err);
	if (r == 0)
		must(store_add_entry(store, dir_id, entry, child_id, &err),
			&err);
	else if (!entry_same_facts(&known.entry, entry))
		must(store_change_entry(store, dir_id, &known, entry, child_id,
			     &err),
			&err);
}

static int64_t
put_directory(struct store *store, int64_t volume_id, int64_t parent_id,
	const struct entry *entry)
{
	struct error err = ERROR_INIT;
	struct directory dir = {
		.parent_id = parent_id,
		.volume_id = volume_id,
		.name = entry->name,
		.name_len = entry->name_len,
		.state = DIRECTORY_COMPLETE,
	};
	struct known_entry known;
	int r;

	r = store_entry(store, &known, parent_id, entry->name, entry->name_len,
		&err);
	must(r, &err);
	if (r > 0 && known.child_id != 0)
		return known.child_id;
	must(store_last_directory_id(store, &dir.id, &err), &err);
	dir.id++;
	must(store_add_directory(store, &dir, &err), &err);
	return dir.id;
}

static void
put_tree(struct store *store, int64_t volume_id, int64_t dir_id,
	const char *path)
{
	_cleanup_(closedirp) DIR *dir = opendir(path);
	struct dirent *d;

	if (!dir)
		abort();
	while ((d = readdir(dir))) {
		_cleanup_(strbuf_clear) struct strbuf child = STRBUF_INIT;
		struct entry entry;
		int64_t child_id = 0;
		struct stat st;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		strbuf_adds(&child, path);
		path_append(&child, d->d_name, strlen(d->d_name));
		if (lstat(child.buf, &st) < 0)
			abort();
		entry_from_stat(&entry, d->d_name, strlen(d->d_name), &st);
		if (S_ISDIR(st.st_mode))
			child_id =
				put_directory(store, volume_id, dir_id, &entry);
		put_name(store, dir_id, &entry, child_id);
		if (child_id != 0)
			put_tree(store, volume_id, child_id, child.buf);
	}
}

void
indexed_tree(struct store *store, int64_t volume_id, const char *dir)
{
	struct error err = ERROR_INIT;
	int64_t top_id;

	must(store_find_directory(store, &top_id, volume_id, "", &err), &err);
	must(store_begin(store, &err), &err);
	put_tree(store, volume_id, top_id, dir);
	must(store_commit(store, &err), &err);
}

static int
compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts and joins, and frees the strings. */
static void
join_sorted(struct strbuf *ret, char **strings, size_t n, const char *between)
{
	if (n > 0)
		qsort(strings, n, sizeof(*strings), compare_strings);
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(ret, strings[i]);
		strbuf_adds(ret, between);
		free(strings[i]);
	}
	free(strings);
}

static void
add_string(char ***strings, size_t *n, struct strbuf *s)
{
	*strings = xreallocarray(*strings, *n + 1, sizeof(char *));
	(*strings)[(*n)++] = xstrdup(s->buf);
	strbuf_clear(s);
}

static void
print_group(struct store *store, struct strbuf *ret, int64_t content_id)
{
	struct error err = ERROR_INIT;
	struct rows *rows;
	char **paths = NULL;
	size_t n = 0;

	must(rows_open(&rows, store, ROWS_MEMBERS, &err), &err);
	rows_bind_i64(rows, content_id);
	while (rows_next(rows, &err) > 0) {
		struct strbuf within = STRBUF_INIT;
		struct strbuf path = STRBUF_INIT;
		const char *name;
		size_t len;

		must(store_directory_within(store, &within, rows_i64(rows, 0),
			     &err),
			&err);
		name = rows_bytes(rows, 1, &len);
		path_append(&within, name, len);
		strbuf_addf(&path, "%lld:%s", (long long)rows_i64(rows, 5),
			within.buf);
		strbuf_clear(&within);
		add_string(&paths, &n, &path);
	}
	rows_close(rows);
	join_sorted(ret, paths, n, " ");
}

char *
indexed_groups(struct store *store)
{
	struct error err = ERROR_INIT;
	struct strbuf all = STRBUF_INIT;
	struct rows *rows;
	char **lines = NULL;
	size_t n = 0;

	must(rows_open(&rows, store, ROWS_GROUPS, &err), &err);
	rows_bind_i64(rows, 0);
	rows_bind_i64(rows, 0);
	rows_bind_i64(rows, -1);
	rows_bind_i64(rows, INT64_MAX);
	while (rows_next(rows, &err) > 0) {
		struct strbuf line = STRBUF_INIT;

		print_group(store, &line, rows_i64(rows, 0));
		add_string(&lines, &n, &line);
	}
	rows_close(rows);
	join_sorted(&all, lines, n, "\n");
	return strbuf_detach(&all);
}

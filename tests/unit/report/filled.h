/* SPDX-License-Identifier: MIT */
/* A small catalogue made by the store alone, and what reports print of it. */
#ifndef CATALOG_TESTS_UNIT_REPORT_FILLED_H
#define CATALOG_TESTS_UNIT_REPORT_FILLED_H

#include "lib/ok.h"
#include "output/output.h"
#include "store/content/contents.h"
#include "store/entries.h"
#include "store/volumes.h"
#include "util/alloc.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Two volumes: "here", mounted on /here, and "away", last seen on /away. */
struct filled {
	struct store *store;
	int64_t here; /* volume ids */
	int64_t away;
	int64_t here_top; /* directory ids */
	int64_t away_top;
	/* What was printed last. */
	char *text;
	size_t len;
	FILE *stream;
};

static inline int64_t
filled_volume(struct store *store, const char *name, const char *mount_point,
	int64_t *ret_top)
{
	struct volume v = {
		.name = xstrdup(name),
		.identity = xstrdup(name),
		.fstype = xstrdup("ext4"),
		.source = xstrdup("/dev/test"),
		.mount_point = xstrdup(mount_point),
		.mount_root = xstrdup(""),
		.capacity_bytes = 1000,
		.free_bytes = 400,
		.granularity_ns = 1,
		.inodes_stable = true,
	};
	int64_t id;

	ok(store_put_volume(store, &v, name, err));
	ok(store_make_directory(store, ret_top, v.id, "", err));
	id = v.id;
	volume_clear(&v);
	return id;
}

static inline void
filled_init(struct filled *f)
{
	struct place place = { .mount_point = "/here", .mount_root = "" };

	*f = (struct filled){ .store = NULL };
	ok(store_open(&f->store, ":memory:", STORE_WRITE, err));
	ok(store_begin(f->store, err));
	f->here = filled_volume(f->store, "here", "/here", &f->here_top);
	f->away = filled_volume(f->store, "away", "/away", &f->away_top);
	ok(store_commit(f->store, err));
	place.volume_id = f->here;
	ok(store_set_places(f->store, &place, 1, err));
}

static inline void
filled_clear(struct filled *f)
{
	store_close(f->store);
	free(f->text);
}

struct filled_file {
	const char *name;
	uint64_t inode;
	int64_t size;
	int content;	/* same number and size, same digest; 0: not read */
	uint32_t nlink; /* 0 for 1 */
	bool is_away;
};

static inline void
filled_add(struct filled *f, const struct filled_file *file)
{
	int64_t dir_id = file->is_away ? f->away_top : f->here_top;
	struct digest digest = { .covered = file->size };
	struct entry e = { .name = file->name,
		.name_len = strlen(file->name),
		.inode = file->inode,
		.size_bytes = file->size,
		.blocks = 8,
		.mtime_ns = 1000000000,
		.ctime_ns = 2000000000,
		.mode = S_IFREG | 0640,
		.uid = 12,
		.gid = 34,
		.nlink = file->nlink ? file->nlink : 1 };
	int64_t content;

	ok(store_add_entry(f->store, dir_id, &e, 0, err));
	if (file->content == 0)
		return;
	digest.bytes[0] = (uint8_t)file->content;
	ok(store_put_digest(f->store, &content, dir_id, &e, &digest, 0, err));
	ck_assert_int_ne(content, 0);
}

/* In one transaction; ends with a file without name. */
static inline void
filled_add_all(struct filled *f, const struct filled_file *files)
{
	ok(store_begin(f->store, err));
	for (; files->name; files++)
		filled_add(f, files);
	ok(store_commit(f->store, err));
}

/* An output whose text filled_text() hands over. */
static inline struct output *
filled_output(struct filled *f, enum output_format format)
{
	const struct output_options options = { .format = format };

	free(f->text);
	f->text = NULL;
	f->stream = open_memstream(&f->text, &f->len);
	return output_new(f->stream, &options);
}

static inline const char *
filled_text(struct filled *f, struct output *output)
{
	output_free(output);
	(void)fclose(f->stream); /* memory */
	return f->text;
}

#endif

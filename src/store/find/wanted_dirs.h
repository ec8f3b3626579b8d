/* SPDX-License-Identifier: MIT */
/*
 * Of each directory, by its number, what is the same for all that is in it, for
 * who looks at all names: its volume, whether that is online, whether it is
 * hidden, its path.  Private to src/store.
 *
 * One thread finds it; any number may ask.
 */
#ifndef CATALOG_STORE_FIND_WANTED_DIRS_H
#define CATALOG_STORE_FIND_WANTED_DIRS_H

#include "store/find/wanted.h"
#include "store/store.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dir_progress { DIR_OPEN, DIR_ON_WAY, DIR_SETTLED };

struct wanted_directory {
	int64_t volume_id; /* 0: there is no such directory */
	size_t name_at;
	int32_t parent_id;
	uint32_t name_len; /* where is_placed, of the path */
	bool is_online;
	bool is_hidden; /* or one above */
	/* A volume's top, or of a part of it that is mounted: its path is not
	 * that of the one above with its name. */
	bool is_placed;
	unsigned char progress; /* enum dir_progress */
};

struct wanted_dirs {
	struct wanted_directory *list;
	int64_t n;
	struct strbuf names; /* and paths; empty where nobody asks for them */
	bool is_known;
};
#define WANTED_DIRS_INIT                                                       \
	{                                                                      \
		.names = STRBUF_INIT                                           \
	}

/*
 * All of them; but not known unless the filter asks for the path, for what is
 * hidden or, where `of_volumes`, on a volume or online; nor while a scan adds
 * what may be the part of a volume that is mounted; nor where a directory is
 * below no volume's top, or itself, or has a number beyond all reason: only in
 * a damaged catalogue.
 */
int wanted_dirs_find(struct wanted_dirs *ret, struct store *store,
	const struct wanted *filter, bool of_volumes, struct error *err);
void wanted_dirs_clear(struct wanted_dirs *dirs);
/* 1 where a table of directories up to the number `last` may be had; 0: one
 * number of a damaged catalogue may stand for more memory than there is. */
int wanted_dirs_are_worth_a_table(struct store *store, int64_t last,
	struct error *err);

/* Of a directory; "" if there is none of that number.  As a walk has it
 * (store_directory_path()), where the filter asks for the path. */
void wanted_dirs_path(const struct wanted_dirs *dirs, int64_t id,
	struct strbuf *ret);

#endif

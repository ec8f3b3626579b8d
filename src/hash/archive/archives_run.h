/* SPDX-License-Identifier: MIT */
/* Private to archives.c and archives_read.c: a run while it lasts. */
#ifndef CATALOG_HASH_ARCHIVE_ARCHIVES_RUN_H
#define CATALOG_HASH_ARCHIVE_ARCHIVES_RUN_H

#include "hash/archive/archives.h"
#include "hash/archive/children.h"
#include "hash/archive/packed.h"
#include "store/archive/archives.h"

struct archives_run {
	struct transaction transaction;
	struct store *store;
	const struct archives_options *options;
	struct archives_stats *stats;
	struct archives_progress progress;
	struct grounds *grounds;
	struct children children;
	bool has_ahead; /* a row that was taken, but not handled yet */
	bool is_at_end;
	struct unlisted ahead;
};

/* The file could not be read; nothing is known of its inside. */
int archives_put_unread(struct archives_run *run, const struct packed *file,
	int code, struct error *err);
/* That is what the file is, 0: no archive. */
int archives_settle(struct archives_run *run, const struct packed *file,
	int64_t id, enum archive_state state, const char *text,
	struct error *err);

/* Read it in a child; there is room for one.  Takes the file over. */
int archives_start(struct archives_run *run, struct packed *file,
	struct error *err);
/* What a child said of its archive, and the end of that: children.h. */
int archives_take(void *arg, struct archive_reader *reader, struct error *err);
void archives_free_task(void *arg);
/* What was not read to its end is nobody's. */
int archives_abandon(struct archives_run *run, struct error *err);

#endif

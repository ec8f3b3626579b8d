/* SPDX-License-Identifier: MIT */
/* Private to archives.c and archives_read.c: a run while it lasts. */
#ifndef CATALOG_HASH_ARCHIVE_ARCHIVES_RUN_H
#define CATALOG_HASH_ARCHIVE_ARCHIVES_RUN_H

#include "archive/reader.h"
#include "hash/archive/archives.h"
#include "hash/archive/packed.h"
#include "store/archive/archives.h"
#include "store/archive/members.h"

/* More children than that are a burden to a disk, and to others. */
#define SLOTS_MAX 4u

/* An archive that is being read. */
struct slot {
	bool is_busy;
	struct archives_run *run;
	struct packed file;
	struct archive_reader *reader;
	struct members *members;
	int64_t archive_id;
	int64_t listing; /* so far: hash/archive/told.h */
	bool is_full;	 /* of members */
};

struct archives_run {
	struct transaction transaction;
	struct store *store;
	const struct archives_options *options;
	struct archives_stats *stats;
	struct archives_progress progress;
	struct grounds *grounds;
	struct slot slots[SLOTS_MAX];
	size_t n_slots;
	size_t n_busy;
	bool has_ahead; /* a row that was taken, but not handled yet */
	bool is_at_end;
	struct unlisted ahead;
	int64_t progress_ns;
};

/* The file could not be read; nothing is known of its inside. */
int archives_put_unread(struct archives_run *run, const struct packed *file,
	int code, struct error *err);
/* That is what the file is, 0: no archive. */
int archives_settle(struct archives_run *run, const struct packed *file,
	int64_t id, enum archive_state state, const char *text,
	struct error *err);

/* Read it in a slot, one of which is free.  Takes the file over. */
int archives_start(struct archives_run *run, struct packed *file,
	struct error *err);
/* Wait for the children, at most so long, and take what they said. */
int archives_attend(struct archives_run *run, int wait_ms, struct error *err);
/* What was not read to its end is nobody's. */
int archives_abandon(struct archives_run *run, struct error *err);
/* The same without a word to the catalogue. */
void archives_stop(struct archives_run *run);

#endif

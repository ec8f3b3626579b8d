/* SPDX-License-Identifier: MIT */
/* Private to members.c and members_read.c: a run while it lasts. */
#ifndef CATALOG_HASH_ARCHIVE_MEMBERS_RUN_H
#define CATALOG_HASH_ARCHIVE_MEMBERS_RUN_H

#include "hash/archive/children.h"
#include "hash/archive/members.h"
#include "hash/archive/packed.h"
#include "hash/budget.h"

struct members_run {
	struct store *store;
	struct transaction transaction;
	const struct members_options *options;
	struct members_stats *stats;
	struct budget budget;
	struct grounds *grounds;
	struct children children;
	int64_t last;	  /* archive that was begun */
	int64_t done;	  /* bytes of archives that are done with */
	int64_t underway; /* of members digested in the others */
	int64_t total;
};

/* Read it in a child; there is room for one.  Takes the file over. */
int members_start(struct members_run *run, struct packed *file,
	const struct member_archive *archive, struct error *err);
/* What a child said of its archive, and the end of that: children.h. */
int members_take(void *arg, struct archive_reader *reader, struct error *err);
/* Its child was ended before that: what it had read is kept. */
int members_cut_off(void *arg, struct error *err);
void members_free_task(void *arg);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the files of `catalog dupes` share: dupes.c is the command and its
 * report, dupes_read.c reads what is pending before that, dupes_complete.c says
 * behind it how complete it is.  Private to them.
 */
#ifndef CATALOG_COMMANDS_DUPES_RUN_H
#define CATALOG_COMMANDS_DUPES_RUN_H

#include "commands/answer.h"
#include "commands/bytewise.h"
#include "commands/reading.h"
#include "commands/unsettled.h"
#include "hash/archive/members.h"
#include "hash/hash.h"
#include "report/dupes.h"

struct args {
	struct answer common;
	int64_t min_size;
	bool across;
	bool summary;
	bool verify;
	bool no_hash;
	bool candidates;
	bool dirs;
	bool members;
	struct reading_args reading;
};

struct dupes {
	const struct context *ctx;
	const struct args *args;
	struct session session;
	struct budget_limits limits;
	struct report_dupes report;
	struct hash_stats stats;
	struct members_stats members;
	bool members_settled;
	struct verify_stats verified;
	struct waiting waiting;
};

/* Open the session, and read what has to be read unless that is forbidden: as
 * long as nothing is, the catalogue is only read. */
int dupes_read(struct dupes *d, int argc, char **argv, struct error *err);

/* Candidates, and what waits for volumes that are away: d->waiting. */
int dupes_find_waiting(struct dupes *d, struct error *err);
/* On stderr. */
void dupes_print_completeness(struct dupes *d);
/* The exit status as far as that depends on problems and absent volumes. */
int dupes_status(struct dupes *d, struct error *err);

#endif

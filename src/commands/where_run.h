/* SPDX-License-Identifier: MIT */
/*
 * What the files of `catalog where` share: where.c is the command, where_read.c
 * looks up one content.  Private to them.
 */
#ifndef CATALOG_COMMANDS_WHERE_RUN_H
#define CATALOG_COMMANDS_WHERE_RUN_H

#include "commands/answer.h"
#include "commands/where_away.h"
#include "hash/lookup.h"
#include "model/digest.h"
#include "report/where.h"
#include "util/arena.h"

struct args {
	struct answer common;
	bool from_stdin;
	bool missing;
	bool no_hash;
};

struct query {
	const char *text; /* in the arena, as is path */
	const char *path; /* to open it by */
	bool is_digest;
	int failure;  /* negative errno: it cannot be read */
	bool is_told; /* what is wrong with it */
	bool is_away; /* the catalogue knows it, and no more */
	struct away away;
	int64_t size;
	uint8_t digest[DIGEST_BYTES];
};

struct where {
	const struct args *args;
	struct session session;
	struct lookup *lookup;
	struct report_where *report;
	struct arena texts;
	struct query *queries;
	size_t n;
	bool is_scoped;
	bool any_missing;
	bool any_digest_missing;
	bool any_failed;
	bool any_left_out; /* by --size; the others: */
	bool any_told;
	/* Of the file that is looked up now. */
	struct digest partial;
	struct digest full;
	bool has_partial;
};

/* After store_lookup_run(): look the content up, and hand it to the report
 * unless --size leaves it out.  What cannot be read is told on stderr. */
int where_look_up(struct where *w, struct query *q, struct error *err);

#endif

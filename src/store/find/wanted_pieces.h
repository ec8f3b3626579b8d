/* SPDX-License-Identifier: MIT */
/*
 * What wanted_sql.c, which combines conditions, and wanted_pieces.c, which has
 * one piece of SQL for each, share.  Private to them.
 */
#ifndef CATALOG_STORE_FIND_WANTED_PIECES_H
#define CATALOG_STORE_FIND_WANTED_PIECES_H

#include "store/find/wanted_sql.h"

#include "model/digest.h"
#include "store/find/match.h"
#include "store/find/wanted_attributes.h"

enum constant { VARIES, ALWAYS, NEVER };

/* What a parameter is bound to. */
struct parameter {
	enum {
		A_NUMBER,
		A_MATCH,
		A_DIGEST,
		A_VOLUME,
		AN_ONLINE,
		A_HIDDEN
	} kind;
	int64_t number;
	unsigned char digest[DIGEST_BYTES];
	struct match *match; /* owned */
};

struct wanted_sql {
	struct store *store; /* borrowed */
	struct wanted_context *context;
	enum wanted_exactness exactness;
	struct strbuf text;
	struct strbuf found; /* piece_of_found() */
	enum constant constant;
	bool has_context;
	struct parameter *parameters;
	size_t n_parameters;
	struct wanted_attributes attributes;
};

/* A piece of the condition. */
struct piece {
	struct strbuf text;
	enum constant constant;
	int cost;
};

/* A condition that is no AND, OR or NOT; of the entry or member `e`. */
int piece_of_condition(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate, struct error *err);
/* All of it, however combined, is about mode, owner and group. */
void piece_of_attributes(struct piece *ret, struct wanted_sql *sql,
	const struct wanted *f, bool negate);
/* It is what a walk tells, wherever it is. */
void piece_of_found(struct strbuf *text, struct wanted_sql *sql);

/* wanted_found.c: the digests that begin with these digits. */
struct digest_range wanted_digest_range(const struct wanted *f);
/* Their contents, of those that were found; found may be NULL. */
struct match *wanted_contents_that_fit(const struct found_digests *found,
	const struct wanted *f);

#endif

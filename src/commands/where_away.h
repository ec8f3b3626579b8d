/* SPDX-License-Identifier: MIT */
/*
 * What the catalogue knows of a file that cannot be opened: it lies on a volume
 * that is away, is in an archive, or was named as VOLUME:PATH.
 */
#ifndef CATALOG_COMMANDS_WHERE_AWAY_H
#define CATALOG_COMMANDS_WHERE_AWAY_H

#include "commands/session.h"
#include "model/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct away {
	const char *volume; /* its name; borrowed from the session */
	char *path;	    /* where it can be opened; owned, or NULL */
	bool is_online;
	bool is_member;
	bool has_digest;
	uint8_t digest[DIGEST_BYTES]; /* of all of it */
};

/* 1 with *ret if the path is that of such a regular file, else 0.  ERROR_USAGE
 * if it is in an archive that has no such member. */
int away_find(const struct session *s, struct away *ret, const char *path,
	struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* What the catalogue knows of a file that lies on a volume that is away. */
#ifndef CATALOG_COMMANDS_WHERE_AWAY_H
#define CATALOG_COMMANDS_WHERE_AWAY_H

#include "commands/session.h"
#include "model/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct away {
	const char *volume; /* its name; borrowed from the session */
	bool has_digest;
	uint8_t digest[DIGEST_BYTES]; /* of all of it */
};

/* 1 with *ret if the path is that of a regular file on a volume that is not
 * mounted, else 0. */
int away_find(const struct session *s, struct away *ret, const char *path,
	struct error *err);

#endif

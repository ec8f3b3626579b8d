/* SPDX-License-Identifier: MIT */
/*
 * What users and groups are called here.  A drive may come from elsewhere, and
 * its numbers mean others there: what this system does not know stays a
 * number.  Private to src/report.
 */
#ifndef CATALOG_REPORT_OWNER_H
#define CATALOG_REPORT_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct owner_name {
	uint32_t id;
	bool is_group;
	bool is_known; /* else the name is the number */
	char *name;
};

/* Each is asked for once: it may be a server that answers. */
struct owners {
	struct owner_name *list;
	size_t n;
};

#define OWNERS_INIT                                                            \
	{                                                                      \
		NULL, 0                                                        \
	}

/* Borrowed; the number as text if it has no name. */
const char *owners_user(struct owners *o, uint32_t uid);
const char *owners_group(struct owners *o, uint32_t gid);
/* NULL if it has no name. */
const char *owners_user_known(struct owners *o, uint32_t uid);
const char *owners_group_known(struct owners *o, uint32_t gid);
void owners_clear(struct owners *o);

#endif

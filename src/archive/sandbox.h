/* SPDX-License-Identifier: MIT */
/* What a child gives away before it reads something hostile. */
#ifndef CATALOG_ARCHIVE_SANDBOX_H
#define CATALOG_ARCHIVE_SANDBOX_H

#include <stdint.h>
#include <sys/types.h>

/* What a sandbox leaves. */
struct sandbox {
	int64_t memory_bytes; /* more than there is now */
	int64_t cpu_seconds;
	pid_t parent; /* dies with it */
};

/* How much of it this build and this kernel have. */
enum sandbox_kind {
	SANDBOX_ORPHAN, /* the parent is gone, and so should be the child */
	SANDBOX_NONE,	/* a build for a sanitizer or for valgrind */
	SANDBOX_LIMITS, /* resource limits, but no filter of system calls */
	SANDBOX_FULL,
};

/*
 * For a child of one thread, just forked.  Afterwards only descriptors that
 * are open can be read and written, and memory be had up to the limit.  Never
 * fails: what cannot be given away is kept.
 */
enum sandbox_kind sandbox_enter(const struct sandbox *leave);

/* Why this build has none: a sentence, or NULL. */
const char *sandbox_missing(void);

#endif

/* SPDX-License-Identifier: MIT */
/* The end of a child, whether it wants or not. */
#ifndef CATALOG_ARCHIVE_CHILD_H
#define CATALOG_ARCHIVE_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Kill a child of ours and wait for it, at most so long.  One that had ended
 * by itself has the status of that.  False if it does not go: a process that
 * waits for a share which does not answer dies when that does, not before.
 * Then it is not waited for any more.
 */
bool child_end(pid_t pid, int64_t wait_ns, int *ret_status);

/* Does what the file is on answer, within so long?  It is another child that
 * asks, as whoever does may wait for ever.  No other thread may be running. */
bool child_finds_answer(int fd, int64_t wait_ns);

#endif

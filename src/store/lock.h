/* SPDX-License-Identifier: MIT */
/*
 * The run lock: one scan or hash at a time on a catalogue.  "FILE.lock" beside
 * it, locked with flock(2), which the kernel drops when the holder dies, so it
 * cannot go stale on this host; its content (pid, host, start, command) is for
 * the message, and for a network file system where flock does not reach.
 */
#ifndef CATALOG_STORE_LOCK_H
#define CATALOG_STORE_LOCK_H

#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct run_lock;

/*
 * wait_seconds: 0 fail at once (ERROR_LOCKED, naming pid, host and since
 * when), -1 wait for ever (an interrupt ends it), else that long.
 * Creates the directory of a default catalogue (0700) if need be.
 */
int run_lock_take(struct run_lock **ret, const char *db_path,
	int64_t wait_seconds, struct error *err);
void run_lock_release(struct run_lock *lock);
/* Does a run go on, by what it wrote there?  For a message only: it may have
 * ended meanwhile, or be one that this host cannot see. */
bool run_lock_seems_held(const char *db_path);

#endif

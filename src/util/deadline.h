/* SPDX-License-Identifier: MIT */
/*
 * A call that may never return, such as opening a directory of a server that
 * is gone: it is made in a thread of its own and given up after a while.
 */
#ifndef CATALOG_UTIL_DEADLINE_H
#define CATALOG_UTIL_DEADLINE_H

/*
 * Run call(arg) and wait for it.  0 when it returned.  -ETIMEDOUT after
 * timeout_ms (-1: never), -EINTR when interrupt_pending(): then the thread is
 * still in it, and arg and all it points to belong to that thread for ever.
 */
int deadline_call(void (*call)(void *arg), void *arg, int timeout_ms);

#endif

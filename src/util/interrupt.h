/* SPDX-License-Identifier: MIT */
/*
 * SIGINT, SIGTERM and SIGHUP ask long work to stop: finish the batch, commit,
 * say so.  A second signal of the same kind, half a second or more after the
 * first, ends the program at once (the catalogue is safe at any instant).
 * SIGPIPE and SIGXFSZ are ignored: writing to a closed pipe is seen as EPIPE,
 * writing beyond the limit of ulimit -f as EFBIG.
 */
#ifndef CATALOG_UTIL_INTERRUPT_H
#define CATALOG_UTIL_INTERRUPT_H

void interrupt_install(void);
/* The signal that asked for a stop, or 0.  Any thread, any time. */
int interrupt_pending(void);
/* For tests: pretend that signal came (0 clears). */
void interrupt_set(int signal);

#endif

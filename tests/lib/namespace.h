/* SPDX-License-Identifier: MIT */
/*
 * Tests that mount: each runs in a process of its own, in a mount namespace
 * of its own, with a fresh tmpfs on /mnt.  Whatever happens, nothing stays
 * mounted.  Where the machine does not allow it the reason is printed and the
 * test passes as skipped.
 *
 * In that process check's assertions would not do (without forks, check jumps
 * back into its runner): expect() prints and exits.
 */
#ifndef CATALOG_TESTS_NAMESPACE_H
#define CATALOG_TESTS_NAMESPACE_H

#include <stdbool.h>

/* Run body in such a process; fails the test when body fails. */
void namespace_run(void (*body)(void));

#define expect(condition)                                                      \
	do {                                                                   \
		if (!(condition))                                              \
			namespace_complain(__FILE__, __LINE__, #condition);    \
	} while (0)

_Noreturn void namespace_complain(const char *file, int line, const char *what);
_Noreturn void namespace_skip(const char *why);
/* Skip unless the program is installed. */
void namespace_need(const char *program);
/* A shell command; false when it fails. */
bool namespace_sh(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* No way back. */
void namespace_become_nobody(void);

#endif

/* SPDX-License-Identifier: MIT */
/* Permission bits as find(1) and chmod(1) take them. */
#ifndef CATALOG_COMMANDS_MODE_H
#define CATALOG_COMMANDS_MODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Octal digits, or what chmod(1) makes of no bits at all by clauses such as
 * u+w,go=r; who is not named is everybody, whatever the umask.  False if it
 * is neither.
 */
bool mode_parse(uint32_t *ret, const char *text);

#endif

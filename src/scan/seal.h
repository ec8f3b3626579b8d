/* SPDX-License-Identifier: MIT */
/*
 * The seal of a directory: one number for all that was seen in it, so that a
 * directory in which nothing changed need not be compared name by name.
 *
 * The sum, over its names, of XXH3-64 of the name and of every fact that
 * reconcile() compares; of a subdirectory only that it is one, because its
 * facts are compared when it is met.  What the volume cannot be trusted for
 * (trust.h) is left out.  A sum does not depend on the order of readdir().
 *
 * Two listings that differ have the same seal with probability 2^-64.
 */
#ifndef CATALOG_SCAN_SEAL_H
#define CATALOG_SCAN_SEAL_H

#include "model/trust.h"

#include <stdint.h>

/* What one name adds; seen is normalised. */
uint64_t seal_of_name(const struct trust *trust, const struct entry *seen);

/* Never 0, which stands for no seal. */
uint64_t seal_finish(uint64_t sum);

#endif

/* SPDX-License-Identifier: MIT */
/* Space of the volumes that are mounted, as it is at this moment. */
#ifndef CATALOG_COMMANDS_SPACE_H
#define CATALOG_COMMANDS_SPACE_H

#include "commands/session.h"
#include "report/inventory.h"

/* One for each of s->places; they borrow from s.  Caller frees. */
struct report_online *space_now(const struct session *s);

#endif

/* SPDX-License-Identifier: MIT */
/* What the operands of export mean: where to begin in the tree. */
#ifndef CATALOG_COMMANDS_EXPORT_SCOPE_H
#define CATALOG_COMMANDS_EXPORT_SCOPE_H

#include "commands/session.h"
#include "report/export/tree.h"

struct export_scope {
	struct tree_top *tops;
	char **within; /* the tops' names are parts of these */
	size_t n;
};

/* Those named, or all volumes.  ERROR_USAGE for what is not known. */
int export_scope_find(struct session *s, struct export_scope *ret, int argc,
	char **argv, struct error *err);
void export_scope_clear(struct export_scope *scope);

#endif

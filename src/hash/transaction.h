/* SPDX-License-Identifier: MIT */
/* Committing about once a second, for runs that write little by little. */
#ifndef CATALOG_HASH_TRANSACTION_H
#define CATALOG_HASH_TRANSACTION_H

#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct transaction {
	struct store *store; /* borrowed */
	bool is_open;
	int64_t commit_ns; /* when that is due */
};

/* Does nothing within a transaction. */
int transaction_begin(struct transaction *t, struct error *err);
int transaction_commit(struct transaction *t, struct error *err);
int transaction_commit_if_due(struct transaction *t, struct error *err);
/* If it is still open: something failed, and what that was is told already. */
void transaction_abandon(struct transaction *t);

#endif

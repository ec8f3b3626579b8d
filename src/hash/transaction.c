/* SPDX-License-Identifier: MIT */
#include "hash/transaction.h"

#include "util/clock.h"

#define COMMIT_NS NS_PER_SECOND

int
transaction_begin(struct transaction *t, struct error *err)
{
	int r;

	if (t->is_open)
		return 0;
	r = store_begin(t->store, err);
	if (r < 0)
		return r;
	t->is_open = true;
	t->commit_ns = clock_monotonic_ns() + COMMIT_NS;
	return 0;
}

int
transaction_commit(struct transaction *t, struct error *err)
{
	if (!t->is_open)
		return 0;
	t->is_open = false;
	return store_commit(t->store, err);
}

int
transaction_commit_if_due(struct transaction *t, struct error *err)
{
	if (!t->is_open || clock_monotonic_ns() < t->commit_ns)
		return 0;
	return transaction_commit(t, err);
}

void
transaction_abandon(struct transaction *t)
{
	if (t->is_open)
		(void)store_rollback(t->store, NULL); /* err has the reason */
	t->is_open = false;
}

/* SPDX-License-Identifier: MIT */
#include "commands/history.h"

#include "store/changes.h"
#include "store/history.h"
#include "util/clock.h"

#define FACT "keep_history_days"

static int
trim(struct store *store, int64_t days, struct error *err)
{
	int64_t before = clock_now_ns() - days * 86400 * NS_PER_SECOND;
	int r = store_set_fact(store, FACT, days, err);

	if (r == 0 && days > 0)
		r = store_forget_changes(store, before, err);
	if (r == 0 && days > 0)
		r = store_forget_history(store, before, err);
	return r;
}

int
history_trim(struct store *store, int64_t days, struct error *err)
{
	int64_t kept = 0;
	int r = store_fact(store, &kept, FACT, err);

	if (r < 0 || (days == HISTORY_AS_BEFORE && kept == 0))
		return r; /* nothing to write */
	r = store_begin(store, err);
	if (r == 0)
		r = trim(store, days == HISTORY_AS_BEFORE ? kept : days, err);
	if (r == 0)
		r = store_commit(store, err);
	else if (r < 0)
		(void)store_rollback(store, NULL); /* err has the reason */
	return r;
}

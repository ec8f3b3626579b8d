/* SPDX-License-Identifier: MIT */
/*
 * The tables of temp.sql.  To make all of them takes longer than what most
 * reports do otherwise, and no report needs more than a few: in a reader each
 * is made when the first statement is prepared that names it ("temp.NAME").
 *
 * A writer has them all from the beginning.  It may roll back, and what was
 * made since would be gone.
 */
#include "store/internal.h"
#include "store/sql.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

#define MAKE "CREATE TEMP TABLE "
#define WITHIN "temp."

static bool
names_table(const char *sql, const char *name, size_t len)
{
	for (const char *p = strstr(sql, WITHIN); p; p = strstr(p, WITHIN)) {
		p += strlen(WITHIN);
		if (strncmp(p, name, len) == 0 && p[len] != '_' &&
			!(p[len] >= 'a' && p[len] <= 'z'))
			return true;
	}
	return false;
}

/* The statement that begins there, with what is said of its table behind it. */
static int
make(struct store *store, const char *begin, const char *end, struct error *err)
{
	_cleanup_(freep) char *sql = xmemdupz(begin, (size_t)(end - begin));

	return query_exec(store, sql, err);
}

int
temp_make_named(struct store *store, const char *sql, struct error *err)
{
	const char *next;
	uint64_t bit = 1;
	int r = 0;

	if (store->temp_made == UINT64_MAX || !strstr(sql, WITHIN))
		return 0;
	for (const char *p = strstr(sql_temp, MAKE); *p && r == 0;
		p = next, bit <<= 1) {
		const char *name = p + strlen(MAKE);

		next = strstr(name, MAKE);
		if (!next)
			next = p + strlen(p);
		if ((store->temp_made & bit) != 0 ||
			!names_table(sql, name, strcspn(name, " ")))
			continue;
		r = make(store, p, next, err);
		if (r == 0)
			store->temp_made |= bit;
	}
	return r;
}

int
temp_make_all(struct store *store, struct error *err)
{
	store->temp_made = UINT64_MAX;
	return query_exec(store, sql_temp, err);
}

bool
temp_none_made(const struct store *store)
{
	return store->temp_made == 0;
}

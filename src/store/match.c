/* SPDX-License-Identifier: MIT */
/*
 * match_name(how, pattern, name): does the name, as bytes, match?
 *
 * Runs once for each entry of the catalogue, so it allocates nothing: names
 * are folded into a buffer on the stack, which every name of a file system
 * fits in.  Longer ones (from elsewhere) match nothing but are no error.
 */
#include "store/internal.h"
#include "store/rows.h"

#include <fnmatch.h>
#include <string.h>

#define LONGEST 4096

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
has_upper(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			return true;
	return false;
}

static bool
contains(const char *name, size_t name_len, const char *pattern,
	size_t pattern_len)
{
	char folded[LONGEST];

	if (!has_upper(pattern, pattern_len)) {
		for (size_t i = 0; i < name_len; i++)
			folded[i] = fold(name[i]);
		name = folded;
	}
	return memmem(name, name_len, pattern, pattern_len) != NULL;
}

static bool
matches_glob(const char *name, size_t name_len, const char *pattern,
	size_t pattern_len)
{
	char name_z[LONGEST + 1];
	char pattern_z[LONGEST + 1];
	int flags = has_upper(pattern, pattern_len) ? 0 : FNM_CASEFOLD;

	memcpy(name_z, name, name_len);
	name_z[name_len] = '\0';
	memcpy(pattern_z, pattern, pattern_len);
	pattern_z[pattern_len] = '\0';
	return fnmatch(pattern_z, name_z, flags) == 0;
}

static void
match_name(sqlite3_context *context, int n, sqlite3_value **args)
{
	int how = sqlite3_value_int(args[0]);
	const char *pattern = sqlite3_value_blob(args[1]);
	const char *name = sqlite3_value_blob(args[2]);
	size_t pattern_len = (size_t)sqlite3_value_bytes(args[1]);
	size_t name_len = (size_t)sqlite3_value_bytes(args[2]);
	bool yes = false;

	(void)n; /* always 3 */
	/* SQLite gives NULL for no bytes. */
	pattern = pattern ? pattern : "";
	name = name ? name : "";
	if (pattern_len > LONGEST || name_len > LONGEST)
		yes = false;
	else if (how == ROWS_MATCH_SUBSTRING)
		yes = contains(name, name_len, pattern, pattern_len);
	else if (how == ROWS_MATCH_GLOB)
		yes = matches_glob(name, name_len, pattern, pattern_len);
	sqlite3_result_int(context, yes);
}

int
match_register(struct store *store, struct error *err)
{
	int rc = sqlite3_create_function_v2(store->db, "match_name", 3,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
		match_name, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	return 0;
}

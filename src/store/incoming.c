/* SPDX-License-Identifier: MIT */
#include "store/incoming.h"

#include "store/internal.h"
#include "util/alloc.h"

#include <stdlib.h>

/* What a module's functions are given: one for each table. */
struct kind {
	char *declaration;
	incoming_column *column;
	const struct incoming *source;
};

/* SQLite's own part comes first. */
struct table {
	sqlite3_vtab base;
	const struct kind *kind;
};

struct cursor {
	sqlite3_vtab_cursor base;
	size_t i;
};

static const struct kind *
kind_of(sqlite3_vtab_cursor *cursor)
{
	return ((struct table *)cursor->pVtab)->kind;
}

static int
on_connect(sqlite3 *db, void *aux, int argc, const char *const *argv,
	sqlite3_vtab **ret, char **ret_error)
{
	const struct kind *kind = aux;
	struct table *table;
	int rc = sqlite3_declare_vtab(db, kind->declaration);

	(void)argc;
	(void)argv;
	(void)ret_error; /* sqlite3_errmsg() has the reason */
	if (rc != SQLITE_OK)
		return rc;
	(void)sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
	table = xcalloc(1, sizeof(*table));
	table->kind = kind;
	*ret = &table->base;
	return SQLITE_OK;
}

static int
on_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

/* There is one way to read it: from the start to the end. */
static int
on_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedRows = 1000;
	info->estimatedCost = 1000;
	return SQLITE_OK;
}

static int
on_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
	struct cursor *cursor = xcalloc(1, sizeof(*cursor));

	(void)table; /* SQLite sets pVtab */
	*ret = &cursor->base;
	return SQLITE_OK;
}

static int
on_close(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

static int
on_filter(sqlite3_vtab_cursor *cursor, int number, const char *string, int argc,
	sqlite3_value **argv)
{
	(void)number;
	(void)string;
	(void)argc;
	(void)argv;
	((struct cursor *)cursor)->i = 0;
	return SQLITE_OK;
}

static int
on_next(sqlite3_vtab_cursor *cursor)
{
	((struct cursor *)cursor)->i++;
	return SQLITE_OK;
}

static int
on_eof(sqlite3_vtab_cursor *cursor)
{
	return ((struct cursor *)cursor)->i >= kind_of(cursor)->source->n;
}

static int
on_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
	const struct kind *kind = kind_of(cursor);

	kind->column(context, kind->source->rows, ((struct cursor *)cursor)->i,
		column);
	return SQLITE_OK;
}

static int
on_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)((struct cursor *)cursor)->i;
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xConnect = on_connect,
	.xDisconnect = on_disconnect,
	.xBestIndex = on_best_index,
	.xOpen = on_open,
	.xClose = on_close,
	.xFilter = on_filter,
	.xNext = on_next,
	.xEof = on_eof,
	.xColumn = on_column,
	.xRowid = on_rowid,
};

static void
free_kind(void *arg)
{
	struct kind *kind = arg;

	free(kind->declaration);
	free(kind);
}

int
incoming_register(struct store *store, const char *name, const char *columns,
	incoming_column *column, const struct incoming *source,
	struct error *err)
{
	struct strbuf declaration = STRBUF_INIT;
	struct kind *kind = xcalloc(1, sizeof(*kind));
	int rc;

	strbuf_addf(&declaration, "CREATE TABLE incoming %s", columns);
	kind->declaration = strbuf_detach(&declaration);
	kind->column = column;
	kind->source = source;
	/* Frees kind also if it fails. */
	rc = sqlite3_create_module_v2(store->db, name, &module, kind,
		free_kind);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc, "cannot use the catalogue");
	return 0;
}

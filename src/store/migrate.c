/* SPDX-License-Identifier: MIT */
/*
 * A new file's tables, and the way from an older schema to this one.
 *
 * Everything happens in one transaction, which looks again at what is there
 * once it holds the write lock: two programs may open the file at once.
 * Before an older file is changed, a copy is put beside it.
 *
 * The tables of a new file are not waited for: what must be on the disk is so
 * when the journal is chosen (open.c), and until then there is nothing to lose.
 */
#include "store/backup.h"
#include "store/internal.h"
#include "store/setup.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

const struct migration store_migrations[STORE_VERSION - 1] = {
	/* The tables are the same; what is read of a head is shorter
	 * (model/digest.h), of which programs of version 1 know nothing.
	 * The first of these read long files without steps: nobody knows
	 * which step such a full digest refines. */
	{ 2,
		"UPDATE content SET parent_id = NULL"
		" WHERE covered = size AND size >= 1572864"
		" AND parent_id IN (SELECT id FROM content"
		"  WHERE covered = 8192 AND covered < size)" },
};

static int
set_version(struct store *store, int version, struct error *err)
{
	char sql[96];

	(void)snprintf(sql, sizeof(sql),
		"PRAGMA application_id = %d; PRAGMA user_version = %d;",
		STORE_APPLICATION_ID, version);
	return query_exec(store, sql, err);
}

static int
apply(struct store *store, int64_t version, const struct store_setup *setup,
	struct error *err)
{
	int r = 0;

	if (version == 0)
		r = query_exec(store, setup->schema, err);
	for (size_t i = 0; r == 0 && i < setup->n_migrations; i++)
		if (version > 0 && setup->migrations[i].version > version)
			r = query_exec(store, setup->migrations[i].sql, err);
	if (r == 0)
		r = query_exec(store, setup->views, err);
	if (r == 0)
		r = set_version(store, setup->version, err);
	return r;
}

/* That no file has yet; the same all day, so that half a copy which a killed
 * run left is written over. */
static int
name_backup(struct strbuf *ret, const struct store *store, int64_t version,
	struct error *err)
{
	const time_t now = time(NULL);
	char when[32];
	struct tm tm;

	if (!gmtime_r(&now, &tm) ||
		strftime(when, sizeof(when), "%Y%m%d", &tm) == 0)
		return error_set(err, EINVAL, "the clock is out of range");
	for (int i = 1; i == 1 || access(ret->buf, F_OK) == 0; i++) {
		strbuf_truncate(ret, 0);
		strbuf_addf(ret, "%s.backup-v%lld-%s", store->path,
			(long long)version, when);
		if (i > 1)
			strbuf_addf(ret, "-%d", i);
	}
	return 0;
}

static int
back_up(struct store *store, int64_t version, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	const struct backup_options options = { .overwrite = false };
	int r = name_backup(&name, store, version, err);

	if (r < 0)
		return r;
	r = store_backup(store, name.buf, &options, err);
	if (r < 0)
		(void)error_prefix(err, "cannot back up before migrating");
	return r;
}

static int
migrate_locked(struct store *store, const struct store_setup *setup,
	struct error *err)
{
	int64_t version;
	int r = query_i64(store, &version, Q_USER_VERSION, err);

	if (r == 0 && version < setup->version)
		r = apply(store, version, setup, err);
	return r < 0 ? r : store_commit(store, err);
}

int
migrate(struct store *store, const struct store_setup *setup, struct error *err)
{
	int64_t version;
	int r = query_i64(store, &version, Q_USER_VERSION, err);

	if (r < 0 || version >= setup->version)
		return r;
	if (version > 0)
		r = back_up(store, version, err);
	else if (!store->draft)
		r = query_exec(store, "PRAGMA synchronous = OFF;", err);
	if (r == 0)
		r = store_begin(store, err);
	if (r < 0)
		return r;
	r = migrate_locked(store, setup, err);
	if (r < 0) {
		(void)store_rollback(store, NULL); /* err has the reason */
		return r;
	}
	return store->draft ?
		0 :
		query_exec(store, "PRAGMA synchronous = FULL;", err);
}

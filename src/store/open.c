/* SPDX-License-Identifier: MIT */
/*
 * Opening a catalogue, and refusing what is none.
 *
 * The file itself (file.c) is never opened with open(2) once it exists: closing
 * such a descriptor would drop the POSIX locks that other connections of this
 * process hold on it.  Everything about it is learnt through stat(2) and
 * through SQLite.
 *
 * A new file gets its tables in one transaction under a rollback journal; only
 * then does it become a WAL file.  So a creation that was cut off leaves an
 * empty file, which counts as none.  A scan has a way of its own to make a new
 * file: draft.c.
 *
 * Reading where nothing may be written (a read-only medium, somebody else's
 * directory) fails for a WAL file, which needs a -shm beside it.  If neither
 * -wal nor -journal holds anything, the file is whole by itself and is opened
 * as immutable.
 *
 * A run that was killed under a rollback journal leaves a file half written,
 * and a journal that makes it whole again.  A read-only connection may not
 * play that back, so a reader opens the file for writing for just that long.
 */
#include "store/check.h"
#include "store/content/new_contents.h"
#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "store/survey/standing.h"
#include "store/setup.h"
#include "store/sql.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* SQLite instructions between looks at the interrupt flag: about 1 ms. */
#define PROGRESS_STEPS 20000

const struct store_setup store_setup_default = {
	.network_kind = netfs_kind,
	.schema = sql_schema,
	.views = sql_views,
	.version = STORE_VERSION,
	.oldest_to_read = 1,
	.migrations = store_migrations,
	.n_migrations = STORE_VERSION - 1,
};

/* --- the connection ---------------------------------------------------- */

static bool
is_late(const struct store *store)
{
	return store->deadline_ns != 0 &&
		clock_monotonic_ns() > store->deadline_ns;
}

bool
store_is_stopped(const struct store *store)
{
	return is_late(store) || interrupt_pending() != 0;
}

static int
on_progress(void *arg)
{
	const struct store *store = arg;

	return is_late(store) || (store->in_rows && interrupt_pending() != 0);
}

/* Touches no file: what is wrong with it, the first read shall find. */
static void
configure(struct store *store)
{
	sqlite3 *db = store->db;

	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, STORE_BUSY_MS);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0,
		NULL);
	/* VACUUM INTO attaches the copy; nothing else may. */
	(void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1);
	sqlite3_progress_handler(db, PROGRESS_STEPS, on_progress, store);
}

/* Pages of the file that a reader keeps; and of one that comes to each page
 * once, so that it reads into memory which the processor has near. */
#define KEEP_PAGES "PRAGMA cache_size = -16384;"
#define READ_ONCE "PRAGMA cache_size = -1024;"

void
store_read_once(struct store *store, bool once)
{
	/* Without it, it only takes longer. */
	if (store->mode == STORE_READ)
		(void)query_exec(store, once ? READ_ONCE : KEEP_PAGES, NULL);
}

/* Reports look up things in temporary tables in no order: copies, compare. */
static int
tune(struct store *store, struct error *err)
{
	static const char writer[] = "PRAGMA secure_delete = OFF;"
				     "PRAGMA cache_size = -32768;"
				     "PRAGMA temp.cache_size = -8192;";
	static const char reader[] =
		KEEP_PAGES "PRAGMA temp.cache_size = -32768;"
			   "PRAGMA cell_size_check = ON;";

	return query_exec(store, store->mode == STORE_WRITE ? writer : reader,
		err);
}

/* file: URI with what has a meaning there escaped. */
static char *
immutable_uri(const char *path)
{
	struct strbuf uri = STRBUF_INIT;

	strbuf_adds(&uri, "file:");
	for (; *path; path++) {
		if (strchr("%?#", *path))
			strbuf_addf(&uri, "%%%02X", (unsigned char)*path);
		else
			strbuf_addc(&uri, *path);
	}
	strbuf_adds(&uri, "?immutable=1");
	return strbuf_detach(&uri);
}

static int
connect(struct store *store, bool immutable, struct error *err)
{
	_cleanup_(freep) char *uri = NULL;
	const char *name = store->draft ? store->draft : store->path;
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	int rc;

	library_configure();
	flags |= store->mode == STORE_WRITE ?
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
		SQLITE_OPEN_READONLY;
	if (immutable) {
		flags |= SQLITE_OPEN_URI;
		name = uri = immutable_uri(store->path);
	}
	rc = sqlite3_open_v2(name, &store->db, flags, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	configure(store);
	return 0;
}

void
store_disconnect(struct store *store)
{
	bulk_free(store->bulk);
	store->bulk = NULL;
	free(store->new_contents);
	store->new_contents = NULL;
	unwritten_free(store);
	if (store->free_contents)
		store->free_contents(store->contents);
	store->contents = NULL;
	for (int i = 0; i < QUERY_N; i++) {
		(void)sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
	/* A failure leaves the WAL, which the next one to open it folds. */
	(void)sqlite3_close_v2(store->db);
	store->db = NULL;
}

static int
reconnect(struct store *store, bool immutable, int64_t *ret_application,
	struct error *err)
{
	int r;

	store_disconnect(store);
	r = connect(store, immutable, err);
	if (r < 0)
		return r;
	return query_i64(store, ret_application, Q_APPLICATION_ID, err);
}

/* The first read of a writing connection plays the journal back. */
static int
roll_back(struct store *store, int64_t *ret_application, struct error *err)
{
	int r;

	store->mode = STORE_WRITE;
	r = reconnect(store, false, ret_application, err);
	store->mode = STORE_READ;
	if (r < 0 && sqlite3_errcode(store->db) == SQLITE_READONLY_ROLLBACK)
		return error_set(err, EROFS,
			"a run on the catalogue '%s' was cut off while it "
			"wrote; read it once as somebody who may write to it",
			store->path);
	if (r < 0)
		return r;
	return reconnect(store, false, ret_application, err);
}

/* The first read of the file; a read-only place may need the second way. */
static int
first_read(struct store *store, int64_t *ret_application, struct error *err)
{
	int r = query_i64(store, ret_application, Q_APPLICATION_ID, err);
	int code = sqlite3_errcode(store->db);

	if (r == 0 || store->mode == STORE_WRITE)
		return r;
	if (code == SQLITE_READONLY_ROLLBACK)
		return roll_back(store, ret_application, err);
	code &= 0xff;
	if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) ||
		store_was_left_open(store->path))
		return r;
	return reconnect(store, true, ret_application, err);
}

/* --- what it holds ----------------------------------------------------- */

static int
not_ours(struct store *store, struct error *err)
{
	return error_set(err, EINVAL,
		"'%s' is not a catalogue; name another file with --db",
		store->path);
}

static int
check_version(struct store *store, int64_t version,
	const struct store_setup *setup, struct error *err)
{
	if (version > setup->version)
		return error_set(err, ENOTSUP,
			"the catalogue '%s' was made by a newer catalog "
			"(schema %lld, this program knows %d)",
			store->path, (long long)version, setup->version);
	if (version < setup->oldest_to_read && store->mode == STORE_READ)
		return error_set(err, ENOTSUP,
			"the catalogue '%s' was made by an older catalog "
			"(schema %lld); run 'catalog scan' to bring it to %d",
			store->path, (long long)version, setup->version);
	return 0;
}

static int
identify(struct store *store, const struct store_setup *setup,
	struct error *err)
{
	int64_t application, version, n_objects;
	int r = first_read(store, &application, err);

	if (r < 0 && (sqlite3_errcode(store->db) & 0xff) == SQLITE_NOTADB)
		return not_ours(store, err);
	if (r == 0)
		r = query_i64(store, &version, Q_USER_VERSION, err);
	if (r == 0)
		r = query_i64(store, &n_objects, Q_SCHEMA_OBJECTS, err);
	if (r < 0)
		return r;
	if (application == 0 && version == 0 && n_objects == 0)
		return store->mode == STORE_READ ?
			file_missing(store->path, err) :
			0;
	if (application != STORE_APPLICATION_ID || version < 1)
		return not_ours(store, err);
	return check_version(store, version, setup, err);
}

/* --- journal ----------------------------------------------------------- */

static int
choose_journal(struct store *store, const struct store_setup *setup,
	struct error *err)
{
	static const char wal[] = "PRAGMA journal_mode = WAL;"
				  "PRAGMA synchronous = NORMAL;"
				  "PRAGMA wal_autocheckpoint = 16384;"
				  "PRAGMA journal_size_limit = 67108864;";
	static const char rollback[] = "PRAGMA journal_mode = TRUNCATE;"
				       "PRAGMA synchronous = FULL;";
	const char *kind = setup->network_kind(store->path);

	if (kind && !store->journal_note) {
		struct strbuf note = STRBUF_INIT;

		strbuf_addf(&note,
			"the catalogue '%s' lies on a network file system "
			"(%s): it is kept with a rollback journal, which is "
			"slower; a local disk is better",
			store->path, kind);
		store->journal_note = strbuf_detach(&note);
	}
	if (store->mode == STORE_READ)
		return 0; /* the file says what it has */
	if (store->draft)
		return 0; /* it has none until it is published */
	return query_exec(store, kind ? rollback : wal, err);
}

/* --- open -------------------------------------------------------------- */

static struct store *
new_store(const char *path, enum store_mode mode,
	const struct store_setup *setup)
{
	struct store *store = xcalloc(1, sizeof(*store));

	store->path = xstrdup(path);
	store->mode = mode;
	store->setup = *setup;
	idmap_init(&store->totals, sizeof(struct totals_note));
	idmap_init(&store->touched, sizeof(uint64_t));
	idmap_init(&store->kept, sizeof(bool));
	store->directory_name = (struct strbuf)STRBUF_INIT;
	return store;
}

DEFINE_CLEANUP(struct store *, store_close);

/* What needs functions or tables of its own in the connection. */
static int (*const parts[])(struct store *store, struct error *err) = {
	match_register,
	look_register,
	scope_register,
	standing_register,
	other_register,
	dir_names_register,
	few_list_register,
	contents_prepare,
	waiting_register,
	new_contents_register,
	bulk_register,
	unwritten_register,
};

int
store_set_up(struct store *store, struct error *err)
{
	const struct store_setup *setup = &store->setup;
	const bool writes = store->mode == STORE_WRITE;
	int r = connect(store, false, err);

	if (r == 0)
		r = identify(store, setup, err);
	if (r == 0)
		r = tune(store, err);
	if (r == 0 && store->draft)
		r = draft_tune(store, err);
	if (r == 0 && writes)
		r = migrate(store, setup, err);
	if (r == 0 && strcmp(store->path, STORE_IN_MEMORY) != 0)
		r = choose_journal(store, setup, err);
	if (r == 0 && writes)
		r = temp_make_all(store, err);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && r >= 0; i++)
		r = parts[i](store, err);
	return r;
}

int
store_open_as(struct store **ret, const char *path, enum store_mode mode,
	const struct store_setup *setup, struct error *err)
{
	_cleanup_(store_closep) struct store *store =
		new_store(path, mode, setup);
	int r = file_find(store, err);

	if (r == 0)
		r = store_set_up(store, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&store);
	return 0;
}

int
store_open(struct store **ret, const char *path, enum store_mode mode,
	struct error *err)
{
	return store_open_as(ret, path, mode, &store_setup_default, err);
}

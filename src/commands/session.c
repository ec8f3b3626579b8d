/* SPDX-License-Identifier: MIT */
#include "commands/session.h"

#include "output/human.h"
#include "store/check.h"
#include "store/lock.h"
#include "store/rows.h"
#include "store/scans.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/strbuf.h"
#include "volume/device.h"
#include "volume/identity.h"
#include "volume/superblock.h"

#include <stdlib.h>
#include <string.h>

/* --- where volumes are now ----------------------------------------------- */

static void
add_place(struct session *s, const struct volume *v, const struct mount *m)
{
	size_t n = s->n_places++;

	s->places = xgrow(s->places, n, sizeof(*s->places));
	s->hash_places = xgrow(s->hash_places, n, sizeof(*s->hash_places));
	s->places[n] = (struct place){ .volume_id = v->id,
		.mount_point = m->point,
		.mount_root = m->root };
	s->hash_places[n] = (struct hash_place){ .volume_id = v->id,
		.mount_point = m->point,
		.mount_root = m->root,
		.granularity_ns = v->granularity_ns,
		.inodes_stable = v->inodes_stable,
		.ctime_ignored = v->ctime_ignored,
		.clock_shift_ns = v->clock_shift_ns,
		.rotational = v->rotational,
		.network = v->network,
		.n_jobs = (unsigned int)v->jobs };
	if (!v->network)
		device_disks(&s->hash_places[n].disks, superblock_device(m));
}

/*
 * Whose mount that is.  Several volumes may go by what can be seen without
 * looking into it, an original and its clones that have markers: then their
 * markers decide, but no server is asked.
 */
static const struct volume *
owner_of(const struct session *s, const struct mount *m,
	const struct volume *seen)
{
	const struct volume *owner = NULL;
	struct volume marked = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < s->n_volumes; i++) {
		const struct volume *v = &s->volumes[i].volume;

		if (!volume_identity_matches(v, seen))
			continue;
		if (!owner || strcmp(v->identity, seen->identity) == 0)
			owner = v;
		n++;
	}
	if (n < 2 || seen->network ||
		volume_identify(&marked, m, IDENTIFY_ASK, NULL) < 0)
		return owner;
	for (size_t i = 0; i < s->n_volumes; i++)
		if (strcmp(s->volumes[i].volume.identity, marked.identity) == 0)
			owner = &s->volumes[i].volume;
	volume_clear(&marked);
	return owner;
}

static void
locate_mount(struct session *s, const struct mount *m)
{
	struct volume seen = { 0 };
	const struct volume *owner;

	if (m->hidden || mount_is_pseudo(m->fstype) ||
		volume_identify(&seen, m, IDENTIFY_QUIETLY, NULL) < 0)
		return;
	owner = owner_of(s, m, &seen);
	if (owner)
		add_place(s, owner, m);
	volume_clear(&seen);
}

static void
forget_places(struct session *s)
{
	store_volumes_free(s->volumes, s->n_volumes);
	mounts_free(s->mounts);
	free(s->places);
	free(s->hash_places);
	s->volumes = NULL;
	s->n_volumes = 0;
	s->mounts = NULL;
	s->places = NULL;
	s->hash_places = NULL;
	s->n_places = 0;
}

int
session_locate(struct session *s, struct error *err)
{
	forget_places(s);
	if (mounts_read(&s->mounts, err) < 0)
		return err->code;
	if (store_volumes(s->store, &s->volumes, &s->n_volumes, err) < 0)
		return err->code;
	for (size_t i = 0; i < s->mounts->n_mounts; i++)
		locate_mount(s, &s->mounts->mounts[i]);
	return store_set_places(s->store, s->places, s->n_places, err);
}

bool
session_is_online(const struct session *s, int64_t volume_id)
{
	for (size_t i = 0; i < s->n_places; i++)
		if (s->places[i].volume_id == volume_id)
			return true;
	return false;
}

/* --- open and close ------------------------------------------------------- */

int
session_open(struct session *s, const struct context *ctx, struct error *err)
{
	int code = store_open(&s->store, ctx->db_path, STORE_READ, err);

	if (code >= 0)
		code = session_locate(s, err);
	if (code < 0)
		session_close(s);
	return code;
}

/*
 * Long enough for some gigabytes, short enough for a nightly run of a larger
 * catalogue not to be late.
 */
#define UNCLEAN_CHECK_NS (10 * NS_PER_SECOND)

/* Open for writing; look through a catalogue that was not closed. */
static int
open_store(struct session *s, const struct context *ctx, bool as_draft,
	struct error *err)
{
	bool was_left_open = store_was_left_open(ctx->db_path);
	int code = as_draft ?
		store_open_draft(&s->store, ctx->db_path, err) :
		store_open(&s->store, ctx->db_path, STORE_WRITE, err);

	if (code >= 0 && was_left_open)
		code = store_check_quickly(s->store, UNCLEAN_CHECK_NS, err);
	return code;
}

static int
open_writing(struct session *s, const struct context *ctx, bool as_draft,
	struct error *err)
{
	int code =
		run_lock_take(&s->lock, ctx->db_path, ctx->wait_seconds, err);

	if (code >= 0)
		code = open_store(s, ctx, as_draft, err);
	if (code >= 0)
		code = session_locate(s, err);
	if (code < 0) {
		session_close(s);
		return code;
	}
	if (store_journal_note(s->store))
		log_note("%s", store_journal_note(s->store));
	return 0;
}

int
session_open_writing(struct session *s, const struct context *ctx,
	struct error *err)
{
	return open_writing(s, ctx, false, err);
}

int
session_open_scanning(struct session *s, const struct context *ctx,
	struct error *err)
{
	return open_writing(s, ctx, true, err);
}

void
session_close(struct session *s)
{
	forget_places(s);
	free(s->scoped);
	store_close(s->store);
	run_lock_release(s->lock);
	*s = (struct session)SESSION_INIT;
}

/* --- completeness --------------------------------------------------------- */

static void
add_clause(struct strbuf *line, const char *clause)
{
	if (line->len > 0)
		strbuf_adds(line, "; ");
	strbuf_adds(line, clause);
}

static void
add_offline(const struct session *s, struct strbuf *line)
{
	struct strbuf clause = STRBUF_INIT;

	for (size_t i = 0; i < s->n_volumes; i++) {
		const struct volume_row *v = &s->volumes[i];

		if (session_is_online(s, v->volume.id) ||
			!session_is_in_scope(s, v->volume.id))
			continue;
		strbuf_truncate(&clause, 0);
		strbuf_addf(&clause, "volume '%s' is offline", v->volume.name);
		if (v->last_scan_ns != 0) {
			strbuf_adds(&clause, ", as of ");
			human_time_local(&clause, v->last_scan_ns);
		}
		add_clause(line, clause.buf);
	}
	strbuf_clear(&clause);
}

static int
count_unread_by_volume(const struct session *s, int64_t *ret)
{
	enum { STAGE = 2, ERROR = 3, VOLUME_ID = 7 }; /* of ROWS_PROBLEMS */
	struct rows *rows = NULL;
	int r = rows_open(&rows, s->store, ROWS_PROBLEMS, NULL);

	while (r >= 0 && (r = rows_next(rows, NULL)) > 0) {
		/* What is rotten was read. */
		if (rows_i64(rows, ERROR) == 0 &&
			strcmp(rows_bytes(rows, STAGE, NULL), STAGE_VERIFY) ==
				0)
			continue;
		*ret += session_is_in_scope(s, rows_i64(rows, VOLUME_ID));
	}
	rows_close(rows);
	return r;
}

static int
count_unread(const struct session *s, int64_t *ret)
{
	if (s->n_scoped == 0)
		return store_count_problems(s->store, ret, NULL);
	return s->is_by_volume ?
		count_unread_by_volume(s, ret) :
		store_count_problems_scoped(s->store, ret, NULL);
}

static void
add_unread(const struct session *s, struct strbuf *line)
{
	struct strbuf clause = STRBUF_INIT;
	int64_t n = 0;
	int r = count_unread(s, &n);

	if (r < 0 || n == 0)
		return;
	human_number(&clause, n);
	strbuf_adds(&clause, n == 1 ? " thing" : " things");
	strbuf_adds(&clause, " could not be read ('catalog problems')");
	add_clause(line, clause.buf);
	strbuf_clear(&clause);
}

void
session_print_completeness(struct session *s, const struct context *ctx,
	const char *extra)
{
	struct strbuf line = STRBUF_INIT;

	if (ctx->quiet)
		return;
	add_offline(s, &line);
	if (!s->problems_told)
		add_unread(s, &line);
	if (extra)
		add_clause(&line, extra);
	if (line.len > 0)
		log_note("based on less than everything: %s", line.buf);
	strbuf_clear(&line);
}

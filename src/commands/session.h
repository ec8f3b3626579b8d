/* SPDX-License-Identifier: MIT */
/*
 * What most commands begin with: the catalogue opened, and told which volumes
 * are mounted where, so that paths and online state are those of this moment.
 * A session for writing also holds the run lock.
 */
#ifndef CATALOG_COMMANDS_SESSION_H
#define CATALOG_COMMANDS_SESSION_H

#include "cli/context.h"
#include "hash/hash.h"
#include "store/archive/inside.h"
#include "store/store.h"
#include "store/volumes.h"
#include "util/error.h"
#include "volume/mounts.h"

#include <stdbool.h>

struct session {
	struct store *store;
	struct run_lock *lock; /* writing only */
	struct mounts *mounts;
	struct volume_row *volumes;
	size_t n_volumes;
	struct place *places; /* of the volumes that are mounted now */
	size_t n_places;
	struct hash_place *hash_places; /* the same, in the same order */
	bool problems_told; /* the completeness line need not count them */
	bool asked_offline; /* session_scope() met a volume that is not here */
	int64_t *scoped; /* volumes that session_scope() was given parts of */
	size_t n_scoped;
	bool is_by_volume;  /* that is all that is known of the scope */
	bool takes_members; /* operands of session_scope() may be in archives */
	bool in_archives;   /* and some are */
};

#define SESSION_INIT                                                           \
	{                                                                      \
		0                                                              \
	}

/* Read-only.  -ENOENT with a sentence when there is no catalogue yet. */
int session_open(struct session *s, const struct context *ctx,
	struct error *err);
/* Takes the run lock (ctx->wait_seconds), opens for writing. */
int session_open_writing(struct session *s, const struct context *ctx,
	struct error *err);
/* The same for scan_run(): a catalogue that is not there yet is a draft until
 * that publishes it (store.h). */
int session_open_scanning(struct session *s, const struct context *ctx,
	struct error *err);
/* Look the mounts up and tell the store; the open functions do it, and a scan
 * that added volumes makes it worth doing again. */
int session_locate(struct session *s, struct error *err);
void session_close(struct session *s);

/* Limit the store's scoped queries (store/scope.h) to paths and volume names
 * given as operands: "/abs/path", "rel/path", "VOLUME", "VOLUME:path".  An
 * operand the catalogue does not know is ERROR_USAGE, naming what is near.
 * Sets *ret_scoped if there was any operand. */
int session_scope(struct session *s, int argc, char **argv, bool *ret_scoped,
	struct error *err);

/*
 * A volume and a path in it from an operand as above, which the catalogue need
 * not know: it may be that of something that is gone.  Caller frees.
 */
int session_place(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, const char *operand, struct error *err);

/*
 * The same of ARCHIVE//MEMBER: within is that of the archive, and behind it are
 * "//" and the path of a member that is there, or nothing for all of them (see
 * store/archive/inside.h).  Any other operand is taken by session_place().
 * ret_inside may be NULL; archive_id 0 if it is not in an archive.
 */
int session_place_inside(const struct session *s, int64_t *ret_volume_id,
	char **ret_within, struct inside *ret_inside, const char *operand,
	struct error *err);

/* The volume of that name; ERROR_USAGE names what is near.  Borrowed. */
int session_volume(const struct session *s, const struct volume_row **ret,
	const char *name, struct error *err);

/* The completeness line is about this volume, and others noted so: for
 * reports that do not go by the store's scope. */
void session_note_scope(struct session *s, int64_t volume_id);
bool session_is_online(const struct session *s, int64_t volume_id);
/* The completeness line is about everything after all. */
void session_forget_scope(struct session *s);
/* Is a part of the volume in the scope?  Without a scope everything is. */
bool session_is_in_scope(const struct session *s, int64_t volume_id);

/*
 * Print the completeness line of promise 9 on stderr if the answer rests on
 * less than everything: volumes offline and since when, directories unread;
 * after session_scope() with operands, those in the scope.
 * extra (may be NULL) is a further clause, such as "312 candidates wait".
 * Nothing when quiet.
 */
void session_print_completeness(struct session *s, const struct context *ctx,
	const char *extra);

#endif

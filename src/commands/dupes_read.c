/* SPDX-License-Identifier: MIT */
/* catalog dupes: reading what is pending. */
#include "commands/dupes_run.h"

#include "hash/settled.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <errno.h>

static struct hash_places
places_of(const struct dupes *d)
{
	return (struct hash_places){ d->session.hash_places,
		d->session.n_places };
}

static int
hash_members(struct dupes *d, const struct hash_options *how, struct error *err)
{
	struct hash_stats files;
	int r = reading_members(&d->session, d->ctx, how, &d->members, &files,
		err);

	d->stats.is_limited |= d->members.is_limited || files.is_limited;
	d->members_settled = r >= 0 && !d->stats.is_limited;
	return r;
}

static int
hash(struct dupes *d, struct error *err)
{
	const struct hash_options how = {
		.filter = { .min_size = d->report.min_size,
			.max_size = d->report.max_size < INT64_MAX ?
				d->report.max_size :
				0,
			.scope = d->report.is_scoped ? CANDIDATES_IN_SCOPE :
						       CANDIDATES_ANYWHERE },
		.limits = d->limits,
		.n_jobs = (unsigned int)d->args->reading.jobs,
	};

	int r = reading_run(&d->session, d->ctx, &how, &d->stats, err);

	if (r < 0 || !d->args->members || d->stats.is_limited)
		return r;
	return hash_members(d, &how, err);
}

/* Say what helps when the catalogue cannot be written. */
static int
suggest_no_hash(struct error *err)
{
	_cleanup_(freep) char *text = xstrdup(err->text);

	return error_kind(err, err->kind, -err->code,
		"%s; with --no-hash, 'dupes' reports what is known already",
		text);
}

static int
open_writing(struct dupes *d, int argc, char **argv, struct error *err)
{
	int r;

	session_close(&d->session);
	r = session_open_writing(&d->session, d->ctx, err);
	if (r < 0)
		return r == -EINTR ? r : suggest_no_hash(err);
	return answer_scope(&d->session, &d->args->common, argc, argv,
		&d->report.is_scoped, err);
}

/* 1 if all of them are read and the files, too. */
static int
check_members(struct dupes *d, const struct hash_places *places,
	bool is_settled, struct error *err)
{
	int r = settled_members_check(d->session.store, places,
		&d->members.pending, err);

	d->members_settled = r > 0;
	return r < 0 ? r : r > 0 && is_settled;
}

/* 1 if there is nothing to read: the session is fit for the report. */
static int
look(struct dupes *d, int argc, char **argv, struct error *err)
{
	struct hash_places places;
	int r = answer_open_scoped(&d->session, d->ctx, &d->args->common, argc,
		argv, &d->report.is_scoped, err);

	if (r < 0)
		return r;
	places = places_of(d);
	r = settled_check(d->session.store, &places, &d->stats, err);
	if (r >= 0 && d->args->members)
		r = check_members(d, &places, r > 0, err);
	if (r < 0 || d->args->no_hash)
		return r < 0 ? r : 1;
	return r > 0 && !d->args->verify;
}

/* What is read and compared, kept.  A report may wait long for whoever pages
 * through it; other runs need not. */
static int
end_writing(struct dupes *d, int argc, char **argv, struct error *err)
{
	session_close(&d->session);
	return answer_open_scoped(&d->session, d->ctx, &d->args->common, argc,
		argv, &d->report.is_scoped, err);
}

int
dupes_read(struct dupes *d, int argc, char **argv, struct error *err)
{
	int r = look(d, argc, argv, err);

	if (r != 0)
		return r;
	r = open_writing(d, argc, argv, err);
	if (r >= 0)
		r = hash(d, err);
	if (r >= 0 && d->args->verify)
		r = compare_groups(&d->session, &d->report, d->ctx->quiet,
			&d->verified, err);
	return r < 0 ? r : end_writing(d, argc, argv, err);
}

/* SPDX-License-Identifier: MIT */
/* catalog dupes: what the report does not rest on. */
#include "commands/dupes_run.h"

#include "cli/exit.h"
#include "report/inventory.h"
#include "store/scans.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

/* Is a volume away that was asked for? */
static bool
any_offline(const struct session *s)
{
	for (size_t i = 0; i < s->n_volumes; i++) {
		int64_t id = s->volumes[i].volume.id;

		if (session_is_in_scope(s, id) && !session_is_online(s, id))
			return true;
	}
	return false;
}

/* Looking for them takes two passes over the catalogue, so only if there can
 * be any. */
int
dupes_find_waiting(struct dupes *d, struct error *err)
{
	bool may_wait = d->stats.pending_files > 0 ||
		(d->args->no_hash && !d->stats.is_settled);

	if (!d->args->candidates && !(may_wait && any_offline(&d->session)))
		return 0;
	if (d->args->candidates)
		store_sight_sizes(d->session.store);
	return unsettled_waiting(&d->session, d->report.is_scoped,
		d->report.min_size, &d->waiting, err);
}

void
dupes_print_completeness(struct dupes *d)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	int64_t n_pending = d->waiting.files;

	if (n_pending > 0) {
		reading_add_count(&line, n_pending, "file", "files");
		strbuf_adds(&line,
			n_pending == 1 ? " may have a copy but is" :
					 " may have copies but are");
		strbuf_adds(&line, " on an offline volume, not read yet");
	}
	if (d->stats.is_limited)
		strbuf_addf(&line,
			"%sstopped at the limit, not all files are "
			"read yet",
			line.len > 0 ? "; " : "");
	if (d->members.pending > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, d->members.pending, "member",
			"members");
		strbuf_adds(&line,
			" of archives on offline volumes not read yet");
	}
	if (d->args->members && d->args->no_hash && !d->members_settled)
		strbuf_addf(&line, "%ssome members may not be read yet",
			line.len > 0 ? "; " : "");
	if (d->args->no_hash && !d->stats.is_settled)
		strbuf_addf(&line, "%ssome files may not be read yet",
			line.len > 0 ? "; " : "");
	if (d->verified.offline > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, d->verified.offline, "file", "files");
		strbuf_adds(&line, " on offline volumes not compared");
	}
	if (report_has_problems(d->session.store, d->report.is_scoped,
		    STAGE_VERIFY, NULL) > 0)
		log_warning("some files are rotten: they may not be the copies "
			    "they were; 'catalog problems' names them");
	if (d->verified.different > 0)
		log_warning("%lld %s in a group by digest but not by content; "
			    "'catalog problems' names them",
			(long long)d->verified.different,
			d->verified.different == 1 ? "file was" : "files were");
	session_print_completeness(&d->session, d->ctx,
		line.len > 0 ? line.buf : NULL);
	unsettled_print_waiting(&d->session, d->ctx, &d->waiting);
}

int
dupes_status(struct dupes *d, struct error *err)
{
	int r = report_has_problems(d->session.store, d->report.is_scoped,
		STAGE_HASH, err);

	if (r == 0 && d->args->members)
		r = report_has_problems(d->session.store, d->report.is_scoped,
			STAGE_MEMBER, err);
	if (r < 0)
		return r;
	return r > 0 || d->session.asked_offline ? EXIT_INCOMPLETE : EXIT_DONE;
}

/* SPDX-License-Identifier: MIT */
/*
 * catalog verify [PATH|VOLUME...]: read files again and compare them with
 * their digests.  --accept takes what is on the disk now for right.
 */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/reading.h"

#include "cli/exit.h"
#include "hash/bitrot/bitrot.h"
#include "output/human.h"
#include "output/progress.h"
#include "report/verify.h"
#include "store/content/contents.h"
#include "store/content/verified.h"
#include "store/rows.h"
#include "store/scans.h"
#include "store/scope.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct args {
	struct answer common; /* nothing but the scope */
	bool all;
	bool accept;
	struct reading_args reading;
};

#define VERIFY_NO_ORDER                                                        \
	"rows come as files are read, those not verified for longest first; "  \
	"sort(1) puts --format=plain in another order"

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG('a', "all", all,
		"list files that are fine or were changed, too"),
	OPT_FLAG(0, "accept", accept,
		"take the bytes of rotten files for right from now on"),
	READING_OPTIONS(reading), ANSWER_OPT_SCOPE,
	OPT_REFUSED('S', "size",
		"files of any size rot; PATH, --max-bytes and --max-time "
		"limit a run"),
	OPT_REFUSED('s', "sort", VERIFY_NO_ORDER),
	OPT_REFUSED('r', "reverse", VERIFY_NO_ORDER),
	OPT_REFUSED('n', "limit",
		"--max-bytes and --max-time limit a run, the next one goes on"),
	OPT_END
};
/* clang-format on */

struct verify {
	const struct context *ctx;
	const struct args *args;
	struct session session;
	bool is_scoped;
	struct budget_limits limits;
	struct progress *progress;
	struct output *output;
	struct verify_report *report;
	struct bitrot_stats stats;
};

static void
verify_clear(struct verify *v)
{
	progress_free(v->progress);
	report_verify_free(v->report);
	output_free(v->output);
	session_close(&v->session);
}

/* --- reading -------------------------------------------------------------- */

static struct report_name
name_of_copy(const struct bitrot_copy *copy)
{
	return (struct report_name){ copy->dir_id, copy->volume_id, copy->name,
		copy->name_len };
}

static int
on_finding(void *arg, const struct bitrot_finding *f, struct error *err)
{
	static const char *const states[] = {
		[BITROT_OK] = "ok",
		[BITROT_CHANGED] = "changed",
		[BITROT_ROTTEN] = "rotten",
		[BITROT_UNREADABLE] = "unreadable",
	};
	const struct report_finding row = {
		.state = states[f->state],
		.file = { f->dir_id, f->volume_id, f->name, f->name_len },
		.size = f->size_bytes,
		.mtime_ns = f->mtime_ns,
		.problem = f->problem,
		.digest = f->stored->bytes,
		.found = f->found ? f->found->bytes : NULL,
		.copy = name_of_copy(f->copy),
		.is_copy_read = f->copy->is_read,
	};
	struct verify *v = arg;

	if (!v->args->all &&
		(f->state == BITROT_OK || f->state == BITROT_CHANGED))
		return 0;
	progress_clear(v->progress);
	return report_verify_row(v->report, &row, err);
}

static void
on_progress(void *arg, const struct hash_progress *p)
{
	struct verify *v = arg;

	progress_update(v->progress, p->bytes_done, p->bytes_total, NULL);
}

static int
read_files(struct verify *v, struct error *err)
{
	const struct hash_places places = { v->session.hash_places,
		v->session.n_places };
	const struct bitrot_options how = {
		.is_scoped = v->is_scoped,
		.limits = v->limits,
		.n_jobs = (unsigned int)v->args->reading.jobs,
		.on_finding = on_finding,
		.on_progress = on_progress,
		.arg = v,
	};
	int r;

	v->output = output_new(stdout, &v->ctx->output);
	v->progress = progress_new("verifying", true, v->ctx->quiet);
	r = report_verify_begin(&v->report, v->session.store, v->output, err);
	if (r >= 0)
		r = bitrot_run(v->session.store, &places, &how, &v->stats, err);
	progress_clear(v->progress);
	if (r >= 0)
		r = report_verify_end(v->report, err);
	return r;
}

/* --- what is said about it ------------------------------------------------ */

static void
say_what_was_read(const struct verify *v)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	const struct bitrot_stats *s = &v->stats;

	if (v->ctx->quiet)
		return;
	reading_add_count(&line, s->ok + s->rotten, "file", "files");
	strbuf_adds(&line, " verified (");
	reading_add_size(&line, v->ctx, s->bytes_read);
	strbuf_adds(&line, " read), ");
	human_number(&line, s->rotten);
	strbuf_adds(&line, " rotten");
	if (s->changed > 0) {
		strbuf_adds(&line, ", ");
		human_number(&line, s->changed);
		strbuf_adds(&line, " changed since the last scan");
	}
	if (s->unreadable > 0) {
		strbuf_adds(&line, ", ");
		human_number(&line, s->unreadable);
		strbuf_adds(&line, " unreadable");
	}
	log_note("%s", line.buf);
}

static void
warn_of_lost(const struct verify *v)
{
	const struct session *s = &v->session;

	if (v->stats.lost_volumes > 1)
		log_warning("%lld volumes stopped answering and were left "
			    "alone",
			(long long)v->stats.lost_volumes);
	for (size_t i = 0; i < s->n_volumes && v->stats.lost_volumes == 1; i++)
		if (s->volumes[i].volume.id == v->stats.lost_volume_id)
			log_warning("volume '%s' stopped answering and was "
				    "left alone",
				s->volumes[i].volume.name);
}

static int
print_completeness(struct verify *v, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	const struct bitrot_stats *s = &v->stats;
	int64_t lacking = 0;
	int r = store_checks_lacking(v->session.store, v->is_scoped, &lacking,
		err);

	if (r < 0)
		return r;
	warn_of_lost(v);
	if (s->left > 0) {
		reading_add_count(&line, s->left, "file", "files");
		strbuf_addf(&line, " left for the next run%s",
			s->is_limited ? " by the limit" : "");
	}
	if (s->offline > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, s->offline, "file", "files");
		strbuf_adds(&line, " on offline volumes not verified");
	}
	if (lacking > 0) {
		strbuf_adds(&line, line.len > 0 ? "; " : "");
		reading_add_count(&line, lacking, "file was", "files were");
		strbuf_adds(&line,
			" never read in full ('catalog hash --all')");
	}
	session_print_completeness(&v->session, v->ctx,
		line.len > 0 ? line.buf : NULL);
	return 0;
}

static int
verify(struct verify *v, struct error *err)
{
	int r = read_files(v, err);

	if (r < 0)
		return answer_status(r,
			v->stats.rotten > 0 ? EXIT_NO : EXIT_DONE);
	say_what_was_read(v);
	r = print_completeness(v, err);
	if (r >= 0 && v->stats.interrupted)
		r = error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; what was verified is noted, the next "
			"run goes on");
	if (r < 0)
		return r;
	if (v->stats.rotten > 0)
		return EXIT_NO;
	return v->stats.unreadable > 0 || v->session.asked_offline ||
			v->stats.lost_volumes > 0 ?
		EXIT_INCOMPLETE :
		EXIT_DONE;
}

/* --- accept --------------------------------------------------------------- */

/* A name that was found rotten; the name follows. */
struct accepted {
	int64_t dir_id;
	size_t len;
};

/* Those that are here to be read; what is not stays as it is. */
static int
list_rotten(struct verify *v, struct strbuf *ret, int64_t *ret_offline,
	struct error *err)
{
	struct rows *rows = NULL;
	int r = rows_open(&rows, v->session.store, ROWS_ROTTEN, err);

	if (r < 0)
		return r;
	rows_bind_i64(rows, v->is_scoped);
	while ((r = rows_next(rows, err)) > 0) {
		struct accepted head = { .dir_id = rows_i64(rows, 0) };
		const char *name = rows_bytes(rows, 1, &head.len);

		if (!session_is_online(&v->session, rows_i64(rows, 2))) {
			++*ret_offline;
			continue;
		}
		strbuf_add(ret, &head, sizeof(head));
		strbuf_add(ret, name, head.len);
	}
	rows_close(rows);
	return r;
}

/* Forget what they were, and make them the scope. */
static int
forget_digests(struct store *store, const struct strbuf *names, int64_t *ret,
	struct error *err)
{
	struct accepted head;
	size_t at = 0;
	int r = store_scope_clear(store, err);

	while (r >= 0 && at < names->len) {
		const char *name = names->buf + at + sizeof(head);

		memcpy(&head, names->buf + at, sizeof(head));
		at += sizeof(head) + head.len;
		r = store_clear_digest(store, head.dir_id, name, head.len, err);
		if (r >= 0)
			r = store_clear_problems(store, head.dir_id, name,
				head.len, STAGE_VERIFY, 0, err);
		if (r >= 0)
			r = store_scope_add_entry(store, head.dir_id, name,
				head.len, err);
		++*ret;
	}
	return r;
}

static int
accept_rotten(struct verify *v, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf names = STRBUF_INIT;
	struct store *store = v->session.store;
	const struct hash_options how = {
		.filter = { .scope = CANDIDATES_FOR_SCOPE, .is_all = true },
		.limits = v->limits,
		.n_jobs = (unsigned int)v->args->reading.jobs,
	};
	struct hash_stats stats = { 0 };
	int64_t n = 0, offline = 0;
	int r = list_rotten(v, &names, &offline, err);

	if (r >= 0)
		r = store_begin(store, err);
	if (r < 0)
		return r;
	r = forget_digests(store, &names, &n, err);
	if (r >= 0)
		r = store_commit(store, err);
	if (r < 0) {
		(void)store_rollback(store, NULL); /* r says why */
		return r;
	}
	if (n > 0)
		r = reading_run(&v->session, v->ctx, &how, &stats, err);
	if (r < 0)
		return r;
	log_note("%lld %s accepted%s", (long long)n, n == 1 ? "file" : "files",
		offline > 0 ? "; those on offline volumes were not" : "");
	return offline > 0 || stats.problems > 0 ? EXIT_INCOMPLETE : EXIT_DONE;
}

/* --- the command ---------------------------------------------------------- */

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	const struct args *args = arguments;
	_cleanup_(verify_clear) struct verify v = {
		.ctx = ctx,
		.args = args,
		.session = SESSION_INIT,
	};
	int r = reading_limits(&args->reading, &v.limits, err);

	if (r >= 0)
		r = reading_open(&v.session, ctx, err);
	if (r >= 0)
		r = answer_scope(&v.session, &args->common, argc, argv,
			&v.is_scoped, err);
	if (r < 0)
		return r;
	return args->accept ? accept_rotten(&v, err) : verify(&v, err);
}

const struct command cmd_verify = {
	.name = "verify",
	.summary = "read files again and compare them with their digests",
	.usage = "[options] [VOLUME|PATH...]",
	.description =
		"Finds bit rot: files whose bytes changed while their size "
		"and times did not. Those that were not verified for the "
		"longest time come first, so that limited runs get round. A "
		"rotten file is listed with a healthy copy, if there is one, "
		"and stays a problem until it is replaced or accepted.",
	.examples = "catalog verify --max-time=2h\n"
		    "catalog verify --accept ~/Pictures",
	.min_args = 0,
	.max_args = ARGS_ANY,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

/* SPDX-License-Identifier: MIT */
#include "commands/reading.h"

#include "output/human.h"
#include "output/progress.h"
#include "util/cleanup.h"

#include <errno.h>

int
reading_open(struct session *s, const struct context *ctx, struct error *err)
{
	int r = session_open(s, ctx, err);

	session_close(s);
	return r < 0 ? r : session_open_writing(s, ctx, err);
}

int
reading_limits(const struct reading_args *args, struct budget_limits *ret,
	struct error *err)
{
	*ret = (struct budget_limits){ .max_bytes = args->max_bytes,
		.bytes_per_second = args->bandwidth };
	return args->max_time ?
		parse_duration(&ret->max_ns, args->max_time, err) :
		0;
}

static void
on_progress(void *arg, const struct hash_progress *p)
{
	progress_update(arg, p->bytes_done, p->bytes_total, NULL);
}

int
reading_begun(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err)
{
	const struct hash_places places = { s->hash_places, s->n_places };
	struct progress *progress = progress_new("reading", true, ctx->quiet);
	struct hash_options how = *options;
	int r;

	how.on_progress = on_progress;
	how.progress_arg = progress;
	r = hash_run(s->store, &places, &how, ret, err);
	progress_free(progress);
	return r;
}

int
reading_run(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err)
{
	int r = reading_begun(s, ctx, options, ret, err);

	if (r >= 0 && ret->interrupted)
		r = error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; what was read is kept, the next run "
			"does the rest");
	if (r >= 0 && ret->digests > 0)
		r = store_tidy(s->store, err);
	return r;
}

static void
on_member_progress(void *arg, int64_t done, int64_t total)
{
	progress_update(arg, done, total, NULL);
}

int
reading_members(struct session *s, const struct context *ctx,
	const struct hash_options *options, struct members_stats *ret,
	struct hash_stats *ret_files, struct error *err)
{
	const struct hash_places places = { s->hash_places, s->n_places };
	struct progress *progress =
		progress_new("reading archives", true, ctx->quiet);
	const struct members_options what = {
		.filter = { .min_size = options->filter.min_size,
			.max_size = options->filter.max_size,
			.scope = options->filter.scope,
			.is_all = options->filter.is_all,
			.retry = options->retry },
		.limits = options->limits,
		.n_jobs = options->n_jobs,
		.on_progress = on_member_progress,
		.progress_arg = progress,
	};
	struct hash_options how = *options;
	int r;

	how.on_progress = on_progress;
	how.progress_arg = progress;
	r = members_find(s->store, &places, &what, &how, ret, ret_files, err);
	progress_free(progress);
	if (r >= 0 && (ret->interrupted || ret_files->interrupted))
		r = error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; the archives that were read are kept, "
			"the next run does the rest");
	if (r >= 0 && ret->digests + ret_files->digests > 0)
		r = store_tidy(s->store, err);
	return r;
}

void
reading_add_count(struct strbuf *ret, int64_t n, const char *one,
	const char *many)
{
	human_number(ret, n);
	strbuf_addf(ret, " %s", n == 1 ? one : many);
}

void
reading_add_size(struct strbuf *ret, const struct context *ctx, int64_t bytes)
{
	if (ctx->output.exact)
		strbuf_addf(ret, "%lld bytes", (long long)bytes);
	else
		human_size(ret, bytes);
}

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
reading_run(struct session *s, const struct context *ctx,
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
	if (r >= 0 && ret->interrupted)
		r = error_kind(err, ERROR_INTERRUPTED, EINTR,
			"interrupted; what was read is kept, the next run "
			"does the rest");
	if (r >= 0 && ret->digests > 0)
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

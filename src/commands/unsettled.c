/* SPDX-License-Identifier: MIT */
#include "commands/unsettled.h"

#include "output/human.h"
#include "store/survey/unsettled.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "util/sum.h"

#include <stdlib.h>

static const char *
volume_name(const struct session *s, int64_t id)
{
	for (size_t i = 0; i < s->n_volumes; i++)
		if (s->volumes[i].volume.id == id)
			return s->volumes[i].volume.name;
	return "?";
}

static void
add_volumes(const struct session *s, const struct unsettled *list, size_t n,
	struct strbuf *ret)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(ret, i > 0 ? ", " : ": ");
		human_number(ret, list[i].files);
		strbuf_addf(ret, " on '%s'%s",
			volume_name(s, list[i].volume_id),
			session_is_online(s, list[i].volume_id) ? "" :
								  " (offline)");
	}
}

void
unsettled_clause(const struct session *s, const struct context *ctx,
	struct strbuf *ret)
{
	_cleanup_(freep) struct unsettled *list = NULL;
	size_t n;
	int64_t files = 0, bytes = 0;

	store_count_unsettled(s->store, false, &list, &n);
	for (size_t i = 0; i < n; i++) {
		files += list[i].files;
		bytes = sum_sizes(bytes, list[i].bytes);
	}
	if (files == 0)
		return;
	human_number(ret, files);
	strbuf_adds(ret, files == 1 ? " file (" : " files (");
	if (ctx->output.exact)
		strbuf_addf(ret, "%lld bytes", (long long)bytes);
	else
		human_size(ret, bytes);
	strbuf_adds(ret,
		files == 1 ? ") that may have a copy is not read yet" :
			     ") that may have copies are not read yet");
	add_volumes(s, list, n, ret);
}

/* --- what waits for volumes that are away --------------------------------- */

/* Lines at most; the rest is told as one number. */
#define ATTACH_MAX 8

static int
by_bytes(const void *a, const void *b)
{
	const struct unsettled *x = a;
	const struct unsettled *y = b;

	if (x->bytes == y->bytes)
		return (x->volume_id > y->volume_id) -
			(x->volume_id < y->volume_id);
	return x->bytes < y->bytes ? 1 : -1;
}

/* In a transaction: names, contents and directories are read by a statement
 * each, and must be of one state.  A session that only reads is in one since it
 * was opened; one that writes has none between its changes. */
static int
find_unsettled(struct session *s, bool is_scoped, int64_t min_size,
	struct error *err)
{
	bool is_writing = s->lock != NULL;
	int r = is_writing ? store_begin(s->store, err) : 0;

	if (r < 0)
		return r;
	r = store_find_unsettled(s->store, min_size, is_scoped, err);
	if (r >= 0 && is_writing)
		return store_commit(s->store, err);
	if (is_writing)
		(void)store_rollback(s->store, NULL); /* r says why */
	return r;
}

int
unsettled_waiting(struct session *s, bool is_scoped, int64_t min_size,
	struct waiting *ret, struct error *err)
{
	struct unsettled *list;
	size_t n;
	int r = find_unsettled(s, is_scoped, min_size, err);

	if (r < 0)
		return r;
	store_count_unsettled(s->store, is_scoped, &list, &n);
	*ret = (struct waiting){ .volumes = list };
	for (size_t i = 0; i < n; i++)
		if (!session_is_online(s, list[i].volume_id)) {
			ret->files += list[i].files;
			list[ret->n++] = list[i];
		}
	if (ret->n > 1)
		qsort(list, ret->n, sizeof(*list), by_bytes);
	return 0;
}

void
unsettled_waiting_clear(struct waiting *waiting)
{
	free(waiting->volumes);
}

static void
add_files(struct strbuf *ret, const struct context *ctx, int64_t files,
	int64_t bytes)
{
	human_number(ret, files);
	strbuf_adds(ret, files == 1 ? " file, " : " files, ");
	if (ctx->output.exact)
		strbuf_addf(ret, "%lld bytes", (long long)bytes);
	else
		human_size(ret, bytes);
	strbuf_adds(ret, " to read");
}

/* Where it lies, if that was noted. */
static const char *
volume_note(const struct session *s, int64_t id)
{
	for (size_t i = 0; i < s->n_volumes; i++)
		if (s->volumes[i].volume.id == id)
			return s->volumes[i].note;
	return NULL;
}

void
unsettled_print_waiting(const struct session *s, const struct context *ctx,
	const struct waiting *waiting)
{
	for (size_t i = 0; i < waiting->n && !ctx->quiet; i++) {
		_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
		const struct unsettled *u = &waiting->volumes[i];
		const char *note = volume_note(s, u->volume_id);

		if (i == ATTACH_MAX) {
			log_note("and %zu more volumes", waiting->n - i);
			break;
		}
		strbuf_addf(&line, "attach '%s'", volume_name(s, u->volume_id));
		if (note)
			strbuf_addf(&line, " (%s)", note);
		strbuf_adds(&line, ": ");
		add_files(&line, ctx, u->files, u->bytes);
		log_note("%s", line.buf);
	}
}

/* SPDX-License-Identifier: MIT */
#include "commands/unsettled.h"

#include "output/human.h"
#include "store/unsettled.h"
#include "util/cleanup.h"

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

int
unsettled_clause(struct session *s, const struct context *ctx, bool is_scoped,
	struct strbuf *ret, int64_t *ret_files, struct error *err)
{
	_cleanup_(freep) struct unsettled *list = NULL;
	size_t n = 0;
	int64_t files = 0, bytes = 0;
	int r = store_count_unsettled(s->store, is_scoped, &list, &n, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		files += list[i].files;
		if (__builtin_add_overflow(bytes, list[i].bytes, &bytes))
			bytes = INT64_MAX;
	}
	if (ret_files)
		*ret_files = files;
	if (files == 0)
		return 0;
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
	return 0;
}

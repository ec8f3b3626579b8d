/* SPDX-License-Identifier: MIT */
/* catalog volumes: the file systems the catalogue knows. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/report.h"
#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/log.h"
#include "volume/canonical.h"
#include "volume/volume.h"

#include <fcntl.h>

/* Space as it is now.  A dead server would hang us, so network volumes keep
 * what their last scan saw. */
static void
look_at(struct report_online *ret, const struct hash_place *place)
{
	_cleanup_(closep) int fd = -1;
	struct volume v = { .capacity_bytes = -1, .free_bytes = -1 };

	if (!place->network)
		fd = canonical_open(place->mount_point,
			O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		volume_read_space(&v, fd);
	*ret = (struct report_online){ .volume_id = place->volume_id,
		.mount_point = place->mount_point,
		.capacity_bytes = v.capacity_bytes,
		.free_bytes = v.free_bytes };
}

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(output_freep) struct output *output = NULL;
	_cleanup_(freep) struct report_online *online = NULL;
	bool is_scoped;
	int64_t n_rows = 0;
	int r = answer_needs_rows(ctx, err);

	(void)args; /* it has no options */
	if (r >= 0)
		r = answer_open(&s, ctx, argc, argv, &is_scoped, err);
	if (r < 0)
		return r;
	online = xcalloc(s.n_places + 1, sizeof(online[0]));
	for (size_t i = 0; i < s.n_places; i++)
		look_at(&online[i], &s.hash_places[i]);
	output = output_new(stdout, &ctx->output);
	r = report_volumes(s.store, online, s.n_places, output, &n_rows, err);
	if (r >= 0 && n_rows == 0)
		log_note("no volume is known yet; try 'catalog scan DIR'");
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_volumes = {
	.name = "volumes",
	.summary = "list the volumes, mounted or not",
	.usage = "",
	.description =
		"Each file system of which something was scanned: whether it "
		"is mounted now, its space, what the catalogue holds of it, "
		"and where it is or was last mounted.",
	.examples = "catalog volumes",
	.min_args = 0,
	.max_args = 0,
	.run = run,
};

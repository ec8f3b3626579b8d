/* SPDX-License-Identifier: MIT */
/* catalog metrics: the state of things for Prometheus. */
#include "commands/answer.h"
#include "commands/commands.h"
#include "commands/space.h"

#include "cli/exit.h"
#include "hash/settled.h"
#include "report/inventory.h"
#include "report/metrics.h"
#include "util/cleanup.h"
#include "util/io.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define METRICS_WHOLE                                                          \
	"metrics are of the whole catalogue, or two runs would say the same "  \
	"name of two things; the labels 'root' and 'volume' choose"

struct args {
	const char *output;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_STRING('o', "output", output, "FILE",
		"replace FILE with them, at one stroke"),
	OPT_REFUSED('u', "under", METRICS_WHOLE),
	OPT_REFUSED('V', "volume", METRICS_WHOLE), OPT_END
};
/* clang-format on */

static int
write_all(int fd, const struct strbuf *text)
{
	int r = io_write_full(fd, text->buf, text->len);

	/* Who collects it is another user. */
	if (r == 0 && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		r = -errno;
	return r;
}

/*
 * By way of a new file beside it, so that nobody ever reads half of it.  Its
 * name does not end in ".prom": the collector leaves it alone.
 */
static int
replace(const char *path, const struct strbuf *text, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;
	_cleanup_(closep) int fd = -1;
	int r;

	strbuf_addf(&name, "%s.XXXXXX", path);
	fd = mkostemp(name.buf, O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "cannot write '%s'", path);
	r = write_all(fd, text);
	if (r == 0 && rename(name.buf, path) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlink(name.buf); /* the reason is in r */
		return error_errno(err, -r, "cannot write '%s'", path);
	}
	return 0;
}

static int
print(const struct strbuf *text, struct error *err)
{
	if (fwrite(text->buf, 1, text->len, stdout) == text->len &&
		fflush(stdout) == 0)
		return 0;
	return error_errno(err, errno, "cannot write to standard output");
}

static int
collect(struct session *s, struct strbuf *ret, struct error *err)
{
	const struct hash_places places = { s->hash_places, s->n_places };
	_cleanup_(freep) struct report_online *online = space_now(s);
	const struct report_volumes here = { .online = online,
		.n_online = s->n_places };
	struct hash_stats stats = { 0 };
	int settled = settled_check(s->store, &places, &stats, err);

	if (settled < 0)
		return settled;
	return report_metrics(s->store, &here,
		settled ? stats.pending_bytes : -1, ret, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	const struct args *args = arguments;
	bool is_scoped;
	int r = answer_open(&s, ctx, argc, argv, &is_scoped, err);

	if (r >= 0)
		r = collect(&s, &text, err);
	if (r >= 0)
		r = args->output ? replace(args->output, &text, err) :
				   print(&text, err);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_metrics = {
	.name = "metrics",
	.summary = "print numbers for monitoring with Prometheus",
	.usage = "[options]",
	.description =
		"In Prometheus' text format, whatever --format says: when each "
		"root was scanned and how that went, space and files of each "
		"volume, problems, duplicates, and what has no second copy.",
	.examples = "catalog metrics --output "
		    "/var/lib/prometheus/node-exporter/catalog.prom",
	.min_args = 0,
	.max_args = 0,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

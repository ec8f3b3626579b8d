/* SPDX-License-Identifier: MIT */
/* catalog sql [QUERY]: read-only SQL. */
#include "commands/answer.h"
#include "commands/commands.h"

#include "cli/exit.h"
#include "report/sql.h"
#include "util/cleanup.h"
#include "util/interrupt.h"
#include "util/strbuf.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Standard input to its end; a signal ends the wait for it. */
static int
read_input(struct strbuf *ret, struct error *err)
{
	char buffer[16384];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, buffer, sizeof(buffer));

		if (interrupt_pending())
			return error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted");
		if (n == 0)
			return 0;
		if (n > 0)
			strbuf_add(ret, buffer, (size_t)n);
		else if (errno != EINTR)
			return error_errno(err, errno,
				"cannot read standard input");
	}
}

static int
run(struct context *ctx, const void *args, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(strbuf_clear) struct strbuf input = STRBUF_INIT;
	const char *sql = argc > 0 ? argv[0] : "-";
	int r = 0;

	(void)args; /* it has no options */
	if (strcmp(sql, "-") == 0) {
		r = read_input(&input, err);
		sql = input.buf;
	}
	if (r >= 0 && input.len > strlen(input.buf))
		r = error_kind(err, ERROR_USAGE, EINVAL,
			"there is a NUL byte in the query");
	if (r >= 0)
		r = session_open(&s, ctx, err);
	if (r >= 0)
		r = report_sql(s.store, sql, stdout, &ctx->output, err);
	return answer_status(r, EXIT_DONE);
}

const struct command cmd_sql = {
	.name = "sql",
	.heading = "to work with other programs",
	.summary = "ask the catalogue in SQL, read-only",
	.usage = "[QUERY]",
	.description =
		"Runs the statements in QUERY, or on standard input, and "
		"prints what they return. Nothing they say can change the "
		"catalogue. The views are described in catalog-schema(5).",
	.examples = "catalog sql 'SELECT name, bytes FROM volumes'\n"
		    "catalog sql --format=csv <report.sql",
	.min_args = 0,
	.max_args = 1,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/*
 * What every command gets: the global options, resolved.  Global options may
 * stand before or after the command's name.
 */
#ifndef CATALOG_CLI_CONTEXT_H
#define CATALOG_CLI_CONTEXT_H

#include "output/output.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;
struct global_args;

struct context {
	const char *program;		       /* "catalog" */
	const struct command *command;	       /* the one that runs */
	const struct command *const *commands; /* all, for help */
	char *db_path;			       /* --db, else $CATALOG_DB, else
			* $XDG_DATA_HOME/catalog/catalog.db, else
			* ~/.local/share/catalog/catalog.db; owned; NULL only
			* for a command that needs no catalogue */
	struct output_options output; /* --format -0 --bytes --no-header,
				       * NO_COLOR, terminal width looked up */
	bool quiet;		      /* -q: only results and errors */
	int64_t wait_seconds; /* --wait[=SECONDS]: for the catalogue's lock;
			       * 0 do not wait, -1 for ever */
};

/*
 * Resolve what was typed and what the environment says.  ctx->command and
 * ctx->commands are set by the caller.
 */
int context_init(struct context *ctx, const struct global_args *args,
	struct error *err);
void context_clear(struct context *ctx);

#endif

/* SPDX-License-Identifier: MIT */
#include "cli/context.h"

#include "cli/command.h"
#include "cli/global.h"
#include "util/cleanup.h"
#include "util/alloc.h"
#include "util/path.h"
#include "util/strbuf.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Wider than any terminal; keeps what COLUMNS says within an int. */
#define WIDTH_MAX 10000

/* An environment variable that is set to something, or NULL. */
static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* 0: unknown.  COLUMNS counts without a terminal too: the user set it. */
static int
find_width(void)
{
	const char *columns = environment("COLUMNS");
	struct winsize size;
	int64_t width;

	if (columns && parse_number(&width, columns, 1, WIDTH_MAX, NULL) == 0)
		return (int)width;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}

static bool
wants_color(bool terminal)
{
	const char *term = environment("TERM");

	return terminal && !environment("NO_COLOR") && term &&
		strcmp(term, "dumb") != 0;
}

/* What the user's own locale has; main() made ours one of UTF-8. */
static bool
wants_ascii(void)
{
	locale_t own = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool is_utf8 = own && strcmp(nl_langinfo_l(CODESET, own), "UTF-8") == 0;

	if (own)
		freelocale(own);
	return !is_utf8;
}

static int
find_catalogue(char **ret, const char *given, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	const char *data = environment("XDG_DATA_HOME");
	const char *home = environment("HOME");
	bool is_special;

	if (given && !*given)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"--db: the name of the catalogue is empty");
	if (!given)
		given = environment("CATALOG_DB");
	if (given) {
		/* To SQLite ":memory:" and "file:x?y" are not just files. */
		is_special = *given == ':' ||
			strncmp(given, "file:", strlen("file:")) == 0;
		strbuf_addf(&path, "%s%s", is_special ? "./" : "", given);
		*ret = strbuf_detach(&path);
		return 0;
	}
	/* The XDG specification has relative paths ignored. */
	if (data && *data == '/') {
		strbuf_adds(&path, data);
	} else if (home) {
		strbuf_adds(&path, home);
		path_append(&path, ".local/share", strlen(".local/share"));
	} else {
		return error_set(err, ENOENT,
			"cannot tell where the catalogue is: HOME is not set; "
			"use --db FILE or set CATALOG_DB");
	}
	path_append(&path, "catalog/catalog.db", strlen("catalog/catalog.db"));
	*ret = strbuf_detach(&path);
	return 0;
}

int
context_init(struct context *ctx, const struct global_args *args,
	struct error *err)
{
	bool terminal = isatty(STDOUT_FILENO) != 0;

	ctx->quiet = args->quiet;
	ctx->wait_seconds = args->wait_seconds;
	ctx->output = (struct output_options){
		.format = (enum output_format)args->format,
		.nul = args->nul,
		.exact = args->exact,
		.si = args->si,
		.no_header = args->no_header,
		.color = wants_color(terminal),
		.ls_colors = environment("LS_COLORS"),
		.ascii = wants_ascii(),
		.terminal = terminal,
		.width = find_width(),
	};
	if (ctx->command->no_catalogue)
		return 0;
	return find_catalogue(&ctx->db_path, args->db, err);
}

void
context_clear(struct context *ctx)
{
	free(ctx->db_path);
	ctx->db_path = NULL;
}

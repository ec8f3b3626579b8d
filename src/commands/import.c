/* SPDX-License-Identifier: MIT */
/* catalog import FILE: take over what another catalogue knows. */
#include "commands/commands.h"
#include "commands/session.h"

#include "cli/exit.h"
#include "output/human.h"
#include "output/progress.h"
#include "store/import/import.h"
#include "util/cleanup.h"
#include "util/log.h"

#include <errno.h>
#include <sys/stat.h>

struct args {
	bool accept_loss;
};

/* clang-format off: one option an entry */
static const struct option_spec options[] = {
	OPT_FLAG(0, "accept-loss", accept_loss,
		"even if much of a volume goes"),
	OPT_END
};
/* clang-format on */

DEFINE_CLEANUP(struct store *, store_close);
DEFINE_CLEANUP(struct progress *, progress_free);

static void
on_progress(void *arg, int64_t done, int64_t total)
{
	progress_update(arg, done, total, NULL);
}

/* Messages that fit a file which is no catalogue of ours to be named. */
static int
check_file(const struct context *ctx, const char *path, struct error *err)
{
	struct stat own, st;

	if (stat(path, &st) < 0 && errno == ENOENT)
		return error_kind(err, ERROR_USAGE, ENOENT,
			"there is no file '%s'", path);
	if (stat(path, &st) < 0)
		return error_errno(err, errno, "cannot read '%s'", path);
	if (stat(ctx->db_path, &own) == 0 && own.st_dev == st.st_dev &&
		own.st_ino == st.st_ino)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is the catalogue itself", path);
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is empty, not a catalogue", path);
	return 0;
}

static int
open_other(struct store **ret, const struct context *ctx, const char *path,
	struct error *err)
{
	int r = check_file(ctx, path, err);

	if (r < 0)
		return r;
	r = store_open(ret, path, STORE_READ, err);
	if (r == -EINVAL)
		return error_kind(err, ERROR_USAGE, EINVAL,
			"'%s' is not a catalogue", path);
	if (r == 0)
		r = store_begin(*ret, err);
	if (r == 0)
		r = store_import_check(*ret, err);
	return r < 0 ? error_prefix(err, "cannot import") : 0;
}

static void
add_count(struct strbuf *text, int64_t n, const char *one, const char *many)
{
	if (text->len > 0)
		strbuf_adds(text, ", ");
	human_number(text, n);
	strbuf_addf(text, " %s", n == 1 ? one : many);
}

static void
print_result(const struct import_result *r, const char *path)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;

	if (r->volumes > 0)
		add_count(&text, r->volumes, "new volume", "new volumes");
	if (r->roots > 0)
		add_count(&text, r->roots, "root", "roots");
	if (r->added > 0)
		add_count(&text, r->added, "added", "added");
	if (r->removed > 0)
		add_count(&text, r->removed, "removed", "removed");
	if (r->modified > 0)
		add_count(&text, r->modified, "modified", "modified");
	if (r->moved > 0)
		add_count(&text, r->moved, "moved", "moved");
	if (r->digests > 0)
		add_count(&text, r->digests, "digest", "digests");
	if (text.len == 0)
		strbuf_adds(&text, "nothing that is not known");
	log_note("imported from '%s': %s", path, text.buf);
	if (r->older > 0)
		log_note("%lld %s known here from a scan as late or later",
			(long long)r->older,
			r->older == 1 ? "root is" : "roots are");
}

static int
import(struct session *s, struct store *other, const struct context *ctx,
	const struct args *args, struct import_result *ret, struct error *err)
{
	_cleanup_(progress_freep) struct progress *progress =
		progress_new("importing", false, ctx->quiet);
	const struct import_options how = { .accept_loss = args->accept_loss,
		.on_progress = on_progress,
		.arg = progress };
	int r = store_begin(s->store, err);

	if (r < 0)
		return r;
	r = store_import(s->store, other, &how, ret, err);
	if (r < 0) {
		(void)store_rollback(s->store, NULL); /* err has the reason */
		return r;
	}
	return store_commit(s->store, err);
}

static int
run(struct context *ctx, const void *arguments, int argc, char **argv,
	struct error *err)
{
	_cleanup_(session_close) struct session s = SESSION_INIT;
	_cleanup_(store_closep) struct store *other = NULL;
	struct import_result result;
	int r = open_other(&other, ctx, argv[0], err);

	(void)argc; /* one, says the table */
	if (r >= 0)
		r = session_open_writing(&s, ctx, err);
	if (r >= 0)
		r = import(&s, other, ctx, arguments, &result, err);
	if (r < 0)
		return r;
	/* It is all there; the next run tidies up if this one cannot. */
	(void)store_tidy(s.store, NULL);
	if (!ctx->quiet)
		print_result(&result, argv[0]);
	return EXIT_DONE;
}

const struct command cmd_import = {
	.name = "import",
	.summary = "take over what another catalogue knows",
	.usage = "[options] FILE",
	.description =
		"FILE is a catalogue made by this program, perhaps on another "
		"machine: a NAS that scanned itself. Volumes that both know are "
		"one; of each directory that both know the later scan counts. "
		"Digests come along. All of it is taken over or nothing, and "
		"once more changes nothing.",
	.examples = "catalog import /mnt/nas/catalog.db",
	.min_args = 1,
	.max_args = 1,
	.options = options,
	.args_size = sizeof(struct args),
	.run = run,
};

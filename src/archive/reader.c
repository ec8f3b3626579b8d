/* SPDX-License-Identifier: MIT */
/*
 * The parent's side: fork, read what comes, keep the time, clean up.
 *
 * A fork and not a program of its own: it costs a fraction of a millisecond,
 * and there is nothing to be found and started that somebody could have
 * replaced.  The price is that the child begins as a copy of us; so before it
 * looks at a byte of the archive it closes every descriptor but its two and
 * enters the sandbox.  What it still has is memory that it could only tell us
 * about.
 *
 * The child ignores the signals by which a user stops us, because we decide
 * what becomes of it, and dies with us.
 */
#include "archive/reader.h"

#include "archive/child.h"
#include "archive/decode.h"
#include "archive/libraries.h"
#include "archive/sandbox.h"
#include "util/alloc.h"
#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define MIB (INT64_C(1) << 20)
/* The first descriptors that a child has for itself. */
#define CHILD_ARCHIVE 3
#define CHILD_PIPE 4
/* One read(2) of the pipe; what a pipe holds. */
#define PIPE_BYTES 65536
/* So long is a child waited for that was killed. */
#define PATIENCE_NS NS_PER_SECOND

struct archive_reader {
	pid_t pid;   /* 0: it is over */
	int archive; /* borrowed */
	int fd;
	int64_t deadline_ns;
	int64_t seconds; /* which is so many from the start */
	struct wire *wire;
	char text[200];
	char buffer[PIPE_BYTES];
};

struct archive_limits
archive_limits_for(int64_t size_bytes, unsigned int levels)
{
	return (struct archive_limits){
		.levels = levels,
		.members = 1000000,
		.unpack_bytes = MIB << 20,
		.expansion = 1000,
		.expansion_from = 256 * MIB,
		.time_ns = (60 + size_bytes / (4 * MIB)) * NS_PER_SECOND,
		.memory_bytes = 512 * MIB,
	};
}

/* --- the child ----------------------------------------------------------- */

/* Names in archives are UTF-8, UTF-16 or just bytes; libarchive turns them
 * into what the locale has, so that must be able to say all of them. */
static void
speak_utf8(void)
{
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		(void)setlocale(LC_CTYPE, "en_US.UTF-8"); /* or do without */
}

/* Descriptors 0 to 4, and no other. */
static bool
keep_two(int archive, int pipe)
{
	int high_archive = fcntl(archive, F_DUPFD, CHILD_PIPE + 1);
	int high_pipe = fcntl(pipe, F_DUPFD, CHILD_PIPE + 1);
	int null = open("/dev/null", O_RDWR);

	if (high_archive < 0 || high_pipe < 0 || null < 0)
		return false;
	for (int fd = 0; fd < CHILD_ARCHIVE; fd++)
		if (!sandbox_missing() && dup2(null, fd) < 0)
			return false;
	if (dup2(high_archive, CHILD_ARCHIVE) < 0 ||
		dup2(high_pipe, CHILD_PIPE) < 0)
		return false;
	closefrom(CHILD_PIPE + 1);
	return true;
}

__attribute__((noreturn)) static void
be_child(pid_t parent, int archive, int pipe, const char *name,
	const struct archive_limits *limits)
{
	const struct sandbox leave = {
		.memory_bytes = limits->memory_bytes,
		.cpu_seconds = limits->time_ns / NS_PER_SECOND + 2,
		.parent = parent,
	};

	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (!keep_two(archive, pipe))
		_exit(1);
	speak_utf8();
	tzset(); /* reads a file, which later cannot be opened */
	if (sandbox_enter(&leave) == SANDBOX_ORPHAN)
		_exit(1);
	_exit(decode(CHILD_ARCHIVE, CHILD_PIPE, name, limits) ? 0 : 1);
}

/* --- the parent ----------------------------------------------------------- */

int
archive_reader_start(struct archive_reader **ret, int fd, const char *name,
	const struct archive_limits *limits, struct error *err)
{
	_cleanup_(archive_reader_freep) struct archive_reader *r =
		xcalloc(1, sizeof(*r));
	_cleanup_(closep) int in = -1;
	pid_t parent = getpid();
	int ends[2];
	int loaded = libraries_load(err);

	if (loaded < 0)
		return loaded;
	r->fd = -1;
	r->archive = fd;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, errno, "cannot make a pipe");
	r->fd = ends[0];
	in = ends[1];
	if (fcntl(r->fd, F_SETFL, O_NONBLOCK) < 0)
		return error_errno(err, errno, "cannot use a pipe");
	r->wire = wire_new(limits->levels, limits->members);
	r->seconds = limits->time_ns / NS_PER_SECOND;
	r->deadline_ns = clock_monotonic_ns() + limits->time_ns;
	r->pid = fork();
	if (r->pid < 0) {
		r->pid = 0;
		return error_errno(err, errno, "cannot start a process");
	}
	if (r->pid == 0)
		be_child(parent, fd, in, name, limits);
	*ret = take_ptr(&r);
	return 0;
}

int
archive_reader_fd(const struct archive_reader *r)
{
	return r->fd;
}

/* It has ended, or it does now. */
static bool
stop(struct archive_reader *r, int *ret_status)
{
	pid_t pid = r->pid;

	*ret_status = 0;
	r->pid = 0;
	return pid == 0 || child_end(pid, PATIENCE_NS, ret_status);
}

/* It ended as no child should. */
static int
fail(struct archive_reader *r, struct archive_result *ret,
	enum archive_state state)
{
	int status;

	*ret = (struct archive_result){ .is_stuck = !stop(r, &status),
		.state = state,
		.n_members = wire_n_members(r->wire),
		.format = wire_format(r->wire),
		.text = r->text };
	return 0;
}

static void
tell_status(struct archive_reader *r, bool has_ended, int status)
{
	if (!has_ended)
		(void)snprintf(r->text, sizeof(r->text),
			"reading it does not end");
	else if (WIFSIGNALED(status))
		(void)snprintf(r->text, sizeof(r->text),
			"reading it ended with signal %d", WTERMSIG(status));
	else
		(void)snprintf(r->text, sizeof(r->text),
			"reading it ended with status %d", WEXITSTATUS(status));
}

static int
take_result(struct archive_reader *r, struct archive_result *ret)
{
	struct wire_end end;
	int status;
	bool has_ended = stop(r, &status);

	if (!wire_ended(r->wire, &end)) {
		tell_status(r, has_ended, status);
		(void)fail(r, ret, ARCHIVE_CRASHED);
		ret->is_stuck = !has_ended;
		return 0;
	}
	*ret = (struct archive_result){ .state = end.state,
		.error = end.error,
		.n_members = end.n_members,
		.format = wire_format(r->wire),
		.text = end.text,
		.is_stuck = !has_ended };
	return 0;
}

static int
take_nonsense(struct archive_reader *r, struct archive_result *ret,
	const struct error *why)
{
	(void)snprintf(r->text, sizeof(r->text), "%.190s", why->text);
	return fail(r, ret, ARCHIVE_CRASHED);
}

int
archive_reader_take(struct archive_reader *r, const struct wire_events *events,
	struct archive_result *ret, struct error *err)
{
	struct error why = ERROR_INIT;
	ssize_t n = read(r->fd, r->buffer, sizeof(r->buffer));
	struct wire_end end;
	int code;

	if (n == 0)
		return take_result(r, ret);
	if (n > 0) {
		code = wire_feed(r->wire, r->buffer, (size_t)n, events, &why);
		if (code == -EPROTO)
			return take_nonsense(r, ret, &why);
		if (code < 0) {
			if (err)
				*err = why;
			return code;
		}
	}
	if (wire_ended(r->wire, &end)) /* whatever it does now */
		return take_result(r, ret);
	if (clock_monotonic_ns() < r->deadline_ns)
		return 1;
	(void)snprintf(r->text, sizeof(r->text),
		"limit of time: it was not read within %lld seconds",
		(long long)r->seconds);
	(void)fail(r, ret, ARCHIVE_LIMITED);
	if (!ret->is_stuck)
		ret->is_stuck = !child_finds_answer(r->archive, PATIENCE_NS);
	return 0;
}

void
archive_reader_free(struct archive_reader *r)
{
	int status;

	if (!r)
		return;
	(void)stop(r, &status); /* killed, it goes when it can */
	closep(&r->fd);
	wire_free(r->wire);
	free(r);
}

/* SPDX-License-Identifier: MIT */
/*
 * The run lock.
 *
 * The file stays when the lock is released, empty: removing it would let a
 * third run lock a new file while a second waits on the old one.  So content
 * means a run that goes on, or one that was killed.  On a local file system
 * flock() tells these apart.  On a network one flock() may reach no further
 * than this host, so there the content of another host is believed.
 */
#include "store/lock.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#define POLL_NS (150L * 1000 * 1000)

struct run_lock {
	int fd;
	char *path;
};

struct holder {
	int64_t pid;
	char host[128];
	char start[64];
};

static void
run_lock_free(struct run_lock *lock)
{
	closep(&lock->fd);
	free(lock->path);
	free(lock);
}

DEFINE_CLEANUP(struct run_lock *, run_lock_free);

/* Two paths to one catalogue must mean one lock. */
static char *
lock_path(const char *db_path)
{
	_cleanup_(freep) char *real = realpath(db_path, NULL);
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s.lock", real ? real : db_path);
	return strbuf_detach(&path);
}

static bool
read_holder(int fd, struct holder *ret)
{
	char text[512];
	char *rest;
	ssize_t n = io_pread_full(fd, text, sizeof(text) - 1, 0);

	*ret = (struct holder){ 0 };
	if (n <= 0)
		return false;
	text[n] = '\0';
	ret->pid = strtoll(text, &rest, 10);
	return rest != text &&
		sscanf(rest, " %127s %63s", ret->host, ret->start) == 2;
}

static void
host_name(char *ret, size_t size)
{
	ret[0] = '\0';
	(void)gethostname(ret, size - 1); /* stays empty if it has none */
	ret[size - 1] = '\0';
	if (ret[0] == '\0')
		(void)snprintf(ret, size, "localhost");
}

static int
write_holder(const struct run_lock *lock, struct error *err)
{
	char host[128];
	char text[512];
	char start[64];
	struct tm tm;
	time_t now = time(NULL);
	int n, r;

	host_name(host, sizeof(host));
	if (!gmtime_r(&now, &tm) ||
		strftime(start, sizeof(start), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(start, sizeof(start), "unknown");
	n = snprintf(text, sizeof(text), "%ld %s %s %s\n", (long)getpid(), host,
		start, program_invocation_short_name);
	if (n > (int)sizeof(text) - 1)
		n = (int)sizeof(text) - 1;
	if (ftruncate(lock->fd, 0) < 0)
		return error_errno(err, errno, "cannot write the lock '%s'",
			lock->path);
	r = io_write_full(lock->fd, text, (size_t)n);
	if (r < 0)
		return error_errno(err, -r, "cannot write the lock '%s'",
			lock->path);
	return 0;
}

static int
locked_by(const struct run_lock *lock, const struct holder *h,
	struct error *err)
{
	if (h->pid == 0)
		return error_kind(err, ERROR_LOCKED, EAGAIN,
			"another run holds the catalogue (lock '%s')",
			lock->path);
	return error_kind(err, ERROR_LOCKED, EAGAIN,
		"another run holds the catalogue: process %" PRId64
		" on %s since %s (lock '%s')",
		h->pid, h->host, h->start, lock->path);
}

/* Held by a host that flock() does not know of? */
static bool
is_held_elsewhere(const struct run_lock *lock, struct holder *ret)
{
	char host[128];

	if (!netfs_kind(lock->path) || !read_holder(lock->fd, ret))
		return false;
	host_name(host, sizeof(host));
	return strcmp(host, ret->host) != 0;
}

/* 1 when the lock is ours, 0 when somebody has it. */
static int
try_lock(const struct run_lock *lock, struct holder *ret, struct error *err)
{
	if (flock(lock->fd, LOCK_EX | LOCK_NB) == 0) {
		if (!is_held_elsewhere(lock, ret))
			return 1;
		(void)flock(lock->fd, LOCK_UN); /* it was ours to drop */
		return 0;
	}
	if (errno != EWOULDBLOCK && errno != EINTR)
		return error_errno(err, errno, "cannot lock '%s'", lock->path);
	(void)read_holder(lock->fd, ret); /* for the message only */
	return 0;
}

static int
wait_for_lock(const struct run_lock *lock, int64_t wait_seconds,
	struct error *err)
{
	const struct timespec pause = { 0, POLL_NS };
	int64_t start = clock_monotonic_ns();
	struct holder holder = { 0 };
	int r;

	for (;;) {
		r = try_lock(lock, &holder, err);
		if (r != 0)
			return r < 0 ? r : 0;
		if (wait_seconds >= 0 &&
			(clock_monotonic_ns() - start) / NS_PER_SECOND >=
				wait_seconds)
			return locked_by(lock, &holder, err);
		(void)nanosleep(&pause, NULL); /* a signal ends it early */
		if (interrupt_pending())
			return error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted while waiting for another run");
	}
}

int
run_lock_take(struct run_lock **ret, const char *db_path, int64_t wait_seconds,
	struct error *err)
{
	_cleanup_(run_lock_freep) struct run_lock *lock =
		xcalloc(1, sizeof(*lock));
	int r;

	lock->fd = -1;
	if (strcmp(db_path, ":memory:") == 0) { /* nobody else can have it */
		*ret = take_ptr(&lock);
		return 0;
	}
	lock->path = lock_path(db_path);
	r = make_parents(lock->path, err);
	if (r < 0)
		return r;
	lock->fd =
		open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (lock->fd < 0)
		return error_errno(err, errno, "cannot open the lock '%s'",
			lock->path);
	r = wait_for_lock(lock, wait_seconds, err);
	if (r == 0)
		r = write_holder(lock, err);
	if (r < 0)
		return r;
	*ret = take_ptr(&lock);
	return 0;
}

bool
run_lock_seems_held(const char *db_path)
{
	_cleanup_(freep) char *path = lock_path(db_path);
	_cleanup_(closep) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct holder holder;
	char host[128];

	if (fd < 0 || !read_holder(fd, &holder) || holder.pid <= 0)
		return false;
	host_name(host, sizeof(host));
	return strcmp(host, holder.host) == 0 &&
		(kill((pid_t)holder.pid, 0) == 0 || errno == EPERM);
}

void
run_lock_release(struct run_lock *lock)
{
	if (!lock)
		return;
	/* What stays behind would only say that a dead run was here. */
	if (lock->fd >= 0 && ftruncate(lock->fd, 0) < 0)
		(void)0;
	run_lock_free(lock);
}

/* SPDX-License-Identifier: MIT */
#include "archive/child.h"

#include "archive/sandbox.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Where a process cannot be polled. */
#define NAP_NS (NS_PER_SECOND / 1000)

static bool
has_ended(pid_t pid, int *ret_status)
{
	pid_t r;

	do
		r = waitpid(pid, ret_status, WNOHANG);
	while (r < 0 && errno == EINTR);
	return r != 0; /* nor is there one that is none of ours */
}

static void
wait_a_while(int fd, int64_t wait_ns)
{
	const struct timespec nap = { .tv_nsec = NAP_NS };
	struct pollfd p = { .fd = fd, .events = POLLIN };

	if (fd < 0)
		(void)nanosleep(&nap, NULL);
	else
		(void)poll(&p, 1, (int)(wait_ns / (NS_PER_SECOND / 1000)) + 1);
}

static bool
wait_for(pid_t pid, int64_t wait_ns, int *ret_status)
{
	/* Of which some tools that need a build without a sandbox do not know. */
	_cleanup_(closep) int fd =
		sandbox_missing() ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	int64_t end_ns = clock_monotonic_ns() + wait_ns;
	int64_t now_ns = end_ns - wait_ns;

	*ret_status = 0;
	while (!has_ended(pid, ret_status)) {
		if (now_ns >= end_ns)
			return false;
		wait_a_while(fd, end_ns - now_ns);
		now_ns = clock_monotonic_ns();
	}
	return true;
}

bool
child_end(pid_t pid, int64_t wait_ns, int *ret_status)
{
	(void)kill(pid, SIGKILL); /* it is ours, and not waited for yet */
	return wait_for(pid, wait_ns, ret_status);
}

bool
child_finds_answer(int fd, int64_t wait_ns)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct statx st;

		(void)statx(fd, "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC,
			STATX_BASIC_STATS, &st); /* an error is an answer */
		_exit(0);
	}
	if (pid < 0 || wait_for(pid, wait_ns, &status))
		return true;
	(void)child_end(pid, 0, &status); /* it goes when it can */
	return false;
}

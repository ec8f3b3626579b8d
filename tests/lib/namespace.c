/* SPDX-License-Identifier: MIT */
#include "lib/namespace.h"

#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SKIPPED 77
#define NOBODY 65534

void
namespace_complain(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "%s:%d: %s: errno %s\n", file, line, what,
		strerror(errno));
	_exit(1);
}

void
namespace_skip(const char *why)
{
	(void)fprintf(stderr, "skipped: %s\n", why);
	_exit(EXIT_SKIPPED);
}

bool
namespace_sh(const char *format, ...)
{
	_cleanup_(freep) char *command = NULL;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vasprintf(&command, format, ap);
	va_end(ap);
	expect(n >= 0);
	return system(command) == 0; /* NOLINT(cert-env33-c) */
}

void
namespace_need(const char *program)
{
	if (!namespace_sh("command -v %s >/dev/null 2>&1", program)) {
		(void)fprintf(stderr, "skipped: %s is not installed\n",
			program);
		_exit(EXIT_SKIPPED);
	}
}

void
namespace_run(void (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (geteuid() != 0 || unshare(CLONE_NEWNS) < 0)
			namespace_skip("needs root and a mount namespace");
		if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
			mount("tmpfs", "/mnt", "tmpfs", 0, "mode=755") < 0)
			namespace_skip("a tmpfs cannot be mounted on /mnt");
		expect(setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1) == 0);
		body();
		_exit(0);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert(WEXITSTATUS(status) == 0 ||
		WEXITSTATUS(status) == EXIT_SKIPPED);
}

void
namespace_become_nobody(void)
{
	expect(setgroups(0, NULL) == 0);
	expect(setgid(NOBODY) == 0);
	expect(setuid(NOBODY) == 0);
}

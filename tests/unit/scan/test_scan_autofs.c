/* SPDX-License-Identifier: MIT */
/*
 * A scan triggers no automount.  The test is the automounter: it is told of
 * every trigger through a pipe, and whoever triggers waits for its answer,
 * which never comes.
 */
#include "scan/scan.h"

#include "lib/namespace.h"
#include "lib/scanned.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_scan_autofs(void);

/* The daemon's process group may look without triggering; ours must not be
 * the one. */
static pid_t
start_daemon(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)setpgid(0, 0);
		(void)pause();
		_exit(0);
	}
	expect(pid > 0);
	expect(setpgid(pid, pid) == 0 || errno == EACCES);
	return pid;
}

/* Returns the end of the pipe that hears of triggers. */
static int
mount_autofs(const char *point, const char *type, pid_t daemon)
{
	char options[128];
	int ends[2];

	expect(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
	(void)snprintf(options, sizeof(options),
		"fd=%d,pgrp=%d,minproto=5,maxproto=5,%s", ends[1], (int)daemon,
		type);
	if (mount("test", point, "autofs", 0, options) < 0) {
		(void)kill(daemon, SIGKILL);
		namespace_skip("autofs cannot be mounted");
	}
	expect(close(ends[1]) == 0);
	return ends[0];
}

static bool
was_triggered(int pipe)
{
	char byte;

	return read(pipe, &byte, 1) >= 0 || errno != EAGAIN;
}

/* A lookup below the mount point does trigger: the pipe works. */
static void
expect_trigger(const char *path, int pipe)
{
	struct pollfd poll_pipe = { .fd = pipe, .events = POLLIN };
	pid_t pid = fork();

	if (pid == 0)
		_exit(access(path, F_OK));
	expect(pid > 0);
	expect(poll(&poll_pipe, 1, 5000) == 1);
	expect(was_triggered(pipe));
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void
body(void)
{
	const struct scan_result *r;
	struct scanned s;
	pid_t daemon;
	int direct;
	int indirect;

	scanned_init(&s);
	expect(namespace_sh("mkdir -p /mnt/t/direct /mnt/t/deep/indirect && "
			    "touch /mnt/t/x /mnt/t/deep/y"));
	daemon = start_daemon();
	direct = mount_autofs("/mnt/t/direct", "direct", daemon);
	indirect = mount_autofs("/mnt/t/deep/indirect", "indirect", daemon);
	/* Whoever hangs here is ended. */
	(void)alarm(20);
	r = scanned_one(&s, "/mnt/t");
	expect(r->status == SCAN_COMPLETE);
	expect(r->row.skipped == 2);
	expect(scanned_has(&s, "/mnt/t/deep/y") == 1);
	s.options.all_volumes = true;
	r = scanned_one(&s, "/mnt/t");
	expect(scanned_has(&s, "/mnt/t/deep/y") == 1);
	expect(scanned_number(&s,
		       "SELECT count(*) FROM volume"
		       " WHERE fstype = 'autofs'") == 0);
	scanned_dirs(&s, NULL, 0);
	expect(s.results[0].status == SCAN_COMPLETE);
	expect(!was_triggered(direct));
	expect(!was_triggered(indirect));
	expect_trigger("/mnt/t/direct/x", direct);
	expect_trigger("/mnt/t/deep/indirect/x", indirect);
	(void)alarm(0);
	scanned_free(&s);
	(void)kill(daemon, SIGKILL);
	(void)waitpid(daemon, NULL, 0);
}

START_TEST(triggers_no_automount)
{
	namespace_run(body);
}
END_TEST

Suite *
suite_scan_autofs(void)
{
	Suite *s = suite_create("scan_autofs");
	TCase *tc = tcase_create("scan_autofs");

	tcase_add_test(tc, triggers_no_automount);
	suite_add_tcase(s, tc);
	return s;
}

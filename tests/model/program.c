/* SPDX-License-Identifier: MIT */
/* The program under test, as a user whom permissions bind. */
#include "model/model.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define MAX_ARGS 12

_Noreturn static void
become_program(const struct world *w, const char *const *args, int out)
{
	char *argv[MAX_ARGS] = { NULL };
	char home[300];
	char *env[] = { home, strdup("LC_ALL=C.UTF-8"), strdup("TZ=UTC0"),
		NULL };
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)snprintf(home, sizeof(home), "HOME=%s/home", w->base);
	for (size_t i = 0; args[i] && i + 1 < MAX_ARGS; i++)
		argv[i] = strdup(args[i]);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
		chdir(w->base) < 0)
		_exit(126);
	if (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		_exit(126);
	(void)fexecve(w->program_fd, argv, env);
	_exit(127);
}

static void
strike(pid_t pid, const struct run_options *o)
{
	(void)usleep(o->after_us);
	(void)kill(pid, o->signal);
}

int
program_run(const struct world *w, const char *const *args,
	const struct run_options *o, char *ret_said, size_t size)
{
	char path[300];
	int out;
	pid_t pid;
	int status;
	ssize_t n;

	(void)snprintf(path, sizeof(path), "%s/said", w->base);
	out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (out < 0)
		die(path);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		become_program(w, args, out);
	if (o && o->signal)
		strike(pid, o);
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	n = pread(out, ret_said, size - 1, 0);
	ret_said[n > 0 ? n : 0] = '\0';
	(void)close(out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* SPDX-License-Identifier: MIT */
/*
 * spend FILE COMMAND...: run COMMAND, write to FILE how many milliseconds of
 * processor time and how many KiB of memory it needed at most, and end with
 * its status.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int
die(const char *what)
{
	(void)fprintf(stderr, "spend: %s: %s\n", what, strerror(errno));
	return 125;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	FILE *file;
	pid_t pid;
	int status;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: spend FILE COMMAND...\n");
		return 125;
	}
	pid = fork();
	if (pid < 0)
		return die("fork");
	if (pid == 0) {
		(void)execvp(argv[2], argv + 2);
		_exit(die(argv[2]));
	}
	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			return die("wait");
	file = fopen(argv[1], "w");
	if (!file)
		return die(argv[1]);
	(void)fprintf(file, "%ld %ld\n",
		(long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
			(long)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) /
				1000,
		used.ru_maxrss);
	if (fclose(file) != 0)
		return die(argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

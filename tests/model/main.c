/* SPDX-License-Identifier: MIT */
/*
 * model PROGRAM: random steps, each run of them in a process and a world of
 * its own.
 *
 *   MODEL_STEPS   how many in all (default 2000)
 *   MODEL_SEED    of the first run; the next ones count up (default 1)
 *   MODEL_RUN     steps a run (default 250)
 *   MODEL_SHRINK  seconds to shorten what failed (default 120)
 */
#include "model/model.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_STEPS 100000
#define EXIT_FAILED 1
#define EXIT_SKIPPED 77

/* Shared with the process of a run, which may die. */
struct run {
	struct counts counts;
	char failure[1024];
	size_t n_steps;
	struct step steps[MAX_STEPS];
};

static struct run *run;
static const char *program;
static char base[256];
static char first_failure[1024];

_Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "model: %s: %s\n", what, strerror(errno));
	exit(2);
}

void *
must(void *p)
{
	if (!p)
		die("memory");
	return p;
}

void
fail(struct world *w, const char *format, ...)
{
	va_list ap;

	if (w->failure[0])
		return;
	va_start(ap, format);
	(void)vsnprintf(w->failure, sizeof(w->failure), format, ap);
	va_end(ap);
}

static void
do_step(struct world *w, const struct step *s)
{
	if (step_is_command(s))
		judge_command(w, s);
	else
		step_change(w, s);
	run->counts.steps++;
}

/* In the process of a run: play what is given, or choose n steps. */
static int
play(const struct step *steps, size_t n, unsigned long seed)
{
	struct world *w = must(calloc(1, sizeof(*w)));
	char text[1200];

	w->counts = &run->counts;
	if (!world_open(w, base, program))
		return EXIT_SKIPPED;
	choose_begin(seed);
	for (size_t i = 0; i < n && !w->failure[0]; i++) {
		if (steps)
			run->steps[i] = steps[i];
		else
			choose(w, &run->steps[i]);
		run->n_steps = i + 1;
		if (getenv("MODEL_VERBOSE")) {
			step_print(&run->steps[i], text, sizeof(text));
			(void)fprintf(stderr, "%zu %s\n", i, text);
		}
		do_step(w, &run->steps[i]);
	}
	(void)snprintf(run->failure, sizeof(run->failure), "%s", w->failure);
	return w->failure[0] ? EXIT_FAILED : 0;
}

static int
play_apart(const struct step *steps, size_t n, unsigned long seed)
{
	int status;
	pid_t pid;

	run->failure[0] = '\0';
	run->n_steps = 0;
	(void)fflush(NULL);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		_exit(play(steps, n, seed));
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	(void)snprintf(run->failure, sizeof(run->failure),
		"the test itself died of signal %d", WTERMSIG(status));
	return 2;
}

/* The same thing wrong: what stands before the colon. */
static bool
fails_alike(const struct step *steps, size_t n)
{
	size_t len = strcspn(first_failure, ":");

	return play_apart(steps, n, 0) == EXIT_FAILED &&
		strncmp(run->failure, first_failure, len) == 0;
}

static long
knob(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value ? strtol(value, NULL, 10) : otherwise;
}

static void
report(unsigned long seed)
{
	size_t n = run->n_steps;
	struct step *steps = must(malloc(n * sizeof(*steps)));
	char last[1024];
	char text[1200];

	memcpy(steps, run->steps, n * sizeof(*steps));
	(void)snprintf(first_failure, sizeof(first_failure), "%s",
		run->failure);
	(void)printf("not ok - seed %lu, step %zu: %s\n", seed, n,
		first_failure);
	(void)snprintf(last, sizeof(last), "%s", first_failure);
	(void)fflush(stdout);
	n = shrink(steps, n, fails_alike, (int)knob("MODEL_SHRINK", 120));
	if (fails_alike(steps, n))
		(void)snprintf(last, sizeof(last), "%s", run->failure);
	(void)printf("%zu steps are enough for: %s\n", n, last);
	for (size_t i = 0; i < n; i++) {
		step_print(&steps[i], text, sizeof(text));
		(void)printf("  %s\n", text);
	}
	free(steps);
}

static int
play_all(unsigned long seed, long n_steps, long n_run)
{
	int n_passed = 0;
	int n_failed = 0;
	int status;

	for (; n_steps > 0; n_steps -= n_run, seed++) {
		if (n_steps < n_run)
			n_run = n_steps;
		status = play_apart(NULL, (size_t)n_run, seed);
		if (status == EXIT_SKIPPED) {
			(void)printf("skipped: needs root, mount namespaces "
				     "and loop devices\n0 passed, 0 failed\n");
			return 0;
		}
		if (status > EXIT_FAILED)
			(void)printf("not ok - seed %lu: %s\n", seed,
				run->failure);
		if (status == EXIT_FAILED)
			report(seed);
		n_failed += status != 0;
		n_passed += status == 0;
	}
	(void)printf("%ld steps: %ld scans, %ld killed, %ld dupes; %ld full "
		     "digests, %ld groups, %ld moves with digest, "
		     "%ld rows kept, %ld reads\n",
		run->counts.steps, run->counts.scans, run->counts.killed,
		run->counts.dupes, run->counts.full, run->counts.groups,
		run->counts.moved, run->counts.kept, run->counts.reads);
	(void)printf("%d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}

int
main(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");
	long n_run = knob("MODEL_RUN", 250);
	long n_steps = knob("MODEL_STEPS", 2000);
	int status;

	if (argc != 2 || n_run < 1 || n_run > MAX_STEPS) {
		(void)fprintf(stderr, "usage: model PROGRAM\n");
		return 2;
	}
	program = argv[1];
	(void)snprintf(base, sizeof(base), "%s/catalog-model-XXXXXX",
		tmp ? tmp : "/tmp");
	run = mmap(NULL, sizeof(*run), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run == MAP_FAILED || !mkdtemp(base) || chmod(base, 0755) < 0)
		die(base);
	status = play_all((unsigned long)knob("MODEL_SEED", 1), n_steps, n_run);
	(void)rmdir(base);
	return status;
}

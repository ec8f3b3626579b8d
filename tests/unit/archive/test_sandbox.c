/* SPDX-License-Identifier: MIT */
#include "archive/sandbox.h"

#include "util/cleanup.h"

#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* What a child tries, and false if it got away with it. */
struct attempt {
	const char *what;
	bool (*fails)(void);
};

static bool
opening_fails(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0;
}

static bool
creating_fails(void)
{
	return open("/tmp/catalog-sandbox", O_WRONLY | O_CREAT | O_CLOEXEC,
		       0600) < 0;
}

static bool
forking_fails(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0;
}

static bool
running_fails(void)
{
	char *const words[] = { NULL };

	return execve("/bin/true", words, words) < 0;
}

static bool
talking_fails(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0;
}

static bool
much_memory_fails(void)
{
	return mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static const struct attempt attempts[] = {
	{ "opening", opening_fails },
	{ "creating", creating_fails },
	{ "forking", forking_fails },
	{ "running", running_fails },
	{ "talking", talking_fails },
	{ "much memory", much_memory_fails },
};

START_TEST(a_child_cannot)
{
	const struct sandbox leave = { .memory_bytes = 1 << 20,
		.cpu_seconds = 10,
		.parent = getpid() };
	int status = 0;
	pid_t pid;

	if (sandbox_missing()) {
		/* A skip that says why. */
		printf("sandbox: %s\n", sandbox_missing());
		return;
	}
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		enum sandbox_kind kind = sandbox_enter(&leave);

		/* Where there is no filter, files are closed all the same. */
		if (kind == SANDBOX_LIMITS && _i > 1)
			_exit(0);
		_exit(kind >= SANDBOX_LIMITS && attempts[_i].fails() ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"%s did not fail", attempts[_i].what);
}
END_TEST

START_TEST(an_orphan_is_told)
{
	const struct sandbox leave = { .memory_bytes = 1 << 20,
		.cpu_seconds = 10,
		.parent = getpid() + 1 };
	int status = 0;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(sandbox_enter(&leave) == SANDBOX_ORPHAN ? 0 : 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

Suite *suite_sandbox(void);
Suite *
suite_sandbox(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tc = tcase_create("sandbox");

	tcase_add_loop_test(tc, a_child_cannot, 0,
		sizeof(attempts) / sizeof(*attempts));
	tcase_add_test(tc, an_orphan_is_told);
	suite_add_tcase(suite, tc);
	return suite;
}

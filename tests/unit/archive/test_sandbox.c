/* SPDX-License-Identifier: MIT */
#include "archive/sandbox.h"

#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* --- the filter, call by call --------------------------------------------- */

/* With these words for arguments, none of which does harm if it works. */
struct call {
	const char *name;
	long number;
	long words[4];
};

#define HERE ((long)(intptr_t) ".")
#define NEW ((long)(intptr_t) "/tmp/catalog-sandbox")

/* clang-format off: a call a row */
static const struct call denied[] = {
	{ "openat", SYS_openat, { AT_FDCWD, HERE, O_RDONLY, 0 } },
	{ "openat to create", SYS_openat,
		{ AT_FDCWD, NEW, O_WRONLY | O_CREAT, 0600 } },
	{ "openat2", SYS_openat2, { AT_FDCWD, HERE, 0, 24 } },
	{ "mknodat", SYS_mknodat, { AT_FDCWD, NEW, S_IFREG | 0600, 0 } },
	{ "mkdirat", SYS_mkdirat, { AT_FDCWD, NEW, 0700, 0 } },
	{ "unlinkat", SYS_unlinkat, { AT_FDCWD, NEW, 0, 0 } },
	{ "linkat", SYS_linkat, { AT_FDCWD, HERE, AT_FDCWD, NEW } },
	{ "symlinkat", SYS_symlinkat, { HERE, AT_FDCWD, NEW, 0 } },
	{ "renameat2", SYS_renameat2, { AT_FDCWD, NEW, AT_FDCWD, NEW } },
	{ "fchmodat", SYS_fchmodat, { AT_FDCWD, NEW, 0600, 0 } },
	{ "truncate", SYS_truncate, { NEW, 0, 0, 0 } },
	{ "ftruncate", SYS_ftruncate, { 1, 0, 0, 0 } },
	{ "memfd_create", SYS_memfd_create, { NEW, 0, 0, 0 } },
	{ "getdents64", SYS_getdents64, { 0, 0, 0, 0 } },
	{ "socket", SYS_socket, { AF_UNIX, SOCK_STREAM, 0, 0 } },
	{ "socketpair", SYS_socketpair, { AF_UNIX, SOCK_STREAM, 0, 0 } },
	{ "connect", SYS_connect, { 0, 0, 0, 0 } },
	{ "sendmsg", SYS_sendmsg, { 0, 0, 0, 0 } },
	{ "clone", SYS_clone, { SIGCHLD, 0, 0, 0 } },
	{ "clone3", SYS_clone3, { 0, 0, 0, 0 } },
	{ "execve", SYS_execve, { HERE, 0, 0, 0 } },
	{ "execveat", SYS_execveat, { AT_FDCWD, HERE, 0, 0 } },
	{ "kill", SYS_kill, { 1, 0, 0, 0 } },
	{ "tgkill", SYS_tgkill, { 1, 1, 0, 0 } },
	{ "ptrace", SYS_ptrace, { 0, 1, 0, 0 } },
	{ "process_vm_readv", SYS_process_vm_readv, { 1, 0, 0, 0 } },
	{ "io_uring_setup", SYS_io_uring_setup, { 1, 0, 0, 0 } },
	{ "bpf", SYS_bpf, { 0, 0, 0, 0 } },
	{ "ioctl", SYS_ioctl, { 0, 0, 0, 0 } },
	{ "mount", SYS_mount, { HERE, HERE, 0, 0 } },
	{ "setuid", SYS_setuid, { 0, 0, 0, 0 } },
	{ "prlimit64", SYS_prlimit64, { 0, 0, 0, 0 } },
	{ "prctl", SYS_prctl, { 4, 1, 0, 0 } },
#ifdef SYS_fork /* older machines have the older calls too */
	{ "open", SYS_open, { HERE, O_RDONLY, 0, 0 } },
	{ "creat", SYS_creat, { NEW, 0600, 0, 0 } },
	{ "fork", SYS_fork, { 0, 0, 0, 0 } },
	{ "vfork", SYS_vfork, { 0, 0, 0, 0 } },
	{ "unlink", SYS_unlink, { NEW, 0, 0, 0 } },
	{ "the 32 bit way to open", 0x40000000 | SYS_open, { HERE, 0, 0, 0 } },
#endif
};
/* clang-format on */

START_TEST(the_filter_denies)
{
	const struct sandbox leave = { .memory_bytes = 1 << 20,
		.cpu_seconds = 10,
		.parent = getpid() };
	const struct call *c = &denied[_i];
	int status = 0;
	pid_t pid;

	if (sandbox_missing())
		return; /* which a_child_cannot says */
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (sandbox_enter(&leave) != SANDBOX_FULL)
			_exit(2);
		errno = 0;
		_exit(syscall(c->number, c->words[0], c->words[1], c->words[2],
			      c->words[3]) == -1 &&
					errno == EPERM ?
				0 :
				1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		printf("sandbox: no filter of system calls here\n");
	else
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
			"%s was not denied", c->name);
	ck_assert_int_lt(access("/tmp/catalog-sandbox", F_OK), 0);
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
	tcase_add_loop_test(tc, the_filter_denies, 0,
		sizeof(denied) / sizeof(*denied));
	tcase_add_test(tc, an_orphan_is_told);
	suite_add_tcase(suite, tc);
	return suite;
}

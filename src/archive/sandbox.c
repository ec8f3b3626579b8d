/* SPDX-License-Identifier: MIT */
/*
 * Three fences, one behind the other: another user (if we are root), resource
 * limits (no file grows or is opened, memory and time end), and a seccomp
 * filter in plain BPF.  The filter lists what is allowed; everything else
 * fails with EPERM instead of killing, because libraries try things that they
 * can do without (iconv looks for its tables, libxml2 for its catalogues).
 *
 * Sanitizers map terabytes and valgrind runs system calls of its own, so their
 * builds have no fence (mk/flags.mk defines CATALOG_SANDBOX as 0).
 */
#include "archive/sandbox.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef CATALOG_SANDBOX
#define CATALOG_SANDBOX 1
#endif

#if CATALOG_SANDBOX && defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif CATALOG_SANDBOX && defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* To become another user undoes it, and no filter lets it pass. */
static bool
die_with(pid_t parent)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

#if CATALOG_SANDBOX

#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define NOBODY 65534

/* What getrlimit() takes. */
#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif

static void
limit(resource what, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(what, &now) < 0)
		return;
	if (now.rlim_max == RLIM_INFINITY || most < now.rlim_max)
		now.rlim_max = most;
	now.rlim_cur = now.rlim_max;
	if (setrlimit(what, &now) < 0)
		return; /* the filter and the parent's clock remain */
}

/* What the process has mapped already, in bytes. */
static rlim_t
mapped(void)
{
	_cleanup_(closep) int fd =
		open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char line[64] = "";

	if (fd < 0 || read(fd, line, sizeof(line) - 1) <= 0)
		return (rlim_t)1 << 30;
	return (rlim_t)strtoull(line, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void
set_limits(const struct sandbox *leave)
{
	limit(RLIMIT_AS, mapped() + (rlim_t)leave->memory_bytes);
	limit(RLIMIT_CPU, (rlim_t)leave->cpu_seconds);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 0);
	limit(RLIMIT_NPROC, 0);
}

/* In a user namespace there may be no such user; then we stay who we are. */
static void
become_nobody(void)
{
	if (geteuid() != 0)
		return;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
		setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return;
}

#ifdef ARCHITECTURE

#define ALLOW(name)                                                            \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1),                \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool
filter_calls(void)
{
	/* clang-format off: a call a line */
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		ALLOW(read),
		ALLOW(pread64),
		ALLOW(lseek),
		ALLOW(write),
		ALLOW(brk),
		ALLOW(mmap),
		ALLOW(munmap),
		ALLOW(mremap),
		ALLOW(mprotect),
		ALLOW(madvise),
		ALLOW(futex),
		ALLOW(clock_gettime),
		ALLOW(clock_nanosleep),
		ALLOW(gettimeofday),
		ALLOW(getrandom),
		ALLOW(getpid),
		ALLOW(rt_sigprocmask),
		ALLOW(rt_sigreturn),
		ALLOW(close),
		ALLOW(exit),
		ALLOW(exit_group),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	/* clang-format on */
	const struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(*filter),
		.filter = filter,
	};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

/* The numbers of the calls would have to be looked at on that machine. */
static bool
filter_calls(void)
{
	return false;
}

#endif

enum sandbox_kind
sandbox_enter(const struct sandbox *leave)
{
	become_nobody();
	set_limits(leave);
	if (!die_with(leave->parent))
		return SANDBOX_ORPHAN;
	if (prctl(PR_SET_DUMPABLE, 0) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return SANDBOX_LIMITS;
	return filter_calls() ? SANDBOX_FULL : SANDBOX_LIMITS;
}

const char *
sandbox_missing(void)
{
	return NULL;
}

#else

enum sandbox_kind
sandbox_enter(const struct sandbox *leave)
{
	/* The parent's clock remains. */
	return die_with(leave->parent) ? SANDBOX_NONE : SANDBOX_ORPHAN;
}

const char *
sandbox_missing(void)
{
	return "archives are read without a sandbox: a build for a sanitizer "
	       "or for valgrind, which need what it takes away";
}

#endif

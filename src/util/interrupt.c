/* SPDX-License-Identifier: MIT */
#include "util/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* A lock-free atomic is what a signal handler may touch (C17 7.14.1.1). */
static atomic_int pending;

static void
on_signal(int signal)
{
	int none = 0;

	/* The first one decides the exit status. */
	(void)atomic_compare_exchange_strong_explicit(&pending, &none, signal,
		memory_order_relaxed, memory_order_relaxed);
}

/*
 * SA_RESETHAND makes the second signal of a kind final.  SA_RESTART because
 * stdio gives up, and loses what it was writing, on EINTR.
 */
static void
handle(int signal)
{
	struct sigaction action = { 0 };
	struct sigaction old;

	/* nohup and background jobs of a shell start us with it ignored. */
	if (sigaction(signal, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	action.sa_handler = on_signal;
	action.sa_flags = SA_RESTART | (int)SA_RESETHAND;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(signal, &action, NULL); /* cannot fail: valid signal */
}

void
interrupt_install(void)
{
	struct sigaction ignore = { 0 };

	handle(SIGINT);
	handle(SIGTERM);
	handle(SIGHUP);
	ignore.sa_handler = SIG_IGN;
	(void)sigemptyset(&ignore.sa_mask);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

int
interrupt_pending(void)
{
	return atomic_load_explicit(&pending, memory_order_relaxed);
}

void
interrupt_set(int signal)
{
	atomic_store_explicit(&pending, signal, memory_order_relaxed);
}

/* SPDX-License-Identifier: MIT */
/*
 * Descriptors kept for the catalogue.  SQLite opens a temporary file when a
 * statement has more to note than it keeps in memory, and without it a
 * transaction ends.  The readers of a run take all descriptors they get, and
 * wait for each other when there are none left; so some are kept for what
 * cannot wait.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A transaction's journal, a statement's, and what is sorted. */
#define N_SPARE 3

/* Descriptor plus one; 0: not kept. */
static atomic_int spares[N_SPARE];

void
spare_files_keep(void)
{
	for (size_t i = 0; i < N_SPARE; i++) {
		int none = 0;
		int fd;

		if (atomic_load(&spares[i]) != 0)
			continue;
		fd = eventfd(0, EFD_CLOEXEC); /* needs no path */
		if (fd < 0)
			return; /* the next time, then */
		if (!atomic_compare_exchange_strong(&spares[i], &none, fd + 1))
			(void)close(fd);
	}
}

static bool
give_one(void)
{
	for (size_t i = 0; i < N_SPARE; i++) {
		int kept = atomic_exchange(&spares[i], 0);

		if (kept == 0)
			continue;
		(void)close(kept - 1);
		return true;
	}
	return false;
}

/* Another thread may be quicker to take what was given. */
int
spare_files_open(const char *path, int flags, int mode)
{
	int fd;

	do {
		fd = open(path, flags, mode);
	} while (fd < 0 && errno == EMFILE && give_one());
	return fd;
}

/* SPDX-License-Identifier: MIT */
/*
 * SQLite asks twice that what it wrote is on the disk when a log is folded into
 * the catalogue: of the log before it, of the catalogue behind it.  The system
 * has begun with nothing until then, so the end of a scan waits for the disk
 * with all that the scan has written.  So it is told to begin when a file has
 * got so many bytes more.  It is only sooner; what is safe when stays SQLite's
 * business.
 *
 * Temporary files, which never need to be on a disk, are told by having no name
 * any more.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define EARLY_BYTES (INT64_C(1) << 20)
/* Descriptors with higher numbers do without. */
#define N_FILES 256

/* Of each file since it was told last; the counts of a descriptor that was
 * closed go on with the next that has its number. */
static int64_t n_waiting[N_FILES];

static bool
is_due(int fd, ssize_t n)
{
	if (fd >= N_FILES || n <= 0 ||
		__atomic_add_fetch(&n_waiting[fd], n, __ATOMIC_RELAXED) <
			EARLY_BYTES)
		return false;
	__atomic_store_n(&n_waiting[fd], 0, __ATOMIC_RELAXED);
	return true;
}

ssize_t
write_early(int fd, const void *bytes, size_t len, off64_t at)
{
	ssize_t n = pwrite64(fd, bytes, len, at);
	const int kept = errno;
	struct stat st;

	/* Where the file system cannot, nothing is lost. */
	if (is_due(fd, n) && fstat(fd, &st) == 0 && st.st_nlink > 0)
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	errno = kept;
	return n;
}

/* SPDX-License-Identifier: MIT */
/*
 * Descriptor helpers that hide EINTR, short reads and platform differences.
 * All descriptors are O_CLOEXEC.
 */
#ifndef CATALOG_UTIL_IO_H
#define CATALOG_UTIL_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Open `path` (relative, any length, components separated by '/', none empty,
 * "." or "..") below the directory dirfd without following a symbolic link in
 * any component; "" opens dirfd itself again.  Walks in chunks, so paths
 * beyond PATH_MAX work and only two descriptors are ever in use.  Uses
 * openat2() with RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH where the kernel has
 * it, else one openat(O_NOFOLLOW) a component.  flags as for open(2), not to
 * create; O_CLOEXEC, O_NOFOLLOW and O_NOCTTY are added.  Returns the
 * descriptor or a negative errno: -ELOOP for a symbolic link (but O_PATH
 * without O_DIRECTORY opens the link itself, when it comes last), -EINVAL for
 * a path of another form.  Other file systems are entered: compare st_dev.
 */
int io_open_beneath(int dirfd, const char *path, size_t len, int flags);

/* For tests: false takes the openat() way, true finds out afresh. */
void io_set_openat2(bool use);

/* pread() until count bytes, end of file or an error (negative errno). */
ssize_t io_pread_full(int fd, void *buffer, size_t count, int64_t offset);
/* The same, but no call more once it has `enough` of them. */
ssize_t io_pread_enough(int fd, void *buffer, size_t count, size_t enough,
	int64_t offset);

/* As io_pread_full(), but what was not in the page cache before does not stay
 * there, where the kernel has RWF_DONTCACHE (6.14) and the file system knows
 * it. *works becomes false where they do not; then it is not tried again. */
ssize_t io_pread_passing(int fd, void *buffer, size_t count, int64_t offset,
	bool *works);

/* write() all of it, or pwrite().  0 or a negative errno. */
int io_write_full(int fd, const void *buffer, size_t count);
int io_pwrite_full(int fd, const void *buffer, size_t count, int64_t offset);

/* Wait until the name that a file got or lost is on the disk.  0, or a negative
 * errno. */
int io_sync_directory_of(const char *path);

#endif

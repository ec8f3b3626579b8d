/* SPDX-License-Identifier: MIT */
/*
 * Owned local variables free themselves.  Declare them first, initialised to
 * empty, and hand them over with take_ptr()/take_fd().
 */
#ifndef CATALOG_UTIL_CLEANUP_H
#define CATALOG_UTIL_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))

/* Define `static inline void FUNCp(TYPE *p)` calling FUNC on a non-NULL *p. */
#define DEFINE_CLEANUP(type, func)                                             \
	static inline void func##p(type *p)                                    \
	{                                                                      \
		if (*p)                                                        \
			func(*p);                                              \
	}                                                                      \
	struct cleanup_swallows_the_semicolon

/* Move a pointer or descriptor out of its variable, leaving it empty. */
#define take_ptr(p)                                                            \
	__extension__({                                                        \
		__typeof__(p) take_from_ = (p);                                \
		__typeof__(*take_from_) taken_ = *take_from_;                  \
		*take_from_ = NULL;                                            \
		taken_;                                                        \
	})

static inline int
take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void
freep(void *p)
{
	free(*(void **)p);
}

static inline void
closep(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* read-only or already synced descriptors */
}

static inline void
fclosep(FILE **f)
{
	if (*f)
		(void)fclose(*f); /* streams that were only read */
}

static inline void
closedirp(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * File systems that do not tell A from a, for kernels that have none: a name
 * that does not exist is looked for in lower case.  For LD_PRELOAD.
 */
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef int (*fstatat_fn)(int, const char *, struct stat *, int);

int
fstatat(int fd, const char *name, struct stat *st, int flags)
{
	fstatat_fn next;
	char *lower;
	int result;

	*(void **)&next = dlsym(RTLD_NEXT, "fstatat");
	result = next(fd, name, st, flags);
	if (result == 0 || errno != ENOENT)
		return result;
	lower = strdup(name);
	if (!lower)
		return result;
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	result = next(fd, lower, st, flags);
	free(lower);
	return result;
}

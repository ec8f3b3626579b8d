/* SPDX-License-Identifier: MIT */
/* nftw_count DIR: what the walk alone costs, doing nothing but counting. */
#include <ftw.h>
#include <stdio.h>

static unsigned long count;

static int
on_visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path, (void)st, (void)type, (void)ftw;
	count++;
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc != 2 || nftw(argv[1], on_visit, 64, FTW_PHYS) != 0)
		return 1;
	(void)printf("%lu\n", count);
	return 0;
}

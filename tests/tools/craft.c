/* SPDX-License-Identifier: MIT */
/* craft NAME: the archive of that name (tests/lib/craft.c) on stdout; without
 * a name, those that there are. */
#include "lib/craft.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	struct bytes b = { 0 };

	if (argc != 2) {
		for (const struct craft *c = crafts; c->name; c++)
			(void)puts(c->name);
		return argc > 2 ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	craft(&b, argv[1]);
	if (fwrite(b.buf, 1, b.len, stdout) != b.len || fflush(stdout) != 0) {
		perror("craft");
		return EXIT_FAILURE;
	}
	craft_clear(&b);
	return EXIT_SUCCESS;
}

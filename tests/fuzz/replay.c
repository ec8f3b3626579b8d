/* SPDX-License-Identifier: MIT */
/*
 * Feeds files to a fuzzer's entry point, without a fuzzing engine: what was
 * found once stays fixed, with any compiler.  `replay FILE...`; a file that
 * does not exist is an error, so an empty corpus cannot pass for a good one.
 */
#include "util/cleanup.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REPLAY_MAX = 1 << 20 };

static int
replay(const char *path)
{
	_cleanup_(freep) uint8_t *data = malloc(REPLAY_MAX);
	_cleanup_(fclosep) FILE *file = fopen(path, "rb");
	size_t size;

	if (!data || !file) {
		perror(path);
		return -1;
	}
	size = fread(data, 1, REPLAY_MAX, file);
	if (ferror(file)) {
		perror(path);
		return -1;
	}
	return LLVMFuzzerTestOneInput(data, size);
}

int
main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (replay(argv[i]) < 0)
			return EXIT_FAILURE;
	}
	(void)printf("%s: %d inputs replayed\n", argv[0], argc - 1);
	return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
